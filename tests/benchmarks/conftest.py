"""The workload of the benchmarks, decided by its reference evaluator."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.workload import load_workload


@pytest.fixture(scope="session")
def reference(shared_data: Path) -> ModuleType:
    """The workload's module, with the slow reference evaluator."""
    path = shared_data / "bench" / "workload.py"
    if not path.is_file():
        pytest.skip(f"{shared_data} does not hold bench/workload.py")
    pytest.importorskip("numpy", reason="the workload's records are drawn with NumPy")
    return load_workload(path)
