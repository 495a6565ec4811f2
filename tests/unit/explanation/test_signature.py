from __future__ import annotations

from evenhand.domain import YES_NO
from evenhand.explanation import signature
from evenhand.language import Modality
from unit.explanation.example_rules import YES, area, decided, grades, named, on, part, switched

FIRST = grades("S", Modality.SUPPORTS, "good", on("a"))
SECOND = grades("T", Modality.SUPPORTS, "good", on("b"))


def test_a_signature_is_twelve_hexadecimal_digits() -> None:
    found = signature(decided())
    assert len(found) == 12
    assert int(found, 16) >= 0


def test_cases_with_other_evidence_but_the_same_reasons_share_a_signature() -> None:
    assert signature(decided()) == signature(decided(supervision_on_time=part(36, 40, sampled=True)))


def test_another_decisive_rule_gives_another_signature() -> None:
    assert signature(decided()) != signature(decided(harm_left_too_long=named(YES_NO, "yes")))


def test_the_same_grade_for_another_reason_gives_another_signature() -> None:
    one = switched(area(FIRST, SECOND), a=YES)
    two = switched(area(FIRST, SECOND), b=YES)
    assert one.areas["area"].outcome.proposed == two.areas["area"].outcome.proposed
    assert signature(one) != signature(two)


def test_the_order_of_rules_and_areas_does_not_matter() -> None:
    here = switched(area(FIRST, SECOND), area(id="other"), a=YES, b=YES)
    there = switched(area(id="other"), area(SECOND, FIRST), a=YES, b=YES)
    assert signature(here) == signature(there)


def test_a_given_grade_is_part_of_the_reasons() -> None:
    one = switched(area(FIRST), given={"area": "good"})
    two = switched(area(FIRST), given={"area": "inadequate"})
    assert signature(one) != signature(two)
