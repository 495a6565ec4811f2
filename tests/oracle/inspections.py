"""Exhaustive answers about one inspection: what it can turn out as, what would settle or change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from evenhand.domain import (
    DOES_NOT_APPLY,
    Case,
    Conflict,
    DoesNotApply,
    ItemState,
    Judged,
    NameSet,
    NumberRange,
    Outcome,
    Previous,
    Recorded,
    ShareRange,
    Unknown,
)
from evenhand.language import GivenOnly, PreviousGrade, RulesInForce, atoms_of, operands_of
from oracle.decisions import decide
from oracle.values import Values, values_of

Change = tuple[str, str]
"""An item and the class of its new value: `("late", "above 3")`."""


# --- completions ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Completion:
    """One way in which what is open turns out: the case, and the class of each open item."""

    case: Case
    classes: tuple[tuple[str, ItemState], ...]


def every_completion(rules: RulesInForce, case: Case) -> Iterator[Completion]:
    """Every completion of a case, by classes of values.

    Open and partly known items take each of their values, a previous grade not given is a grade or none, and
    an area that is only given and is not has any grade. What could not be told or is suppressed stays.
    """
    values = values_of([rules], case.profile.states)
    open_items = {id: ways for id, one in values.items() if (ways := _ways(one, case.profile.state(id)))}
    befores = list(_previous(rules, case.previous))
    grades = [
        [(area.id, grade) for grade in area.scale.names]
        for area in rules.areas
        if isinstance(area.start, GivenOnly) and area.id not in case.given
    ]
    for chosen in product(*open_items.values()):
        classes = tuple(zip(open_items, chosen, strict=True))
        profile = replace(case.profile, states={**case.profile.states, **dict(classes)})
        for previous in befores:
            for given in product(*grades):
                settled = replace(
                    case, profile=profile, previous=previous, given={**case.given, **dict(given)}
                )
                yield Completion(settled, classes)


def _ways(values: Values, state: ItemState) -> list[ItemState]:
    """How an open or partly known item can turn out; nothing where it is settled."""
    item = values.item
    match state:
        case Unknown(reason):
            ways = values.every() if reason.may_be_settled else []
            return [*ways, DOES_NOT_APPLY] if ways and item.may_not_apply else ways
        case DoesNotApply():
            return []
        case Recorded(value, may_not_exist):
            if value.is_exact and not may_not_exist:
                return []
            return [*_within(values, value), *([DOES_NOT_APPLY] if may_not_exist else [])]


def _within(values: Values, value: NumberRange | ShareRange | NameSet) -> list[ItemState]:
    match value:
        case NumberRange(lowest, highest):
            return values.exact(lowest, highest)
        case ShareRange(lowest, highest, None):
            return values.exact(lowest, highest)
        case ShareRange(lowest, highest, of):
            counts = range(int(lowest), int(highest) + 1)
            return [Recorded(ShareRange(count, count, of)) for count in counts]
        case NameSet(mask):
            return [Recorded(NameSet(1 << place)) for place in range(mask.bit_length()) if mask >> place & 1]


def _previous(rules: RulesInForce, previous: Previous) -> Iterator[Previous]:
    scales = {
        atom.area: atom.scale
        for leaf in rules.leaves()
        for operand in operands_of(leaf)
        for atom in atoms_of(operand)
        if isinstance(atom, PreviousGrade)
    }
    missing = [area for area in scales if area not in previous.grades]
    if previous.none or not missing:
        yield previous
        return
    for grades in product(*(scales[area].names for area in missing)):
        yield replace(previous, grades={**previous.grades, **dict(zip(missing, grades, strict=True))})
    if not previous.grades:
        yield Previous(none=True)


def exact_reach(rules: RulesInForce, case: Case) -> dict[str, frozenset[str]]:
    """What each area can turn out as: grades, `not judged`, `conflict`, over all completions of a case.

    Where something could never be told, a completion may leave several; all of them are in it.
    """
    found: dict[str, set[str]] = {area.id: set() for area in rules.areas}
    for completion in every_completion(rules, case):
        for area, outcome in decide(rules, completion.case).areas.items():
            found[area] |= _outcomes(outcome)
    return {area: frozenset(outcomes) for area, outcomes in found.items()}


def _outcomes(outcome: Outcome) -> frozenset[str]:
    if outcome.judged is Judged.NO:
        return frozenset({"not judged"})
    found = set(outcome.reach_grades)
    if outcome.judged is Judged.POSSIBLY:
        found.add("not judged")
    if outcome.conflict is not Conflict.NO:
        found.add("conflict")
    return frozenset(found)


# --- what would settle it ------------------------------------------------------------------------------


def settling_sets(rules: RulesInForce, case: Case, area: str) -> frozenset[frozenset[str]]:
    """The smallest sets of open items that decide `area`, whatever they and all others turn out to be.

    None where not even all of them do: a previous grade not given may be needed, or what could not be told.
    """
    ends = [
        (dict(completion.classes), _outcomes(decide(rules, completion.case).areas[area]))
        for completion in every_completion(rules, case)
    ]
    items = list(ends[0][0])
    for size in range(len(items) + 1):
        found = {frozenset(chosen) for chosen in combinations(items, size) if _settles(ends, chosen)}
        if found:
            return frozenset(found)
    return frozenset()


def _settles(ends: Sequence[tuple[dict[str, ItemState], frozenset[str]]], items: Sequence[str]) -> bool:
    seen: dict[tuple[ItemState, ...], frozenset[str]] = {}
    for states, outcomes in ends:
        key = tuple(states[item] for item in items)
        if len(outcomes) != 1 or seen.setdefault(key, outcomes) != outcomes:
            return False
    return True


# --- what would change it ------------------------------------------------------------------------------


def fewest_changes(
    rules: RulesInForce, case: Case, area: str, grade: str, most: int = 3
) -> frozenset[frozenset[Change]]:
    """Every smallest set of changes of evidence, up to `most`, after which `area` is proposed `grade`.

    An item that may change is given another class of exact values, or does not apply where it may not; what
    is unknown stays so unless it is changed. One empty set where the grade is proposed as it is; none where
    no such set is small enough.
    """
    values = values_of([rules], case.profile.states)
    moves = {id: _moves(one, case.profile.state(id)) for id, one in values.items() if one.item.changeable}
    for size in range(most + 1):
        found = set()
        for items in combinations(moves, size):
            for states in product(*(moves[item] for item in items)):
                changed = dict(zip(items, states, strict=True))
                if _proposed(rules, case, changed, area) == grade:
                    found.add(
                        frozenset((item, values[item].class_of(state)) for item, state in changed.items())
                    )
        if found:
            return frozenset(found)
    return frozenset()


def _moves(values: Values, now: ItemState) -> list[ItemState]:
    ways = values.every() + ([DOES_NOT_APPLY] if values.item.may_not_apply else [])
    if isinstance(now, Recorded) and not now.value.is_exact:
        return ways
    return [way for way in ways if values.class_of(way) != values.class_of(now)]


def _proposed(rules: RulesInForce, case: Case, changed: dict[str, ItemState], area: str) -> str | None:
    states = {**case.profile.states, **changed}
    settled = replace(case, profile=replace(case.profile, states=states))
    return decide(rules, settled).areas[area].proposed
