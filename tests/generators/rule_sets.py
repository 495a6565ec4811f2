"""Random rule sets, built as trees: valid by language.md, small enough to enumerate."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from evenhand.domain import Better, ItemType, Scale, Source
from evenhand.language import (
    ALWAYS,
    AnyRule,
    Area,
    AreaGrade,
    Concludes,
    Conclusion,
    Condition,
    Finding,
    FindingTable,
    GivenOnly,
    Grades,
    HitPolicy,
    IsJudged,
    IsKnown,
    ItemName,
    Modality,
    Moves,
    Period,
    Role,
    Rule,
    RuleSet,
    RulesInForce,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Template,
    Ties,
    findings_of,
)
from generators.conditions import draw_condition, draw_leaf
from generators.scope import Scope
from generators.tables import as_loaded, draw_table
from generators.vocabulary import DAY, FOUR, SCALES, THREE, Vocabulary, draw_vocabulary

__all__ = ["DAY", "draw_rule_set", "in_force"]

_MOST_AREAS: Final = 6
_KINDS: Final = {"strength": "Strength", "weakness": "Weakness"}


def draw_rule_set(rng: Random, size: int = _MOST_AREAS, few: Vocabulary | None = None) -> RuleSet:
    """A rule set of 1 to `size` areas, with findings between them, in an order that works.

    Where `few` words are given, it speaks of these, mostly has three grades and seldom reads previous ones,
    so that there are few cases to try.
    """
    return _Drawing(rng, size, few).rule_set()


def in_force(rule_set: RuleSet) -> RulesInForce:
    """The rules in force on the day of every generated inspection."""
    return rule_set.in_force_on(DAY)


@dataclass
class _Drawing:
    rng: Random
    size: int
    few: Vocabulary | None = None
    numbers: Counter[str] = field(default_factory=Counter)
    files: dict[str, list[AnyRule]] = field(default_factory=dict)
    other: list[AnyRule] = field(default_factory=list)
    findings: dict[str, Finding] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def rule_set(self) -> RuleSet:
        """Areas and findings are drawn in the order in which they can be worked out."""
        rng = self.rng
        count = max(rng.randint(1, self.size), rng.randint(1, self.size))
        few_grades = rng.choice((0.0, 0.0, 0.1, 0.5)) if self.few is None else 0.8
        planned = {
            f"area{place}": THREE if rng.random() < few_grades else FOUR for place in range(1, count + 1)
        }
        self.files = {area: [] for area in planned}
        words = self.few or draw_vocabulary(rng, most_items=3 + self.size)
        scope = Scope(words, previous=planned)
        if self.few is not None:
            scope.previous = dict(list(planned.items())[: rng.choice((0, 0, 1))])
        for area, scale in planned.items():
            for _ in range(rng.choice((0, 1, 1, 2))):
                self._add_findings(scope)
            self._add_area(scope, area, scale)
            scope.areas[area] = scale
        if rng.random() < 0.3:
            self._add_findings(scope)
        return self._gathered(scope)

    def _gathered(self, scope: Scope) -> RuleSet:
        rng = self.rng
        areas = []
        for area in self.areas.values():
            if isinstance(area.start, GivenOnly):
                # A file of an area without rules holds none, findings included.
                self.other += self.files.pop(area.id)
            rules = [*area.rules, *self.files.get(area.id, ())]
            rng.shuffle(rules)
            areas.append(replace(area, rules=tuple(rules)))
        rng.shuffle(areas)
        rng.shuffle(self.other)
        used = [scale for scale in SCALES.values() if any(area.scale is scale for area in areas)]
        return RuleSet(
            id="drawn",
            version="1",
            title="A drawn rule set",
            status="in_force",
            in_force=ALWAYS,
            schema=scope.words.schema,
            scales={scale.id: scale for scale in used},
            areas=tuple(areas),
            findings=self.findings,
            parameters=scope.words.parameters,
            order=tuple(self.order),
            derivations=scope.words.derivations,
            groups=self._groups(),
            finding_kinds=_KINDS,
            other_rules=tuple(self.other),
        )

    def _groups(self) -> dict[str, tuple[str, ...]]:
        if self.rng.random() < 0.8:
            return {}
        return {"some_areas": tuple(self.rng.sample(list(self.areas), self.rng.randint(1, len(self.areas))))}

    # --- findings ----------------------------------------------------------------------------------

    def _add_findings(self, scope: Scope) -> None:
        """One finding and the rules that conclude it, or a table that concludes one or two."""
        rng = self.rng
        if rng.random() < 0.25:
            table = self._finding_table(scope)
            self._file_away(table)
            ids = list(findings_of(table))
            by_rules = [id for id in ids if rng.random() < 0.3]
        else:
            ids = by_rules = [self._new_finding()]
        for id in by_rules:
            # A table names a finding; a kind is declared where a rule concludes it.
            self.findings[id] = replace(self.findings[id], kind=rng.choice((None, *_KINDS)))
            for _ in range(rng.choice((1, 1, 2))):
                self._file_away(self._rule(scope, Concludes(id)))
        self.order += ids
        scope.findings += ids

    def _new_finding(self, in_table: bool = False) -> str:
        """A finding with an id and a name, or with a name that is also its id."""
        id = f"finding{len(self.findings) + 1}"
        name = f"what they call {id}"
        match self.rng.randrange(3):
            case 0 if not in_table:
                pass
            case 1:
                id = name
            case _:
                name = id
        self.findings[id] = Finding(id, name)
        return id

    def _finding_table(self, scope: Scope) -> FindingTable:
        """A table whose rows conclude findings or nothing; many leave a gap."""
        rng = self.rng
        hit = rng.choice((HitPolicy.UNIQUE, HitPolicy.FIRST))
        table = draw_table(rng, scope, hit, lambda: None)
        rows = list(table.rows)
        if rng.random() < 0.4 and len(rows) > 2 and any(rows[-1].cells):
            rows.remove(rng.choice(rows))
        ids = [self._new_finding(in_table=True) for _ in range(min(len(rows), rng.choice((1, 2))))]
        outcomes = [*ids, *(rng.choice((None, *ids)) for _ in rows[len(ids) :])]
        rng.shuffle(outcomes)
        rows = [replace(row, outcome=made) for row, made in zip(rows, outcomes, strict=True)]
        written = replace(table, rows=tuple(rows))
        loaded = as_loaded(written, scope.words.parameters, grading=False)
        return FindingTable(self._id("T"), "A table of findings", loaded)

    def _file_away(self, rule: AnyRule) -> None:
        """A finding may be concluded in any file."""
        file = self.rng.choice((None, *self.files))
        (self.other if file is None else self.files[file]).append(rule)

    # --- areas -------------------------------------------------------------------------------------

    def _add_area(self, scope: Scope, id: str, scale: Scale) -> None:
        rng = self.rng
        start = self._start(scope, scale)
        rules: list[AnyRule] = []
        judged_when: Condition | None = None
        if not isinstance(start, GivenOnly):
            # Few rules over what is made of other areas, or those areas would seldom decide anything.
            most = 2 if isinstance(start, StartMedian | StartExtreme) else 5
            rules = [self._rule(scope, self._conclusion(scale, start)) for _ in range(rng.randint(1, most))]
            if rng.random() < 0.35:
                judged_when = self._judged_when(scope)
        part_of = rng.choice(list(scope.areas)) if scope.areas and rng.random() < 0.15 else None
        role = rng.choice((Role.JUDGEMENT, Role.JUDGEMENT, *Role))
        title = id.capitalize()
        self.areas[id] = Area(id, title, scale, start, tuple(rules), role, part_of, judged_when)
        self.order.append(id)

    def _judged_when(self, scope: Scope) -> Condition:
        rng = self.rng
        if rng.random() < 0.15:
            return IsKnown(rng.choice(scope.words.items))
        if scope.areas and rng.random() < 0.3:
            return IsJudged(rng.choice(list(scope.areas)))
        return draw_leaf(rng, scope)

    def _start(self, scope: Scope, scale: Scale) -> Start:
        rng = self.rng
        peers = scope.areas_on(scale)
        rated = [
            item
            for item in scope.words.of_type(ItemType.LEVEL)
            if item.names.same_names(scale) and item.better is not Better.LOWER
        ]
        kind = rng.choices(
            ("given", "table", "item", "areas", "grade"),
            (0.06, 0.22, 0.2 if rated else 0, 0.12 + 0.15 * len(peers) if peers else 0, 0.4),
        )[0]
        match kind:
            case "given":
                return GivenOnly()
            case "table":
                hit = rng.choice(tuple(HitPolicy))
                table = draw_table(rng, scope, hit, lambda: rng.choice(scale.names))
                return StartTable(as_loaded(table, scope.words.parameters, grading=True))
            case "item":
                return StartAt(ItemName(rng.choice(rated)))
            case "areas":
                return self._made_of(peers, scale)
            case _:
                return StartGrade(rng.choice(scale.names))

    def _made_of(self, peers: list[str], scale: Scale) -> Start:
        rng = self.rng
        # Long lists are drawn more often: what is particular about a median takes three or more.
        few = min(4, len(peers))
        members = tuple(self._members(peers, max(rng.randint(1, few), rng.randint(1, few))))
        match rng.randrange(6):
            case 0:
                return StartAt(AreaGrade(members[0], scale))
            case 1:
                return StartExtreme(rng.random() < 0.5, members)
            case _:
                return StartMedian(members, rng.choice(tuple(Ties)))

    def _members(self, peers: list[str], count: int) -> list[str]:
        """Some of `peers`; every other time those that may not be judged come first."""
        rng = self.rng
        chosen = rng.sample(peers, len(peers))
        if rng.random() < 0.5:
            chosen.sort(key=lambda peer: self.areas[peer].judged_when is None)
        chosen = chosen[:count]
        rng.shuffle(chosen)
        return chosen

    def _conclusion(self, scale: Scale, start: Start) -> Conclusion:
        """A conclusion that can matter: better than a fixed start to support, worse to be likely."""
        rng = self.rng
        if rng.random() < 0.25:
            return Moves(rng.choice((1, 1, -1, -1, 2, -2)))
        modality = rng.choice(tuple(Modality))
        names = list(scale.names[:-1])
        if modality in (Modality.SUPPORTS, Modality.AT_LEAST):
            names = list(scale.names[1:])
            if isinstance(start, StartGrade):
                names = list(scale.names[scale.position(start.grade) + 1 :]) or names
        elif isinstance(start, StartGrade):
            names = list(scale.names[: scale.position(start.grade)]) or names
        return Grades(modality, rng.choice(names))

    # --- rules -------------------------------------------------------------------------------------

    def _id(self, prefix: str) -> str:
        self.numbers[prefix] += 1
        return f"{prefix}{self.numbers[prefix]}"

    def _rule(self, scope: Scope, conclusion: Conclusion) -> Rule:
        rng = self.rng
        draw = rng.random()
        when = None if draw < 0.06 else draw_condition(rng, scope)
        unless = draw_condition(rng, scope, 1) if when is None or draw > 0.8 else None
        item = rng.choice(scope.words.items).id
        because = Template(("It was ", item, " that decided it.")) if rng.random() < 0.2 else None
        source = Source("A handbook", "part 2") if rng.random() < 0.1 else None
        return Rule(
            id=self._id("R"),
            title="A drawn rule",
            conclusion=conclusion,
            when=when,
            unless=unless,
            because=because,
            source=source,
            in_force=self._period(),
            note="Drawn." if rng.random() < 0.05 else None,
        )

    def _period(self) -> Period:
        draw = self.rng.random()
        if draw < 0.05:
            return Period(start=datetime.date(2024, 1, 1))
        if draw < 0.1:
            return Period(end=datetime.date(2024, 1, 1))
        return ALWAYS
