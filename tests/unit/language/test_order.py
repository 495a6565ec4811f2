"""The order in which areas and findings are decided, and circles among them."""

from __future__ import annotations

import pytest

from evenhand.language import Circle, dependence_order
from unit.language.vocabulary import FILES
from written import load


def rule_set(**files: str):
    more = {f"{name}.yaml": text for name, text in files.items()}
    return load({**FILES, **more})


def order_of(**files: str) -> tuple[str, ...]:
    return rule_set(**files).usable.order


def stands_before(order: tuple[str, ...], first: str, second: str) -> bool:
    return order.index(first) < order.index(second)


def area(
    id: str, start: str, when: str = "harm is yes", then: str = "{at_most: good}", more: str = ""
) -> str:
    return (
        f"area: {id}\ntitle: {id}\nstarts_at: {start}\n{more}rules:\n"
        f"  - {{id: {id}1, title: T, when: {when}, then: {then}}}\n"
    )


@pytest.mark.parametrize(
    "reader",
    [
        area("leaders", "care"),
        area("leaders", "{worst_of: [care, homes]}"),
        area("leaders", "{median_of: both, ties: better}"),
        area("leaders", "good", "care is good"),
        area("leaders", "good", "care is judged"),
        area("leaders", "good", "points of care > 3"),
        area("leaders", "good", "any of both are good"),
        area("leaders", "good", more="judged_when: care is judged\n"),
        "area: leaders\ntitle: L\nstarts_at:\n  table: |\n    care | grade\n    at least inadequate | good\n",
    ],
)
def test_an_area_stands_after_what_it_reads_in_any_way(reader: str) -> None:
    assert stands_before(order_of(leaders=reader), "care", "leaders")


def test_a_finding_stands_after_the_areas_that_its_rules_read_and_before_its_readers() -> None:
    order = order_of(
        leaders=area("leaders", "good", "things go well"),
        care=area("care", "good", "homes is good", "{finding: things go well}"),
    )
    assert stands_before(order, "homes", "things go well")
    assert stands_before(order, "things go well", "leaders")
    assert "care" in order


def test_a_previous_grade_is_no_dependence() -> None:
    order_of(
        leaders=area("leaders", "care", "previous homes is good"),
        care=area("care", "good", "previous leaders is good"),
    )


@pytest.mark.parametrize(
    ("files", "members"),
    [
        ({"leaders": area("leaders", "leaders")}, {"leaders"}),
        (
            {"leaders": area("leaders", "care"), "care": area("care", "good", "leaders is good")},
            {"leaders", "care"},
        ),
        (
            {
                "leaders": area("leaders", "good", "things go well"),
                "care": area("care", "good", "leaders is good", "{finding: things go well}"),
            },
            {"leaders", "things go well"},
        ),
        (
            {
                "leaders": area("leaders", "good", more="judged_when: care is judged\n"),
                "care": area("care", "leaders"),
            },
            {"leaders", "care"},
        ),
        (
            {"leaders": area("leaders", "good", "not things go well", "{finding: things go well}")},
            {"things go well"},
        ),
    ],
)
def test_a_circle_is_told_once_with_its_members(files: dict[str, str], members: set[str]) -> None:
    (told,) = rule_set(**files).told
    assert told.code.id == "R137"
    assert told.span is not None and told.span.file != "framework.yaml"
    assert set(told.message.split("`")[1::2]) == members


def test_what_was_refused_does_not_stop_the_rest_from_being_ordered() -> None:
    areas = rule_set(leaders=area("leaders", "care")).usable.areas
    without = [found for found in areas if found.id != "care"]
    assert set(dependence_order(without, [], [])) >= {"leaders", "homes"}


def test_a_circle_names_its_members_in_the_order_in_which_they_read_each_other() -> None:
    assert Circle(("a", "b")).members == ("a", "b")
