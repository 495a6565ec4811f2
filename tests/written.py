"""Rule sets, cases and inspections written as text in a test, read by the very code that reads files."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, to_text
from evenhand.evidence import EvidenceSchema, read_schema
from evenhand.language import Amendment, RuleSet, check_amendment, load_rule_set, read_amendment
from evenhand.services.check import Checked, check_inspection
from evenhand.services.inspections import read_inspection
from evenhand.services.model_cases import ModelCase

SCHEMA_FILE = "schema.yaml"
INSPECTION_FILE = "inspection.yaml"
AMENDMENT_FILE = "amendment.yaml"

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
    """The rule set in `files`, whose evidence schema is the `schema.yaml` among them.

    Where there is an `amendment.yaml` it is the rule set that this makes of the others.
    """
    problems = Problems()
    schema = _schema(files, problems)
    beside = (SCHEMA_FILE, INSPECTION_FILE, AMENDMENT_FILE)
    rules = {name: text for name, text in files.items() if name not in beside}

    def find(id: str) -> EvidenceSchema | None:
        return schema if schema is not None and schema.id == id else None

    rule_set = load_rule_set(rules, find, problems, schema_ids=_schema_ids(files))
    if rule_set is not None and AMENDMENT_FILE in files:
        amendment = amend(rule_set, files[AMENDMENT_FILE], problems)
        rule_set = None if amendment is None else amendment.rule_set
    return Loaded(rule_set, problems, files)


def amend(base: RuleSet, text: bytes | str, problems: Problems) -> Amendment | None:
    """The amendment of `base` that `text` writes, its warnings told too; None where it cannot be made."""
    written = read_amendment(text, AMENDMENT_FILE, problems)
    amendment = None if written is None else check_amendment(written, base, problems)
    problems.extend(amendment.warnings if amendment is not None else ())
    return amendment


def _schema_ids(files: Files) -> list[str]:
    """The id of the schema, whether or not it can be used."""
    text = files[SCHEMA_FILE]
    found = re.search(r"^schema: (\w+)", text.decode() if isinstance(text, bytes) else text, re.MULTILINE)
    return [found[1]] if found else []


def _schema(files: Files, problems: Problems) -> EvidenceSchema | None:
    return read_schema(files[SCHEMA_FILE], SCHEMA_FILE, problems)


# --- model cases ---------------------------------------------------------------------------------------


def disagreements(cases: Iterable[ModelCase]) -> list[str]:
    """Where model cases come out otherwise than they expect, in words."""
    return [
        f"{case.id}: {answer.area} is {answer.found}, and {answer.expected.grade} is expected"
        for case in cases
        for answer in case.answers
        if not answer.agrees
    ]


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
