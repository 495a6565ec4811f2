"""Every engine that decides a casebook decides what the reference decides, as far as it is installed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks import casebook, casebook_figures
from benchmarks.casebook import Speed
from benchmarks.casebook_alone import write_parquet
from benchmarks.casebook_engines.builds import BUILDS
from benchmarks.casebook_engines.checking import PARTS, Checked, check, decided
from benchmarks.casebook_engines.engine import Answer, Engine, Packs, Task, counted
from benchmarks.engines.engine import NotInstalledError
from benchmarks.measuring import DisagreementError

RECORDS = 300

# What other libraries warn of when they are loaded is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def checked(reference: ModuleType) -> Checked:
    return decided(reference, packs(reference, 60), RECORDS)


def each_engine() -> list[Any]:
    """The engines by name. Spark needs Java and minutes, and is tested where the tests of Spark are."""
    return [pytest.param(name, marks=pytest.mark.spark if "Spark" in name else ()) for name in BUILDS]


@pytest.fixture(scope="module", params=each_engine())
def engine(request: pytest.FixtureRequest, checked: Checked) -> Iterator[Engine]:
    yield built(request.param, checked.packs)


def packs(reference: ModuleType, rules: int) -> Packs:
    pack = reference.gen_pack(rules)
    return Packs(pack, reference.mutate(pack))


def built(name: str, of: Packs) -> Engine:
    try:
        return BUILDS[name](of)
    except NotInstalledError as missing:
        pytest.skip(f"{name} is not installed: {missing}")


@pytest.mark.parametrize("task", Task)
def test_an_engine_decides_what_the_reference_decides(task: Task, engine: Engine, checked: Checked) -> None:
    if task in engine.cannot:
        pytest.skip(f"{engine.name}: {engine.cannot[task]}")
    check(engine, task, checked)


@pytest.mark.parametrize("task", Task)
def test_an_engine_given_other_records_is_not_measured(
    task: Task, engine: Engine, checked: Checked, reference: ModuleType
) -> None:
    others = dataclasses.replace(checked, matrix=reference.gen_np(RECORDS, seed=2))
    with pytest.raises(DisagreementError, match="in the reference"):
        check(engine, task, others)


@pytest.mark.parametrize("name", ["Polars", "Polars, coded", "DuckDB", "DuckDB, coded", "OpenFisca-core"])
def test_a_larger_pack_is_decided_too(name: str, reference: ModuleType) -> None:
    larger = packs(reference, 300)
    engine = built(name, larger)
    few = decided(reference, larger, 40)
    for task in engine.tasks:
        check(engine, task, few)


@pytest.mark.parametrize("name", ["evenhand", "evenhand, from columns", "Polars", "DuckDB"])
def test_a_parquet_file_gives_the_migration_counts_of_its_records(
    name: str, checked: Checked, reference: ModuleType, tmp_path: Path
) -> None:
    engine = built(name, checked.packs)
    assert engine.summary is not None
    file = tmp_path / "records.parquet"
    write_parquet(reference, checked.packs, RECORDS, file)
    assert (engine.summary(file) == checked.expected.migration).all()


# --- checking, without any engine ---------------------------------------------------------------------


def answering(answer: Answer) -> Engine:
    """An engine that gives one answer to everything."""
    return Engine(
        name="oracle",
        version="1",
        take=lambda matrix: matrix,
        tasks={task: lambda _: answer for task in Task},
        read=lambda _, found: found,
    )


@pytest.mark.parametrize(("task", "part"), [(task, part) for task in Task for part in PARTS[task]])
def test_one_wrong_place_is_noticed(task: Task, part: str, checked: Checked) -> None:
    check(answering(checked.expected), task, checked)
    wrong: Any = getattr(checked.expected, part).copy()
    last = tuple(size - 1 for size in wrong.shape)
    wrong[last] = wrong[last] == 0
    answer = dataclasses.replace(checked.expected, **{part: wrong})
    with pytest.raises(DisagreementError, match=f"{part} differ from the reference in 1 places"):
        check(answering(answer), task, checked)


@pytest.mark.parametrize(("task", "part"), [(task, part) for task in Task for part in PARTS[task]])
def test_a_part_that_is_left_out_is_noticed(task: Task, part: str, checked: Checked) -> None:
    answer = dataclasses.replace(checked.expected, **{part: None})
    with pytest.raises(DisagreementError, match=f"{part} are not there"):
        check(answering(answer), task, checked)


def test_the_reference_decides_different_records_differently(checked: Checked) -> None:
    expected = checked.expected
    for part in ("grades", "lowest", "highest", "fired", "undecided"):
        assert len({bytes(row) for row in getattr(expected, part).T}) > RECORDS / 10
    assert (expected.lowest <= expected.grades).all() and (expected.grades <= expected.highest).all()
    assert (expected.migration.sum(axis=(1, 2)) == RECORDS).all()
    assert all(table.sum() > table.trace() for table in expected.migration[:-1]), "no grade ever moves"


def test_counts_of_pairs_of_steps_become_a_table() -> None:
    numpy = pytest.importorskip("numpy")
    table = numpy.arange(25).reshape(5, 5)
    cumulative = numpy.array([[table[one:, other:].sum() for other in range(5)] for one in range(5)])
    assert (counted(cumulative) == table).all()


# --- reporting ----------------------------------------------------------------------------------------


def test_evenhand_is_held_against_the_fastest_form_of_a_peer() -> None:
    reached = {
        "evenhand": Speed((30.0, 31.0, 29.0)),
        "Polars": Speed((10.0,)),
        "Polars, coded": Speed((20.0,)),
        "DuckDB": Speed((1.0,)),
    }
    asked = {"rows a second": 25.0, "Polars": 2.0, "DuckDB": 20.0, "OpenFisca-core": 10.0}
    standing = casebook.standing(asked, reached)
    assert standing["rows a second"] == {"asked": 25.0, "against": None, "reached": 30.0, "met": True}
    assert standing["Polars"] == {"asked": 2.0, "against": "Polars, coded", "reached": 1.5, "met": False}
    assert standing["DuckDB"] == {"asked": 20.0, "against": "DuckDB", "reached": 30.0, "met": True}
    assert standing["OpenFisca-core"] == {"asked": 10.0, "against": None, "reached": None, "met": None}


def test_without_evenhand_nothing_is_held_against_it() -> None:
    standing = casebook.standing({"rows a second": 25.0, "Polars": 2.0}, {"Polars": Speed((10.0,))})
    assert [one["reached"] for one in standing.values()] == [None, None]


def test_what_was_not_measured_is_said_in_the_table() -> None:
    asked = {"grades": casebook.standing({"rows a second": 25.0}, {})}
    assert casebook_figures.asked_for({"asked_for": asked})[-1].endswith("| not measured | |")
