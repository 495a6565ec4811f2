"""Run the model cases of a rule set: its own examples, and model inspections that say what is expected."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import Problems, codes
from evenhand.domain import NOT_JUDGED, Conflict, Judged, Outcome
from evenhand.evaluation import InspectionTrace, interpret
from evenhand.language import EXAMPLES_FILE, ExampleDocument, ExamplesDocument, RuleSet, node_at
from evenhand.services.case_reading import CaseAsked, Expectation, read_case
from evenhand.services.inspections import WrittenInspection, inspection_of, read_beside, written_inspection
from evenhand.services.workspace import Workspace, shown_path
from evenhand.source import Node, place, read_as, read_bytes, read_yaml

MODEL_CASEBOOK = "model"
_NO_DAY = datetime.date(2000, 1, 1)
_MOST_NAMED = 5
"""How many model cases without an expectation are named."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One area of a model case: what is expected and what follows from the rules."""

    area: str
    expected: Expectation
    found: str

    @property
    def agrees(self) -> bool:
        """Whether the rules say what is expected."""
        return self.expected.grade == self.found


@dataclass(frozen=True)
class ModelCase:
    """One model case, decided."""

    id: str
    title: str
    file: str
    answers: tuple[Answer, ...]
    trace: InspectionTrace

    @property
    def agrees(self) -> bool:
        """Whether every area is as expected."""
        return all(answer.agrees for answer in self.answers)


def outcome_word(outcome: Outcome) -> str:
    """What a model case can expect of an outcome: a grade, `undecided`, `conflict` or `not_judged`."""
    if outcome.judged is Judged.NO:
        return NOT_JUDGED
    if outcome.judged is Judged.YES and outcome.conflict is Conflict.CERTAIN:
        return "conflict"
    return outcome.proposed or "undecided"


def day_of_examples(rule_set: RuleSet) -> datetime.date:
    """The day of a model case that does not say one."""
    return rule_set.in_force.start or rule_set.in_force.end or _NO_DAY


def examples_of(rule_set: RuleSet, folder: Path, problems: Problems) -> tuple[ModelCase, ...]:
    """The examples of a rule set, decided. Those with problems (which are added) are left out.

    `folder` is that of the rule set, or the file of the amendment that makes it.
    """
    text = rule_set.files.get(EXAMPLES_FILE)
    if text is None:
        return ()
    # Those of an amendment stand in the amendment itself, and are told of there.
    known = rule_set.nodes.get(EXAMPLES_FILE)
    name = shown_path(folder / EXAMPLES_FILE) if known is None else known.span.file
    folder = folder if known is None else folder.parent
    node = known or read_yaml(text, name, problems)
    return () if node is None else _examples(node, name, rule_set, folder, problems)


def examples_in(text: str | bytes, name: str, rule_set: RuleSet, problems: Problems) -> tuple[ModelCase, ...]:
    """The model cases in a file that stands by itself, decided under a rule set.

    `name` is its path, beside which samples of cases lie. Those with problems (which are added) are left out.
    """
    node = read_yaml(text, name, problems)
    return () if node is None else _examples(node, name, rule_set, Path(name).parent, problems)


def _examples(
    node: Node, name: str, rule_set: RuleSet, folder: Path, problems: Problems
) -> tuple[ModelCase, ...]:
    document = read_as(ExamplesDocument, node, problems)
    if document is None:
        return ()
    found = []
    ids: set[str] = set()
    open_: list[tuple[str, Node]] = []
    for index, example in enumerate(document.examples):
        own = node_at(node, "examples", index)
        if own is not None:
            if example.id in ids:
                problem = f"two model cases have the id `{example.id}`"
                problems.add(codes.BAD_EXAMPLE.at(place(own, ("id",)), problem=problem))
            ids.add(example.id)
            if not example.expected:
                open_.append((example.id, own))
                continue
            case = _example(example, own, rule_set, folder, name, problems)
            found += [] if case is None else [case]
    if open_:
        names = [f"`{id}`" for id, _ in open_]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        span = place(open_[0][1], ("id",))
        told = ", ".join(names[:_MOST_NAMED]) + more
        cases = len(document.examples)
        problems.add(codes.NOTHING_EXPECTED.at(span, names=told, open=len(names), cases=cases))
    return tuple(found)


def written_model_inspections(workspace: Workspace, problems: Problems) -> dict[Path, WrittenInspection]:
    """The inspections of the casebook of model cases, as they are written, by file.

    Those that cannot be read are left out (problems added). They are the same for every rule set.
    """
    folder = workspace.casebook_path(MODEL_CASEBOOK)
    found: dict[Path, WrittenInspection] = {}
    for path in sorted(folder.glob("*.yaml")) if folder is not None else ():
        name = shown_path(path)
        text = read_bytes(path, problems, shown_as=name)
        written = None if text is None else written_inspection(text, name, problems)
        if written is not None:
            found[path] = written
    return found


def model_inspections(
    rule_set: RuleSet, written: Mapping[Path, WrittenInspection], problems: Problems
) -> tuple[ModelCase, ...]:
    """Those of the inspections `written` that say what is expected of a rule set, decided.

    Those with problems under it (which are added) are left out.
    """
    decided = (_inspection(path, one, rule_set, problems) for path, one in written.items())
    return tuple(case for case in decided if case is not None)


def _example(
    example: ExampleDocument, node: Node, rule_set: RuleSet, folder: Path, name: str, problems: Problems
) -> ModelCase | None:
    before = problems.error_count()
    on = example.on or day_of_examples(rule_set)
    if not rule_set.in_force.holds(on):
        problem = f"the rules are not in force on {on}"
        problems.add(codes.BAD_EXAMPLE.at(place(node, ("on",)), problem=problem))

    def read_text(beside: str) -> str | None:
        return read_beside(folder, beside)

    asked = read_case(example, node, rule_set, on, read_text, problems)
    if problems.error_count() > before:
        return None
    return _decided(example.id, example.title, name, asked)


def _inspection(
    path: Path, written: WrittenInspection, rule_set: RuleSet, problems: Problems
) -> ModelCase | None:
    """A model inspection, read under `rule_set` whatever folder its framework would be found in."""
    header = written.document.inspection
    if not written.document.expected or not _is_under(rule_set, header.framework, header.on):
        return None

    def read_text(beside: str) -> str | None:
        return read_beside(path.parent, beside)

    # Gathered apart: what another case has told already would not count against this one.
    own = Problems()
    inspection = inspection_of(written, lambda _reference, _on: rule_set, own, read_text)
    problems.extend(own)
    if inspection is None:
        return None
    title = inspection.provider or inspection.id
    asked = CaseAsked(inspection.rules, inspection.case, expected=inspection.expected)
    return _decided(inspection.id, title, written.file, asked)


def _is_under(rule_set: RuleSet, reference: str | None, on: datetime.date) -> bool:
    if reference == rule_set.name:
        return True
    # What is expected of the rules in force says nothing of what is proposed.
    return rule_set.amends is None and reference == rule_set.id and rule_set.in_force.holds(on)


def _decided(id: str, title: str, file: str, asked: CaseAsked) -> ModelCase:
    trace = interpret(asked.rules, asked.case)
    answers = tuple(
        Answer(area, expectation, outcome_word(trace.areas[area].outcome))
        for area, expectation in asked.expected.items()
    )
    return ModelCase(id, title, file, answers, trace)
