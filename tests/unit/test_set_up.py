"""`.ci/set_up.py`: what is installed without durable-rules, and how durable-rules is built."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def set_up(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up", repository / ".ci" / "set_up.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_without_durable_rules_all_else_is_installed_with_the_extras_that_extras_name(
    set_up: ModuleType, project: dict[str, Any]
) -> None:
    found = list(set_up.needed(project, ["test"]))
    assert {"lark>=1.2", "pytest>=8.3", "python-docx>=1.1"} <= set(found)
    assert not [one for one in found if one.startswith("evenhand")]
    assert [one for one in found if one.startswith(set_up.ENGINE)]


def test_every_extra_can_be_read(set_up: ModuleType, project: dict[str, Any]) -> None:
    for extra in project["optional-dependencies"]:
        assert len(list(set_up.needed(project, [extra]))) > len(project["dependencies"])


def test_the_dependency_the_extra_and_the_page_name_one_build_of_durable_rules(
    set_up: ModuleType, project: dict[str, Any], repository: Path
) -> None:
    (pinned,) = project["optional-dependencies"]["durable"]
    assert f"{pinned}; python_version < '3.13'" in project["dependencies"]
    page = (repository / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    assert f"CPPFLAGS='{set_up.FLAG}'" in page
    assert f"--no-cache-dir --no-binary {set_up.ENGINE} {pinned}" in page


def test_what_is_not_a_compiler_does_not_compile(set_up: ModuleType) -> None:
    assert not set_up.compiles("no-such-compiler")
    assert not set_up.compiles("false")


def test_what_does_not_work_is_said_with_what_to_do(
    set_up: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up.tell("it could not be built.")
    said = capsys.readouterr().err
    assert "it could not be built." in said
    assert "make set-up" in said
    assert "`evenhand live` and `evenhand check --second-opinion` do not work" in said
