"""Where an area starts: a grade, another area, a level item, a median, worst or best, or a table."""

from __future__ import annotations

from pydantic import BaseModel

from evenhand.diagnostics import Problems, codes, did_you_mean
from evenhand.domain import Better, ItemType, Scale
from evenhand.language.documents import (
    BestStartDocument,
    MiddleStartDocument,
    TableStartDocument,
    WorstStartDocument,
)
from evenhand.language.names import Names, collapsed
from evenhand.language.nodes import AreaGrade, ItemName
from evenhand.language.rule_reader import ReadCsv, node_at, read_grid
from evenhand.language.rules import (
    HitPolicy,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
    Ties,
)
from evenhand.language.tables import read_table
from evenhand.source import Mapping, Node, Scalar, key_place, place, plain, read_as

_FORMS: dict[str, type[BaseModel]] = {
    "median_of": MiddleStartDocument,
    "worst_of": WorstStartDocument,
    "best_of": BestStartDocument,
    "table": TableStartDocument,
}


def read_start(file: Node, scale: Scale, names: Names, csv: ReadCsv, problems: Problems) -> Start | None:
    """The start under `starts_at:` of an area's file, or None with its problems added."""
    node = node_at(file, "starts_at")
    match node:
        case Scalar():
            return _named_start(node, scale, names, problems)
        case Mapping():
            form = next((key for key in _FORMS if key in node), None)
            if form is None:
                first = node.entries[0].key if node.entries else None
                written = first.text if first else ""
                hint = did_you_mean(written, _FORMS)
                problems.add(codes.BAD_START.at(first.span if first else node.span, text=written, hint=hint))
                return None
            document = read_as(_FORMS[form], node, problems)
            if document is None:
                return None
            if isinstance(document, TableStartDocument):
                grid = read_grid(file, ("starts_at", "table"), csv, problems)
                table = grid and read_table(grid, HitPolicy(document.hit), scale, names, problems)
                return StartTable(table) if table else None
            return _made_of(document, node, scale, names, problems)
        case _:
            if node is not None:
                problems.add(codes.BAD_START.at(node.span, text="a list"))
            return None


def _named_start(written: Scalar, scale: Scale, names: Names, problems: Problems) -> Start | None:
    text = collapsed(written.text)
    if text in scale:
        return StartGrade(text)
    if text in names.areas:
        if not names.areas[text].same_names(scale):
            problems.add(codes.DIFFERENT_SCALES.at(written.span, left=text, right=scale.id))
            return None
        return StartAt(AreaGrade(text, names.areas[text], written.span))
    item = names.items.get(text)
    if item is not None and item.type is ItemType.LEVEL:
        if not item.names.same_names(scale) or item.better is Better.LOWER:
            hint = "its levels must be the grades, worst first"
            problems.add(codes.DIFFERENT_SCALES.at(written.span, left=text, right=scale.id, hint=hint))
            return None
        return StartAt(ItemName(item, written.span))
    if text in names.broken:
        return None
    near = did_you_mean(text, [*scale.names, *names.areas])
    problems.add(codes.BAD_START.at(written.span, text=text, hint=near))
    return None


def _made_of(
    document: BaseModel, node: Mapping, scale: Scale, names: Names, problems: Problems
) -> Start | None:
    key = next(form for form in _FORMS if form in node)
    members = _members(node, key, scale, names, problems)
    if members is None:
        return None
    if isinstance(document, MiddleStartDocument):
        if document.ties is None:
            if len(members) > 1:
                problems.add(codes.TIES_NEEDED.at(key_place(node, (key,))))
                return None
            return StartMedian(members, Ties.BETTER)
        return StartMedian(members, Ties(document.ties))
    return StartExtreme(key == "best_of", members)


def _members(
    node: Mapping, key: str, scale: Scale, names: Names, problems: Problems
) -> tuple[str, ...] | None:
    written = plain(node_at(node, key) or node)
    if isinstance(written, str):
        members = list(names.groups.get(written, (written,)))
    else:
        members = [str(member) for member in written] if isinstance(written, list) else []
    if not members:
        problems.add(codes.EMPTY_LIST.at(place(node, (key,))))
        return None
    good = True
    seen: set[str] = set()
    for index, member in enumerate(members):
        span = place(node, (key, index))
        if member in seen:
            problems.add(codes.REPEATED_MEMBER.at(span, name=member))
            good = False
        elif member not in names.areas:
            known = [*names.areas, *names.groups]
            names.refuse_unknown(member, codes.UNKNOWN_AREA, span, known, problems)
            good = False
        elif not names.areas[member].same_names(scale):
            problems.add(codes.DIFFERENT_SCALES.at(span, left=member, right=scale.id))
            good = False
        seen.add(member)
    return tuple(members) if good else None
