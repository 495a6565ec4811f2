"""A casebook replayed on a Spark cluster comes out as it does on one machine, also when a worker is lost."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from backends.cluster import lacking, settings
from evenhand.diagnostics import InvalidInput
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_json import replay_json
from evenhand.services.replay_on_spark import OnSpark
from evenhand.services.replay_results import MOST_UNREPLAYED
from evenhand.services.workspace import Workspace
from journeys.program import COMMAND, run_in
from written_casebooks import write_casebook

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(lacking() is not None, reason=lacking() or ""),
    # pyspark's own: what it uses of Python and pandas, and sockets that it leaves open.
    pytest.mark.filterwarnings("ignore"),
]

LISTS = {"moved", "cannot_replay"}


def as_told(found: dict[str, Any]) -> dict[str, Any]:
    """A replay as JSON, its lists in one order."""
    told = dict(found)
    told["casebook"] = {key: value for key, value in told["casebook"].items() if key != "rejects"}
    for name in LISTS:
        told[name] = sorted(told[name], key=lambda one: (one["id"], one["area"] or ""))
    if told["attribution"] is not None:
        told["attribution"] = {
            name: sorted(some, key=str) if name != "changes" else some
            for name, some in told["attribution"].items()
        }
    return told


def both(path: Path | str, workspace: Workspace, on: OnSpark, **asked: Any) -> tuple[Replayed, Replayed]:
    here = replay_casebook(str(path), workspace, cache=False, **asked)
    return here, replay_casebook(str(path), workspace, on=on, **asked)


def assert_alike(here: Replayed, there: Replayed) -> None:
    if here.replay.unreplayed_count > MOST_UNREPLAYED:
        # Which of many open cases are listed depends on the order in which they are read.
        assert len(here.replay.unreplayed) == len(there.replay.unreplayed)
        here.replay.unreplayed, there.replay.unreplayed = [], []
    one, other = as_told(replay_json(here)), as_told(replay_json(there))
    assert one["moved_left_off"] == 0
    assert other == one


# --- the same as here ---------------------------------------------------------------------------------

ASKED: list[dict[str, Any]] = [
    {"after": "awarded", "area": "overall", "by": "region"},
    {"after": "awarded", "area": "leaders", "by": "period", "provisional": True},
    {"after": "ilacs@2023+ties_and_cap_2023", "area": "overall", "by": "region"},
    {"after": "own", "area": "leaders", "sweep": "supervision_expected=70%:95%:5%"},
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(map(str, asked.values())))
def test_synthetic_cases_come_out_as_here(
    asked, session, synthetic, workspace, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here, there = both(synthetic, workspace, OnSpark(), **asked)
    assert there.read == 20_000
    assert there.replay.moved_count or there.replay.sweep
    assert_alike(here, there)


@pytest.mark.parametrize("by", ["framework", "region"])
def test_published_judgements_come_out_as_here(by, session, workspace) -> None:
    """They are in a CSV file, which is read here and brought along."""
    here, there = both("published", workspace, OnSpark(), by=by, after="awarded")
    assert there.read == 430
    assert_alike(here, there)


def test_what_cannot_be_replayed_is_missing_the_same(session, workspace) -> None:
    here, there = both("published", workspace, OnSpark(), area="overall", after="ilacs@2023")
    assert there.replay.unreplayed_count == 310
    assert_alike(here, there)


def test_a_table_of_the_cluster_can_be_replayed(session, synthetic, workspace) -> None:
    session.read.parquet(str(synthetic.parent / "rows")).createOrReplaceTempView("judged")
    here, there = both(synthetic, workspace, OnSpark(table="judged"), after="awarded", area="overall")
    assert_alike(here, there)


def test_every_case_that_moved_is_written(session, synthetic, workspace, tmp_path) -> None:
    asked = {"after": "awarded", "area": "overall"}
    table = MovedTable(tmp_path / "here.parquet")
    replay_casebook(str(synthetic), workspace, table=table, cache=False, **asked)
    table = MovedTable(tmp_path / "there.parquet")
    replay_casebook(str(synthetic), workspace, table=table, on=OnSpark(), **asked)
    here, there = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("here", "there"))
    assert len(there) > 100
    assert there.equals(here.sort("id"))


# --- rows with faults ---------------------------------------------------------------------------------

FAULTY = pl.DataFrame(
    {
        "Case no.": [" 1", "2", "3 ", "2", None, "6", "1"],
        "on": ["2023-05-02", "2023-06-05", "2019-05-06", "2023-06-19", "2023-07-03", "2 May", "2024-01-15"],
        "given": ["good", "good", "goood", "good", "good", "good", "inadequate"],
        "overall": ["good", "inadequate", "good", "good", "good", "good", "good"],
    }
)

SETTINGS = """\
framework: ilacs@2023
columns:
  id: Case no.
  on: on
  given: {leaders: given, help_and_protection: given, children_in_care: given, care_leavers: given}
  awarded: [overall]
