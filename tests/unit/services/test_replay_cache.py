"""Coded columns that are kept beside a casebook: never stale, never half, and never needed."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import evenhand
from evenhand.services import replay_cache, replay_rows, stored_cases
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay_cache import FOLDER
from evenhand.services.replay_casebook import replay_casebook
from evenhand.services.replay_document import replay_document
from evenhand.services.replay_json import replay_json
from evenhand.services.workspace import Workspace
from unit.services.small_casebooks import CARE, FRAMEWORK, SCHEMA
from written_casebooks import in_chunks_of, write_casebook

COLUMNS = """\
frameworks: {ONE: visits@1, TWO: visits@2, DAY: visits}
columns:
  id: id
  provider: provider
  framework: framework
  on: on
  groups: [region]
  evidence: [children_seen, harm, visits]
  departures: {care: why}
  awarded: [care]
"""
HEAD = "id,provider,framework,on,region,children_seen,harm,visits,why,care\n"

PARAMETERS = """
parameters:
  few:
    title: Few visits
    values:
      - {value: 100, source: {document: Tried, part: all of it}}
      - {from: 2023-07-01, value: 120, source: {document: Tried, part: all of it}}
"""

AMENDMENT = """
amendment: tried
title: Tried
amends: visits@2
changes:
  - {id: seen, because: It is tried., remove_rule: C1}
  - {id: few, because: It is tried., set_parameter: {parameter: few, value: 60, note: Tried.}}
"""


def rows_of(count: int) -> str:
    """Rows of two versions, many days, regions and grades, some of them open."""
    lines = []
    for at in range(count):
        word, year = [("ONE", 2021), ("TWO", 2023), ("DAY", 2022), ("DAY", 2024)][at * 7 % 4]
        seen = ["95%", "50%", "", "91%"][at % 4]
        harm = ["no", "yes", "no", "", "no"][at % 5]
        care = ["good", "fair", "poor", ""][at % 4]
        day = f"{year}-{1 + at % 12:02}-{1 + at % 28:02}"
        region = ["North", "South", ""][at % 3]
        why = ["", "SCALE", "", "LATE"][at * 3 % 4]
        visits = 40 + at * 13 % 90
        lines.append(f"C-{at},Place {at},{word},{day},{region},{seen},{harm},{visits},{why},{care}\n")
    return HEAD + "".join(lines)


class Kept:
    """A workspace with two versions of a rule set, an amendment, and a casebook of 40 rows."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.rules = top / "rules" / "visits"
        (top / "evidence_schemas").mkdir()
        (top / "evidence_schemas" / "visits.yaml").write_text(SCHEMA)
        for version in ("1", "2"):
            self.add_version(version)
        (top / "rules" / "amendments").mkdir()
        (top / "rules" / "amendments" / "tried.yaml").write_text(AMENDMENT)
        self.casebook = write_casebook(top / "casebooks" / "mine", COLUMNS, rows_of(40))
        self.folder = self.casebook.parent / FOLDER
        self.was_read = False

    def add_version(self, version: str, period: str = "") -> None:
        folder = self.rules / version
        folder.mkdir(parents=True)
        framework, care = FRAMEWORK, CARE
        if version != "1":
            period = period or "{from: 2023-01-01}"
            framework = FRAMEWORK.replace('"1"', f'"{version}"')
            framework = framework.replace("{from: 2020-01-01, to: 2022-12-31}", period)
            care = CARE.replace("visits < 100", "visits < few").replace("at_most: fair", "at_most: poor")
            (folder / "parameters.yaml").write_text(PARAMETERS)
        (folder / "framework.yaml").write_text(framework)
        (folder / "care.yaml").write_text(care)

    def replay(self, cache: bool = True, **asked: Any) -> dict[str, Any]:
        """Everything that a replay tells; `was_read` says whether it read the rows."""
        self.was_read = False
        table = self.top / "moved.csv"
        # A workspace keeps what it read, so each replay has one of its own, as each run of the program has.
        found = replay_casebook(
            str(self.casebook),
            Workspace((self.top,)),
            cache=cache,
            table=MovedTable(table, replace=True),
            suppress_below=1,
            **{"after": "awarded", **asked},
        )
        document = replay_document(found)
        told = [str(diagnostic) for diagnostic in found.diagnostics]
        return replay_json(found) | {"page": repr(document), "table": table.read_bytes(), "told": told}

    @property
    def caches(self) -> list[Path]:
        return sorted(self.folder.iterdir()) if self.folder.is_dir() else []


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    found = Kept(tmp_path)
    read = CaseReading.cases

    def reading(self: CaseReading, *asked: Any) -> Any:
        found.was_read = True
        return read(self, *asked)

    monkeypatch.setattr(CaseReading, "cases", reading)
    monkeypatch.setattr(replay_rows, "WORTH_KEEPING", 20)
    monkeypatch.chdir(tmp_path)
    in_chunks_of(7, monkeypatch)
    return found


