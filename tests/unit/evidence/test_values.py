"""Recorded values of every kind, and what is no value, with its code and hint."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.diagnostics import codes
from evenhand.domain import (
    DOES_NOT_APPLY,
    YES_NO,
    EvidenceItem,
    ItemType,
    NameSet,
    NumberRange,
    Recorded,
    Scale,
    ShareRange,
    Unknown,
    UnknownReason,
)
from evenhand.evidence import BadValue, bounds_in_words, in_bounds, read_cell, read_reason, read_value

CASELOAD = EvidenceItem(
    "caseload", ItemType.NUMBER, "Caseload", unit="children", places=1, lowest=0, highest=100
)
GAP = EvidenceItem("gap", ItemType.COUNT, "Gap", unit="days", lowest=0, highest=365, may_not_apply=True)
PLAIN = EvidenceItem("plain", ItemType.NUMBER, "Plain", places=2)
ON_TIME = EvidenceItem("on_time", ItemType.SHARE, "On time", lowest=0, highest=1)
MOST = EvidenceItem("most", ItemType.SHARE, "Most", lowest=Fraction(1, 2), highest=1, sampled=True)
GRIP = EvidenceItem("grip", ItemType.LEVEL, "Grip", scale=Scale("grip", ("absent", "weak", "strong")))
HOME = EvidenceItem(
    "home", ItemType.CHOICE, "Home", scale=Scale("home", ("foster", "kinship"), ordered=False)
)
HARM = EvidenceItem("harm", ItemType.YES_NO, "Harm", scale=YES_NO)


def number(low, high=None) -> Recorded:
    return Recorded(NumberRange(low, low if high is None else high))


GOOD = [
    (CASELOAD, "17.2", number(Fraction(86, 5))),
    (CASELOAD, " 17.2 ", number(Fraction(86, 5))),
    (CASELOAD, "17", number(17)),
    (CASELOAD, "15 to 18", number(15, 18)),
    (CASELOAD, "15  to 15", number(15)),
    (CASELOAD, "17.2 children", number(Fraction(86, 5))),
    (CASELOAD, "0", number(0)),
    (CASELOAD, "100", number(100)),
    (PLAIN, "-3.25", number(Fraction(-13, 4))),
    (PLAIN, "-5 to -3", number(-5, -3)),
    (GAP, "28", number(28)),
    (GAP, "28 days", number(28)),
    (GAP, "4 weeks", number(28)),
    (GAP, "1 week", number(7)),
    (GAP, "2 to 3 weeks", number(14, 21)),
    (GAP, "does not apply", DOES_NOT_APPLY),
    (ON_TIME, "31 of 40", Recorded(ShareRange(31, 31, 40))),
    (ON_TIME, "0 of 40", Recorded(ShareRange(0, 0, 40))),
    (ON_TIME, "40 of 40", Recorded(ShareRange(40, 40, 40))),
    (ON_TIME, "31 to 34 of 40", Recorded(ShareRange(31, 34, 40))),
    (ON_TIME, "77.5%", Recorded(ShareRange(Fraction(31, 40), Fraction(31, 40)))),
    (ON_TIME, "0%", Recorded(ShareRange(0, 0))),
    (ON_TIME, "100%", Recorded(ShareRange(1, 1))),
    (ON_TIME, "60% to 70%", Recorded(ShareRange(Fraction(3, 5), Fraction(7, 10)))),
    (ON_TIME, "60 to 70%", Recorded(ShareRange(Fraction(3, 5), Fraction(7, 10)))),
    (ON_TIME, "0 of 0", DOES_NOT_APPLY),
    (MOST, "20 of 40", Recorded(ShareRange(20, 20, 40), sampled=True)),
    (GRIP, "weak", Recorded(NameSet(0b010))),
    (GRIP, "absent or strong", Recorded(NameSet(0b101))),
    (GRIP, "weak or weak", Recorded(NameSet(0b010))),
    (HOME, "kinship", Recorded(NameSet(0b10))),
    (HARM, "yes", Recorded(NameSet(0b10))),
    (HARM, "no", Recorded(NameSet(0b01))),
    (HARM, "yes or no", Recorded(NameSet(0b11))),
]


@pytest.mark.parametrize(("item", "written", "state"), GOOD, ids=lambda part: getattr(part, "id", None))
def test_a_value_is_read_exactly(item: EvidenceItem, written: str, state) -> None:
    assert read_value(item, written) == state


BAD = [
    (CASELOAD, "high", codes.BAD_VALUE, None),
    (CASELOAD, "", codes.BAD_VALUE, None),
    (CASELOAD, "nan", codes.BAD_VALUE, "only finite"),
    (CASELOAD, "-inf", codes.BAD_VALUE, "only finite"),
    (CASELOAD, "1e400", codes.BAD_VALUE, "exponent"),
    (CASELOAD, "1,000", codes.BAD_VALUE, "commas"),
    (CASELOAD, "017", codes.BAD_VALUE, "leading zeros"),
    (CASELOAD, "1234567890123456", codes.BAD_VALUE, "15 digits"),
    (CASELOAD, "18 to 15", codes.BAD_VALUE, "lower end comes first"),
    (CASELOAD, "31 of 40", codes.BAD_VALUE, "not a share"),
    (CASELOAD, "50%", codes.BAD_VALUE, "not a share"),
    (CASELOAD, "2 weeks", codes.BAD_VALUE, "recorded in children"),
    (CASELOAD, "2 fortnights", codes.BAD_VALUE, "recorded in children"),
    (CASELOAD, "not looked at", codes.BAD_VALUE, "unknown: not looked at"),
    (CASELOAD, "100.1", codes.OUT_OF_BOUNDS, None),
    (CASELOAD, "-0.1", codes.OUT_OF_BOUNDS, None),
    (CASELOAD, "90 to 101", codes.OUT_OF_BOUNDS, None),
    (CASELOAD, "17.23", codes.TOO_MANY_PLACES, None),
    (CASELOAD, "17.20", codes.TOO_MANY_PLACES, None),
    (GAP, "28.0", codes.BAD_VALUE, "whole number"),
    (CASELOAD, "17 to 17.23", codes.TOO_MANY_PLACES, None),
    (CASELOAD, "does not apply", codes.ALWAYS_APPLIES, "not looked at"),
    (PLAIN, "3 days", codes.BAD_VALUE, "no unit"),
    (GAP, "3.5", codes.BAD_VALUE, "whole number"),
    (GAP, "-1", codes.OUT_OF_BOUNDS, None),
    (GAP, "53 weeks", codes.OUT_OF_BOUNDS, None),
    (GAP, "4 working days", codes.BAD_VALUE, "recorded in days"),
    (GAP, "4 months", codes.BAD_VALUE, "recorded in days"),
    (ON_TIME, "0.775", codes.BAD_VALUE, "77.5%"),
    (ON_TIME, "31", codes.BAD_VALUE, "31 of 40"),
    (ON_TIME, "110%", codes.BAD_SHARE, None),
    (ON_TIME, "-1%", codes.BAD_SHARE, None),
    (ON_TIME, "70% to 60%", codes.BAD_SHARE, None),
    (ON_TIME, "3 of 0", codes.BAD_SHARE, None),
    (ON_TIME, "0 to 1 of 0", codes.BAD_SHARE, None),
    (ON_TIME, "43 of 40", codes.BAD_SHARE, None),
    (ON_TIME, "-1 of 5", codes.BAD_SHARE, None),
    (ON_TIME, "1 of -5", codes.BAD_SHARE, None),
    (ON_TIME, "34 to 31 of 40", codes.BAD_SHARE, None),
    (ON_TIME, "3.5 of 7", codes.BAD_SHARE, None),
    (ON_TIME, "nan%", codes.BAD_VALUE, "only finite"),
    (ON_TIME, "1e400%", codes.BAD_VALUE, "exponent"),
    (ON_TIME, "31 of 1e400", codes.BAD_VALUE, "exponent"),
    (ON_TIME, "a of b", codes.BAD_VALUE, None),
    (MOST, "10 of 40", codes.OUT_OF_BOUNDS, None),
    (MOST, "49%", codes.OUT_OF_BOUNDS, None),
    (GRIP, "storng", codes.BAD_VALUE, "strong"),
    (GRIP, "Weak", codes.BAD_VALUE, "weak"),
    (GRIP, "absent to weak", codes.BAD_VALUE, "a or b"),
    (GRIP, "weak or", codes.BAD_VALUE, None),
    (GRIP, "suppressed", codes.BAD_VALUE, "unknown: suppressed"),
    (HOME, "foster, kinship", codes.BAD_VALUE, None),
    (HARM, "true", codes.BAD_VALUE, None),
    (HARM, "1", codes.BAD_VALUE, None),
]


@pytest.mark.parametrize(("item", "written", "code", "hint"), BAD)
def test_what_is_no_value_is_refused_with_its_code(item, written: str, code, hint) -> None:
    with pytest.raises(BadValue) as refused:
        read_value(item, written)
    assert refused.value.code is code
    # The message can be made from the details, and speaks of the item by its id.
    assert item.id in code.template.format(**{"item": item.id, **refused.value.details}) or "{item}" not in (
        code.template
    )
    assert hint is None or hint in (refused.value.hint or "")


ITEMS = [CASELOAD, GAP, PLAIN, ON_TIME, MOST, GRIP, HOME, HARM]
PIECES = st.sampled_from(
    [
        "17.2",
        "31",
        "40",
        " of ",
        " to ",
        "%",
        " weeks",
        " days",
        "weak",
        " or ",
        "yes",
        "-",
        "1e9",
        " ",
        "x",
        ".",
    ]
)


@given(st.sampled_from(ITEMS), st.one_of(st.lists(PIECES, max_size=6).map("".join), st.text(max_size=20)))
def test_any_text_is_a_value_within_bounds_or_refused(item: EvidenceItem, written: str) -> None:
    try:
        state = read_value(item, written)
    except BadValue as refused:
        assert refused.code.at(None, hint=refused.hint, **refused.details).message
        return
    if isinstance(state, Recorded):
        assert in_bounds(item, state)


def test_a_share_comes_from_a_sample_where_its_entry_or_its_item_says_so() -> None:
    assert read_value(ON_TIME, "31 of 40", sampled=True) == Recorded(ShareRange(31, 31, 40), sampled=True)
    assert read_value(ON_TIME, "31 of 40") == Recorded(ShareRange(31, 31, 40))


@pytest.mark.parametrize("reason", list(UnknownReason))
def test_a_reason_for_not_knowing_is_read(reason: UnknownReason) -> None:
    assert read_reason(f"  {reason} ") == Unknown(reason)


def test_another_reason_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadValue) as refused:
        read_reason("dunno")
    assert refused.value.code is codes.UNKNOWN_REASON
    assert "looked and could not tell" in (refused.value.hint or "")


@pytest.mark.parametrize(
    ("item", "words"),
    [(CASELOAD, "0 to 100"), (PLAIN, "any number"), (MOST, "50% to 100%")],
)
def test_bounds_are_told_in_words(item: EvidenceItem, words: str) -> None:
    assert bounds_in_words(item) == words
    assert bounds_in_words(EvidenceItem("a", ItemType.NUMBER, "A", highest=9)) == "9 or less"


def test_names_keep_any_bounds() -> None:
    assert in_bounds(GRIP, Recorded(NameSet(4)))
    assert in_bounds(CASELOAD, Recorded(NumberRange(0, 100)))
    assert not in_bounds(CASELOAD, Recorded(NumberRange(0, 101)))


NOT_KNOWN = (
    "where it is not known, leave the cell empty or write one of "
    "`not looked at`, `sources conflict`, `looked and could not tell`, `suppressed`"
)


@pytest.mark.parametrize(
    ("item", "hint"),
    [
        (ON_TIME, f"write it as `77.5%` or `31 of 40`; {NOT_KNOWN}"),
        (CASELOAD, NOT_KNOWN),
        (HOME, f"it can be `foster`, `kinship`; {NOT_KNOWN}"),
    ],
    ids=lambda given: getattr(given, "id", ""),
)
@pytest.mark.parametrize("cell", ["not recorded", "never saw it"])
def test_a_cell_of_words_is_told_how_to_say_that_nothing_is_known(item, hint, cell) -> None:
    with pytest.raises(BadValue) as bad:
        read_cell(item, cell)
    assert (bad.value.code, bad.value.hint) == (codes.BAD_VALUE, hint)


@pytest.mark.parametrize(
    ("item", "cell", "hint"),
    [
        (ON_TIME, "0.775", "write it as `77.5%` or `31 of 40`"),
        (HARM, "y", "write `yes`"),
        (HOME, "fostr", "did you mean `foster`?"),
        (GAP, "unknown", "write why it is not known, such as `unknown: not looked at`"),
    ],
)
def test_a_cell_that_is_nearly_a_value_is_told_that_alone(item, cell, hint) -> None:
    with pytest.raises(BadValue) as bad:
        read_cell(item, cell)
    assert bad.value.hint == hint
