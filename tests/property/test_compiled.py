"""The compiled path decides exactly what the interpreter decides."""

from __future__ import annotations

from hypothesis import given

from evenhand.domain import Case
from evenhand.evaluation import compile_rules
from evenhand.evaluation.compiled import CompiledOutcome
from evenhand.language import RulesInForce
from generators import COMPLETE, OFTEN, Drawing, completions, draw_case, drawings
from oracle.checks import unlike_interpreter


def run(rules: RulesInForce, case: Case) -> CompiledOutcome:
    return compile_rules(rules).run(case)


@OFTEN
@given(drawings())
def test_the_compiled_path_decides_what_the_interpreter_decides(drawn: Drawing) -> None:
    assert list(unlike_interpreter(drawn.rules, drawn.case, run)) == []


@OFTEN
@given(drawings(COMPLETE))
def test_the_compiled_path_decides_recorded_cases_as_the_interpreter_does(drawn: Drawing) -> None:
    assert list(unlike_interpreter(drawn.rules, drawn.case, run)) == []


@given(drawings())
def test_one_compilation_serves_many_cases(drawn: Drawing) -> None:
    compiled = compile_rules(drawn.rules)
    rng = drawn.rng()
    cases = [draw_case(rng, drawn.rule_set) for _ in range(5)]
    cases += completions(drawn.rule_set, drawn.case, 5)
    for case in cases:
        assert list(unlike_interpreter(drawn.rules, case, lambda _, case: compiled.run(case))) == []
