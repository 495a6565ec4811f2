"""Which rules each case of a casebook is under, or is to be replayed under."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.diagnostics import Code, Diagnostic, InvalidInput, codes
from evenhand.domain import Number
from evenhand.language import RuleSet, RulesInForce
from evenhand.services.rule_sets import day_in_force
from evenhand.services.workspace import Workspace

Day = datetime.date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, before its place is known."""

    code: Code
    values: Mapping[str, object]
    hint: str | None = None

    def at(self, span: object) -> Diagnostic:
        """The diagnostic at a place; None in a file without lines."""
        return self.code.at(span, hint=self.hint, **self.values)  # type: ignore[arg-type]


@dataclass
class CaseRules:
    """Finds the rules for cases, each set of rules once: days on which the same rules hold share them."""

    workspace: Workspace
    _held: dict[tuple[object, ...], RulesInForce] = field(default_factory=dict)
    _asked: dict[tuple[object, ...], RulesInForce] = field(default_factory=dict)

    def own(self, reference: str, day: Day) -> RulesInForce | Fault:
        """The rules that a case of `day` was judged under, going by what the casebook says.

        Without a day, those that hold throughout. Raises InvalidInput for a rule set that is broken.
        """
        try:
            rule_set = self.workspace.rule_set(reference, day)
        except InvalidInput as invalid:
            first = invalid.diagnostics[0]
            if first.code is codes.UNKNOWN_RULE_SET:
                return Fault(codes.UNKNOWN_FRAMEWORK_WORD, {"value": reference}, first.hint)
            if first.code is codes.NO_VERSION_IN_FORCE:
                return Fault(codes.CASE_OUT_OF_FORCE, {"name": reference, "day": day}, first.hint)
            raise
        if day is None:
            # A name without a version means the one of a day.
            always = None if reference == rule_set.id else self.always(rule_set)
            return always or Fault(codes.CASE_WITHOUT_DAY, {"name": reference})
        if not rule_set.in_force.holds(day):
            period = rule_set.in_force
            hint = f"it is in force from {period.start or 'the beginning'} to {period.end or 'now'}"
            return Fault(codes.CASE_OUT_OF_FORCE, {"name": rule_set.name, "day": day}, hint)
        return self.on(rule_set, day)

    def replayed(self, rule_set: RuleSet, day: Day, own: RulesInForce | None = None) -> RulesInForce | Fault:
        """A rule set for a case of whatever time: as it was on that day, or on the nearest that it has.

        What local policy sets under the rules of the case itself, `own`, it sets under these too.
        """
        if day is None:
            return self.always(rule_set) or Fault(codes.CASE_WITHOUT_DAY, {"name": rule_set.name})
        local = {} if own is None else local_thresholds(own)
        return self.on(rule_set, day_in_force(rule_set.in_force, day), local)

    def on(
        self, rule_set: RuleSet, day: datetime.date, local: Mapping[str, Number] | None = None
    ) -> RulesInForce:
        """The rules in force on a day; the same object for every day on which they are the same.

        `local` are thresholds of local policy; those that the rule set does not leave to it are passed over.
        """
        parameters = rule_set.parameters
        policy = {
            id: value for id, value in (local or {}).items() if id in parameters and parameters[id].local
        }
        asked = (rule_set.hash, day, tuple(sorted(policy.items())))
        found = self._asked.get(asked)
        if found is None:
            found = rule_set.in_force_on(day, policy)
            ids = tuple(rule.id for rule in found.all_rules)
            key = (rule_set.hash, ids, tuple(sorted(found.parameters.items())))
            found = self._asked[asked] = self._held.setdefault(key, found)
        return found

    def always(self, rule_set: RuleSet) -> RulesInForce | None:
        """The rules of a rule set if they are the same on every day that it is in force, else None."""
        period = rule_set.in_force
        days = {day_in_force(period, day) for day in _turns(rule_set)}
        found = [self.on(rule_set, day) for day in sorted(days)]
        return found[0] if all(rules is found[0] for rules in found) else None


def local_thresholds(rules: RulesInForce) -> dict[str, Number]:
    """The thresholds that local policy sets in some rules in force: those that the rule set does not say."""
    found = {}
    for id, value in rules.parameters.items():
        parameter = rules.rule_set.parameters[id]
        dated = parameter.on(rules.on)
        if parameter.local and (dated is None or dated.value != value):
            found[id] = value
    return found


def _turns(rule_set: RuleSet) -> set[datetime.date]:
    """Every day on which something in a rule set may begin or have ended, and one before all of them."""
    ends = [rule_set.in_force, *(rule.in_force for rule in rule_set.all_rules)]
    starts = {period.start for period in ends}
    starts |= {period.end + datetime.timedelta(1) for period in ends if period.end not in (None, _LAST)}
    for parameter in rule_set.parameters.values():
        starts |= {value.start for value in parameter.values}
    return {day for day in starts if day is not None} | {datetime.date.min}


_LAST = datetime.date.max
