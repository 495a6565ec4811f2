"""The two sides of a replay: each case's own rules, one rule set for all, or the grades that were awarded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from evenhand.language import RuleSet, RulesInForce
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

    @property
    def is_awarded(self) -> bool:
        """Whether it is the grades that people awarded."""
        return self.reference == AWARDED

    def asked(self, own: RulesInForce, day: Day) -> Asked:
        """How it grades a case that was judged under `own` on `day`."""
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
    rule_set = workspace.rule_set(reference)
    exact = "@" in reference or "/" in reference or "\\" in reference
    return Side(rule_set.name if exact else reference, reference, rule_set if exact else None, case_rules)
