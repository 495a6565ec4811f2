"""Rule sets, cases and inspections written as text in a test, read by the very code that reads files."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, to_text
from evenhand.domain import Conflict, Judged, Outcome
from evenhand.evaluation import InspectionTrace, interpret
from evenhand.evidence import EvidenceSchema, read_schema
from evenhand.language import EXAMPLES_FILE, ExamplesDocument, RuleSet, load_rule_set, node_at
from evenhand.services.case_reading import CaseAsked, read_case
from evenhand.services.check import Checked, check_inspection
from evenhand.services.inspections import read_inspection
from evenhand.source import read_as, read_yaml

SCHEMA_FILE = "schema.yaml"
INSPECTION_FILE = "inspection.yaml"

Files = Mapping[str, bytes | str]


@dataclass(frozen=True)
class Loaded:
    """A rule set, if it could be used, and all that was told about its files."""

    rule_set: RuleSet | None
    problems: Problems
    files: Files

    @property
    def told(self) -> list[Diagnostic]:
        """What was told, in the order of files and places."""
        return list(self.problems.sorted())

    @property
    def codes(self) -> list[str]:
        """The codes of what was told, in the order of files and places."""
        return [diagnostic.code.id for diagnostic in self.problems.sorted()]

    @property
    def usable(self) -> RuleSet:
        """The rule set; fails the test with everything told where there is none."""
        assert self.rule_set is not None, "\n" + as_terminal(self.problems, self.files)
        return self.rule_set


def as_terminal(problems: Problems, files: Files) -> str:
    """What a person would see on a terminal."""

    def lines(name: str) -> list[str] | None:
        found = files.get(name)
        text = found.decode("utf-8", errors="replace") if isinstance(found, bytes) else found
        return None if text is None else text.splitlines()

    return to_text(problems, lines) + "\n"


def load(files: Files) -> Loaded:
    """The rule set in `files`, whose evidence schema is the `schema.yaml` among them."""
    problems = Problems()
    schema = _schema(files, problems)
    rules = {name: text for name, text in files.items() if name not in (SCHEMA_FILE, INSPECTION_FILE)}

    def find(id: str) -> EvidenceSchema | None:
        return schema if schema is not None and schema.id == id else None

    rule_set = load_rule_set(rules, find, problems, schema_ids=_schema_ids(files))
    return Loaded(rule_set, problems, files)


def _schema_ids(files: Files) -> list[str]:
    """The id of the schema, whether or not it can be used."""
    text = files[SCHEMA_FILE]
    found = re.search(r"^schema: (\w+)", text.decode() if isinstance(text, bytes) else text, re.MULTILINE)
    return [found[1]] if found else []


def _schema(files: Files, problems: Problems) -> EvidenceSchema | None:
    return read_schema(files[SCHEMA_FILE], SCHEMA_FILE, problems)


# --- model cases ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ModelCase:
    """One model case: what it asks and expects, and what was decided."""

    id: str
    asked: CaseAsked
    trace: InspectionTrace

    @property
    def expected(self) -> dict[str, str]:
        """The grade or word expected of each area."""
        return {area: expectation.grade for area, expectation in self.asked.expected.items()}

    @property
    def decided(self) -> dict[str, str]:
        """The grade or word decided for each area that something is expected of."""
        return {area: in_a_word(self.trace.areas[area].outcome) for area in self.asked.expected}


def model_cases(rule_set: RuleSet, files: Files, problems: Problems) -> list[ModelCase]:
    """The model cases of a rule set, decided; problems are added and their cases left out."""
    node = read_yaml(files[EXAMPLES_FILE], EXAMPLES_FILE, problems)
    document = None if node is None else read_as(ExamplesDocument, node, problems)
    if node is None or document is None:
        return []
    found = []
    for index, example in enumerate(document.examples):
        own = node_at(node, "examples", index)
        assert own is not None
        before = problems.error_count()
        on = example.on or rule_set.in_force.start or datetime.date.min
        asked = read_case(example, own, rule_set, on, _beside(files), problems)
        if problems.error_count() == before:
            found.append(ModelCase(example.id, asked, interpret(asked.rules, asked.case)))
    return found


def in_a_word(outcome: Outcome) -> str:
    """A grade, `undecided`, `conflict` or `not_judged`: what a model case may expect."""
    if outcome.judged is Judged.NO:
        return "not_judged"
    if outcome.judged is Judged.YES and outcome.conflict is Conflict.CERTAIN:
        return "conflict"
    return outcome.proposed or "undecided"


# --- inspections ---------------------------------------------------------------------------------------


def check(files: Files, rule_set: RuleSet, problems: Problems) -> Checked | None:
    """The `inspection.yaml` among `files`, read and checked."""

    def find(reference: str, on: datetime.date) -> RuleSet:
        if reference not in (rule_set.id, rule_set.name):
            raise InvalidInput([])
        return rule_set

    found = read_inspection(files[INSPECTION_FILE], INSPECTION_FILE, find, problems, _beside(files))
    return None if found is None else check_inspection(found, problems)


def _beside(files: Files):
    def read(name: str) -> str | None:
        found = files.get(PurePosixPath(name).name)
        return found.decode("utf-8") if isinstance(found, bytes) else found

    return read
