"""Drift within a framework version as a moderation tells it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from evenhand.explanation import ControlChart, Document, plain, words_of
from evenhand.services.moderation.drift import AreaDrift, Drift, drift_of
from evenhand.services.moderation.drift_json import drift_json, drift_lists
from evenhand.services.moderation.drift_words import drift_blocks, drift_leads
from unit.services.moderation.led_casebooks import Row, led_casebook, profile_casebook

DAYS = [str(datetime.date(2020, 1, 10) + datetime.timedelta(9 * at)) for at in range(110)]


def stricter_from(day: str) -> list[Row]:
    """Every second case is graded below what is proposed from a day on."""
    return [("L1", own, "fair", "poor" if own >= day and at % 2 else "fair") for at, own in enumerate(DAYS)]


def only(found: Drift, area: str = "care") -> AreaDrift:
    (one,) = found.frameworks
    return one.areas[area]


def words(found: Drift) -> str:
    return words_of(Document("x", tuple(drift_blocks(found))))


def test_a_standard_that_became_stricter_is_found_with_its_time(tmp_path: Path) -> None:
    found = drift_of(led_casebook(tmp_path, stricter_from("2021-06-01")), draws=199)
    (one,) = found.frameworks
    assert {test.kind for test in one.tests if test.found} == {"cusum", "trend"}
    area = only(found)
    assert area.trend is not None and area.trend.high < 0
    assert area.cusum is not None and area.cusum.signals
    assert area.charts is not None and area.charts["down"].flagged.any() == area.charts["all"].flagged.any()
    assert not area.charts["up"].counts.any()
    told = words(found)
    assert "There is a sign of drift in care (cumulative sum) and care (trend)." in told
    assert "2 tests were made under this framework" in told and "seed 1" in told
    (lead,) = drift_leads(found)
    assert lead.weight == 60 and "care" in plain(lead.line)


def test_where_nothing_changed_that_is_said(tmp_path: Path) -> None:
    rows: list[Row] = [("L1", day, "fair", "poor" if at % 10 == 3 else "fair") for at, day in enumerate(DAYS)]
    found = drift_of(led_casebook(tmp_path, rows), draws=199)
    assert "There is no sign of drift." in words(found)
    (lead,) = drift_leads(found)
    assert lead.weight == 20


def test_pictures_stand_beside_tables_with_their_figures(tmp_path: Path) -> None:
    found = drift_of(led_casebook(tmp_path, stricter_from("2021-06-01")), draws=99)
    charts = [block for block in drift_blocks(found) if isinstance(block, ControlChart)]
    assert len(charts) == 3
    area = only(found)
    assert [point.label for point in charts[-1].points] == list(area.periods)
    assert area.months == 6 or area.months == 3
    assert sum(len(chart.points) for chart in charts[:2]) == 2 * len(DAYS)
    sums = drift_lists(found)[2]
    assert [(row[0], row[1], row[2]) for row in sums.rows] == [
        ("visits@1", "care", day) for day in sorted(DAYS)
    ]
    assert area.cusum is not None
    assert [row[5] for row in sums.rows] == [round(value, 4) + 0.0 for value in area.cusum.down.tolist()]
    assert {row[6] for row in sums.rows} == {round(area.cusum.limit, 4)}


def test_the_same_seed_says_the_same_whatever_the_order_of_cases(tmp_path: Path) -> None:
    rows = stricter_from("2021-09-01")
    one = drift_json(drift_of(led_casebook(tmp_path / "a", rows), seed=3, draws=99))
    other = drift_json(drift_of(led_casebook(tmp_path / "b", rows[::-1]), seed=3, draws=99))
    assert one == other
    json.dumps(one, allow_nan=False)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([("L1", "2021-01-04", "fair", "fair")], "of one day"),
        ([("L1", "2021-01-04", "unknown", "fair")], "no case has both"),
        ([("L1", "", "fair", "fair")] * 3, "no case that can be compared has a day"),
    ],
)
def test_where_there_is_no_time_to_compare_words_say_why(rows: list[Row], note: str, tmp_path: Path) -> None:
    found = drift_of(led_casebook(tmp_path, rows), draws=9)
    assert note in str(only(found).note) and f"Not estimable: {only(found).note}." in words(found)
    told = drift_json(found)["visits@1"]["care"]
    assert (told["cusum"], told["trend"], told["p_chart"]) == (None, None, None)
    assert list(drift_leads(found)) == [] and drift_lists(found)[0].rows == []


def test_an_area_that_always_got_what_is_proposed_has_not_drifted(tmp_path: Path) -> None:
    found = drift_of(led_casebook(tmp_path, [("L1", day, "fair", "fair") for day in DAYS]), draws=99)
    assert "every proposal got one grade" in words(found)
    assert "There is no sign of drift." in words(found)


def test_a_profile_that_got_another_overall_grade_is_told_by_its_grades(tmp_path: Path) -> None:
    rows = [(day, "good", "fair", "fair" if at < 55 else "good") for at, day in enumerate(DAYS)]
    rows += [(day, "fair", "fair", "fair") for day in DAYS]
    rows += [(DAYS[0], "not_judged", "fair", "fair")]
    found = drift_of(profile_casebook(tmp_path, rows), draws=199)
    own = only(found, "overall").profiles
    assert own is not None and own.read == ("care", "safety")
    assert (own.cases, own.left_out, own.rare) == (220, 1, 0)
    assert [(one.grades, one.changed) for one in own.profiles] == [((2, 1), True), ((1, 1), False)]
    told = words(found)
    assert "later grades are higher given the same grades of the areas" in told
    assert "Clearest for good, fair: 55 fair earlier, 55 good later." in told
    profile = drift_json(found)["visits@1"]["overall"]["profiles"]["profiles"][0]
    assert profile["grades"] == {"care": "good", "safety": "fair"}
    assert (profile["usual_early"], profile["usual_late"], profile["late"]) == ("fair", "good", {"good": 55})
    rows_told = [row[:6] for row in drift_lists(found)[1].rows]
    assert ("visits@1", "overall", "care: good, safety: fair", "later", "good", 55) in rows_told
    assert [lead.weight for lead in drift_leads(found)] == [60, 40]
