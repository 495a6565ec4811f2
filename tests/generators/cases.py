"""Random cases: every kind of evidence state, previous grades, areas taken as given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

from evenhand.domain import (
    DOES_NOT_APPLY,
    NO_PREVIOUS_GIVEN,
    NOT_JUDGED,
    Case,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Previous,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
    simplest,
)
from evenhand.language import (
    Between,
    Compare,
    Condition,
    Constant,
    GivenOnly,
    ItemNumber,
    Not,
    ParameterValue,
    RuleSet,
    Scaled,
    Term,
    conditions_of_rule,
    leaves_of,
    leaves_of_start,
)
from generators.vocabulary import DAY


@dataclass(frozen=True)
class Mood:
    """How much of a case is known: the chances of each kind of state. The rest is recorded exactly."""

    unknown: float
    partly: float
    absent: float = 0.12
    """Only where the item may not apply."""


COMPLETE: Final = Mood(unknown=0, partly=0)
NEARLY: Final = Mood(unknown=0.08, partly=0.06)
HALF: Final = Mood(unknown=0.3, partly=0.15)
SPARSE: Final = Mood(unknown=0.7, partly=0.15)
_MOODS: Final = (COMPLETE, NEARLY, NEARLY, HALF, HALF, HALF, SPARSE)


def draw_case(rng: Random, rule_set: RuleSet, mood: Mood | None = None) -> Case:
    """A case for `rule_set`. Without a mood, any from fully recorded to mostly unknown."""
    chosen = mood or rng.choice(_MOODS)
    cuts = thresholds_of(rule_set)
    states = {}
    for item in recordable(rule_set):
        if rng.random() < 0.1 * chosen.unknown:
            continue
        states[item.id] = draw_state(rng, item, chosen, cuts.get(item.id, ()))
    cases = None if rng.random() < 0.3 * chosen.unknown else rng.randint(0, 10)
    profile = EvidenceProfile(states, cases=cases)
    return Case(profile, _draw_given(rng, rule_set, chosen), _draw_previous(rng, rule_set, chosen))


def is_fully_recorded(rule_set: RuleSet, case: Case) -> bool:
    """No reason for unknown, no range, previous given: language.md section 7.

    Areas without rules must be given, or any grade is possible for them; `cases` must be a number.
    """
    profile = case.profile
    recorded = all(_is_exact(profile.state(item.id)) for item in recordable(rule_set))
    previous = case.previous.none or all(area.id in case.previous.grades for area in rule_set.areas)
    given = all(area.id in case.given for area in rule_set.areas if isinstance(area.start, GivenOnly))
    return recorded and previous and given and profile.cases is not None


def recordable(rule_set: RuleSet) -> list[EvidenceItem]:
    """The items that are recorded by hand, in schema order: computed ones follow from their parts."""
    computed = rule_set.derivations.parts()
    return [item for item in rule_set.schema.items.values() if item.id not in computed]


def _is_exact(state: ItemState) -> bool:
    if isinstance(state, Recorded):
        return state.value.is_exact and not state.may_not_exist
    return state == DOES_NOT_APPLY


# --- values ----------------------------------------------------------------------------------------


def draw_state(rng: Random, item: EvidenceItem, mood: Mood, cuts: tuple[Number, ...] = ()) -> ItemState:
    """What is recorded for one item; often a value that lies exactly on one of `cuts`."""
    # A share of no cases does not apply, whether the item says that it may not or not.
    if (item.may_not_apply or item.from_cases) and rng.random() < mood.absent:
        return DOES_NOT_APPLY
    draw = rng.random()
    if draw < mood.unknown:
        return Unknown(rng.choice(tuple(UnknownReason)))
    partly = draw < mood.unknown + mood.partly
    if item.type is ItemType.SHARE:
        return _draw_share(rng, item, partly, cuts)
    if item.type.is_numeric:
        low = draw_number(rng, item, cuts)
        high = max(low, draw_number(rng, item, cuts)) if partly else low
        return Recorded(NumberRange(low, high))
    names = item.names
    if partly:
        return Recorded(NameSet(rng.randint(1, names.whole)))
    return Recorded(NameSet(names.bit(rng.choice(names.names))))


def draw_number(rng: Random, item: EvidenceItem, cuts: tuple[Number, ...] = ()) -> Number:
    """A value that the item can have: within its bounds, with no more decimals than its places."""
    possible = [cut for cut in cuts if is_possible(item, cut)]
    if possible and rng.random() < 0.35:
        return rng.choice(possible)
    step = Fraction(1, 10**item.places)
    lowest = -4 if item.lowest is None else item.lowest
    highest = 8 if item.highest is None else item.highest
    return simplest(lowest + step * rng.randint(0, int((highest - lowest) / step)))


def is_possible(item: EvidenceItem, value: Number) -> bool:
    """Whether a number item can have `value`."""
    within = (item.lowest is None or item.lowest <= value) and (item.highest is None or value <= item.highest)
    return within and isinstance(simplest(Fraction(value) * 10**item.places), int)


def _draw_share(rng: Random, item: EvidenceItem, partly: bool, cuts: tuple[Number, ...]) -> Recorded:
    may_not_exist = bool(item.may_not_apply or item.from_cases) and partly and rng.random() < 0.4
    sampled = item.sampled
    if not sampled and rng.random() < 0.25:
        values = [Fraction(percent, 20) for percent in range(21)]
        drawn = [simplest(rng.choice([*values, *cuts])) for _ in range(2)]
        low, high = min(drawn), max(drawn)
        value = ShareRange(low, high if partly else low)
        return Recorded(value, may_not_exist, sampled)
    of = rng.choice((1, 2, 3, 4, 4, 8, 10))
    counts = [rng.randint(0, of) for _ in range(2)]
    on_cut = [cut * of for cut in cuts if isinstance(simplest(Fraction(cut) * of), int)]
    if on_cut and rng.random() < 0.35:
        counts[0] = int(rng.choice(on_cut))
    low, high = (min(counts), max(counts)) if partly else (counts[0], counts[0])
    return Recorded(ShareRange(low, high, of), may_not_exist, sampled)


def _draw_given(rng: Random, rule_set: RuleSet, mood: Mood) -> dict[str, str]:
    given = {}
    for area in rule_set.areas:
        chance = 0.08
        if isinstance(area.start, GivenOnly):
            chance = 1 if mood is COMPLETE else 0.7
        if rng.random() < chance:
            given[area.id] = rng.choice((*area.scale.names, NOT_JUDGED))
    return given


def _draw_previous(rng: Random, rule_set: RuleSet, mood: Mood) -> Previous:
    draw = rng.random()
    if draw < 0.15:
        return Previous(none=True)
    if mood is not COMPLETE and draw < 0.35:
        return NO_PREVIOUS_GIVEN
    chance = 1 if mood is COMPLETE or draw < 0.8 else 0.6
    grades = {
        area.id: _also_called(rng, area.scale, rng.choice(area.scale.names))
        for area in rule_set.areas
        if rng.random() < chance
    }
    return Previous(grades)


def _also_called(rng: Random, scale: Scale, grade: str) -> str:
    """The grade, or now and then a name that another scale has for it."""
    others = scale.also_called.get(grade, ())
    return rng.choice(others) if others and rng.random() < 0.3 else grade


# --- thresholds ------------------------------------------------------------------------------------


def thresholds_of(rule_set: RuleSet) -> Mapping[str, tuple[Number, ...]]:
    """The numbers that each item is compared with directly, by item, in rising order."""
    values = {
        parameter.id: dated.value
        for parameter in rule_set.parameters.values()
        if (dated := parameter.on(DAY)) is not None
    }
    found: dict[str, set[Number]] = {}
    for condition in every_condition(rule_set):
        for leaf in leaves_of(condition):
            for left, right in _compared(leaf.leaf if isinstance(leaf, Not) else leaf):
                if not isinstance(left, ItemNumber):
                    continue
                if isinstance(right, Constant):
                    found.setdefault(left.item.id, set()).add(right.value)
                if isinstance(right, ParameterValue):
                    found.setdefault(left.item.id, set()).add(values[right.id])
                if isinstance(right, Scaled) and isinstance(right.part, ParameterValue):
                    found.setdefault(left.item.id, set()).add(values[right.part.id] * right.by)
    return {item: tuple(sorted(cuts)) for item, cuts in found.items()}


def every_condition(rule_set: RuleSet) -> Iterator[Condition]:
    """Every condition of a rule set: of rules, cells of tables, and what areas are judged when."""
    for rule in rule_set.all_rules:
        yield from conditions_of_rule(rule)
    for area in rule_set.areas:
        yield from leaves_of_start(area.start)
        if area.judged_when is not None:
            yield area.judged_when


def _compared(leaf: object) -> list[tuple[Term, Term]]:
    match leaf:
        case Compare(left, _, right):
            return [(left, right), (right, left)]
        case Between(subject, lowest, highest):
            return [(subject, lowest), (subject, highest)]
        case _:
            return []


def values_on_thresholds(rule_set: RuleSet, case: Case) -> int:
    """How many items of `case` lie exactly on a number that they are compared with."""
    cuts = thresholds_of(rule_set)
    found = 0
    for item, state in case.profile.states.items():
        match state:
            case Recorded(NumberRange(lowest, highest)) if lowest == highest:
                found += lowest in cuts.get(item, ())
            case Recorded(ShareRange() as share) if share.is_exact:
                found += share.bounds[0] in cuts.get(item, ())
            case _:
                pass
    return found
