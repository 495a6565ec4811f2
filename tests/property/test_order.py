"""The order in which things are written never matters."""

from __future__ import annotations

from hypothesis import given

from evenhand.evaluation import interpret
from generators import OFTEN, Drawing, drawings, in_force, shuffled


@OFTEN
@given(drawings())
def test_order_of_files_rules_rows_and_evidence_never_matters(drawn: Drawing) -> None:
    rule_set, case = shuffled(drawn.rng(), drawn.rule_set, drawn.case)
    before, after = interpret(drawn.rules, drawn.case), interpret(in_force(rule_set), case)
    for id, step in before.areas.items():
        other = after.areas[id]
        assert other.outcome == step.outcome
        assert set(other.fired) == set(step.fired)
        assert set(other.undecided) == set(step.undecided)
        assert other.settle == step.settle
        assert other.limits == step.limits
    assert {id: step.truth for id, step in after.findings.items()} == {
        id: step.truth for id, step in before.findings.items()
    }
