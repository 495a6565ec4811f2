"""A new id for an area or a grade, wherever the rules name it: in conditions, starts, conclusions and tables.

Conditions are read into words by the grammar, and only the words that stand for the thing are written anew: a
finding called `leaders know their services`, or an item with a level `good`, keeps its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.diagnostics import Problems, Span
from evenhand.language.amendments.tree import Tree, text_at
from evenhand.language.grammar import (
    Arithmetic,
    Expression,
    FunctionOf,
    NotUnderstood,
    PercentOf,
    PointsOf,
    PreviousOf,
    Quantified,
    SurfaceLeaf,
    Word,
    parse_leaf,
    parse_term,
)
from evenhand.language.names import collapsed
from evenhand.language.rule_reader import read_grid
from evenhand.language.tables import Grid
from evenhand.source import (
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    text_node,
    with_key_renamed,
    with_value,
)

_GRADES_NAMED = ("supports", "likely", "at_most", "at_least")


def rename_area_everywhere(tree: Tree, old: str, new: str, at: Span) -> Tree:
    """The tree in which the area `old` is called `new`; `at` is where the new name is written."""
    naming = _AreaNaming(tree, old, new)
    tree = _in_rules(tree, naming)
    framework = tree.framework
    areas = framework.get("areas")
    if isinstance(areas, Sequence):
        framework = with_value(framework, "areas", _members(areas, old, new))
    groups = tree.section("groups")
    for group in groups:
        members = groups.get(group)
        if isinstance(members, Sequence):
            groups = with_value(groups, group, _members(members, old, new))
    if groups.entries:
        framework = with_value(framework, "groups", groups)
    titles = tree.section("area_titles")
    if old in titles:
        titles = with_key_renamed(titles, old, text_node(new, at))
        framework = with_value(framework, "area_titles", titles)
    tree = tree.with_framework(framework)
    for name, file in tree.rule_files():
        for key in ("area", "part_of"):
            if text_at(file, key) == old:
                file = with_value(file, key, text_node(new, at))
        tree = tree.with_file(name, file)
    return tree


def rename_grade_everywhere(tree: Tree, scale: str, old: str, new: str, at: Span) -> Tree:
    """The tree whose rules call a grade of `scale` by its new name; the scale itself is left as it is."""
    return _in_rules(tree, _GradeNaming(tree, old, new, scale))


# --- what is named ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Naming:
    """Which words stand for the thing that is renamed."""

    tree: Tree
    old: str
    new: str

    def kinds(self, name: str) -> tuple[str, ...]:
        """An area or item, or the members of a group."""
        return tuple(self.tree.members(name)) or (name,)

    def subject(self, word: str) -> bool:
        """Whether a word that is compared, or stands among those that are, is the thing."""
        raise NotImplementedError

    def right(self, word: str, subjects: tuple[str, ...]) -> bool:
        """Whether a word that `subjects` are compared with is the thing."""
        raise NotImplementedError

    def starts(self, area: str | None) -> bool:
        """Whether `starts_at: old` names the thing."""
        raise NotImplementedError

    def concludes(self, area: str | None) -> bool:
        """Whether rules of an area conclude the thing."""
        raise NotImplementedError


class _AreaNaming(_Naming):
    def subject(self, word: str) -> bool:
        return word == self.old

    def right(self, word: str, subjects: tuple[str, ...]) -> bool:
        # A name on the right that is a level or grade of the left side is that level.
        return word == self.old and not any(self._has_level(subject) for subject in subjects)

    def _has_level(self, subject: str) -> bool:
        item = self.tree.items.get(subject)
        if item is not None:
            return item.scale is not None and self.old in item.scale
        return subject in self.tree.areas() and self.old in self.tree.grades(self.tree.scale_of(subject))

    def starts(self, area: str | None) -> bool:
        return area is None or self.old not in self.tree.grades(self.tree.scale_of(area))

    def concludes(self, area: str | None) -> bool:
        return False


@dataclass(frozen=True)
class _GradeNaming(_Naming):
    scale: str

    def subject(self, word: str) -> bool:
        return False

    def right(self, word: str, subjects: tuple[str, ...]) -> bool:
        return word == self.old and all(self._is_graded(subject) for subject in subjects)

    def _is_graded(self, subject: str) -> bool:
        return subject in self.tree.areas() and self.tree.scale_of(subject) == self.scale

    def starts(self, area: str | None) -> bool:
        return self.concludes(area)

    def concludes(self, area: str | None) -> bool:
        return area is not None and self._is_graded(area)


# --- files ------------------------------------------------------------------------------------------


def _in_rules(tree: Tree, naming: _Naming) -> Tree:
    """The tree with the words of every file of rules written anew; a file without the name stays itself."""
    for name, file in tree.rule_files():
        made = _Writer(naming, text_at(file, "area")).file(file)
        if made != file:
            tree = tree.with_file(name, made)
    return tree


@dataclass(frozen=True)
class _Writer:
    """Writes one file anew. `area` is the area whose file it is."""

    naming: _Naming
    area: str | None

    def file(self, file: Mapping) -> Mapping:
        judged, start, rules = file.get("judged_when"), file.get("starts_at"), file.get("rules")
        if judged is not None:
            file = with_value(file, "judged_when", self.condition(judged))
        if start is not None:
            file = with_value(file, "starts_at", self.start(start))
        if isinstance(rules, Sequence):
            made = tuple(self.rule(rule) if isinstance(rule, Mapping) else rule for rule in rules.items)
            file = with_value(file, "rules", Sequence(made, rules.span))
        return file

    def rule(self, rule: Mapping) -> Mapping:
        for key in ("when", "unless"):
            condition = rule.get(key)
            if condition is not None:
                rule = with_value(rule, key, self.condition(condition))
        then, because, table = rule.get("then"), rule.get("because"), rule.get("table")
        if isinstance(then, Mapping):
            rule = with_value(rule, "then", self.conclusion(then))
        if isinstance(because, Scalar):
            rule = with_value(rule, "because", self.reason(because))
        if table is not None:
            rule = with_value(rule, "table", self.table(rule, grades=False))
        return rule

    def condition(self, node: Node) -> Node:
        match node:
            case Scalar():
                return _with_words(node, self._places(node.text))
            case Sequence(items):
                return Sequence(tuple(map(self.condition, items)), node.span)
            case Mapping(entries):
                made = (Entry(entry.key, self.condition(entry.value)) for entry in entries)
                return Mapping(tuple(made), node.span)

    def start(self, node: Node) -> Node:
        naming = self.naming
        if isinstance(node, Scalar):
            same = collapsed(node.text) == naming.old and naming.starts(self.area)
            return text_node(naming.new, node.span) if same else node
        if not isinstance(node, Mapping):
            return node
        for key in ("median_of", "worst_of", "best_of"):
            listed = node.get(key)
            if isinstance(listed, Sequence) and naming.subject(naming.old):
                node = with_value(node, key, _members(listed, naming.old, naming.new))
            elif isinstance(listed, Scalar) and naming.subject(listed.text):
                node = with_value(node, key, text_node(naming.new, listed.span))
        if "table" in node:
            node = with_value(node, "table", self.table(node, grades=True))
        return node

    def conclusion(self, then: Mapping) -> Mapping:
        for key in _GRADES_NAMED:
            value = then.get(key)
            named = isinstance(value, Scalar) and value.text == self.naming.old
            if value is not None and named and self.naming.concludes(self.area):
                then = with_value(then, key, text_node(self.naming.new, value.span))
        return then

    def reason(self, because: Scalar) -> Scalar:
        if not self.naming.subject(self.naming.old):
            return because
        text = because.text.replace(f"{{{self.naming.old}}}", f"{{{self.naming.new}}}")
        return because if text == because.text else text_node(text, because.span)

    # --- words of a condition ------------------------------------------------------------------------

    def _places(self, text: str) -> list[tuple[int, int, str]]:
        leaf = parse_leaf(text)
        # What is no leaf is the name of a finding, or is told of when the rules are loaded.
        return [] if isinstance(leaf, NotUnderstood) else list(self._in_leaf(leaf))

    def _in_leaf(self, leaf: SurfaceLeaf) -> Iterator[tuple[int, int, str]]:
        if isinstance(leaf, Quantified):
            named, terms = leaf.members, leaf.predicate.terms
        else:
            named = tuple(_words(leaf.subject))
            terms = () if isinstance(leaf.predicate, str) else leaf.predicate.terms
        for word in named:
            if self.naming.subject(word.text):
                yield (*word.at, self.naming.new)
        subjects = tuple(kind for word in named for kind in self.naming.kinds(word.text))
        for term in terms:
            for word in _words(term):
                alone = isinstance(term, Word)
                if self.naming.right(word.text, subjects) if alone else self.naming.subject(word.text):
                    yield (*word.at, self.naming.new)

    # --- tables --------------------------------------------------------------------------------------

    def table(self, owner: Mapping, *, grades: bool) -> Node:
        """The table of a rule or start; where one in a CSV file names the thing it becomes a block."""
        written = owner.get("table")
        assert written is not None
        grid = read_grid(owner, ("table",), self.naming.tree.texts.get, Problems())
        if grid is None:
            return written
        rows = [[self._head(cell.text) for cell in grid.head]]
        rows += [
            [self._cell(cell.text, index, grid, grades) for index, cell in enumerate(row)]
            for row in grid.rows
        ]
        if rows == [[cell.text for cell in row] for row in (grid.head, *grid.rows)]:
            return written
        return text_node("".join(" | ".join(row) + "\n" for row in rows), written.span)

    def _head(self, head: str) -> str:
        term = parse_term(head)
        words = [] if term is None else [word for word in _words(term) if self.naming.subject(word.text)]
        return _replaced(head, [(*word.at, self.naming.new) for word in words])

    def _cell(self, text: str, index: int, grid: Grid, grades: bool) -> str:
        naming = self.naming
        if index == len(grid.head) - 1:
            same = grades and text == naming.old and naming.concludes(self.area)
            return naming.new if same else text
        term = parse_term(grid.head[index].text)
        subjects = tuple(word.text for word in _words(term)) if term is not None else ()
        if not subjects or not naming.right(naming.old, subjects):
            return text
        return re.sub(rf"(?<![A-Za-z0-9_]){naming.old}(?![A-Za-z0-9_])", naming.new, text)


def _words(term: Expression) -> Iterator[Word]:
    """The names in a term, in the order written."""
    match term:
        case Word():
            yield term
        case PreviousOf(area):
            yield area
        case PointsOf(members):
            yield from members
        case Arithmetic(_, left, right):
            yield from () if left is None else _words(left)
            yield from _words(right)
        case PercentOf(_, Word() as of):
            yield of
        case FunctionOf(_, arguments):
            for argument in arguments:
                yield from _words(argument)
        case _:
            return


def _members(listed: Sequence, old: str, new: str) -> Sequence:
    made = (
        text_node(new, item.span) if isinstance(item, Scalar) and item.text == old else item
        for item in listed.items
    )
    return Sequence(tuple(made), listed.span)


def _with_words(node: Scalar, places: list[tuple[int, int, str]]) -> Scalar:
    return text_node(_replaced(node.text, places), node.span) if places else node


def _replaced(text: str, places: list[tuple[int, int, str]]) -> str:
    """The text with other words in some places; from the end, so that the places before stay right."""
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + word + text[end:]
    return text
