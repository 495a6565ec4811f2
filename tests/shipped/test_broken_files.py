"""Shipped files with a line or word lost, doubled or replaced: told, never a traceback."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.diagnostics import Problems, to_json_line, to_text
from evenhand.evaluation import interpret
from evenhand.evidence import EvidenceSchema, read_schema
from evenhand.language import load_rule_set
from evenhand.services.check import check_inspection
from evenhand.services.inspections import read_inspection
from evenhand.services.workspace import Workspace, open_workspace

TOP = Path(__file__).parents[2]
RULES = TOP / "rules" / "ilacs" / "2023"
SCHEMA = TOP / "evidence_schemas" / "children_social_care.yaml"
INSPECTIONS = sorted((TOP / "casebooks" / "model").glob("*.yaml"))
WORDS = re.compile(r"[A-Za-z_]+|\d+|[^\sA-Za-z_\d]")
STRANGE = [
    "",
    "-",
    ":",
    "{",
    "}",
    "[",
    "|",
    "'",
    '"',
    "%",
    "#",
    "&a",
    "*a",
    "!t",
    "0",
    "1e400",
    "nan",
    "good",
    "\t",
    "é",
    "all:",
]
SEEDS = st.integers(0, 2**32 - 1)


def broken(text: str, random: Random) -> str:
    """The text with one to three slips of the pen."""
    lines = text.split("\n")
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(lines))
        match random.randrange(7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines[at], lines[-at] = lines[-at], lines[at]
            case 3:
                lines[at] = " " * random.randrange(8) + lines[at].lstrip()
            case 4:
                lines[at] = lines[at][: random.randint(0, len(lines[at]))]
            case _:
                lines[at] = _with_a_word_changed(lines[at], text, random)
        lines = lines or [""]
    return "\n".join(lines)


def _with_a_word_changed(line: str, text: str, random: Random) -> str:
    words = list(WORDS.finditer(line))
    if not words:
        return random.choice(STRANGE)
    word = random.choice(words)
    others = WORDS.findall(text)
    new = random.choice([random.choice(others), random.choice(STRANGE), word.group() * 2, word.group()[:-1]])
    return line[: word.start()] + new + line[word.end() :]


@cache
def workspace() -> Workspace:
    return open_workspace(TOP)


@cache
def files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.yaml"))}


@cache
def schema() -> EvidenceSchema:
    found = workspace().schema("children_social_care", Problems())
    assert found is not None
    return found


def assert_told(problems: Problems, texts: dict[str, str], usable: bool) -> None:
    """Every problem has its code and place; a file that cannot be used has an error."""
    assert usable != problems.has_errors
    for diagnostic in problems:
        assert diagnostic.code.id and diagnostic.message
        assert diagnostic.span is not None, diagnostic
        assert diagnostic.span.file in texts, diagnostic
        assert to_json_line(diagnostic)
    assert to_text(problems, lambda name: texts[name].split("\n")) or not problems


@settings(max_examples=50)
@given(SEEDS)
def test_a_rule_set_with_a_broken_file_is_told(seed: int) -> None:
    random = Random(seed)
    name = random.choice(sorted(set(files()) - {"examples.yaml"}))
    texts = {**files(), name: broken(files()[name], random)}
    problems = Problems()
    ids = ["children_social_care"]
    found = load_rule_set(texts, lambda id: schema() if id in ids else None, problems, schema_ids=ids)
    assert_told(problems, texts, found is not None)


@settings(max_examples=30)
@given(SEEDS)
def test_a_broken_evidence_schema_is_told(seed: int) -> None:
    text = broken(SCHEMA.read_text(encoding="utf-8"), Random(seed))
    problems = Problems()
    found = read_schema(text, "schema.yaml", problems)
    assert_told(problems, {"schema.yaml": text}, found is not None)


@settings(max_examples=50)
@given(SEEDS)
def test_a_broken_inspection_is_told_or_decided(seed: int) -> None:
    random = Random(seed)
    path = random.choice(INSPECTIONS)
    text = broken(path.read_text(encoding="utf-8"), random)
    beside = {
        other.name: broken(other.read_text(encoding="utf-8"), random)
        for other in sorted(path.parent.glob("*.csv"))
    }
    problems = Problems()

    inspection = read_inspection(text, "visit.yaml", workspace().rule_set, problems, beside.get)
    if inspection is not None:
        interpret(inspection.rules, inspection.case)
        inspection = check_inspection(inspection, problems) and inspection
    assert_told(problems, {**beside, "visit.yaml": text}, inspection is not None)
