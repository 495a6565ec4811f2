"""The same cases give the same result, whether they stand in CSV, in Parquet or in inspection files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache
from pathlib import Path
from unittest import mock

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evenhand.services import casebook_cases
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import open_casebook
from evenhand.services.replay import Replayer
from evenhand.services.replay_sides import alike, side_of
from evenhand.services.workspace import Workspace
from journeys.conftest import CARE, FRAMEWORK, SCHEMA
from written_casebooks import as_csv, write_casebook

OLDER = FRAMEWORK.replace('"1"', '"0"').replace("  from: 2020-01-01", "  from: 2010-01-01\n  to: 2019-12-31")

COLUMNS = """\
frameworks: {VISITS: visits@1, OLD: visits@0}
columns:
  id: id
  provider: provider
  framework: framework
  on: on
  cases: cases
  groups: [region]
  evidence: [children_seen, harm]
  given: {}
  awarded: [care]
  previous: {care: before}
grades: {Good: good, Fair: fair}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two versions of a rule set: in the older one harm closes no grade."""
    folder = tmp_path_factory.mktemp("casebooks")
    (folder / "evidence_schemas").mkdir()
    (folder / "evidence_schemas" / "visits.yaml").write_text(SCHEMA)
    softer = CARE.replace("at_most: poor", "at_most: fair")
    for version, framework, care in (("1", FRAMEWORK, CARE), ("0", OLDER, softer)):
        rules = folder / "rules" / "visits" / version
        rules.mkdir(parents=True)
        (rules / "framework.yaml").write_text(framework)
        (rules / "care.yaml").write_text(care)
    return folder


@cache
def workspace_of(folder: Path) -> Workspace:
    return Workspace((folder,))


GOOD = {
    "region": ["North", "South, and West", ""],
    "framework": ["VISITS"],
    "on": ["2024-05-13", "2021-01-01"],
    "cases": ["40", ""],
    "children_seen": ["38 of 40", "95%", "10 of 40", "", "20% to 95%"],
    "harm": ["yes", "no", ""],
    "care": ["good", "Fair", "poor", "not_judged", ""],
    "before": ["", "none", "good", "Good"],
}
"""Cells that are in order."""

FAULTY = {
    "region": ['"quoted"', "two\nlines"],
    "framework": ["OLD", "visits@1", "visits", "", "ILACS"],
    "on": ["2015-05-13", "13/05/2024", "", "2009-01-01"],
    "cases": ["many", "-1"],
    "children_seen": ["41 of 40", "lots"],
    "harm": ["maybe"],
    "care": ["outstanding"],
    "before": ["splendid"],
}
"""Cells that are not, or only sometimes."""

Row = dict[str, str]


def rows(cells: dict[str, list[str]], ids: st.SearchStrategy[str]) -> st.SearchStrategy[Row]:
    drawn = {name: st.sampled_from(values) for name, values in cells.items()}
    return st.fixed_dictionaries({"id": ids, "provider": st.just("Somewhere"), **drawn})


def numbered(found: list[Row]) -> list[Row]:
    return [{**row, "id": f"C-{number}"} for number, row in enumerate(found)]


ANY = {name: [*GOOD[name] * 8, *FAULTY[name]] for name in GOOD}
# Most rows have no fault, or hardly one would have come through.
any_rows = st.lists(rows(ANY, st.sampled_from([*(f"C-{n}" for n in range(20)), ""])), min_size=1, max_size=9)
good_rows = st.lists(rows(GOOD, st.just("")), min_size=1, max_size=4).map(numbered)


def result(path: Path, after: str = "awarded", chunk: int = 1 << 16) -> object:
    """Everything that a replay tells, but for the order of lists and the places in files."""
    workspace = workspace_of(path.parents[1])
    case_rules = CaseRules(workspace)
    reading = CaseReading(open_casebook(str(path), workspace), workspace, case_rules)
    sides = [side_of(name, workspace, case_rules) for name in ("own", after)]
    replayer = Replayer(sides[0], sides[1], by="region")
    with mock.patch.object(casebook_cases, "CHUNK", chunk):
        for cases in reading.cases():
            for some in alike(cases, *sides):
                replayer.add(some, replayer.tried(some))
    found = replayer.found
    assert reading.broken == []
    return {
        "cases": (found.cases, reading.read, found.not_affected),
        "matrices": {id: area.tally.matrix() for id, area in found.areas.items()},
        "groups": {
            (id, group): tally.matrix()
            for id, area in found.areas.items()
            for group, tally in area.groups.items()
        },
        "moved": Counter((one.id, one.rules, one.on, one.before, one.after) for one in found.moved),
        "open": Counter((one.id, one.area, one.missing, one.reason) for one in found.unreplayed),
        "rejected": [
            (row.number, row.id, dict(row.cells), [(name, told.code.id) for name, told in row.faults])
            for row in reading.rejects.first
        ],
    }


sides = st.sampled_from(["awarded", "visits@0", "visits@1", "visits"])


@given(any_rows, sides, st.integers(1, 5))
def test_how_many_rows_are_read_at_a_time_never_matters(folder, found, after, chunk) -> None:
    path = write_casebook(folder / "any", COLUMNS, as_csv(found))
    assert result(path, after, chunk) == result(path, after)


@given(any_rows, sides, st.integers(1, 5))
def test_csv_and_parquet_of_the_same_rows_give_the_same_result(folder, found, after, chunk):
    path = write_casebook(folder / "csv", COLUMNS, as_csv(found))
    other = write_casebook(folder / "parquet", COLUMNS, b"", "rows.parquet")
    cells = {name: [row[name] or None for row in found] for name in found[0]}
    schema = dict.fromkeys(cells, pl.String)
    pl.DataFrame(cells, schema=schema).write_parquet(folder / "parquet" / "rows.parquet")
    assert result(other, after, chunk) == result(path, after)


@given(any_rows, sides, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(folder, found, after, chance) -> None:
    # Of two rows with one id the second is rejected, whichever that is.
    found = numbered(found)
    path = write_casebook(folder / "order", COLUMNS, as_csv(found))
    one = result(path, after)
    chance.shuffle(found)
    write_casebook(folder / "order", COLUMNS, as_csv(found))
    other = result(path, after)
    assert isinstance(one, dict) and isinstance(other, dict)
    rejected = [sorted(row[1:] for row in each.pop("rejected")) for each in (one, other)]
    assert rejected[0] == rejected[1]
    assert one == other


@given(any_rows, sides)
def test_every_row_is_a_case_or_rejected_with_a_reason(folder, found, after) -> None:
    path = write_casebook(folder / "whole", COLUMNS, as_csv(found))
    told = result(path, after)
    assert isinstance(told, dict)
    cases, read, _ = told["cases"]
    assert read == len(found) == cases + len(told["rejected"])
    assert all(faults for *_, faults in told["rejected"])


ragged_rows = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from([("", "x"), ("C-1",), ("C-2", "a\nb"), ("C-3", *"abcdefghijk")])
    ),
    min_size=1,
)


@settings(max_examples=25)
@given(any_rows, ragged_rows, sides, st.integers(1, 5))
def test_a_ragged_row_is_rejected_and_changes_nothing_else(folder, found, ragged, after, chunk) -> None:
    found = numbered(found)
    path = write_casebook(folder / "ragged", COLUMNS, as_csv(found))
    plain = result(path, after)
    records = list(csv.reader(io.StringIO(as_csv(found))))
    for at, cells in ragged:
        records.insert(1 + at, list(cells))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(records)
    path.with_name("rows.csv").write_text(out.getvalue())
    told = result(path, after, chunk)
    assert isinstance(plain, dict) and isinstance(told, dict)
    own = [row for row in told["rejected"] if row[3] == [("", "C629")]]
    others = [row[1:] for row in told["rejected"] if row[3] != [("", "C629")]]
    assert len(own) == len(ragged)
    assert others == [row[1:] for row in plain["rejected"]]
    cases, read, left = plain["cases"]
    assert told["cases"] == (cases, read + len(ragged), left)
    assert all(told[name] == plain[name] for name in ("matrices", "groups", "moved", "open"))


def inspection_file(row: Row) -> str:
    evidence = [
        f"  - {{item: {item}, {f'value: {row[item]}' if row[item] else 'unknown: not looked at'}}}"
        for item in ("children_seen", "harm")
    ]
    groups = f', groups: {{region: "{row["region"]}"}}' if row["region"] else ""
    lines = [
        f"inspection: {{id: {row['id']}, provider: Somewhere, framework: visits, on: {row['on']}{groups}}}",
        "evidence:",
        *evidence,
    ]
    care = {"Good": "good", "Fair": "fair"}
    if row["care"]:
        lines.append(f"draft: {{care: {care.get(row['care'], row['care'])}}}")
    if row["before"]:
        grade = care.get(row["before"], row["before"])
        lines.append("previous: none" if grade == "none" else f"previous: {{grades: {{care: {grade}}}}}")
    return "\n".join(lines) + "\n"


@settings(max_examples=25)
@given(good_rows, sides)
def test_inspection_files_give_the_same_result_as_rows(folder, found, after) -> None:
    found = [{**row, "cases": "", "care": row["care"].replace("not_judged", "")} for row in found]
    # A group that no inspection file names is no group of theirs.
    assume(any(row["region"] for row in found))
    path = write_casebook(folder / "rows", COLUMNS, as_csv(found))
    files = write_casebook(folder / "files", "")
    for old in files.parent.glob("C-*.yaml"):
        old.unlink()
    for row in found:
        (files.parent / f"{row['id']}.yaml").write_text(inspection_file(row), encoding="utf-8")
    one, other = result(path, after), result(files, after)
    if after == "awarded" and not any(row["care"] for row in found):
        # A folder without a single draft has no area to compare, and rows have a column that is empty.
        assert isinstance(other, dict)
        assert other["moved"] == Counter()
        return
    assert one == other
