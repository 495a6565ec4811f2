"""`evenhand check`, by exit status, text and JSON."""

from __future__ import annotations

import docx
import pytest

AREA_KEYS = {
    "status",
    "proposed",
    "provisional",
    "permitted",
    "reach",
    "conflict",
    "judged",
    "draft",
    "decisive",
    "fired",
    "undecided",
    "settle",
}

DEPARTURE = "departures: {care: {reason: Seen otherwise on site, by: P-1}}"


def test_a_draft_that_agrees_exits_0(evenhand, inspection):
    done = evenhand("check", inspection(draft="good"))
    assert done.status == 0
    assert "Every draft agrees with what the rules propose." in done.out
    assert done.err == ""


def test_no_draft_exits_0(evenhand, inspection):
    assert evenhand("check", inspection()).status == 0


def test_an_area_that_is_not_judged_exits_0(evenhand, inspection):
    done = evenhand("check", inspection(more="given: {care: not_judged}"), "--json")
    assert done.status == 0
    area = done.json["inspections"][0]["areas"]["care"]
    assert (area["status"], area["judged"], area["reach"], area["permitted"]) == ("not_judged", "no", [], [])


def test_a_draft_of_an_area_that_the_rules_do_not_judge_is_shown_as_what_it_is(
    evenhand, inspection, workspace
):
    rules = workspace / "rules" / "visits" / "1" / "care.yaml"
    rules.write_text(rules.read_text().replace("starts_at:", "judged_when: harm is yes\nstarts_at:"))
    done = evenhand("check", inspection(draft="good"))
    assert done.status == 0
    told = " ".join(done.out.split())
    assert "The draft grade, good, cannot be compared, because the area is not judged." in told
    assert "Every draft agrees" not in told


def test_a_draft_of_an_area_that_is_given_as_not_judged_is_refused(evenhand, inspection):
    done = evenhand("check", inspection(draft="good", more="given: {care: not_judged}"), "--json")
    assert done.status == 3
    (told,) = done.diagnostics
    assert (told["code"], told["line"]) == ("I315", 5)
    assert "`not_judged`" in told["hint"]


def test_a_draft_that_departs_exits_1_also_with_a_reason(evenhand, inspection):
    done = evenhand("check", inspection(draft="fair", more=DEPARTURE))
    assert done.status == 1
    assert "departs" in done.out
    assert "Seen otherwise on site" in done.out


def test_a_draft_outside_the_permitted_range_exits_1(evenhand, inspection):
    done = evenhand("check", inspection(harm="yes", draft="good"), "--json")
    assert done.status == 1
    area = done.json["inspections"][0]["areas"]["care"]
    assert (area["status"], area["permitted"]) == ("outside", ["poor"])


def test_rules_in_conflict_exit_1(evenhand, inspection):
    done = evenhand("check", inspection(seen="40 of 40", harm="yes", draft="good"), "--json")
    assert done.status == 1
    area = done.json["inspections"][0]["areas"]["care"]
    assert (area["status"], area["conflict"], area["proposed"]) == ("conflict", "certain", None)


def test_missing_evidence_exits_4_and_says_what_to_find_out(evenhand, inspection):
    done = evenhand("check", inspection(seen=None, draft="good"))
    assert done.status == 4
    assert "undecided" in done.out
    assert "Find out first: “Children seen”." in done.out


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["agrees", "undecided"], 4),
        (["agrees", "undecided", "departs"], 1),
        (["agrees", "undecided", "departs", "invalid"], 3),
    ],
)
def test_several_inspections_exit_with_the_first_that_applies(evenhand, inspection, statuses, expected):
    written = {
        "agrees": {"draft": "good"},
        "undecided": {"seen": None},
        "departs": {"draft": "fair"},
        "invalid": {"seen": "41 of 40"},
    }
    paths = [inspection(status, **written[status]) for status in statuses]
    assert evenhand("check", *paths).status == expected


def test_one_bad_file_does_not_stop_the_others(evenhand, inspection, workspace):
    paths = [inspection("A-1", draft="good"), workspace / "missing.yaml", inspection("A-3", draft="good")]
    done = evenhand("check", *paths, "--json")
    assert done.status == 3
    assert [one["id"] for one in done.json["inspections"]] == ["A-1", "A-3"]
    (told,) = done.diagnostics
    assert told["code"] == "S002"


