"""A new inspection file: every item that the rules read, with its question, still to be looked at."""

from __future__ import annotations

import datetime
import json
import re
import textwrap
from collections.abc import Iterator

from evenhand.domain import Better, EvidenceItem, ItemType
from evenhand.evidence import bounds_in_words
from evenhand.language import (
    Area,
    Condition,
    GivenOnly,
    Role,
    RuleSet,
    StartAt,
    StartTable,
    conditions_of_rule,
    conditions_of_table,
    finding_in_leaf,
    findings_of,
    items_in_leaf,
    items_in_operand,
    leaves_of,
)

_WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_@./-]*\Z")


def new_inspection(rule_set: RuleSet, framework: str, id: str, on: datetime.date) -> str:
    """The text of a new inspection file under `rule_set`, which its file names `framework`.

    Every item that an area's rules read, through findings too, stands under the first area that reads it,
    as not looked at. What is written loads and checks as it is.
    """
    lines = [*_head(rule_set, framework, id, on), ""]
    lines += _evidence(rule_set)
    lines += _case_sample(rule_set)
    lines += _given(rule_set)
    lines += _decisions(rule_set)
    return "\n".join(lines) + "\n"


def items_by_area(rule_set: RuleSet) -> dict[str, tuple[EvidenceItem, ...]]:
    """The items to record for each area: those its rules read, through findings and computed items."""
    return {area.id: tuple(_items_of(area, rule_set)) for area in rule_set.areas}


# --- what an area reads ------------------------------------------------------------------------------


def _items_of(area: Area, rule_set: RuleSet) -> Iterator[EvidenceItem]:
    computed = rule_set.derivations.parts()
    seen: set[str] = set()
    waiting = list(_direct(area, rule_set))
    while waiting:
        item = waiting.pop(0)
        if item.id in seen:
            continue
        seen.add(item.id)
        if item.id in computed:
            # A computed item is never recorded: its parts are.
            waiting[:0] = items_in_operand(computed[item.id])
        else:
            yield item


def _direct(area: Area, rule_set: RuleSet) -> Iterator[EvidenceItem]:
    if isinstance(area.start, StartAt):
        yield from items_in_operand(area.start.subject)
    if isinstance(area.start, StartTable):
        for cell in conditions_of_table(area.start.table):
            yield from _items_in(cell, rule_set, set())
    if area.judged_when is not None:
        yield from _items_in(area.judged_when, rule_set, set())
    seen: set[str] = set()
    for rule in area.rules:
        if not findings_of(rule):
            for condition in conditions_of_rule(rule):
                yield from _items_in(condition, rule_set, seen)


def _items_in(condition: Condition, rule_set: RuleSet, seen: set[str]) -> Iterator[EvidenceItem]:
    """The items that a condition reads; a finding's own conditions are gone into once."""
    for leaf in leaves_of(condition):
        yield from items_in_leaf(leaf)
        finding = finding_in_leaf(leaf)
        if finding is None or finding in seen:
            continue
        seen.add(finding)
        for rule in rule_set.all_rules:
            if finding in findings_of(rule):
                for inner in conditions_of_rule(rule):
                    yield from _items_in(inner, rule_set, seen)


# --- the file ----------------------------------------------------------------------------------------


def _head(rule_set: RuleSet, framework: str, id: str, on: datetime.date) -> list[str]:
    return [
        f"# A new inspection under {_one_line(rule_set.title)} ({rule_set.name}).",
        "#",
        "# Put a value in place of `unknown: not looked at` as you go:   value: 17.2",
        "# and say where it comes from:                                  source: Annex A lists 6 to 8",
        "# Where you looked and there is no answer:                      unknown: looked and could not tell",
        "# Other reasons: sources conflict, suppressed. Unknown is never taken as no or as zero.",
        "# A value may be partly known:                                  value: 15 to 18",
        "#",
        "# See what follows at any time:  evenhand check THIS-FILE",
        "",
        "inspection:",
        f"  id: {_scalar(id)}",
        "  # provider: Example Borough",
        f"  framework: {_scalar(framework)}",
        "  on: " + on.isoformat() + "   # this date decides which rules are in force",
        "  # kind: standard",
        "  # groups: {region: North}",
    ]


def _evidence(rule_set: RuleSet) -> list[str]:
    by_area = items_by_area(rule_set)
    first: dict[str, Area] = {}
    lines: list[str] = []
    for area in rule_set.areas:
        own = [item for item in by_area[area.id] if item.id not in first]
        again = [item for item in by_area[area.id] if item.id in first]
        if not own and not again:
            continue
        lines += ["", f"  # {'=' * 76}", f"  # {_one_line(area.title)}", f"  # {'=' * 76}"]
        for item in own:
            first[item.id] = area
            lines += ["", *_item(item, rule_set)]
        lines += _read_again(again)
    if not first:
        return ["evidence: []"]
    return ["evidence:", *lines, ""]


