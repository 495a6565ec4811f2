"""A replay in parts, without a cluster: what is sent, what comes back, and what is told."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from evenhand import __version__
from evenhand.backends.spark import SparkFailedError, WorkersLackError
from evenhand.diagnostics import InvalidInput
from evenhand.evidence.rows import CsvRows, ParquetRows, RowChunk
from evenhand.services import replay, replay_merge, replay_on_spark, replay_task
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_json import replay_json
from evenhand.services.replay_on_spark import OnSpark
from evenhand.services.workspace import Workspace, open_workspace
from written_casebooks import write_casebook

SETTINGS = """\
framework: ilacs
columns:
  id: id
  on: on
  groups: [region]
  given: [leaders, help_and_protection, children_in_care, care_leavers]
  awarded: [overall]
"""

ROWS = """\
id,on,region,leaders,help_and_protection,children_in_care,care_leavers,overall
1,2018-10-29,North,good,good,good,,good
2,2019-09-23,North,requires_improvement,inadequate,good,,inadequate
3,2023-11-06,South,good,good,good,good,outstanding
4,2024-02-01,South,good,goood,good,good,good
5,2024-02-05,,good,good,,good,good
6,2024-02-08,,outstanding,outstanding,good,outstanding,requires_improvement
2,2024-02-09,South,good,good,good,good,good
"""


@dataclass(frozen=True)
class FakeRows:
    """Rows whose parts are worked on here, two rows at a time or another number, the last part first."""

    rows: CsvRows | ParquetRows
    scratch: Path
    numbered: bool = True
    size: int = 2
    fails: Exception | None = None

    @property
    def head(self) -> tuple[str, ...]:
        return self.rows.head

    def repeated(self, column: str) -> dict[str, int]:
        found: dict[str, list[int]] = {}
        for chunk in self.rows.chunks(frozenset(self.head), 100):
            for at, id in enumerate(chunk.columns[column].each()):
                found.setdefault(id, []).append(chunk.first + at)
        return {id: places[0] for id, places in found.items() if len(places) > 1}

    def each_part(self, columns: Iterable[str], done: str, task: bytes, version: str) -> Iterator[bytes]:
        assert version == __version__
        if self.fails is not None:
            raise self.fails
        module, _, name = done.partition(":")
        for chunk in reversed(list(self.rows.chunks(frozenset(columns), self.size))):
            one = replace(chunk, place=nowhere, numbered=self.numbered)
            yield getattr(import_module(module), name)(task, [one], self.scratch)
        yield getattr(import_module(module), name)(task, [], self.scratch)


def nowhere(row: int, column: str | None) -> None:
    return None


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(tmp_path)
    return open_workspace()


@pytest.fixture
def on_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OnSpark:
    """Has casebooks replayed in parts here, with nothing kept of earlier ones."""
    replay_task._kept.clear()
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def opened(self: OnSpark, name: str, workspace: Workspace) -> tuple[Any, FakeRows]:
        casebook = replay_on_spark.open_casebook(name, workspace)
        assert casebook.rows is not None
        return casebook, FakeRows(casebook.rows, scratch)

    monkeypatch.setattr(OnSpark, "open", opened)
    return OnSpark()


def in_parquet(folder: Path, rows: str = ROWS) -> Path:
    """The casebook with its rows in two Parquet files, in a folder."""
    frame = pl.read_csv(rows.encode(), infer_schema=False)
    (folder / "cases" / "rows").mkdir(parents=True)
    frame[:3].write_parquet(folder / "cases" / "rows" / "1.parquet")
    frame[3:].write_parquet(folder / "cases" / "rows" / "2.parquet")
    (folder / "cases" / "rows" / "_SUCCESS").touch()
    return write_casebook(folder / "cases", f"rows: rows\n{SETTINGS}")


def as_told(found: Replayed) -> dict[str, Any]:
    """A replay as JSON, its lists in one order."""
    told = replay_json(found)
    told["casebook"].pop("rejects")
    for name in ("moved", "cannot_replay"):
        told[name] = sorted(told[name], key=lambda one: (one["id"], one["area"] or ""))
    if told["attribution"] is not None:
        for name in ("alone", "owed", "only_alone"):
            told["attribution"][name] = sorted(told["attribution"][name], key=str)
    return told


ASKED: list[dict[str, Any]] = [
    {"after": "awarded", "by": "region"},
    {"after": "ilacs@2023", "by": "framework", "provisional": True},
    {"after": "ilacs", "area": "overall"},
    {"before": "ilacs@2018", "after": "own"},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_parts_put_together_are_the_replay(asked, tmp_path, workspace, on_parts) -> None:
    path = in_parquet(tmp_path)
    here = replay_casebook(str(path), workspace, **asked)
    there = replay_casebook(str(path), workspace, on=on_parts, **asked)
    assert as_told(there) == as_told(here)
    assert here.rejects is not None and there.rejects is not None
    assert there.rejects.read_text() == here.rejects.read_text()
    assert there.rejected == 2


@pytest.mark.parametrize("after", ["awarded", "ilacs@2018"])
def test_departures_are_kept_in_parts_as_in_one_go(after, tmp_path, workspace, on_parts) -> None:
    lines = [
        f"{line},{'why' if at == 0 else 'SEEN' if at % 2 else ''}" for at, line in enumerate(ROWS.split())
    ]
    path = in_parquet(tmp_path, "\n".join(lines) + "\n")
    path.write_text(path.read_text() + "  departures: {overall: why}\n")
    asked = {"after": after, "keep_departures": True}
    here = replay_casebook(str(path), workspace, **asked)
    there = replay_casebook(str(path), workspace, on=on_parts, **asked)
    assert as_told(there) == as_told(here)
    assert as_told(here)["areas"]["overall"]["kept"] > 0
    assert as_told(here) != as_told(replay_casebook(str(path), workspace, after=after))


MOVES, OPEN = "good,good,good,good,outstanding", "good,good,,good,good"


@pytest.mark.parametrize("every_move", [False, True])
def test_the_same_cases_are_listed_however_rows_are_split(
    every_move, tmp_path, workspace, monkeypatch
) -> None:
    ids = [f"{at * 17 % 40:02}" for at in range(40)]
    rows = [f"{id},2024-02-05,North,{OPEN if int(id) % 3 else MOVES}" for id in ids]
    path = in_parquet(tmp_path, "\n".join([ROWS.splitlines()[0], *rows]) + "\n")
    for module in (replay, replay_merge):
        monkeypatch.setattr(module, "MOST_LISTED", 5)
        monkeypatch.setattr(module, "MOST_UNREPLAYED", 4)
    for size in (1, 2, 3, 7, 40):
        scratch = tmp_path / f"scratch-{size}"
        scratch.mkdir()
        rows_of_casebook = ParquetRows(path.parent / "rows", "rows")
        fake = FakeRows(rows_of_casebook, scratch, size=size)
        monkeypatch.setattr(
            OnSpark,
            "open",
            lambda self, name, own, rows=fake: (replay_on_spark.open_casebook(name, own), rows),
        )
        table = MovedTable(tmp_path / f"{size}.csv") if every_move else None
        found = replay_casebook(str(path), workspace, after="awarded", table=table, on=OnSpark()).replay
        assert [one.id for one in found.moved] == ["00", "03", "06", "09", "12"]
        assert [(one.id, one.missing[0]) for one in found.unreplayed] == [
            (id, "voice_in_plans") for id in ("01", "02", "04", "05")
        ]
        assert (found.moved_count, found.unreplayed_count) == (14, 26)
        if every_move:
            assert len(pl.read_csv(tmp_path / f"{size}.csv")) == 14


def test_what_is_missing_is_worked_out_from_the_cells_that_came_back(tmp_path, workspace, on_parts) -> None:
    found = replay_casebook(str(in_parquet(tmp_path)), workspace, after="awarded", on=on_parts)
    assert [(one.id, one.missing[0]) for one in found.replay.unreplayed] == [("5", "voice_in_plans")]


def test_every_move_is_written_in_the_order_of_ids(tmp_path, workspace, on_parts) -> None:
    table = MovedTable(tmp_path / "moved.csv")
    replay_casebook(str(in_parquet(tmp_path)), workspace, after="awarded", table=table, on=on_parts)
    assert pl.read_csv(tmp_path / "moved.csv")["id"].to_list() == [3, 6]


def test_rule_sets_that_are_named_by_path_go_with_the_task(tmp_path, repository, workspace, on_parts) -> None:
    shutil.copytree(repository / "rules" / "ilacs", tmp_path / "mine" / "ilacs")
    path = in_parquet(tmp_path)
    path.write_text(path.read_text().replace("framework: ilacs\n", "framework: mine/ilacs/2023\n"))
    asked = {"before": "mine/ilacs/2023", "after": "awarded"}
    here = replay_casebook(str(path), workspace, **asked)
    there = replay_casebook(str(path), workspace, on=on_parts, **asked)
    assert as_told(there) == as_told(here)
    assert there.replay.moved_count


def test_rule_sets_that_lie_beside_the_casebook_are_found_from_another_folder(
    tmp_path, repository, workspace, on_parts, monkeypatch
) -> None:
    path = in_parquet(tmp_path)
    path.write_text(path.read_text().replace("framework: ilacs\n", "framework: ./ilacs/2023\n"))
    for folder in ("cases", "elsewhere"):
        shutil.copytree(repository / "rules" / "ilacs", tmp_path / folder / "ilacs")
    # One of the same name in the current folder, which the side after means.
    other = tmp_path / "elsewhere" / "ilacs" / "2023" / "framework.yaml"
    other.write_text(other.read_text().replace('version: "2023"', 'version: "2023b"'))
    monkeypatch.chdir(tmp_path / "elsewhere")
    for asked in ({"after": "awarded"}, {"after": "./ilacs/2023", "area": "overall"}):
        here = replay_casebook(str(path), workspace, **asked)
        there = replay_casebook(str(path), workspace, on=on_parts, **asked)
        assert as_told(there) == as_told(here)


def test_rows_without_an_id_are_told_that_alone(tmp_path, workspace, on_parts) -> None:
    blank = ROWS.replace("\n5,", "\n,").replace("\n6,", "\n,")
    path = in_parquet(tmp_path, blank)
    here = replay_casebook(str(path), workspace, after="awarded")
    there = replay_casebook(str(path), workspace, after="awarded", on=on_parts)
    assert [one.code.id for one in there.diagnostics].count("C621") == 2
    assert [one.message for one in there.diagnostics][:-1] == [one.message for one in here.diagnostics][:-1]


def test_what_moves_are_owed_to_is_found_in_parts(tmp_path, repository, workspace, on_parts) -> None:
    written = (repository / "rules" / "amendments" / "ties_and_cap_2023.yaml").read_bytes()
    (tmp_path / "change.yaml").write_bytes(written)
    path = in_parquet(tmp_path, ROWS.replace("South,good,good,", "South,outstanding,outstanding,"))
    here = replay_casebook(str(path), workspace, after="change.yaml")
    there = replay_casebook(str(path), workspace, after="change.yaml", on=on_parts)
    assert as_told(there) == as_told(here)
    assert there.replay.not_affected
    assert there.replay.attribution is not None and there.replay.attribution.owed


def test_rows_of_a_table_that_share_an_id_are_all_left_out(tmp_path, workspace, monkeypatch) -> None:
    path = in_parquet(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def opened(self: OnSpark, name: str, workspace: Workspace) -> tuple[Any, FakeRows]:
        casebook = replay_on_spark.open_casebook(name, workspace)
        assert casebook.rows is not None
        return casebook, FakeRows(casebook.rows, scratch, numbered=False)

    monkeypatch.setattr(OnSpark, "open", opened)
    found = replay_casebook(str(path), workspace, after="awarded", on=OnSpark())
    told = sorted(one.message for one in found.diagnostics if "case `" in one.message)
    assert (found.rejected, told) == (
        3,
        [
            "case `2`, column `id`: there is another case `2` before this one",
            "case `2`, column `id`: there is another case `2` before this one",
            "case `4`, column `help_and_protection`: `goood` is no grade of `help_and_protection` under "
            "ilacs@2023",
        ],
    )


@pytest.mark.parametrize(
    ("fault", "code"),
    [(SparkFailedError("no master answers"), "B422"), (WorkersLackError("there is no evenhand"), "B423")],
)
def test_what_goes_wrong_is_told(fault, code, tmp_path, workspace, monkeypatch) -> None:
    path = in_parquet(tmp_path)

    def opened(self: OnSpark, name: str, workspace: Workspace) -> tuple[Any, FakeRows]:
        casebook = replay_on_spark.open_casebook(name, workspace)
        assert casebook.rows is not None
        return casebook, FakeRows(casebook.rows, tmp_path, fails=fault)

    monkeypatch.setattr(OnSpark, "open", opened)
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(path), workspace, after="awarded", on=OnSpark())
    (told,) = raised.value.diagnostics
    assert (told.code.id, str(fault) in told.message) == (code, True)


def test_what_a_part_finds_wrong_is_told_once(tmp_path, workspace, on_parts) -> None:
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(in_parquet(tmp_path)), workspace, after="awarded", by="regoin", on=on_parts)
    assert [told.code.id for told in raised.value.diagnostics] == ["C641"]


def test_a_casebook_without_rows_is_told(tmp_path, workspace, on_parts) -> None:
    path = in_parquet(tmp_path, ROWS.splitlines()[0] + "\n")
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(path), workspace, after="awarded", on=on_parts)
    assert [told.code.id for told in raised.value.diagnostics] == ["C607"]


def test_inspection_files_are_not_for_spark(workspace) -> None:
    with pytest.raises(InvalidInput) as raised:
        OnSpark().open("model", workspace)
    assert [told.code.id for told in raised.value.diagnostics] == ["B421"]


def test_where_pyspark_is_missing_it_is_told_what_to_install(workspace, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InvalidInput) as raised:
        OnSpark().open("published", workspace)
    (told,) = raised.value.diagnostics
    assert (told.code.id, told.hint) == ("B420", "pip install 'evenhand[spark]'")


def test_files_of_a_folder_have_the_same_columns(tmp_path, workspace) -> None:
    path = in_parquet(tmp_path)
    pl.DataFrame({"id": ["9"]}).write_parquet(tmp_path / "cases" / "rows" / "3.parquet")
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(path), workspace, after="awarded")
    (told,) = raised.value.diagnostics
    assert told.message == "`rows` cannot be read: `3.parquet` has no column `on`, and `1.parquet` has one"


def test_a_folder_without_files_is_told(tmp_path, workspace) -> None:
    path = in_parquet(tmp_path)
    for file in (tmp_path / "cases" / "rows").glob("*.parquet"):
        file.unlink()
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(path), workspace, after="awarded")
    (told,) = raised.value.diagnostics
    assert told.message == "`rows` cannot be read: there is no .parquet file in this folder"


def chunk_of(rows: ParquetRows) -> RowChunk:
    (only,) = rows.chunks(frozenset(rows.head), 100)
    return only


def test_files_of_a_folder_follow_each_other_by_name(tmp_path, workspace) -> None:
    in_parquet(tmp_path)
    rows = ParquetRows(tmp_path / "cases" / "rows", "rows")
    assert chunk_of(rows).columns["id"].each() == ["1", "2", "3", "4", "5", "6", "2"]
