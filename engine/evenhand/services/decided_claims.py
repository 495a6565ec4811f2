"""The claims that are made of a rule set, decided one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from evenhand.diagnostics import Problems, codes
from evenhand.language import Amendment, RulesInForce
from evenhand.language.claims import AgainstRules, ObligationName, StatedClaim
from evenhand.services.area_names import AreaNames, renamed_by
from evenhand.services.claims import rule_set_compared
from evenhand.services.difference import same_areas
from evenhand.services.rule_sets import day_in_force
from evenhand.services.workspace import Workspace
from evenhand.verification import (
    Against,
    Budget,
    CannotCompare,
    Found,
    MakeSolver,
    Obligation,
    decide_claim,
)


class DecidedClaims:
    """Decides some claims about rules in force, each in `seconds` at most.

    `amendment` is what makes the rules, where one does.
    A claim that compares with another rule set takes that as it is in force on the same day, or the nearest.
    """

    def __init__(
        self,
        rules: RulesInForce,
        amendment: Amendment | None,
        claims: Sequence[StatedClaim],
        workspace: Workspace,
        problems: Problems,
        clock: Callable[[], float],
        seconds: float | None,
        make_solver: MakeSolver,
    ) -> None:
        self.rules = rules
        self.amendment = amendment
        self.workspace = workspace
        self.problems = problems
        self.clock = clock
        self.seconds = seconds
        self.make_solver = make_solver
        self._others: dict[str, Against] = {}
        self.claims = tuple(claim for claim in claims if self._can_be_asked(claim))

    def decide(self) -> Iterator[tuple[StatedClaim, Found]]:
        """Each claim with what is found of it."""
        for stated in self.claims:
            budget = Budget(self.seconds, self.clock)
            try:
                found = decide_claim(
                    stated.claim, self.rules, self._others.__getitem__, budget, self.make_solver
                )
            except CannotCompare as cannot:
                self._tell(stated, cannot)
                continue
            if found.says_nothing:
                self.problems.add(codes.CLAIM_SAYS_NOTHING.at(stated.span, claim=stated.text))
            obligation = Obligation(ObligationName.CLAIM, (stated.name,))
            yield stated, replace(found, obligation=obligation)

    def _can_be_asked(self, stated: StatedClaim) -> bool:
        """Whether a claim compares with nothing, or with a rule set that is there (problems are added)."""
        claim = stated.claim
        if not isinstance(claim, AgainstRules):
            return True
        found = rule_set_compared(claim, self.workspace, self.problems)
        if found is None:
            return False
        other, amendment = found
        called = AreaNames(renamed_by(amendment), renamed_by(self.amendment))
        rules = other.in_force_on(day_in_force(other.in_force, self.rules.on))
        self._others[claim.than] = Against(rules, same_areas(rules, self.rules, called))
        return True

    def _tell(self, stated: StatedClaim, cannot: CannotCompare) -> None:
        what = f"the area `{cannot.area}`" if cannot.area else f"the item `{cannot.item}`"
        self.problems.add(codes.CANNOT_BE_COMPARED.at(stated.span, claim=stated.text, what=what))
