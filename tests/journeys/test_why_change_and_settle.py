"""`evenhand why --change-to` and `--settle`."""

from __future__ import annotations

import sys


def test_the_fewest_changes_name_items_with_what_is_recorded_and_what_would_do(evenhand, inspection):
    path = inspection(seen="30 of 40", harm="no")
    done = evenhand("why", path, "--area", "care", "--change-to", "good", "--json")
    assert done.status == 0
    assert done.json["changes"] == [[{"item": "children_seen", "from": "30 of 40", "to": "36 of 40"}]]
    assert (done.json["change_to"], done.json["changes_decided"], done.json["changes_every"]) == (
        "good",
        True,
        True,
    )


def test_changes_are_told_in_words_and_better_means_the_next_grade(evenhand, inspection):
    done = evenhand("why", inspection(seen="30 of 40", harm="no"), "--area", "care", "--change-to", "better")
    assert done.status == 0
    assert "One change would reach good:" in done.out
    assert "Children seen: from 30 of 40 (75%) to 36 of 40 (90%)" in done.out


def test_two_changes_that_are_needed_together_are_told_so(evenhand, inspection):
    done = evenhand("why", inspection(seen="30 of 40", harm="yes"), "--area", "care", "--change-to", "good")
    assert "No single change reaches good. Two changes together would:" in done.out


def test_a_change_for_the_worse_is_found_as_well(evenhand, inspection):
    done = evenhand("why", inspection(harm="no"), "--area", "care", "--change-to", "poor", "--json")
    assert [{"item": "harm", "from": "no", "to": "yes"}] in done.json["changes"]


def test_what_no_evidence_reaches_is_an_answer(evenhand, workspace, inspection):
    rules = workspace / "rules" / "visits" / "1" / "care.yaml"
    rules.write_text(rules.read_text().replace("supports: good", "supports: fair"))
    done = evenhand("why", inspection(), "--area", "care", "--change-to", "good")
    assert done.status == 0
    assert "No change of evidence reaches good." in done.out


def test_a_provider_cannot_change_what_the_schema_says_they_cannot(evenhand, workspace, inspection):
    schema = workspace / "evidence_schemas" / "visits.yaml"
    schema.write_text(schema.read_text().replace("title: Harm", "changeable: no\n    title: Harm"))
    asked = ("why", inspection(harm="yes"), "--area", "care", "--change-to", "fair")
    assert evenhand(*asked, "--json").json["changes"] != []
    done = evenhand(*asked, "--changeable-only")
    assert "No change of what a provider can change reaches fair." in done.out
    assert evenhand("why", asked[1], "--area", "care", "--changeable-only").status == 2


def test_where_there_is_nothing_to_change_the_reason_is_said(evenhand, inspection):
    path = inspection()
    done = evenhand("why", path, "--area", "care", "--change-to", "good")
    assert "The rules propose this grade already." in done.out
    path.write_text(path.read_text() + "given: {care: fair}\n")
    done = evenhand("why", path, "--area", "care", "--change-to", "good")
    assert "The grade is given in the inspection file, so no evidence changes it." in done.out.replace(
        "\n", " "
    )


def test_a_wrong_grade_is_told_with_the_nearest_(evenhand, inspection):
    done = evenhand("why", inspection(), "--area", "care", "--change-to", "god")
    assert done.status == 3
    assert "did you mean `good`?" in done.err


def test_beyond_the_best_and_the_worst_grade_the_answer_is_that_there_is_none(evenhand, inspection):
    done = evenhand("why", inspection(), "--area", "care", "--change-to", "better")
    assert done.status == 0
    assert "What would change it to a better grade" in done.out
    assert "It is at the best grade already." in done.out
    path = inspection(harm="yes")
    told = evenhand("why", path, "--area", "care", "--change-to", "worse", "--json").json
    assert (told["change_to"], told["changes"]) == ("worse", [])
    assert told["changes_note"] == "It is at the worst grade already."


def test_an_area_that_is_not_judged_is_told_so_and_has_no_better_grade(evenhand, workspace, inspection):
    rules = workspace / "rules" / "visits" / "1" / "care.yaml"
    rules.write_text(rules.read_text().replace("starts_at: fair", "starts_at: fair\njudged_when: harm is no"))
    done = evenhand("why", inspection(harm="yes"), "--area", "care", "--change-to", "better")
    assert done.status == 0
    assert "The area is not judged, so it has no grade." in done.out


def test_a_grade_that_rests_on_given_grades_is_told_so(evenhand, workspace, inspection):
    rules = workspace / "rules" / "visits" / "1"
    framework = rules / "framework.yaml"
    framework.write_text(framework.read_text().replace("  - care", "  - care\n  - overall"))
    (rules / "overall.yaml").write_text("area: overall\ntitle: Overall\nstarts_at: care\n")
    path = inspection()
    asked = ("why", path, "--area", "overall", "--change-to", "fair")
    assert "Children seen: from 38 of 40 (95%)" in evenhand(*asked).out
    path.write_text(path.read_text() + "given: {care: good}\n")
    done = evenhand(*asked)
    assert "The grades that it rests on are given in the inspection file" in done.out


def test_the_status_is_4_where_time_runs_out(evenhand, inspection):
    done = evenhand(
        "why", inspection(seen="30 of 40"), "--area", "care", "--change-to", "good", "--time-limit", "0"
    )
    assert done.status == 4
    assert "Time ran out before it was known" in done.out


def test_what_would_settle_an_open_area_is_told(evenhand, inspection):
    path = inspection()
    path.write_text(path.read_text().replace("value: 38 of 40", "unknown: not looked at"))
    done = evenhand("why", path, "--area", "care", "--settle", "--json")
    assert done.json["settle"]["outcomes"] == ["fair", "good"]
    assert done.json["settle"]["sets"] == [["children_seen"]]
    words = evenhand("why", path, "--area", "care", "--settle").out
    assert "The area can still turn out fair or good." in words
    assert "One item settles it, whatever it turns out to be:" in words


def test_what_no_work_settles_is_told_with_its_reason(evenhand, workspace, inspection):
    path = inspection()
    path.write_text(path.read_text().replace("value: 38 of 40", "unknown: suppressed"))
    words = " ".join(evenhand("why", path, "--area", "care", "--settle").out.split())
    assert "What else is open: Children seen, which is suppressed in the source." in words
    path.write_text(path.read_text().replace("unknown: suppressed", "unknown: looked and could not tell"))
    words = " ".join(evenhand("why", path, "--area", "care", "--settle").out.split())
    assert "What else is open: Children seen, which nobody could tell." in words


def test_a_plain_why_does_not_load_the_solver(workspace, inspection, monkeypatch, capsys):
    from typer.testing import CliRunner

    from evenhand.cli.app import app

    monkeypatch.delitem(sys.modules, "z3", raising=False)
    done = CliRunner().invoke(app, ["why", str(inspection()), "--area", "care"])
    assert done.exit_code == 0
    assert "z3" not in sys.modules
