"""From fired and undecided rules to a grade: start, pointed, floor and ceiling (language.md 5 and 6).

Everything is a position on the area's scale, worst at 0, in pairs of the worst and best value that is
still possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from evenhand.domain import Conflict, Judged, Outcome, Scale
from evenhand.evaluation.trace import Existence, Limits, Names, ends_of
from evenhand.evaluation.truth import Truth
from evenhand.language import Concludes, Conclusion, Grades, Modality, Moves, Ties

Bounds = tuple[int, int]
"""The worst and the best possible position."""


def limits_of(scale: Scale, start: Bounds, conclusions: Iterable[tuple[Conclusion, Truth]]) -> Limits:
    """What the rules of an area leave: start, pointed, floor and ceiling, each worst and best.

    Undecided `supports`, `raise` and `at_least` count only for the best; undecided `likely`, `lower` and
    `at_most` only for the worst.
    """
    top = len(scale) - 1
    moves_worst = moves_best = 0
    supports_worst = supports_best = 0
    likely_worst = likely_best = top
    floor_worst = floor_best = 0
    ceiling_worst = ceiling_best = top
    for conclusion, truth in conclusions:
        if truth is Truth.FALSE:
            continue
        fired = truth is Truth.TRUE
        match conclusion:
            case Concludes():
                pass
            case Moves(steps):
                if fired or steps < 0:
                    moves_worst += steps
                if fired or steps > 0:
                    moves_best += steps
            case Grades(modality, grade):
                at = scale.position(grade)
                match modality:
                    case Modality.SUPPORTS:
                        supports_best = max(supports_best, at)
                        if fired:
                            supports_worst = max(supports_worst, at)
                    case Modality.LIKELY:
                        likely_worst = min(likely_worst, at)
                        if fired:
                            likely_best = min(likely_best, at)
                    case Modality.AT_LEAST:
                        floor_best = max(floor_best, at)
                        if fired:
                            floor_worst = max(floor_worst, at)
                    case Modality.AT_MOST:
                        ceiling_worst = min(ceiling_worst, at)
                        if fired:
                            ceiling_best = min(ceiling_best, at)
                    case _:
                        assert_never(modality)
            case _:
                assert_never(conclusion)
    worst, best = (
        _clip(start[0] + moves_worst, top),
        _clip(start[1] + moves_best, top),
    )
    return Limits(
        start=(worst, best),
        pointed=(
            min(max(worst, supports_worst), likely_worst),
            min(max(best, supports_best), likely_best),
        ),
        floor=(floor_worst, floor_best),
        ceiling=(ceiling_worst, ceiling_best),
    )


def _clip(position: int, top: int) -> int:
    return min(max(position, 0), top)


def reach_of(limits: Limits) -> Bounds:
    """Worst and best of reach: the two corner formulas of language.md section 6."""
    worst = max(min(limits.pointed[0], limits.ceiling[0]), limits.floor[0])
    best = min(max(limits.pointed[1], limits.floor[1]), limits.ceiling[1])
    return worst, best


def conflict_of(limits: Limits) -> Conflict:
    """Certain where fired limits cross, possible where undecided ones may."""
    if limits.floor[0] > limits.ceiling[1]:
        return Conflict.CERTAIN
    if limits.floor[1] > limits.ceiling[0]:
        return Conflict.POSSIBLE
    return Conflict.NO


def permitted_of(limits: Limits) -> Bounds | None:
    """What the fired must-rules leave open; None where they are in conflict."""
    floor, ceiling = limits.floor[0], limits.ceiling[1]
    return None if floor > ceiling else (floor, ceiling)


def outcome_of(scale: Scale, limits: Limits, judged: Judged, provisional: int | None) -> Outcome:
    """The outcome of an area that is not given."""
    if judged is Judged.NO:
        return Outcome(scale, None, None, None, Conflict.NO, judged)
    conflict = conflict_of(limits)
    reach = None if conflict is Conflict.CERTAIN else reach_of(limits)
    return Outcome(scale, reach, permitted_of(limits), provisional, conflict, judged)


def given_outcome(scale: Scale, grade: str | None, limits: Limits) -> Outcome:
    """The outcome of an area taken as given: judged, without conflict, its reach its grade.

    None is an area given as not judged. Its permitted range is still what its own rules leave open.
    """
    if grade is None:
        return Outcome(scale, None, None, None, Conflict.NO, Judged.NO)
    at = scale.position(grade)
    return Outcome(scale, (at, at), permitted_of(limits), at, Conflict.NO, Judged.YES)


def provisional_of(limits: Limits) -> int | None:
    """The grade that fired rules alone give; None where they are in conflict."""
    if limits.floor[0] > limits.ceiling[1]:
        return None
    return max(min(limits.pointed[0], limits.ceiling[0]), limits.floor[0])


def provisional_start(worst: int, provisional_worst: int, provisionally_judged: Existence) -> int:
    """Where an area starts for its provisional grade: the worst that its start can be.

    Areas are read provisionally for that, unless the start is then not judged.
    """
    return worst if provisionally_judged is Existence.NO else provisional_worst


# --- starts made of other areas ---------------------------------------------------------------------


def bounds_of(names: Names) -> Bounds:
    """The worst and best position that an area or level can have; any, where it is in conflict."""
    mask = names.scale.whole if names.in_conflict or names.mask == 0 else names.mask
    return ends_of(mask)


def existence_of(members: Sequence[Names]) -> Existence:
    """Whether what is made of `members` is judged: surely if one surely is, not if none can be."""
    if any(member.exists is Existence.YES for member in members):
        return Existence.YES
    if all(member.exists is Existence.NO for member in members):
        return Existence.NO
    return Existence.MAYBE


def median_bounds(members: Sequence[Names], ties: Ties, top: int) -> Bounds:
    """The median by counting, over every way in which its members may turn out.

    At least g when the members at or above g, less the judged members below g, are zero or more (ties to
    the better) or more than zero (ties to the worse). For the worst each member counts its worst
    possibility, for the best its best. Members not judged are left out.
    """
    needed = 0 if ties is Ties.BETTER else 1
    counted = [(bounds_of(member), member.exists) for member in members if member.exists is not Existence.NO]

    def surely(grade: int) -> bool:
        votes = sum(
            -1 if worst < grade else (1 if exists is Existence.YES else 0) for (worst, _), exists in counted
        )
        return votes >= needed

    def possibly(grade: int) -> bool:
        votes = sum(
            1 if best >= grade else (-1 if exists is Existence.YES else 0) for (_, best), exists in counted
        )
        return votes >= needed

    return _bounds_from(members, surely, possibly, top)


def extreme_bounds(members: Sequence[Names], best: bool, top: int) -> Bounds:
    """The best or the worst of the members that are judged, over every way in which they may turn out."""
    counted = [(bounds_of(member), member.exists) for member in members if member.exists is not Existence.NO]
    sure = [bounds for bounds, exists in counted if exists is Existence.YES]
    every = [bounds for bounds, _ in counted]
    if best:
        return _bounds_from(
            members,
            lambda grade: any(worst >= grade for worst, _ in sure),
            lambda grade: any(most >= grade for _, most in every),
            top,
        )
    return _bounds_from(
        members,
        lambda grade: all(worst >= grade for worst, _ in every),
        lambda grade: all(most >= grade for _, most in sure),
        top,
    )


def _bounds_from(
    members: Sequence[Names],
    surely: Callable[[int], bool],
    possibly: Callable[[int], bool],
    top: int,
) -> Bounds:
    counted = [bounds_of(member) for member in members if member.exists is not Existence.NO]
    worst = best = 0
    for grade in range(1, top + 1):
        # Also surely if every member that may be judged surely is; never possibly unless one possibly is.
        if counted and (surely(grade) or all(low >= grade for low, _ in counted)):
            worst = grade
        if possibly(grade) and any(high >= grade for _, high in counted):
            best = grade
    return worst, max(worst, best)
