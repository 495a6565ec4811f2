"""Strict YAML: one file to one node, or every reason why not."""

from __future__ import annotations

import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from evenhand.diagnostics import Diagnostic, Problems, Span, codes, nearest
from evenhand.source.building import Builder
from evenhand.source.findings import Finding, bad_escape, tab
from evenhand.source.nodes import Node, Scalar
from evenhand.source.syntax import explain
from evenhand.source.text import MOST_OF_ONE_KIND, Text, check_characters, decode

# libyaml reads ten times faster; without it PyYAML's own parser gives the same events.
_PARSER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A large file full of errors is not read again for each of them.
_MOST_TO_READ = 1024 * 1024

_GIVEN_OPEN = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")
"""Names of what the program was started with: a shell gives it these, and it is there to be read."""

_COMMENT = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before anything is built: bytes in a file, and levels of nesting."""

    size: int = 1024 * 1024
    depth: int = 50


DEFAULT = Limits()


def read_yaml(text: bytes | str, file: str, problems: Problems, limits: Limits = DEFAULT) -> Node | None:
    """Read one document strictly; every value stays text and keeps its place.

    Returns None exactly when something was added to `problems`. No input raises.

    >>> from evenhand.source import plain
    >>> problems = Problems()
    >>> plain(read_yaml("seen_alone: no", "visit.yaml", problems))
    {'seen_alone': 'no'}
    """
    found = Problems()
    node = _read(text, file, found, limits)
    problems.extend(found.sorted())
    return None if found else node


def read_file(
    path: Path, problems: Problems, limits: Limits = DEFAULT, shown_as: str | None = None
) -> Node | None:
    """Read the file at `path` like `read_yaml`; places name it `shown_as`, or else as it was given."""
    name = shown_as if shown_as is not None else path.as_posix()
    written = read_bytes(path, problems, limits, name)
    return None if written is None else read_yaml(written, name, problems, limits)


def read_bytes(
    path: Path, problems: Problems, limits: Limits = DEFAULT, shown_as: str | None = None
) -> bytes | None:
    """What the file at `path` holds, or None with the reason why it cannot be had.

    It is opened and read once, so that what comes through the standard input or from another command
    (`<(...)`) can be given too. A named pipe or a device is refused: reading one may never end.
    """
    name = shown_as if shown_as is not None else path.as_posix()
    whole = Span.whole(name)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            problems.add(codes.NOT_A_FILE.at(whole, path=name, hint="name one file inside it"))
            return None
        if not stat.S_ISREG(mode) and not _GIVEN_OPEN.fullmatch(str(path.absolute())):
            hint = "put what it gives into a file, and name that"
            problems.add(codes.NOT_PLAIN.at(whole, path=name, kind=_kind(mode), hint=hint))
            return None
        with path.open("rb") as stream:
            # One byte more than is allowed tells a file that is too big without reading all of it.
            written = stream.read(limits.size + 1)
    except (FileNotFoundError, NotADirectoryError):
        problems.add(codes.FILE_MISSING.at(whole, path=name, hint=_similar(path)))
        return None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        problems.add(codes.FILE_UNREADABLE.at(whole, path=name, reason=reason))
        return None
    if len(written) > limits.size:
        problems.add(_too_big(whole, limits))
        return None
    return written


def _kind(mode: int) -> str:
    """What is at a path that is neither a file nor a folder, in words."""
    kinds = {
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")


def _read(text: bytes | str, file: str, problems: Problems, limits: Limits) -> Node | None:
    if len(text) > limits.size or (
        isinstance(text, str) and len(text.encode("utf-8", errors="surrogatepass")) > limits.size
    ):
        problems.add(_too_big(Span.whole(file), limits))
        return None
    characters = decode(text, file, problems) if isinstance(text, bytes) else text
    if characters is None:
        return None
    checked = Text(characters, file)
    check_characters(checked, problems)
    if problems:
        return None
    builder = _build(checked, problems, limits)
    if problems or builder.problems:
        lines = {diagnostic.span.line for diagnostic in problems if diagnostic.span}
        # On a line that YAML could not read, what was found in its remains is noise.
        problems.extend(d for d in builder.problems if d.span is None or d.span.line not in lines)
        return None
    if builder.root is None or _says_nothing(builder.root):
        problems.add(codes.EMPTY_FILE.at(Span.whole(file)))
    stray_tab = _stray_tab(checked, builder.scalars)
    if stray_tab is not None:
        problems.add(stray_tab)
    return builder.root


def _build(text: Text, problems: Problems, limits: Limits) -> Builder:
    """Parse, and where a syntax error can be repaired in place, parse on to tell the next one too."""
    read = 0
    for _ in range(MOST_OF_ONE_KIND):
        read += len(text.characters)
        builder = Builder(text, limits.depth)
        finding = _parse(text, builder)
        if finding is None:
            break
        problems.add(finding.diagnostic)
        if finding.repair is None or read > _MOST_TO_READ:
            break
        start, end, repaired = finding.repair
        text = Text(text.characters[:start] + repaired + text.characters[end:], text.file)
    return builder


def _parse(text: Text, builder: Builder) -> Finding | None:
    try:
        for event in yaml.parse(text.characters, Loader=_PARSER):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        return explain(error, text, builder.open_bracket)
    except (ValueError, OverflowError):
        # PyYAML's own scanner lets an escape beyond the last Unicode character through to chr().
        return next(
            bad_escape(text, found.start())
            for found in re.finditer(r"\\U([0-9A-Fa-f]{8})", text.characters)
            if int(found[1], 16) > sys.maxunicode
        )
    return None


def _stray_tab(text: Text, scalars: list[tuple[int, int]]) -> Diagnostic | None:
    """The first tab outside texts and comments: PyYAML's one parser takes some for spaces, the other none."""
    if "\t" not in text.characters:
        return None
    pieces, done = [], 0
    for start, end in scalars:
        pieces += [text.characters[done:start], re.sub(r"[^\n]", "x", text.characters[start:end])]
        done = end
    start = 0
    for line in "".join([*pieces, text.characters[done:]]).split("\n"):
        column = _COMMENT.split(line, maxsplit=1)[0].rstrip().find("\t")
        if column >= 0:
            return tab(text, start + column)
        start += len(line) + 1
    return None


def _says_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "" and node.text in ("", "~", "null")


def _too_big(span: Span, limits: Limits) -> Diagnostic:
    size = f"{limits.size / 1024 / 1024:g} MiB" if limits.size >= 1024 * 1024 else f"{limits.size} bytes"
    hint = "keep rows of data in a CSV file beside it"
    return codes.TOO_BIG.at(span, limit=size, hint=hint)


def _similar(path: Path) -> str | None:
    """A hint that names a file in the same folder that was perhaps meant."""
    try:
        names = [other.name for other in path.parent.iterdir() if other.is_file()]
    except (OSError, ValueError):
        return None
    meant = nearest(path.name, names)
    return f"did you mean `{meant}`?" if meant else None
