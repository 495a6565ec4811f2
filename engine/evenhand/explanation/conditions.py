"""The conditions of a rule as a list of sentences, connectives as the lists they are."""

from __future__ import annotations

from typing import assert_never

from evenhand.domain import Scale
from evenhand.evaluation.trace import (
    ConditionStep,
    FindingTableStep,
    LeafStep,
    RuleStep,
    Step,
    TableStep,
)
from evenhand.evaluation.truth import Truth
from evenhand.explanation.asked import asked_words, finding_name, subject_words
from evenhand.explanation.book import Book, leaf_steps_of
from evenhand.explanation.document import Block, Bullets, Entry, Line, Paragraph, Table, Tag, Tone, line
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.values import name_words
from evenhand.explanation.voices import Voice
from evenhand.explanation.words import capital, listed, number_word, tidy
from evenhand.language import (
    AllOf,
    AnyOf,
    AreaGrade,
    Column,
    Connective,
    CountOf,
    HitPolicy,
    ItemName,
    ItemNumber,
    NoneOf,
    PreviousGrade,
    Quantity,
)

_ASKED = {Truth.TRUE: Tone.GOOD, Truth.FALSE: Tone.BAD, Truth.UNKNOWN: Tone.OPEN}
_LOOKED_FOR = {Truth.TRUE: Tone.ALERT, Truth.FALSE: Tone.PLAIN, Truth.UNKNOWN: Tone.OPEN}


def tone_of(truth: Truth, voice: Voice) -> Tone:
    """How a condition stands out: what a rule asks for is good when met, what it looks for is not."""
    return (_ASKED if voice is Voice.ASKS else _LOOKED_FOR)[truth]


def rule_blocks(step: RuleStep | FindingTableStep, book: Book) -> tuple[Block, ...]:
    """What a rule asks, step by step: `when`, then what `unless` would stop it."""
    if isinstance(step, FindingTableStep):
        return table_blocks(step.table, book, None)
    found: list[Block] = []
    if step.when is not None:
        found.append(condition_list(step.when, book, book.voice(step.rule)))
    else:
        found.append(Paragraph(line("It has no condition of its own: it fires unless its exception holds.")))
    if step.unless is not None:
        stopped = {
            Truth.TRUE: "The exception holds, so the rule does not fire:",
            Truth.FALSE: "The exception does not hold:",
            Truth.UNKNOWN: "Whether the exception holds is not decided:",
        }[step.unless.truth]
        found.append(Paragraph(line(stopped)))
        found.append(condition_list(step.unless, book, Voice.EXCEPTION))
    return tuple(found)


def condition_list(step: Step, book: Book, voice: Voice) -> Bullets:
    """A condition as a list; a plain list of conditions is not wrapped in `all of these`."""
    if isinstance(step, ConditionStep) and isinstance(step.condition, AllOf):
        return Bullets(tuple(_entry(part, book, voice) for part in step.parts))
    return Bullets((_entry(step, book, voice),))


def wanted_words(condition: Connective, total: int) -> str:
    """How many of its parts a connective wants: `At least two of these three`."""
    match condition:
        case AllOf():
            return {1: "This", 2: "Both of these"}.get(total, f"All {number_word(total)} of these")
        case AnyOf():
            return "At least one of these"
        case NoneOf():
            return "None of these"
        case CountOf(quantity, number):
            return f"{_QUANTITY[quantity]} {number_word(number)} of these {number_word(total)}"
        case _:
            assert_never(condition)


def connective_words(condition: Connective, truths: tuple[Truth, ...], voice: Voice) -> str:
    """How many of its parts a connective wants, and how many hold."""
    held = sum(truth is Truth.TRUE for truth in truths)
    still_open = sum(truth is Truth.UNKNOWN for truth in truths)
    state = f"{'none' if held == 0 else number_word(held)} {voice.verdict(Truth.TRUE)}"
    if still_open:
        state += f", {number_word(still_open)} not decided"
    return f"{wanted_words(condition, len(truths))} ({state})"


_QUANTITY = {
    Quantity.AT_LEAST: "At least",
    Quantity.AT_MOST: "At most",
    Quantity.EXACTLY: "Exactly",
}


