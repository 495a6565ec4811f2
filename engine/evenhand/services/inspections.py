"""An inspection file, read against the rule set in force on its date."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PureWindowsPath

from evenhand.diagnostics import InvalidInput, Problems, codes
from evenhand.domain import NOT_JUDGED, Case, Departure
from evenhand.evidence import DepartureDocument, InspectionDocument
from evenhand.language import RuleSet, RulesInForce
from evenhand.services.case_reading import (
    CaseReader,
    Expectation,
    LocalValue,
    ReadText,
    read_case,
)
from evenhand.services.workspace import Workspace, shown_path
from evenhand.source import Node, place, read_as, read_bytes, read_yaml

_MOST_BESIDE = 5 * 1024 * 1024

FindRuleSet = Callable[[str, datetime.date], RuleSet]
"""Gives the rule set of a reference on a date. Raises InvalidInput."""


@dataclass(frozen=True)
class WrittenInspection:
    """An inspection file as it is written, before any rule set is asked about it."""

    document: InspectionDocument
    node: Node
    text: bytes | str
    file: str


@dataclass(frozen=True)
class Inspection:
    """One inspection, checked: what the rules are asked about, and what people decided.

    `text` and `cases_text` are what it was read from, so that a record can carry them; `node` keeps the
    places for what is found later.
    """

    id: str
    on: datetime.date
    rules: RulesInForce
    case: Case
    node: Node
    provider: str | None = None
    kind: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    drafts: Mapping[str, str] = field(default_factory=dict)
    departures: Mapping[str, Departure] = field(default_factory=dict)
    expected: Mapping[str, Expectation] = field(default_factory=dict)
    local: Mapping[str, LocalValue] = field(default_factory=dict)
    file: str = ""
    text: str = ""
    cases_name: str | None = None
    cases_text: str | None = None


def load_inspection(
    path: Path, workspace: Workspace, problems: Problems, rules: str | None = None
) -> Inspection | None:
    """The inspection in a file, or None with every problem added. `rules` overrides its framework."""
    name = shown_path(path)
    # Read once: the second reading of a pipe finds it empty.
    text = read_bytes(path, problems, shown_as=name)
    if text is None:
        return None

    def read_text(beside: str) -> str | None:
        return read_beside(path.parent, beside)

    return read_inspection(text, name, workspace.rule_set, problems, read_text, rules)


def read_beside(folder: Path, name: str) -> str | None:
    """The text of a file in `folder` or below it; None where there is none. Raises OSError or ValueError.

    An inspection file may come from anyone, so it cannot make the program read a file elsewhere.
    """
    written = PureWindowsPath(name)
    if written.drive or written.root or ".." in written.parts:
        raise ValueError("it must lie beside the inspection file")
    path = folder / name
    try:
        if not path.resolve(strict=True).is_relative_to(folder.resolve()):
            raise ValueError("it is a link to a file that does not lie beside the inspection file")
    except FileNotFoundError:
        return None
    except RuntimeError:
        raise ValueError("it is a link to itself") from None
    if not path.is_file():
        raise ValueError("it is not a file")
    with path.open("rb") as stream:
        found = stream.read(_MOST_BESIDE + 1)
    if len(found) > _MOST_BESIDE:
        raise ValueError(f"it is larger than {_MOST_BESIDE // 1024 // 1024} MiB")
    return found.decode("utf-8")


def read_inspection(
    text: bytes | str,
    file: str,
    find: FindRuleSet,
    problems: Problems,
    read_text: ReadText,
    rules: str | None = None,
) -> Inspection | None:
    """The inspection that `text` writes, or None with every problem added."""
    written = written_inspection(text, file, problems)
    return None if written is None else inspection_of(written, find, problems, read_text, rules)


def written_inspection(text: bytes | str, file: str, problems: Problems) -> WrittenInspection | None:
    """What `text` writes, or None with every problem of the text and of its shape added."""
    node = read_yaml(text, file, problems)
    document = None if node is None else read_as(InspectionDocument, node, problems)
    if node is None or document is None:
        return None
    return WrittenInspection(document, node, text, file)


def inspection_of(
    written: WrittenInspection,
    find: FindRuleSet,
    problems: Problems,
    read_text: ReadText,
    rules: str | None = None,
) -> Inspection | None:
    """The inspection under the rule set that it names or `rules` does, or None with every problem added."""
    before = problems.error_count()
    document, node, text = written.document, written.node, written.text
    header = document.inspection
    reference = header.framework if rules is None else rules
    if reference is None:
        span = place(node, ("inspection",))
        problems.add(codes.NO_FRAMEWORK.at(span, hint="add `framework: ilacs`, or use --rules"))
        return None
    try:
        rule_set = find(reference, header.on)
    except InvalidInput as invalid:
        # A problem with the name itself is shown where the file gives it.
        named_at = None if rules is not None else place(node, ("inspection", "framework"))
        for diagnostic in invalid.diagnostics:
            about_date = diagnostic.code is codes.NO_VERSION_IN_FORCE
            at = place(node, ("inspection", "on")) if about_date else named_at
            problems.add(replace(diagnostic, span=diagnostic.span or at))
        return None
    in_force = rule_set.in_force
    if not in_force.holds(header.on):
        span = place(node, ("inspection", "on"))
        hint = f"it is in force from {in_force.start or 'the beginning'} to {in_force.end or 'now'}"
        problems.add(codes.NO_VERSION_IN_FORCE.at(span, name=rule_set.name, day=header.on, hint=hint))
        return None
    asked = read_case(document, node, rule_set, header.on, read_text, problems)
    drafts = _drafts(document, node, rule_set, problems)
    departures = _departures(document, node, rule_set, problems)
    if problems.error_count() > before:
        return None
    return Inspection(
        id=header.id,
        on=header.on,
        rules=asked.rules,
        case=asked.case,
        node=node,
        provider=header.provider,
        kind=header.kind,
        groups=header.groups,
        drafts=drafts,
        departures=departures,
        expected=asked.expected,
        local=asked.local,
        file=written.file,
        text=text if isinstance(text, str) else text.decode("utf-8"),
        cases_name=document.cases,
        cases_text=asked.cases_text,
    )


def _drafts(
    document: InspectionDocument, node: Node, rule_set: RuleSet, problems: Problems
) -> dict[str, str]:
    found = CaseReader(node, rule_set, problems).grades(document.draft, "draft")
    for area in found:
        if document.given.get(area) == NOT_JUDGED:
            hint = "take out the draft, or the `not_judged` under `given`"
            span = place(node, ("draft", area, "[key]"))
            given = [(place(node, ("given", area)), "it is given as not judged here")]
            problems.add(codes.DRAFT_OF_NOT_JUDGED.at(span, area=area, hint=hint, related=given))
    return found


def _departures(
    document: InspectionDocument, node: Node, rule_set: RuleSet, problems: Problems
) -> dict[str, Departure]:
    found: dict[str, Departure] = {}
    for area, written in document.departures.items():
        span = place(node, ("departures", area))
        if area not in rule_set.area_by_id:
            CaseReader(node, rule_set, problems).area_is_known(area, "departures")
            continue
        departure = _departure(area, written, node, problems)
        if area not in document.draft:
            problems.add(codes.DEPARTURE_WITHOUT_DRAFT.at(span, area=area))
        elif departure is not None:
            found[area] = departure
    return found


def _departure(area: str, written: DepartureDocument, node: Node, problems: Problems) -> Departure | None:
    if written.reason is None or not written.reason.strip():
        key = ("departures", area, "reason") if written.reason is not None else ("departures", area)
        problems.add(codes.NO_REASON.at(place(node, key), area=area))
        return None
    if written.second is not None and _folded(written.second) == _folded(written.by):
        span = place(node, ("departures", area, "second"))
        problems.add(codes.SAME_PERSON_TWICE.at(span, area=area))
        return None
    return Departure(written.reason, written.by, written.second, written.on)


def _folded(person: str) -> str:
    """A name without what people write now one way and now another: capitals, spaces, forms of letters.

    >>> _folded(" Ana  LÓPEZ ")
    'ana lópez'
    """
    folded = unicodedata.normalize("NFKC", person).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
