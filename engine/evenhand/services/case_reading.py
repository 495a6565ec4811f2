"""What an inspection file or a model case says of one case, checked against its rule set."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import assert_never

from evenhand.diagnostics import Problems, codes, did_you_mean
from evenhand.domain import (
    NO_PREVIOUS_GIVEN,
    NOT_JUDGED,
    Case,
    DoesNotApply,
    EvidenceEntry,
    EvidenceItem,
    ItemState,
    NameSet,
    Number,
    NumberRange,
    Previous,
    Recorded,
    ShareRange,
    Unknown,
    Value,
    show_number,
    show_percent,
)
from evenhand.evaluation import count_cases
from evenhand.evidence import (
    CaseSample,
    ExpectationDocument,
    InspectionDocument,
    LocalValueDocument,
    PreviousDocument,
    bounds_in_words,
    build_profile,
    in_bounds,
    read_assumptions,
    read_case_sample,
    read_entries,
)
from evenhand.language import (
    BadThreshold,
    ExampleDocument,
    FindingTable,
    RuleSet,
    RulesInForce,
    StartTable,
    check_table,
    local_value,
    node_at,
)
from evenhand.source import Node, place

EXPECTED_WORDS = ("undecided", "conflict", NOT_JUDGED)
"""What a model case may expect of an area besides a grade."""

ReadText = Callable[[str], "str | None"]
"""Gives the text of a file beside the one being read; None where there is none.

Raises OSError or ValueError where it cannot be read as UTF-8 text.
"""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a model case expects of one area: a grade, `undecided`, `conflict` or `not_judged`."""

    grade: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class LocalValue:
    """A threshold set by local policy, and why."""

    value: Number
    written: str
    because: str | None = None


@dataclass(frozen=True)
class CaseAsked:
    """A case with the rules in force for it, and what is expected."""

    rules: RulesInForce
    case: Case
    local: Mapping[str, LocalValue] = field(default_factory=dict)
    expected: Mapping[str, Expectation] = field(default_factory=dict)
    cases_text: str | None = None


def read_case(
    document: InspectionDocument | ExampleDocument,
    node: Node,
    rule_set: RuleSet,
    on: datetime.date,
    read_text: ReadText,
    problems: Problems,
) -> CaseAsked:
    """The case that `document` describes. Problems are added; the case is whole only without any."""
    reader = CaseReader(node, rule_set, problems)
    local = reader.local_values(document.parameters)
    rules = rule_set.in_force_on(on, {id: value.value for id, value in local.items()})
    if local:
        check_tables(rules, problems)
    sample = reader.case_sample(document.cases, read_text)
    rows = sample.rows if sample is not None else None
    counted = () if rows is None else entries_from_cases(rule_set, rows)
    reader.check_counted(counted)
    entries = read_entries(node_at(node, "evidence"), rule_set.schema, problems)
    assumptions = read_assumptions(document.assume, node, rule_set.schema, problems)
    number = None if rows is None else len(rows)
    profile = build_profile(entries, counted, assumptions, number, problems)
    case = Case(
        profile,
        given=reader.grades(document.given, "given", NOT_JUDGED),
        previous=reader.previous(document.previous),
    )
    expected = reader.expected(document.expected)
    return CaseAsked(rules, case, local, expected, sample.text if sample else None)


def check_tables(rules: RulesInForce, problems: Problems) -> None:
    """Another value of a threshold may open a gap in a decision table: they are searched again."""
    for area in rules.areas:
        if isinstance(area.start, StartTable):
            check_table(area.start.table, [rules.parameters], problems, grading=True)
    for rule in rules.all_rules:
        if isinstance(rule, FindingTable):
            check_table(rule.table, [rules.parameters], problems, grading=False)


def entries_from_cases(
    rule_set: RuleSet, rows: tuple[Mapping[str, ItemState], ...]
) -> tuple[EvidenceEntry, ...]:
    """One entry for each item that is counted from the case sample, with source *case sample*."""
    found = []
    for derived in rule_set.derivations.from_cases:
        state = count_cases(derived, rows)
        written = show_state(rule_set.item(derived.item), state)
        found.append(EvidenceEntry(derived.item, state, written, "case sample"))
    return tuple(found)


def show_state(item: EvidenceItem, state: ItemState) -> str:
    """What is known of an item, as it would be written in an inspection file."""
    match state:
        case DoesNotApply():
            return "does not apply"
        case Unknown(reason):
            return reason.value
        case Recorded(value):
            return _show_value(item, value)
        case _:
            assert_never(state)


def _show_value(item: EvidenceItem, value: Value) -> str:
    match value:
        case NumberRange(low, high):
            if low is None or high is None:
                return _open_ended(low, high)
            ends = [show_number(low, 2), show_number(high, 2)]
        case ShareRange(low, high, of):
            if of is not None:
                counts = f"{low}" if low == high else f"{low} to {high}"
                return f"{counts} of {of}"
            ends = [show_percent(low), show_percent(high)]
        case NameSet(mask):
            return " or ".join(item.names.names_in(mask))
        case _:
            assert_never(value)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _open_ended(low: Number | None, high: Number | None) -> str:
    if low is not None:
        return f"{show_number(low, 2)} or more"
    return "not known" if high is None else f"{show_number(high, 2)} or less"


