"""Random edits of a rule set: small changes of its meaning, and other ways to write the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Final

from evenhand.domain import simplest
from evenhand.language import (
    CONNECTIVES,
    AllOf,
    AnyOf,
    AnyRule,
    Area,
    Compare,
    Comparison,
    Condition,
    Constant,
    CountOf,
    Grades,
    NoneOf,
    Not,
    Quantity,
    Rule,
    RuleSet,
    StartExtreme,
    StartGrade,
    StartMedian,
    Ties,
)

_TENTH: Final = Fraction(1, 10)


def draw_edit(rng: Random, rule_set: RuleSet) -> RuleSet:
    """The rule set with one thing written otherwise; sometimes it means the same as before."""
    while True:
        place = rng.randrange(len(rule_set.areas))
        area = rng.choice(_OF_AREA)(rng, rule_set.areas[place])
        if area is not None:
            areas = (*rule_set.areas[:place], area, *rule_set.areas[place + 1 :])
            return replace(rule_set, areas=areas)
        if rng.random() < 0.05:
            return rule_set


# --- areas ---------------------------------------------------------------------------------------------


def _without_a_rule(rng: Random, area: Area) -> Area | None:
    if not area.grading_rules:
        return None
    gone = rng.choice(area.grading_rules)
    return replace(area, rules=tuple(rule for rule in area.rules if rule.id != gone.id))


def _in_another_order(rng: Random, area: Area) -> Area | None:
    if len(area.rules) < 2:
        return None
    return replace(area, rules=tuple(rng.sample(area.rules, len(area.rules))))


def _with_another_start(rng: Random, area: Area) -> Area | None:
    match area.start:
        case StartGrade(grade):
            others = [name for name in area.scale.names if name != grade]
            return replace(area, start=StartGrade(rng.choice(others)))
        case StartMedian(members, ties):
            other = Ties.WORSE if ties is Ties.BETTER else Ties.BETTER
            return replace(area, start=StartMedian(members, other))
        case StartExtreme(best, members):
            return replace(area, start=StartExtreme(not best, members))
        case _:
            return None


def _with_another_rule(rng: Random, area: Area) -> Area | None:
    rules = [rule for rule in area.rules if isinstance(rule, Rule)]
    if not rules:
        return None
    chosen = rng.choice(rules)
    changed = rng.choice((_other_conclusion, _other_condition, _other_condition, _other_condition))
    made = changed(rng, area, chosen)

    def put(rule: AnyRule) -> AnyRule:
        return made if made is not None and rule.id == chosen.id else rule

    return None if made is None else replace(area, rules=tuple(put(rule) for rule in area.rules))


_OF_AREA: Final[tuple[Callable[[Random, Area], Area | None], ...]] = (
    _without_a_rule,
    _in_another_order,
    _with_another_start,
    _with_another_rule,
    _with_another_rule,
    _with_another_rule,
    _with_another_rule,
)


# --- rules ---------------------------------------------------------------------------------------------


def _other_conclusion(rng: Random, area: Area, rule: Rule) -> Rule | None:
    if not isinstance(rule.conclusion, Grades):
        return None
    others = [name for name in area.scale.names if name != rule.conclusion.grade]
    return replace(rule, conclusion=replace(rule.conclusion, grade=rng.choice(others)))


def _other_condition(rng: Random, area: Area, rule: Rule) -> Rule | None:
    del area
    if rule.when is None:
        return None
    when = _edited(rng, rule.when)
    return None if when is None else replace(rule, when=when)


def _edited(rng: Random, condition: Condition) -> Condition | None:
    if isinstance(condition, CONNECTIVES):
        if rng.random() < 0.7:
            place = rng.randrange(len(condition.parts))
            part = _edited(rng, condition.parts[place])
            if part is None:
                return None
            parts = (*condition.parts[:place], part, *condition.parts[place + 1 :])
            return replace(condition, parts=parts)
        return _connected(rng, condition)
    if rng.random() < 0.2:
        # The same in other words.
        return NoneOf((NoneOf((condition,)),))
    if isinstance(condition, Not):
        return condition.leaf
    if isinstance(condition, Compare):
        return _compared(rng, condition)
    return Not(condition) if rng.random() < 0.3 else None


def _connected(rng: Random, condition: AllOf | AnyOf | NoneOf | CountOf) -> Condition:
    parts = condition.parts
    match condition:
        case AllOf():
            same: Condition = CountOf(Quantity.AT_LEAST, len(parts), parts)
            return rng.choice((AnyOf(parts), same, NoneOf(tuple(NoneOf((part,)) for part in parts))))
        case AnyOf():
            return rng.choice((AllOf(parts), CountOf(Quantity.AT_LEAST, 1, parts), NoneOf((NoneOf(parts),))))
        case NoneOf():
            return rng.choice((AnyOf(parts), AllOf(tuple(NoneOf((part,)) for part in parts))))
        case CountOf(quantity, number):
            near = [other for other in (number - 1, number + 1) if 1 <= other <= len(parts)]
            return CountOf(quantity, rng.choice(near), parts) if near else NoneOf((NoneOf((condition,)),))


_NEAR: Final = {
    Comparison.AT_LEAST: Comparison.MORE,
    Comparison.MORE: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.LESS,
    Comparison.LESS: Comparison.AT_MOST,
    Comparison.EQUAL: Comparison.AT_LEAST,
}


def _compared(rng: Random, leaf: Compare) -> Condition:
    if isinstance(leaf.right, Constant) and rng.random() < 0.5:
        step = rng.choice((-1, 1))
        if leaf.right.is_share:
            step = -1 if leaf.right.value == 1 else 1 if leaf.right.value == 0 else step
            return replace(leaf, right=replace(leaf.right, value=simplest(leaf.right.value + _TENTH * step)))
        return replace(leaf, right=replace(leaf.right, value=leaf.right.value + step))
    return replace(leaf, comparison=_NEAR[leaf.comparison])
