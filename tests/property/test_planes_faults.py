"""Faults put into the reading over columns on purpose are caught by comparing it with the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from evenhand.backends.planes import (
    amounts,
    area_circuit,
    basis,
    circuit,
    combinations,
    fractions_64,
    looked_up,
    one_column,
    rails,
    reading,
    rule_circuit,
    schedule,
    starts,
    tables,
)
from evenhand.domain import Scale
from evenhand.evaluation import item_codes
from evenhand.evaluation.trace import Existence, Names
from evenhand.language import Comparison, Conclusion, Grades, HitPolicy, Modality, Rule
from generators import Drawing
from oracle.columns import cases_of, unlike_interpreter_over_columns

DRAWS = 300
CASES = 6

Fault = Callable[[pytest.MonkeyPatch], None]


# --- conditions ---------------------------------------------------------------------------------------


def threshold_left_out(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `>`: wrong only exactly on the threshold."""
    right = item_codes.satisfies
    signs = {Comparison.AT_LEAST: Comparison.MORE}
    patch.setattr(
        item_codes, "satisfies", lambda code, sign, threshold: right(code, signs.get(sign, sign), threshold)
    )


def rails_not_swapped(patch: pytest.MonkeyPatch) -> None:
    """`unless` and `none` are hindered only by what surely holds."""

    def negated(own: circuit.Circuit, of: rails.Rails) -> rails.Rails:
        return rails.Rails(own.negated(of.surely), own.negated(of.possibly))

    for module in (rails, reading, starts):
        patch.setattr(module, "negated", negated)


def counted_once_too_often(patch: pytest.MonkeyPatch) -> None:
    """`at least 2 of` is content with one part."""
    right = circuit.Circuit._counted
    patch.setattr(
        circuit.Circuit,
        "_counted",
        lambda own, needed, parts: right(own, needed - 1 if needed == 2 else needed, parts),
    )


def conflict_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A comparison with an area that may be in conflict is read by its run."""
    right = reading.Reading._standing

    def standing(own: reading.Reading, base: Any, turned: bool, *names: rails.NameRails) -> Any:
        settled = [rails.NameRails(one.scale, one.exists, circuit.FALSE, one.ends, one.each) for one in names]
        return right(own, base, turned, *settled)

    patch.setattr(reading.Reading, "_standing", standing)


def absence_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A comparison with an area that may not be judged is read as if it surely were."""
    right = reading.Reading._standing

    def standing(own: reading.Reading, base: Any, turned: bool, *names: rails.NameRails) -> Any:
        settled = [
            rails.NameRails(one.scale, rails.ALWAYS, one.in_conflict, one.ends, one.each) for one in names
        ]
        return right(own, base, turned, *settled)

    patch.setattr(reading.Reading, "_standing", standing)


def areas_compared_by_one_end(patch: pytest.MonkeyPatch) -> None:
    """Area against area: what possibly holds is taken to."""
    right = reading.Reading._in_order

    def in_order(own: reading.Reading, low: Any, high: Any, *, strict: bool) -> rails.Rails:
        found = right(own, low, high, strict=strict)
        return rails.Rails(found.possibly, found.possibly)

    patch.setattr(reading.Reading, "_in_order", in_order)


def equal_ends_taken_as_the_same(patch: pytest.MonkeyPatch) -> None:
    """Two names that can be the same surely are."""
    right = reading.Reading._same

    def same(own: reading.Reading, one: Any, other: Any) -> rails.Rails:
        found = right(own, one, other)
        return rails.Rails(found.possibly, found.possibly)

    patch.setattr(reading.Reading, "_same", same)


# --- grading ------------------------------------------------------------------------------------------


def limit_read_backwards(patch: pytest.MonkeyPatch) -> None:
    """`at_most` read as `at_least`."""
    right = area_circuit._Conclusions

    def turned(own: circuit.Circuit, scale: Scale, rules: area_circuit.RuleRails) -> Any:
        return right(own, scale, [(_turned(rule), held) for rule, held in rules])

    patch.setattr(area_circuit, "_Conclusions", turned)


def _turned(rule: Rule) -> Rule:
    conclusion: Conclusion = rule.conclusion
    if isinstance(conclusion, Grades) and conclusion.modality is Modality.AT_MOST:
        conclusion = Grades(Modality.AT_LEAST, conclusion.grade)
    return Rule(rule.id, rule.title, conclusion, rule.when, rule.unless)


