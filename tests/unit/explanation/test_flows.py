"""The picture of moves: well-formed, in proportion, and told in words too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.explanation import Document, Flows, render_fragment, render_text
from evenhand.explanation.flows import draw
from unit.explanation.test_html import HOSTILE, check

GRADES = ("outstanding", "good", "requires improvement", "inadequate")
COLOURS = {"same": "#b1b4b6", "up": "#00703c", "down": "#d4351c"}
COUNTS = ((5, 7, 0, 0), (2, 40, 1, 0), (0, 0, 20, 3), (0, 0, 0, 9))


def flows(counts, grades=GRADES, caption="From old to new") -> Flows:  # type: ignore[no-untyped-def]
    return Flows(caption, "From", "To", tuple(grades), tuple(map(tuple, counts)))


def parsed(found: Flows) -> ElementTree.Element:
    return ElementTree.fromstring(draw(found))


@dataclass(frozen=True)
class Band:
    """One band: where it begins and ends, and which way it goes."""

    left: tuple[float, float]
    right: tuple[float, float]
    way: str


def bands(found: Flows) -> list[Band]:
    ways = {colour: way for way, colour in COLOURS.items()}
    out = []
    for path in parsed(found).iter("path"):
        numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", path.attrib["d"])]
        # M x y C x y x z x z V bottom C x bottom x bottom-left x bottom-left Z
        y, z, low_z, low_y = numbers[1], numbers[7], numbers[8], numbers[-1]
        out.append(Band((y, low_y), (z, low_z), ways[path.attrib["fill"]]))
    return out


matrices = st.integers(2, 5).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 400), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


@given(matrices)
def test_each_band_is_as_high_as_its_count_is_of_all(counts) -> None:
    size = len(counts)
    found = flows(counts, [f"grade {at}" for at in range(size)])
    total = sum(map(sum, counts))
    wanted = sorted(
        (("same" if row == column else "down" if column > row else "up"), round(count / total * 260, 6))
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if count
    )
    drawn = bands(found)
    assert len(drawn) == len(wanted)
    for way in COLOURS:
        heights = sorted(height for own, height in wanted if own == way)
        for side in ("left", "right"):
            ends = [getattr(band, side) for band in drawn if band.way == way]
            # Drawn to a tenth of a unit at either end.
            assert sorted(low - high for high, low in ends) == pytest.approx(heights, abs=0.11)


@given(matrices)
def test_bands_fill_the_bars_and_never_lie_on_each_other(counts) -> None:
    size = len(counts)
    found = flows(counts, [f"grade {at}" for at in range(size)])
    bars = [(float(bar.attrib["y"]), float(bar.attrib["height"])) for bar in parsed(found).iter("rect")]
    assert len(bars) == 2 * size
    for side, own in (("left", bars[:size]), ("right", bars[size:])):
        ends = sorted(getattr(band, side) for band in bands(found))
        for (_, low), (high, _) in pairwise(ends):
            assert high >= low - 0.11
        for high, low in ends:
            assert any(top - 0.11 <= high and low <= top + tall + 0.11 for top, tall in own)
    _, _, _, height = map(float, parsed(found).attrib["viewBox"].split())
    assert all(top + tall <= height for top, tall in bars)


def test_what_moved_lies_on_top_of_what_stayed() -> None:
    ways = [band.way for band in bands(flows(COUNTS))]
    assert ways.index("up") > max(at for at, way in enumerate(ways) if way == "same")
    assert ways[:4] == ["same"] * 4 and sorted(ways[4:]) == ["down", "down", "down", "up"]


def test_the_label_has_every_move_with_its_count() -> None:
    label = parsed(flows(COUNTS)).attrib["aria-label"]
    assert label == (
        "From old to new. 7 from outstanding to good; 2 from good to outstanding; "
        "1 from good to requires improvement; 3 from requires improvement to inadequate."
    )
    assert parsed(flows(COUNTS)).attrib["role"] == "img"
    still = parsed(flows([[3, 0], [0, 4]], GRADES[:2])).attrib["aria-label"]
    assert still == "From old to new. No case moved."
    assert "1,234 from" in parsed(flows([[0, 1234], [0, 0]], GRADES[:2])).attrib["aria-label"]


def test_every_grade_stands_on_both_sides_with_its_count() -> None:
    texts = [found.text for found in parsed(flows(COUNTS)).iter("text")]
    before = ["outstanding 12", "good 43", "requires improvement 23", "inadequate 9"]
    after = ["outstanding 7", "good 47", "requires improvement 21", "inadequate 12"]
    assert texts == ["From", "To", *before, *after]


def test_nothing_to_draw_is_drawn_without_bands() -> None:
    assert bands(flows([[0, 0], [0, 0]], GRADES[:2])) == []


@pytest.mark.parametrize("text", [HOSTILE, "\x00\x07\ufffe", "a \"b\" & 'c' <d>"])
def test_hostile_words_stay_words(text: str) -> None:
    found = Flows(text, text, text, (text, "good"), ((1, 2), (3, 4)))
    html = render_fragment(Document("t", (found,)))
    assert check(html).faults == []
    assert "script" not in check(html).tags
    assert not re.search(r"[\x00-\x08\ufffe]", html)
    ElementTree.fromstring(f"<div>{html}</div>")


def test_on_a_terminal_the_table_beside_it_stands_for_it() -> None:
    assert render_text(Document("t", (flows(COUNTS),))) == "\n"