def test_the_json_has_the_shape_that_is_promised(evenhand, inspection):
    done = evenhand("check", inspection(draft="good"), "--json")
    assert set(done.json) == {"schema", "inspections"}
    assert done.json["schema"] == "evenhand/check/1"
    (one,) = done.json["inspections"]
    assert set(one) == {"id", "rules", "areas"}
    assert set(one["rules"]) == {"id", "version", "hash"}
    area = one["areas"]["care"]
    assert set(area) == AREA_KEYS
    assert area == {
        "status": "agrees",
        "proposed": "good",
        "provisional": "good",
        "permitted": ["poor", "fair", "good"],
        "reach": ["good"],
        "conflict": "no",
        "judged": "yes",
        "draft": "good",
        "decisive": ["C1"],
        "fired": ["C1"],
        "undecided": [],
        "settle": [],
    }


def test_an_undecided_area_has_no_proposal_and_names_what_would_settle_it(evenhand, inspection):
    area = evenhand("check", inspection(seen=None), "--json").json["inspections"][0]["areas"]["care"]
    assert (area["proposed"], area["provisional"]) == (None, "fair")
    assert area["reach"] == ["fair", "good"]
    assert area["undecided"] == ["C1", "C3"]
    assert area["settle"] == ["children_seen"]


def test_the_trace_is_in_the_json_only_where_asked_for(evenhand, inspection):
    path = inspection()
    plain = evenhand("check", path, "--json").json["inspections"][0]
    traced = evenhand("check", path, "--json", "--trace").json["inspections"][0]
    assert "trace" not in plain["areas"]["care"]
    assert set(traced["areas"]["care"]) == AREA_KEYS | {"trace"}
    assert [rule["id"] for rule in traced["areas"]["care"]["trace"]["rules"]] == ["C1", "C2", "C3"]
    assert "children_seen" in traced["trace"]["evidence"]


def test_format_json_is_the_same_as_json(evenhand, inspection):
    path = inspection(draft="good")
    assert evenhand("check", path, "--format", "json") == evenhand("check", path, "--json")


def test_json_and_another_format_are_refused(evenhand, inspection):
    done = evenhand("check", inspection(), "--json", "--format", "html")
    assert done.status == 2
    assert "not both" in done.err


def test_the_whole_page_can_be_had_as_text(evenhand, inspection):
    done = evenhand("check", inspection(), "--trace")
    assert "Rules that fired (1)" in done.out
    assert "Visiting children, paragraph 4" in done.out


def test_html_is_one_page_that_asks_nothing_of_the_network(evenhand, inspection):
    done = evenhand("check", inspection(), "--format", "html")
    assert done.status == 0
    assert done.out.startswith("<!DOCTYPE html>")
    assert "<script" not in done.out
    assert "<link" not in done.out


def test_html_is_for_one_inspection_at_a_time(evenhand, inspection):
    done = evenhand("check", inspection("A-1"), inspection("A-2"), "--format", "html")
    assert done.status == 2
    assert "one inspection at a time" in done.err


def test_a_word_file_opens_and_holds_the_proposal(evenhand, inspection, workspace):
    done = evenhand("check", inspection(), "--format", "docx", "-o", "page.docx")
    assert (done.status, done.out) == (0, "")
    document = docx.Document(str(workspace / "page.docx"))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "The rules propose good." in words
    assert document.core_properties.title == "Inspection (A-1)"
    assert document.tables


def test_a_word_file_is_not_printed(evenhand, inspection):
    done = evenhand("check", inspection(), "--format", "docx")
    assert done.status == 2
    assert "-o" in done.err


def test_a_file_is_written_once_and_replaced_only_when_asked(evenhand, inspection, workspace):
    path = inspection()
    target = workspace / "page.html"
    first = evenhand("check", path, "--format", "html", "-o", "page.html")
    assert (first.status, first.out) == (0, "")
    target.write_text("mine")
    refused = evenhand("check", path, "--format", "html", "-o", "page.html")
    assert refused.status == 3
    assert "I330" in refused.err and "--overwrite" in refused.err
    assert target.read_text() == "mine"
    assert evenhand("check", path, "--format", "html", "-o", "page.html", "--overwrite").status == 0
    assert target.read_text().startswith("<!DOCTYPE html>")
    assert sorted(found.name for found in workspace.iterdir() if found.is_file()) == ["A-1.yaml", "page.html"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("page.html", b"<!doctype html>"),
        ("page.docx", b"PK"),
        ("a.json", b"{"),
        ("A.HTM", b"<!doctype"),
    ],
)
def test_without_a_format_the_name_of_the_file_says_it(evenhand, inspection, workspace, name, begins):
    assert evenhand("check", inspection(), "-o", name).status == 0
    assert (workspace / name).read_bytes().lower().startswith(begins.lower())
    assert evenhand("check", inspection(), "--format", "text", "-o", f"text-{name}").status == 0
    assert not (workspace / f"text-{name}").read_bytes().lower().startswith(begins.lower())


