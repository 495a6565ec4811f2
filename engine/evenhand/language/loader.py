"""The whole passage from the files of a rule set to a checked rule set, or all its diagnostics."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import Number, Scale, text_hash
from evenhand.evidence import EvidenceSchema
from evenhand.language.area_reader import AreaReader
from evenhand.language.definitions import Definitions
from evenhand.language.derivations import read_derivations
from evenhand.language.documents import AreaDocument, FrameworkDocument
from evenhand.language.framework_files import (
    ABOUT_RULES,
    FRAMEWORK_FILE,
    RuleSetFiles,
    decoded,
    rule_files,
)
from evenhand.language.order import Circle, dependence_order
from evenhand.language.rule_reader import read_period
from evenhand.language.rules import (
    AnyRule,
    Area,
    DecisionTable,
    FindingTable,
    Parameter,
    Period,
    StartTable,
)
from evenhand.language.ruleset import RuleSet
from evenhand.language.tables import check_table
from evenhand.source import Node, place, read_as, read_yaml

LANGUAGE = "1"
"""The version of the rule language that this program reads."""

FindSchema = Callable[[str], EvidenceSchema | None]
"""Gives an evidence schema by its id; its own problems are told elsewhere."""


def load_rule_set(
    files: Mapping[str, bytes | str],
    find_schema: FindSchema,
    problems: Problems,
    *,
    shown_in: str = "",
    schema_ids: Iterable[str] = (),
    nodes: Mapping[str, Node] | None = None,
) -> RuleSet | None:
    """The rule set that `files` write, or None with every problem added.

    `files` maps names relative to the rule set's folder to their contents, CSV files of tables included.
    `shown_in` is put before the names in diagnostics. A file in `nodes` is read already, and its text is not
    read again: what an amendment changed keeps the places of the amendment.
    """
    return _Loader(files, find_schema, problems, shown_in, tuple(schema_ids), nodes or {}).load()


class _Loader:
    def __init__(
        self,
        files: Mapping[str, bytes | str],
        find_schema: FindSchema,
        problems: Problems,
        shown_in: str,
        schema_ids: tuple[str, ...],
        nodes: Mapping[str, Node],
    ) -> None:
        self.contents = decoded(files, shown_in, problems)
        self.nodes = nodes
        self.find_schema = find_schema
        self.problems = problems
        self.shown_in = shown_in
        self.schema_ids = schema_ids

    def load(self) -> RuleSet | None:
        before = self.problems.error_count()
        files = self._framework()
        if files is None:
            return None
        self.files = files
        schema = self._schema()
        self.definitions = Definitions(files)
        scales = self.definitions.scales()
        if schema is None or not scales:
            self._read_the_rest_for_problems()
            return None
        default = self._default_scale(scales)
        if default is None:
            return None
        area_files = files.area_files()
        parameters = self.definitions.parameters()
        if files.unread:
            # What a file that cannot be read would define is not known, so nothing true can be said of names.
            return None
        names = self.definitions.names(schema, scales, default, area_files, parameters)
        areas, other = AreaReader(files).areas(area_files, names, scales, default)
        derivations = read_derivations(schema, schema.node, self.problems)
        areas, other = self._check_tables(areas, other, parameters)
        order = self._order(areas, other)
        if order is None or self.problems.error_count() > before:
            return None
        by_id = {area.id: area for area in areas}
        framework = files.framework
        rule_set = RuleSet(
            id=framework.framework,
            version=framework.version,
            title=framework.title,
            status=framework.status,
            in_force=files.period,
            schema=schema,
            scales=scales,
            areas=tuple(by_id[id] for id in framework.areas),
            findings=dict(self.definitions.findings.by_id),
            parameters=parameters,
            order=order,
            derivations=derivations,
            groups={id: tuple(members) for id, members in framework.groups.items()},
            finding_kinds=framework.finding_kinds,
            other_rules=tuple(other),
            source=framework.source.as_source() if framework.source else None,
            note=framework.note,
            files={name: files.text(name) or "" for name in sorted(files.files)},
            amends=framework.amends,
            shown_in=self.shown_in,
            nodes=self.nodes,
        )
        return replace(rule_set, hash=hash_of(rule_set))

    def _framework(self) -> RuleSetFiles | None:
        """framework.yaml, in a version of the language that this program reads."""
        if FRAMEWORK_FILE not in self.contents:
            path = self.shown_in.rstrip("/") or "."
            self.problems.add(codes.NO_RULE_SET_FILES.at(None, path=path))
            return None
        node = self._node(FRAMEWORK_FILE)
        framework = None if node is None else read_as(FrameworkDocument, node, self.problems)
        if node is None or framework is None:
            self._read_the_rest_for_problems()
            return None
        if framework.language != LANGUAGE:
            span = place(node, ("language",))
            self.problems.add(codes.LANGUAGE_VERSION.at(span, version=framework.language))
            return None
        period = read_period(framework.in_force, node, ("in_force",), self.problems)
        no_text = any(isinstance(written, bytes) for written in self.contents.values())
        return RuleSetFiles(
            self.contents,
            self.problems,
            self.shown_in,
            node,
            framework,
            period,
            unread=no_text,
            nodes=self.nodes,
        )

    def _node(self, name: str) -> Node | None:
        """A file as YAML, or None with its problems added."""
        known = self.nodes.get(name)
        return known or read_yaml(self.contents[name], f"{self.shown_in}{name}", self.problems)

    def _read_the_rest_for_problems(self) -> None:
        """Tell problems of shape in the other files even when the framework cannot be used."""
        for name in rule_files(self.contents):
            node = self._node(name)
            if node is not None:
                read_as(AreaDocument, node, self.problems)

    def _schema(self) -> EvidenceSchema | None:
        id = self.files.framework.evidence_schema
        schema = self.find_schema(id)
        if schema is None and id not in self.schema_ids:
            span = place(self.files.node, ("evidence_schema",))
            hint = did_you_mean(id, self.schema_ids)
            self.problems.add(codes.UNKNOWN_SCHEMA.at(span, name=id, hint=hint))
        return schema

    def _default_scale(self, scales: Mapping[str, Scale]) -> str | None:
        default = self.files.framework.scale or next(iter(scales))
        if default in scales:
            return default
        span = place(self.files.node, ("scale",))
        hint = did_you_mean(default, scales)
        self.problems.add(codes.UNKNOWN_SCALE.at(span, name=default, hint=hint))
        return None

    def _check_tables(
        self, areas: list[Area], other: list[AnyRule], parameters: Mapping[str, Parameter]
    ) -> tuple[list[Area], list[AnyRule]]:
        valuations = valuations_of(parameters, self.files.period)

        def check(table: DecisionTable, grading: bool) -> DecisionTable:
            return check_table(table, valuations, self.problems, grading=grading)

        def checked(rule: AnyRule) -> AnyRule:
            if isinstance(rule, FindingTable):
                return replace(rule, table=check(rule.table, False))
            return rule

        found = []
        for area in areas:
            start = area.start
            if isinstance(start, StartTable):
                start = StartTable(check(start.table, True))
            found.append(replace(area, start=start, rules=tuple(map(checked, area.rules))))
        return found, [checked(rule) for rule in other]

    def _order(self, areas: list[Area], other: list[AnyRule]) -> tuple[str, ...] | None:
        try:
            return dependence_order(areas, other, self.definitions.findings.by_id)
        except Circle as circle:
            members = ", ".join(f"`{self._title(member)}`" for member in circle.members)
            by_id = {**self.definitions.findings.places, **{area.id: area.span for area in areas}}
            span = next((by_id[member] for member in circle.members if member in by_id), None)
            self.problems.add(
                codes.CIRCLE.at(span or Span.whole(f"{self.shown_in}{FRAMEWORK_FILE}"), members=members)
            )
            return None

    def _title(self, member: str) -> str:
        finding = self.definitions.findings.by_id.get(member)
        return finding.name if finding is not None else member


def valuations_of(parameters: Mapping[str, Parameter], period: Period) -> list[dict[str, Number]]:
    """The values that parameters have together, once for each time that one of them changes."""
    first = period.start or datetime.date.min
    days = {first}
    for parameter in parameters.values():
        for dated in parameter.values:
            if dated.start is not None and period.holds(dated.start):
                days.add(dated.start)
    found: list[dict[str, Number]] = []
    for day in sorted(days):
        values = {id: parameter.on(day) for id, parameter in parameters.items()}
        found.append({id: dated.value for id, dated in values.items() if dated is not None})
    return found


def hash_of(rule_set: RuleSet) -> str:
    """SHA-256 over the rule set's files (model cases, claims and waivers aside) and its evidence schema."""
    files = {name: text for name, text in rule_set.files.items() if name not in ABOUT_RULES}
    content = json.dumps({"files": files, "schema": rule_set.schema.hash}, sort_keys=True, ensure_ascii=False)
    return text_hash(content)
