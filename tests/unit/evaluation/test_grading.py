"""From fired and undecided rules to a grade: the formulas of language.md sections 5 and 6."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import Conflict, Judged, Scale
from evenhand.evaluation.grading import (
    conflict_of,
    existence_of,
    extreme_bounds,
    given_outcome,
    limits_of,
    median_bounds,
    outcome_of,
    permitted_of,
    provisional_of,
    reach_of,
)
from evenhand.evaluation.trace import Existence, Limits, Names
from evenhand.evaluation.truth import Truth
from evenhand.language import Concludes, Conclusion, Grades, Modality, Moves, Ties

GRADES = Scale("four_grades", ("inadequate", "requires_improvement", "good", "outstanding"))
TOP = 3
I, R, G, O = range(4)  # noqa: E741
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def at(modality: str, position: int) -> Grades:
    return Grades(Modality(modality), GRADES.names[position])


def supports(position: int) -> Grades:
    return at("supports", position)


def likely(position: int) -> Grades:
    return at("likely", position)


def at_most(position: int) -> Grades:
    return at("at_most", position)


def at_least(position: int) -> Grades:
    return at("at_least", position)


# --- the two corners, table by table -----------------------------------------------------------------

CASES = {
    "nothing fires": (G, [], (G, G), "no", (I, O)),
    "supports raises": (R, [(supports(G), T)], (G, G), "no", (I, O)),
    "supports below changes nothing": (G, [(supports(R), T)], (G, G), "no", (I, O)),
    "the better of two supports": (I, [(supports(R), T), (supports(G), T)], (G, G), "no", (I, O)),
    "likely lowers": (O, [(likely(G), T)], (G, G), "no", (I, O)),
    "likely has the last word over supports": (R, [(supports(O), T), (likely(G), T)], (G, G), "no", (I, O)),
    "likely is no ceiling": (O, [(likely(R), T), (at_least(G), T)], (G, G), "no", (G, O)),
    "at_most caps": (O, [(at_most(R), T)], (R, R), "no", (I, R)),
    "the worst of two at_most": (O, [(at_most(G), T), (at_most(R), T)], (R, R), "no", (I, R)),
    "at_least lifts": (I, [(at_least(G), T)], (G, G), "no", (G, O)),
    "the best of two at_least": (I, [(at_least(R), T), (at_least(G), T)], (G, G), "no", (G, O)),
    "inside both limits": (G, [(at_least(R), T), (at_most(G), T)], (G, G), "no", (R, G)),
    "limits that meet": (I, [(at_least(G), T), (at_most(G), T)], (G, G), "no", (G, G)),
    "limits that cross": (I, [(at_least(G), T), (at_most(R), T)], None, "certain", None),
    "moves are summed": (R, [(Moves(1), T), (Moves(1), T), (Moves(-1), T)], (G, G), "no", (I, O)),
    "moves are clipped once": (O, [(Moves(2), T), (Moves(-1), T)], (O, O), "no", (I, O)),
    "moves are clipped at the bottom": (R, [(Moves(-3), T)], (I, I), "no", (I, O)),
    "moves before supports": (R, [(Moves(-1), T), (supports(G), T)], (G, G), "no", (I, O)),
    "a finding grades nothing": (G, [(Concludes("grip"), T)], (G, G), "no", (I, O)),
    "what does not fire does nothing": (
        G,
        [(at_most(I), F), (Moves(-2), F), (supports(O), F)],
        (G, G),
        "no",
        (I, O),
    ),
    "undecided supports": (R, [(supports(G), U)], (R, G), "no", (I, O)),
    "undecided likely": (O, [(likely(G), U)], (G, O), "no", (I, O)),
    "undecided raise": (R, [(Moves(1), U)], (R, G), "no", (I, O)),
    "undecided lower": (R, [(Moves(-1), U)], (I, R), "no", (I, O)),
    "undecided moves of both kinds": (R, [(Moves(1), U), (Moves(-1), U)], (I, G), "no", (I, O)),
    "undecided at_most": (O, [(at_most(R), U)], (R, O), "no", (I, O)),
    "undecided at_least": (I, [(at_least(G), U)], (I, G), "no", (I, O)),
    "undecided limit that changes nothing": (R, [(at_most(G), U)], (R, R), "no", (I, O)),
    "undecided supports below a ceiling": (R, [(supports(O), U), (at_most(G), T)], (R, G), "no", (I, G)),
    "undecided at_most above a floor": (O, [(at_most(I), U), (at_least(R), T)], (R, O), "possible", (R, O)),
    "undecided at_least below a ceiling": (
        I,
        [(at_least(G), U), (at_most(R), T)],
        (I, R),
        "possible",
        (I, R),
    ),
    "both limits undecided": (R, [(at_least(G), U), (at_most(R), U)], (R, G), "possible", (I, O)),
    "certain although more is undecided": (
        R,
        [(at_least(G), T), (at_most(R), T), (supports(O), U)],
        None,
        "certain",
        None,
    ),
    "permitted is what has fired": (G, [(at_most(R), U), (at_least(R), T)], (R, G), "no", (R, O)),
}


@pytest.mark.parametrize(("start", "rules", "reach", "conflict", "permitted"), CASES.values(), ids=CASES)
def test_reach_conflict_and_permitted(start, rules, reach, conflict, permitted) -> None:
    limits = limits_of(GRADES, (start, start), rules)
    found = outcome_of(GRADES, limits, Judged.YES, None)
    assert (found.reach, found.conflict.value, found.permitted) == (reach, conflict, permitted)
    if reach is not None:
        assert reach_of(limits) == reach
    assert conflict_of(limits).value == conflict
    assert permitted_of(limits) == permitted


def test_an_undecided_start_moves_both_its_ends() -> None:
    assert limits_of(GRADES, (R, G), [(Moves(1), T)]).start == (G, O)
    assert limits_of(GRADES, (I, O), [(Moves(2), T)]).start == (G, O)


def test_the_corner_formulas_are_those_of_the_law() -> None:
    """The worst has the ceiling first and the floor last; the best the other way round."""
    for pointed, floor, ceiling in product(pairs(), pairs(), pairs()):
        limits = Limits((0, TOP), pointed, floor, ceiling)
        assert reach_of(limits) == (
            max(min(pointed[0], ceiling[0]), floor[0]),
            min(max(pointed[1], floor[1]), ceiling[1]),
        )


def pairs() -> list[tuple[int, int]]:
    return [(worst, best) for worst in range(4) for best in range(worst, 4)]


CONCLUSIONS: list[Conclusion] = [
    *(at(modality, position) for modality in Modality for position in range(4)),
    *(Moves(steps) for steps in (-2, -1, 1, 2)),
]
RULES = st.lists(st.tuples(st.sampled_from(CONCLUSIONS), st.sampled_from(Truth)), max_size=6)


def outcomes(start: tuple[int, int], rules: Sequence[tuple[Conclusion, Truth]]) -> Iterator[int | None]:
    """The grade of every way in which start and undecided rules may turn out; None is a conflict.

    Graded one sentence of the law after another, not by the corners.
    """
    for first in range(start[0], start[1] + 1):
        for fired in product(*([False, True] if truth is U else [truth is T] for _, truth in rules)):
            said = [conclusion for (conclusion, _), fires in zip(rules, fired, strict=True) if fires]
            moved = first + sum(one.steps for one in said if isinstance(one, Moves))
            by = {
                modality: [
                    GRADES.position(one.grade)
                    for one in said
                    if isinstance(one, Grades) and one.modality is modality
                ]
                for modality in Modality
            }
            pointed = max([min(max(moved, 0), TOP), *by[Modality.SUPPORTS]])
            pointed = min([pointed, *by[Modality.LIKELY]])
            floor = max([0, *by[Modality.AT_LEAST]])
            ceiling = min([TOP, *by[Modality.AT_MOST]])
            yield None if floor > ceiling else min(max(pointed, floor), ceiling)


@given(st.sampled_from(pairs()), RULES)
def test_reach_is_just_what_undecided_rules_leave_open(start, rules) -> None:
    found = set(outcomes(start, rules))
    limits = limits_of(GRADES, start, rules)
    conflict = conflict_of(limits)
    grades = found - {None}
    assert (None in found) == (conflict is not Conflict.NO)
    assert (not grades) == (conflict is Conflict.CERTAIN)
    if grades:
        worst, best = reach_of(limits)
        assert worst <= min(grades) and max(grades) <= best
        if conflict is Conflict.NO:
            assert (worst, best) == (min(grades), max(grades))


@given(st.sampled_from(pairs()), RULES)
def test_permitted_holds_every_outcome(start, rules) -> None:
    permitted = permitted_of(limits_of(GRADES, start, rules))
    for grade in outcomes(start, rules):
        if grade is not None:
            assert permitted is not None and permitted[0] <= grade <= permitted[1]


@given(st.sampled_from(pairs()), RULES)
def test_the_provisional_grade_counts_fired_rules_alone_and_lies_in_the_reach(start, rules) -> None:
    fired = [(conclusion, truth) for conclusion, truth in rules if truth is T]
    provisional = provisional_of(limits_of(GRADES, (start[0], start[0]), fired))
    assert provisional == next(outcomes((start[0], start[0]), fired))
    limits = limits_of(GRADES, start, rules)
    if provisional is not None and conflict_of(limits) is not Conflict.CERTAIN:
        worst, best = reach_of(limits)
        assert worst <= provisional <= best


def test_an_area_that_is_not_judged_has_nothing() -> None:
    limits = limits_of(GRADES, (G, G), [(at_least(G), T), (at_most(R), T)])
    found = outcome_of(GRADES, limits, Judged.NO, None)
    assert (found.reach, found.permitted, found.conflict) == (None, None, Conflict.NO)


def test_a_given_grade_is_its_reach_and_keeps_its_permitted_range() -> None:
    limits = limits_of(GRADES, (G, G), [(at_most(R), T)])
    found = given_outcome(GRADES, "outstanding", limits)
    assert (found.reach, found.permitted, found.judged) == ((O, O), (I, R), Judged.YES)
    assert given_outcome(GRADES, None, limits).judged is Judged.NO


# --- the median by counting --------------------------------------------------------------------------

YES, MAYBE, NO = Existence.YES, Existence.MAYBE, Existence.NO


def member(worst: int, best: int, exists: Existence = YES, scale: Scale = GRADES) -> Names:
    mask = 0 if exists is NO else (1 << best + 1) - (1 << worst)
    return Names(scale, mask, exists)


def by_sorting(grades: Sequence[int], ties: Ties) -> int:
    ranked = sorted(grades)
    middle = len(ranked) // 2
    return ranked[middle - 1] if len(ranked) % 2 == 0 and ties is Ties.WORSE else ranked[middle]


@pytest.mark.parametrize("ties", list(Ties))
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_counting_finds_the_middle_that_sorting_finds(number: int, ties: Ties) -> None:
    """Every profile of up to five areas, each at one of four grades or not judged."""
    for grades in product([None, 0, 1, 2, 3], repeat=number):
        members = [member(0, 0, NO) if grade is None else member(grade, grade) for grade in grades]
        judged = [grade for grade in grades if grade is not None]
        assert existence_of(members) is (YES if judged else NO)
        if judged:
            middle = by_sorting(judged, ties)
            assert median_bounds(members, ties, TOP) == (middle, middle), grades


THREE = Scale("three", ("low", "middle", "high"))
OPEN = [
    *(member(worst, best, exists, THREE) for worst, best in pairs() if best < 3 for exists in (YES, MAYBE)),
    member(0, 0, NO, THREE),
]
"""Every run of three grades that an area may have, judged or perhaps not, and one not judged."""


def ways(names: Names) -> list[int | None]:
    grades: list[int | None] = [position for position in range(3) if names.mask >> position & 1]
    return grades + ([None] if names.exists is not YES else [])


def combined(members: Sequence[Names], of) -> set[int]:
    """What `of` makes of the judged members, in every way in which they may turn out."""
    found = set()
    for way in product(*map(ways, members)):
        judged = [grade for grade in way if grade is not None]
        if judged:
            found.add(of(judged))
    return found


@pytest.mark.parametrize("number", [1, 2, 3])
def test_open_members_leave_open_just_what_they_may_make(number: int) -> None:
    for members in product(OPEN, repeat=number):
        for ties in Ties:
            medians = combined(members, lambda grades, ties=ties: by_sorting(grades, ties))
            if medians:
                assert median_bounds(members, ties, 2) == (min(medians), max(medians)), (members, ties)
        for best, pick in ((True, max), (False, min)):
            extremes = combined(members, pick)
            if extremes:
                found = extreme_bounds(members, best, 2)
                assert found == (min(extremes), max(extremes)), (members, best)


def test_what_is_made_of_areas_is_judged_as_surely_as_the_surest_of_them() -> None:
    assert existence_of([member(0, 1, MAYBE), member(0, 1)]) is YES
    assert existence_of([member(0, 1, MAYBE), member(0, 0, NO)]) is MAYBE
    assert existence_of([member(0, 0, NO)]) is NO


def test_a_member_in_conflict_counts_as_any_grade() -> None:
    conflicting = Names(GRADES, GRADES.whole, YES, in_conflict=True)
    assert median_bounds([conflicting, member(2, 2), member(2, 2)], Ties.BETTER, TOP) == (G, G)
    assert median_bounds([conflicting, member(1, 1), member(2, 2)], Ties.BETTER, TOP) == (R, G)
    assert extreme_bounds([conflicting, member(1, 1)], False, TOP) == (I, R)
