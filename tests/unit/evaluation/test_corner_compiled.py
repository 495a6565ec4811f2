"""Corners of the compiled path that drawn rule sets do not come to."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest

from evenhand.evaluation import compile_rules
from oracle.checks import unlike_interpreter
from unit.evaluation.asking import trace_of

QUANTITIES = ("all", "any", "none", "at least 2 of", "at most 1 of", "exactly 1 of", "exactly 2 of")


def rules_over_the_same_leaves() -> str:
    """Every connective over two or three of two leaves, so that some stand twice."""
    lines = ["area: leaders", "title: Leaders", "starts_at: good", "rules:"]
    leaves = ("harm is yes", "visible is yes")
    parts = [part for number in (2, 3) for part in combinations_with_replacement(leaves, number)]
    for index, (quantity, part) in enumerate(product(QUANTITIES, parts)):
        lines += [
            f"  - id: L{index}",
            "    title: A rule",
            f"    when: {{{quantity}: [{', '.join(part)}]}}",
            "    then: {at_most: inadequate}",
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("evidence", [*product(("yes", "no", None), repeat=2)], ids=str)
def test_a_leaf_that_stands_twice_counts_twice(evidence: tuple[str | None, str | None]) -> None:
    written = ", ".join(
        f"{item}: {value}" for item, value in zip(("harm", "visible"), evidence, strict=True) if value
    )
    trace = trace_of(f"evidence: {{{written}}}", leaders_yaml=rules_over_the_same_leaves())
    compiled = compile_rules(trace.rules)
    assert not list(unlike_interpreter(trace.rules, trace.case, lambda _, case: compiled.run(case)))
