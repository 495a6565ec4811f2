"""Random rule sets of monotone constructs only, and cases that are better in the declared directions.

Language.md section 7: conditions that are monotone in the declared directions give grades that are. Good
news makes a rule for a better grade fire and keeps one for a worse grade from firing, never the other way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from evenhand.domain import (
    NOT_JUDGED,
    Better,
    Case,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.language import (
    ALWAYS,
    AllOf,
    AnyOf,
    Area,
    AreaGrade,
    Compare,
    Comparison,
    Concludes,
    Conclusion,
    Condition,
    Constant,
    CountOf,
    Extreme,
    Finding,
    GivenOnly,
    Grades,
    HasFinding,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Modality,
    Moves,
    NoneOf,
    Points,
    PreviousGrade,
    Quantity,
    Relation,
    Rule,
    RuleSet,
    Scaled,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    Sum,
    Term,
    Ties,
)
from generators.cases import draw_number
from generators.conditions import threshold_for
from generators.scope import Scope
from generators.vocabulary import FOUR, SCALES, THREE, draw_vocabulary

_MOST_AREAS: Final = 5


def draw_monotone_rule_set(rng: Random) -> RuleSet:
    """A rule set in which better evidence can never give a lower grade."""
    return _Drawing(rng).rule_set()


def draw_better(rng: Random, rule_set: RuleSet, case: Case) -> Case:
    """A case at least as good as `case` in every declared direction, and otherwise the same."""
    states = dict(case.profile.states)
    for item in rule_set.schema.items.values():
        state = states.get(item.id)
        if isinstance(state, Recorded) and item.better is not Better.NEITHER and rng.random() < 0.4:
            states[item.id] = _better_state(rng, item, state)
    given = {area: _better_grade(rng, rule_set.area_by_id[area], grade) for area, grade in case.given.items()}
    return replace(case, profile=replace(case.profile, states=states), given=given)


def _better_grade(rng: Random, area: Area, grade: str) -> str:
    if grade == NOT_JUDGED:
        return grade
    return rng.choice(area.scale.names[area.scale.position(grade) :])


def _better_state(rng: Random, item: EvidenceItem, state: Recorded) -> ItemState:
    up = item.better is Better.HIGHER
    match state.value:
        case NumberRange(value, _):
            drawn = draw_number(rng, item)
            best = max(value, drawn) if up else min(value, drawn)
            return replace(state, value=NumberRange(best, best))
        case ShareRange(value, _, of):
            if of is None:
                return state
            count = rng.randint(int(value), of) if up else rng.randint(0, int(value))
            return replace(state, value=ShareRange(count, count, of))
        case NameSet(mask):
            place = mask.bit_length() - 1
            moved = rng.randint(place, len(item.names) - 1) if up else rng.randint(0, place)
            return replace(state, value=NameSet(1 << moved))


@dataclass
class _Drawing:
    rng: Random
    findings: dict[str, bool] = field(default_factory=dict)
    """Findings so far, and whether each is good news."""
    scope: Scope = field(init=False)

    def rule_set(self) -> RuleSet:
        rng = self.rng
        planned = {
            f"area{place}": THREE if rng.random() < 0.2 else FOUR
            for place in range(1, rng.randint(1, _MOST_AREAS) + 1)
        }
        words = draw_vocabulary(rng)
        self.scope = Scope(words, previous=planned)
        areas: list[Area] = []
        other: list[Rule] = []
        order: list[str] = []
        for id, scale in planned.items():
            if rng.random() < 0.6:
                finding = f"finding{len(self.findings) + 1}"
                good = rng.random() < 0.5
                other += [self._rule(finding, Concludes(finding), good) for _ in range(rng.randint(1, 2))]
                self.findings[finding] = good
                order.append(finding)
            areas.append(self._area(id))
            order.append(id)
            self.scope.areas[id] = scale
        rules = [replace(rule, id=f"F{place}") for place, rule in enumerate(other)]
        return RuleSet(
            id="drawn",
            version="1",
            title="A drawn monotone rule set",
            status="in_force",
            in_force=ALWAYS,
            schema=words.schema,
            scales=SCALES,
            areas=tuple(areas),
            findings={id: Finding(id, id) for id in self.findings},
            parameters=words.parameters,
            order=tuple(order),
            derivations=words.derivations,
            other_rules=tuple(rules),
        )

    def _area(self, id: str) -> Area:
        rng, scale = self.rng, self.scope.previous[id]
        start = self._start(id)
        rules = []
        for place in range(0 if isinstance(start, GivenOnly) else rng.randint(1, 5)):
            conclusion: Conclusion
            if rng.random() < 0.25:
                conclusion = Moves(rng.choice((1, -1, 2, -2)))
                good = conclusion.steps > 0
            else:
                modality = rng.choice(tuple(Modality))
                conclusion = Grades(modality, rng.choice(scale.names))
                good = modality in (Modality.SUPPORTS, Modality.AT_LEAST)
            rules.append(self._rule(f"{id}R{place}", conclusion, good))
        judged_when = None if rng.random() < 0.85 else self._neutral()
        return Area(id, id, scale, start, tuple(rules), judged_when=judged_when)

    def _start(self, id: str) -> Start:
        rng, scale = self.rng, self.scope.previous[id]
        peers = self.scope.areas_on(scale)
        rated = [
            item
            for item in self.scope.words.of_type(ItemType.LEVEL)
            if item.names.same_names(scale) and item.better is Better.HIGHER
        ]
        draw = rng.random()
        if draw < 0.05:
            return GivenOnly()
        if rated and draw < 0.3:
            return StartAt(ItemName(rng.choice(rated)))
        if peers and draw < 0.7:
            members = tuple(rng.sample(peers, rng.randint(1, len(peers))))
            if rng.random() < 0.3:
                return StartAt(AreaGrade(members[0], scale))
            if rng.random() < 0.4:
                return StartExtreme(rng.random() < 0.5, members)
            return StartMedian(members, rng.choice(tuple(Ties)))
        return StartGrade(rng.choice(scale.names))

    def _rule(self, id: str, conclusion: Conclusion, good: bool) -> Rule:
        when = self._condition(good, 2)
        unless = self._condition(not good, 1) if self.rng.random() < 0.2 else None
        return Rule(id, "A drawn rule", conclusion, when, unless)

    def _condition(self, good: bool, depth: int) -> Condition:
        """A condition that holds at least as often as evidence gets better (worse, if not `good`)."""
        rng = self.rng
        if depth == 0 or rng.random() < 0.4:
            return self._leaf(good)
        draw = rng.random()
        parts = tuple(
            dict.fromkeys(
                self._condition(not good if draw < 0.15 else good, depth - 1)
                for _ in range(rng.randint(2, 3))
            )
        )
        if draw < 0.15:
            return NoneOf(parts)
        if draw < 0.45:
            return AllOf(parts)
        if draw < 0.75:
            return AnyOf(parts)
        return CountOf(Quantity.AT_LEAST, rng.randint(1, len(parts)), parts)

    def _leaf(self, good: bool) -> Condition:
        draws: tuple[Callable[[bool], Condition | None], ...] = (
            self._number,
            self._number,
            self._number,
            self._arithmetic,
            self._points,
            self._name,
            self._name,
            self._name,
            self._grade,
            self._grade,
            self._grade,
            self._finding,
            self._finding,
            lambda _: self._neutral(),
        )
        while True:
            leaf = self.rng.choice(draws)(good)
            if leaf is not None:
                return leaf

    def _directed(self, *types: ItemType) -> list[EvidenceItem]:
        return [item for item in self.scope.words.of_type(*types) if item.better is not Better.NEITHER]

    def _more(self, more: bool) -> Comparison:
        return self.rng.choice(
            (Comparison.AT_LEAST, Comparison.MORE) if more else (Comparison.AT_MOST, Comparison.LESS)
        )

    def _number(self, good: bool) -> Condition | None:
        items = [
            item
            for item in self._directed(ItemType.NUMBER, ItemType.COUNT, ItemType.SHARE)
            if item.computed is None
        ]
        if not items:
            return None
        item = self.rng.choice(items)
        share = item.type is ItemType.SHARE
        end = Constant(threshold_for(self.rng, item), is_share=share)
        return Compare(ItemNumber(item), self._more((item.better is Better.HIGHER) == good), end)

    def _arithmetic(self, good: bool) -> Condition | None:
        """A sum in which what is better lower is taken away, or the least or greatest of two."""
        items = [
            item
            for item in self._directed(ItemType.NUMBER, ItemType.COUNT)
            if item.computed is None and item.unit is None
        ]
        if len(items) < 2:
            return None
        parts: list[Term] = [
            ItemNumber(item) if item.better is Better.HIGHER else Scaled(ItemNumber(item), -1)
            for item in self.rng.sample(items, 2)
        ]
        left = Sum(tuple(parts))
        if self.rng.random() < 0.5:
            return Compare(
                Extreme(self.rng.random() < 0.5, tuple(parts)),
                self._more(good),
                Constant(self.rng.randint(-2, 4)),
            )
        return Compare(left, self._more(good), Constant(self.rng.randint(-2, 6)))

    def _points(self, good: bool) -> Condition | None:
        rated: list[Term] = [
            Points(ItemName(item))
            for item in self._directed(ItemType.LEVEL)
            if item.names.points and item.better is Better.HIGHER
        ]
        rated += [Points(AreaGrade(id, scale)) for id, scale in self.scope.areas.items() if scale.points]
        if not rated:
            return None
        chosen = self.rng.sample(rated, min(len(rated), 2))
        left = Sum(tuple(chosen)) if len(chosen) > 1 else chosen[0]
        return Compare(left, self._more(good), Constant(self.rng.randint(1, 6)))

    def _name(self, good: bool) -> Condition | None:
        items = self._directed(ItemType.LEVEL, ItemType.YES_NO)
        if not items:
            return None
        item = self.rng.choice(items)
        subject = ItemName(item)
        upper = (item.better is Better.HIGHER) == good
        if item.type is ItemType.YES_NO:
            return IsOneOf(subject, ("yes",) if upper else ("no",))
        name = self.rng.choice(item.names.names)
        if self.rng.random() < 0.3:
            place = item.names.position(name)
            return IsOneOf(subject, item.names.names[place:] if upper else item.names.names[: place + 1])
        if self.rng.random() < 0.5:
            return IsRanked(subject, Relation.BETTER if good else Relation.WORSE, name)
        return IsRanked(subject, Relation.AT_LEAST if upper else Relation.AT_MOST, name)

    def _grade(self, good: bool) -> Condition | None:
        if not self.scope.areas:
            return None
        id = self.rng.choice(list(self.scope.areas))
        scale = self.scope.areas[id]
        relations = (Relation.AT_LEAST, Relation.BETTER) if good else (Relation.AT_MOST, Relation.WORSE)
        return IsRanked(AreaGrade(id, scale), self.rng.choice(relations), self.rng.choice(scale.names))

    def _finding(self, good: bool) -> Condition | None:
        fitting = [finding for finding, is_good in self.findings.items() if is_good == good]
        return HasFinding(self.rng.choice(fitting)) if fitting else None

    def _neutral(self) -> Condition:
        """What no better evidence changes: presence, choices, previous grades, what is judged."""
        rng = self.rng
        fixed = self.scope.words.of_type(ItemType.CHOICE)
        match rng.randrange(4):
            case 0 if fixed:
                item = rng.choice(fixed)
                return IsOneOf(ItemName(item), (rng.choice(item.names.names),))
            case 1 if self.scope.areas:
                return IsJudged(rng.choice(list(self.scope.areas)))
            case 2:
                area, scale = rng.choice(list(self.scope.previous.items()))
                return IsRanked(PreviousGrade(area, scale), Relation.AT_LEAST, rng.choice(scale.names))
            case _:
                return IsKnown(rng.choice(self.scope.words.items))
