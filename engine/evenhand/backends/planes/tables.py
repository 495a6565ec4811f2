"""Decision tables as circuits: which rows may count, whether none may, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.backends.planes.rails import Ends, Rails, Steps, all_of
from evenhand.backends.planes.reading import LookUp, Reading, Switch
from evenhand.backends.planes.row_leaves import columns_of_table, row_gap
from evenhand.domain import Scale
from evenhand.language import AreaGrade, Coverage, DecisionTable, HitPolicy, atoms_of


class CountingRows(NamedTuple):
    """Which rows may be the one that counts; whether none may count, or need not."""

    rows: tuple[Signal, ...]
    gap: Rails


def counting_rows(
    table: DecisionTable, reading: Reading, owner: str, scale: Scale | None = None
) -> CountingRows:
    """Decide a table's rows under its hit policy.

    `owner` is the area or rule whose table it is; `scale` orders the outcomes of a grading table.
    """
    circuit = reading.circuit
    held = [
        all_of(circuit, [reading.condition(cell) for cell in row.cells if cell is not None])
        for row in table.rows
    ]
    switches = [reading.switch(owner, row.id) for row in table.rows]
    rows = [all_of(circuit, [one, *switch]) for one, switch in zip(held, switches, strict=True)]
    certain = circuit.any_of(row.surely for row in rows)
    possible = circuit.any_of(row.possibly for row in rows)
    none_may = circuit.negated(possible)
    # Where a row is switched off, what it alone covered is a gap.
    uncovered = [
        circuit.both(circuit.negated(on.surely), _open_gap(_without(table, at), reading))
        for at, switch in enumerate(switches)
        for on in switch
    ]
    open_gap = circuit.any_of((none_may, _open_gap(table, reading), *uncovered))
    gap = Rails(none_may, circuit.both(circuit.negated(certain), open_gap))
    counting = tuple(_counting(table, circuit, rows, certain, scale))
    for at, row in enumerate(table.rows):
        others = circuit.any_of(counting[other] for other in _instead(table, at))
        surely = circuit.all_of((rows[at].surely, counting[at], circuit.negated(others)))
        reading.rows[Switch(owner, row.id)] = Rails(surely, counting[at])
    return CountingRows(counting, gap)


def _counting(
    table: DecisionTable, circuit: Circuit, rows: Sequence[Rails], certain: Signal, scale: Scale | None
) -> list[Signal]:
    """A row counts if it may hold, unless another that surely holds shuts it out."""
    if table.hit is HitPolicy.UNIQUE:
        open_ = circuit.negated(certain)
        return [circuit.both(row.possibly, circuit.either(row.surely, open_)) for row in rows]
    found = []
    for index, row in enumerate(rows):
        before = [rows[other].surely for other in _goes_before(table, index, scale)]
        found.append(circuit.both(row.possibly, circuit.negated(circuit.any_of(before))))
    return found


def _without(table: DecisionTable, index: int) -> DecisionTable:
    rows = (*table.rows[:index], *table.rows[index + 1 :])
    return replace(table, rows=rows, coverage=Coverage.PARTIAL)


def _instead(table: DecisionTable, index: int) -> list[int]:
    """The rows that must not count if another one is to be what the table says."""
    match table.hit:
        case HitPolicy.UNIQUE:
            return []
        case HitPolicy.FIRST:
            return list(range(index))
        case _:
            own = table.rows[index].outcome
            return [other for other, row in enumerate(table.rows) if row.outcome != own]


def _goes_before(table: DecisionTable, index: int, scale: Scale | None) -> list[int]:
    """The rows that shut out another one where they surely hold."""
    if table.hit is HitPolicy.FIRST:
        return list(range(index))
    if scale is None:
        raise TypeError("a table of findings is `unique` or `first`")
    grades = [scale.position(row.outcome) if row.outcome else 0 for row in table.rows]
    if table.hit is HitPolicy.BEST:
        return [other for other, grade in enumerate(grades) if grade > grades[index]]
    return [other for other, grade in enumerate(grades) if grade < grades[index]]


def _open_gap(table: DecisionTable, reading: Reading) -> Signal:
    """Whether none of the rows that may hold need do so."""
    circuit = reading.circuit
    if table.coverage is Coverage.ALWAYS:
        return circuit.constant(False)
    asked = [column.subject for index, column in enumerate(table.columns) if table.asks(index)]
    findings = [subject for subject in asked if isinstance(subject, str)]
    areas = [
        atom.area
        for subject in asked
        if not isinstance(subject, str)
        for atom in atoms_of(subject)
        if isinstance(atom, AreaGrade)
    ]
    question = row_gap(table, reading.parameters, reading.computed)
    if not areas and not findings:
        return reading.asked(question).possibly
    columns = columns_of_table(table, reading.computed)
    key = LookUp(question, reading.with_scales(areas), tuple(dict.fromkeys(findings)), columns)
    return circuit.looked_up(key, 1, reading.arguments(key))


def table_ends(table: DecisionTable, circuit: Circuit, counting: Sequence[Signal], scale: Scale) -> Ends:
    """The worst and best grade of the rows that may count."""
    grades = [
        (scale.position(row.outcome), signal)
        for row, signal in zip(table.rows, counting, strict=True)
        if row.outcome is not None
    ]
    steps = range(1, len(scale))
    worst = [circuit.negated(circuit.any_of(row for at, row in grades if at < step)) for step in steps]
    best = [circuit.any_of(row for at, row in grades if at >= step) for step in steps]
    return Ends(Steps(tuple(worst)), Steps(tuple(best)))


def concluded(table: DecisionTable, reading: Reading, owner: str) -> dict[str, Rails]:
    """The findings that the table of a rule names, each with whether it is concluded.

    Surely, if every row that may count concludes it and no gap is possible.
    """
    circuit = reading.circuit
    counting, gap = counting_rows(table, reading, owner)
    found: dict[str, Rails] = {}
    for name in dict.fromkeys(row.outcome for row in table.rows if row.outcome is not None):
        own = circuit.any_of(row for row, of in zip(counting, table.rows, strict=True) if of.outcome == name)
        others = circuit.any_of(
            row for row, of in zip(counting, table.rows, strict=True) if of.outcome != name
        )
        hindered = circuit.either(others, gap.possibly)
        found[name] = Rails(circuit.both(own, circuit.negated(hindered)), own)
    return found
