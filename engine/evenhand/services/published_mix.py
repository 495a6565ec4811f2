"""The mix of grades that people awarded: measured from the casebook of published judgements."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

import numpy as np

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import Scale
from evenhand.language import RuleSet
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import open_casebook
from evenhand.services.workspace import Workspace

PUBLISHED = "published"
"""The id of the casebook of published judgements."""


@dataclass(frozen=True)
class PublishedMix:
    """How often each grade of an area was awarded under one rule set, by grade from worst to best."""

    area: str
    rules: str
    counts: tuple[int, ...]

    @property
    def cases(self) -> int:
        """How many judgements it was measured from."""
        return sum(self.counts)

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each grade; they add up to 1."""
        return tuple(count / self.cases for count in self.counts)


@dataclass(frozen=True)
class PublishedGrades:
    """The grades awarded in the published casebook, by rule set and area."""

    awarded: dict[tuple[str, str], Counter[str]]
    rule_sets: dict[str, RuleSet]

    def mix(self, area: str, scale: Scale, rule_set: RuleSet) -> PublishedMix | None:
        """The mix of an area under a rule set, else under the nearest that has it; None where none has it.

        Versions of the same framework are nearer than others, and those that began at a nearer time.
        """
        known = [self.rule_sets[name] for name, has in self.awarded if has == area]
        for other in sorted(known, key=lambda other: _distance(other, rule_set)):
            counts = self._counts(other.name, area, scale)
            if sum(counts):
                return PublishedMix(area, other.name, counts)
        return None

    def _counts(self, rules: str, area: str, scale: Scale) -> tuple[int, ...]:
        found = [0] * len(scale)
        for grade, count in self.awarded[rules, area].items():
            own = scale.own_name(grade)
            if own is not None:
                found[scale.position(own)] += count
        return tuple(found)


def _distance(other: RuleSet, rule_set: RuleSet) -> tuple[bool, bool, int, str]:
    starts = [one.in_force.start or datetime.date.min for one in (other, rule_set)]
    apart = abs(starts[0].toordinal() - starts[1].toordinal())
    return other.name != rule_set.name, other.id != rule_set.id, apart, other.name


def published_grades(workspace: Workspace, case_rules: CaseRules) -> PublishedGrades:
    """Every grade awarded in the casebook of published judgements; none where the workspace has no such book.

    Raises InvalidInput where it is there and cannot be read.
    """
    awarded: dict[tuple[str, str], Counter[str]] = {}
    rule_sets: dict[str, RuleSet] = {}
    try:
        casebook = open_casebook(PUBLISHED, workspace)
    except InvalidInput as invalid:
        if any(found.code is codes.UNKNOWN_CASEBOOK for found in invalid.diagnostics):
            return PublishedGrades(awarded, rule_sets)
        raise
    for cases in CaseReading(casebook, workspace, case_rules).cases():
        for at, rules in enumerate(cases.rules.values):
            rule_sets[rules.rule_set.name] = rules.rule_set
            rows = np.flatnonzero(cases.rules.which == at)
            for area, column in cases.awarded.items():
                grades = Counter(grade for grade in column.taken(rows).each() if grade is not None)
                if grades:
                    awarded.setdefault((rules.rule_set.name, area), Counter()).update(grades)
    return PublishedGrades(awarded, rule_sets)