ASKED: list[dict[str, Any]] = [
    {},
    {"by": "region"},
    {"by": "framework", "provisional": True},
    {"before": "awarded", "after": "own", "by": "period"},
    {"after": "visits@2"},
    {"after": "visits", "before": "visits@1", "by": "published"},
    {"after": "rules/amendments/tried.yaml"},
    {"after": "visits@2+tried", "sweep": "few=40:120:20", "area": "care"},
    {"before": "visits@2", "after": "visits@2+tried"},
    {"after": "visits@2", "sweep": "few=100:110:5"},
    {"by": "region", "keep_departures": True},
    {"after": "visits@2+tried", "sweep": "few=40:120:20", "keep_departures": True},
]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_what_was_kept_gives_the_same_result_as_rows(kept: Kept, asked) -> None:
    plain = kept.replay(cache=False, **asked)
    assert kept.caches == []
    assert plain["areas"]["care"]["n"] > 0
    assert kept.replay(**asked) == plain
    assert kept.was_read and len(kept.caches) == 1
    assert kept.replay(**asked) == plain
    assert not kept.was_read
    assert kept.replay(cache=False, **asked) == plain
    assert kept.was_read


@pytest.mark.parametrize("name", ["rows.parquet", "rows.csv"])
def test_cases_that_are_nothing_but_evidence_are_kept_too(kept: Kept, name: str) -> None:
    """Nothing of such a row is read again when its case is listed, and there still are as many rows."""
    rows = pl.DataFrame({"harm": ["yes", "no"] * 20})
    columns = "framework: visits@1\ncolumns:\n  evidence: [harm]\n"
    kept.casebook = write_casebook(kept.folder.parent, columns, b"", name)
    if name.endswith("csv"):
        rows.write_csv(kept.casebook.with_name(name))
    else:
        rows.write_parquet(kept.casebook.with_name(name))
    amendment = AMENDMENT.replace("visits@2", "visits@1").replace("remove_rule: C1", "remove_rule: C2")
    amendment = "".join(line for line in amendment.splitlines(keepends=True) if "set_parameter" not in line)
    (kept.rules.parent / "amendments" / "tried.yaml").write_text(amendment)
    asked = {"before": "visits@1", "after": "visits@1+tried", "provisional": True}
    plain = kept.replay(cache=False, **asked)
    assert plain["areas"]["care"]["moved"] > 0
    assert plain["moved"][0]["id"].startswith("row ")
    assert kept.replay(**asked) == plain
    assert kept.replay(**asked) == plain
    assert not kept.was_read


def test_one_cache_serves_whatever_is_shown_of_the_same_two_sides(kept: Kept) -> None:
    kept.replay()
    for asked in ({"by": "region"}, {"provisional": True}, {"area": "care"}):
        plain = kept.replay(cache=False, **asked)
        assert kept.replay(**asked) == plain
        assert not kept.was_read
    assert len(kept.caches) == 1


def test_kept_and_dropped_departures_are_never_taken_for_each_other(kept: Kept) -> None:
    dropped, keeping = kept.replay(), kept.replay(keep_departures=True)
    assert len(kept.caches) == 2
    assert (dropped["departures"], keeping["departures"]) == ("drop", "keep")
    assert dropped["areas"] != keeping["areas"]
    assert keeping["areas"]["care"]["kept"] > 0
    assert (kept.replay(), kept.replay(keep_departures=True)) == (dropped, keeping)
    assert not kept.was_read


