"""`evenhand moderate`, as a user runs it: what to do first, the report, the lists, and bad input."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from evenhand.cli.app import app

ROWS = """
id,provider,region,on,children_seen,harm,care
P-1,First Borough,North,2024-05-13,38 of 40,no,good
P-2,Second Borough,North,2024-06-03,38 of 40,no,poor
P-3,Third Borough,South,2024-06-17,39 of 40,yes,good
P-4,Fourth Borough,,2024-07-01,,no,fair
"""


def test_the_first_lines_say_what_to_do_first(evenhand, casebook):
    casebook(ROWS)
    done = evenhand("moderate", "past")
    assert (done.status, done.err) == (1, "")
    lines = [line for line in done.out.splitlines() if line]
    assert lines[0] == "Moderation of Visits of the past"
    assert lines[2] == "What to look at first"
    assert "1 record outside what the framework permits: Third Borough, 17 Jun 2024." in done.out
    assert len(done.out.splitlines()) <= 45


def test_json_has_what_the_contract_says(evenhand, casebook):
    casebook(ROWS)
    done = evenhand("moderate", "past", "--json")
    assert (done.status, done.err) == (1, "")
    assert done.json["schema"] == "evenhand/moderate/1"
    assert done.json["seed"] == 1
    (record,) = done.json["records"]
    care = done.json["consistency"]["visits@1"]["care"]
    assert (care["cases"], care["pairs"], care["tainted"]) == (4, 1, 2)
    (member,) = care["repair"]
    assert {member["id"], member["strongest_precedent"]} == {"P-1", "P-2"}
    (unlike,) = care["unlike"]
    assert unlike["grades"] == {"poor": ["P-2"], "good": ["P-1"]}
    assert set(done.json) >= {
        "records",
        "consistency",
        "signatures",
        "departures",
        "agreement",
        "severity",
        "drift",
    }
    assert {"id": "P-3", "check": "outside_permitted"}.items() <= record.items()
    assert record["detail"] == "awarded good; C2 leaves poor"
    assert done.json["first"][0]["section"] == "records"


def test_the_report_is_one_page_that_asks_nothing_of_anywhere(evenhand, casebook, workspace):
    casebook(ROWS)
    done = evenhand("moderate", "past", "-o", "report.html")
    assert (done.status, done.out) == (1, "")
    page = (workspace / "report.html").read_text()
    assert "<script" not in page and "src=" not in page and "@import" not in page
    assert "What to look at first" in page and 'id="records"' in page
    again = evenhand("moderate", "past", "-o", "report.html")
    assert again.status == 3 and "add --overwrite" in again.err
    assert evenhand("moderate", "past", "-o", "report.html", "--overwrite").status == 1


def test_every_list_is_written_as_a_workbook_or_as_csv(evenhand, casebook, workspace):
    casebook(ROWS)
    assert evenhand("moderate", "past", "--lists", "lists.xlsx").status == 1
    assert evenhand("moderate", "past", "--lists", "lists").status == 1
    book = openpyxl.load_workbook(workspace / "lists.xlsx")
    names = {path.stem for path in (workspace / "lists").iterdir()}
    assert set(book.sheetnames) == {"Contents", *(name[:31] for name in names)}
    (row,) = csv.DictReader(io.StringIO((workspace / "lists" / "records.csv").read_text()))
    assert (row["id"], row["check"], row["certain"]) == ("P-3", "outside_permitted", "yes")


def test_where_nothing_is_to_be_looked_at_the_status_is_0(evenhand, casebook):
    casebook("\n".join(line.replace("poor", "good") for line in ROWS.splitlines() if "P-3" not in line))
    done = evenhand("moderate", "past")
    assert (done.status, done.err) == (0, "")
    assert "Nothing was found that should be looked at again." in done.out


def test_another_record_of_the_same_inspections_is_held_against_this_one(evenhand, casebook, workspace):
    path = casebook("\n".join(line for line in ROWS.splitlines() if "P-3" not in line))
    other = workspace / "casebooks" / "official"
    other.mkdir()
    other.joinpath("casebook.yaml").write_text(
        path.read_text().replace("casebook: past", "casebook: official")
    )
    other.joinpath("rows.csv").write_text("""id,provider,region,on,children_seen,harm,care
x,fourth  borough,,2024-07-01,,no,good
""")
    done = evenhand("moderate", "past", "--beside", "official", "--json")
    (found,) = [one for one in done.json["records"] if one["check"] == "sources_disagree"]
    assert (found["id"], found["detail"]) == (
        "P-4",
        "`x` of official has it differently: there good, here fair",
    )


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ("passed", 3, "did you mean `past`"),
        ("past --area cares", 3, "M801"),
        ("past --framework visit@1", 3, "did you mean `visits@1`"),
        ("past --from 2030-01-01", 3, "no case is of this period"),
        ("past --from soon", 2, "write it as 2024-05-13"),
        ("past --from 2024-06-01 --to 2024-05-01", 2, "is before"),
        ("past --lists lists.csv", 3, "M802"),
        ("past --beside nothing", 3, "there is no casebook"),
        ("past -o same.json --rejects same.json", 2, "name the same file"),
        ("past -o report.pdf", 2, "`report.pdf` ends in no format that there is"),
        ("past -o report.2024", 2, ".txt, .html, .docx or .json"),
        ("past --minimum 1", 2, "`1` is not a whole number of 2 or more"),
    ],
)
def test_what_cannot_be_done_is_told(casebook, workspace, words, status, told):
    casebook(ROWS)
    before = sorted(path for path in workspace.rglob("*") if path.is_file())
    done = CliRunner().invoke(app, ["moderate", *words.split()])
    assert (done.exit_code, done.stdout) == (status, "")
    assert told in done.stderr
    assert sorted(path for path in workspace.rglob("*") if path.is_file()) == before


@pytest.mark.parametrize(
    "rows",
    [
        ROWS.splitlines()[1] + "\n",
        "\n".join(ROWS.splitlines()[:3]),
        "\n".join([ROWS.splitlines()[1], "P-1,,,,,,good"]),
        "\n".join([ROWS.splitlines()[1], *(f"P-{at},A,,2024-05-13,,,fair" for at in range(30))]),
    ],
    ids=["empty", "one case", "nothing recorded", "all alike and all missing"],
)
def test_the_least_of_casebooks_are_moderated_or_refused_in_words(casebook, rows):
    casebook(rows)
    done = CliRunner().invoke(app, ["moderate", "past", "--json"])
    assert done.exit_code in (0, 1, 3)
    assert "internal" not in done.stderr
    if done.exit_code != 3:
        json.dumps(json.loads(done.stdout), allow_nan=False)


def test_rows_with_faults_are_told_and_the_rest_is_moderated(evenhand, casebook, workspace):
    casebook(ROWS + "P-5,Fifth Borough,North,2024-07-01,41 of 40,no,fair\n")
    done = evenhand("moderate", "past", "--json", "--rejects", "bad.csv")
    assert done.status == 3
    assert (done.json["cases"], done.json["rejected"]) == (4, 1)
    assert "41 of 40" in (workspace / "bad.csv").read_text()