"""


def test_rows_with_faults_are_rejected_as_here(session, workspace, tmp_path, monkeypatch) -> None:
    """An id that is in two files, or twice in one, with spaces or without, is found."""
    monkeypatch.chdir(tmp_path)
    path = write_casebook(tmp_path, f"rows: rows\n{SETTINGS}")
    (tmp_path / "rows").mkdir()
    for at in range(0, len(FAULTY), 3):
        FAULTY[at : at + 3].write_parquet(tmp_path / "rows" / f"{at}.parquet")
    here, there = both(path, workspace, OnSpark(), after="awarded")
    assert (there.read, there.rejected) == (7, 5)
    assert_alike(here, there)
    assert here.rejects is not None and there.rejects is not None
    assert there.rejects.read_text() == here.rejects.read_text()
    assert there.diagnostics[:-1] == here.diagnostics[:-1]


def test_rows_without_an_id_are_told_that_alone(session, workspace, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_casebook(tmp_path, f"rows: rows.csv\n{SETTINGS}")
    blank = FAULTY.with_columns(pl.Series("Case no.", ["1", "2", " ", "", "", "6", "7"]))
    blank.write_csv(tmp_path / "rows.csv")
    here, there = both(path, workspace, OnSpark(), after="awarded")
    told = [one.code.id for one in there.diagnostics]
    assert (told.count("C621"), told.count("C620")) == (3, 0)
    assert [one.code for one in there.diagnostics] == [one.code for one in here.diagnostics]


def test_a_file_with_only_a_head_is_told_as_here(session, workspace, tmp_path) -> None:
    path = write_casebook(tmp_path, f"rows: rows.csv\n{SETTINGS}")
    FAULTY.clear().write_csv(tmp_path / "rows.csv")
    for on in (None, OnSpark()):
        with pytest.raises(InvalidInput) as raised:
            replay_casebook(str(path), workspace, after="awarded", on=on)
        assert [told.code.id for told in raised.value.diagnostics] == ["C607"]


def test_a_column_of_no_plain_values_is_told(session, workspace, tmp_path) -> None:
    path = write_casebook(tmp_path, f"rows: rows.parquet\n{SETTINGS}")
    FAULTY.with_columns(overall=pl.Series([["good"]] * len(FAULTY))).write_parquet(tmp_path / "rows.parquet")
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(path), workspace, after="awarded", on=OnSpark())
    assert [told.code.id for told in raised.value.diagnostics] == ["C602"]


# --- what goes wrong ----------------------------------------------------------------------------------


def test_a_table_that_is_not_there_is_told(session, synthetic, workspace) -> None:
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(synthetic), workspace, after="awarded", on=OnSpark(table="nowhere"))
    (told,) = raised.value.diagnostics
    assert (told.code.id, "nowhere" in told.message) == ("B422", True)
    assert "java" not in told.message and "\n" not in told.message


def test_another_master_than_that_of_the_session_is_told(session, synthetic, workspace) -> None:
    with pytest.raises(InvalidInput) as raised:
        replay_casebook(str(synthetic), workspace, after="awarded", on=OnSpark(master="local[1]"))
    assert [told.code.id for told in raised.value.diagnostics] == ["B422"]


def test_a_worker_that_is_killed_changes_nothing(cluster, session, synthetic, workspace) -> None:
    asked = {"after": "awarded", "area": "overall", "by": "region"}
    here = replay_casebook(str(synthetic), workspace, cache=False, **asked)
    killed: list[tuple[int, int]] = []
    seen: set[int] = set()
    over = threading.Event()

    def kill() -> None:
        tracker = session.sparkContext.statusTracker()
        while not over.is_set() and not killed:
            for stage in filter(None, map(tracker.getStageInfo, tracker.getActiveStageIds())):
                if stage.numTasks == 40:
                    seen.add(stage.stageId)
                # Rows are counted by file first, and then ids; the third time cases are replayed.
                if len(seen) == 3 and stage.stageId == max(seen) and 1 <= stage.numCompletedTasks < 35:
                    cluster.kill_worker(0)
                    killed.append((stage.numCompletedTasks, stage.numTasks))
                    break
            time.sleep(0.005)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        there = replay_casebook(str(synthetic), workspace, on=OnSpark(), **asked)
    finally:
        over.set()
        killer.join()
    assert killed, "the replay was over before a worker could be killed"
    assert cluster.workers[0].poll() is not None
    assert_alike(here, there)


# --- as a command -------------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a cluster's users: the settings are in a file."""
    lines = [f"{name} {value}\n" for name, value in settings().items()]
    (tmp_path / "spark-defaults.conf").write_text("".join(lines))
    return {"SPARK_CONF_DIR": str(tmp_path), "PYSPARK_PYTHON": sys.executable}


def test_the_command_reports_as_it_does_without_spark(
    cluster, session, workspace, tmp_path, environment
) -> None:
    # The session of the other tests has all the cores until it gives them back.
    asked = ("replay", "published", "--area", "overall", "--by", "framework", "--json")
    master = ("--on", "spark", "--master", "local[2]")
    here = run_in(tmp_path, [*COMMAND, *asked])
    there = run_in(tmp_path, [*COMMAND, *asked, *master], **environment)
    assert (there.status, there.err) == (here.status, "") == (1, "")
    assert as_told(there.json) == as_told(here.json)


def test_workers_without_evenhand_are_told(tmp_path, environment) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text("import sys\nsys.modules['evenhand'] = None\n")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{blocked}:$PYTHONPATH" exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    conf = tmp_path / "spark-defaults.conf"
    conf.write_text(conf.read_text().replace(f"spark.pyspark.python {sys.executable}\n", ""))
    asked = ("--json", "replay", "published", "--on", "spark", "--master", "local[1]", "--json")
    done = run_in(tmp_path, [*COMMAND, *asked[1:]], **environment | {"PYSPARK_PYTHON": str(python)})
    assert done.status == 3
    (told,) = [json.loads(line) for line in done.err.splitlines()]
    assert (told["code"], told["message"]) == (
        "B423",
        "the workers of Spark cannot replay: there is no evenhand",
    )


def test_without_java_it_is_told_what_to_install(tmp_path, environment) -> None:
    asked = ("replay", "published", "--on", "spark", "--json")
    done = run_in(tmp_path, [*COMMAND, *asked], **environment | {"JAVA_HOME": str(tmp_path)})
    (told,) = [json.loads(line) for line in done.err.splitlines()]
    assert (done.status, told["code"]) == (3, "B420")
