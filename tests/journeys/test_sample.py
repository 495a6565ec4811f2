"""`evenhand sample`: cases for second marking, with their triggers, strata, precision and seed."""

from __future__ import annotations

import csv
import json
import zipfile

import pytest

ROWS = """
id,provider,region,on,children_seen,harm,care,before
P-1,First Borough,North,2024-05-13,38 of 40,no,good,good
P-2,Second Borough,North,2024-06-03,20 of 40,no,good,poor
P-3,Third Borough,South,2024-06-17,39 of 40,yes,good,none
P-4,Fourth Borough,South,2024-07-01,,no,fair,
P-5,Fifth Borough,South,2024-07-01,38 of 40,no,good,fair
P-6,Sixth Borough,South,2024-07-01,38 of 40,no,,
"""

PREVIOUS = {"  awarded: [care]": "  awarded: [care]\n  previous: {care: before}"}


@pytest.fixture
def past(casebook):
    return casebook(ROWS, change=PREVIOUS)


def triggers(evenhand, *options: str) -> dict[str, set[str]]:
    done = evenhand("sample", "past", "--by", "triggers", "--size", "5", "--json", *options)
    assert done.status == 0
    return {one["id"]: {each["trigger"] for each in one["triggers"]} for one in done.json["sample"]}


def test_each_trigger_is_told_with_its_reason(evenhand, past):
    assert triggers(evenhand) == {
        "P-1": {"highest_grade"},
        "P-2": {"departs", "highest_grade", "two_grades"},
        "P-3": {"outside", "highest_grade", "limiting_rule", "far"},
        "P-4": {"thin_evidence"},
        "P-5": {"highest_grade", "across_good"},
    }
    done = evenhand("sample", "past", "--by", "triggers", "--size", "1", "--json")
    (one,) = done.json["sample"]
    why = {each["trigger"]: each["why"] for each in one["triggers"]}
    assert why["highest_grade"] == "awarded good"
    assert done.json["schema"] == "evenhand/sample/1"
    assert done.json["excluded"] == [{"id": "P-6", "why": "no grade was awarded"}]
    assert done.json["triggers"]["two_grades"] == {"cases": 1, "not_told": 2}


def test_strata_and_chances_are_told(evenhand, past):
    line = "sample past --by stratified --stratify region --size 3 --json"
    done = evenhand(*line.split())
    assert done.json["strata"] == [
        {"stratum": "North", "cases": 2, "drawn": 1},
        {"stratum": "South", "cases": 3, "drawn": 2},
    ]
    assert {one["stratum"]: one["chance"] for one in done.json["sample"]} == {"North": 0.5, "South": 2 / 3}
    by_grade = evenhand("sample", "past", "--by", "stratified", "--area", "care", "--size", "2", "--json")
    assert [one["stratum"] for one in by_grade.json["strata"]] == ["visits@1, fair", "visits@1, good"]


def test_the_size_follows_from_a_precision(evenhand, past):
    done = evenhand("sample", "past", "--by", "random", "--precision", "0.3", "--json")
    assert done.json["precision"]["reached"] <= 0.3
    assert done.json["size"] == len(done.json["sample"]) == 4
    text = evenhand("sample", "past", "--by", "random", "--precision", "0.3", "--seed", "9")
    assert "seed 9" in text.out
    assert "as asked for (30 points)" in text.out.replace("\n", " ")


def test_cases_are_left_out_by_id_or_file(evenhand, past, workspace):
    (workspace / "done.txt").write_text("P-2\n\nP-3\n")
    done = evenhand(
        *[
            "sample",
            "past",
            "--by",
            "risk",
            "--size",
            "2",
            "--exclude",
            "P-1",
            "--exclude",
            "done.txt",
            "--json",
        ]
    )
    assert {one["id"] for one in done.json["sample"]} == {"P-4", "P-5"}
    assert [one["weight"] for one in done.json["sample"]].count(1) == 0
    assert {one["id"] for one in done.json["excluded"]} == {"P-1", "P-2", "P-3", "P-6"}


def test_samples_and_forms_are_written_and_a_filled_form_is_read(evenhand, past, workspace):
    line = "sample past --by triggers --size 3 -o s.csv --ratings form.csv"
    done = evenhand(*line.split())
    assert (done.status, done.out) == (0, "")
    assert "seed 1" in done.err
    with (workspace / "s.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["order"] for row in rows] == ["1", "2", "3"]
    assert all(row["seed"] == "1" and row["why"] for row in rows)
    form = (workspace / "form.csv").read_text()
    assert form.splitlines()[0] == "case,rater,area,grade"
    assert len(form.splitlines()) == 4
    assert "good" not in form
    again = evenhand(*line.split())
    assert again.status == 3
    assert evenhand(*line.split(), "--overwrite").status == 0
    evenhand(*["sample", "past", "--by", "random", "--size", "2", "-o", "s.xlsx"])
    assert zipfile.is_zipfile(workspace / "s.xlsx")
    evenhand(*["sample", "past", "--by", "random", "--size", "2", "-o", "s.json"])
    assert json.loads((workspace / "s.json").read_text())["schema"] == "evenhand/sample/1"
    filled = [f"{line.rstrip(',').replace(',,', ',R2,')},good" for line in form.splitlines()[1:]]
    filled += [line.replace("R2", "R1") for line in filled]
    (workspace / "form.csv").write_text("\n".join(["case,rater,area,grade", *filled]) + "\n")
    agreed = evenhand("agree", "form.csv", "--json")
    assert agreed.status == 0


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("past --by random --size 6", 3, "M853"),
        ("past --by random --size 0", 2, "--size"),
        ("past --by random", 2, "--precision"),
        ("past --by random --size 2 --precision 0.1", 2, "--precision"),
        ("past --by chance --size 2", 2, "chance"),
        ("past --by random --size 2 --exclude P-7", 3, "M854"),
        ("past --by random --size 2 --exclude P-7 --exclude P-8", 3, "P-8"),
        ("past --by random --size 1 --to 2020-01-01", 3, "M801"),
        ("past --by random --size 1 --area caring", 3, "did you mean `care`"),
        ("past --by stratified --size 1", 3, "add --area care"),
        ("past --by stratified --stratify area --size 1", 3, "area"),
        ("past --by random --stratify region --size 1", 2, "--stratify"),
        ("past --by random --size 1 -o s.txt", 2, "s.txt"),
        ("past --by random --size 1 --ratings s.xlsx", 2, "does not end in .csv"),
        ("past --by random --size 1 -o s.csv --ratings s.csv", 2, "same file"),
        ("post --by random --size 1", 3, "did you mean `past`"),
    ],
)
def test_what_cannot_be_drawn_is_told(evenhand, past, line, status, told):
    done = evenhand("sample", *line.split())
    assert done.status == status
    assert told in done.err.replace("\n", " ")


def test_where_all_are_left_out_nothing_can_be_drawn(evenhand, past):
    left_out = [word for id in range(1, 6) for word in ("--exclude", f"P-{id}")]
    done = evenhand("sample", "past", "--by", "random", "--size", "1", *left_out)
    assert done.status == 3
    assert "no case in scope" in done.err


def test_of_the_published_judgements_trafford_has_most_triggers(evenhand, repository):
    line = "sample published --by triggers --area overall --size 1 --json"
    (one,) = evenhand("--workspace", repository, *line.split()).json["sample"]
    assert one["id"] == "trafford-2019-05-08"
    told = {each["trigger"] for each in one["triggers"]}
    assert told == {"departs", "lowest_grade", "unlike"}
