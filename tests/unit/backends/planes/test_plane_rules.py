from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from evenhand.backends.planes import (
    About,
    Asked,
    CodedColumns,
    Form,
    PlaneResult,
    PlaneRules,
    View,
    columns_of_cases,
    compile_together,
)
from evenhand.backends.planes.bits import unpacked
from evenhand.backends.planes.circuit import Circuit
from evenhand.backends.planes.reading import Reading
from evenhand.language import (
    Condition,
    CountOf,
    IsKnown,
    Quantity,
    item_column,
)
from generators import COMPLETE, Drawing
from oracle.columns import cases_of

DRAWN = Drawing(6, 11)


def everything(result: PlaneResult) -> dict[str, list[int]]:
    return {f"{view.about} {view.id}": result.codes(*view).tolist() for view in result.levels}


@pytest.fixture(scope="module")
def whole() -> tuple[PlaneRules, list[dict[str, int]]]:
    """The answers for 150 cases, each decided by itself."""
    rules = PlaneRules(DRAWN.rules)
    found = []
    for case in cases_of(DRAWN, 150):
        coded = rules.coding.code(columns_of_cases([case], DRAWN.rule_set))
        found.append(
            {name: codes[0] for name, codes in everything(rules.run(coded, Asked.EVERYTHING)).items()}
        )
    return rules, found


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 129, 150])
@pytest.mark.parametrize("chunk_words", [1, 2, 100])
def test_rows_are_decided_the_same_wherever_a_chunk_ends(
    rows: int, chunk_words: int, whole: tuple[PlaneRules, list[dict[str, int]]]
) -> None:
    rules, alone = whole
    cases = cases_of(DRAWN, 150)[:rows]
    coded = rules.coding.code(columns_of_cases(cases, DRAWN.rule_set))
    found = everything(rules.run(coded, Asked.EVERYTHING, chunk_words=chunk_words))
    assert found == {name: [row[name] for row in alone[:rows]] for name in alone[0]}


@pytest.mark.parametrize("asked", [one for one in Asked if one in Asked.EVERYTHING])
def test_what_is_asked_alone_is_answered_the_same(asked: Asked) -> None:
    rules = PlaneRules(DRAWN.rules)
    coded = rules.coding.code(columns_of_cases(cases_of(DRAWN, 20), DRAWN.rule_set))
    alone, all_ = rules.run(coded, asked), rules.run(coded, Asked.EVERYTHING)
    expected = everything(all_)
    for name, codes in everything(alone).items():
        assert codes == expected[name]
    assert len(alone.levels) < len(all_.levels)


def test_what_was_not_asked_is_not_answered() -> None:
    rules = PlaneRules(DRAWN.rules)
    coded = rules.coding.code(columns_of_cases(cases_of(DRAWN, 2), DRAWN.rule_set))
    found = rules.run(coded, Asked.PROVISIONAL)
    with pytest.raises(KeyError):
        found.codes(About.WORST, DRAWN.rules.areas[0].id)
    with pytest.raises(IndexError):
        found.code(About.PROVISIONAL, DRAWN.rules.areas[0].id, 2)


def together() -> Iterator[tuple[PlaneRules, PlaneRules, CodedColumns]]:
    """Two rule sets over one schema, on the same planes."""
    for seed in range(3):
        drawn = Drawing(4, seed)
        first = drawn.rules
        fewer = replace(
            first,
            areas=tuple(replace(area, rules=area.rules[:1]) for area in first.areas),
            parameters={id: value + 1 for id, value in first.parameters.items()},
        )
        one, other = compile_together([first, fewer])
        yield one, other, one.coding.code(columns_of_cases(cases_of(drawn, 80), drawn.rule_set))


def test_rows_that_moved_are_counted_and_found() -> None:
    moved = 0
    for one, other, coded in together():
        before, after = (rules.run(coded, Asked.EVERYTHING) for rules in (one, other))
        for area in one.rules.areas:
            for about in (About.PROPOSED, About.PROVISIONAL, About.WORST, About.JUDGED):
                here, there = before.codes(about, area.id), after.codes(about, area.id)
                table = before.moves(after, about, area.id)
                first = int(np.min([here.min(), there.min()]))
                least = View(about, area.id).first
                assert least <= first
                for row, column in np.ndindex(table.shape):
                    both = (here == least + row) & (there == least + column)
                    assert table[row, column] == both.sum()
                assert table.sum() == coded.rows
                plane = before.differing(after, about, area.id)
                assert unpacked(plane, coded.rows).tolist() == (here != there).astype(int).tolist()
                rows = np.flatnonzero(here != there).tolist()
                assert before.rows_of(plane) == rows
                assert before.rows_of(plane, 2) == rows[:2]
                moved += len(rows)
                counts = before.counts(about, area.id)
                assert counts == {code: int((here == code).sum()) for code in counts}
    assert moved


def test_results_of_other_rows_are_not_compared() -> None:
    rules = PlaneRules(DRAWN.rules)
    cases = cases_of(DRAWN, 3)
    one, other = (
        rules.run(rules.coding.code(columns_of_cases(cases[:rows], DRAWN.rule_set)), Asked.PROVISIONAL)
        for rows in (2, 3)
    )
    area = DRAWN.rules.areas[0].id
    with pytest.raises(ValueError, match="2 rows cannot be compared with 3"):
        one.moves(other, About.PROVISIONAL, area)
    with pytest.raises(ValueError, match="2 rows cannot be compared with 3"):
        one.differing(other, About.PROVISIONAL, area)


def test_exact_values_take_fewer_planes_than_ranges_and_decide_the_same() -> None:
    rules = PlaneRules(DRAWN.rules)
    columns = columns_of_cases(cases_of(DRAWN, 60, COMPLETE)[1:], DRAWN.rule_set)
    exact = rules.coding.code(columns)
    every = frozenset(item_column(item) for item in DRAWN.rule_set.schema.items)
    full = rules.coding.code(columns, Form(full=every, given=frozenset(DRAWN.rule_set.area_by_id)))
    assert exact.form != full.form
    assert len(exact.planes) < len(full.planes)
    answers = [everything(rules.run(coded, Asked.EVERYTHING)) for coded in (exact, full)]
    assert answers[0] == answers[1]


def test_conditions_that_count_each_other_grow_with_their_depth_alone() -> None:
    def gates(depth: int) -> int:
        items = list(DRAWN.rule_set.schema.items.values())
        condition: Condition = IsKnown(items[0])
        for at in range(depth):
            parts = (condition, IsKnown(items[at % 2 + 1]), IsKnown(items[(at + 1) % 2 + 1]))
            condition = CountOf(Quantity.EXACTLY, 2, parts)
        circuit = Circuit()
        Reading(circuit, {}, {}).condition(condition)
        return len(circuit)

    assert gates(40) < 3 * gates(20)
