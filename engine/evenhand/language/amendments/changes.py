"""One change of an amendment: what it is about, and making it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evenhand.diagnostics import Span
from evenhand.domain import Source
from evenhand.language.amendments import area_changes, grade_changes, rule_changes, thresholds
from evenhand.language.amendments.applied import Applied
from evenhand.language.amendments.documents import ACTIONS, ChangeDocument
from evenhand.language.amendments.tree import Tree
from evenhand.source import Mapping, Node, place

Target = tuple[str, str, str]
"""What a change is about: a kind, a name, and a part of it (all of it where that is empty)."""


@dataclass(frozen=True)
class Heading:
    """The amendment that a change belongs to: its id, its title, and the ids of all its changes."""

    id: str
    title: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One change: its id, its reason, and in one line of plain English what it does.

    `action` is the key that says what it does (`replace_rule`). `before` and `after` are the part that it is
    about, as plain data, None where there is none: as it was found, when all changes were made in order.
    """

    id: str
    reason: str
    action: str
    heading: Heading
    description: str = ""
    before: object = field(default=None, compare=False, repr=False)
    after: object = field(default=None, compare=False, repr=False)
    source: Source | None = None
    note: str | None = None
    document: ChangeDocument | None = field(default=None, compare=False, repr=False)
    node: Mapping | None = field(default=None, compare=False, repr=False)

    @property
    def span(self) -> Span:
        """Where its id is written."""
        assert self.node is not None
        return place(self.node, ("id",))

    @property
    def name(self) -> str:
        """Its id, with that of its amendment."""
        return f"{self.heading.id}.{self.id}"

    @property
    def renamed_area(self) -> tuple[str, str] | None:
        """The old and the new id where it renames an area, so that the two can be told to be one."""
        renamed = None if self.document is None else self.document.rename_area
        return None if renamed is None else (renamed.area, renamed.to)


def renamed_areas(changes: Iterable[Change]) -> dict[str, str]:
    """The areas that changes, made in order, rename: the last id by the first."""
    found: dict[str, str] = {}
    for change in changes:
        if change.renamed_area is not None:
            old, new = change.renamed_area
            first = next((was for was, now in found.items() if now == old), old)
            found[first] = new
    # One that a later change calls by its old name again is not renamed.
    return {old: new for old, new in found.items() if old != new}


def actions_of(node: Mapping) -> list[str]:
    """The keys of a change that say what it does."""
    return [key for key in node if key in ACTIONS]


def make(change: Change, tree: Tree) -> Applied:
    """The files after a change. Raises Refused."""
    wanted, node = change.document, change.node
    assert wanted is not None and node is not None
    part = node.get(change.action)
    assert part is not None
    if isinstance(part, Mapping):
        return _make_in_full(wanted, part, tree)
    return _take_away(wanted, part, tree)


def _make_in_full(wanted: ChangeDocument, part: Mapping, tree: Tree) -> Applied:
    if wanted.set_parameter is not None:
        return thresholds.set_parameter(tree, wanted.set_parameter, part)
    if wanted.add_parameter is not None:
        return thresholds.add_parameter(tree, wanted.add_parameter, part)
    if wanted.replace_rule is not None:
        return rule_changes.replace_rule(tree, wanted.replace_rule, part)
    if wanted.add_rule is not None:
        return rule_changes.add_rule(tree, wanted.add_rule, part)
    if wanted.set_area is not None:
        return area_changes.set_area(tree, wanted.set_area, part)
    if wanted.add_area is not None:
        return area_changes.add_area(tree, wanted.add_area, part)
    if wanted.rename_area is not None:
        return area_changes.rename_area(tree, wanted.rename_area, part)
    if wanted.set_group is not None:
        return area_changes.set_group(tree, wanted.set_group, part)
    if wanted.add_grade is not None:
        return grade_changes.add_grade(tree, wanted.add_grade, part)
    if wanted.remove_grade is not None:
        return grade_changes.remove_grade(tree, wanted.remove_grade, part)
    # INVARIANT: a change has one action, and these are all that are written as a set of keys.
    assert wanted.rename_grade is not None
    return grade_changes.rename_grade(tree, wanted.rename_grade, part)


def _take_away(wanted: ChangeDocument, part: Node, tree: Tree) -> Applied:
    if wanted.remove_parameter is not None:
        return thresholds.remove_parameter(tree, wanted.remove_parameter, part, part.span)
    if wanted.remove_rule is not None:
        return rule_changes.remove_rule(tree, wanted.remove_rule, part, part.span)
    assert wanted.remove_area is not None
    return area_changes.remove_area(tree, wanted.remove_area, part, part.span)


def targets(wanted: ChangeDocument, default_scale: str) -> Iterator[Target]:
    """What a change is about. No two changes of an amendment may be about the same thing."""
    yield from _thresholds_and_rules(wanted)
    yield from _areas_and_groups(wanted)
    for grade in (wanted.add_grade, wanted.remove_grade, wanted.rename_grade):
        if grade is not None:
            scale = grade.scale or default_scale
            yield ("grade", grade.grade, scale)
            if wanted.rename_grade is not None:
                yield ("grade", wanted.rename_grade.to, scale)


def _thresholds_and_rules(wanted: ChangeDocument) -> Iterator[Target]:
    if wanted.remove_parameter is not None:
        yield ("parameter", wanted.remove_parameter, "")
    for threshold in (wanted.set_parameter, wanted.add_parameter):
        if threshold is not None:
            yield ("parameter", threshold.parameter, "")
    if wanted.remove_rule is not None:
        yield ("rule", wanted.remove_rule, "")
    for rule in (wanted.replace_rule, wanted.add_rule):
        if rule is not None:
            yield ("rule", rule.id, "")


def _areas_and_groups(wanted: ChangeDocument) -> Iterator[Target]:
    if wanted.remove_area is not None:
        yield ("area", wanted.remove_area, "")
    if wanted.add_area is not None:
        yield ("area", wanted.add_area.area, "")
        for rule in wanted.add_area.rules:
            yield ("rule", rule.id, "")
    if wanted.set_area is not None:
        keys = wanted.set_area.model_fields_set - {"area", "without"}
        for key in sorted({*keys, *wanted.set_area.without}):
            yield ("area", wanted.set_area.area, "starts_at" if key == "ties" else key)
    if wanted.rename_area is not None:
        yield ("area", wanted.rename_area.area, "area")
        yield ("area", wanted.rename_area.to, "area")
    if wanted.set_group is not None:
        yield ("group", wanted.set_group.group, "")


def clash(one: Target, other: Target) -> str | None:
    """What two changes are both about, in words; None where it is not the same thing.

    >>> clash(("area", "overall", ""), ("area", "overall", "title"))
    'the area `overall`'
    >>> clash(("area", "overall", "starts_at"), ("area", "overall", "title"))
    """
    if one[:2] != other[:2] or (one[2] and other[2] and one[2] != other[2]):
        return None
    kind, name, part = one
    if kind == "area" and part and part == other[2] and part != "area":
        return f"`{part}` of the area `{name}`"
    return f"the {kind} `{name}`"