def _item(item: EvidenceItem, rule_set: RuleSet) -> list[str]:
    facts = []
    if item.question:
        facts.append(_one_line(item.question))
    facts.append(f"Value: {allowed_words(item)}")
    if item.found_in:
        facts.append(f"Usually found in: {_one_line(item.found_in)}")
    if item.from_cases:
        facts.append("Counted from the case sample where this file names one (see `cases` below).")
    if item.note:
        facts.append(f"Note: {_one_line(item.note)}")
    lines = [f"  # {_one_line(item.title)}"]
    for fact in facts:
        lines += textwrap.wrap(fact, _WIDTH, initial_indent="  #   ", subsequent_indent="  #     ")
    return [*lines, f"  - item: {item.id}", "    unknown: not looked at"]


def _read_again(items: list[EvidenceItem]) -> list[str]:
    if not items:
        return []
    names = ", ".join(_one_line(item.title) for item in items)
    text = f"This area also reads, recorded above: {names}."
    return ["", *textwrap.wrap(text, _WIDTH, initial_indent="  # ", subsequent_indent="  #   ")]


def allowed_words(item: EvidenceItem) -> str:
    """What may be recorded for an item, with its unit, bounds and the direction that is better.

    >>> allowed_words(EvidenceItem("a", ItemType.YES_NO, "A"))
    'yes or no'
    """
    words = _kind_words(item)
    if item.better is not Better.NEITHER and item.type is not ItemType.LEVEL:
        better = {Better.HIGHER: "higher", Better.LOWER: "lower"}[item.better]
        if item.type is ItemType.YES_NO:
            words += f" ({'yes' if item.better is Better.HIGHER else 'no'} is better)"
        else:
            words += f" ({better} is better)"
    if item.may_not_apply:
        words += "; or: does not apply"
    return words


def _kind_words(item: EvidenceItem) -> str:
    unit = f" of {item.unit}" if item.type is ItemType.COUNT and item.unit else ""
    match item.type:
        case ItemType.YES_NO:
            return "yes or no"
        case ItemType.LEVEL | ItemType.CHOICE:
            return _names_words(item)
        case ItemType.SHARE:
            of = f", of {_one_line(item.of)}" if item.of else ""
            return f"a share, such as 31 of 40 or 77.5%{of}"
        case ItemType.COUNT:
            return f"a whole number{unit}{_bounds(item)}"
        case ItemType.NUMBER:
            unit = f", in {item.unit}" if item.unit else ""
            places = f", at most {item.places} decimals" if item.places > 1 else ""
            places = ", at most 1 decimal" if item.places == 1 else places
            return f"a {'number' if item.places else 'whole number'}{unit}{_bounds(item)}{places}"


def _names_words(item: EvidenceItem) -> str:
    scale = item.names
    shown = []
    for name in scale.names:
        title = _one_line(scale.title(name))
        shown.append(name if title == name.replace("_", " ") else f"{name} ({title})")
    if item.type is ItemType.CHOICE:
        return f"one of {', '.join(shown)}"
    order = {Better.HIGHER: "worst first", Better.LOWER: "best first"}.get(item.better, "lowest first")
    return f"{', '.join(shown)} ({order})"


def _bounds(item: EvidenceItem) -> str:
    if item.lowest is None and item.highest is None:
        return ""
    if item.highest is None and item.lowest == 0:
        return ""
    return f", {bounds_in_words(item)}"


def _case_sample(rule_set: RuleSet) -> list[str]:
    counted = [derived.item for derived in rule_set.derivations.from_cases]
    if not counted:
        return []
    columns = ", ".join(rule_set.schema.case_record)
    text = (
        "A case sample: a CSV file beside this one, one row for each case. The items that say so above are "
        f"then counted from it. Columns: case (a code, never a name), {columns}."
    )
    return [*_comment(text), "# cases: cases.csv", ""]


def _given(rule_set: RuleSet) -> list[str]:
    without_rules = [area for area in rule_set.areas if isinstance(area.start, GivenOnly)]
    lines: list[str] = []
    if without_rules:
        lines += _comment("These areas have no rules in this rule set. Give their grades:")
        lines += ["# given:", *(f"#   {area.id}: {_grades(area)}" for area in without_rules), ""]
    lines += _comment("The previous inspection, if the rules ask about it; or `previous: none`.")
    area = rule_set.areas[0] if rule_set.areas else None
    grades = f"{{{area.id}: {area.scale.names[0]}}}" if area else "{}"
    return [*lines, f"# previous: {{on: 2021-03-01, grades: {grades}}}", ""]


def _decisions(rule_set: RuleSet) -> list[str]:
    drafted = [area for area in rule_set.areas if area.role is Role.JUDGEMENT]
    if not drafted:
        return []
    area = drafted[0]
    return [
        *_comment("Your draft grades. `evenhand check` sets each beside what the rules propose."),
        "# draft:",
        *(f"#   {area.id}: {_grades(area)}" for area in drafted),
        "",
        *_comment(
            "Where a draft differs from the proposal, say why; outside the permitted range a second person "
            "is needed."
        ),
        "# departures:",
        f"#   {area.id}: {{reason: ..., by: INS-1, second: INS-2}}",
    ]


def _grades(area: Area) -> str:
    return f"{area.scale.names[0]}   # {', '.join(area.scale.names)}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")


def _scalar(text: str) -> str:
    """Text as YAML reads it back."""
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
