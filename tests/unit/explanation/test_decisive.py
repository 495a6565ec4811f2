from __future__ import annotations

from evenhand.domain import YES_NO, Conflict
from evenhand.explanation import decisive_rules
from evenhand.language import Area, Modality, Moves, StartMedian, Ties
from unit.explanation.example_rules import (
    GRADES,
    NO,
    OPEN,
    YES,
    area,
    decided,
    grades,
    named,
    on,
    rule,
    switched,
)

SUPPORT = grades("S", Modality.SUPPORTS, "good", on("a"))
SUPPORT_MORE = grades("S2", Modality.SUPPORTS, "outstanding", on("b"))
LIKELY = grades("L", Modality.LIKELY, "requires_improvement", on("c"))
CEILING = grades("C", Modality.AT_MOST, "inadequate", on("d"))
FLOOR = grades("F", Modality.AT_LEAST, "good", on("e"))
RAISE = rule("R", "Rule R", Moves(1), on("f"))
ALL = (SUPPORT, SUPPORT_MORE, LIKELY, CEILING, FLOOR, RAISE)


def found(start: str = "requires_improvement", **states: object) -> tuple[str, ...]:
    return decisive_rules(switched(area(*ALL, start=start), **states), "area")  # type: ignore[arg-type]


def test_only_the_start_decides_where_no_rule_fires() -> None:
    assert found() == ()


def test_a_support_that_lifts_the_grade_is_decisive() -> None:
    assert found(a=YES) == ("S",)


def test_a_support_that_the_start_has_reached_already_is_not_decisive() -> None:
    assert found(start="good", a=YES) == ()


def test_only_the_best_support_is_decisive() -> None:
    assert found(a=YES, b=YES) == ("S2",)


def test_two_supports_at_the_same_grade_are_both_decisive() -> None:
    again = grades("S3", Modality.SUPPORTS, "good", on("b"))
    assert decisive_rules(switched(area(SUPPORT, again), a=YES, b=YES), "area") == ("S", "S3")


def test_a_likely_that_lowers_what_supports_reached_is_decisive() -> None:
    assert found(a=YES, c=YES) == ("L",)


def test_a_likely_that_lowers_nothing_is_not_decisive() -> None:
    assert found(c=YES) == ()


def test_a_ceiling_below_what_is_pointed_to_is_the_only_decisive_rule() -> None:
    assert found(a=YES, d=YES) == ("C",)


def test_a_ceiling_that_the_evidence_does_not_reach_is_not_decisive() -> None:
    assert found(start="inadequate", d=YES) == ()


def test_a_floor_above_what_is_pointed_to_is_decisive() -> None:
    assert found(e=YES) == ("F",)


def test_a_raise_that_moves_the_start_is_decisive() -> None:
    assert found(f=YES) == ("R",)


def test_moves_that_cancel_out_are_not_decisive() -> None:
    lower = rule("W", "Rule W", Moves(-1), on("a"))
    assert decisive_rules(switched(area(RAISE, lower), a=YES, f=YES), "area") == ()


def test_a_conflict_is_decided_by_its_ceiling_and_floor() -> None:
    trace = switched(area(*ALL), d=YES, e=YES)
    assert trace.areas["area"].outcome.conflict is Conflict.CERTAIN
    assert decisive_rules(trace, "area") == ("C", "F")


def test_an_undecided_area_is_explained_by_its_provisional_grade() -> None:
    trace = switched(area(*ALL), a=YES, b=OPEN)
    assert trace.areas["area"].outcome.proposed is None
    assert decisive_rules(trace, "area") == ("S",)


def test_a_ceiling_that_makes_an_open_support_irrelevant_is_decisive() -> None:
    ceiling = grades("C2", Modality.AT_MOST, "requires_improvement", on("d"))
    trace = switched(area(SUPPORT, ceiling), a=OPEN, d=YES)
    assert trace.areas["area"].outcome.proposed == "requires_improvement"
    assert decisive_rules(trace, "area") == ("C2",)


def test_a_support_is_decisive_where_the_start_is_open_below_it() -> None:
    below = area(SUPPORT, id="below")
    above = Area(
        "above",
        "Above",
        GRADES,
        StartMedian(("below",), Ties.WORSE),
        (grades("T", Modality.SUPPORTS, "good", on("b")),),
    )
    trace = switched(below, above, a=OPEN, b=YES)
    assert trace.areas["above"].outcome.proposed == "good"
    assert decisive_rules(trace, "above") == ("T",)


def test_a_given_area_has_no_decisive_rules() -> None:
    trace = switched(area(*ALL), a=YES, given={"area": "outstanding"})
    assert decisive_rules(trace, "area") == ()


def test_an_area_that_is_not_judged_has_no_decisive_rules() -> None:
    trace = switched(area(*ALL, judged_when=on("b")), a=YES, b=NO)
    assert decisive_rules(trace, "area") == ()


def test_an_area_that_sinks_the_whole_is_named_through_its_rule() -> None:
    trace = decided(harm_left_too_long=named(YES_NO, "yes"))
    assert decisive_rules(trace, "overall") == ("OV1",)
