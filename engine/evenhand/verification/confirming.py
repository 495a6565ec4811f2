"""Each witness is decided by the interpreter before anyone sees it."""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.domain import Conflict, Judged
from evenhand.evaluation import Existence, FindingTableStep, InspectionTrace, Truth, interpret
from evenhand.language import RulesInForce
from evenhand.language.claims import ObligationName
from evenhand.verification.counterexample import Example
from evenhand.verification.results import Obligation


class ReadingsDisagree(Exception):
    """The solver found an inspection of which the interpreter says otherwise: a fault of evenhand's own."""

    def __init__(self, about: str, examples: Sequence[Example]) -> None:
        super().__init__(f"the solver and the interpreter disagree about {about}")
        self.about = about
        self.examples = tuple(examples)


def confirmed(rules: RulesInForce, obligation: Obligation, example: Example) -> InspectionTrace:
    """What the interpreter makes of a witness, which contradicts the obligation there too.

    Raises ReadingsDisagree where it does not.
    """
    trace = interpret(rules, example.case)
    if not _contradicts(trace, obligation):
        raise ReadingsDisagree(f"{obligation.name} of {', '.join(obligation.subject)}", [example])
    return trace


def _contradicts(trace: InspectionTrace, obligation: Obligation) -> bool:
    subject = obligation.subject
    match obligation.name:
        case ObligationName.NO_CONFLICT:
            outcome = trace.areas[subject[0]].outcome
            return outcome.conflict is Conflict.CERTAIN and outcome.judged is Judged.YES
        case ObligationName.FLOOR_BELOW_CEILING:
            own = next(
                step
                for step in trace.areas.values()
                if any(rule.id == subject[0] for rule in step.area.rules)
            )
            return own.outcome.judged is Judged.YES and all(rule in own.fired for rule in subject)
        case ObligationName.A_RULE_SPEAKS:
            step = trace.areas[subject[0]]
            silent = all(rule.truth is Truth.FALSE for rule in step.grading_steps)
            return step.outcome.judged is Judged.YES and silent
        case ObligationName.TABLE_COMPLETE:
            table = trace.areas[subject[0]].start.table
            return table is not None and table.gap is Existence.YES
        case ObligationName.ROWS_APART:
            return _rows_meet(trace, subject[0])
        case _:
            raise TypeError(f"{obligation.name} is not refuted by one case")


def _rows_meet(trace: InspectionTrace, owner: str) -> bool:
    area = trace.areas.get(owner)
    if area is not None and area.start.table is not None:
        table = area.start.table
    else:
        step = trace.rule_step(owner)
        assert isinstance(step, FindingTableStep)
        table = step.table
    return sum(row.truth is Truth.TRUE for row in table.rows) > 1
