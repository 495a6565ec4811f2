"""An example that a solver found, as an inspection file that can be opened, checked and argued about."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from evenhand.domain import (
    MOST_DIGITS,
    NOT_LOOKED_AT,
    Case,
    DoesNotApply,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    exact_text,
    show_number,
    simplest,
)
from evenhand.evidence.case_samples import CASE_COLUMN
from evenhand.language import ItemNumber, RulesInForce, Summary
from evenhand.services.case_reading import show_state
from evenhand.services.evidence_text import scalar

if TYPE_CHECKING:
    from evenhand.verification import Example

_WIDTH = 100


def inspection_text(
    example: Example,
    rules: RulesInForce,
    id: str,
    note: str,
    *,
    framework: str | None = None,
    cases: str | None = None,
) -> str:
    """An example as the text of an inspection file, which `evenhand check` reads back as the same case.

    `note` stands at the top as a comment, a paragraph a line. `framework` is how the file names the rule
    set, where its name does not do; `cases` names the file of the case sample (see `cases_text`).
    """
    case = example.case
    lines = [*_comment(note), "inspection:", f"  id: {scalar(id)}"]
    lines += [f"  framework: {scalar(framework or rules.rule_set.name)}", f"  on: {rules.on.isoformat()}"]
    lines += _evidence(case, rules, counted=cases is not None)
    if cases is not None:
        lines.append(f"cases: {scalar(cases)}")
    if case.given:
        lines += ["given:", *_grades(case.given, rules, "  ")]
    if case.previous.none:
        lines.append("previous: none")
    elif case.previous.grades:
        lines += ["previous:", "  grades:", *_grades(case.previous.grades, rules, "    ")]
    return "\n".join(lines) + "\n"


def _comment(note: str) -> Iterator[str]:
    for paragraph in note.splitlines():
        found = textwrap.wrap(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)
        yield from (f"# {line}".rstrip() for line in found or [""])
    yield ""


def _evidence(case: Case, rules: RulesInForce, *, counted: bool) -> list[str]:
    derived = {one.item for one in rules.rule_set.derivations.from_cases} if counted else set()
    lines = []
    for id, item in rules.schema.items.items():
        state = case.profile.state(id)
        if state == NOT_LOOKED_AT or id in derived:
            continue
        lines += [f"  # {' '.join(item.title.split())}", f"  - item: {id}"]
        if isinstance(state, Unknown):
            lines.append(f"    unknown: {state.reason}")
        else:
            lines.append(f"    value: {scalar(written_value(item, state))}")
    return ["evidence:", *lines] if lines else ["evidence: []"]


def _grades(grades: Mapping[str, str], rules: RulesInForce, indent: str) -> Iterator[str]:
    for area in rules.areas:
        if area.id in grades:
            yield f"{indent}{area.id}: {grades[area.id]}   # {' '.join(area.title.split())}"


def written_value(item: EvidenceItem, state: ItemState) -> str:
    """What is recorded of an item, written so that it is read back exactly.

    A share is a percentage where a decimal writes it, else `n of d`. A mean has as many decimals as it
    needs, and where none write it a fraction: such a mean can only be counted, not recorded.

    >>> share = EvidenceItem("a", ItemType.SHARE, "A")
    >>> [written_value(share, Recorded(ShareRange(at, at))) for at in (Fraction(17, 20), Fraction(2, 3))]
    ['85%', '2 of 3']
    """
    match state:
        case Recorded(ShareRange(low, high, None)) if low == high:
            share = Fraction(low)
            percentage = exact_text(simplest(share * 100)) or ""
            if "/" not in percentage and len(percentage) <= MOST_DIGITS:
                return f"{percentage}%"
            return f"{share.numerator} of {share.denominator}"
        case DoesNotApply() if item.type is ItemType.SHARE and not item.may_not_apply:
            # A share of no cases.
            return "0 of 0"
        case Recorded(NumberRange(low, high)) if low is not None and low == high:
            return exact_text(low) or ""
        case Recorded(ShareRange() | NumberRange() | NameSet()) | DoesNotApply() | Unknown():
            return show_state(item, state)


# --- the case sample -----------------------------------------------------------------------------------


def cases_text(example: Example, rules: RulesInForce) -> str | None:
    """The case sample of an example as a CSV file; None where the example needs none."""
    number = example.case.profile.cases
    if number is None:
        return None
    rows: list[dict[str, str]] = [{CASE_COLUMN: f"C{at + 1}"} for at in range(number)]
    record = rules.schema.case_record
    filled: dict[frozenset[str], int] = {}
    for alike in example.sample:
        # Classes that tell the same items apart lie one after the other, others beside them.
        items = frozenset(alike.record)
        begins = filled.get(items, 0)
        for row in rows[begins : begins + alike.number]:
            row |= {id: _cell(record[id], state) for id, state in alike.record.items()}
        filled[items] = begins + alike.number
    for id, text in _middles(example, rules):
        for row in rows:
            row.setdefault(id, text)
    columns = dict.fromkeys([CASE_COLUMN, *(id for row in rows for id in row)])
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _cell(item: EvidenceItem, state: ItemState) -> str:
    return state.reason.value if isinstance(state, Unknown) else written_value(item, state)


def _middles(example: Example, rules: RulesInForce) -> Iterator[tuple[str, str]]:
    """A value of every case that gives each mean and median its value."""
    for one in rules.rule_set.derivations.from_cases:
        state = example.case.profile.state(one.item)
        middle = one.summary in (Summary.MEAN, Summary.MEDIAN)
        if middle and isinstance(one.of, ItemNumber) and isinstance(state, Recorded):
            value = state.value
            assert isinstance(value, NumberRange) and value.lowest is not None
            # Where no case can have the very value of the mean, the nearest that one can have.
            yield one.of.item.id, show_number(value.lowest, one.of.item.places)
