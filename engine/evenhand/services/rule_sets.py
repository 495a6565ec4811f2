"""Rule sets and rules by name, for commands that are about rules and not about an inspection."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import InvalidInput, Problems, catalogue, codes, did_you_mean, nearest
from evenhand.language import AnyRule, Period, RuleSet
from evenhand.services.workspace import RuleSetFolder, Workspace


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A rule, and the rule set that it stands in."""

    rule_set: RuleSet
    rule: AnyRule

    @property
    def name(self) -> str:
        """`ilacs@2023:HP3`."""
        return f"{self.rule_set.name}:{self.rule.id}"


def day_in_force(period: Period, today: datetime.date) -> datetime.date:
    """The day of `period` that is nearest to `today`.

    >>> day_in_force(Period(None, datetime.date(2022, 12, 31)), datetime.date(2026, 1, 1))
    datetime.date(2022, 12, 31)
    """
    if period.start is not None and today < period.start:
        return period.start
    if period.end is not None and today > period.end:
        return period.end
    return today


def listed_rule_sets(workspace: Workspace, problems: Problems) -> tuple[RuleSetFolder, ...]:
    """Every rule set that can be found; what is wrong with a broken framework file is added."""
    problems.extend(workspace.broken_frameworks())
    return workspace.rule_set_folders()


def loaded_rule_sets(workspace: Workspace, problems: Problems) -> Iterator[tuple[Path, RuleSet]]:
    """Every rule set that can be loaded, with its folder; the problems of the others are added."""
    for folder in listed_rule_sets(workspace, problems):
        try:
            yield folder.path, workspace.load_folder(folder.path)
        except InvalidInput as invalid:
            problems.extend(invalid.diagnostics)


def rule_set_in_force(workspace: Workspace, reference: str, today: datetime.date) -> Path:
    """The folder or amendment that `reference` names: the version in force, else the latest."""
    try:
        return workspace.find(reference, today)
    except InvalidInput as invalid:
        if any(found.code is codes.NO_VERSION_IN_FORCE for found in invalid.diagnostics):
            return workspace.find(reference)
        raise


def find_rules(workspace: Workspace, name: str, problems: Problems) -> tuple[FoundRule, ...]:
    """The rules that `name` may mean, those of the newest rule set first.

    `name` is a rule's id, or with its rule set `ilacs@2023:HP3`. Raises InvalidInput where there is none.
    """
    reference, _, id = name.rpartition(":")
    if reference:
        rule_sets = [workspace.rule_set(reference)]
    else:
        rule_sets = [rule_set for _, rule_set in loaded_rule_sets(workspace, problems)]
    found = [
        FoundRule(rule_set, rule)
        for rule_set in rule_sets
        for rule in rule_set.all_rules
        if rule.id.casefold() == id.casefold()
    ]
    if not found:
        raise InvalidInput([codes.UNKNOWN_RULE.at(None, name=name, hint=_hint(id, rule_sets))])
    return tuple(sorted(found, key=_newest_first))


def _newest_first(found: FoundRule) -> tuple[int, str]:
    start = found.rule_set.in_force.start or datetime.date.min
    return (-start.toordinal(), found.rule_set.name)


def _hint(written: str, rule_sets: list[RuleSet]) -> str | None:
    rules = [rule.id for rule_set in rule_sets for rule in rule_set.all_rules]
    meant = nearest(written, rules) or nearest(written, catalogue())
    return f"did you mean `{meant}`?" if meant else did_you_mean(written, rules)
