"""What is planted, read from what a person asks for."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.synthesis import DEFAULT_PLANTS, Plants, read_plants


def refused(*words: str, cases: int = 1000) -> list[str]:
    with pytest.raises(InvalidInput) as raised:
        read_plants(words, cases)
    return [f"{found.message}; {found.hint}" for found in raised.value.diagnostics]


def test_without_a_word_the_defaults_are_planted() -> None:
    assert read_plants((), 1000) == read_plants((DEFAULT_PLANTS,), 1000)
    assert read_plants((), 1000) == Plants(0.2, 0.05, Fraction(1, 20), 0, Fraction(1, 100))


def test_only_what_is_named_is_planted() -> None:
    assert read_plants(("severity=0.3",), 1000) == Plants(severity=0.3)
    assert read_plants(("nothing",), 1000) == Plants()


def test_noise_and_a_panel_are_planted_only_where_they_are_asked_for() -> None:
    assert (read_plants((), 1000).noise, read_plants((), 1000).panel) == (0, 0)
    asked = read_plants(("noise=2.5% panel=10%",), 1000)
    assert asked == Plants(noise=Fraction(1, 40), panel=Fraction(1, 10))


def test_several_may_stand_in_one_text_or_in_several() -> None:
    apart = read_plants(("drift=-0.1", "departures=12.5%"), 1000)
    assert apart == read_plants(("drift=-0.1, departures=12.5%",), 1000)
    assert apart == Plants(drift=-0.1, departures=Fraction(1, 8))


@pytest.mark.parametrize(("word", "pairs"), [("unlike=20", 20), ("unlike=1%", 10), ("unlike=0.05%", 0)])
def test_pairs_are_a_number_or_a_share_of_the_cases(word: str, pairs: int) -> None:
    assert read_plants((word,), 1000).pairs(1000) == pairs


def test_a_slip_is_told_with_the_nearest_kind() -> None:
    assert refused("severty=0.3") == [
        "`severty=0.3` is nothing that can be planted; did you mean `severity`?"
    ]


@pytest.mark.parametrize(
    "word",
    [
        "severity",
        "severity=",
        "severity=-0.1",
        "severity=2",
        "severity=30%",
        "drift=1.1",
        "drift=much",
        "departures=5",
        "departures=0.05",
        "departures=101%",
        "departures=-1%",
        "unlike=-1",
        "unlike=1.5",
        "unlike=51%",
        "unlike=020",
        "noise=0.05",
        "noise=101%",
        "noise",
        "panel=10",
        "panel=-1%",
    ],
)
def test_a_size_that_is_none_is_told_with_what_it_may_be(word: str) -> None:
    (told,) = refused(word)
    assert told.startswith(f"`{word}` is nothing that can be planted; its size is ")


def test_everything_wrong_is_told_at_once() -> None:
    assert len(refused("severity=9 nothing", "drift=x", "drift=y", "unlike=501")) == 5


@pytest.mark.parametrize("words", [("",), (" , ",)])
def test_an_empty_text_plants_nothing_unasked(words: tuple[str, ...]) -> None:
    assert len(refused(*words)) == 1


def test_there_are_no_more_pairs_than_cases_for_them() -> None:
    assert read_plants(("unlike=500",), 1000).pairs(1000) == 500
    assert refused("unlike=501") == [
        "`unlike=501` is nothing that can be planted; each pair is two of the 1,000 cases"
    ]
