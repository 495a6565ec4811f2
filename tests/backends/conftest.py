"""A Spark cluster for the tests of this folder, started once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backends.cluster import Cluster, lacking, settings
from evenhand.services.synthetic_casebook import generate_casebook
from evenhand.services.workspace import Workspace, open_workspace

ROWS, FILES = 20_000, 40


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers on this machine."""
    why = lacking()
    if why is not None:
        pytest.skip(why)
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        found.start(2)
        yield found
    finally:
        found.stop()


@pytest.fixture(scope="session")
def session(cluster: Cluster) -> Iterator[Any]:
    """A session on the cluster, as a notebook has one."""
    from pyspark.sql import SparkSession

    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(cluster.url).appName("tests")
    # Without it Spark leaves a folder where the tests are run.
    warehouse = {"spark.sql.warehouse.dir": str(cluster.folder / "warehouse")}
    for name, value in settings(**warehouse).items():
        builder = builder.config(name, value)
    found = builder.getOrCreate()
    found.sparkContext.setLogLevel("OFF")
    yield found
    found.stop()
    patch.undo()


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """The rules of the repository."""
    return open_workspace()


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory, workspace: Workspace) -> Path:
    """A casebook of synthetic cases, in many Parquet files."""
    import polars as pl

    folder = tmp_path_factory.mktemp("synthetic") / "cases"
    rules = workspace.rule_set("ilacs@2023")
    generate_casebook(rules, "ilacs@2023", workspace, folder, cases=ROWS, seed=3, program="tests")
    frame = pl.read_parquet(folder / "cases.parquet")
    (folder / "rows").mkdir()
    each = ROWS // FILES
    for at in range(FILES):
        frame.slice(at * each, each).write_parquet(folder / "rows" / f"part {at:02} [50%].parquet")
    (folder / "cases.parquet").unlink()
    path = folder / "casebook.yaml"
    path.write_text(path.read_text().replace("rows: cases.parquet", "rows: rows"))
    return path
