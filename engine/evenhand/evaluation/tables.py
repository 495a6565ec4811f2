"""A decision table, decided: which rows hold, and which may be the one that counts."""

from __future__ import annotations

from collections.abc import Callable

from evenhand.domain import Scale
from evenhand.evaluation.readings import Knowledge, read_name, read_term
from evenhand.evaluation.trace import (
    Existence,
    LeafStep,
    RowStep,
    Step,
    TableStep,
)
from evenhand.evaluation.truth import Truth, all_of
from evenhand.language import (
    AreaGrade,
    Condition,
    Coverage,
    DecisionTable,
    HitPolicy,
    ItemName,
    Narrowed,
    PreviousGrade,
    may_leave_gap,
)

Decide = Callable[[Condition], Step]


def decide_table(
    table: DecisionTable, decide: Decide, known: Knowledge, scale: Scale | None = None
) -> TableStep:
    """Decide every row of `table`, and which rows may count under its hit policy.

    `scale` orders the outcomes of a grading table; a table of findings needs none.
    """
    cells = [tuple(None if cell is None else decide(cell) for cell in row.cells) for row in table.rows]
    truths = [all_of(cell.truth for cell in row if cell is not None) for row in cells]
    possible = _possible_rows(table, truths, scale)
    rows = tuple(
        RowStep(row, truth, index in possible, steps)
        for index, (row, truth, steps) in enumerate(zip(table.rows, truths, cells, strict=True))
    )
    return TableStep(
        table, rows, gap_of(any(truth.certain for truth in truths), bool(possible), table, known)
    )


def _possible_rows(table: DecisionTable, truths: list[Truth], scale: Scale | None) -> frozenset[int]:
    open_rows = [index for index, truth in enumerate(truths) if truth.possible]
    match table.hit:
        case HitPolicy.UNIQUE:
            certain = [index for index in open_rows if truths[index].certain]
            return frozenset(certain or open_rows)
        case HitPolicy.FIRST:
            found = []
            for index in open_rows:
                found.append(index)
                if truths[index].certain:
                    break
            return frozenset(found)
        case HitPolicy.BEST | HitPolicy.WORST:
            if scale is None:
                raise TypeError("a table of findings is `unique` or `first`")
            grade = [scale.position(row.outcome) if row.outcome else 0 for row in table.rows]
            certain_grades = [grade[index] for index in open_rows if truths[index].certain]
            if not certain_grades:
                return frozenset(open_rows)
            if table.hit is HitPolicy.BEST:
                least = max(certain_grades)
                return frozenset(index for index in open_rows if grade[index] >= least)
            most = min(certain_grades)
            return frozenset(index for index in open_rows if grade[index] <= most)


def gap_of(certain: bool, possible: bool, table: DecisionTable, known: Knowledge) -> Existence:
    """Whether no row may count, by whether some row surely holds and whether some row may."""
    if certain:
        return Existence.NO
    if not possible:
        return Existence.YES
    return _open_gap(table, known)


def _open_gap(table: DecisionTable, known: Knowledge) -> Existence:
    """Whether none of the rows that may hold need do so: for want of a column, or where the table has a gap.

    It is looked for among all that the columns can still be.
    """
    if table.coverage is Coverage.ALWAYS:
        return Existence.NO
    narrowed = [_narrowed(table, index, known) for index in range(len(table.columns))]
    return Existence.MAYBE if may_leave_gap(table, narrowed, known.parameters) else Existence.NO


def _narrowed(table: DecisionTable, index: int, known: Knowledge) -> Narrowed:
    if not table.asks(index):
        # No cell asks about this column, so that what it is about need not even be settled yet.
        return Narrowed(present=False, absent=True)
    subject = table.columns[index].subject
    if isinstance(subject, str):
        truth = known.findings[subject]
        positions = ((1,) if truth.possible else ()) + ((0,) if not truth.certain else ())
        return Narrowed(positions=frozenset(positions))
    if isinstance(subject, ItemName | AreaGrade | PreviousGrade):
        names = read_name(subject, known)
        mask = names.scale.whole if names.in_conflict else names.mask
        positions = tuple(position for position in range(len(names.scale)) if mask >> position & 1)
        present = names.exists is not Existence.NO
        return Narrowed(present, names.exists is not Existence.YES, None, frozenset(positions))
    amount = read_term(subject, known)
    present = amount.exists is not Existence.NO
    return Narrowed(present, amount.exists is not Existence.YES, (amount.lowest, amount.highest))


def cell_exists(cell: Step) -> bool:
    """Whether what a cell compares surely exists for this inspection."""
    if not isinstance(cell, LeafStep):
        return all(cell_exists(part) for part in cell.parts)
    readings = (cell.left, cell.right, cell.upper)
    return all(reading is None or reading.exists is Existence.YES for reading in readings)


def concluded(step: TableStep) -> dict[str, Truth]:
    """The truth of each finding that a table of findings names.

    True if every row that may count concludes it and no gap is possible, false if none does.
    """
    counting = [row.row.outcome for row in step.rows if row.possible]
    found: dict[str, Truth] = {}
    for row in step.table.rows:
        name = row.outcome
        if name is None or name in found:
            continue
        if name not in counting:
            found[name] = Truth.FALSE
        elif step.gap is Existence.NO and all(outcome == name for outcome in counting):
            found[name] = Truth.TRUE
        else:
            found[name] = Truth.UNKNOWN
    return found
