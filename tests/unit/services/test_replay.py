"""A replay: what is compared with what, what is left out, and how it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.explanation import render_text
from evenhand.services import replay as replaying
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_document import replay_document
from evenhand.services.replay_json import replay_json
from evenhand.services.workspace import Workspace
from written_casebooks import write_casebook

YAML = """\
frameworks: {OLD: ilacs@2018, NEW: ilacs@2023, SIF: sif@2013}
columns:
  id: id
  framework: framework
  on: on
  given: [leaders, help_and_protection, children_in_care, care_leavers]
  awarded: [overall]
"""
HEAD = "id,framework,on,leaders,help_and_protection,children_in_care,care_leavers,overall"
SALFORD = "salford,NEW,2023-11-06,outstanding,good,good,outstanding,good"
DUDLEY = "dudley,OLD,2018-10-29,good,requires_improvement,good,,requires_improvement"
BURY = "bury,SIF,,good,good,requires_improvement,,requires_improvement"


@pytest.fixture
def replayed(tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def run(*rows: str, after: str = "awarded", yaml: str = YAML, **asked: object) -> Replayed:
        path = write_casebook(tmp_path / "mine", yaml, "\n".join([HEAD, *rows]) + "\n")
        return replay_casebook(str(path), workspace, after=after, **asked)  # type: ignore[arg-type]

    return run


def told(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(one.code.id, one.message) for one in refused.value.diagnostics]


def shown(found: Replayed) -> str:
    return " ".join(render_text(replay_document(found)).split())


def test_each_case_is_under_its_own_rules(replayed) -> None:
    found = replayed(SALFORD, DUDLEY, BURY)
    assert [(one.id, one.rules, one.before, one.after) for one in found.replay.moved] == [
        ("salford", "ilacs@2023", "outstanding", "good"),
        ("dudley", "ilacs@2018", "good", "requires_improvement"),
        ("bury", "sif@2013", "good", "requires_improvement"),
    ]


def test_cases_under_the_rules_replayed_are_not_affected(replayed) -> None:
    found = replayed(SALFORD, DUDLEY, after="ilacs@2023", area="overall")
    assert (found.replay.not_affected, found.replay.areas["overall"].tally.cases) == (1, 1)
    assert found.replay.unreplayed[0].missing[0] == "care_leavers_in_touch"
    assert "1 case under rules that stay the same" in shown(found)


def test_where_no_case_is_affected_nothing_moves(replayed) -> None:
    found = replayed(SALFORD, after="ilacs@2023")
    assert (found.replay.not_affected, found.replay.areas, found.replay.moved_count) == (1, {}, 0)


def test_an_area_that_the_other_rules_have_not_is_gone_and_no_case_is_open(replayed) -> None:
    found = replayed(SALFORD, DUDLEY, after="ilacs@2026")
    overall = found.replay.areas["overall"]
    assert (overall.gone, overall.tally.cases) == (2, 0)
    assert [one for one in found.replay.unreplayed if one.area == "overall"] == []
    assert replay_json(found)["areas"]["overall"]["gone"] == 2
    assert "2 cases not compared: there is no such area in ilacs@2026." in shown(found)


def test_a_case_that_no_version_was_in_force_for_is_told_as_such(replayed) -> None:
    found = replayed("early,SIF,2014-05-23,good,good,good,,good", BURY, after="ilacs")
    early, bury = found.replay.unreplayed
    assert (early.area, early.missing, early.reason) == (None, (), "`ilacs` was not in force on 2014-05-23")
    assert (bury.area, bury.missing) == (None, ("on",))
    assert "was not in force on 2014-05-23" in shown(found)
    assert "the day of the inspection" in shown(found)
    assert replay_json(found)["cannot_replay"][0] == {
        "id": "early",
        "area": None,
        "missing": [],
        "reason": "`ilacs` was not in force on 2014-05-23",
    }


def test_what_is_missing_is_told_whichever_side_is_awarded(replayed) -> None:
    row = "x,OLD,2018-10-29,good,,good,,good"
    (one,) = replayed(row).replay.unreplayed
    (other,) = replayed(row, before="awarded", after="own").replay.unreplayed
    assert one.missing == ("help_and_protection",)
    assert (one.id, one.area, one.missing) == (other.id, other.area, other.missing)


def test_an_area_without_an_awarded_grade_is_not_counted(replayed) -> None:
    found = replayed(SALFORD, DUDLEY.replace(",,requires_improvement", ",,"))
    assert found.replay.areas["overall"].tally.cases == 1


def test_a_grade_that_is_taken_as_given_is_nothing_to_compare(replayed) -> None:
    yaml = YAML.replace("awarded: [overall]", "awarded: [overall, leaders]")
    with pytest.raises(InvalidInput) as refused:
        replayed(SALFORD, area="leaders", yaml=yaml)
    assert told(refused) == [
        ("C640", "there is nothing to replay for `leaders`: its grade is taken as given in every case")
    ]


def test_an_area_without_awarded_grades_is_told(replayed) -> None:
    with pytest.raises(InvalidInput) as refused:
        replayed(SALFORD, yaml=YAML.replace("awarded: [overall]", "not_used: [overall]"), area="overall")
    assert [code for code, _ in told(refused)] == ["C643"]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("framework", {"ilacs@2023": 1, "ilacs@2018": 1, "sif@2013": 1}),
        ("period", {"2023": 1, "2018": 1, "not recorded": 1}),
        ("published", {"not recorded": 3}),
    ],
)
def test_cases_can_always_be_told_apart_by(replayed, by, groups) -> None:
    found = replayed(SALFORD, DUDLEY, BURY, by=by, suppress_below=1)
    assert {name: tally.n for name, tally in found.replay.areas["overall"].groups.items()} == groups
    assert groups.keys() <= replay_json(found)["groups"][by].keys()


def test_lists_stop_and_counts_do_not(replayed, monkeypatch) -> None:
    monkeypatch.setattr(replaying, "MOST_LISTED", 2)
    monkeypatch.setattr(replaying, "MOST_UNREPLAYED", 2)
    rows = [DUDLEY.replace("dudley", f"d{number}") for number in range(5)]
    rows += [f"x{number},OLD,2018-10-29,good,,good,,good" for number in range(5)]
    found = replayed(*rows)
    json = replay_json(found)
    assert (len(json["moved"]), json["moved_left_off"]) == (2, 3)
    assert (len(json["cannot_replay"]), json["cannot_replay_left_off"]) == (2, 3)
    assert json["areas"]["overall"]["moved"] == 5


def test_a_page_names_the_first_cases_and_says_how_many_more_there_are(replayed) -> None:
    found = replayed(*(DUDLEY.replace("dudley", f"d{number:02}") for number in range(33)))
    assert "d29 " in shown(found)
    assert "d30 " not in shown(found)
    assert "3 more moved. --json lists them." in shown(found)


def test_an_area_of_a_rule_set_that_no_case_is_under_is_no_mistake(replayed) -> None:
    assert replayed(BURY).replay.cases == 1


def test_an_area_in_which_nothing_is_compared_has_no_heading(replayed) -> None:
    found = replayed(SALFORD, yaml=YAML.replace("awarded: [overall]", "awarded: [overall, leaders]"))
    assert "Overall effectiveness" in shown(found)
    assert "The impact of leaders" not in shown(found)


def test_what_is_assumed_is_said(replayed) -> None:
    yaml = YAML + "assume: {agency_rate: {value: 15%, because: it was not published}}\n"
    assert "Agency rate is assumed to be 15% where it is not recorded: it was not published" in shown(
        replayed(SALFORD, yaml=yaml)
    )
