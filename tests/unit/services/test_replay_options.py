"""What a replay is asked for besides two sides: a sweep, a table of moves, groups, provisional grades."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.explanation import render_page, render_text
from evenhand.services import replay as replaying
from evenhand.services.moved_table import COLUMNS, MovedTable
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_document import replay_document
from evenhand.services.replay_json import replay_json
from evenhand.services.workspace import Workspace
from unit.explanation.test_html import check
from unit.services.small_casebooks import CARE, small_workspace
from written_casebooks import in_chunks_of, write_casebook

GRADES = ("poor", "fair", "good")
YAML = """\
framework: visits@1
columns:
  id: id
  provider: provider
  on: on
  published: published
  groups: [region]
  evidence: [children_seen, harm, visits]
  awarded: [care]
"""
PARAMETERS = """
parameters:
  few:
    title: Few visits
    values:
      - {value: 100, source: {document: Tried, part: all of it}}
  expected:
    title: Most children
    unit: "%"
    values:
      - {value: 90%, source: {document: Tried, part: all of it}}
"""
AMENDMENT = """
amendment: tried
title: Tried
amends: visits@1
changes:
  - {id: few, because: It is tried., set_parameter: {parameter: few, value: 60, note: Tried.}}
  - {id: seen, because: It is tried., set_parameter: {parameter: expected, value: 70%, note: Tried.}}
