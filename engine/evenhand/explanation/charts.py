"""Pictures of estimates and of figures over time: Vega-Lite descriptions, drawn as SVG without a browser.

Vega-Lite is the grammar of A. Satyanarayan, D. Moritz, K. Wongsuphasawat and J. Heer (2017), Vega-Lite: A
grammar of interactive graphics, IEEE Transactions on Visualization and Computer Graphics 23, 341-350.
"""

from __future__ import annotations

import re
from typing import Any, Final, assert_never

from evenhand.explanation.document import ControlChart, Intervals
from evenhand.explanation.html_text import allowed, escape
from evenhand.explanation.words import counted

WIDTH: Final = 480
"""Of the field, in units of the picture. A page shows the picture as wide as it lets it be."""
ROW: Final = 22

_INK, _QUIET, _LINE, _MARKED, _USUAL = "#0b0c0c", "#484949", "#b1b4b6", "#d4351c", "#1d70b8"
_MOST_TOLD = 8
_OPENING = re.compile(r"<svg [^>]*?viewBox=\"([^\"]*)\"[^>]*>")

_Json = dict[str, Any]


def draw_chart(chart: Intervals | ControlChart) -> str:
    """The picture. What it shows is told in the words of its label, and in the table beside it.

    Text is as XML allows it before it is drawn: the library ends the process where it is not.
    """
    import vl_convert

    match chart:
        case Intervals():
            spec = _intervals(chart)
        case ControlChart():
            spec = _control_chart(chart)
        case _:
            assert_never(chart)
    drawn: str = vl_convert.vegalite_to_svg(spec | _STYLE, vl_version="5.20")
    opening = _OPENING.match(drawn)
    assert opening is not None, "SVG begins with its element"
    inside = drawn[opening.end() :]
    label = escape(f"{chart.caption}. {in_words(chart)}")
    return f'<svg viewBox="{opening[1]}" role="img" aria-label="{label}" font-family="inherit">{inside}'


def in_words(chart: Intervals | ControlChart) -> str:
    """What a picture shows, for those who do not see it.

    >>> from evenhand.explanation.document import ControlChart, Point
    >>> points = (Point("2023", 0.1), Point("2024", 0.5, marked=True))
    >>> in_words(ControlChart("Departures", "Year", "Share", points, as_percent=True))
    '2 points. 1 outside its limits: 2024 at 50%.'
    """
    match chart:
        case Intervals(spans=spans):
            number = counted(len(spans), "intervals")
            marked = [
                f"{one.label} at {one.at:.2f}, {one.low:.2f} to {one.high:.2f}" for one in spans if one.marked
            ]
            one, several = "marked", "marked"
        case ControlChart(points=points):
            number = counted(len(points), "points")
            marked = [f"{one.label} at {_value(one.value, chart)}" for one in points if one.marked]
            one, several = "outside its limits", "outside their limits"
        case _:
            assert_never(chart)
    if not marked:
        return f"{number}. None {several}."
    shown = "; ".join(marked[:_MOST_TOLD])
    more = f"; {len(marked) - _MOST_TOLD} more in the table" if len(marked) > _MOST_TOLD else ""
    return f"{number}. {len(marked)} {one if len(marked) == 1 else several}: {shown}{more}."


def _value(value: float, chart: ControlChart) -> str:
    return f"{100 * value:.0f}%" if chart.as_percent else f"{value:.2f}"


_STYLE: _Json = {
    "background": "#ffffff",
    "config": {
        # One label for the whole: each mark would be read out by itself, in figures without words.
        "aria": False,
        "font": "Arial, Helvetica, sans-serif",
        "axis": {
            "labelFontSize": 15,
            "titleFontSize": 15,
            "titleFontWeight": "bold",
            "labelColor": _INK,
            "titleColor": _INK,
            "gridColor": "#f3f3f3",
            "domainColor": _LINE,
            "labelLimit": 220,
        },
        "view": {"stroke": None},
    },
}


def _colour() -> _Json:
    return {
        "field": "marked",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [False, True], "range": [_USUAL, _MARKED]},
    }


def _shape() -> _Json:
    # What stands out does so by its shape too, and not by its colour alone.
    return {
        "field": "marked",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [False, True], "range": ["circle", "diamond"]},
    }


def _intervals(chart: Intervals) -> _Json:
    values = [
        {"label": allowed(one.label), "at": one.at, "low": one.low, "high": one.high, "marked": one.marked}
        for one in chart.spans
    ]
    labels = {"field": "label", "type": "nominal", "sort": None, "title": allowed(chart.labels)}
    numbers = {"type": "quantitative", "title": allowed(chart.values)}
    layers: list[_Json] = []
    if chart.reference is not None:
        layers.append(
            {
                "mark": {"type": "rule", "color": _QUIET, "strokeDash": [4, 3]},
                "encoding": {"x": {"datum": chart.reference, "type": "quantitative"}},
            }
        )
    layers += [
        {
            "mark": {"type": "rule", "strokeWidth": 3},
            "encoding": {
                "y": labels,
                "x": {"field": "low", **numbers},
                "x2": {"field": "high"},
                "color": _colour(),
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {"y": labels, "x": {"field": "at", **numbers}, "color": _colour(), "shape": _shape()},
        },
    ]
    return {"width": WIDTH, "height": {"step": ROW}, "data": {"values": values}, "layer": layers}


def _control_chart(chart: ControlChart) -> _Json:
    values = [
        {
            "label": allowed(one.label),
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "marked": one.marked,
        }
        for one in chart.points
    ]
    periods = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": allowed(chart.periods),
        "axis": {"labelOverlap": True, "labelAngle": 0},
    }
    axis = {"axis": {"format": "%"}} if chart.as_percent else {}
    numbers = {"type": "quantitative", "title": allowed(chart.values), **axis}
    limits = {"type": "line", "interpolate": "step", "color": _QUIET, "strokeDash": [4, 3]}
    layers: list[_Json] = [
        {"mark": limits, "encoding": {"x": periods, "y": {"field": side, **numbers}}}
        for side in ("low", "high")
        if any(getattr(one, side) is not None for one in chart.points)
    ]
    if chart.centre is not None:
        layers.append(
            {
                "mark": {"type": "rule", "color": _QUIET},
                "encoding": {"y": {"datum": chart.centre, "type": "quantitative"}},
            }
        )
    layers += [
        {
            "mark": {"type": "line", "color": _USUAL},
            "encoding": {"x": periods, "y": {"field": "value", **numbers}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {
                "x": periods,
                "y": {"field": "value", **numbers},
                "color": _colour(),
                "shape": _shape(),
            },
        },
    ]
    return {"width": WIDTH, "height": 220, "data": {"values": values}, "layer": layers}
