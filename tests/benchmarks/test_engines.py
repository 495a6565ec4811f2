"""Every engine that is measured decides what the reference decides, as far as it is installed."""

from __future__ import annotations

from types import ModuleType

import pytest

from benchmarks import one_inspection, second_opinion
from benchmarks.engines.engine import NotInstalledError, Task
from benchmarks.measuring import DisagreementError, check
from benchmarks.workload import Workload

RECORDS = 40
BUILDS = one_inspection.BUILDS | second_opinion.BUILDS


@pytest.fixture(scope="module")
def workload(reference: ModuleType) -> Workload:
    return Workload.make(reference, reference.gen_pack(60), RECORDS)


@pytest.mark.parametrize("name", BUILDS)
def test_an_engine_decides_what_the_reference_decides(name: str, workload: Workload) -> None:
    try:
        engine = BUILDS[name](workload.pack)
    except NotInstalledError as missing:
        pytest.skip(f"{name} is not installed: {missing}")
    inputs = [engine.take(record) for record in workload.records]
    for task in engine.tasks:
        check(engine, task, workload, inputs)


@pytest.mark.parametrize("task", Task)
def test_an_engine_that_decides_otherwise_is_not_measured(task: Task, workload: Workload) -> None:
    engine = BUILDS["evenhand"](workload.pack)
    inputs = [engine.take(record) for record in reversed(workload.records)]
    with pytest.raises(DisagreementError, match="in the reference"):
        check(engine, task, workload, inputs)
