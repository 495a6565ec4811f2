from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction

from evenhand.domain import (
    YES_NO,
    EvidenceEntry,
    EvidenceProfile,
    ItemState,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evaluation.trace import Amount, Existence, Names
from evenhand.explanation.values import (
    amount_words,
    assumption_words,
    grade_run,
    item_words,
    mask_words,
    names_words,
    or_better,
    short_words,
    source_words,
    state_words,
)
from unit.explanation.example_rules import (
    CASELOAD,
    CASES_COUNT,
    GRADES,
    HARM,
    SEEN,
    SUPERVISION,
    UNALLOCATED,
    VISIBLE,
    VISITS,
    named,
    number,
    part,
)


def profile(item: str, state: ItemState, *entries: EvidenceEntry, cases: int | None = 40) -> EvidenceProfile:
    return EvidenceProfile({item: state}, {item: entries} if entries else {}, cases)


def test_numbers_have_their_unit_in_one_or_many() -> None:
    assert state_words(CASELOAD, number(1)) == "1 child per social worker"
    assert state_words(CASELOAD, number(15, 18)) == "15 to 18 children per social worker"
    assert state_words(UNALLOCATED, number(12000)) == "12,000 children"


def test_a_count_of_cases_is_told_out_of_the_sample() -> None:
    assert state_words(CASES_COUNT, number(4), 40) == "4 of 40 cases sampled"
    assert state_words(CASES_COUNT, number(4, 6), 40) == "4 of 40 cases sampled, 2 not known, so 4 to 6"


def test_a_recorded_range_of_a_share_is_told_as_a_range() -> None:
    assert state_words(SEEN, part(31, 40, 34)) == "31 to 34 of 40 (77.5% to 85%)"
    assert state_words(SEEN, Recorded(ShareRange(Fraction(7, 10), Fraction(8, 10)))) == "70% to 80%"


def test_levels_and_answers_that_are_still_open_are_joined_by_or() -> None:
    assert state_words(VISITS, named(VISIBLE, "rarely", "sometimes")) == "rarely or sometimes"
    assert state_words(HARM, Recorded(NameSet(3))) == "no or yes"


def test_a_value_in_a_sentence_leads_with_the_percentage_before_of() -> None:
    assert short_words(SUPERVISION, part(31, 40), " of cases") == "77.5% (31 of 40)"
    assert short_words(SUPERVISION, part(31, 40), ", which is late") == "31 of 40 (77.5%)"


def test_a_unit_that_the_sentence_repeats_is_left_out() -> None:
    assert short_words(UNALLOCATED, number(4), " children wait") == "4"
    assert short_words(UNALLOCATED, number(4), " have no social worker") == "4 children"


def test_an_unknown_value_in_a_sentence_stands_in_brackets() -> None:
    assert short_words(CASELOAD, Unknown(UnknownReason.NOT_LOOKED_AT)) == "(not looked at)"


def test_amounts_without_bounds_are_not_known() -> None:
    assert amount_words(Amount(None, None)) == "not known"
    assert amount_words(Amount(3, None, unit="days")) == "at least 3 days"
    assert amount_words(Amount(None, 5)) == "at most 5"
    assert amount_words(Amount(0, None)) == "not known"
    assert amount_words(Amount(1, 2, Existence.MAYBE)) == "1 to 2, and it may not apply"
    assert amount_words(Amount(Fraction(1, 4), Fraction(1, 2), is_share=True)) == "25% to 50%"


def test_an_area_in_possible_conflict_is_told_so() -> None:
    names = Names(GRADES, 0b1111, in_conflict=True)
    assert names_words(names, area=True) == (
        "not yet decided (anything from inadequate up to outstanding), and its rules may conflict"
    )


def test_two_grades_of_several_words_are_kept_apart() -> None:
    assert grade_run(GRADES, 1, 2) == "requires improvement to be good, or good"
    assert or_better(GRADES, 1) == "requires improvement to be good, or better"
    assert or_better(GRADES, 3) == "outstanding"
    assert mask_words(YES_NO, 3) == "no or yes"


def test_sources_are_listed_with_their_date_and_recorder() -> None:
    entry = EvidenceEntry("caseload_mean", number(14), "14", "Annex A", datetime.date(2024, 5, 6), by="AB")
    assert source_words(CASELOAD, profile("caseload_mean", number(14), entry)) == (
        "Annex A, 6 May 2024, recorded by AB"
    )


def test_a_value_without_a_source_says_so() -> None:
    assert source_words(CASELOAD, profile("caseload_mean", number(14))) == "Source not recorded"
    assert source_words(CASELOAD, EvidenceProfile({})) == "Nothing recorded"


def test_a_value_counted_from_cases_names_the_sample() -> None:
    found = EvidenceProfile({"supervision_on_time": part(31, 40)}, cases=40, derived=frozenset({"x"}))
    assert source_words(SUPERVISION, found) == "Counted from the sample of 40 cases"


def test_an_assumed_value_is_marked() -> None:
    entry = EvidenceEntry("caseload_mean", number(14), "14", assumed_because="not published")
    assert item_words(CASELOAD, profile("caseload_mean", number(14), entry)).endswith("(assumed)")
    assert source_words(CASELOAD, profile("caseload_mean", number(14), entry)) == "Assumed: not published"


def test_an_open_end_is_told_as_at_least_or_at_most() -> None:
    assert state_words(CASELOAD, Recorded(NumberRange(3, None))) == "at least 3 children per social worker"
    assert state_words(CASELOAD, Recorded(NumberRange(None, 5))) == "at most 5 children per social worker"
    assert state_words(CASELOAD, Recorded(NumberRange(None, None))) == "not known"


def test_a_computed_item_with_a_state_of_its_own_is_still_worked_out() -> None:
    computed = replace(UNALLOCATED, computed="late + due")
    states = {computed.id: number(4)}
    assert source_words(computed, EvidenceProfile(states)) == "Worked out from other items"
    assert source_words(computed, EvidenceProfile({})) == "Worked out from other items"
    assert source_words(UNALLOCATED, EvidenceProfile(states)) == "Source not recorded"


def test_why_a_value_was_assumed_is_that_of_the_entry_that_says_so() -> None:
    plain = EvidenceEntry(HARM.id, named(YES_NO, "no"), "no")
    assumed = EvidenceEntry(HARM.id, named(YES_NO, "no"), "no", assumed_because="the office was shut")
    assert assumption_words(HARM, profile(HARM.id, named(YES_NO, "no"), plain, assumed)) == (
        "the office was shut"
    )
    assert assumption_words(HARM, profile(HARM.id, named(YES_NO, "no"), plain)) is None
