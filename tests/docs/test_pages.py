"""Links lead somewhere, words are plain, and the rules that pages show can be read."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from console_pages import Block, blocks_of
from docs_pages import DOCS, PAGES, TOP, name_of
from evenhand.diagnostics import Problems, Span
from evenhand.language import (
    Names,
    RuleSet,
    read_condition,
)
from evenhand.language.leaves import read_leaf
from evenhand.services.workspace import Workspace, open_workspace
from evenhand.source import Mapping, Scalar, read_yaml

WRITTEN = [page for page in PAGES if not page.read_text(encoding="utf-8").startswith("<!-- Generated")]


def prose_of(page: Path) -> str:
    """The page without its blocks, code and addresses."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"`[^`\n]*`|\]\([^)]*\)", "", text)


# --- links -------------------------------------------------------------------------------------------


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)|[`*]", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{target} is not there"
        assert found.is_relative_to(TOP), f"{target} is outside the repository"
        if anchor:
            assert anchor in anchors_of(found), f"{target} has no such heading"


def test_every_page_can_be_reached_from_the_index() -> None:
    waiting, seen = [DOCS / "README.md"], {TOP / "README.md", TOP / "CONTRIBUTING.md"}
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            found = (page.parent / target).resolve()
            if found.suffix == ".md" and found.exists():
                waiting.append(found)
    assert {name_of(page) for page in PAGES if page not in seen} == set()


# --- words -------------------------------------------------------------------------------------------

MACHINE = re.compile(r"/(home|root|work|tmp|Users|var)/")
NOT_PLAIN = re.compile(
    r"\b(simply|just|easily|obviously|please note|in order to|utili[sz]e|leverage)\b", re.I
)
AMERICAN = re.compile(
    r"\b(judgment|color|behavior|organiz\w*|recogniz\w*|summariz\w*|center|analyz\w*|license)\b", re.I
)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_place_on_somebody_s_machine(page: Path) -> None:
    found = MACHINE.search(page.read_text(encoding="utf-8"))
    assert found is None, f"`{found[0]}`"


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_words_are_plain_and_british(page: Path) -> None:
    prose = prose_of(page)
    assert NOT_PLAIN.findall(prose) == []
    assert AMERICAN.findall(prose) == []


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_a_page_has_one_title_and_no_steps_between_headings(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


# --- rules that pages show -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rule_set() -> RuleSet:
    return Workspace((TOP,)).rule_set("ilacs@2023")


@pytest.fixture(scope="module")
def names(rule_set: RuleSet) -> Names:
    by_id = {id: id for id in rule_set.findings}
    return Names(
        rule_set.schema.items,
        {area.id: area.scale for area in rule_set.areas},
        rule_set.parameters,
        {**by_id, **{finding.name: id for id, finding in rule_set.findings.items()}},
        rule_set.groups,
    )


def yaml_blocks() -> list[Any]:
    """The YAML blocks of written pages, each with a name for the test."""
    found = []
    for page in WRITTEN:
        for place, block in enumerate(blocks_of(page.read_text(encoding="utf-8"))):
            if block.language == "yaml" and block.action in (None, "write"):
                found.append(pytest.param(block, id=f"{name_of(page)} block {place + 1}"))
    return found


def yaml_blocks_with(start: str) -> list[Any]:
    return [param for param in yaml_blocks() if param.values[0].text.startswith(start)]


@pytest.mark.parametrize("block", yaml_blocks())
def test_yaml_on_a_page_is_strict_yaml(block: Block) -> None:
    if not re.search(r"^[^#\s]", block.text, re.MULTILINE):
        return  # a comment alone
    problems = Problems()
    read_yaml(block.text, "page", problems)
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("block", yaml_blocks_with("when:"))
def test_a_condition_on_a_page_can_be_read(block: Block, names: Names) -> None:
    problems = Problems()
    node = read_yaml(block.text, "page", problems)
    assert isinstance(node, Mapping)
    written = node.get("when")
    assert written is not None
    read_condition(written, names, problems)
    assert [str(problem) for problem in problems] == []


OWN = "add-a-framework"
"""A page with a rule set of its own; its commands are run."""


def _in_a_rule_set(files: dict[str, str], folder: Path) -> RuleSet:
    """`ilacs@2023` with other files in it; raises InvalidInput where it cannot be read."""
    target = folder / "rules"
    target.mkdir()
    for path in (TOP / "rules/ilacs/2023").glob("*.yaml"):
        (target / path.name).write_bytes(path.read_bytes())
    framework = target / "framework.yaml"
    text = framework.read_text(encoding="utf-8")
    for name, written in files.items():
        (target / name).write_text(written, encoding="utf-8")
        area = re.search(r"^area: (\w+)", written, re.MULTILINE)
        if area and not re.search(rf"^  - {area[1]}$", text, re.MULTILINE):
            text = text.replace("areas:\n", f"areas:\n  - {area[1]}\n", 1)
        if f"  - {name}\n" not in text:
            text = text.replace("files:\n", f"files:\n  - {name}\n", 1)
    framework.write_text(text, encoding="utf-8")
    return open_workspace(TOP).load_folder(target)


@pytest.mark.parametrize("block", yaml_blocks_with("- id:"))
def test_a_rule_on_a_page_can_be_read(block: Block, tmp_path: Path) -> None:
    rules = re.sub(r"^", "  ", block.text.replace("- id: ", "- id: SHOWN_"), flags=re.MULTILINE)
    area = f"area: shown\ntitle: Shown\nstarts_at: requires_improvement\nrules:\n{rules}"
    assert _in_a_rule_set({"shown.yaml": area}, tmp_path).area_by_id["shown"].rules


@pytest.mark.parametrize("block", [param for param in yaml_blocks_with("area:") if OWN not in str(param.id)])
def test_an_area_on_a_page_can_be_read(block: Block, tmp_path: Path) -> None:
    area = re.search(r"^area: (\w+)", block.text)
    assert area
    assert area[1] in _in_a_rule_set({f"{area[1]}.yaml": block.text}, tmp_path).area_by_id


def leaves_in_tables() -> list[tuple[str, bool]]:
    """The conditions in the tables of the page about conditions, and whether each is right."""
    found = []
    page = (DOCS / "reference/language/conditions.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| (Write|Not like this) \|.*\n((?:\|.*\n)+)", page, re.MULTILINE)
    for heading, table in tables:
        for row in table.splitlines()[1:]:
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            rights = (True,) if heading == "Write" else (False, True)
            pairs = zip(cells, rights, strict=False)
            found += [(cell.strip("`"), right) for cell, right in pairs if _is_code(cell)]
    return found


def _is_code(cell: str) -> bool:
    return re.fullmatch(r"`[^`]+`", cell) is not None


@pytest.mark.parametrize(("written", "right"), leaves_in_tables())
def test_a_leaf_in_a_table_is_read_as_the_page_says(written: str, right: bool, names: Names) -> None:
    problems = Problems()
    place = Span("page", 1, 1, 1, len(written) + 1)
    read_leaf(Scalar(written, place, "'"), names, problems)
    errors = [problem for problem in problems if problem.is_error]
    assert (errors == []) == right, "; ".join(map(str, problems))
    if not right:
        assert all(problem.hint for problem in errors), "it has no hint"