def undecided_conclusions_dropped(patch: pytest.MonkeyPatch) -> None:
    """Rules that are undecided do not widen the reach."""
    right = area_circuit._Conclusions._steps
    patch.setattr(
        area_circuit._Conclusions,
        "_steps",
        lambda own, modality, surely, *, above: right(own, modality, True, above=above),
    )


def moves_not_added_up(patch: pytest.MonkeyPatch) -> None:
    """Of several moves only the first counts."""
    right = starts.moved
    patch.setattr(area_circuit, "moved", lambda own, steps, moves: right(own, steps, moves[:1]))


def lowering_forgotten(patch: pytest.MonkeyPatch) -> None:
    """`lower` does nothing."""
    right = starts.moved
    patch.setattr(
        area_circuit,
        "moved",
        lambda own, steps, moves: right(own, steps, [move for move in moves if move[0] > 0]),
    )


def given_grade_not_taken(patch: pytest.MonkeyPatch) -> None:
    """An area that is given has the grade that its rules give."""
    right = area_circuit._with_given

    def with_given(own: circuit.Circuit, area: Any, **outcome: Any) -> Any:
        own_input = own.input
        own.input = lambda key: circuit.FALSE  # type: ignore[method-assign]
        try:
            return right(own, area, **outcome)
        finally:
            own.input = own_input  # type: ignore[method-assign]

    patch.setattr(area_circuit, "_with_given", with_given)


def provisional_read_as_reach(patch: pytest.MonkeyPatch) -> None:
    """An area is read at its reach where its provisional grade is meant."""
    patch.setattr(area_circuit.AreaCircuit, "provisional_names", area_circuit.AreaCircuit.names)


def both_readings_alike(patch: pytest.MonkeyPatch) -> None:
    """What rules say that read areas counts for the provisional grade as it stands in the reach."""
    right = rule_circuit._Builder._rule

    def rule(own: rule_circuit._Builder, of: Rule) -> Any:
        known, _ = right(own, of)
        return known, known

    patch.setattr(rule_circuit._Builder, "_rule", rule)


# --- starts and tables ----------------------------------------------------------------------------------


def ties_the_other_way(patch: pytest.MonkeyPatch) -> None:
    """A median takes the better of two middle grades where the worse is meant."""
    right = starts._Median.__init__

    def init(own: Any, of: Any, members: Any, ties: Any) -> None:
        right(own, of, members, ties)
        own.needed = len(members)

    patch.setattr(starts._Median, "__init__", init)


def members_not_judged_counted(patch: pytest.MonkeyPatch) -> None:
    """A median counts areas that may not be judged as if they were."""
    right = starts._Members.__init__

    def init(own: Any, of: Any, members: Any) -> None:
        right(own, of, members)
        own.members = [(ends, rails.ALWAYS) for ends, _ in own.members]

    patch.setattr(starts._Members, "__init__", init)


def best_and_worst_confused(patch: pytest.MonkeyPatch) -> None:
    """`best_of` read as `worst_of`."""
    right = starts._Extreme.__init__
    patch.setattr(
        starts._Extreme, "__init__", lambda own, of, members, best: right(own, of, members, not best)
    )


def later_rows_cut_off(patch: pytest.MonkeyPatch) -> None:
    """`first` takes the last row that holds."""
    right = tables._goes_before

    def goes_before(table: Any, index: int, scale: Any) -> list[int]:
        if table.hit is HitPolicy.FIRST:
            return list(range(index + 1, len(table.rows)))
        return right(table, index, scale)

    patch.setattr(tables, "_goes_before", goes_before)


def best_row_read_as_worst(patch: pytest.MonkeyPatch) -> None:
    """Under `best` and `worst` no row shuts out another."""
    right = tables._goes_before

    def goes_before(table: Any, index: int, scale: Any) -> list[int]:
        return right(table, index, scale) if table.hit is HitPolicy.FIRST else []

    patch.setattr(tables, "_goes_before", goes_before)


def no_gap_ever(patch: pytest.MonkeyPatch) -> None:
    """A table whose column may not exist grades the area all the same."""
    patch.setattr(tables, "_open_gap", lambda table, read: circuit.FALSE)


# --- columns --------------------------------------------------------------------------------------------


