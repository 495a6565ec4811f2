"""What the cases of a casebook show of the rules: the casebook read by name, and counted by rule set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import Diagnostic, InvalidInput, codes
from evenhand.language import RuleSet, RulesInForce
from evenhand.services.area_names import AreaNames, renamed_by
from evenhand.services.case_rules import CaseRules, Fault
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import Casebook, open_casebook
from evenhand.services.coverage_counts import RuleSetCoverage
from evenhand.services.replay_outputs import check_outputs
from evenhand.services.replay_sides import OWN, Side, alike, check_schemas, side_of
from evenhand.services.workspace import Workspace
from evenhand.services.writing import check_free


@dataclass
class CasebookCoverage:
    """What the cases of a casebook show of each rule set that they are under."""

    casebook: Casebook
    side: Side
    rule_sets: list[RuleSetCoverage]
    cases: int = 0
    without_rules: int = 0
    """How many cases the rules asked for do not hold for, on no day that is known."""
    not_affected: int = 0
    """How many cases are under rules that the amendment asked for does not touch."""
    read: int = 0
    rejected: int = 0
    rejects: Path | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every rule was seen firing and not firing, each boundary exercised and each row counted."""
        return not any(
            one.never_fired
            or one.always_fired
            or one.never_decided
            or one.unexercised
            or not all(seen.true for seen in one.rows.values())
            for one in self.rule_sets
        )

    def of(self, rule_set: RuleSet) -> RuleSetCoverage:
        """What is counted of one rule set."""
        for one in self.rule_sets:
            # Two of one name may differ, as a draft and what it is a draft of.
            if (one.rule_set.name, one.rule_set.hash) == (rule_set.name, rule_set.hash):
                return one
        self.rule_sets.append(RuleSetCoverage(rule_set))
        return self.rule_sets[-1]


def cover_casebook(
    name: str,
    workspace: Workspace,
    *,
    rules: str = OWN,
    rejects: Path | None = None,
    out: Path | None = None,
    told: Callable[[int], None] = lambda read: None,
) -> CasebookCoverage:
    """Count what the cases of a casebook show of their own rules, or of the rule set that `rules` names.

    Rows with faults are left out and written to `rejects`, or to a file named after the casebook. `out` is a
    file that will be written besides. Raises InvalidInput where nothing can be counted, or where what is
    written would replace what is read.
    """
    if rejects is not None:
        check_free(rejects)
    case_rules = CaseRules(workspace)
    casebook = open_casebook(name, workspace)
    side = side_of(rules, workspace, case_rules)
    outputs = (out, rejects)
    check_outputs(outputs, casebook, workspace)
    called = AreaNames(after=renamed_by(side.amendment))
    reading = CaseReading(casebook, workspace, case_rules)
    found = CasebookCoverage(casebook, side, [])
    for cases in reading.cases(told):
        found.cases += cases.rows
        for some in alike(cases.called(called), side, side):
            if isinstance(some.after, RulesInForce):
                check_schemas(some.cases, [some.after])
                found.of(some.after.rule_set).add(some.cases, some.after)
            elif isinstance(some.after, Fault):
                found.without_rules += some.cases.rows
            else:
                found.not_affected += some.cases.rows
    for one in found.rule_sets:
        one.finish()
    _check_covered(found)
    found.read, found.rejected = reading.read, reading.rejects.count
    outcome = reading.outcome(rejects, outputs)
    warnings = () if side.amendment is None else side.amendment.warnings
    found.rejects, found.diagnostics = outcome.rejects, (*warnings, *outcome.diagnostics)
    return found


def _check_covered(found: CasebookCoverage) -> None:
    if not found.cases or found.rule_sets:
        return
    problem = f"no case of this casebook is under the rules that `{found.side.name}` changes"
    if found.without_rules:
        problem = f"its cases have no day of inspection, and `{found.side.name}` is not the same on every day"
    raise InvalidInput([codes.NOTHING_TO_COVER.at(None, problem=problem)])
