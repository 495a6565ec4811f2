"""Pictures of estimates and of figures over time: well-formed, true to their figures, and told in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from evenhand.explanation import ControlChart, Document, Intervals, Point, Span, render_page, render_text
from evenhand.explanation.charts import draw_chart, in_words
from unit.explanation.test_html import HOSTILE, check

SPANS = (Span("L1", -0.5, -0.9, -0.1, marked=True), Span("L2", 0.0, -0.3, 0.3), Span("L3", 0.25, -0.2, 0.7))
POINTS = (
    Point("2022", 0.1, 0.0, 0.3),
    Point("2023", 0.2, 0.05, 0.3),
    Point("2024", 0.5, 0.05, 0.3, marked=True),
)
INTERVALS = Intervals("Severity of leads; 0 is as the others", "Lead", "Grades", SPANS, 0.0)
CHART = ControlChart("Departures", "Year", "Share", POINTS, 0.2, as_percent=True)


def parsed(chart: Intervals | ControlChart) -> ElementTree.Element:
    return ElementTree.fromstring(draw_chart(chart))


def marks(chart: Intervals | ControlChart) -> list[tuple[float, float, str]]:
    """Where the points stand, with their colours, in the order of the figures."""
    found = []
    for path in parsed(chart).iter("path"):
        place = re.fullmatch(r"translate\(([-\d.]+),([-\d.]+)\)", path.get("transform", ""))
        if place and path.get("fill") in ("#1d70b8", "#d4351c"):
            found.append((float(place[1]), float(place[2]), path.attrib["fill"]))
    return found


def test_points_stand_in_proportion_and_what_is_marked_is_red() -> None:
    found = marks(INTERVALS)
    xs = [x for x, _, _ in found]
    assert [colour for _, _, colour in found] == ["#d4351c", "#1d70b8", "#1d70b8"]
    assert (xs[1] - xs[0]) / (xs[2] - xs[1]) == pytest.approx(0.5 / 0.25, rel=0.01)
    assert found[0][1] < found[1][1] < found[2][1]


def test_a_control_chart_rises_with_its_values() -> None:
    found = marks(CHART)
    ys = [y for _, y, _ in found]
    assert (ys[0] - ys[1]) / (ys[1] - ys[2]) == pytest.approx(0.1 / 0.3, rel=0.01)
    assert found[2][2] == "#d4351c"


def test_both_are_told_in_words() -> None:
    assert in_words(INTERVALS) == "3 intervals. 1 marked: L1 at -0.50, -0.90 to -0.10."
    assert in_words(CHART) == "3 points. 1 outside its limits: 2024 at 50%."
    plain = ControlChart("Departures", "Year", "Share", POINTS[:1])
    assert in_words(plain) == "1 point. None outside their limits."
    many = Intervals("x", "y", "z", tuple(Span(f"L{at}", 1, 0, 2, marked=True) for at in range(10)))
    assert in_words(many).endswith("; 2 more in the table.")


def test_one_label_says_what_the_picture_shows_and_nothing_inside_has_another() -> None:
    for chart in (INTERVALS, CHART):
        drawn = parsed(chart)
        assert drawn.get("role") == "img"
        assert drawn.get("aria-label") == f"{chart.caption}. {in_words(chart)}"
        assert not [one for one in drawn.iter() if one is not drawn and one.get("aria-label")]


@pytest.mark.parametrize("text", [HOSTILE, "\ud800", "\x1b[31m", "\x0b\x7f\x85", "\n\t", "😀", "\u202e", ""])
def test_hostile_text_stays_text(text: str) -> None:
    intervals = Intervals(text, text, text, (Span(text, 0.0, -1.0, 1.0, marked=True),))
    chart = ControlChart(text, text, text, (Point(text, 0.0, marked=True),))
    checked = check(render_page(Document("t", (intervals, chart))))
    assert checked.faults == []
    assert "script" not in checked.tags


def test_no_picture_asks_for_anything_elsewhere() -> None:
    for chart in (INTERVALS, CHART):
        assert "http" not in draw_chart(chart).replace("http://www.w3.org/", "")


def test_in_text_the_table_beside_it_is_enough() -> None:
    assert render_text(Document("t", (INTERVALS, CHART))).strip() == ""


def test_a_picture_without_figures_can_be_drawn() -> None:
    assert parsed(Intervals("c", "l", "v", ())).get("aria-label") == "c. 0 intervals. None marked."
    assert parsed(ControlChart("c", "p", "v", ())).get("role") == "img"
