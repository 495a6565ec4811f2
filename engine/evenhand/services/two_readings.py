"""Two readings of one inspection beside one another: the interpreter's, and durable-rules'."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from evenhand.backends.durable import Derivation
from evenhand.domain import Outcome
from evenhand.evaluation import InspectionTrace
from evenhand.evaluation.truth import Truth

ELSEWHERE = ""
"""The place in a comparison of rules that belong to no judgement area."""


@dataclass(frozen=True)
class Difference:
    """Where the two readings part: a rule or an area, and what each of them says.

    `area` is the judgement area that it belongs to, or `ELSEWHERE`.
    """

    area: str
    subject: str
    ours: str
    theirs: str

    @property
    def words(self) -> str:
        """The difference as a sentence."""
        return f"{self.subject}: the interpreter says {self.ours}, durable-rules says {self.theirs}"


def differences(trace: InspectionTrace, derivation: Derivation) -> Iterator[Difference]:
    """Every rule and area of which the two readings make something else."""
    ours, theirs = by_interpreter(trace), by_durable_rules(derivation)
    for area, rules in _rules_by_area(trace).items():
        for what, read in READINGS.items() if area != ELSEWHERE else ():
            found, other = read(ours.areas[area]), read(theirs.areas[area])
            if found != other:
                yield Difference(area, f"{what} of {area}", found, other)
        for rule in rules:
            if ours.status(rule) != theirs.status(rule):
                yield Difference(area, f"rule {rule}", ours.status(rule), theirs.status(rule))


@dataclass(frozen=True)
class Reading:
    """One derivation of an inspection, whoever made it: rules by what became of them, and areas."""

    fired: Collection[str]
    undecided: Collection[str]
    areas: Mapping[str, Outcome]

    def status(self, rule: str) -> str:
        """What became of a rule."""
        return self._statuses.get(rule, "did not fire")

    @cached_property
    def _statuses(self) -> dict[str, str]:
        return {**dict.fromkeys(self.undecided, "undecided"), **dict.fromkeys(self.fired, "fired")}


def by_interpreter(trace: InspectionTrace) -> Reading:
    """The interpreter's derivation."""
    truths = {rule.id: step.truth for rule in trace.rules.all_rules if (step := trace.rule_step(rule.id))}
    return Reading(
        [rule for rule, truth in truths.items() if truth is Truth.TRUE],
        [rule for rule, truth in truths.items() if truth is Truth.UNKNOWN],
        {id: area.outcome for id, area in trace.areas.items()},
    )


def by_durable_rules(derivation: Derivation) -> Reading:
    """durable-rules' derivation."""
    return Reading(derivation.fired, derivation.undecided, derivation.areas)


@dataclass(frozen=True)
class Row:
    """One line of a comparison: what it is about, and what each reading says."""

    subject: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.ours == self.theirs


def side_by_side(trace: InspectionTrace, derivation: Derivation) -> dict[str, tuple[Row, ...]]:
    """Both derivations of every area in which they part, and of the rules that belong to no area."""
    ours, theirs = by_interpreter(trace), by_durable_rules(derivation)
    parted = {difference.area for difference in differences(trace, derivation)}
    found = {}
    for area, rules in _rules_by_area(trace).items():
        if area not in parted:
            continue
        rows = []
        if area != ELSEWHERE:
            sides = (ours.areas[area], theirs.areas[area])
            for what, read in READINGS.items():
                rows.append(Row(what, *(read(outcome).replace("_", " ") for outcome in sides)))
        for subject, status in (("rules that fired", "fired"), ("rules undecided", "undecided")):
            rows.append(Row(subject, *(_with_status(rules, reading, status) for reading in (ours, theirs))))
        found[area] = tuple(rows)
    return found


def _with_status(rules: Collection[str], reading: Reading, status: str) -> str:
    return _listed([rule for rule in rules if reading.status(rule) == status])


def _rules_by_area(trace: InspectionTrace) -> dict[str, list[str]]:
    rules = trace.rules
    found = {area.id: [rule.id for rule in area.rules] for area in rules.areas}
    return {**found, ELSEWHERE: [rule.id for rule in rules.other_rules]}


def _listed(names: Collection[str]) -> str:
    return ", ".join(names) or "none"


READINGS: Mapping[str, Callable[[Outcome], str]] = {
    "proposal": lambda outcome: outcome.proposed or "none",
    "provisional grade": lambda outcome: outcome.provisional_grade or "none",
    "reach": lambda outcome: _listed(outcome.reach_grades),
    "permitted range": lambda outcome: _listed(outcome.permitted_grades),
    "conflict": lambda outcome: outcome.conflict.value,
    "whether it is judged": lambda outcome: outcome.judged.value,
}
"""What is compared of an area, in words."""
