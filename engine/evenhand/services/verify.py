"""Verify a rule set: every obligation and claim decided, and what is waived with a reason."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from evenhand.diagnostics import Problems, codes
from evenhand.explanation.words import listed, quoted
from evenhand.language import Amendment, RuleSet, RulesInForce
from evenhand.language.claims import StatedClaim, Waiver
from evenhand.services.claims import claims_of, waivers_of
from evenhand.services.decided_claims import DecidedClaims
from evenhand.services.rule_sets import day_in_force
from evenhand.services.workspace import Workspace
from evenhand.verification import Found, MakeSolver, Obligation, Result, Verifier, Z3Solver


@dataclass(frozen=True)
class Answered:
    """What was found of one obligation; the waiver of it, where there is one; the claim, where it is one."""

    found: Found
    waiver: Waiver | None = None
    claim: StatedClaim | None = None

    @property
    def obligation(self) -> Obligation:
        """What was asked."""
        return self.found.obligation

    @property
    def is_open(self) -> bool:
        """Whether something is to be done about it: it is not proved, and not waived."""
        return self.found.result is not Result.PROVED and self.waiver is None


class Verification:
    """The obligations and claims of a rule set as it is in force on one day.

    `amendment` is what makes it, where one does; `claims` are made of it besides its own. `seconds` limits
    each obligation. Problems of the files of claims and waivers are added to `problems`.
    """

    def __init__(
        self,
        rule_set: RuleSet,
        workspace: Workspace,
        problems: Problems,
        *,
        on: datetime.date,
        amendment: Amendment | None = None,
        claims: Sequence[StatedClaim] = (),
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        make_solver: MakeSolver = Z3Solver,
    ) -> None:
        self.rules: RulesInForce = rule_set.in_force_on(on)
        self.problems = problems
        own = [one for one in claims_of(rule_set, problems) if one not in claims]
        self.waivers = waivers_of(rule_set, problems)
        self.verifier = Verifier(self.rules, clock=clock, seconds=seconds, make_solver=make_solver)
        self.claims = DecidedClaims(
            self.rules, amendment, (*own, *claims), workspace, problems, clock, seconds, make_solver
        )

    @cached_property
    def _waiver_of(self) -> dict[tuple[str, tuple[str, ...]], Waiver]:
        return {(waiver.obligation, waiver.of): waiver for waiver in self.waivers}

    def __len__(self) -> int:
        return len(self.verifier.obligations) + len(self.claims.claims)

    def answers(self) -> Iterator[Answered]:
        """What can be found of each obligation, one after the other, then of each claim.

        At the end, a waiver that nothing needed is added to the problems.
        """
        used: set[Waiver] = set()
        for found in self.verifier.decide_all():
            yield self._answered(found, None, used)
        for claim, found in self.claims.decide():
            yield self._answered(found, claim, used)
        for waiver in self.waivers:
            if waiver not in used and not waiver.inherited:
                what = listed(quoted(name) for name in waiver.of)
                self.problems.add(
                    codes.UNUSED_WAIVER.at(
                        waiver.span, obligation=waiver.obligation, what=what, hint="take the waiver out"
                    )
                )

    def _answered(self, found: Found, claim: StatedClaim | None, used: set[Waiver]) -> Answered:
        waiver = self._waiver_of.get((found.obligation.name, found.obligation.subject))
        if waiver is not None and found.result is not Result.PROVED:
            used.add(waiver)
            return Answered(found, waiver, claim)
        return Answered(found, None, claim)


def day_to_verify(rule_set: RuleSet, today: datetime.date) -> datetime.date:
    """The day on which a rule set is verified unless one is named: today, or the nearest day in force."""
    return day_in_force(rule_set.in_force, today)
