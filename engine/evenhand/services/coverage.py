"""Which rules and conditions a set of cases has seen both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from evenhand.evaluation import (
    AnyRuleStep,
    ConditionStep,
    Existence,
    FindingTableStep,
    InspectionTrace,
    Step,
    TableStep,
    Truth,
)
from evenhand.language import (
    Place,
    RuleSet,
    TablePart,
    parts_of,
    print_leaf,
)


@dataclass(slots=True)
class Seen:
    """How often something was true, false and unknown."""

    true: int = 0
    false: int = 0
    unknown: int = 0

    def count(self, truth: Truth) -> None:
        """Count one case."""
        match truth:
            case Truth.TRUE:
                self.true += 1
            case Truth.FALSE:
                self.false += 1
            case Truth.UNKNOWN:
                self.unknown += 1
            case _:
                assert_never(truth)

    @property
    def both_ways(self) -> bool:
        """Whether it was seen both true and false."""
        return self.true > 0 and self.false > 0


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """A rule: how often it fired and did not."""

    id: str
    title: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class LeafSeen:
    """One leaf of a rule, or one row of a table: how often it held and did not."""

    rule: str
    part: str
    text: str
    seen: Seen


@dataclass
class Coverage:
    """What a set of cases has shown of a rule set."""

    rules: dict[str, RuleSeen] = field(default_factory=dict)
    leaves: dict[Place, LeafSeen] = field(default_factory=dict)

    def rules_not_seen(self) -> tuple[RuleSeen, ...]:
        """Rules that were not seen both firing and not firing."""
        return tuple(rule for rule in self.rules.values() if not rule.seen.both_ways)

    def leaves_not_seen(self) -> tuple[LeafSeen, ...]:
        """Conditions that were not seen both true and false."""
        return tuple(leaf for leaf in self.leaves.values() if not leaf.seen.both_ways)

    def add(self, trace: InspectionTrace) -> None:
        """Count one case."""
        for area in trace.areas.values():
            for step in area.rules:
                self._rule(step)
            if area.judged_when is not None:
                self._step(area.area.id, "judged when", area.judged_when)
            if area.start.table is not None:
                self._table(area.area.id, area.start.table)
        for step in trace.other_rules:
            self._rule(step)

    def _rule(self, step: AnyRuleStep) -> None:
        self.rules[step.rule.id].seen.count(step.truth)
        if isinstance(step, FindingTableStep):
            self._table(step.rule.id, step.table)
            return
        for part, condition in (("when", step.when), ("unless", step.unless)):
            if condition is not None:
                self._step(step.rule.id, part, condition)

    def _step(self, rule: str, part: str, step: Step) -> None:
        for index, leaf in enumerate(_leaf_truths(step)):
            self.leaves[rule, part, index].seen.count(leaf)

    def _table(self, rule: str, table: TableStep) -> None:
        sure = table.gap is Existence.NO and sum(row.possible for row in table.rows) == 1
        for row in table.rows:
            counts = Truth.FALSE
            if row.possible:
                counts = Truth.TRUE if sure else Truth.UNKNOWN
            self.leaves[rule, f"row {row.row.id}", 0].seen.count(counts)


def coverage_of(rule_set: RuleSet, traces: Iterable[InspectionTrace] = ()) -> Coverage:
    """What `traces` have shown of `rule_set`: every rule, every leaf, every row of a table."""
    found = Coverage()
    for rule in rule_set.all_rules:
        found.rules[rule.id] = RuleSeen(rule.id, rule.title, Seen())
    for part in parts_of(rule_set):
        if isinstance(part, TablePart):
            for number, row in enumerate(part.table.rows, start=1):
                place = part.place(row.id)
                text = f"row {number} counts: {row.outcome or 'no finding'}"
                found.leaves[place] = LeafSeen(part.rule, place[1], text, Seen())
        else:
            for place, leaf, _ in part.leaves():
                found.leaves[place] = LeafSeen(part.rule, part.part, print_leaf(leaf), Seen())
    for trace in traces:
        found.add(trace)
    return found


def _leaf_truths(step: Step) -> Iterator[Truth]:
    if isinstance(step, ConditionStep):
        for part in step.parts:
            yield from _leaf_truths(part)
    else:
        yield step.truth
