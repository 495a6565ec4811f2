"""Comparisons of whole numbers decide what comparisons of exact numbers would."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.backends.durable import TooLargeError
from evenhand.backends.durable.facts import Comparands, grid_of
from evenhand.backends.durable.guard import LARGEST
from evenhand.backends.durable.leaves import LeafReader
from evenhand.backends.durable.values import Amount, Evidence
from evenhand.domain import (
    Case,
    EvidenceItem,
    EvidenceProfile,
    ItemType,
    Number,
    NumberRange,
    Recorded,
    simplest,
)
from evenhand.evaluation.leaves import compare_amounts
from evenhand.evaluation.trace import Amount as TracedAmount
from evenhand.evaluation.truth import truth_of
from evenhand.language import Between, Compare, Comparison, Constant, HasFinding, ItemNumber, Leaf, Not
from oracle.checks import unlike_interpreter
from unit.backends.deriving import derive, needs_durable_rules
from unit.backends.test_productions import passes
from unit.evaluation.asking import trace_of

ITEM = EvidenceItem("item", ItemType.NUMBER, "item", places=2)

decimals = st.integers(-400, 400).map(lambda hundredths: simplest(Fraction(hundredths, 100)))
numbers = decimals | st.fractions(-4, 4, max_denominator=9).map(simplest)
ends = st.tuples(st.none() | numbers, st.none() | numbers).map(
    lambda two: two if None in two else tuple(sorted(two))
)


@given(st.lists(numbers, min_size=1, max_size=4), ends, st.sampled_from(Comparison), st.booleans())
def test_a_value_lies_to_its_thresholds_as_on_the_grid(
    thresholds: list[Number],
    two: tuple[Number | None, Number | None],
    sign: Comparison,
    threshold_on_the_left: bool,
) -> None:
    def leaf_at(threshold: Number) -> Leaf:
        if threshold_on_the_left:
            return Compare(Constant(threshold), sign, ItemNumber(ITEM))
        return Compare(ItemNumber(ITEM), sign, Constant(threshold))

    reader = LeafReader({}, map(leaf_at, thresholds))
    low, high = two
    facts = reader.grids["item"].facts(Amount(*(None if end is None else Fraction(end) for end in two)))
    facts |= {"ex": 2, "cf": 0}
    for threshold in thresholds:
        tests = reader.tests(leaf_at(threshold))
        left, right = TracedAmount(low, high), TracedAmount(threshold, threshold)
        if threshold_on_the_left:
            left, right = right, left
        expected = compare_amounts(left, sign, right)
        found = truth_of(certain=passes(tests.surely, facts), possible=passes(tests.possibly, facts))
        assert found is expected


@given(numbers, numbers, ends)
def test_between_holds_where_both_its_ends_do(
    least: Number, greatest: Number, two: tuple[Number | None, Number | None]
) -> None:
    leaf = Between(ItemNumber(ITEM), Constant(least), Constant(greatest))
    reader = LeafReader({}, [leaf])
    facts = reader.grids["item"].facts(Amount(*(None if end is None else Fraction(end) for end in two)))
    facts |= {"ex": 2, "cf": 0}
    tests = reader.tests(leaf)
    low, high = two
    surely = low is not None and high is not None and least <= low and high <= greatest
    possibly = least <= greatest and (high is None or least <= high) and (low is None or low <= greatest)
    assert passes(tests.surely, facts) is surely
    assert passes(tests.possibly, facts) is possibly


FAR = 10**25
TINY = Fraction(1, 10**7)


@pytest.mark.parametrize(
    ("value", "threshold"),
    list(product([0, TINY, 1, 10**22, -(10**22), FAR], [0, TINY, 2 * TINY, 1, 10**18])),
)
def test_tiny_and_huge_values_are_told_from_any_threshold_that_can_be_written(
    value: Number, threshold: Number
) -> None:
    leaf = Compare(ItemNumber(ITEM), Comparison.AT_LEAST, Constant(threshold))
    reader = LeafReader({}, [leaf])
    facts = reader.grids["item"].facts(Amount(Fraction(value), Fraction(value))) | {"ex": 2, "cf": 0}
    assert passes(reader.tests(leaf).surely, facts) is (value >= threshold)
    assert all(abs(number) < LARGEST for number in facts.values())


@pytest.mark.parametrize("thresholds", [[FAR], [10**15, Fraction(1, 10**15)], [2**62]])
def test_thresholds_of_too_many_digits_are_refused(thresholds: list[Number]) -> None:
    with pytest.raises(TooLargeError, match="the numbers that late is compared with have too many digits"):
        grid_of("late", map(Fraction, thresholds))


def test_amounts_of_too_many_digits_cannot_be_put_side_by_side() -> None:
    item, other = (EvidenceItem(id, ItemType.NUMBER, id) for id in ("spend", "budget"))
    leaf = Compare(ItemNumber(item), Comparison.MORE, ItemNumber(other))
    reader = LeafReader({}, [leaf])
    subject = reader.tests(leaf).subject
    values = {"spend": FAR, "budget": TINY}
    states = {id: Recorded(NumberRange(value, value)) for id, value in values.items()}
    known = Evidence(Case(EvidenceProfile(states)), {}, {})
    with pytest.raises(TooLargeError, match="the numbers in `spend > budget` have too many digits"):
        reader.comparands[subject].facts(known)


def test_what_has_no_bound_lies_beyond_the_rest() -> None:
    items = [EvidenceItem(id, ItemType.NUMBER, id) for id in ("a", "b")]
    comparands = Comparands("a > b", tuple(map(ItemNumber, items)), (), ())
    known = Evidence(Case(EvidenceProfile({"a": Recorded(NumberRange(2, 3))})), {}, {})
    assert comparands.facts(known) == {"alo": 2, "ahi": 3, "blo": 1, "bhi": 4, "ex": 2, "cf": 0}


def test_a_leaf_is_read_once() -> None:
    leaf = Not(HasFinding("f"))
    reader = LeafReader({}, [leaf])
    assert reader.tests(leaf) is reader.tests(Not(HasFinding("f")))


# --- conditions as people write them, beside the interpreter ------------------------------------------------

CONDITIONS = """\
late >= 3
3 <= late
3 < late
limit >= late
3 = late
late is not 3
85% <= on_time
late is between 2 and 4
late is not between 2 and 4
late is between due and 4
late > due
late / due > 0.5
caseload > 17.25
caseload < 0.0000001
caseload > 99.9999999
late - due >= -1
grip is oversight
grip is not oversight
grip is better than oversight
grip is at least strong
wellbeing is fair or fine
wellbeing is not fine
wellbeing does not apply
wellbeing is known
home is not foster
care is at least good
care is not good
care is homes
care is not homes
care is not judged
previous care is at least good
care is better than previous care
points of grip > points of oversight
keeps_grip
not keeps_grip
at most 1 of care and homes are good
""".splitlines()
INSPECTIONS = [
    "evidence: {}",
    "evidence: {late: 3, due: 3, on_time: 85%, caseload: 0, grip: strong, oversight: weak, wellbeing: fine}",
    "evidence: {late: 2 to 4, due: 0, grip: weak or adequate, oversight: adequate, home: foster}",
    "evidence: {wellbeing: does not apply, due: 0 to 5, late: 4}\ngiven: {care: good, homes: not_judged}",
    "given: {care: good, homes: good}\nprevious: {grades: {care: good}}",
    "previous: none",
]


def leaders(conditions: list[str]) -> str:
    asked = "\n".join(
        f"  - {{id: A{at}, title: T, then: {{at_most: good}}, when: '{text}'}}"
        for at, text in enumerate(conditions)
    )
    return (
        "area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n"
        "  - id: F1\n    title: Managers keep a grip\n    when: grip is strong\n"
        f"    then: {{finding: {{id: keeps_grip, name: managers keep a grip}}}}\n{asked}\n"
    )


@needs_durable_rules
@pytest.mark.parametrize("inspection", INSPECTIONS, ids=range(len(INSPECTIONS)))
def test_conditions_of_every_form_are_decided_as_by_the_interpreter(inspection: str) -> None:
    trace = trace_of(inspection, leaders_yaml=leaders(CONDITIONS))
    assert list(unlike_interpreter(trace.rules, trace.case, derive)) == []
