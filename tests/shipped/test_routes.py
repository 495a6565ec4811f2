"""How an authority is inspected next, against the inspections that were published."""

from __future__ import annotations

import csv
import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from evenhand.domain import Case, EvidenceProfile
from evenhand.evaluation import interpret
from evenhand.services.workspace import open_workspace

TOP = Path(__file__).parents[2]
DAY = {"ilacs@2018": datetime.date(2019, 3, 4), "ilacs@2023": datetime.date(2024, 5, 13)}


@pytest.fixture(scope="module", params=sorted(DAY))
def version(request: pytest.FixtureRequest) -> str:
    return request.param


def next_inspection(version: str, overall: str) -> tuple[str | None, tuple[str, ...]]:
    """The route proposed after an overall grade, and the routes permitted."""
    rules = open_workspace(TOP).rule_set(version).in_force_on(DAY[version])
    outcome = (
        interpret(rules, Case(EvidenceProfile({}), {"overall": overall})).areas["next_inspection"].outcome
    )
    return outcome.proposed, outcome.permitted_grades


def followed(shared_data: Path) -> Iterator[tuple[str, str]]:
    """Each overall grade under ILACS that another inspection followed, and the kind of that one."""
    path = shared_data / "data" / "judgements" / "published_judgements_to_2025-04.csv"
    by_authority = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["framework"].startswith("ILACS"):
                by_authority[row["urn"]].append(row)
    for rows in by_authority.values():
        rows.sort(key=lambda row: row["inspection_start"] or row["publication_date"])
        yield from ((before["overall"], after["inspection_type"]) for before, after in pairwise(rows))


@pytest.mark.parametrize(
    ("overall", "route"),
    [
        ("outstanding", "short"),
        ("good", "short"),
        ("requires_improvement", "standard"),
        ("inadequate", "monitoring"),
    ],
)
def test_each_overall_grade_has_its_route(version: str, overall: str, route: str) -> None:
    assert next_inspection(version, overall)[0] == route


def test_a_grade_below_good_leaves_no_short_inspection_open(version: str) -> None:
    assert next_inspection(version, "good")[1] == ("monitoring", "standard", "short")
    assert next_inspection(version, "requires_improvement")[1] == ("monitoring", "standard")
    assert next_inspection(version, "inadequate")[1] == ("monitoring",)


def test_published_inspections_followed_these_routes_but_for_seven(shared_data: Path) -> None:
    proposed = {
        grade: next_inspection("ilacs@2018", grade)[0]
        for grade in ("inadequate", "requires_improvement", "good", "outstanding")
    }
    # Monitoring visits are not in the file. The inspection that comes after them is a standard one.
    expected = {grade: "standard" if route == "monitoring" else route for grade, route in proposed.items()}
    found = Counter((grade, kind, expected[grade] == kind) for grade, kind in followed(shared_data))
    assert found == {
        ("outstanding", "short", True): 18,
        ("outstanding", "standard", False): 1,
        ("good", "short", True): 32,
        ("good", "standard", False): 6,
        ("requires_improvement", "standard", True): 39,
        ("inadequate", "standard", True): 14,
    }
