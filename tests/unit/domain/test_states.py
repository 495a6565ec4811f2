"""What is recorded for an item: values, partly known ones, and reasons for not knowing."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.domain import (
    Case,
    EvidenceEntry,
    EvidenceProfile,
    NameSet,
    NumberRange,
    Previous,
    Recorded,
    ShareRange,
    Unknown,
    UnknownReason,
)


def test_the_first_two_reasons_may_yet_be_settled_and_the_last_two_will_not() -> None:
    assert {reason.value: reason.may_be_settled for reason in UnknownReason} == {
        "not looked at": True,
        "sources conflict": True,
        "looked and could not tell": False,
        "suppressed": False,
    }


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (NumberRange(3, 3), True),
        (NumberRange(3, 4), False),
        (ShareRange(31, 31, 40), True),
        (ShareRange(31, 34, 40), False),
        (NameSet(0b100), True),
        (NameSet(0b110), False),
    ],
)
def test_a_value_is_exact_where_only_one_is_possible(value, exact: bool) -> None:
    assert value.is_exact is exact


def test_a_share_is_a_pair_and_its_bounds_are_exact_fractions() -> None:
    assert ShareRange(31, 34, 40).bounds == (Fraction(31, 40), Fraction(17, 20))
    assert ShareRange(0, 40, 40).bounds == (0, 1)
    assert ShareRange(Fraction(1, 4), Fraction(1, 2)).bounds == (Fraction(1, 4), Fraction(1, 2))


def test_what_is_not_in_a_profile_was_not_looked_at() -> None:
    assert EvidenceProfile({}).state("anything") == Unknown(UnknownReason.NOT_LOOKED_AT)


def test_a_profile_says_which_values_rest_on_an_assumption() -> None:
    state = Recorded(NameSet(1))
    entry = EvidenceEntry("harm", state, "no", "assumed", assumed_because="not published")
    profile = EvidenceProfile({"harm": state}, {"harm": (entry,)})
    assert profile.has_assumptions
    assert profile.is_assumed("harm") and not profile.is_assumed("grip")
    assert not EvidenceProfile({"harm": state}).has_assumptions


def test_a_case_says_nothing_of_a_previous_inspection_unless_it_is_told() -> None:
    assert Case(EvidenceProfile({})).previous == Previous()
    assert not Previous().none
