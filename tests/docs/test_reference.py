"""The generated reference is up to date, and codes, commands and promised names are all described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

import evenhand
from docs_pages import DOCS, TOP
from evenhand.cli.app import app
from evenhand.cli.pages import command_names, command_page, write_all
from evenhand.diagnostics import catalogue
from evenhand.services.reference_pages import GENERATED, reference_pages
from evenhand.services.workspace import Workspace

REFERENCE = DOCS / "reference"
AGAIN = "write it again: python -m evenhand.cli.pages"


def read(path: str) -> str:
    return (REFERENCE / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference_pages(Workspace((TOP,)))


def test_generated_pages_are_up_to_date(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        assert read(path) == text, AGAIN


def test_no_generated_page_is_left_over(pages: dict[str, str]) -> None:
    found = {
        path.relative_to(REFERENCE).as_posix()
        for path in REFERENCE.rglob("*.md")
        if path.read_text(encoding="utf-8").startswith(GENERATED)
    }
    assert found == {*pages, "cli.md"}


def test_the_page_of_commands_is_up_to_date() -> None:
    assert read("cli.md") == f"{GENERATED}\n\n{command_page(app)}", AGAIN


def test_all_pages_are_written_by_one_command(tmp_path: Path) -> None:
    write_all(tmp_path, app)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_text("utf-8") for path in tmp_path.rglob("*.md")
    }
    assert written == {path: read(path) for path in written}


def test_every_command_has_help_with_an_example_and_a_section() -> None:
    sections = re.findall(r"^## (.+)$", read("cli.md"), re.MULTILINE)
    assert sections == list(command_names(app))
    for name in command_names(app):
        section = read("cli.md").split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert f"evenhand {name.split()[0]}" in section
        assert "For example:" in section, f"{name} shows no example"


def test_every_option_is_explained() -> None:
    unexplained = re.findall(r"^\| (`.*`) \|  \|$", read("cli.md"), re.MULTILINE)
    assert unexplained == []


def test_the_app_is_the_installed_one() -> None:
    assert isinstance(app, typer.Typer)
    assert 'evenhand = "evenhand.cli.main:run"' in (TOP / "pyproject.toml").read_text(encoding="utf-8")


def test_code_catalogue_and_page_list_the_same_codes() -> None:
    in_code = set()
    for path in (TOP / "engine/evenhand/diagnostics/codes").glob("*.py"):
        in_code |= set(re.findall(r'code\(\s*"([A-Z]\d{3})"', path.read_text(encoding="utf-8")))
    on_page = re.findall(r"^### ([A-Z]\d{3})$", read("diagnostics.md"), re.MULTILINE)
    assert in_code == set(catalogue()) == set(on_page)
    assert len(on_page) == len(set(on_page))


def test_every_code_is_used() -> None:
    named = {
        name: found
        for path in (TOP / "engine/evenhand/diagnostics/codes").glob("*.py")
        for name, found in re.findall(
            r'^([A-Z_]+) = code\(\s*"([A-Z]\d{3})"', path.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    engine = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (TOP / "engine").rglob("*.py")
        if "codes" not in path.parts
    )
    unused = {name for name in named if not re.search(rf"\bcodes\.{name}\b|\b{name}\b", engine)}
    assert unused == set()


def test_promised_names_are_those_that_are_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", read("python.md"), re.MULTILINE)
    assert sorted(documented) == sorted(evenhand.__all__)
    assert evenhand.__all__ == sorted(evenhand.__all__)


@pytest.mark.parametrize("name", evenhand.__all__)
def test_a_promised_name_is_there_and_says_what_it_promises(name: str) -> None:
    found = getattr(evenhand, name)
    assert name == "__version__" or found.__doc__


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'judge'"):
        getattr(evenhand, "judge")  # noqa: B009
