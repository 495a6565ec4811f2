"""What terms and names can be is worked out as the interpreter does, which shares none of the code."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.backends.durable.values import (
    ABSENT,
    PERHAPS,
    PRESENT,
    Amount,
    Evidence,
    Names,
    read_amount,
    read_names,
)
from evenhand.domain import (
    DOES_NOT_APPLY,
    NO_PREVIOUS_GIVEN,
    NOT_LOOKED_AT,
    Case,
    EvidenceItem,
    EvidenceProfile,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Previous,
    Recorded,
    Scale,
    ShareRange,
    simplest,
)
from evenhand.evaluation import trace
from evenhand.evaluation.readings import Knowledge, read_name, read_term
from evenhand.language import (
    AreaGrade,
    CaseTotal,
    Constant,
    Extreme,
    ItemName,
    ItemNumber,
    ParameterValue,
    Points,
    PreviousGrade,
    Quotient,
    Scaled,
    Sum,
    Term,
)

GRADES = Scale("grades", ("poor", "fair", "fine"), points=(1, Fraction(5, 2), 4))
NUMBERS = tuple(
    EvidenceItem(id, ItemType.NUMBER, id, lowest=low, highest=high, may_not_apply=True, places=1)
    for id, low, high in (("within", 0, 10), ("above", -3, None), ("anywhere", None, None))
)
COUNTS = tuple(
    EvidenceItem(id, ItemType.COUNT, id, lowest=0, highest=high, may_not_apply=absent)
    for id, high, absent in (("few", 4, True), ("many", None, False))
)
SHARE = EvidenceItem("share", ItemType.SHARE, "share", lowest=0, highest=1, may_not_apply=True)
LEVEL = EvidenceItem("level", ItemType.LEVEL, "level", scale=GRADES, may_not_apply=True)
TOTAL = EvidenceItem("total", ItemType.NUMBER, "total", computed="within + above")
COMPUTED: dict[str, Term] = {"total": Sum((ItemNumber(NUMBERS[0]), ItemNumber(NUMBERS[1])))}

numbers = st.fractions(-6, 6, max_denominator=6).map(simplest)
ends = st.tuples(st.none() | numbers, st.none() | numbers).map(
    lambda two: two if None in two else tuple(sorted(two))
)
counts = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)
flags = st.booleans()


def _partly(value: NumberRange | ShareRange | NameSet, may_not_exist: bool) -> ItemState:
    return Recorded(value, may_not_exist)


unknown: st.SearchStrategy[ItemState] = st.sampled_from([NOT_LOOKED_AT, DOES_NOT_APPLY])
number_states = unknown | ends.flatmap(lambda two: st.builds(_partly, st.just(NumberRange(*two)), flags))
count_states = unknown | counts.flatmap(lambda two: st.builds(_partly, st.just(NumberRange(*two)), flags))
share_states = unknown | counts.flatmap(lambda two: st.builds(_partly, st.just(ShareRange(*two, 3)), flags))
level_states = unknown | st.builds(_partly, st.builds(NameSet, st.integers(1, 7)), flags)
profiles = st.builds(
    EvidenceProfile,
    st.fixed_dictionaries(
        {item.id: number_states for item in NUMBERS}
        | {item.id: count_states for item in COUNTS}
        | {"share": share_states, "level": level_states}
    ),
    cases=st.none() | st.integers(0, 3),
)
previous = (
    st.just(NO_PREVIOUS_GIVEN)
    | st.just(Previous(none=True))
    | st.builds(Previous, st.fixed_dictionaries({"care": st.sampled_from(GRADES.names)}))
)

named = st.sampled_from([ItemName(LEVEL), AreaGrade("care", GRADES), PreviousGrade("care", GRADES)])
divisors = st.sampled_from([CaseTotal(), *map(ItemNumber, COUNTS)])
atoms: st.SearchStrategy[Term] = (
    st.builds(Constant, numbers)
    | st.sampled_from([ParameterValue("limit"), CaseTotal(), ItemNumber(SHARE), ItemNumber(TOTAL)])
    | st.sampled_from([ItemNumber(item) for item in (*NUMBERS, *COUNTS)])
    | st.builds(Points, named)
)


def _made_of(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return (
        st.builds(Sum, several)
        | st.builds(Scaled, parts, numbers)
        | st.builds(Quotient, parts, divisors)
        | st.builds(Extreme, flags, several)
    )


terms = st.recursive(atoms, _made_of, max_leaves=5)


@dataclass(frozen=True)
class Grade:
    """What an area's grade can be, as both readings are told of it."""

    mask: int
    exists: int
    conflict: bool

    def as_asserted(self) -> Names:
        return Names(frozenset(at for at in range(3) if self.mask >> at & 1), self.exists, self.conflict)

    def as_traced(self) -> trace.Names:
        return trace.Names(GRADES, self.mask, EXISTENCE[self.exists], self.conflict)