def ranges_coded_as_exact(patch: pytest.MonkeyPatch) -> None:
    """The few planes are taken to fit whatever is recorded."""
    patch.setattr(basis.Basis, "fits", lambda own, leaves, states: True)


def unknown_lost(patch: pytest.MonkeyPatch) -> None:
    """What is unknown of a column is coded as if it were known."""
    right = one_column.OneColumn.held

    def held(own: one_column.OneColumn, states: Sequence[Any]) -> list[basis.Held]:
        return [basis.Held(one.surely, one.surely) for one in right(own, states)]

    patch.setattr(one_column.OneColumn, "held", held)


def lookup_ignores_conflict(patch: pytest.MonkeyPatch) -> None:
    """Arithmetic with an area in conflict is decided by its run."""
    right = looked_up._names

    def names(scale: Scale, code: int) -> Names:
        found = right(scale, code)
        return Names(scale, found.mask, found.exists)

    patch.setattr(looked_up, "_names", names)


def lookup_ignores_absence(patch: pytest.MonkeyPatch) -> None:
    """Arithmetic with an area that may not be judged is decided as if it were."""
    right = looked_up._names

    def names(scale: Scale, code: int) -> Names:
        found = right(scale, code)
        exists = Existence.YES if found.exists is Existence.MAYBE else found.exists
        return Names(scale, found.mask, exists, found.in_conflict)

    patch.setattr(looked_up, "_names", names)


def combinations_mixed_up(patch: pytest.MonkeyPatch) -> None:
    """The states of several columns are taken in another order."""
    right = combinations.occurring

    def occurring(parts: Any) -> Any:
        place, found = right(parts)
        return place, [codes[::-1] for codes in found]

    patch.setattr(combinations, "occurring", occurring)


def unbounded_ends_taken_for_0(patch: pytest.MonkeyPatch) -> None:
    """Arithmetic takes an end that there is not for 0."""
    right = amounts._ends_in_order

    def in_order(one: Any, no_one: Any, other: Any, no_other: Any, strict: bool, *, unbounded: bool) -> Any:
        return right(one, no_one & False, other, no_other & False, strict, unbounded=unbounded)

    patch.setattr(amounts, "_ends_in_order", in_order)


def parts_surely_exist(patch: pytest.MonkeyPatch) -> None:
    """Arithmetic takes what may not exist for something that does."""
    patch.setitem(amounts._DEGREES, Existence.MAYBE, 2)


def fractions_on_two_bottoms(patch: pytest.MonkeyPatch) -> None:
    """Fractions are compared by their tops alone."""
    patch.setattr(fractions_64, "on_one_bottom", lambda one, other: (one, other))


def buffer_freed_too_early(patch: pytest.MonkeyPatch) -> None:
    """A buffer is used again while it is still to be read."""
    right = schedule.Schedule._step

    def step(own: schedule.Schedule, signal: circuit.Signal) -> schedule.Step:
        for part in own.circuit.parts[signal]:
            if own._uses.get(part, 0) > 1:
                own._uses[part] = 1
        return right(own, signal)

    patch.setattr(schedule.Schedule, "_step", step)


FAULTS: tuple[Fault, ...] = (
    threshold_left_out,
    rails_not_swapped,
    counted_once_too_often,
    conflict_forgotten,
    absence_forgotten,
    areas_compared_by_one_end,
    equal_ends_taken_as_the_same,
    limit_read_backwards,
    undecided_conclusions_dropped,
    moves_not_added_up,
    lowering_forgotten,
    given_grade_not_taken,
    provisional_read_as_reach,
    both_readings_alike,
    ties_the_other_way,
    members_not_judged_counted,
    best_and_worst_confused,
    later_rows_cut_off,
    best_row_read_as_worst,
    no_gap_ever,
    ranges_coded_as_exact,
    unknown_lost,
    lookup_ignores_conflict,
    lookup_ignores_absence,
    combinations_mixed_up,
    unbounded_ends_taken_for_0,
    parts_surely_exist,
    fractions_on_two_bottoms,
    buffer_freed_too_early,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_the_reading_over_columns_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    for seed in range(DRAWS):
        drawn = Drawing(6, seed)
        if next(unlike_interpreter_over_columns(drawn.rules, cases_of(drawn, CASES)), None):
            return
    pytest.fail(f"{fault.__doc__} Not seen in {DRAWS} draws.")