class CaseReader:
    """Reads the parts of a file that name areas, grades and parameters of one rule set."""

    def __init__(self, node: Node, rule_set: RuleSet, problems: Problems) -> None:
        self.node = node
        self.rule_set = rule_set
        self.problems = problems

    def area_is_known(self, area: str, key: str) -> bool:
        """Whether the rule set has the area; told where it does not."""
        if area in self.rule_set.area_by_id:
            return True
        hint = did_you_mean(area, self.rule_set.area_by_id)
        span = place(self.node, (key, area, "[key]"))
        self.problems.add(codes.AREA_NOT_IN_RULES.at(span, rules=self.rule_set.name, name=area, hint=hint))
        return False

    def grades(self, written: Mapping[str, str], key: str, *words: str) -> dict[str, str]:
        """Grades by area, each on the area's scale or one of `words`."""
        found: dict[str, str] = {}
        for area, grade in written.items():
            if not self.area_is_known(area, key):
                continue
            scale = self.rule_set.area_by_id[area].scale
            if grade in scale or grade in words:
                found[area] = grade
                continue
            span = place(self.node, (key, area))
            if grade == NOT_JUDGED:
                self.problems.add(codes.NOT_JUDGED_DRAFT.at(span, area=area))
                continue
            hint = did_you_mean(grade, [*scale.names, *words])
            self.problems.add(codes.GRADE_NOT_ON_SCALE.at(span, name=grade, area=area, hint=hint))
        return found

    def previous(self, written: PreviousDocument | str | None) -> Previous:
        """The previous inspection, its grades put on this rule set's scales."""
        if written is None:
            return NO_PREVIOUS_GIVEN
        if isinstance(written, str):
            return Previous(none=True)
        found: dict[str, str] = {}
        for area, grade in written.grades.items():
            known = self.rule_set.area_by_id.get(area)
            if known is None:
                # An earlier framework may have had areas that this one has not; no rule can read them.
                span = place(self.node, ("previous", "grades", area, "[key]"))
                hint = did_you_mean(area, self.rule_set.area_by_id)
                self.problems.add(
                    codes.PREVIOUS_AREA_UNKNOWN.at(span, rules=self.rule_set.name, name=area, hint=hint)
                )
                continue
            own = known.scale.own_name(grade)
            if own is None:
                span = place(self.node, ("previous", "grades", area))
                hint = did_you_mean(grade, known.scale.names)
                self.problems.add(codes.PREVIOUS_OTHER_SCALE.at(span, name=grade, area=area, hint=hint))
                continue
            found[area] = own
        return Previous(found, written.on)

    def expected(self, written: Mapping[str, ExpectationDocument | str]) -> dict[str, Expectation]:
        """What a model case expects."""
        plain = {area: value if isinstance(value, str) else value.grade for area, value in written.items()}
        grades = self.grades(plain, "expected", *EXPECTED_WORDS)
        found = {}
        for area, grade in grades.items():
            value = written[area]
            because = None if isinstance(value, str) else value.because
            found[area] = Expectation(grade, because)
        return found

    def local_values(self, written: Mapping[str, LocalValueDocument]) -> dict[str, LocalValue]:
        """Thresholds set by local policy."""
        found: dict[str, LocalValue] = {}
        for name, value in written.items():
            parameter = self.rule_set.parameters.get(name)
            span = place(self.node, ("parameters", name, "[key]"))
            if parameter is None:
                hint = did_you_mean(name, self.rule_set.parameters)
                self.problems.add(codes.UNKNOWN_PARAMETER.at(span, name=name, hint=hint))
                continue
            if not parameter.local:
                locals_ = [id for id, known in self.rule_set.parameters.items() if known.local]
                hint = did_you_mean(name, locals_)
                self.problems.add(codes.NOT_LOCAL.at(span, name=name, hint=hint))
                continue
            try:
                number = local_value(parameter, value.value)
            except BadThreshold as bad:
                at = place(self.node, ("parameters", name, "value"))
                self.problems.add(
                    codes.LOCAL_VALUE.at(
                        at, hint=bad.unit_hint or bad.hint, value=value.value, name=name, problem=str(bad)
                    )
                )
                continue
            found[name] = LocalValue(number, value.value, value.because)
        return found

    def check_counted(self, counted: Iterable[EvidenceEntry]) -> None:
        """What is counted from cases keeps the bounds of its item, as what is recorded does."""
        for entry in counted:
            item = self.rule_set.item(entry.item)
            if isinstance(entry.state, Recorded) and not in_bounds(item, entry.state):
                span = place(self.node, ("cases",))
                bounds = bounds_in_words(item)
                self.problems.add(
                    codes.OUT_OF_BOUNDS.at(span, value=entry.written, item=item.id, bounds=bounds)
                )

    def case_sample(self, name: str | None, read_text: ReadText) -> CaseSample | None:
        """The case sample that `cases:` names, if it names one."""
        if name is None:
            return None
        span = place(self.node, ("cases",))
        try:
            text = read_text(name)
        except UnicodeDecodeError:
            problem, text = f"`{name}` is not UTF-8 text", None
        except (OSError, ValueError) as error:
            told = getattr(error, "strerror", None)
            problem, text = f"`{name}`: {told.lower() if told else error}", None
        else:
            problem = f"there is no file `{name}`"
        if text is None:
            self.problems.add(codes.CASES_UNREADABLE.at(span, problem=problem))
            return None
        shown = PurePosixPath(span.file).parent / name
        return read_case_sample(text, shown.as_posix(), self.rule_set.schema, self.problems)
