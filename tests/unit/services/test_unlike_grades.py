"""Cases whose areas have like grades: those awarded another grade than most are named."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import open_casebook
from evenhand.services.unlike_grades import LikeCases, rests_on, unlike_grades
from evenhand.services.workspace import Workspace
from written_casebooks import in_chunks_of, write_casebook

YAML = """\
frameworks: {NEW: ilacs@2023}
columns:
  id: id
  provider: provider
  framework: framework
  on: on
  given: [leaders, help_and_protection, children_in_care, care_leavers]
  awarded: [overall]
"""
HEAD = "id,provider,framework,on,leaders,help_and_protection,children_in_care,care_leavers,overall\n"
LIKE = "NEW,2023-11-06,outstanding,good,good,outstanding"
FRAMEWORKS = {"SIF": "sif@2013", "ILACS-2018": "ilacs@2018", "ILACS-2023": "ilacs@2023"}


@pytest.fixture
def unlike(tmp_path: Path, workspace: Workspace):
    def run(*rows: str) -> list[LikeCases]:
        path = write_casebook(tmp_path / "mine", YAML, HEAD + "".join(f"{row}\n" for row in rows))
        reading = CaseReading(open_casebook(str(path), workspace), workspace, CaseRules(workspace))
        return unlike_grades(reading.cases(), "overall")

    return run


def test_those_that_stand_apart_from_most_are_named(unlike) -> None:
    (found,) = unlike(
        f"a,Avon,{LIKE},good",
        f"b,Bute,{LIKE},outstanding",
        f"c,,{LIKE},good",
        "d,Down,NEW,2023-11-06,good,good,good,good,inadequate",
    )
    assert (found.rules, found.usual, found.awarded) == ("ilacs@2023", "good", {"good": 2, "outstanding": 1})
    assert found.apart == (("Bute 2023", "outstanding"),)
    assert dict(found.grades)["leaders"] == "outstanding"


def test_of_two_grades_that_are_as_frequent_the_better_is_the_usual_one(unlike) -> None:
    (found,) = unlike(f"a,Avon,{LIKE},good", f"b,,{LIKE},outstanding", f"c,Cork,{LIKE},")
    assert found.usual == "outstanding"
    assert found.apart == (("Avon 2023", "good"),)


def test_like_cases_with_like_grades_are_not_told(unlike) -> None:
    assert unlike(f"a,Avon,{LIKE},good", f"b,Bute,{LIKE},good") == []


def test_it_makes_no_difference_how_many_rows_are_read_at_a_time(unlike, monkeypatch) -> None:
    rows = [f"{at},P{at},{LIKE},{'good' if at % 3 else 'outstanding'}" for at in range(11)]
    whole = unlike(*rows)
    in_chunks_of(2, monkeypatch)
    assert unlike(*rows) == whole


def test_published_judgements_are_told_apart_as_by_hand(repository: Path, workspace: Workspace) -> None:
    path = repository / "casebooks" / "published" / "judgements.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    alike: dict[object, Counter[str]] = defaultdict(Counter)
    for row in rows:
        rules = FRAMEWORKS[row["framework"]]
        areas = rests_on(
            "overall", workspace.rule_set(rules).in_force_on(workspace.rule_set(rules).in_force.start)
        )
        grades = tuple(row.get(area) or None for area in areas if area in row)
        alike[rules, grades][row["overall"]] += 1
    expected = sorted((key[0], sorted(found.items())) for key, found in alike.items() if len(found) > 1)  # type: ignore[index]
    reading = CaseReading(open_casebook("published", workspace), workspace, CaseRules(workspace))
    found = unlike_grades(reading.cases(), "overall")
    assert sorted((one.rules, sorted(one.awarded.items())) for one in found) == expected
    assert all(sum(one.awarded.values()) - one.awarded[one.usual] == len(one.apart) for one in found)
