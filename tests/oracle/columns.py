"""Where a reading over columns differs from the interpreter in some row of a batch, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.backends.planes.columns import columns_of_cases
from evenhand.backends.planes.plane_rules import PlaneRules
from evenhand.backends.planes.result import PlaneResult
from evenhand.backends.planes.views import About, Asked
from evenhand.domain import Case, DraftStatus, Outcome
from evenhand.evaluation import Truth, interpret
from evenhand.language import RulesInForce
from generators import Drawing, Mood, draw_case

_TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)


def cases_of(drawn: Drawing, count: int, mood: Mood | None = None) -> list[Case]:
    """The case of a drawing and others beside it, for the same rule set."""
    rng = drawn.rng()
    return [drawn.case, *(draw_case(rng, drawn.rule_set, mood) for _ in range(count - 1))]


def decide_columns(rules: RulesInForce, cases: Sequence[Case]) -> PlaneResult:
    """Everything that planes say of some cases."""
    compiled = PlaneRules(rules)
    coded = compiled.coding.code(columns_of_cases(cases, rules.rule_set))
    return compiled.run(coded, Asked.EVERYTHING, chunk_words=1)


def unlike_interpreter_over_columns(rules: RulesInForce, cases: Sequence[Case]) -> Iterator[str]:
    """Where planes differ from the interpreter in what they decide for some case: nowhere."""
    found = decide_columns(rules, cases)
    for row, case in enumerate(cases):
        for words in _unlike(rules, case, found, row):
            yield f"row {row}: {words}"


def _unlike(rules: RulesInForce, case: Case, found: PlaneResult, row: int) -> Iterator[str]:
    trace = interpret(rules, case)
    for id, step in trace.areas.items():
        outcome = found.outcome(id, row)
        if outcome != step.outcome:
            yield f"area {id} is {outcome}, and {step.outcome} in the trace"
        proposed = found.code(About.PROPOSED, id, row)
        if proposed != proposal_code(step.outcome):
            yield f"area {id} has proposal {proposed}, and {step.outcome} in the trace"
    for rule in rules.all_rules:
        truth = _TRUTHS[found.code(About.RULE, rule.id, row)]
        rule_step = trace.rule_step(rule.id)
        if rule_step is None or truth is not rule_step.truth:
            yield f"rule {rule.id} is {truth}, and {rule_step and rule_step.truth} in the trace"
    for id, finding in trace.findings.items():
        truth = _TRUTHS[found.code(About.FINDING, id, row)]
        if truth is not finding.truth:
            yield f"finding {id} is {truth}, and {finding.truth} in the trace"


def proposal_code(outcome: Outcome) -> int:
    """The code for what an outcome proposes."""
    if outcome.proposed is not None:
        return outcome.scale.position(outcome.proposed)
    match outcome.status_of(None):
        case DraftStatus.NOT_JUDGED:
            return -3
        case DraftStatus.CONFLICT:
            return -2
        case _:
            return -1
