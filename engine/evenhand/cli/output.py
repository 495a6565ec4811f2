"""Where words go: results to stdout; messages, progress and diagnostics to stderr."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from evenhand.diagnostics import Diagnostic
    from evenhand.explanation import Document

MOST_COLUMNS = 100
FEWEST_COLUMNS = 40
_WORTH_A_PROGRESS_BAR = 20
_SOON = 0.5
"""Seconds after which work is told to go on."""
_MOST_TO_SHOW_FROM = 8 * 1024 * 1024

Thing = TypeVar("Thing")


def columns() -> int:
    """How wide lines may be: as the terminal is, within what is easy to read; 80 where there is none."""
    return max(FEWEST_COLUMNS, min(shutil.get_terminal_size((80, 24)).columns, MOST_COLUMNS))


def in_colour(stream: TextIO) -> bool:
    """Whether to colour: only on a terminal, and never where NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


# --- results -----------------------------------------------------------------------------------------


def result(text: str) -> None:
    """Print a result as text."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph of text in lines that fit the terminal, all but the first `indent`ed."""
    lines = textwrap.wrap(
        text, columns(), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def result_document(document: Document) -> None:
    """Print an explanation as text that fits the terminal."""
    result(as_text(document))


def as_text(document: Document) -> str:
    """An explanation as text that fits the terminal."""
    from evenhand.explanation import render_text

    return render_text(document, width=columns(), colour=in_colour(sys.stdout))


def result_json(command: str, content: Mapping[str, object]) -> None:
    """Print one JSON document, with the schema of the command that made it."""
    result_bytes(json_bytes(command, content))


def json_bytes(command: str, content: Mapping[str, object]) -> bytes:
    """One JSON document in UTF-8, with the schema of the command that made it."""
    return plain_json({"schema": f"evenhand/{command}/1", **content})


def plain_json(content: Mapping[str, object]) -> bytes:
    """Plain data as indented JSON in UTF-8."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def result_bytes(written: bytes) -> None:
    """Print a result that has an encoding of its own, whatever the terminal's is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(written)


def command(*words: object) -> str:
    """A command of ours as one types it, with quotation marks where a name needs them.

    >>> command("check", "my file.yaml")
    "evenhand check 'my file.yaml'"
    """
    return shlex.join(("evenhand", *map(str, words)))


# --- messages ----------------------------------------------------------------------------------------


def message(text: str) -> None:
    """Tell the person at the terminal something that is not the result."""
    sys.stderr.write(f"{text}\n")


def hint(text: str) -> None:
    """Say what one may do next, only to a person at a terminal."""
    if sys.stderr.isatty():
        message(text)


def diagnostics(
    found: Iterable[Diagnostic], *, as_json: bool = False, typed: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Tell what is wrong in what was given: as text with the place marked, or one JSON object a line.

    `typed` holds the lines of what is no file.
    """
    from evenhand.diagnostics import to_json_line, to_text

    told = list(found)
    if not told:
        return
    if as_json:
        for diagnostic in told:
            message(to_json_line(diagnostic))
    else:
        lines = typed or {}
        message(to_text(told, lambda file: lines[file] if file in lines else _lines_of(file)))


def _lines_of(file: str) -> Sequence[str] | None:
    try:
        # A pipe or device has been read already, and may never end.
        if not Path(file).is_file():
            return None
        with Path(file).open("rb") as stream:
            written = stream.read(_MOST_TO_SHOW_FROM)
        if len(written) == _MOST_TO_SHOW_FROM:
            written = written.rpartition(b"\n")[0]
        # Split as editors count lines: on line feeds alone.
        return written.decode("utf-8").replace("\r\n", "\n").split("\n")
    except (OSError, ValueError):
        return None


def with_progress(things: Sequence[Thing], label: str) -> Iterator[Thing]:
    """The things one by one, with a progress bar on a terminal where there are many."""
    if len(things) < _WORTH_A_PROGRESS_BAR or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(things, description=label, console=console, transient=True)


def with_bar(things: Iterable[Thing], total: int, label: str) -> Iterator[Thing]:
    """The things one by one, with a progress bar on a terminal; `total` is about how many there are."""
    if total < _WORTH_A_PROGRESS_BAR or not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(things, total=total, description=label, console=console, transient=True)


@contextlib.contextmanager
def counting(label: str) -> Iterator[Callable[[int], None]]:
    """Give something to tell a growing number to; a person at a terminal sees it once it takes a while."""
    with _in_one_line() as tell:
        yield lambda number: tell(f"{label}: {number:,}")


@contextlib.contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """Give something to tell what is being worked out; it is shown on a terminal once that takes long."""
    with _in_one_line() as tell:
        yield lambda name: tell(f"{name} ...")


@contextlib.contextmanager
def _in_one_line() -> Iterator[Callable[[str], None]]:
    """Give something that shows a line in the place of the one before, and takes it away in the end."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    started = time.monotonic()
    shown = False

    def told(text: str) -> None:
        nonlocal shown
        if time.monotonic() - started > _SOON:
            shown = True
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    try:
        yield told
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
