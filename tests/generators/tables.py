"""Random decision tables that are complete, and under `unique` free of overlap, by construction.

Rows are the leaves of a random tree of splits: each split cuts one column's values into classes, so that
every combination of values meets one row. Overlapping rows are added only where the policy allows them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from random import Random

from evenhand.diagnostics import Problems
from evenhand.domain import EvidenceItem, ItemType, simplest
from evenhand.language import (
    ALWAYS,
    AreaGrade,
    Between,
    Column,
    Compare,
    Comparison,
    Condition,
    Constant,
    DecisionTable,
    DoesNotApplyTo,
    HasFinding,
    HitPolicy,
    IsAgainst,
    IsJudged,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Named,
    Not,
    Parameter,
    ParameterValue,
    Relation,
    Row,
    Scaled,
    Written,
    valuations_of,
)
from evenhand.language.tables import check_table
from generators.conditions import direction_of, threshold_for
from generators.scope import Scope

Cell = Condition | None
_Outcome = Callable[[], str | None]


def draw_table(rng: Random, scope: Scope, hit: HitPolicy, outcome: _Outcome) -> DecisionTable:
    """A complete table whose rows conclude what `outcome` draws."""
    columns = _draw_columns(rng, scope)
    cells = _split(rng, columns, (None,) * len(columns), list(range(len(columns))))
    if hit in (HitPolicy.BEST, HitPolicy.WORST):
        cells += [_loose(rng, columns) for _ in range(rng.randint(1, 2))]
        rng.shuffle(cells)
    if hit is HitPolicy.FIRST:
        cells = [_loose(rng, columns) for _ in range(rng.randint(0, 1))] + cells
        if rng.random() < 0.5:
            cells = [_with_other_cell(rng, scope, columns, row) for row in cells]
            rng.shuffle(cells)
            cells = [*cells[: rng.randint(2, 4)], (None,) * len(columns)]
    cells = list(dict.fromkeys(cells))
    rows = tuple(Row(f"row{place}", row, outcome()) for place, row in enumerate(cells, 1))
    return DecisionTable(columns, hit, rows)


def as_loaded(table: DecisionTable, parameters: Mapping[str, Parameter], *, grading: bool) -> DecisionTable:
    """The table with the coverage that the loader works out, which must have nothing against it."""
    problems = Problems()
    loaded = check_table(table, valuations_of(parameters, ALWAYS), problems, grading=grading)
    assert not problems.has_errors, [str(problem) for problem in problems]
    return loaded


def _draw_columns(rng: Random, scope: Scope) -> tuple[Column, ...]:
    columns = [_item_column(item) for item in scope.words.items]
    columns += [Column(area, AreaGrade(area, scale)) for area, scale in scope.areas.items()] * 2
    columns += [Column(finding, finding) for finding in scope.findings]
    rng.shuffle(columns)
    columns = list(dict.fromkeys(columns))
    return tuple(columns[: rng.randint(1, 3)])


def _item_column(item: EvidenceItem) -> Column:
    subject = ItemNumber(item) if item.type.is_numeric else ItemName(item)
    return Column(item.id, subject)


def _split(
    rng: Random, columns: Sequence[Column], cells: tuple[Cell, ...], free: list[int]
) -> list[tuple[Cell, ...]]:
    if not free or (any(cells) and rng.random() < 0.35):
        return [cells]
    place = rng.choice(free)
    rest = [other for other in free if other != place]
    rows: list[tuple[Cell, ...]] = []
    for cell in _classes(rng, columns[place]):
        rows += _split(rng, columns, (*cells[:place], cell, *cells[place + 1 :]), rest)
    return rows


def _loose(rng: Random, columns: Sequence[Column]) -> tuple[Cell, ...]:
    """A row that may overlap others: any class of any column, or `-`; not `-` throughout."""
    cells = [rng.choice([None, *_classes(rng, column)]) for column in columns]
    if not any(cells):
        cells[0] = _classes(rng, columns[0])[0]
    return tuple(cells)


def _classes(rng: Random, column: Column) -> list[Cell]:
    """Cells that cut a column's values into disjoint classes with nothing left over.

    Where the column's item may not apply, or its area may not be judged, that may be a class of its own;
    otherwise the table has no row for it and the area is not judged.
    """
    subject = column.subject
    if isinstance(subject, str):
        return [HasFinding(subject), Not(HasFinding(subject))]
    cells: list[Cell] = []
    if isinstance(subject, ItemNumber):
        cells += _number_classes(rng, subject.item)
        if subject.item.may_not_apply and rng.random() < 0.5:
            cells.append(DoesNotApplyTo(subject.item))
        return cells
    if not isinstance(subject, ItemName | AreaGrade):
        raise TypeError(f"no such column is drawn: {subject}")
    cells += _name_classes(rng, subject)
    if isinstance(subject, ItemName) and subject.item.may_not_apply and rng.random() < 0.5:
        cells.append(DoesNotApplyTo(subject.item))
    if isinstance(subject, AreaGrade) and rng.random() < 0.3:
        cells.append(Not(IsJudged(subject.area)))
    return cells


def _number_classes(rng: Random, item: EvidenceItem) -> list[Cell]:
    subject = ItemNumber(item)
    is_share = item.type is ItemType.SHARE
    ends = sorted({threshold_for(rng, item), threshold_for(rng, item)})
    if rng.random() < 0.2 and item.unit is None:
        parameter = ParameterValue("few")
        if is_share:
            parameter = ParameterValue("usual", is_share=True)
        return [
            Compare(subject, Comparison.AT_LEAST, parameter),
            Compare(subject, Comparison.LESS, parameter),
        ]
    steps = [simplest(Fraction(end) * 10**item.places) for end in ends]
    whole = item.computed is None and all(isinstance(step, int) for step in steps)
    if len(ends) == 1 or is_share or not whole:
        end = Constant(ends[0], is_share=is_share)
        if rng.random() < 0.5:
            return [
                Compare(subject, Comparison.AT_MOST, end),
                Compare(subject, Comparison.MORE, end),
            ]
        return [Compare(subject, Comparison.AT_LEAST, end), Compare(subject, Comparison.LESS, end)]
    low, high = ends
    last = simplest(Fraction(high) - Fraction(1, 10**item.places))
    return [
        Compare(subject, Comparison.LESS, Constant(low)),
        Between(subject, Constant(low), Constant(last)),
        Compare(subject, Comparison.AT_LEAST, Constant(high)),
    ]


def _name_classes(rng: Random, subject: Named) -> list[Cell]:
    names = subject.scale.names
    cut = rng.randint(1, len(names) - 1)
    low, high = names[:cut], names[cut:]
    if subject.scale.ordered and rng.random() < 0.6:
        cells: list[Cell] = [
            IsRanked(subject, Relation.AT_MOST, low[-1]),
            IsRanked(subject, Relation.AT_LEAST, high[0]),
        ]
        if direction_of(subject) is not direction_of(AreaGrade("", subject.scale)):
            return cells
        if rng.random() < 0.5:
            cells[1] = IsRanked(subject, Relation.BETTER, low[-1])
        if rng.random() < 0.5:
            cells[0] = IsRanked(subject, Relation.WORSE, high[0])
        return cells
    if rng.random() < 0.3:
        return [IsOneOf(subject, low), Not(IsOneOf(subject, low))]
    if len(high) > 1 and rng.random() < 0.4:
        return [IsOneOf(subject, low), IsOneOf(subject, high[:1]), IsOneOf(subject, high[1:])]
    return [IsOneOf(subject, low), IsOneOf(subject, high)]


def _with_other_cell(
    rng: Random, scope: Scope, columns: Sequence[Column], row: tuple[Cell, ...]
) -> tuple[Cell, ...]:
    """The row with a cell that compares its column with another item or area, if there is one."""
    place = rng.randrange(len(columns))
    subject = columns[place].subject
    cell: Cell = None
    if isinstance(subject, ItemNumber) and subject.item.type is ItemType.COUNT:
        counts = [item for item in scope.words.of_type(ItemType.COUNT) if item != subject.item]
        if counts:
            other = Scaled(ItemNumber(rng.choice(counts)), Fraction(1, 4), written=Written.PERCENT)
            cell = Compare(subject, Comparison.AT_LEAST, other)
    if isinstance(subject, AreaGrade):
        others = [area for area in scope.areas_on(subject.scale) if area != subject.area]
        if others:
            other_area = AreaGrade(rng.choice(others), subject.scale)
            cell = IsAgainst(subject, rng.choice((Relation.AT_LEAST, Relation.WORSE)), other_area)
    if cell is None:
        return row
    return (*row[:place], cell, *row[place + 1 :])