# --- never stale -----------------------------------------------------------------------------------------


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


CHANGES = {
    "a byte of the rows": ("casebooks/mine/rows.csv", "C-1,Place 1,DAY,2024", "C-1,Place 1,DAY,2023"),
    "a grade awarded": ("casebooks/mine/rows.csv", ",good\n", ",poor\n"),
    "the casebook file": (
        "casebooks/mine/casebook.yaml",
        "[children_seen, harm, visits]",
        "[children_seen, harm]\n  not_used: [visits]",
    ),
    "a rule": ("rules/visits/1/care.yaml", "visits < 100", "visits < 60"),
    "a rule of the other version": ("rules/visits/2/care.yaml", "90%", "95%"),
    "a threshold": ("rules/visits/2/parameters.yaml", "value: 100", "value: 70"),
    "the days of a version": ("rules/visits/1/framework.yaml", "to: 2022-12-31", "to: 2022-12-30"),
    "the evidence schema": ("evidence_schemas/visits.yaml", "max: 500", "max: 400"),
    "an amendment": ("rules/amendments/tried.yaml", "value: 60", "value: 90"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_of_what_it_rests_on_it_is_not_used(kept: Kept, change: str) -> None:
    asked = {"after": "visits@2+tried"} if change == "an amendment" else {"after": "visits@2"}
    kept.replay(**asked)
    name, old, new = CHANGES[change]
    changed(kept.top / name, old, new)
    found = kept.replay(**asked)
    assert kept.was_read
    assert found == kept.replay(cache=False, **asked)


def test_however_long_a_casebook_is_its_cache_is_one_open_file(kept: Kept, monkeypatch) -> None:
    """Files that are mapped are open, and a process may have no more than some hundreds of them."""
    in_chunks_of(1, monkeypatch)
    plain = kept.replay()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 30, most[1]))
    try:
        again = kept.replay()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, most)
    assert not kept.was_read
    assert again == plain


def test_rules_that_are_not_found_by_their_name_are_not_kept(kept: Kept) -> None:
    """Those of a path may go by a name that the workspace does not know, or that other rules have too."""
    shutil.copytree(kept.rules / "1", kept.top / "mine")
    changed(kept.casebook, "ONE: visits@1", "ONE: ../../mine")
    changed(kept.top / "mine" / "framework.yaml", "framework: visits", "framework: others")
    plain = kept.replay(cache=False)
    assert kept.replay() == plain
    assert kept.caches == []
    changed(kept.top / "mine" / "framework.yaml", "framework: others", "framework: visits")
    changed(kept.top / "mine" / "care.yaml", "visits < 100", "visits < 60")
    plain = kept.replay(cache=False)
    assert kept.replay() == plain
    assert kept.caches == []


def test_rules_of_a_path_that_are_those_of_their_name_are_kept(kept: Kept) -> None:
    changed(kept.casebook, "ONE: visits@1", "ONE: ../../rules/visits/1")
    plain = kept.replay(cache=False)
    assert kept.replay() == plain
    assert kept.replay() == plain
    assert not kept.was_read


def test_the_rows_are_hashed_once(kept: Kept, monkeypatch) -> None:
    asked = []
    of = replay_cache.key_of
    monkeypatch.setattr(replay_rows, "key_of", lambda *some: asked.append(some) or of(*some))
    kept.replay()
    assert kept.was_read and len(kept.caches) == 1
    assert len(asked) == 1


def test_another_sweep_has_a_cache_of_its_own(kept: Kept) -> None:
    for at, sweep in enumerate(("few=40:60:10", "few=40:60:5", "few=40:50:10")):
        found = kept.replay(after="visits@2", sweep=sweep)
        assert kept.was_read and len(kept.caches) == at + 1
        assert found == kept.replay(cache=False, after="visits@2", sweep=sweep)


