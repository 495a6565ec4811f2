"""What a result is shown as: text, a page, a Word document or JSON; and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output

if TYPE_CHECKING:
    from evenhand.explanation import Document


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
        help="Without it: what the name after -o ends in, else text. With it, that name may end in anything.",
        show_default=False,
    ),
]


def chosen_format(written: str | None, out: Path | None, *, as_json: bool) -> Format:
    """The format that was asked for, be it by the name of the file to write.

    What is said in words counts for more than a name. One that ends as another format does is told, because
    other programs go by it. Raises BadParameter where what was written cannot be done.
    """
    format = None if written is None else _format(written)
    if as_json and format not in (None, Format.JSON):
        raise typer.BadParameter("ask for --json or for another format, not both.", param_hint="--json")
    if format is Format.DOCX and out is None:
        raise typer.BadParameter("say with -o which file to write.", param_hint="--format docx")
    said = Format.JSON if as_json else format
    if said is None:
        return _by_name(out)
    if out is not None and _ENDINGS.get(out.suffix.lower(), said) is not said:
        output.message(f"`{out.name}` will hold {said.value}, whatever its name ends in.")
    return said


def _by_name(out: Path | None) -> Format:
    if out is None or not out.suffix:
        return Format.TEXT
    found = _ENDINGS.get(out.suffix.lower())
    if found is None:
        raise typer.BadParameter(
            f"`{out.name}` ends in no format that there is: .txt, .html, .docx or .json. "
            "To keep the name, say with --format what to write.",
            param_hint="-o",
        )
    return found


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
    from evenhand.services.writing import OR_OVERWRITE, write_result

    write_result(out, written, replace=overwrite, hint=OR_OVERWRITE)
    output.message(f"Written to {out}.")


def show(
    command: str,
    chosen: Format,
    out: Path | None,
    *,
    overwrite: bool,
    as_json: Callable[[], Mapping[str, object]],
    page: Callable[[], Document],
    screen: Callable[[], Document] | None = None,
) -> None:
    """Show what a command found, as it was asked for: printed, or written to the file that -o names.

    `page` is the whole of it. A terminal gets `screen` instead, where there is one. Raises InvalidInput where
    the file cannot be written.
    """
    match chosen:
        case Format.JSON:
            put(output.json_bytes(command, as_json()), out, overwrite=overwrite)
        case Format.HTML:
            from evenhand.explanation import render_page

            put(render_page(page()).encode(), out, overwrite=overwrite)
        case Format.DOCX:
            put(word_of(page()), out, overwrite=overwrite)
        case Format.TEXT if out is None:
            output.result_document((screen or page)())
        case Format.TEXT:
            from evenhand.explanation import render_text

            put(render_text(page()).encode(), out, overwrite=overwrite)


def word_of(page: Document) -> bytes:
    """A page as a Word file. Raises BadParameter without the library that writes those."""
    from evenhand.services.word_document import WordNotInstalled, render_word

    try:
        return render_word(page)
    except WordNotInstalled:
        raise typer.BadParameter(
            "Word files need python-docx, which is not installed: pip install 'evenhand[docx]'",
            param_hint="--format docx",
        ) from None
