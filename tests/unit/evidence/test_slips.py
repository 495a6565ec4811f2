"""What people usually write in place of a value, and how they are told to write it."""

from __future__ import annotations

import pytest

from evenhand.domain import (
    DECIMAL_HINTS,
    YES_NO,
    EvidenceItem,
    ItemType,
    NumberRange,
    Recorded,
)
from evenhand.evidence import BadValue, read_value

CASELOAD = EvidenceItem("caseload", ItemType.NUMBER, "Caseload", unit="children", lowest=0, highest=100)
GAP = EvidenceItem("gap", ItemType.COUNT, "Gap", unit="days", lowest=0, highest=365, may_not_apply=True)
ON_TIME = EvidenceItem("on_time", ItemType.SHARE, "On time", lowest=0, highest=1, may_not_apply=True)
HARM = EvidenceItem("harm", ItemType.YES_NO, "Harm", scale=YES_NO)
EVERY = (CASELOAD, GAP, ON_TIME, HARM)


def refusal(item: EvidenceItem, written: str) -> BadValue:
    with pytest.raises(BadValue) as refused:
        read_value(item, written)
    return refused.value


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@pytest.mark.parametrize("written", ["unknown", "Unknown", "not known", "?"])
def test_unknown_without_a_reason_is_told_how_to_give_one(item: EvidenceItem, written: str) -> None:
    assert refusal(item, written).hint == "write why it is not known, such as `unknown: not looked at`"


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_a_reason_written_as_a_value_is_told_where_it_belongs(item: EvidenceItem) -> None:
    assert refusal(item, "not looked at").hint == "write `unknown: not looked at`"


@pytest.mark.parametrize("written", ["n/a", "N/A", "Not applicable", "Does not apply"])
def test_what_does_not_apply_is_told_how_to_say_so(written: str) -> None:
    assert refusal(GAP, written).hint == "write `does not apply`"
    assert refusal(ON_TIME, written).hint == "write `does not apply`"
    assert refusal(CASELOAD, written).hint != "write `does not apply`"


@pytest.mark.parametrize(
    ("written", "meant"), [("31 out of 40", "31 of 40"), ("3 to 5 out of 9", "3 to 5 of 9")]
)
def test_so_many_out_of_so_many_is_told_as_a_share(written: str, meant: str) -> None:
    assert refusal(ON_TIME, written).hint == f"write `{meant}`"


@pytest.mark.parametrize(
    ("written", "meant"), [("TRUE", "yes"), ("Yes", "yes"), ("Y", "yes"), ("false", "no"), ("NO", "no")]
)
def test_another_word_for_yes_or_no_is_told_the_one_to_write(written: str, meant: str) -> None:
    assert refusal(HARM, written).hint == f"write `{meant}`"


@pytest.mark.parametrize("written", ["3 Days", "3 DAYS", "3 days", "3 day"])
def test_the_capitals_of_a_unit_do_not_matter(written: str) -> None:
    assert read_value(GAP, written) == Recorded(NumberRange(3, 3))
    assert read_value(CASELOAD, "17 Children") == Recorded(NumberRange(17, 17))


@pytest.mark.parametrize("written", ["-3%", "110%"])
def test_a_percentage_that_is_no_share_is_told_how_far_shares_go(written: str) -> None:
    bad = refusal(ON_TIME, written)
    assert (bad.code.id, bad.details["problem"]) == ("E204", "shares go from 0% to 100%")


@pytest.mark.parametrize(
    ("written", "fault"),
    [("1,000", "comma"), ("017", "leading_zero"), ("1e2", "exponent"), ("1" * 16, "too_long")],
)
def test_a_number_written_another_way_gets_the_hint_of_its_fault(written: str, fault: str) -> None:
    assert refusal(CASELOAD, written).hint == {str(key): hint for key, hint in DECIMAL_HINTS.items()}[fault]