def test_a_version_that_came_since_counts_for_cases_under_the_framework(kept: Kept) -> None:
    changed(kept.casebook, "DAY: visits}", "DAY: visits}\nnote: Tried.")
    before = kept.replay()
    changed(kept.rules / "2" / "framework.yaml", "{from: 2023-01-01}", "{from: 2023-01-01, to: 2023-12-31}")
    kept.replay()
    # `visits@2` is as it was before, and it is no longer the one that cases of 2024 are under.
    kept.add_version("0", "{from: 2024-01-01}")
    found = kept.replay()
    assert kept.was_read
    assert found == kept.replay(cache=False) != before


def test_a_new_version_beside_one_that_stays_in_force_is_seen(kept: Kept) -> None:
    kept.replay()
    kept.add_version("0", "{from: 2010-01-01}")
    found = kept.replay()
    assert kept.was_read
    assert found == kept.replay(cache=False)


def test_rows_that_change_while_they_are_read_are_not_kept(kept: Kept, monkeypatch) -> None:
    rows = kept.casebook.with_name("rows.csv")
    keep = stored_cases.Store.keep

    def keeping(self: Any, array: Any) -> str:
        rows.write_bytes(rows.read_bytes() + b"C-99,Place,ONE,2021-05-05,,95%,no,120,,good\n")
        return keep(self, array)

    monkeypatch.setattr(stored_cases.Store, "keep", keeping)
    kept.replay()
    assert kept.caches == []


# --- never half ------------------------------------------------------------------------------------------


def flipped(path: Path, at: int) -> None:
    """Change one bit of a file."""
    written = bytearray(path.read_bytes())
    written[at] ^= 1
    path.write_bytes(written)


