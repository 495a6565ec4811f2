"""durable-rules decides exactly what the interpreter decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import pytest
from hypothesis import given

from evenhand.backends.durable import DurableRules, compile_program
from evenhand.backends.durable.productions import Match
from generators import COMPLETE, OFTEN, Drawing, completions, draw_case, drawings
from oracle.checks import unlike_interpreter
from unit.backends.deriving import derive, needs_durable_rules

pytestmark = needs_durable_rules


@OFTEN
@given(drawings())
def test_durable_rules_decides_what_the_interpreter_decides(drawn: Drawing) -> None:
    assert list(unlike_interpreter(drawn.rules, drawn.case, derive)) == []


@OFTEN
@given(drawings(COMPLETE))
def test_durable_rules_decides_recorded_cases_as_the_interpreter_does(drawn: Drawing) -> None:
    assert list(unlike_interpreter(drawn.rules, drawn.case, derive)) == []


@given(drawings())
def test_rules_loaded_once_serve_many_cases(drawn: Drawing) -> None:
    engine = DurableRules(compile_program(drawn.rules))
    rng = drawn.rng()
    cases = [draw_case(rng, drawn.rule_set) for _ in range(5)]
    cases += completions(drawn.rule_set, drawn.case, 5)
    for case in cases:
        assert list(unlike_interpreter(drawn.rules, case, lambda _, case: engine.run(case))) == []
    engine.free()


@given(drawings())
def test_every_attribute_that_is_tested_is_asserted(drawn: Drawing) -> None:
    """A comparison with what is missing would not hold, nor would its opposite."""
    program = compile_program(drawn.rules)
    tested: dict[str, set[str]] = {}
    for production in chain.from_iterable(program.productions.values()):
        if isinstance(production, Match):
            names = tested.setdefault(production.subject, set())
            for comparison in production.comparisons:
                names |= {name for name in (comparison.attribute, comparison.value) if isinstance(name, str)}
    engine = DurableRules(program)
    asserting = engine.session.assert_fact
    asserted: set[str] = set()

    def watched(subject: str, number: int, facts: Mapping[str, int]) -> Iterator[str]:
        assert tested[subject] <= facts.keys()
        asserted.add(subject)
        return asserting(subject, number, facts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.session, "assert_fact", watched)
        engine.run(drawn.case)
    engine.free()
    assert asserted == tested.keys()