@pytest.mark.parametrize("more", [[], ["--format", "html"], ["--json"]])
def test_a_line_for_the_file_is_standard_output(evenhand, inspection, workspace, more):
    path = inspection()
    plain = evenhand("check", path, *more)
    done = evenhand("check", path, *more, "-o", "-")
    assert (done.status, done.out, done.err) == (plain.status, plain.out, plain.err)
    begun = evenhand("new", "inspection", "--rules", "visits", "-o", "-")
    assert begun.out == evenhand("new", "inspection", "--rules", "visits").out
    assert not (workspace / "-").exists()


def test_where_a_file_is_needed_a_line_for_it_is_refused(evenhand, inspection, workspace):
    done = evenhand("record", inspection(), "-o", "-")
    assert (done.status, done.out) == (3, "")
    assert "I331 `-` cannot be written: it stands for standard output" in done.err
    assert not (workspace / "-").exists()


def test_the_same_id_in_two_files_is_warned_about(evenhand, inspection, workspace):
    path = inspection("A-1", draft="good")
    copy = workspace / "copy.yaml"
    copy.write_text(path.read_text())
    done = evenhand("check", path, copy)
    assert done.status == 0
    assert "warning: I313" in done.err


def test_a_file_named_twice_is_checked_once(evenhand, inspection):
    path = inspection()
    assert len(evenhand("check", path, path, "--json").json["inspections"]) == 1


def test_a_problem_of_the_rules_is_told_once_for_all_inspections(evenhand, inspection, workspace):
    paths = [inspection("A-1"), inspection("A-2")]
    rules = workspace / "rules" / "visits" / "1" / "care.yaml"
    rules.write_text(rules.read_text().replace("supports: good", "supports: goood"))
    done = evenhand("check", *paths, "--json")
    assert done.status == 3
    assert [told["code"] for told in done.diagnostics] == ["R104"]
    assert done.json["inspections"] == []


def test_rules_can_be_chosen(evenhand, inspection, workspace):
    stricter = workspace / "stricter"
    stricter.mkdir()
    for file in (workspace / "rules" / "visits" / "1").iterdir():
        (stricter / file.name).write_text(
            file.read_text().replace("children_seen >= 90%", "children_seen >= 97%")
        )
    path = inspection()
    assert evenhand("check", path, "--json").json["inspections"][0]["areas"]["care"]["proposed"] == "good"
    done = evenhand("check", path, "--json", "--rules", "./stricter")
    assert done.json["inspections"][0]["areas"]["care"]["proposed"] == "fair"


def test_the_shipped_model_inspections_can_be_checked_together(evenhand, model):
    paths = sorted(model.glob("*.yaml"))
    done = evenhand("check", *paths, "--json")
    assert done.status == 1
    assert done.err == ""
    assert len(done.json["inspections"]) == len(paths)
    for one in done.json["inspections"]:
        for area in one["areas"].values():
            assert set(area) == AREA_KEYS


def test_several_inspections_end_with_a_count(evenhand, inspection):
    done = evenhand("check", inspection("A-1", draft="good"), inspection("A-2", draft="fair"))
    assert done.out.rstrip().endswith("2 inspections. Judgement areas: agrees 1, departs 1.")


def test_in_40_columns_every_area_is_a_list(evenhand, model):
    done = evenhand("check", model / "eastmere_2024.yaml", COLUMNS="40")
    assert max(len(line) for line in done.out.splitlines()) <= 40
    assert "\nLeaders\n  Draft: good\n" in done.out


def test_text_fits_80_columns(evenhand, model):
    done = evenhand("check", model / "eastmere_2024.yaml")
    assert max(len(line) for line in done.out.splitlines()) <= 80
