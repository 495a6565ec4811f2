"""The rules of one file: conditions, conclusions, tables of findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import RESERVED, Scale
from evenhand.language.conditions import read_condition
from evenhand.language.documents import PeriodDocument, RuleDocument
from evenhand.language.grammar import NotUnderstood, parse_leaf
from evenhand.language.names import Names, collapsed
from evenhand.language.nodes import Condition
from evenhand.language.rules import (
    ALWAYS,
    AnyRule,
    Concludes,
    Conclusion,
    Finding,
    FindingTable,
    Grades,
    HitPolicy,
    Modality,
    Moves,
    Period,
    Rule,
    Template,
)
from evenhand.language.tables import Grid, grid_from_csv, grid_from_text, outcomes_of, read_table
from evenhand.source import Mapping as MappingNode
from evenhand.source import Node, Scalar, describe, key_place, place
from evenhand.source import Sequence as SequenceNode

ReadCsv = Callable[[str], str | None]
"""Gives the text of a CSV file beside the rules, or None when there is none."""

CONCLUSIONS = ("finding", "supports", "likely", "raise", "lower", "at_most", "at_least")
_MOVE = re.compile(r"([1-9])\s+grades?\Z")


def node_at(node: Node, *loc: str | int) -> Node | None:
    """The node at a path of keys and positions; None where there is none."""
    found: Node | None = node
    for part in loc:
        match found:
            case MappingNode():
                found = found.get(str(part))
            case SequenceNode(items) if isinstance(part, int) and part < len(items):
                found = items[part]
            case _:
                return None
    return found


def read_period(
    written: PeriodDocument | None, node: Node, loc: tuple[str | int, ...], problems: Problems
) -> Period:
    """Days in force; open where nothing is written."""
    if written is None:
        return ALWAYS
    if written.from_ and written.to and written.to < written.from_:
        span = place(node, loc)
        problems.add(codes.PERIOD_REVERSED.at(span, start=written.from_, end=written.to))
    return Period(written.from_, written.to)


def read_template(written: Scalar, names: Names, problems: Problems) -> Template | None:
    """A `because` with names between braces; each must be an item, parameter or area."""
    parts = re.split(r"\{([^{}]*)\}", written.text)
    if any("{" in text or "}" in text for text in parts[0::2]):
        problems.add(codes.BAD_TEMPLATE.at(written.span))
        return None
    for name in parts[1::2]:
        known = [*names.items, *names.parameters, *names.areas]
        if name not in known:
            names.refuse_unknown(name, codes.UNKNOWN_PLACEHOLDER, written.span, known, problems)
    return Template(tuple(parts))


# --- findings, collected before any condition is read ------------------------------------------------


@dataclass
class FindingNames:
    """The findings of a rule set, gathered from every file before conditions are read."""

    by_id: dict[str, Finding]
    by_name: dict[str, str]
    places: dict[str, Span] = field(default_factory=dict)

    def index(self) -> Mapping[str, str]:
        """Names and ids to ids."""
        return {**{id: id for id in self.by_id}, **self.by_name}


def collect_findings(
    files: Sequence[Node],
    kinds: Mapping[str, str],
    csv: ReadCsv,
    problems: Problems,
) -> FindingNames:
    """The findings that the rules of all files conclude.

    Those declared with an id come first, so that the order of files and rules does not matter.
    """
    concluded = [found for file in files for found in _concluded(file, csv)]
    found = FindingNames({}, {})
    for written, kind_node in sorted(concluded, key=lambda pair: isinstance(pair[0], Scalar)):
        kind = None
        if isinstance(kind_node, Scalar):
            kind = kind_node.text
            if kind not in kinds:
                hint = did_you_mean(kind, kinds)
                problems.add(codes.UNKNOWN_KIND.at(kind_node.span, name=kind, hint=hint))
        elif kind_node is not None:
            expected, what = "a kind of finding", describe(kind_node)
            problems.add(codes.WRONG_SHAPE.at(kind_node.span, expected=expected, found=what))
        _collect_one(written, kind, found, problems)
    order = {span: place for place, span in enumerate(written.span for written, _ in concluded)}
    ids = sorted(found.by_id, key=lambda id: order[found.places[id]])
    return FindingNames({id: found.by_id[id] for id in ids}, found.by_name, found.places)


def _concluded(file: Node, csv: ReadCsv) -> Iterator[tuple[Node, Node | None]]:
    """What each rule of a file names as its finding, and its kind, as written."""
    rules = node_at(file, "rules")
    for index, _ in enumerate(rules.items if isinstance(rules, SequenceNode) else ()):
        written = node_at(file, "rules", index, "then", "finding")
        if written is not None:
            yield written, node_at(file, "rules", index, "then", "as")
        grid = read_grid(file, ("rules", index, "table"), csv, Problems())
        for cell in outcomes_of(grid) if grid is not None else ():
            if collapsed(cell.text) != "-":
                yield cell, None


def _collect_one(written: Node, kind: str | None, found: FindingNames, problems: Problems) -> None:
    match written:
        case Scalar(text):
            name = collapsed(text)
            id = name if name in found.by_id else found.by_name.get(name, name)
            if id in found.by_id:
                name = found.by_id[id].name
        case MappingNode():
            id_node, name_node = written.get("id"), written.get("name")
            if not isinstance(id_node, Scalar) or not isinstance(name_node, Scalar) or len(written) > 2:
                expected = "the keys `id` and `name`, or the name alone"
                problems.add(codes.WRONG_SHAPE.at(written.span, expected=expected, found="other keys"))
                return
            id, name = id_node.text, collapsed(name_node.text)
            _check_id(id, id_node, problems)
            other = found.by_name.get(name, id)
            if other != id:
                what = f"the finding `{other}`"
                problems.add(codes.DUPLICATE_NAME.at(written.span, name=name, what=what))
                return
        case _:
            problems.add(codes.WRONG_SHAPE.at(written.span, expected="the name of a finding", found="a list"))
            return
    _check_finding_name(name, written, problems)
    previous = found.by_id.get(id)
    if previous is not None and previous.name != name:
        what = f"the finding `{previous.name}`"
        problems.add(codes.DUPLICATE_NAME.at(written.span, name=id, what=what))
        return
    kept_kind = kind or (previous.kind if previous else None)
    if previous is not None and previous.kind not in (None, kept_kind):
        what = f"a finding of the kind `{previous.kind}`"
        problems.add(codes.DUPLICATE_NAME.at(written.span, name=name, what=what))
    found.by_id[id] = Finding(id, name, kept_kind)
    found.by_name[name] = id
    found.places.setdefault(id, written.span)


def _check_id(id: str, node: Scalar, problems: Problems) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", id):
        problems.add(codes.NOT_AN_ID.at(node.span, value=id))
    elif id in RESERVED:
        problems.add(codes.RESERVED_WORD.at(node.span, value=id))


def _check_finding_name(name: str, node: Node, problems: Problems) -> None:
    first = name.split(" ", 1)[0]
    if not name or first in RESERVED or not isinstance(parse_leaf(name), NotUnderstood):
        hint = "say it another way, such as `managers keep a grip`"
        problems.add(codes.BAD_FINDING_NAME.at(node.span, name=name, hint=hint))


def read_grid(node: Node, loc: tuple[str | int, ...], csv: ReadCsv, problems: Problems) -> Grid | None:
    """The cells of the table at `loc`: a block of text, or the name of a CSV file beside the rules."""
    written = node_at(node, *loc)
    if not isinstance(written, Scalar):
        return None
    text = written.text.strip()
    if "\n" in text or "|" in text or not text.endswith(".csv"):
        return grid_from_text(written, problems)
    contents = csv(text)
    if contents is None:
        problem = f"`{text}` is not beside the rules"
        problems.add(codes.BAD_TABLE.at(written.span, problem=problem))
        return None
    folder, slash, _ = written.span.file.rpartition("/")
    return grid_from_csv(contents, f"{folder}{slash}{text}", problems)


_BELONGS = {"hit": "`hit` belongs to a table", "as": "`as` goes with `finding`"}

# --- rules -------------------------------------------------------------------------------------------


@dataclass
class RuleReader:
    """Reads the rules of one file. `scale` is that of its area; None where the file has no area."""

    node: Node
    names: Names
    scale: Scale | None
    csv: ReadCsv
    problems: Problems
    rule_set_period: Period = ALWAYS

    def rule(self, index: int, written: RuleDocument) -> AnyRule | None:
        """One rule, or None with its problems added."""
        before = self.problems.error_count()
        loc = ("rules", index)
        period = read_period(written.in_force, self.node, (*loc, "in_force"), self.problems)
        if self.problems.error_count() == before and not period.meets(self.rule_set_period):
            span = place(self.node, (*loc, "in_force"))
            self.problems.add(codes.NEVER_IN_FORCE.at(span, rule=written.id))
        because = node_at(self.node, *loc, "because")
        template = None
        if isinstance(because, Scalar):
            template = read_template(because, self.names, self.problems)
        source = written.source.as_source() if written.source else None
        owner = node_at(self.node, *loc, "id")
        span = owner.span if owner is not None else place(self.node, loc)
        if written.table is not None:
            return self._finding_table(written, loc, template, period, before)
        if written.hit is not None:
            self._refuse_key(loc, "hit")
        conclusion = self._conclusion(loc)
        when = self._condition(loc, "when")
        unless = self._condition(loc, "unless")
        if written.when is None and written.unless is None:
            self.problems.add(codes.NO_CONDITION_AT_ALL.at(span, rule=written.id))
        if self.problems.error_count() > before or conclusion is None:
            return None
        return Rule(
            written.id,
            written.title,
            conclusion,
            when,
            unless,
            template,
            source,
            period,
            written.note,
            span,
        )

    def _refuse_key(self, loc: tuple[str | int, ...], key: str) -> None:
        hint = _BELONGS.get(key, "the rows of a table are its conditions and conclusions")
        span = key_place(self.node, (*loc, key))
        self.problems.add(codes.UNKNOWN_KEY.at(span, key=key, hint=hint))

    def _condition(self, loc: tuple[str | int, ...], key: str) -> Condition | None:
        found = node_at(self.node, *loc, key)
        return None if found is None else read_condition(found, self.names, self.problems)

    def _finding_table(
        self,
        written: RuleDocument,
        loc: tuple[str | int, ...],
        template: Template | None,
        period: Period,
        before: int,
    ) -> FindingTable | None:
        for key in ("when", "unless", "then"):
            if getattr(written, key) is not None:
                self._refuse_key(loc, key)
        grid = read_grid(self.node, (*loc, "table"), self.csv, self.problems)
        if grid is None:
            return None
        hit = HitPolicy(written.hit or "unique")
        table = read_table(grid, hit, None, self.names, self.problems)
        if table is None or self.problems.error_count() > before:
            return None
        return FindingTable(
            written.id,
            written.title,
            table,
            template,
            written.source.as_source() if written.source else None,
            period,
            written.note,
            place(self.node, (*loc, "id")),
        )

    def _conclusion(self, loc: tuple[str | int, ...]) -> Conclusion | None:
        then = node_at(self.node, *loc, "then")
        if not isinstance(then, MappingNode):
            span = place(self.node, (*loc, "then")) if then else place(self.node, (*loc, "id"))
            self.problems.add(codes.MISSING_KEY.at(span, key="then"))
            return None
        keys = [entry for entry in then.entries if entry.key.text != "as"]
        for entry in keys:
            if entry.key.text not in CONCLUSIONS:
                hint = did_you_mean(entry.key.text, CONCLUSIONS)
                self.problems.add(codes.NOT_A_CONCLUSION.at(entry.key.span, key=entry.key.text, hint=hint))
                return None
        if len(keys) != 1:
            listed = ", ".join(f"`{entry.key.text}`" for entry in keys) or "none"
            self.problems.add(codes.TWO_CONCLUSIONS.at(then.span, count=len(keys), conclusions=listed))
            return None
        key, value = keys[0].key.text, keys[0].value
        if key == "finding":
            return self._finding(value)
        if "as" in then:
            self._refuse_key((*loc, "then"), "as")
        if self.scale is None:
            self.problems.add(codes.ONLY_FINDINGS_HERE.at(keys[0].key.span))
            return None
        if not isinstance(value, Scalar):
            self.problems.add(codes.WRONG_SHAPE.at(value.span, expected="a grade", found=describe(value)))
            return None
        if key in ("raise", "lower"):
            return self._move(key, value)
        if value.text not in self.scale:
            hint = did_you_mean(value.text, self.scale.names)
            self.problems.add(codes.UNKNOWN_GRADE.at(value.span, name=value.text, hint=hint))
            return None
        return Grades(Modality(key), value.text)

    def _finding(self, value: Node) -> Conclusion | None:
        text = value
        if isinstance(value, MappingNode):
            text = value.get("id") or value
        if not isinstance(text, Scalar):
            return None
        id = self.names.findings.get(collapsed(text.text))
        return None if id is None else Concludes(id)

    def _move(self, key: str, value: Scalar) -> Conclusion | None:
        found = _MOVE.match(collapsed(value.text))
        if found is None:
            hint = "write `1 grade`"
            self.problems.add(codes.BAD_MOVE.at(value.span, text=value.text, hint=hint))
            return None
        steps = int(found[1])
        return Moves(steps if key == "raise" else -steps)
