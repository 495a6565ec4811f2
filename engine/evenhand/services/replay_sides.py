"""The two sides of a replay: each case's own rules, one rule set for all, or the grades that were awarded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from evenhand.language import Amendment, RuleSet, RulesInForce
from evenhand.services.case_rules import CaseRules, Day, Fault
from evenhand.services.workspace import Workspace

OWN = "own"
AWARDED: Final = "awarded"

Asked = RulesInForce | Fault | Literal["awarded"] | None
"""How one side grades a case: by rules, by what was awarded, not for a reason, or (None) not affected."""


@dataclass(frozen=True)
class Side:
    """One side of a replay. `rule_set` is the one that it names, where it names one version."""

    name: str
    reference: str
    rule_set: RuleSet | None
    case_rules: CaseRules
    amendment: Amendment | None = None

    @property
    def is_awarded(self) -> bool:
        """Whether it is the grades that people awarded."""
        return self.reference == AWARDED

    def asked(self, own: RulesInForce, day: Day, other: Asked = None) -> Asked:
        """How it grades a case that was judged under `own` on `day`, and that the other side grades so.

        An amendment affects cases that are otherwise under the rule set that it amends, and no others.
        """
        if self.amendment is not None:
            otherwise = other if isinstance(other, RulesInForce) else own
            if otherwise.rule_set.name != self.amendment.chain[0].base.name:
                return None
        if self.reference == OWN:
            return own
        if self.reference == AWARDED:
            return AWARDED
        if self.rule_set is None:
            return self.case_rules.own(self.reference, day)
        return self.case_rules.replayed(self.rule_set, day)


def side_of(reference: str, workspace: Workspace, case_rules: CaseRules) -> Side:
    """The side that `own`, `awarded` or a rule set's name stands for.

    `ilacs` without a version is, for each case, the one in force on its day. Raises InvalidInput for a rule
    set that is not there or is broken.
    """
    if reference == OWN:
        return Side("each case's own rules", OWN, None, case_rules)
    if reference == AWARDED:
        return Side("the grades awarded", AWARDED, None, case_rules)
    # Read here even where each case has its own version, so that a wrong name is told at once.
    path = workspace.find(reference)
    rule_set, amendment = workspace.rule_set(reference), workspace.amendment_at(path)
    if amendment is None and reference != rule_set.name and is_framework(reference):
        return Side(reference, reference, None, case_rules)
    return Side(rule_set.name, reference, rule_set, case_rules, amendment)


def is_framework(reference: str) -> bool:
    """Whether a reference names a framework without saying which version."""
    return re.fullmatch(r"[A-Za-z]\w*", reference) is not None
