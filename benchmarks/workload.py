"""The workload that every engine is measured on. It is reference data, kept outside the repository."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

Pack = dict[str, Any]
"""A rule pack as the workload writes it: indicators, rules, areas and what the overall grade rests on."""

Record = dict[str, int | bool]
"""What is recorded for one inspection. An indicator that is missing is not in it."""

RECORDS = 2_000
"""How many records every engine must agree with the reference on before it is measured."""


def workload_file() -> Path | None:
    """Where workload.py is: below the folder that EVENHAND_DATA names, or None."""
    named = os.environ.get("EVENHAND_DATA")
    path = None if named is None else Path(named) / "bench" / "workload.py"
    return path if path is not None and path.is_file() else None


def load_workload(path: Path) -> ModuleType:
    """The workload's module: `gen_pack`, `gen_np`, `to_records` and the slow reference `evaluate`."""
    spec = importlib.util.spec_from_file_location("evenhand_workload", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Expected:
    """What the reference evaluator decides for one record; grades by area, rules by id."""

    grades: dict[str, int]
    lowest: dict[str, int]
    highest: dict[str, int]
    fired: list[str]
    undecided: list[str]


@dataclass(frozen=True)
class Workload:
    """One pack, its records, and what the reference decides for each of them."""

    pack: Pack
    records: list[Record]
    expected: list[Expected]

    @classmethod
    def make(cls, module: ModuleType, pack: Pack, records: int = RECORDS) -> Workload:
        """The first `records` records of the workload's seed, decided by the reference."""
        made = module.to_records(module.gen_np(records))
        return cls(pack, made, [expected_of(module, pack, record) for record in made])


def expected_of(module: ModuleType, pack: Pack, record: Record) -> Expected:
    """What the reference evaluator decides."""
    found = module.evaluate(pack, record)
    return Expected(found["grade"], found["lower"], found["upper"], found["fired"], found["unknown"])
