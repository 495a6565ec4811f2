"""Cases decided under one set of rules: for each area and case, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from evenhand.domain import Case, Conflict, Judged, Outcome
from evenhand.evaluation import CompiledOutcome, compile_rules
from evenhand.language import RulesInForce
from evenhand.replay import CONFLICT, NOT_JUDGED, UNDECIDED, Codes
from evenhand.services.case_of_row import case_at
from evenhand.services.cases import Cases


class DecidedCases:
    """Decides cases; each set of rules is compiled once."""

    def __init__(self) -> None:
        self._compiled: dict[int, tuple[RulesInForce, Callable[[Case], CompiledOutcome]]] = {}

    def decide(self, cases: Cases, rules: RulesInForce, areas: Iterable[str]) -> dict[str, Codes]:
        """The codes of some areas for every case. Raises InvalidInput where a given grade fits no scale."""
        run = self._run(rules)
        decided = [run(case_at(cases, row, rules)).areas for row in range(cases.rows)]
        return {
            area: np.array([code_of(outcomes[area]) for outcomes in decided], dtype=np.int8) for area in areas
        }

    def _run(self, rules: RulesInForce) -> Callable[[Case], CompiledOutcome]:
        # The rules are kept with their program, so that no other rules can have their identity.
        if id(rules) not in self._compiled:
            self._compiled[id(rules)] = (rules, compile_rules(rules).run)
        return self._compiled[id(rules)][1]


def code_of(outcome: Outcome) -> int:
    """The code of an outcome."""
    if outcome.judged is Judged.NO:
        return NOT_JUDGED
    if outcome.judged is Judged.YES and outcome.conflict is Conflict.CERTAIN:
        return CONFLICT
    proposed = outcome.proposed
    return UNDECIDED if proposed is None else outcome.scale.position(proposed)
