"""Severity of raters as `evenhand agree` tells it."""

from __future__ import annotations

from pathlib import Path

from evenhand.explanation import words_of
from evenhand.services.moderation.agreement import AgreementOfRatings, agreement_of_ratings
from evenhand.services.moderation.agreement_document import agreement_document
from evenhand.services.moderation.agreement_json import agreement_json
from evenhand.services.moderation.ratings import read_ratings
from evenhand.services.workspace import open_workspace

LOW, HIGH = "requires_improvement", "good"


def agreed(tmp_path: Path, repository: Path, lines: list[str]) -> AgreementOfRatings:
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(["case,rater,grade", *lines, ""]))
    return agreement_of_ratings(read_ratings(path, open_workspace(repository)), resamples=20)


def test_a_hard_rater_is_told_and_one_who_shares_no_case_has_no_number(
    tmp_path: Path, repository: Path
) -> None:
    lines = [f"{at},R1,{LOW}" for at in range(30)]
    lines += [f"{at},R2,{HIGH if at % 3 else LOW}" for at in range(30)]
    lines += [f"{at},R3,{HIGH}" for at in range(30, 40)]
    found = agreed(tmp_path, repository, lines)
    one, two, three = agreement_json(found)["areas"][0]["severity"]
    assert one["severity"] > 0 > two["severity"] and one["interval"][0] > 0
    assert (one["group"], two["group"], three["group"]) == (1, 1, 2)
    assert three["severity"] is None and "shares no case" in three["note"]
    told = words_of(agreement_document(found))
    assert "Severity of raters by code: no league table" in told
    assert "R3 | 0 | not estimable | shares no case with another rater" in told


def test_where_nobody_is_compared_there_is_no_section(tmp_path: Path, repository: Path) -> None:
    found = agreed(tmp_path, repository, [f"{at},R1,{LOW if at else HIGH}" for at in range(9)])
    assert agreement_json(found)["areas"][0]["severity"] == []
    assert "Severity" not in words_of(agreement_document(found))


def test_too_few_shared_cases_have_no_number(tmp_path: Path, repository: Path) -> None:
    lines = [f"{at},{rater},{LOW if at else HIGH}" for at in range(4) for rater in ("R1", "R2")]
    found = agreed(tmp_path, repository, lines)
    told = agreement_json(found)["areas"][0]["severity"]
    assert [one["note"] for one in told] == ["shares fewer than 5 cases"] * 2
    assert "Severity" not in words_of(agreement_document(found))
