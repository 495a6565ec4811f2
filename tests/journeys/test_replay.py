"""`evenhand replay`, as a user runs it: results, rejected rows, and files that are not as they should be."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import polars as pl
import pytest

from journeys.conftest import FRAMEWORK, ROWS
from journeys.program import COMMAND, environment

REJECTS = Path("past.rejects.csv")


def rejected(path: Path = REJECTS) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


# --- results -----------------------------------------------------------------------------------------


def test_a_casebook_is_replayed_beside_the_grades_awarded(evenhand, casebook):
    casebook()
    done = evenhand("replay", "past", "--json")
    assert (done.status, done.err) == (1, "")
    assert list(done.json) == [
        "schema",
        "casebook",
        "before",
        "after",
        "provisional",
        "departures",
        "areas",
        "moved",
        "moved_left_off",
        "cannot_replay",
        "cannot_replay_left_off",
        "without_rules",
        "not_affected",
        "without_area",
        "groups",
        "attribution",
        "sweep",
    ]
    assert done.json["schema"] == "evenhand/replay/1"
    assert done.json["casebook"] == {
        "id": "past",
        "title": "Visits of the past",
        "kind": "model",
        "cases": 4,
        "rejected": 0,
        "rejects": None,
    }
    care = done.json["areas"]["care"]
    assert (care["n"], care["moved"], care["up"], care["down"], care["undecided"]) == (3, 1, 1, 0, 1)
    assert care["matrix"]["fair"] == {"poor": 0, "fair": 0, "good": 1, "undecided": 0}
    assert care["agreement"]["exact"] == pytest.approx(2 / 3, abs=0.0001)
    assert done.json["moved"] == [
        {
            "id": "P-2",
            "provider": "Second Borough",
            "rules": "visits@1",
            "on": "2024-06-03",
            "published": None,
            "area": "care",
            "from": "fair",
            "to": "good",
            "because": [],
            "each_enough": [],
        }
    ]
    assert done.json["cannot_replay"] == [
        {"id": "P-4", "area": "care", "missing": ["children_seen"], "reason": None}
    ]


def test_recorded_departures_are_kept_where_one_asks_for_it(evenhand, casebook):
    path = casebook(
        ROWS.replace("care\n", "care,why\n", 1)
        .replace("no,good\nP-3", "no,good,SCALE\nP-3")
        .replace(",yes,poor", ",yes,poor,")
        .replace("of 40,no,good\nP-2", "of 40,no,good,\nP-2")
        .replace(",no,fair", ",no,fair,LATE")
    )
    path.write_text(path.read_text().replace("awarded: [care]", "awarded: [care]\n  departures: {care: why}"))
    dropped = evenhand("replay", "past", "--json")
    assert (dropped.status, dropped.json["departures"]) == (1, "drop")
    kept = evenhand("replay", "past", "--departures", "keep", "--json")
    assert (kept.status, kept.err, kept.json["departures"]) == (0, "", "keep")
    care = kept.json["areas"]["care"]
    assert (care["n"], care["moved"], care["undecided"], care["kept"]) == (4, 0, 0, 2)
    assert "Departures are kept: 2 judgements have" in evenhand("replay", "past", "--departures", "keep").out
    assert evenhand("replay", "past", "--departures", "some").status == 2


def test_cases_are_told_apart_by_a_group_and_not_recorded_is_one(evenhand, casebook):
    casebook()
    shown = ("--suppress-below", "1", "--json")
    groups = evenhand("replay", "past", "--by", "region", *shown).json["groups"]["region"]
    assert {name: found["care"]["n"] for name, found in groups.items()} == {
        "North": 2,
        "South": 1,
        "not recorded": 0,
        "all": 3,
    }
    periods = evenhand("replay", "past", "--by", "period", "--json").json["groups"]["period"]
    assert list(periods) == ["2024", "all"]
    published = evenhand("replay", "past", "--by", "published", "--json").json["groups"]["published"]
    assert list(published) == ["not recorded", "all"]


@pytest.mark.parametrize(
    "name", ["past", "casebooks/past", "casebooks/past/", "casebooks/past/casebook.yaml"]
)
def test_a_casebook_is_named_by_its_id_its_folder_or_its_file(evenhand, casebook, name):
    casebook()
    assert evenhand("replay", name).status == 1


def test_a_casebook_is_the_folder_one_is_in(evenhand, casebook, workspace):
    path = casebook()
    for name in ("casebook.yaml", "rows.csv"):
        (workspace / name).write_bytes((path.parent / name).read_bytes())
    assert evenhand("replay", ".").status == 1
    assert evenhand("replay", "./").status == 1


def test_where_no_case_moved_the_status_is_0(evenhand, casebook):
    casebook(
        ROWS.replace("20 of 40,no,good", "20 of 40,no,fair")
        .replace("P-4", "P-5")
        .replace(",,no,fair", ",1%,no,fair")
    )
    done = evenhand("replay", "past")
    assert (done.status, done.err) == (0, "")
    assert "None of 4 cases moved." in done.out


def test_where_none_moved_and_one_is_open_the_status_is_4(evenhand, casebook):
    casebook(ROWS.replace("20 of 40,no,good", "20 of 40,no,fair"))
    done = evenhand("replay", "past")
    assert done.status == 4
    assert "1 time a grade cannot be worked out" in done.out
    assert "children seen" in done.out


@pytest.mark.parametrize("format", ["text", "html", "docx", "json"])
def test_a_replay_is_written_to_a_file_and_never_over_another(evenhand, casebook, workspace, format):
    casebook()
    asked = ("replay", "past", "--format", format, "-o", "out.file")
    done = evenhand(*asked)
    assert (done.status, done.out, done.err) == (1, "", "Written to out.file.\n")
    first = (workspace / "out.file").read_bytes()
    again = evenhand(*asked)
    assert (again.status, (workspace / "out.file").read_bytes()) == (3, first)
    assert "I330" in again.err
    assert evenhand(*asked, "--overwrite").status == 1


def test_a_line_for_a_file_is_standard_output_or_refused(evenhand, casebook, workspace):
    casebook()
    plain, done = (evenhand("replay", "past", *more) for more in ([], ["-o", "-"]))
    assert (done.status, done.out, done.err) == (plain.status, plain.out, plain.err)
    refused = evenhand("replay", "past", "--rejects", "-")
    assert (refused.status, refused.out) == (3, "")
    assert "I331" in refused.err
    assert not (workspace / "-").exists()
    page = evenhand("replay", "past", "-o", "page.html")
    assert (page.status, page.out) == (1, "")
    assert (workspace / "page.html").read_text().startswith("<!DOCTYPE html>")


def test_text_fits_the_terminal(evenhand, casebook):
    casebook()
    for columns in ("40", "80"):
        done = evenhand("replay", "past", "--by", "region", COLUMNS=columns)
        text = [line for line in done.out.splitlines() if "   " not in line]
        assert max(map(len, text)) <= int(columns)


# --- rejected rows -----------------------------------------------------------------------------------

SPOILT = (
    "id,provider,region,on,children_seen,harm,care\nP-1,First Borough,North,2024-05-13,38 of 40,no,good\n"
)
SPOILT += '"P-2","A ""big"" borough, and\nits town",=1+1,2024-05-13,lots,no,goood\n,Café,,13/05/2024,,,fair\n'


def test_rejected_rows_are_in_a_file_with_every_reason(evenhand, casebook, workspace):
    casebook(SPOILT)
    done = evenhand("replay", "past", "--json")
    assert done.status == 3
    assert done.json["casebook"] == {
        "id": "past",
        "title": "Visits of the past",
        "kind": "model",
        "cases": 1,
        "rejected": 2,
        "rejects": "past.rejects.csv",
    }
    assert [told["code"] for told in done.diagnostics] == ["E202", "C626", "D005", "C621", "C630"]
    found = rejected(workspace / REJECTS)
    assert [(row["rejected row"], row["faulty column"], row["code"]) for row in found] == [
        ("2", "children_seen", "E202"),
        ("2", "care", "C626"),
        ("3", "on", "D005"),
        ("3", "id", "C621"),
    ]
    assert found[1]["reason"] == "`goood` is no grade of `care` under visits@1"
    assert found[1]["hint"] == "did you mean `good`?"
    own = {name: found[0][name] for name in ("id", "provider", "region", "on", "care")}
    assert own == {
        "id": "P-2",
        "provider": 'A "big" borough, and\nits town',
        "region": "=1+1",
        "on": "2024-05-13",
        "care": "goood",
    }
    assert found[3]["provider"] == "Café"


def test_a_row_with_a_cell_too_few_or_too_many_is_rejected_and_the_others_are_replayed(
    evenhand, casebook, workspace
):
    head, first, _ = SPOILT.split("\n", 2)
    casebook(f"{head}\n{first}\nP-2,Bath, North East,North,2024-05-13,,no,good\nP-3\n")
    done = evenhand("replay", "past", "--json")
    assert (done.status, done.json["casebook"]["cases"], done.json["casebook"]["rejected"]) == (3, 1, 2)
    one, other, _ = done.diagnostics
    assert (one["code"], one["line"], one["message"]) == (
        "C629",
        3,
        "this row has 8 cells, and the head has 7",
    )
    assert (other["code"], other["line"]) == ("C629", 4)
    assert (one["hint"], other["hint"]) == ("put text with a comma in it in quotation marks", None)
    written = (workspace / REJECTS).read_text().splitlines()[1]
    told = (
        '2,,C629,"this row has 8 cells, and the head has 7",put text with a comma in it in quotation marks,'
    )
    assert written == f"{told}P-2,Bath,North East,North,2024-05-13,,no,good"


def test_rows_that_can_be_used_are_replayed_beside_those_that_cannot(evenhand, casebook):
    casebook(SPOILT)
    done = evenhand("replay", "past")
    assert done.status == 3
    assert "None of 1 case moved." in done.out
    told = " ".join(done.out.replace("|", " ").split())
    assert "Left out of every figure here: 2 rows that cannot be used. See past.rejects.csv." in told
    assert "C630 2 of 3 rows cannot be used; each is in `past.rejects.csv` with the reason" in done.err


def test_a_file_of_rejected_rows_is_never_overwritten(evenhand, casebook, workspace):
    casebook(SPOILT)
    (workspace / REJECTS).write_text("worked on")
    (workspace / "past.rejects-2.csv").mkdir()
    assert evenhand("replay", "past", "--json").json["casebook"]["rejects"] == "past.rejects-3.csv"
    assert (workspace / REJECTS).read_text() == "worked on"
    done = evenhand("replay", "past", "--rejects", "past.rejects.csv", "--json")
    assert (done.status, done.out) == (3, "")
    assert [told["code"] for told in done.diagnostics] == ["I330"]
    assert (workspace / REJECTS).read_text() == "worked on"
    assert evenhand("replay", "past", "--rejects", "mine.csv").status == 3
    assert len(rejected(workspace / "mine.csv")) == 4


def test_without_rejected_rows_there_is_no_file_of_them(evenhand, casebook, workspace):
    casebook()
    evenhand("replay", "past")
    assert sorted(path.name for path in workspace.iterdir()) == ["casebooks", "evidence_schemas", "rules"]


def test_many_rejected_rows_are_all_in_the_file_and_the_first_are_told(evenhand, casebook, workspace):
    head = ROWS.lstrip().splitlines()[0]
    bad = [f"B-{number},Borough,,2024-05-13,,,superb" for number in range(500)]
    casebook("\n".join([head, *bad]) + "\n")
    done = evenhand("replay", "past", "--json")
    assert done.status == 3
    assert len(done.diagnostics) == 21
    assert len(rejected(workspace / REJECTS)) == 500
    assert "500 of 500 rows" in done.diagnostics[-1]["message"]


def test_a_parquet_file_without_lines_names_row_and_column(evenhand, casebook, workspace):
    path = casebook(change={"rows: rows.csv": "rows: rows.parquet"})
    rows = [line.split(",") for line in ROWS.strip().replace(",good\nP-3", ",goood\nP-3").splitlines()]
    frame = {name: [row[at] or None for row in rows[1:]] for at, name in enumerate(rows[0])}
    pl.DataFrame(frame).write_parquet(path.with_name("rows.parquet"))
    done = evenhand("replay", "past", "--json")
    assert done.status == 3
    assert done.diagnostics[0]["message"].startswith("row 2, column `care`: `goood` is no grade")
    assert [row["rejected row"] for row in rejected(workspace / REJECTS)] == ["2"]


# --- files that are not as they should be ------------------------------------------------------------


def refused(evenhand, *arguments: str) -> list[tuple[str, str]]:
    """The codes and messages of a replay that shows nothing."""
    done = evenhand("replay", *arguments, "--json")
    assert (done.status, done.out) == (3, "")
    return [(told["code"], told["message"]) for told in done.diagnostics]


def codes_of(evenhand, *arguments: str) -> list[str]:
    return [code for code, _ in refused(evenhand, *arguments)]


def test_a_wrong_name_is_told_with_the_nearest(evenhand, casebook):
    casebook()
    done = evenhand("replay", "pats")
    assert (done.status, done.out) == (3, "")
    assert done.err == "C601 there is no casebook `pats`\n  hint: did you mean `past`?\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("casebooks", "there is no casebook.yaml in this folder"),
        ("casebooks/past/rows.csv", "name the casebook.yaml that says what its columns hold"),
        ("", "it can be `model`, `past`, `published`"),
        ("a\nb", "it can be `model`, `past`, `published`"),
        ("x" * 5000, "it can be `model`, `past`, `published`"),
        ("../..", "there is no casebook.yaml in this folder"),
    ],
)
def test_what_is_no_casebook_is_told(evenhand, casebook, name, hint):
    casebook()
    done = evenhand("replay", name, "--json")
    assert (done.status, done.out) == (3, "")
    assert [(told["code"], told["hint"]) for told in done.diagnostics] == [("C601", hint)]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("", "it is empty"),
        ("id;care\n1;good\n", "separated by"),
        ("id,care,id\n1,good,2\n", "there are two columns `id`"),
        (
            b"id,provider,region,on,children_seen,harm,care\nP-1,Caf\xe9,,2024-05-13,,,good\n",
            "its byte 0xE9 is not UTF-8 text",
        ),
        ('id,provider,region,on,children_seen,harm,care\nP-1,"open,,,,,\n', "quotation mark"),
    ],
    ids=["empty", "semicolons", "column twice", "Latin 1", "open quotation"],
)
def test_rows_that_cannot_be_read_are_told(evenhand, casebook, workspace, rows, problem):
    casebook(rows)
    told = refused(evenhand, "past")
    assert [code for code, _ in told] == ["C602"]
    assert problem in told[0][1]
    assert not (workspace / REJECTS).exists()


def test_a_rows_file_that_is_not_there_or_no_table_is_told(evenhand, casebook):
    casebook(change={"rows: rows.csv": "rows: row.csv"})
    assert codes_of(evenhand, "past") == ["C602"]
    casebook(change={"rows: rows.csv": "rows: rows.xlsx"})
    problem = "it is neither a .csv nor a .parquet file, nor a folder of Parquet files"
    assert refused(evenhand, "past") == [("C602", f"`rows.xlsx` cannot be read: {problem}")]
    path = casebook(change={"rows: rows.csv": "rows: rows.parquet"})
    path.with_name("rows.parquet").write_bytes(b"PAR1 and no more")
    assert codes_of(evenhand, "past") == ["C602"]
    path.with_name("rows.parquet").unlink()
    path.with_name("rows.parquet").mkdir()
    assert codes_of(evenhand, "past") == ["C602"]


def test_a_parquet_file_with_damage_in_the_middle_is_told(evenhand, casebook, workspace):
    path = casebook()
    path.write_text(path.read_text().replace("rows.csv", "rows.parquet"))
    ids = [f"P-{number % 700}" for number in range(900)]
    columns = ("provider", "region", "on", "children_seen", "harm", "care")
    rows = path.with_name("rows.parquet")
    pl.DataFrame({"id": ids} | {name: [""] * 900 for name in columns}).write_parquet(rows)
    written = rows.read_bytes()
    rows.write_bytes(written[:10] + bytes(byte ^ 0xFF for byte in written[10:60]) + written[60:])
    ((code, message),) = refused(evenhand, "past")
    assert code == "C602"
    assert "it is no whole Parquet file" in message


def test_unknown_and_missing_columns_are_all_told_at_their_places(evenhand, casebook):
    casebook(ROWS.replace("region", "regoin").replace("harm", "extra"))
    done = evenhand("replay", "past", "--json")
    assert [(told["code"], told["line"], told["hint"]) for told in done.diagnostics] == [
        ("C603", 14, "did you mean `regoin`?"),
        ("C603", 15, done.diagnostics[1]["hint"]),
        ("C604", 1, None),
        ("C604", 1, None),
    ]


def test_a_casebook_without_columns_or_a_framework_is_told(evenhand, casebook):
    casebook(change={"framework: visits\n": ""})
    assert codes_of(evenhand, "past") == ["C605"]
    path = casebook()
    path.write_text(path.read_text().split("columns:")[0])
    assert refused(evenhand, "past") == [("D002", "`columns` is missing here")]
    path.write_text("[]")
    assert codes_of(evenhand, "past") == ["D003"]
    path.write_text("casebook: [\n")
    assert codes_of(evenhand, "past")[0].startswith("S")


def test_a_misspelt_rule_set_area_or_item_is_told_once_and_not_row_by_row(evenhand, casebook, workspace):
    casebook(change={"framework: visits": "framework: vists"})
    assert refused(evenhand, "past") == [("R160", "unknown rule set `vists`")]
    casebook(change={"awarded: [care]": "awarded: {caer: care}"})
    assert codes_of(evenhand, "past") == ["C606"]
    casebook(change={"[children_seen, harm]": "{children_sen: children_seen, harm: harm}"})
    assert codes_of(evenhand, "past") == ["E201"]
    assert not (workspace / REJECTS).exists()


def test_a_casebook_without_cases_is_told(evenhand, casebook, workspace):
    casebook(ROWS.lstrip().splitlines()[0] + "\n")
    assert codes_of(evenhand, "past") == ["C607"]
    (workspace / "empty").mkdir()
    text = (workspace / "casebooks" / "past" / "casebook.yaml").read_text().split("rows:")[0]
    (workspace / "empty" / "casebook.yaml").write_text(text)
    assert codes_of(evenhand, "empty") == ["C607"]


def test_one_row_is_enough(evenhand, casebook):
    casebook("\n".join(ROWS.lstrip().splitlines()[:2]))
    done = evenhand("replay", "past")
    assert (done.status, done.err) == (0, "")
    assert "None of 1 case moved." in done.out


def test_a_casebook_in_which_everything_is_unknown_says_what_is_missing(evenhand, casebook):
    head = ROWS.lstrip().splitlines()[0]
    casebook(f"{head}\nP-1,,,2024-05-13,,,good\nP-2,,,2024-05-13,,,\n")
    done = evenhand("replay", "past", "--json")
    assert (done.status, done.err) == (4, "")
    assert done.json["areas"]["care"]["n"] == 0
    assert done.json["areas"]["care"]["agreement"]["note"] == "no case has both grades"
    missing = {one["id"]: one["missing"] for one in done.json["cannot_replay"]}
    assert missing == {"P-1": ["children_seen", "harm"]}
    assert "No case has a grade on both sides." in evenhand("replay", "past").out


def test_a_day_outside_every_version_is_told_for_its_row(evenhand, casebook):
    casebook(
        ROWS.replace("2024-06-03", "2009-06-03").replace("2024-06-17", "").replace("2024-07-01", "2024-7-1")
    )
    done = evenhand("replay", "past", "--json")
    assert [told["code"] for told in done.diagnostics] == ["C624", "C625", "D005", "C630"]
    assert done.json["casebook"]["cases"] == 1


def test_frameworks_are_mixed_only_in_a_column_of_their_own(evenhand, casebook, workspace):
    other = workspace / "rules" / "visits" / "0"
    other.mkdir()
    (other / "framework.yaml").write_text(
        FRAMEWORK.replace('"1"', '"0"').replace("from: 2020-01-01", "from: 2010-01-01\n  to: 2019-12-31")
    )
    (other / "care.yaml").write_text((workspace / "rules/visits/1/care.yaml").read_text())
    rows = ROWS.replace("region", "rules").replace("North", "NEW").replace("South", "visits@0")
    casebook(
        rows,
        more="frameworks: {NEW: visits@1}\n",
        change={"framework: visits\n": "", "groups: [region]": "framework: rules"},
    )
    done = evenhand("replay", "past", "--by", "framework", "--json")
    assert [told["code"] for told in done.diagnostics] == ["C624", "C623", "C630"]
    assert list(done.json["groups"]["framework"]) == ["visits@1", "all"]


def test_grades_of_another_scale_need_a_mapping(evenhand, casebook):
    rows = ROWS.replace(",good", ",Met in full")
    casebook(rows)
    done = evenhand("replay", "past", "--json")
    assert [told["code"] for told in done.diagnostics] == ["C626", "C626", "C630"]
    assert done.diagnostics[0]["hint"] == "say under `grades` which grade it stands for"
    casebook(rows, more="grades: {Met in full: good}\n")
    assert evenhand("replay", "past", "--json").json["casebook"]["rejected"] == 0


def test_a_rule_set_of_other_grades_is_not_compared(evenhand, casebook, workspace):
    casebook()
    other = workspace / "rules" / "other" / "1"
    other.mkdir(parents=True)
    (other / "framework.yaml").write_text(
        FRAMEWORK.replace("framework: visits", "framework: other").replace("- fair\n", "- middling\n")
    )
    care = (workspace / "rules/visits/1/care.yaml").read_text().replace("fair", "middling")
    (other / "care.yaml").write_text(care)
    message = "the grades of `care` are not the same under visits@1 and other@1"
    (told,) = refused(evenhand, "past", "--after", "other@1")
    assert told == ("C642", f"{message}, and `also_called` does not link them")


def test_what_is_asked_for_and_is_not_there_is_told(evenhand, casebook):
    casebook()
    assert codes_of(evenhand, "past", "--by", "regoin") == ["C641"]
    assert codes_of(evenhand, "past", "--area", "caer") == ["C640"]
    assert codes_of(evenhand, "past", "--after", "vists") == ["R160"]
    done = evenhand("replay", "past", "--before", "awarded")
    assert (done.status, done.out) == (2, "")
    assert "cannot be replayed into themselves" in done.err
    assert evenhand("replay").status == 2
    assert evenhand("replay", "past", "--format", "pdf").status == 2


def test_an_inspection_file_that_is_broken_is_told_and_the_others_are_replayed(
    evenhand, casebook, inspection, workspace
):
    folder = workspace / "files"
    folder.mkdir()
    path = casebook()
    (folder / "casebook.yaml").write_text(path.read_text().split("rows:")[0].replace("past", "files"))
    for id, draft in (("A-1", "good"), ("A-2", "poor")):
        inspection(id, draft=draft).rename(folder / f"{id}.yaml")
    (folder / "A-3.yaml").write_text(
        "inspection: {id: A-3, framework: visits, on: 2024-05-13}\nevidense: []\n"
    )
    done = evenhand("replay", "files", "--json")
    assert done.status == 3
    assert [told["code"] for told in done.diagnostics] == ["D001"]
    assert done.json["casebook"]["cases"] == 2
    assert [one["id"] for one in done.json["moved"]] == ["A-2"]


def reads(open_files: Path, name: str) -> bool:
    """Whether a process has a file of this name open."""
    try:
        return any(os.readlink(file).endswith(name) for file in open_files.iterdir())
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what a process reads is seen in /proc")
def test_ctrl_c_ends_quietly_and_leaves_no_file(evenhand, casebook, workspace):
    head = ROWS.lstrip().splitlines()[0]
    rows = (f"B-{number},Borough,,2024-05-13,{number % 41} of 40,no,good" for number in range(400_000))
    casebook("\n".join([head, *rows]) + "\n")
    with subprocess.Popen(
        [*COMMAND, "replay", "past", "--json"],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A run started in the background would otherwise inherit that it ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        open_files = Path(f"/proc/{running.pid}/fd")
        while running.poll() is None and not reads(open_files, "rows.csv"):
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert not (workspace / REJECTS).exists()


def test_json_is_one_document_in_the_order_of_the_file(evenhand, casebook):
    casebook()
    done = evenhand("replay", "past", "--json")
    assert json.dumps(done.json, ensure_ascii=False, indent=2) + "\n" == done.out


# --- options -----------------------------------------------------------------------------------------


def test_every_case_that_moved_is_written_to_a_table_and_never_over_another(evenhand, casebook, workspace):
    casebook()
    done = evenhand("replay", "past", "--moved", "moved.csv", "--json")
    assert done.status == 1
    with (workspace / "moved.csv").open(newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["id"], row["on"], row["from"], row["to"]) == ("P-2", "2024-06-03", "fair", "good")
    first = (workspace / "moved.csv").read_bytes()
    again = evenhand("replay", "past", "--moved", "moved.csv")
    assert (again.status, again.out) == (3, "")
    assert "I330" in again.err and "--overwrite" in again.err
    assert evenhand("replay", "past", "--moved", "moved.csv", "--overwrite").status == 1
    assert (workspace / "moved.csv").read_bytes() == first
    assert evenhand("replay", "past", "--moved", "moved.parquet").status == 1
    assert pl.read_parquet(workspace / "moved.parquet")["id"].to_list() == ["P-2"]
    wrong = evenhand("replay", "past", "--moved", "moved.txt", "--json")
    assert (wrong.status, [told["code"] for told in wrong.diagnostics]) == (3, ["C645"])


@pytest.mark.parametrize(
    ("first", "second"), [("-o", "--moved"), ("-o", "--rejects"), ("--moved", "--rejects")]
)
def test_two_results_in_one_file_are_refused_at_once(evenhand, casebook, workspace, first, second):
    casebook()
    done = evenhand("replay", "past", "--format", "text", first, "one.csv", second, "rules/../one.csv")
    assert (done.status, done.out) == (2, "")
    assert f"{first} and {second} name the same file" in done.err
    assert not (workspace / "one.csv").exists()


def test_small_counts_are_kept_out_by_as_much_as_is_asked_for_or_the_casebook_says(evenhand, casebook):
    def by_region(*asked: str) -> dict[str, object]:
        groups = evenhand("replay", "past", "--by", "region", "--json", *asked).json["groups"]["region"]
        return {name: found["care"]["cases"] for name, found in groups.items()}

    casebook()
    assert by_region() == {"North": None, "South": None, "not recorded": None, "all": 4}
    shown = {"North": 2, "South": 1, "not recorded": 1, "all": 4}
    assert by_region("--suppress-below", "1") == shown
    casebook(more="suppress_below: 1\n")
    assert by_region() == shown
    assert by_region("--suppress-below", "2")["South"] is None
    assert evenhand("replay", "past", "--by", "region", "--suppress-below", "0").status == 2


def test_cases_that_are_undecided_count_at_their_provisional_grade_where_asked(evenhand, casebook):
    casebook()
    done = evenhand("replay", "past", "--provisional", "--json")
    care = done.json["areas"]["care"]
    assert (done.json["provisional"], care["n"], care["undecided"]) == (True, 4, 0)
    assert done.json["cannot_replay"] == []


def test_with_and_without_a_cache_the_result_is_the_same_and_a_short_casebook_has_none(
    evenhand, casebook, workspace
):
    casebook()
    one, other = (evenhand("replay", "past", option, "--json") for option in ("--cache", "--no-cache"))
    assert one.json == other.json
    assert not (workspace / "casebooks" / "past" / ".evenhand-cache").exists()


def test_a_sweep_of_what_is_no_threshold_is_told(evenhand, casebook):
    casebook()
    assert codes_of(evenhand, "past", "--after", "own", "--sweep", "children_seen=80%:90%:5%") == ["R106"]
    assert codes_of(evenhand, "past", "--after", "own", "--sweep", "few") == ["C644"]
