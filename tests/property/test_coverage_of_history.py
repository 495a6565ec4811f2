"""What a casebook covers is what a plain count over the interpreter's traces gives, part by part."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.domain import Case, Conflict, Judged, Number, simplest
from evenhand.evaluation import (
    Amount,
    Belongs,
    Existence,
    InspectionTrace,
    LeafStep,
    Truth,
    boundaries_of,
    interpret,
)
from evenhand.language import ItemNumber, Scaled, parts_of, positive_of
from evenhand.services import coverage_counts
from evenhand.services.cases import Cases
from evenhand.services.coverage import coverage_of
from evenhand.services.coverage_boundaries import BoundarySeen
from evenhand.services.coverage_counts import GIVEN, MOST_EXAMPLES, RuleSetCoverage
from generators import OFTEN, Drawing, drawings
from generators.casebooks import Casebook, draw_casebook
from oracle.leaves import leaves_in


def covered(drawn: Drawing, casebook: Casebook, parts: list[Cases] | None = None) -> RuleSetCoverage:
    found = RuleSetCoverage(drawn.rule_set)
    for cases in parts or [casebook.cases]:
        found.add(cases, drawn.rules)
    found.finish()
    return found


@OFTEN
@given(drawings())
def test_rules_conditions_and_rows_are_counted_as_the_interpreter_decides(drawn: Drawing) -> None:
    casebook = draw_casebook(drawn.rng(), drawn.rules)
    found = covered(drawn, casebook)
    traces = [interpret(drawn.rules, case) for case in casebook.drawn]
    plain = coverage_of(drawn.rule_set, traces)
    assert found.seen == plain
    for rule, examples in found.examples.items():
        for truth, word in ((Truth.TRUE, "fired"), (Truth.FALSE, "not_fired"), (Truth.UNKNOWN, "undecided")):
            rows = [row for row, trace in enumerate(traces) if truth_of(trace, rule) is truth]
            first = [(row + 1, f"case-{row}") for row in rows[:MOST_EXAMPLES]]
            assert examples[word] == first, (rule, word)


def truth_of(trace: InspectionTrace, rule: str) -> Truth | None:
    step = trace.rule_step(rule)
    return None if step is None else step.truth


@given(drawings())
def test_grades_are_counted_as_the_interpreter_proposes_them(drawn: Drawing) -> None:
    casebook = draw_casebook(drawn.rng(), drawn.rules)
    found = covered(drawn, casebook)
    for area in drawn.rules.areas:
        assert found.grades[area.id] == Counter(grade_of(drawn, case, area.id) for case in casebook.drawn)


def grade_of(drawn: Drawing, case: Case, area: str) -> str:
    if area in case.given:
        return GIVEN
    outcome = interpret(drawn.rules, case).areas[area].outcome
    if outcome.judged is Judged.NO:
        return "not_judged"
    if outcome.conflict is Conflict.CERTAIN and outcome.judged is Judged.YES:
        return "conflict"
    return outcome.proposed or "undecided"


# --- boundaries --------------------------------------------------------------------------------------


@OFTEN
@given(drawings())
def test_boundaries_are_counted_from_the_very_values_that_the_interpreter_reads(drawn: Drawing) -> None:
    casebook = draw_casebook(drawn.rng(), drawn.rules)
    found = covered(drawn, casebook)
    steps = [leaves_in(interpret(drawn.rules, case)) for case in casebook.drawn]
    expected = {
        (place, boundary.threshold, boundary.belongs)
        for part in parts_of(drawn.rules)
        for place, leaf, _ in part.leaves()
        for boundary in boundaries_of(leaf, drawn.rules.parameters)
    }
    assert {(one.place, one.boundary.threshold, one.boundary.belongs) for one in found.boundaries} == expected
    for one in found.boundaries:
        own = [leaves[one.place] for leaves in steps]
        truths = Counter(step.truth for step in own)
        seen = (one.seen.true, one.seen.false, one.seen.unknown)
        assert seen == (truths[Truth.TRUE], truths[Truth.FALSE], truths[Truth.UNKNOWN])
        check_values(one, [value for step in own if (value := value_in(step, one)) is not None])


def value_in(step: LeafStep, one: BoundarySeen) -> Number | None:
    """The exact value of the boundary's item in one leaf; None where it is not exact or may not exist."""
    leaf = positive_of(step.leaf)
    for term, reading in zip(
        (leaf.left, leaf.right) if hasattr(leaf, "left") else (leaf.subject,),
        (step.left, step.right),
        strict=False,
    ):
        by = Fraction(1)
        while isinstance(term, Scaled):
            by *= Fraction(term.by)
            term = term.part
        if isinstance(term, ItemNumber) and isinstance(reading, Amount):
            if not reading.is_exact or reading.exists is not Existence.YES:
                return None
            return simplest(Fraction(reading.lowest) / by)
    raise AssertionError("a boundary is of a leaf that reads one item")


def check_values(one: BoundarySeen, values: list[Number]) -> None:
    threshold, width = one.boundary.threshold, one.boundary.width
    below = [value for value in values if value < threshold]
    above = [value for value in values if value > threshold]
    assert one.at == values.count(threshold)
    assert (one.lower, one.upper) == (len(below), len(above))
    assert one.below == sum(threshold - value <= width for value in below)
    assert one.above == sum(value - threshold <= width for value in above)
    assert (one.nearest_below, one.nearest_above) == (max(below, default=None), min(above, default=None))


@OFTEN
@given(drawings())
def test_the_two_values_at_a_boundary_decide_its_condition_in_opposite_ways(drawn: Drawing) -> None:
    for one in covered(drawn, draw_casebook(drawn.rng(), drawn.rules)).boundaries:
        pair = one.boundary.pair
        if pair is None:
            continue
        lower, upper = pair
        assert lower < upper
        threshold, belongs = one.boundary.threshold, one.boundary.belongs
        if belongs is Belongs.ABOVE:
            assert lower < threshold <= upper
        elif belongs is Belongs.BELOW:
            assert lower <= threshold < upper
        else:
            assert threshold in pair
        assert upper - lower <= one.boundary.step


# --- laws --------------------------------------------------------------------------------------------


@given(drawings(), st.integers(0, 12), st.booleans())
def test_neither_parts_of_the_rows_nor_how_many_values_are_held_matter(
    drawn: Drawing, at: int, few: bool
) -> None:
    casebook = draw_casebook(drawn.rng(), drawn.rules)
    cases = casebook.cases
    order = list(range(cases.rows))
    Random(drawn.seed).shuffle(order)
    parts = [cases.taken(np.array(sorted(rows), dtype=np.intp)) for rows in (order[:at], order[at:]) if rows]
    whole = covered(drawn, casebook)
    most = coverage_counts.MOST_VALUES
    try:
        coverage_counts.MOST_VALUES = 0 if few else most
        found = covered(drawn, casebook, parts)
    finally:
        coverage_counts.MOST_VALUES = most
    assert found.seen == whole.seen
    assert found.examples == whole.examples
    assert (found.grades, found.recorded) == (whole.grades, whole.recorded)
    assert found.names == whole.names
    assert found.boundaries == whole.boundaries
