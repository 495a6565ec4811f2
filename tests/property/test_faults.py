"""The tests have teeth: faults put into the interpreter on purpose are caught within a few hundred draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from evenhand.domain import Case, Scale
from evenhand.evaluation import grading, interpreter, leaves, readings, tables, truth
from evenhand.evaluation.trace import Amount, Existence, FindingTableStep, InspectionTrace, Limits
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    Comparison,
    Conclusion,
    Grades,
    HitPolicy,
    Modality,
    RulesInForce,
    Ties,
)
from generators import COMPLETE, Drawing
from oracle.checks import outside_reach, unlike_when_recorded

DRAWS = 1_000

Fault = Callable[[pytest.MonkeyPatch], None]


def flipped_comparison(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `<=`."""
    _reading_signs(patch, {Comparison.AT_LEAST: Comparison.AT_MOST})


def threshold_left_out(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `>`: wrong only exactly on the threshold."""
    _reading_signs(patch, {Comparison.AT_LEAST: Comparison.MORE})


def _reading_signs(patch: pytest.MonkeyPatch, signs: dict[Comparison, Comparison]) -> None:
    right = leaves.compare_amounts

    def compare(a: Amount, sign: Comparison, b: Amount) -> Truth:
        return right(a, signs.get(sign, sign), b)

    patch.setattr(leaves, "compare_amounts", compare)


def lost_unknown(patch: pytest.MonkeyPatch) -> None:
    """What may hold is taken not to."""
    patch.setattr(leaves, "truth_of", lambda *, certain, possible: Truth.TRUE if certain else Truth.FALSE)


def unknown_taken_as_true(patch: pytest.MonkeyPatch) -> None:
    """What may hold is taken to."""
    patch.setattr(leaves, "truth_of", lambda *, certain, possible: Truth.TRUE if possible else Truth.FALSE)


def limit_read_backwards(patch: pytest.MonkeyPatch) -> None:
    """`at_most` read as `at_least`."""
    right = grading.limits_of

    def read(scale: Scale, start: Any, made: Iterable[tuple[Conclusion, Truth]]) -> Limits:
        turned = (
            (Grades(Modality.AT_LEAST, conclusion.grade), truth)
            if isinstance(conclusion, Grades) and conclusion.modality is Modality.AT_MOST
            else (conclusion, truth)
            for conclusion, truth in made
        )
        return right(scale, start, turned)

    patch.setattr(interpreter, "limits_of", read)


def undecided_limit_dropped(patch: pytest.MonkeyPatch) -> None:
    """Rules that are undecided do not widen the reach."""
    right = grading.limits_of
    patch.setattr(
        interpreter,
        "limits_of",
        lambda scale, start, made: right(
            scale, start, [(said, truth) for said, truth in made if truth is Truth.TRUE]
        ),
    )


def limits_before_likely(patch: pytest.MonkeyPatch) -> None:
    """The floor does not hold against the ceiling: the grade is only brought under the ceiling."""
    patch.setattr(
        grading,
        "reach_of",
        lambda limits: (
            min(limits.pointed[0], limits.ceiling[0]),
            min(limits.pointed[1], limits.ceiling[1]),
        ),
    )


def not_form_of_what_is_absent_holds(patch: pytest.MonkeyPatch) -> None:
    """`is not good` taken to hold of an area that is not judged."""
    right = leaves._decided

    def decided(leaf: Any, base: Truth, readings: Any, known: Any, negated: bool) -> Any:
        found, notes = right(leaf, base, readings, known, negated)
        absent = any(reading.exists is Existence.NO for reading in readings)
        return (Truth.TRUE if negated and absent else found), notes

    patch.setattr(leaves, "_decided", decided)


def may_not_exist_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Decided by bounds although it may not exist."""
    right = leaves._decided

    def decided(leaf: Any, base: Truth, readings: Any, known: Any, negated: bool) -> Any:
        found, notes = right(leaf, base, readings, known, negated)
        if any(reading.exists is Existence.NO for reading in readings):
            return found, notes
        return (base.negated() if negated else base), notes

    patch.setattr(leaves, "_decided", decided)


def ties_turned_round(patch: pytest.MonkeyPatch) -> None:
    """A median takes the other of the two middle grades."""
    right = grading.median_bounds
    other = {Ties.BETTER: Ties.WORSE, Ties.WORSE: Ties.BETTER}
    patch.setattr(interpreter, "median_bounds", lambda found, ties, top: right(found, other[ties], top))


def best_for_worst(patch: pytest.MonkeyPatch) -> None:
    """The best of the members where the worst is meant."""
    right = grading.extreme_bounds
    patch.setattr(interpreter, "extreme_bounds", lambda found, best, top: right(found, not best, top))


def members_not_judged_counted(patch: pytest.MonkeyPatch) -> None:
    """An area that may not be judged counts in a median as if it surely were."""
    right = grading.median_bounds

    def read(found: Any, ties: Ties, top: int) -> tuple[int, int]:
        sure = [replace(one, exists=Existence.YES) if one.mask else one for one in found]
        return right(sure, ties, top)

    patch.setattr(interpreter, "median_bounds", read)


def last_row_first(patch: pytest.MonkeyPatch) -> None:
    """`first` takes the last row that holds."""
    right = tables._possible_rows

    def read(table: Any, truths: list[Truth], scale: Scale | None) -> frozenset[int]:
        if table.hit is not HitPolicy.FIRST:
            return right(table, truths, scale)
        last = len(truths) - 1
        return frozenset(last - row for row in right(table, truths[::-1], scale))

    patch.setattr(tables, "_possible_rows", read)


def no_gap_ever(patch: pytest.MonkeyPatch) -> None:
    """A table whose column does not exist grades the area all the same."""
    patch.setattr(tables, "gap_of", lambda certain, possible, table, known: Existence.NO)


def conflict_not_seen_by_readers(patch: pytest.MonkeyPatch) -> None:
    """An area whose limits cross is read at the grade that it might have had."""
    right = interpreter.reading_of
    patch.setattr(interpreter, "reading_of", lambda outcome: replace(right(outcome), in_conflict=False))


def previous_none_taken_as_not_given(patch: pytest.MonkeyPatch) -> None:
    """No previous inspection read as a previous grade that nobody gave."""
    right = readings._read_previous

    def read(area: str, scale: Scale, known: Any) -> Any:
        names = right(area, scale, known)
        if names.exists is Existence.NO:
            return replace(names, mask=scale.whole, exists=Existence.MAYBE)
        return names

    patch.setattr(readings, "_read_previous", read)


def difference_added(patch: pytest.MonkeyPatch) -> None:
    """Multiples of a range keep its ends in their places when the factor is negative."""
    right = readings._scale
    patch.setattr(readings, "_scale", lambda part, by: right(part, abs(by)))


def could_not_tell_is_known(patch: pytest.MonkeyPatch) -> None:
    """Whatever was looked at counts as known."""
    patch.setattr(leaves, "known_truth", lambda item, known: Truth.TRUE)


def exactly_as_at_least(patch: pytest.MonkeyPatch) -> None:
    """`exactly N of` read as `at least N of`."""
    patch.setattr(interpreter, "exactly", truth.at_least)


def unless_forgotten(patch: pytest.MonkeyPatch) -> None:
    """`unless` is never looked at."""
    right = interpreter.decide_rule

    def decide(rule: Any, known: Any) -> Any:
        step = right(rule, known)
        if isinstance(step, FindingTableStep) or step.unless is None or step.when is None:
            return step
        return replace(step, truth=step.when.truth)

    patch.setattr(interpreter, "decide_rule", decide)


FAULTS: tuple[Fault, ...] = (
    flipped_comparison,
    threshold_left_out,
    lost_unknown,
    unknown_taken_as_true,
    limit_read_backwards,
    undecided_limit_dropped,
    limits_before_likely,
    not_form_of_what_is_absent_holds,
    may_not_exist_forgotten,
    ties_turned_round,
    best_for_worst,
    members_not_judged_counted,
    last_row_first,
    no_gap_ever,
    conflict_not_seen_by_readers,
    previous_none_taken_as_not_given,
    difference_added,
    could_not_tell_is_known,
    exactly_as_at_least,
    unless_forgotten,
)


def disagreements(interpret: Callable[[RulesInForce, Case], InspectionTrace], seed: int) -> Iterable[str]:
    """What the oracle has against a reading, on one draw."""
    recorded, drawn = Drawing(6, seed, COMPLETE), Drawing(6, seed)
    return chain(
        unlike_when_recorded(recorded.rules, recorded.case, interpret),
        outside_reach(drawn.rules, drawn.case, interpret, limit=12),
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_the_interpreter_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    assert any(next(iter(disagreements(interpreter.interpret, seed)), None) for seed in range(DRAWS)), (
        f"{fault.__doc__} Not seen in {DRAWS} draws."
    )


def test_without_a_fault_nothing_is_reported() -> None:
    found = chain.from_iterable(disagreements(interpreter.interpret, seed) for seed in range(100))
    assert list(found) == []