DAMAGE = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "garbage": lambda path: path.write_bytes(b"garbage" * (path.stat().st_size // 7)),
    "another first byte": lambda path: flipped(path, 0),
    "another last byte": lambda path: flipped(path, -1),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_never_used_and_the_cache_is_made_again(kept: Kept, damage: str) -> None:
    plain = kept.replay()
    (cache,) = kept.caches
    names = sorted(path.name for path in cache.iterdir())
    assert names == ["arrays.bin", "manifest.json"]
    for name in names:
        DAMAGE[damage](cache / name)
        assert kept.replay() == plain
        assert kept.was_read, name
        assert [path.name for path in kept.caches] == [cache.name]
        assert sorted(path.name for path in cache.iterdir()) == names
        assert kept.replay() == plain
        assert not kept.was_read, name


def test_every_array_is_held_to_what_was_written(kept: Kept) -> None:
    plain = kept.replay()
    (cache,) = kept.caches
    manifest = (cache / "manifest.json").read_text().partition("\n")[2]
    groups = json.loads(manifest)["groups"]
    places = [one["planes"] for group in groups for one in group["coded"]]
    places += [group["own"]["which"] for group in groups if "which" in group["own"]]
    assert len(places) > 5
    for first, *_ in places:
        assert first % 64 == 0
        flipped(cache / "arrays.bin", first)
        assert kept.replay() == plain
        assert kept.was_read, first


RUN = """\
import json, os, signal, sys
from pathlib import Path
from evenhand.services import casebook_cases, replay_cache, replay_rows, stored_cases
from evenhand.services.replay_casebook import replay_casebook
from evenhand.services.replay_json import replay_json
from evenhand.services.workspace import Workspace

top, at = Path(sys.argv[1]), int(sys.argv[2])
replay_rows.WORTH_KEEPING, casebook_cases.CHUNK = 20, 7

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

keep = stored_cases.Store.keep
def keeping(self, array):
    if self.written == at:
        self._file and self._file.write(b"half")
        die()
    return keep(self, array)
stored_cases.Store.keep = keeping
if at == -2:
    replay_cache.os.replace = die
print(json.dumps(replay_json(replay_casebook(
    str(top / "casebooks" / "mine"), Workspace((top,)), after="awarded", suppress_below=1
))))
"""


def start(kept: Kept, at: int = -1) -> subprocess.Popen[str]:
    """Another process that replays, and is killed before it writes array `at`; -2 is at the very end."""
    environment = {**os.environ, "PYTHONPATH": str(Path(evenhand.__file__).parents[1])}
    asked = [sys.executable, "-c", RUN, str(kept.top), str(at)]
    return subprocess.Popen(asked, env=environment, stdout=subprocess.PIPE, text=True, cwd=kept.top)


@pytest.mark.parametrize("at", [0, 1, 9, -2])
def test_a_process_that_is_killed_leaves_nothing_that_is_taken_for_whole(kept: Kept, at: int) -> None:
    plain = kept.replay(cache=False)
    killed = start(kept, at)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    (left,) = kept.caches
    assert left.suffix == ".part"
    assert kept.replay() == plain
    assert kept.was_read
    cache = next(path for path in kept.caches if path != left)
    assert kept.replay() == plain
    assert not kept.was_read
    assert sorted(kept.caches) == sorted([left, cache]), "what is young may still be worked on"
    day_before = time.time() - 25 * 60 * 60
    os.utime(left, (day_before, day_before))
    kept.replay(after="visits@2")
    assert left not in kept.caches and cache in kept.caches


def test_two_processes_at_once_give_the_same_and_leave_one_cache(kept: Kept) -> None:
    plain = kept.replay(cache=False)
    both = [start(kept) for _ in range(2)]
    outs = [one.communicate(timeout=60)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert outs[0] == outs[1] != ""
    assert [path.suffix for path in kept.caches] == [""]
    assert kept.replay() == plain
    assert not kept.was_read


def test_a_cache_that_is_deleted_while_it_is_read_does_no_harm(kept: Kept, monkeypatch) -> None:
    plain = kept.replay()
    (cache,) = kept.caches
    whole = {path.name: path.read_bytes() for path in cache.iterdir()}
    load = stored_cases.Store.read
    for at in (0, 1, 9):
        cache.mkdir(exist_ok=True)
        for name, content in whole.items():
            (cache / name).write_bytes(content)
        count = iter(range(1000))

        def reading(self: Any, place: Any, at: int = at, count: Any = count) -> Any:
            if next(count) == at:
                for path in cache.iterdir():
                    path.unlink()
                cache.rmdir()
            return load(self, place)

        monkeypatch.setattr(stored_cases.Store, "read", reading)
        assert kept.replay() == plain
        # What is mapped already can still be read.
        assert kept.was_read == (at == 0)
        monkeypatch.setattr(stored_cases.Store, "read", load)


# --- never needed ----------------------------------------------------------------------------------------


def test_it_may_be_deleted_at_any_time(kept: Kept) -> None:
    plain = kept.replay()
    (cache,) = kept.caches
    for path in cache.iterdir():
        path.unlink()
    cache.rmdir()
    assert kept.replay() == plain
    kept.replay()
    assert not kept.was_read


def test_where_nothing_can_be_written_replay_works_without(kept: Kept) -> None:
    kept.folder.write_text("a file where the folder of caches would be")
    assert kept.replay() == kept.replay(cache=False)
    assert kept.folder.read_text().startswith("a file")


def test_where_the_disk_is_full_replay_works_without(kept: Kept, monkeypatch) -> None:
    plain = kept.replay(cache=False)

    def full(*_: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored_cases.Store, "keep", full)
    assert kept.replay() == plain
    assert kept.caches == []


def test_a_casebook_with_rows_that_cannot_be_used_is_not_kept(kept: Kept) -> None:
    lines = rows_of(40).splitlines(keepends=True)
    for at in (1, 22, 40):
        spoilt = [*lines[:at], lines[at].replace(",202", ",20x"), *lines[at + 1 :]]
        kept.casebook.with_name("rows.csv").write_text("".join(spoilt))
        assert kept.replay()["casebook"]["rejected"] == 1
        assert kept.caches == []


def test_beside_a_short_casebook_nothing_is_written(kept: Kept) -> None:
    kept.casebook.with_name("rows.csv").write_text(rows_of(19))
    kept.replay()
    assert not kept.folder.exists()
    kept.casebook.with_name("rows.csv").write_text(rows_of(20))
    kept.replay()
    assert len(kept.caches) == 1
