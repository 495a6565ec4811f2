"""A region of inspections in words: “Supervision on time” is below 85%, “Scale” is serious or worse."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from evenhand.backends.planes import NoGrade
from evenhand.domain import NOT_JUDGED, Better, DoesNotApply, EvidenceItem, ItemType, Number, Scale, Unknown
from evenhand.explanation.terms import area_title, parameter_title
from evenhand.explanation.values import REASON_WORDS, name_words, or_so
from evenhand.explanation.words import counted, either, listed, percent, quoted
from evenhand.language import (
    CASES,
    ColumnId,
    ColumnKind,
    ItemNumber,
    ParameterValue,
    RulesInForce,
    atoms_of,
    operands_of,
)
from evenhand.verification import AreaPart, ColumnPart, FindingPart, Part, Region
from evenhand.verification.spaces import StateSpace

MOST_PARTS = 6
"""How many conditions of a region are named."""


_NOT_APPLYING = "does not apply"


def region_words(region: Region, rules: RulesInForce, most: int = MOST_PARTS) -> str:
    """The conditions of a region, as the end of a sentence that begins with `whenever`.

    Thresholds that are named in the rules are named.
    """
    parts = [part_words(part, rules) for part in region.parts]
    if len(parts) <= most:
        return listed(parts)
    return f"{', '.join(parts[:most])}, and {len(parts) - most} more"


def part_words(part: Part, rules: RulesInForce) -> str:
    """One condition of a region: what one item, area or previous grade is, or whether a finding is made."""
    match part:
        case FindingPart(finding=finding):
            return f"{quoted(finding.name)} is {'' if part.is_made else 'not '}made"
        case AreaPart(area=area):
            subject, found = quoted(area.title), list(_outcomes(part))
        case ColumnPart(space=space):
            subject, found = _subject(space.column, rules), list(_states(part, rules))
    values = [words for words in found if words != _NOT_APPLYING]
    if not values:
        return f"{subject} {_NOT_APPLYING}"
    words = f"{subject} is {either(values)}"
    return words if len(values) == len(found) else f"{words}, or {_NOT_APPLYING}"


def _subject(column: ColumnId, rules: RulesInForce) -> str:
    match column.kind:
        case ColumnKind.ITEM:
            return quoted(rules.schema.items[column.id].title)
        case ColumnKind.PREVIOUS:
            return f"{quoted(area_title(rules, column.id))} at the previous inspection"
        case ColumnKind.CASES:
            return "the number of cases sampled"
        case ColumnKind.GIVEN:
            return quoted(area_title(rules, column.id))


def _runs(part: Part) -> Iterator[tuple[int, int]]:
    """The states in order that follow each other, by the first and the last place."""
    places = [place for place in range(part.ordered) if part.has(place)]
    # Places that follow each other differ from their rank by the same number.
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        own = [place for _, place in run]
        yield own[0], own[-1]


def _outcomes(part: AreaPart) -> Iterator[str]:
    for first, last in _runs(part):
        yield from _names(part.area.scale, first, last)
    if part.has(part.ordered):
        yield "not judged"


def _states(part: ColumnPart, rules: RulesInForce) -> Iterator[str]:
    for first, last in _runs(part):
        yield from _run(part.space, first, last, rules)
    for at, state in enumerate(part.space.others):
        if part.has(part.ordered + at):
            yield _other(state)


def _other(state: object) -> str:
    match state:
        case DoesNotApply():
            return _NOT_APPLYING
        case Unknown(reason):
            return REASON_WORDS[reason]
        case NoGrade.NONE_BEFORE:
            return "none (no inspection before)"
        case str() if state == NOT_JUDGED:
            return "not judged"
        case _:
            return "not given"


def _run(space: StateSpace, first: int, last: int, rules: RulesInForce) -> Iterator[str]:
    """States in order from one place to another."""
    if space.column == CASES:
        yield "any number"
    elif space.item is not None and space.item.type.is_numeric:
        yield _numbers(space, first, last, rules)
    elif space.scale is not None:
        yield from _names(space.scale, first, last, space.item)


# --- names -------------------------------------------------------------------------------------------


def _names(scale: Scale, first: int, last: int, item: EvidenceItem | None = None) -> Iterator[str]:
    """Names of a scale, of grades or of an item."""
    names = [name_words(scale, scale.names[place]) for place in range(first, last + 1)]
    top = len(scale) - 1
    ranked = item is None or item.type is ItemType.LEVEL
    better = Better.HIGHER if item is None else item.better
    if not ranked or len(names) < 2 or (first > 0 and last < top) or better is Better.NEITHER:
        yield from names
    elif last == top:
        word = "better" if better is Better.HIGHER else "worse"
        yield "anything" if first == 0 else f"{names[0]}{or_so(names[0])} {word}"
    else:
        word = "worse" if better is Better.HIGHER else "better"
        yield f"{names[-1]}{or_so(names[-1])} {word}"


# --- numbers -----------------------------------------------------------------------------------------


def _numbers(space: StateSpace, first: int, last: int, rules: RulesInForce) -> str:
    item = space.item
    assert item is not None
    low = space.boundaries[first - 1] if first > 0 else None
    high = space.boundaries[last] if last < len(space.boundaries) else None

    def shown(value: Number) -> str:
        return _threshold(value, item, rules)

    if low is not None and high is not None and low.at == high.at:
        return f"exactly {shown(low.at)}"
    words = []
    if low is not None:
        words.append(f"{'more than' if low.beyond else 'at least'} {shown(low.at)}")
    if high is not None:
        words.append(f"{'at most' if high.beyond else 'below'} {shown(high.at)}")
    return " and ".join(words) or "any number"


def _threshold(value: Number, item: EvidenceItem, rules: RulesInForce) -> str:
    """A threshold of an item, with the name of the parameter that has it, if there is one."""
    words = percent(value) if item.type is ItemType.SHARE else counted(value, item.unit)
    names = dict.fromkeys(_parameters_beside(item, rules))
    named = [id for id in names if rules.parameters.get(id) == value]
    return f"{words} ({quoted(parameter_title(rules, named[0]))})" if len(named) == 1 else words


def _parameters_beside(item: EvidenceItem, rules: RulesInForce) -> Iterator[str]:
    """The parameters that an item alone is compared with."""
    for leaf in rules.leaves():
        atoms = [atom for operand in operands_of(leaf) for atom in atoms_of(operand)]
        if sum(isinstance(atom, ItemNumber) and atom.item.id == item.id for atom in atoms) == 1:
            others = [atom for atom in atoms if not isinstance(atom, ItemNumber)]
            if len(others) == len(atoms) - 1:
                yield from (atom.id for atom in others if isinstance(atom, ParameterValue))
