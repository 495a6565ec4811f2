"""The catalogue's examples of ratings: each bad one is told under its code, each good one is in order."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from evenhand.diagnostics import Code, InvalidInput, catalogue, codes
from evenhand.services.moderation.casebook import ModeratedCasebook, read_for_moderation
from evenhand.services.moderation.ratings import read_ratings
from evenhand.services.workspace import Workspace


@pytest.fixture(scope="module")
def casebook(workspace: Workspace) -> ModeratedCasebook:
    return read_for_moderation("model", workspace)


def told(text: str, folder: Path, workspace: Workspace, **asked) -> list[str]:
    path = folder / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    try:
        return [one.code.id for one in read_ratings(path, workspace, **asked).diagnostics]
    except InvalidInput as invalid:
        return [one.code.id for one in invalid.diagnostics]


ASKED: dict[Code, dict[str, object]] = {
    codes.RATING_OF_UNKNOWN_CASE: {"casebook": "model"},
    codes.UNKNOWN_AREA_OF_RATINGS: {"rules": "ilacs@2023"},
    codes.AWARDED_NOT_JOINED: {"casebook": "model", "with_awarded": True, "area": "overall"},
}
OF_RATINGS = [code for id, code in catalogue().items() if "M821" <= id <= "M839"]


@pytest.mark.parametrize(
    "code", [code for code in OF_RATINGS if code is not codes.BAD_GRADES], ids=lambda code: code.id
)
def test_examples_of_ratings(code: Code, tmp_path, workspace, casebook) -> None:
    asked = dict(ASKED.get(code, {}))
    if "casebook" in asked:
        asked["casebook"] = casebook
    assert set(told(code.bad, tmp_path, workspace, **asked)) == {code.id}
    assert told(code.good, tmp_path, workspace, **asked) == []


def test_a_list_of_grades_is_a_scale(tmp_path, workspace) -> None:
    ratings = "case,A,B\n1,good,poor"
    for line, found in ((codes.BAD_GRADES.bad, ["M835"]), (codes.BAD_GRADES.good, [])):
        words = shlex.split(line)
        assert told(ratings, tmp_path, workspace, grades=words[words.index("--grades") + 1]) == found
