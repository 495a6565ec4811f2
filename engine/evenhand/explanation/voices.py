"""How a rule speaks of its conditions: it asks for what is good for children, or looks for what is not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from evenhand.domain import Better
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    AnyRule,
    Compare,
    Comparison,
    Concludes,
    Condition,
    Connective,
    CountOf,
    FindingTable,
    Grades,
    HasFinding,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Leaf,
    Modality,
    Moves,
    NoneOf,
    Not,
    Quantity,
    Relation,
    RulesInForce,
    leaves_of_rule,
)


class Voice(Enum):
    """How a rule speaks of its conditions: it asks for good things, or looks for bad ones."""

    ASKS = ("the rule asks for", "met", "not met", "Asks for")
    LOOKS = ("the rule looks for", "found", "not found", "Looks for")
    EXCEPTION = ("the exception looks for", "found", "not found", "Exception for")

    @property
    def verb(self) -> str:
        """`the rule asks for`."""
        return self.value[0]

    @property
    def short_verb(self) -> str:
        """`Asks for`."""
        return self.value[3]

    def verdict(self, truth: Truth) -> str:
        """`met`, `not met` or `not decided`."""
        if truth is Truth.UNKNOWN:
            return "not decided"
        return self.value[1] if truth is Truth.TRUE else self.value[2]


def voices_of(rules: RulesInForce) -> dict[str, Voice]:
    """The voice of every rule, by its id.

    A rule that grades has its voice from what it concludes. A rule that makes a finding has it from the
    rules that read the finding; where none does, or they do not agree, from which way its own conditions
    point: a share that is better higher and has to be low is looked for.
    """
    return _Voices(rules).all()


class _Voices:
    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self.found: dict[str, Voice] = {}
        self.readers: dict[str, list[tuple[AnyRule, bool]]] = {}
        for rule in rules.all_rules:
            for finding, wanted in _findings_read(rule):
                self.readers.setdefault(finding, []).append((rule, wanted))

    def all(self) -> dict[str, Voice]:
        for rule in self.rules.all_rules:
            self.of(rule)
        return self.found

    def of(self, rule: AnyRule) -> Voice:
        if rule.id not in self.found:
            self.found[rule.id] = self._work_out(rule)
        return self.found[rule.id]

    def _work_out(self, rule: AnyRule) -> Voice:
        if isinstance(rule, FindingTable):
            return Voice.ASKS
        match rule.conclusion:
            case Grades(Modality.AT_MOST | Modality.LIKELY):
                return Voice.LOOKS
            case Grades():
                return Voice.ASKS
            case Moves(steps):
                return Voice.LOOKS if steps < 0 else Voice.ASKS
            case Concludes(finding):
                return self._of_finding(rule, finding)

    def _of_finding(self, rule: AnyRule, finding: str) -> Voice:
        votes = 0
        for reader, wanted in self.readers.get(finding, ()):
            asks = self.of(reader) is Voice.ASKS
            votes += 1 if asks == wanted else -1
        if votes == 0:
            votes = sum(_direction(leaf) for leaf in leaves_of_rule(rule))
        return Voice.LOOKS if votes < 0 else Voice.ASKS


def _findings_read(rule: AnyRule) -> Iterator[tuple[str, bool]]:
    """The findings that a rule reads, and whether it wants them made."""
    if isinstance(rule, FindingTable):
        return
    if rule.when is not None:
        yield from _findings_in(rule.when, True)
    if rule.unless is not None:
        yield from _findings_in(rule.unless, False)


def _findings_in(condition: Condition, wanted: bool) -> Iterator[tuple[str, bool]]:
    match condition:
        case HasFinding(finding):
            yield finding, wanted
        case Not(HasFinding(finding)):
            yield finding, not wanted
        case NoneOf(parts) | CountOf(Quantity.AT_MOST, _, parts):
            for part in parts:
                yield from _findings_in(part, not wanted)
        case _ if isinstance(condition, Connective):
            for part in condition.parts:
                yield from _findings_in(part, wanted)
        case _:
            pass


def _direction(leaf: Leaf) -> int:
    """1 for a leaf that holds of better evidence, -1 of worse, 0 where that cannot be said."""
    match leaf:
        case Not(inner):
            return -_direction(inner)
        case Compare(ItemNumber(item), comparison, _):
            if comparison is Comparison.EQUAL:
                return 0
            high = comparison in (Comparison.AT_LEAST, Comparison.MORE)
            return _sign(item.better, high)
        case IsRanked(subject, relation, _):
            if relation is Relation.BETTER:
                return 1
            if relation is Relation.WORSE:
                return -1
            better = subject.item.better if isinstance(subject, ItemName) else Better.HIGHER
            return _sign(better, relation is Relation.AT_LEAST)
        case IsOneOf(subject, names):
            better = subject.item.better if isinstance(subject, ItemName) else Better.HIGHER
            first, last = subject.scale.names[0] in names, subject.scale.names[-1] in names
            return 0 if first == last else _sign(better, last)
        case _:
            return 0


def _sign(better: Better, high: bool) -> int:
    if better is Better.NEITHER:
        return 0
    return 1 if (better is Better.HIGHER) == high else -1