def _entry(step: Step, book: Book, voice: Voice) -> Entry:
    if isinstance(step, LeafStep):
        return Entry(line(leaf_words(step, book.trace, voice).full), tone=tone_of(step.truth, voice))
    words = connective_words(step.condition, tuple(part.truth for part in step.parts), voice)
    below = Bullets(tuple(_entry(part, book, voice) for part in step.parts))
    return Entry(line(f"{words}:"), (below,), tone_of(step.truth, voice))


# --- decision tables -------------------------------------------------------------------------------

_HIT = {
    HitPolicy.UNIQUE: "One row fits each case.",
    HitPolicy.FIRST: "The first row that fits counts.",
    HitPolicy.BEST: "Of the rows that fit, the one with the best grade counts.",
    HitPolicy.WORST: "Of the rows that fit, the one with the worst grade counts.",
}


def table_blocks(step: TableStep, book: Book, scale: Scale | None) -> tuple[Block, ...]:
    """A decision table: what its columns are for this inspection, which row counts, and every row."""
    columns = tuple(column_title(column, book) for column in step.table.columns)
    seen: dict[int, str] = {}
    for row in step.rows:
        for place, cell in enumerate(row.cells):
            if cell is not None:
                seen.setdefault(place, leaf_words(leaf_steps_of(cell)[0], book.trace).value)
    values = [Entry(line(f"{columns[place]}: {value}")) for place, value in sorted(seen.items())]
    rows = []
    for row in step.rows:
        cells = tuple(line(_cell_words(cell, book)) for cell in row.cells)
        rows.append(
            (line(_row_state(row.possible, row.truth)), *cells, outcome_line(row.row.outcome, book, scale))
        )
    counting = frozenset(place for place, row in enumerate(step.rows) if row.possible)
    table = Table(
        f"Decision table. {_HIT[step.table.hit]}",
        ("Row", *columns, "Outcome"),
        tuple(rows),
        counting,
    )
    return (Bullets(tuple(values)), table) if values else (table,)


def row_words(step: TableStep, book: Book, scale: Scale | None) -> str:
    """The row or rows that count, in one sentence."""
    counting = [(place, row) for place, row in enumerate(step.rows, start=1) if row.possible]
    if not counting:
        return "No row of the decision table fits, because something that it reads does not apply."
    if len(counting) > 1:
        places = listed((str(place) for place, _ in counting), "or")
        return f"Row {places} of the decision table may count; which one is not decided."
    place, row = counting[0]
    asked = [
        f"{subject_words(leaf_steps_of(cell)[0].leaf, book.rules)} is {_asked_by_cell(cell, book)}"
        for cell in row.cells
        if cell is not None
    ]
    where = f", where {listed(asked)}" if asked else ", which fits every other case"
    outcome = "".join(str(run) for run in outcome_line(row.row.outcome, book, scale))
    return f"Row {place} of the decision table counts{where}, and gives {outcome}."


def column_title(column: Column, book: Book) -> str:
    """What a column of a table is about."""
    subject = column.subject
    if isinstance(subject, str):
        return capital(tidy(book.rules.rule_set.findings[subject].name))
    if isinstance(subject, ItemName | ItemNumber):
        return tidy(subject.item.title)
    if isinstance(subject, AreaGrade | PreviousGrade):
        title = book.rules.area_by_id[subject.area].title
        return title if isinstance(subject, AreaGrade) else f"{title} at the previous inspection"
    return tidy(column.head)


def outcome_line(outcome: str | None, book: Book, scale: Scale | None) -> Line:
    """What a row concludes."""
    if outcome is None:
        return line("no finding")
    if scale is not None:
        return line(name_words(scale, outcome))
    return line(finding_name(book.rules, outcome))


def _cell_words(cell: Step | None, book: Book) -> str:
    return "Anything" if cell is None else capital(_asked_by_cell(cell, book))


def _asked_by_cell(cell: Step, book: Book) -> str:
    if isinstance(cell, LeafStep):
        return asked_words(cell.leaf, book.rules)
    joint = "or" if isinstance(cell.condition, AnyOf) else "and"
    return listed((_asked_by_cell(part, book) for part in cell.parts), joint)


def _row_state(possible: bool, truth: Truth) -> Tag | str:
    if possible and truth is Truth.TRUE:
        return Tag("Counts", Tone.GOOD, "✓")
    if possible:
        return Tag("May count", Tone.OPEN, "?")
    return Tag("Passed over" if truth is Truth.TRUE else "Does not fit", Tone.PLAIN, "–")
