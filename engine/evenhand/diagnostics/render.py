"""Diagnostics as terminal text with the place underlined, and as JSON lines for tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from evenhand.diagnostics.diagnostic import Diagnostic
from evenhand.diagnostics.span import Span

ReadLines = Callable[[str], Sequence[str] | None]
"""Gives the lines of a file by the name that spans use, or None when they cannot be had."""

SHOWN_IN_ONE_FILE = 20


def to_json_line(diagnostic: Diagnostic) -> str:
    """One diagnostic as one JSON object: code, file, line, column, message, hint (contracts.md)."""
    span = diagnostic.span
    return json.dumps(
        {
            "code": diagnostic.code.id,
            "severity": diagnostic.code.severity,
            "file": span.file if span else None,
            "line": span.line if span else None,
            "column": span.column if span else None,
            "message": diagnostic.message,
            "hint": diagnostic.hint,
        },
        ensure_ascii=False,
    )


def to_text(diagnostics: Iterable[Diagnostic], read_lines: ReadLines) -> str:
    """All diagnostics as text, by file and place, with the source line and the place marked.

    At most twenty of one file are shown; the rest are counted.
    """
    shown: list[str] = []
    counts: dict[str, int] = {}
    for diagnostic in sorted(diagnostics, key=Diagnostic.sort_key):
        file = diagnostic.span.file if diagnostic.span else ""
        counts[file] = counts.get(file, 0) + 1
        if counts[file] <= SHOWN_IN_ONE_FILE:
            shown.append("\n".join(_lines_of(diagnostic, read_lines)))
    for file, count in counts.items():
        if count > SHOWN_IN_ONE_FILE:
            shown.append(f"{file}: {count - SHOWN_IN_ONE_FILE} more problems not shown; use --json for all")
    return "\n".join(shown)


def _lines_of(diagnostic: Diagnostic, read_lines: ReadLines) -> list[str]:
    severity = "" if diagnostic.is_error else "warning: "
    where = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [f"{where}{severity}{diagnostic.code.id} {_printable(diagnostic.message)}"]
    if diagnostic.span is not None:
        lines.extend(_excerpt(diagnostic.span, read_lines))
    for span, text in diagnostic.related:
        lines.append(f"  {span}: {_printable(text)}")
        lines.extend(_excerpt(span, read_lines))
    if diagnostic.hint:
        lines.append(f"  hint: {_printable(diagnostic.hint)}")
    return lines


def _printable(text: str) -> str:
    """The text without characters that a terminal would act on."""
    return "".join(character if character.isprintable() else " " for character in text)


def _excerpt(span: Span, read_lines: ReadLines) -> list[str]:
    source = read_lines(span.file)
    if source is None or not 1 <= span.line <= len(source):
        return []
    written = source[span.line - 1].rstrip("\r\n")
    text = _printable(written)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(text)
    end = max(min(end, len(text)), start + 1)
    start, end, text = _window(start, end, text)
    number = str(span.line)
    margin = " " * len(number)
    return [f"  {number} | {text}", f"  {margin} | {' ' * start}{'^' * max(1, end - start)}"]


def _window(start: int, end: int, text: str, width: int = 120) -> tuple[int, int, str]:
    """Cut a very long line so that the marked place stays in sight."""
    if len(text) <= width:
        return start, end, text
    first = max(0, min(start - width // 3, len(text) - width))
    cut = text[first : first + width]
    head, tail = "…" if first else "", "…" if first + width < len(text) else ""
    shift = len(head) - first
    return start + shift, min(end + shift, len(head) + len(cut)), head + cut + tail
