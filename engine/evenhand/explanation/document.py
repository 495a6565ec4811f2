"""A small document tree: what an explanation says, before it becomes terminal text or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never


class Tone(Enum):
    """How a status word is coloured. The word itself always carries the meaning."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    PLAIN = "plain"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A status word with a symbol and a colour; symbol and colour are decoration."""

    text: str
    tone: Tone = Tone.PLAIN
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address. Only http and https addresses become links."""

    text: str
    url: str


Run = str | Strong | Tag | Link
Line = tuple[Run, ...]
"""One line of running text."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is the title of the page. `anchor` makes it a place to link to."""

    level: int
    line: Line
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `lead` is for the one that matters most."""

    line: Line
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Inset:
    """Text set apart: a caution or a limit of what is said."""

    line: Line


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, with what stands below it. `tone` chooses its bullet; None is a plain one."""

    line: Line
    below: tuple[Block, ...] = ()
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, such as the particulars of an inspection."""

    pairs: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of each row is its header. `marked` rows stand out."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Flows:
    """A picture of how many cases went from each grade to each; a table beside it has the same figures.

    `grades` stand best first, and `counts` has a row for each grade before and a column for each after.
    """

    caption: str
    before: str
    after: str
    grades: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """One estimate of a picture, and the interval around it. What is `marked` stands out."""

    label: str
    at: float
    low: float
    high: float
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Intervals:
    """A picture of estimates with their intervals, one below the other; a table beside it has the figures.

    `reference` is where a line is drawn across; the caption says what it stands for.
    """

    caption: str
    labels: str
    values: str
    spans: tuple[Span, ...]
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a control chart. Its limits are None where there are none."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A picture of a figure over time between control limits; a table beside it has the figures.

    `centre` is the level that the limits stand around. With `as_percent`, values are fractions of one.
    """

    caption: str
    periods: str
    values: str
    points: tuple[Point, ...]
    centre: float | None = None
    as_percent: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """One grade of a scale, and what stands there."""

    grade: str
    marks: tuple[Tag, ...] = ()
    permitted: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """An area's scale, best grade first, with what stands at each grade."""

    caption: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """A part that a reader may fold away. It is open at first, so that it prints."""

    summary: str
    blocks: tuple[Block, ...]


Picture = Flows | Intervals | ControlChart
"""What is shown in HTML alone: the table beside it says the same."""

Block = Heading | Paragraph | Inset | Bullets | Facts | Table | Picture | Ladder | Details


@dataclass(frozen=True, slots=True)
class Document:
    """A whole explanation: its title (for a window or file) and its blocks in order."""

    title: str
    blocks: tuple[Block, ...]


def line(*runs: Run) -> Line:
    """A line of runs, empty ones left out.

    >>> line("Proposed: ", Strong("good"), "")
    ('Proposed: ', Strong(text='good'))
    """
    return tuple(run for run in runs if run != "")


def plain(text: Line) -> str:
    """A line's words alone.

    >>> plain(line("Proposed: ", Strong("good")))
    'Proposed: good'
    """
    return "".join(run if isinstance(run, str) else run.text for run in text)


def words_of(document: Document) -> str:
    """Every word of a document, one line for each line of text; for search and for tests."""
    return "\n".join(_words(document.blocks))


def _words(blocks: tuple[Block, ...]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Heading(_, text) | Paragraph(text) | Inset(text):
                found.append(plain(text))
            case Bullets(entries):
                for entry in entries:
                    found += [plain(entry.line), *_words(entry.below)]
            case Facts(pairs):
                found += [f"{name}: {plain(value)}" for name, value in pairs]
            case Table(caption, columns, rows):
                found += [caption, " | ".join(columns)]
                found += [" | ".join(plain(cell) for cell in row) for row in rows]
            case Flows() | Intervals() | ControlChart():
                # A picture: its figures stand in a table.
                pass
            case Ladder(caption, rungs):
                found.append(caption)
                found += [" | ".join((rung.grade, *(m.text for m in rung.marks))) for rung in rungs]
            case Details(summary, inner):
                found += [summary, *_words(inner)]
            case _:
                assert_never(block)
    return found
