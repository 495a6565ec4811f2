"""What evidence items are about: fields of the case record, and people of whom there may be none."""

from __future__ import annotations

from evenhand.domain import Better, EvidenceItem, ItemType
from evenhand.language import (
    FromCases,
    IsOneOf,
    IsRanked,
    RulesInForce,
    Summary,
    items_in_leaf,
    items_in_operand,
    leaves_of,
    leaves_of_rule,
    ranked_mask,
)
from evenhand.synthesis.cells import counts_sample


def fields_counted(rules: RulesInForce) -> tuple[dict[str, str], dict[str, str]]:
    """What items are about in the case record, and which count the cases that a share leaves over.

    Shares and counts of the same field go together, and never contradict each other.
    """
    fields: dict[str, str] = {}
    rest: dict[str, str] = {}
    masks: dict[str, tuple[str, int]] = {}
    items = rules.schema.items
    for counted in rules.rule_set.derivations.from_cases:
        if counted.condition is None:
            continue
        read = [item.id for leaf in leaves_of(counted.condition) for item in items_in_leaf(leaf)]
        if len(set(read)) != 1:
            continue
        fields[counted.item] = f"case:{read[0]}"
        mask = _mask(counted)
        if mask is None:
            continue
        for other, (field_of, there) in masks.items():
            if field_of == read[0] and there ^ mask[0] == mask[1]:
                rest[counted.item] = other
        if items[counted.item].type is ItemType.SHARE and counts_sample(items[counted.item]):
            masks[counted.item] = (read[0], mask[0])
    return fields, rest


def _mask(counted: FromCases) -> tuple[int, int] | None:
    """The names that a case is counted for, as bits, and all names; None where it asks something else."""
    if counted.summary not in (Summary.COUNT, Summary.SHARE):
        return None
    match counted.condition:
        case IsOneOf(subject, names):
            return subject.scale.mask(names), subject.scale.whole
        case IsRanked(subject, relation, name):
            return ranked_mask(subject, relation, name), subject.scale.whole
    return None


def counted_from_some(rules: RulesInForce) -> frozenset[str]:
    """The items that are counted from what need not apply to each sampled case."""
    found = set()
    for counted in rules.rule_set.derivations.from_cases:
        leaves = () if counted.condition is None else leaves_of(counted.condition)
        read = [item for leaf in leaves for item in items_in_leaf(leaf)]
        read += [] if counted.of is None else items_in_operand(counted.of)
        if any(item.may_not_apply for item in read):
            found.add(counted.item)
    return frozenset(found)


def wholes_and_parts(rules: RulesInForce, partial: frozenset[str]) -> list[tuple[list[str], list[str]]]:
    """Numbers of people, each with the items that do not apply where it is 0; other such items by themselves.

    They are those of the same section, and those that an area reads which is judged only where there is
    somebody. Shares, and means of cases, may formally always be of nothing: they are where what they are of
    may be (`partial`).
    """
    items = [item for item in rules.schema.items.values() if item.computed is None]
    free = [item for item in items if item.may_not_apply]
    found: list[tuple[list[str], list[str]]] = []
    for section in dict.fromkeys(item.section for item in free):
        totals = [item.id for item in items if item.section == section and _is_a_total(item)]
        if totals:
            read = _read_where_there_are(rules, totals)
            named = [
                item.id for item in free if item.section == section or (item.id in read and _is_named(item))
            ]
            found.append((totals, named))
    taken = {item for _, parts in found for item in parts}
    alone = [item.id for item in free if item.id not in taken and (item.id in partial or _is_named(item))]
    return found + [([], [item]) for item in alone]


def _is_a_total(item: EvidenceItem) -> bool:
    return item.type is ItemType.COUNT and item.better is Better.NEITHER and item.lowest == 0


def _is_named(item: EvidenceItem) -> bool:
    """Whether its schema says that it need not apply, and not its type alone."""
    return item.type is not ItemType.SHARE and item.from_cases is None


def _read_where_there_are(rules: RulesInForce, totals: list[str]) -> set[str]:
    """The items read by areas that are judged only where a total says so."""
    found = set()
    for area in rules.areas:
        leaves = () if area.judged_when is None else leaves_of(area.judged_when)
        if any(item.id in totals for leaf in leaves for item in items_in_leaf(leaf)):
            read = (
                item for rule in area.rules for leaf in leaves_of_rule(rule) for item in items_in_leaf(leaf)
            )
            found |= {item.id for item in read}
    return found
