"""What an import brings along: the second opinion shares nothing with the interpreter, and loads late."""

from __future__ import annotations

import json
import subprocess
import sys
from types import ModuleType

import pytest

from evenhand.backends import durable, planes
from journeys.program import environment


def imported_by(*modules: str) -> set[str]:
    """Every module that is there once some modules are imported."""
    code = f"import json, sys, {', '.join(modules)}; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    return set(json.loads(found.stdout))


@pytest.mark.parametrize("module", ["evenhand.backends.durable", "evenhand.backends.durable.worker"])
def test_durable_rules_is_asked_without_the_interpreter_and_loaded_when_it_is_asked(module: str) -> None:
    found = imported_by(module)
    assert module in found
    assert not [name for name in found if name.startswith("evenhand.evaluation")]
    assert "durable_rules_engine" not in found and "durable" not in found


def test_the_command_line_loads_neither_durable_rules_nor_what_asks_it() -> None:
    found = imported_by("evenhand.cli.main")
    assert "evenhand.cli" in found
    assert not [name for name in found if name.startswith(("evenhand.backends", "durable"))]


def test_the_command_line_loads_no_numpy() -> None:
    found = imported_by("evenhand.cli.main")
    assert not [name for name in found if name.partition(".")[0] == "numpy"]


@pytest.mark.parametrize("package", [durable, planes], ids=lambda package: package.__name__)
def test_everything_promised_is_there(package: ModuleType) -> None:
    assert sorted(package.__all__) == sorted(set(package.__all__))
    assert all(hasattr(package, name) for name in package.__all__)