EXISTENCE = {ABSENT: trace.Existence.NO, PERHAPS: trace.Existence.MAYBE, PRESENT: trace.Existence.YES}
grades = st.builds(Grade, st.integers(1, 7), st.sampled_from([PERHAPS, PRESENT]), flags) | st.just(
    Grade(0, ABSENT, False)
)
PARAMETERS: dict[str, Number] = {"limit": Fraction(5, 2)}


@given(terms, profiles, previous, grades)
def test_a_term_can_be_what_the_interpreter_says(
    term: Term, profile: EvidenceProfile, before: Previous, grade: Grade
) -> None:
    case = Case(profile, previous=before)
    found = read_amount(term, Evidence(case, PARAMETERS, COMPUTED, {"care": grade.as_asserted()}))
    expected = read_term(term, Knowledge(case, PARAMETERS, COMPUTED, {"care": grade.as_traced()}))
    assert (found.low, found.high) == (expected.lowest, expected.highest)
    assert (EXISTENCE[found.exists], found.conflict) == (expected.exists, expected.in_conflict)


@given(named, profiles, previous, grades)
def test_a_name_can_be_what_the_interpreter_says(
    subject: ItemName | AreaGrade | PreviousGrade, profile: EvidenceProfile, before: Previous, grade: Grade
) -> None:
    case = Case(profile, previous=before)
    found = read_names(subject, Evidence(case, PARAMETERS, COMPUTED, {"care": grade.as_asserted()}))
    expected = read_name(subject, Knowledge(case, PARAMETERS, COMPUTED, {"care": grade.as_traced()}))
    assert sum(1 << at for at in found.positions) == expected.mask
    assert (EXISTENCE[found.exists], found.conflict) == (expected.exists, expected.in_conflict)


def amount(term: Term, states: dict[str, ItemState] | None = None, cases: int | None = None) -> Amount:
    return read_amount(term, Evidence(Case(EvidenceProfile(states or {}, cases=cases)), PARAMETERS, COMPUTED))


def test_nothing_is_divided_by_zero() -> None:
    term = Quotient(Constant(6), CaseTotal())
    assert amount(term, cases=0) == Amount(None, None, ABSENT)
    assert amount(term, cases=4) == Amount(Fraction(3, 2), Fraction(3, 2))
    assert amount(term) == Amount(None, None, PERHAPS)


def test_a_quotient_by_a_count_without_bound_comes_as_near_to_zero_as_can_be() -> None:
    item = EvidenceItem("n", ItemType.COUNT, "n", lowest=2)
    assert amount(Quotient(Constant(6), ItemNumber(item))) == Amount(Fraction(0), Fraction(3))
    assert amount(Quotient(Constant(-6), ItemNumber(item))) == Amount(Fraction(-3), Fraction(0))


def test_the_least_of_what_has_no_bound_has_none_below() -> None:
    parts = (Constant(3), ItemNumber(NUMBERS[2]))
    states: dict[str, ItemState] = {"anywhere": Recorded(NumberRange(None, None))}
    assert amount(Extreme(False, parts), states) == Amount(None, Fraction(3))
    assert amount(Extreme(True, parts), states) == Amount(Fraction(3), None)


@pytest.mark.parametrize(
    ("subject", "states", "told"),
    [
        (ItemName(LEVEL), {"level": Recorded(NumberRange(1, 1))}, "level is a level, and Recorded"),
        (ItemNumber(SHARE), {"share": Recorded(NameSet(1))}, "share is a share, and Recorded"),
        (Points(ItemName(EvidenceItem("x", ItemType.CHOICE, "x", scale=Scale("", ("a",))))), {}, "no points"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    subject: Term | ItemName, states: dict[str, ItemState], told: str
) -> None:
    known = Evidence(Case(EvidenceProfile(states)), PARAMETERS, COMPUTED)
    with pytest.raises(TypeError, match=told):
        read_names(subject, known) if isinstance(subject, ItemName) else read_amount(subject, known)


def test_a_previous_grade_of_another_scale_is_refused() -> None:
    case = Case(EvidenceProfile({}), previous=Previous({"care": "superb"}))
    with pytest.raises(ValueError, match="previous grade superb of care is not on its scale"):
        read_names(PreviousGrade("care", GRADES), Evidence(case, PARAMETERS, COMPUTED))


def test_a_name_that_may_be_in_conflict_has_the_ends_of_its_scale() -> None:
    assert Names(frozenset({1})).ends(GRADES) == (1, 1)
    assert (
        Names(frozenset({1}), conflict=True).ends(GRADES) == Names(frozenset(), ABSENT).ends(GRADES) == (0, 2)
    )
