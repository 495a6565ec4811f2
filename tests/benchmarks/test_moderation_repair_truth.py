"""The benchmark of planted inconsistencies counts what was planted, and tells it from what was not."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.moderation_repair_truth import OVERALL, count_casebook, figures, why
from benchmarks.planted_casebooks import Planted, planted


def counted(plant: str) -> dict[str, Counter[str]]:
    found = {"evidence": Counter[str](), OVERALL: Counter[str]()}
    one = planted(300, 1, plant)
    count_casebook(one, found)
    assert sum(map(len, one.unlike.values())) == one.truth["unlike"]["pairs"]
    return found


def test_where_nothing_is_planted_nothing_is_found() -> None:
    for part in counted("nothing").values():
        assert part["judgements"] > 250
        assert part["tainted"] == part["repair"] == part["pairs"] == 0


def test_planted_pairs_are_found_as_far_as_they_are_known_to_be_alike() -> None:
    found = counted("unlike=10%")
    evidence, overall = found["evidence"], found[OVERALL]
    assert evidence["pairs"] + overall["pairs"] <= 30
    assert overall["pairs_in_repair"] == overall["pairs"] > 0
    assert 0 < evidence["pairs_in_repair"] <= evidence["pairs_tainted"] < evidence["pairs"]
    assert evidence["pairs_tainted"] < evidence["pairs_in_ledger"]
    assert evidence["repair"] == evidence["repair_unlike"]


def told(**truth: Any) -> Planted:
    empty = {"list": [], "spread": 0.0}
    return Planted(None, {name: empty for name in ("unlike", "departures", "severity")} | truth)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("id", "area", "moved", "expected"),
    [
        ("A", "leaders", False, "unlike"),
        ("A", "care_leavers", True, "neither"),
        ("A", OVERALL, False, "below"),
        ("P", "leaders", True, "panel"),
        ("P", "care_leavers", True, "neither"),
        ("P", OVERALL, True, "panel"),
        ("D", "leaders", True, "departed"),
        ("X", "leaders", True, "neither"),
    ],
)
def test_what_was_planted_in_a_case_is_told_by_area(id: str, area: str, moved: bool, expected: str) -> None:
    one = told(
        unlike={"list": [{"id": "A", "copy": "B", "area": "leaders"}]},
        panel={"list": [{"id": "P", "areas": {"leaders": {}}}]},
        departures={"list": [{"id": "D", "area": "leaders"}]},
    )
    assert why(one, id, area, moved=moved) == expected


def test_what_severity_moved_counts_unless_noise_may_have() -> None:
    severe = {"spread": 0.2}
    assert why(told(severity=severe), "X", "leaders", moved=True) == "moved"
    assert why(told(severity=severe), "X", "leaders", moved=False) == "neither"
    assert why(told(severity=severe, noise={}), "X", "leaders", moved=True) == "neither"


def test_tables_leave_no_cell_out() -> None:
    counts = dict.fromkeys(("judgements", "pairs", "repair", "repair_unlike"), 4)
    rows = [
        {"cases": 500, "casebooks": 2, "planted": plant, "evidence": counts, OVERALL: counts}
        for plant in ("noise=5%", "unlike=1% panel=10%")
    ]
    lines = figures({"how": {"rules": "ilacs@2023", "seeds": "1"}, "rows": rows}).splitlines()
    tables = [line for line in lines if line.startswith("|")]
    assert len(tables) == 9
    for at in range(0, 9, 3):
        assert len({line.count("|") for line in tables[at : at + 3]}) == 1
    assert "| 500 x 2 | panel=10% | 4 |" in lines[-1]
