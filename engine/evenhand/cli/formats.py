"""What a result is shown as: text, a page, a Word document or JSON; and where it goes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import output


class Format(StrEnum):
    """What a result is shown as."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"


_ENDINGS = {
    ".txt": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".docx": Format.DOCX,
    ".json": Format.JSON,
}


def formats(ctx: typer.Context, incomplete: str) -> list[str]:
    """The formats that a shell offers."""
    return [format.value for format in Format if format.value.startswith(incomplete)]


FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="text|html|docx|json",
        autocompletion=formats,
        help="Without it: what the name after -o ends in, else text.",
        show_default=False,
    ),
]


def chosen_format(written: str | None, out: Path | None, *, as_json: bool) -> Format:
    """The format that was asked for, be it by the name of the file to write.

    Raises BadParameter where what was written cannot be done.
    """
    format = None if written is None else _format(written)
    if as_json and format not in (None, Format.JSON):
        raise typer.BadParameter("ask for --json or for another format, not both.", param_hint="--json")
    if format is Format.DOCX and out is None:
        raise typer.BadParameter("say with -o which file to write.", param_hint="--format docx")
    if as_json:
        return Format.JSON
    by_name = None if out is None else _ENDINGS.get(out.suffix.lower())
    return format or by_name or Format.TEXT


def _format(written: str) -> Format:
    # Typer would say what its own types make of a wrong word, in the words of Python.
    known = [format.value for format in Format]
    if written in known:
        return Format(written)
    from evenhand.diagnostics import did_you_mean

    hint = did_you_mean(written, known)
    raise typer.BadParameter(f"there is no format `{written}`; {hint}", param_hint="--format")


def put(written: bytes, out: Path | None, *, overwrite: bool) -> None:
    """Print a result, or write it to the file that -o names. Raises InvalidInput where that fails."""
    if out is None:
        output.result_bytes(written)
        return
    from evenhand.services.writing import write_result

    write_result(out, written, replace=overwrite, hint="choose another name, or add --overwrite")
    output.message(f"Written to {out}.")