"""

Row = dict[str, str]


def rows_of(count: int) -> list[Row]:
    return [
        {
            "id": f"C-{at}",
            "provider": f"Place {at}" if at % 4 else "",
            "on": f"{2020 + at % 3}-0{1 + at % 9}-11",
            "published": f"{2021 + at % 2}-0{1 + at % 9}-11" if at % 5 else "",
            "region": ["North", "South, and West", "", "North"][at % 4],
            "children_seen": f"{40 + at * 17 % 60}%",
            "harm": "yes" if at % 7 == 3 else "no",
            "visits": str(30 + at * 29 % 120),
            "care": GRADES[at * 5 % 3],
        }
        for at in range(count)
    ]


def care(row: Row, few: int = 100, expected: int = 90) -> str:
    """The grade of a row, worked out by hand."""
    grade = 2 if int(row["children_seen"].rstrip("%")) >= expected else 1
    if int(row["visits"]) < few:
        grade = min(grade, 1)
    return GRADES[0 if row["harm"] == "yes" else grade]


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    care = CARE.replace("< 100", "< few").replace(">= 90%", ">= expected")
    small_workspace(tmp_path, care=care, parameters=PARAMETERS)
    (tmp_path / "rules" / "amendments").mkdir()
    (tmp_path / "rules" / "amendments" / "tried.yaml").write_text(AMENDMENT)
    monkeypatch.chdir(tmp_path)
    in_chunks_of(11, monkeypatch)
    return tmp_path


def replayed(
    top: Path, rows: list[Row], *, yaml: str = YAML, drop: tuple[str, ...] = (), **asked: Any
) -> Replayed:
    names = [name for name in rows[0] if name not in drop]
    lines = [",".join(f'"{row[name]}"' for name in names) for row in rows]
    path = write_casebook(top / "mine", yaml, "\n".join([",".join(names), *lines]) + "\n")
    return replay_casebook(str(path), Workspace((top,)), **{"after": "awarded", **asked})


def told(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(one.code.id, one.message) for one in refused.value.diagnostics]


def moves(pairs: list[tuple[str, str]]) -> dict[str, int]:
    steps = [GRADES.index(after) - GRADES.index(before) for before, after in pairs]
    up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return {"moved": up + down, "up": up, "down": down}


# --- sweep -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sweep", "name", "values", "shown"),
    [
        ("few=40:120:20", "few", [40, 60, 80, 100, 120], ["40", "60", "80", "100", "120"]),
        ("few=40:59:10", "few", [40, 50, 59], ["40", "50", "59"]),
        ("few=100:100:5", "few", [100], ["100"]),
        ("expected=70%:95%:12.5%", "expected", [70, 82.5, 95], ["70%", "82.5%", "95%"]),
    ],
)
def test_a_sweep_counts_what_would_move_at_each_value(top, sweep, name, values, shown) -> None:
    rows = rows_of(60)
    found = replayed(top, rows, after="own", sweep=sweep)
    swept = replay_json(found)["sweep"]
    assert swept["parameter"] == name
    assert [one["value"] for one in swept["values"]] == shown
    assert swept["current"] == [{"few": "100", "expected": "90%"}[name]]
    for value, one in zip(values, swept["values"], strict=True):
        pairs = [(care(row), care(row, **{name: value})) for row in rows]
        assert one["areas"]["care"] == {**moves(pairs), "n": 60, "undecided": 0}
    assert found.replay.moved_count == 0


def test_a_sweep_is_from_the_other_side(top) -> None:
    rows = rows_of(40)
    found = replayed(top, rows, before="awarded", after="own", sweep="few=40:80:40")
    for value, one in zip((40, 80), replay_json(found)["sweep"]["values"], strict=True):
        counts = moves([(row["care"], care(row, few=value)) for row in rows])
        assert one["areas"]["care"] == {**counts, "n": 40, "undecided": 0}
    text = render_text(replay_document(found), width=100)
    assert "Few visits (few), value by value" in text


def test_the_value_as_it_is_moves_nobody_and_is_marked(top) -> None:
    found = replayed(top, rows_of(40), after="own", sweep="few=90:110:10")
    at = replay_json(found)["sweep"]["values"][1]
    assert (at["value"], at["areas"]["care"]["moved"]) == ("100", 0)
    assert "100 (as it is)" in render_text(replay_document(found), width=100)


@pytest.mark.parametrize(
    ("sweep", "code", "words"),
    [
        ("few", "C644", "`few` is not written as NAME=a:b:step"),
        ("few=1:2", "C644", "not written as NAME=a:b:step"),
        ("few=1:2:3:4", "C644", "not written as NAME=a:b:step"),
        ("=1:2:1", "C644", "not written as NAME=a:b:step"),
        ("few=1::1", "C644", "not written as NAME=a:b:step"),
        ("few=10:5:1", "C644", "a sweep goes up"),
        ("few=5:10:0", "C644", "a sweep goes up"),
        ("few=5:10:-1", "C644", "a sweep goes up"),
        ("few=1:1000:1", "C644", "that is 1,000 values, and 200 is the most"),
        ("few=a:b:c", "C644", "does not fit `few`"),
        ("few=10%:20%:1%", "C644", "does not fit `few`"),
        ("expected=70:80:5", "C644", "does not fit `expected`"),
        ("fwe=1:2:1", "R106", "unknown parameter `fwe`"),
    ],
)
def test_what_is_no_sweep_is_told(top, sweep: str, code: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        replayed(top, rows_of(3), after="own", sweep=sweep)
    ((found, message),) = told(refused)
    assert found == code
    assert words in message


# --- every case that moved, as a table ---------------------------------------------------------------------


def expected_moves(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row["id"], care(row), row["care"]) for row in rows if care(row) != row["care"]]


@pytest.mark.parametrize("name", ["moved.csv", "moved.parquet", "MOVED.CSV"])
def test_every_case_that_moved_is_in_the_table_and_not_only_those_listed(top, name, monkeypatch) -> None:
    monkeypatch.setattr(replaying, "MOST_LISTED", 4)
    rows = rows_of(60)
    table = MovedTable(top / name)
    found = replayed(top, rows, table=table)
    read = pl.read_parquet if name.endswith("parquet") else pl.read_csv
    frame = read(top / name)
    assert tuple(frame.columns) == COLUMNS
    assert len(found.replay.moved) == 4
    assert list(frame.select("id", "from", "to").iter_rows()) == expected_moves(rows)
    assert frame.height == found.replay.moved_count > 30


def test_the_table_has_days_as_days_and_what_is_not_recorded_as_nothing(top) -> None:
    rows = rows_of(60)
    by_id = {row["id"]: row for row in rows}
    replayed(top, rows, table=MovedTable(top / "moved.parquet"))
    frame = pl.read_parquet(top / "moved.parquet")
    assert frame.schema["on"] == frame.schema["published"] == pl.Date
    for one in frame.iter_rows(named=True):
        row = by_id[one["id"]]
        assert one["provider"] == (row["provider"] or None)
        assert one["on"] == datetime.date.fromisoformat(row["on"])
        assert (None if one["published"] is None else str(one["published"])) == (row["published"] or None)
        assert (one["rules"], one["area"], one["because"]) == ("visits@1", "care", None)


FORMULAS = ["=HYPERLINK(1)", "+44", "-5", "@SUM(1)", "a=b"]


@pytest.mark.parametrize(("name", "mark"), [("moved.csv", "'"), ("moved.parquet", "")])
def test_no_text_of_a_csv_table_is_run_by_a_spreadsheet(top, name, mark) -> None:
    rows = [
        {**row, "id": text, "provider": text, "care": "good" if care(row) == "poor" else "poor"}
        for row, text in zip(rows_of(5), FORMULAS, strict=True)
    ]
    replayed(top, rows, table=MovedTable(top / name))
    read = pl.read_parquet if name.endswith("parquet") else pl.read_csv
    frame = read(top / name)
    expected = [*(mark + text for text in FORMULAS[:4]), "a=b"]
    assert frame["id"].to_list() == frame["provider"].to_list() == expected
    assert set(frame["area"]) == {"care"}


def test_the_table_says_which_changes_a_move_is_owed_to(top) -> None:
    rows = rows_of(60)
    replayed(top, rows, after="visits@1+tried", table=MovedTable(top / "moved.csv"))
    with (top / "moved.csv").open(newline="") as stream:
        found = {one["id"]: one["because"] for one in csv.DictReader(stream)}
    expected = {}
    for row in rows:
        before, both = care(row), care(row, few=60, expected=70)
        if before != both:
            few, seen = care(row, few=60) == both, care(row, expected=70) == both
            expected[row["id"]] = (
                "few or seen" if few and seen else "few" if few else "seen" if seen else "few + seen"
            )
    assert found == expected
    assert set(expected.values()) == {"few", "seen", "few + seen"}


def test_where_nothing_moved_the_table_has_its_heads(top) -> None:
    rows = [{**row, "care": care(row)} for row in rows_of(20)]
    replayed(top, rows, table=MovedTable(top / "moved.csv"))
    assert (top / "moved.csv").read_text() == ",".join(COLUMNS) + "\n"


def test_a_table_is_never_written_over_another_file_and_that_is_told_before_the_work(top) -> None:
    (top / "moved.csv").write_text("mine")
    with pytest.raises(InvalidInput) as refused:
        MovedTable(top / "moved.csv")
    assert [code for code, _ in told(refused)] == ["I330"]
    assert (top / "moved.csv").read_text() == "mine"
    replayed(top, rows_of(20), table=MovedTable(top / "moved.csv", replace=True))
    assert (top / "moved.csv").read_text() != "mine"
    with pytest.raises(InvalidInput) as refused:
        MovedTable(top / "moved.xlsx")
    assert told(refused) == [("C645", "`moved.xlsx` is neither a .csv nor a .parquet file")]


# --- what moves are owed to, in words -----------------------------------------------------------------


def one_row(**cells: str) -> Row:
    return {**rows_of(1)[0], "harm": "no", **cells}


NEEDS_BOTH = one_row(id="both", children_seen="80%", visits="80")
NEEDS_FEW = one_row(id="few", children_seen="95%", visits="80")


def words(found: Replayed) -> str:
    return " ".join(render_text(replay_document(found), width=100).split())


def test_changes_that_each_move_their_own_do_not_interact(top) -> None:
    shown = words(replayed(top, [NEEDS_FEW], after="visits@1+tried"))
    assert "The changes do not interact: together they move what each of them moves alone." in shown


def test_changes_that_move_a_case_only_together_interact(top) -> None:
    found = replayed(top, [NEEDS_FEW, NEEDS_BOTH], after="visits@1+tried")
    assert {one.id: one.because for one in found.replay.moved} == {
        "few": (frozenset({"few"}),),
        "both": (frozenset({"few", "seen"}),),
    }
    shown = words(found)
    assert "The changes interact: alone they make 1 move, and together 2." in shown
    assert "few and seen together" in shown
    owed = replay_json(found)["attribution"]["owed"]
    assert [(one["each_enough"], one["moved"], one["up"]) for one in owed] == [
        ([["few"]], 1, 1),
        ([["few", "seen"]], 1, 1),
    ]


def test_a_case_that_one_change_would_move_back_is_named_as_one_that_stays(top) -> None:
    path = top / "rules" / "amendments" / "tried.yaml"
    path.write_text(AMENDMENT.replace("value: 70%", "value: 99%"))
    found = replayed(top, [{**NEEDS_FEW, "provider": "Avon"}], after="visits@1+tried")
    assert (found.replay.moved, [one.id for one in found.replay.only_alone]) == ([], ["few"])
    assert "few alone would move Avon (11 Jan 2020) to good; with the others in force they stay." in words(
        found
    )


# --- groups, and rows without ids --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("framework", lambda row: "visits@1"),
        ("period", lambda row: row["on"][:4]),
        ("published", lambda row: row["published"][:4] or "not recorded"),
        ("region", lambda row: row["region"] or "not recorded"),
    ],
)
def test_every_kind_of_group_is_counted(top, by, group) -> None:
    rows = rows_of(60)
    found = replay_json(replayed(top, rows, by=by, suppress_below=1))["groups"][by]
    for name in {group(row) for row in rows} | {"all"}:
        own = [row for row in rows if name in ("all", group(row))]
        counted = found[name]["care"]
        assert {key: counted[key] for key in ("moved", "up", "down")} == moves(
            [(care(row), row["care"]) for row in own]
        )
        assert (counted["cases"], counted["n"], counted["no_grade"]) == (len(own), len(own), 0)
        assert ("matrix" in counted) == (name != "all")
    assert len(found) == len({group(row) for row in rows}) + 1


def test_a_group_that_the_casebook_has_not_is_told(top) -> None:
    with pytest.raises(InvalidInput) as refused:
        replayed(top, rows_of(20), by="regoin")
    assert "regoin" in told(refused)[0][1]


def test_json_of_groups_keeps_small_counts_out_with_all_that_would_give_them_away(top) -> None:
    rows = [
        {**row, "region": ["A", "B", "C"][at % 3 if at < 21 else 0]} for at, row in enumerate(rows_of(40))
    ]
    found = replay_json(replayed(top, rows, by="region", suppress_below=5))
    groups = {name: areas["care"] for name, areas in found["groups"]["region"].items()}
    every = groups.pop("all")
    kept_out = 0
    for counted in groups.values():
        assert not {"matrix", "agreement"} & counted.keys()
        parts = [counted[name] for name in ("same", "up", "down", "no_grade", "cases")]
        assert not any(part in (1, 2, 3, 4) for part in parts)
        assert counted["suppressed"] == (None in parts)
        if None in (counted["up"], counted["down"]):
            assert counted["moved"] is counted["n"] is counted["interval"] is None
        kept_out += None in parts
    # What is said of all cases is no secret, and so it must not be what keeps the others out.
    assert {key: every[key] for key in ("n", "moved", "up", "down")} == {
        key: found["areas"]["care"][key] for key in ("n", "moved", "up", "down")
    }
    assert every["suppressed"] is False
    for name in ("same", "up", "down", "no_grade", "cases"):
        column = [counted[name] for counted in groups.values()]
        assert column.count(None) != 1
    assert kept_out > 1


def test_the_page_says_that_counts_are_kept_out(top) -> None:
    rows = [
        {**row, "region": ["A", "B", "C"][at % 3 if at < 21 else 0]} for at, row in enumerate(rows_of(40))
    ]
    shown = render_text(replay_document(replayed(top, rows, by="region", suppress_below=5)), width=100)
    assert "[c]: a count from 1 to 4, or one from which such a count would follow." in " ".join(shown.split())
    shown = render_text(replay_document(replayed(top, rows, by="region", suppress_below=1)), width=100)
    assert "[c]" not in shown


def test_groups_of_one_case_each_are_not_told_apart(top) -> None:
    rows = rows_of(2)
    found = replayed(top, rows, by="region", suppress_below=5)
    told = replay_json(found)["groups"]["region"]
    assert {name: areas["care"]["cases"] for name, areas in told.items()} == {"all": 2}
    shown = words(found)
    assert "Not shown by region: each group has so few cases that what is kept out" in shown
    assert "North" not in shown.partition("Cases under")[0]
    assert "North" in words(replayed(top, rows, by="region", suppress_below=1))


def test_cases_without_ids_are_called_by_their_rows(top) -> None:
    rows = rows_of(60)
    yaml = YAML.replace("  id: id\n", "")
    found = replayed(top, rows, yaml=yaml, drop=("id",), table=MovedTable(top / "moved.csv"))
    numbers = [f"row {at + 1}" for at, row in enumerate(rows) if care(row) != row["care"]]
    assert [one.id for one in found.replay.moved] == numbers
    assert list(pl.read_csv(top / "moved.csv")["id"]) == numbers


# --- provisional -------------------------------------------------------------------------------------------


def test_a_case_that_is_undecided_counts_at_its_provisional_grade_where_that_is_asked_for(top) -> None:
    rows = [{**row, "harm": "" if at % 2 else "no"} for at, row in enumerate(rows_of(40))]
    plain, provisional = replayed(top, rows), replayed(top, rows, provisional=True)
    tallies = [found.replay.areas["care"].tally for found in (plain, provisional)]
    assert tallies[0].undecided == 20
    assert (tallies[1].undecided, tallies[1].n) == (0, 40)
    # Harm that nobody looked at is not taken for harm.
    assert Counter((one.id, one.before, one.after) for one in provisional.replay.moved) == Counter(
        expected_moves([{**row, "harm": "no"} for row in rows])
    )
    assert replay_json(provisional)["provisional"] is True
    assert "count at their provisional grades" in render_text(replay_document(provisional))


# --- the page ----------------------------------------------------------------------------------------


def test_the_page_of_a_replay_loads_nothing_and_runs_nothing(top) -> None:
    rows = [{**row, "provider": "<script>alert(1)</script>&"} for row in rows_of(40)]
    asked = {"after": "visits@1+tried", "by": "region", "sweep": "few=40:60:10", "suppress_below": 5}
    page = render_page(replay_document(replayed(top, rows, **asked)))
    found = check(page)
    assert found.faults == []
    assert "svg" in found.tags
    assert not {"script", "link", "img", "iframe", "object", "image", "use", "foreignobject"} & set(
        found.tags
    )
    assert "url(" not in page and "@import" not in page
