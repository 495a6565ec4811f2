"""The whole passage from the files of a rule set to a checked rule set, or all its diagnostics."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.domain import NOT_JUDGED, RESERVED, Number, Scale
from evenhand.evidence import EvidenceSchema
from evenhand.language.conditions import read_condition
from evenhand.language.derivations import read_derivations
from evenhand.language.documents import (
    AreaDocument,
    FrameworkDocument,
    ParametersDocument,
)
from evenhand.language.names import Names
from evenhand.language.order import Circle, dependence_order
from evenhand.language.parameters import read_parameter
from evenhand.language.rule_reader import (
    RuleReader,
    collect_findings,
    node_at,
    read_period,
)
from evenhand.language.rules import (
    AnyRule,
    Area,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Parameter,
    Period,
    Role,
    Start,
    StartTable,
)
from evenhand.language.ruleset import RuleSet
from evenhand.language.starts import read_start
from evenhand.language.tables import check_table
from evenhand.source import Mapping as MappingNode
from evenhand.source import Node, Scalar, key_place, place, read_as, read_yaml

LANGUAGE = "1"
"""The version of the rule language that this program reads."""

FRAMEWORK_FILE = "framework.yaml"
PARAMETERS_FILE = "parameters.yaml"
EXAMPLES_FILE = "examples.yaml"
NOT_RULES = frozenset((FRAMEWORK_FILE, PARAMETERS_FILE, EXAMPLES_FILE))

FindSchema = Callable[[str], EvidenceSchema | None]
"""Gives an evidence schema by its id; its own problems are told elsewhere."""


def load_rule_set(
    files: Mapping[str, bytes | str],
    find_schema: FindSchema,
    problems: Problems,
    *,
    shown_in: str = "",
    schema_ids: Iterable[str] = (),
) -> RuleSet | None:
    """The rule set that `files` write, or None with every problem added.

    `files` maps names relative to the rule set's folder to their contents, CSV files of tables included.
    `shown_in` is put before the names in diagnostics.
    """
    return _Loader(files, find_schema, problems, shown_in, tuple(schema_ids)).load()


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    node: Node
    document: AreaDocument


class _Loader:
    def __init__(
        self,
        files: Mapping[str, bytes | str],
        find_schema: FindSchema,
        problems: Problems,
        shown_in: str,
        schema_ids: tuple[str, ...],
    ) -> None:
        self.files = files
        self.find_schema = find_schema
        self.problems = problems
        self.shown_in = shown_in
        self.schema_ids = schema_ids

    def shown(self, name: str) -> str:
        return f"{self.shown_in}{name}"

    def text(self, name: str) -> str | None:
        """The text of a file beside the rules."""
        raw = self.files.get(name)
        if raw is None:
            return None
        return raw if isinstance(raw, str) else raw.decode("utf-8", errors="replace")

    def load(self) -> RuleSet | None:
        before = self.problems.error_count()
        node = self._read(FRAMEWORK_FILE)
        framework = None if node is None else read_as(FrameworkDocument, node, self.problems)
        if node is None or framework is None:
            self._read_the_rest_for_problems()
            return None
        self.framework_node, self.framework = node, framework
        if framework.language != LANGUAGE:
            span = place(node, ("language",))
            self.problems.add(codes.LANGUAGE_VERSION.at(span, version=framework.language))
            return None
        self.period = read_period(framework.in_force, node, ("in_force",), self.problems)
        schema = self._schema()
        scales = self._scales()
        if schema is None or not scales:
            self._read_the_rest_for_problems()
            return None
        default = framework.scale or next(iter(scales))
        if default not in scales:
            span = place(node, ("scale",))
            hint = did_you_mean(default, scales)
            self.problems.add(codes.UNKNOWN_SCALE.at(span, name=default, hint=hint))
            return None
        self.broken: set[str] = set()
        self.unread = False
        self.shapes: list[Node] = []
        area_files = self._area_files()
        parameters = self._parameters()
        if self.unread:
            # What a file that is no YAML would define is not known, so nothing true can be said of names.
            return None
        names = self._names(schema, scales, default, area_files, parameters)
        areas, other = self._areas(area_files, names, scales, default)
        self._check_parts(areas, area_files)
        derivations = read_derivations(schema, self._schema_node(schema), self.problems)
        areas, other = self._check_tables(areas, other, parameters)
        if self.problems.error_count() > before:
            self._circle(areas, other)
            return None
        order = self._circle(areas, other)
        if order is None:
            return None
        by_id = {area.id: area for area in areas}
        rule_set = RuleSet(
            id=framework.framework,
            version=framework.version,
            title=framework.title,
            status=framework.status,
            in_force=self.period,
            schema=schema,
            scales=scales,
            areas=tuple(by_id[id] for id in framework.areas),
            findings=dict(self.findings.by_id),
            parameters=parameters,
            order=order,
            derivations=derivations,
            groups={id: tuple(members) for id, members in framework.groups.items()},
            finding_kinds=framework.finding_kinds,
            other_rules=tuple(other),
            source=framework.source.as_source() if framework.source else None,
            note=framework.note,
            files={name: self.text(name) or "" for name in sorted(self.files)},
        )
        return replace(rule_set, hash=hash_of(rule_set))

    # --- files ---------------------------------------------------------------------------------------

    def _read(self, name: str) -> Node | None:
        raw = self.files.get(name)
        if raw is None:
            path = self.shown_in.rstrip("/") or "."
            self.problems.add(codes.NO_RULE_SET_FILES.at(None, path=path))
            return None
        return read_yaml(raw, self.shown(name), self.problems)

    def _read_the_rest_for_problems(self) -> None:
        """Tell problems of shape in the other files even when the framework cannot be used."""
        for name in sorted(self.files):
            if name.endswith(".yaml") and name not in NOT_RULES:
                node = self._read(name)
                if node is not None:
                    read_as(AreaDocument, node, self.problems)

    def _area_files(self) -> list[_File]:
        listed = self.framework.files
        names = listed or [
            name
            for name in sorted(self.files)
            if name.endswith(".yaml") and name not in NOT_RULES and "/" not in name
        ]
        found: list[_File] = []
        for index, name in enumerate(names):
            if name not in self.files:
                span = place(self.framework_node, ("files", index))
                self.problems.add(codes.CANNOT_READ.at(span, path=name, problem="there is no such file"))
                continue
            node = self._read(name)
            if node is None:
                self.unread = True
                continue
            self.shapes.append(node)
            document = read_as(AreaDocument, node, self.problems)
            if document is not None:
                found.append(_File(name, node, document))
                continue
            area = node_at(node, "area")
            if isinstance(area, Scalar):
                self.broken.add(area.text)
        return found

    # --- names ---------------------------------------------------------------------------------------

    def _schema(self) -> EvidenceSchema | None:
        id = self.framework.evidence_schema
        schema = self.find_schema(id)
        if schema is None and id not in self.schema_ids:
            span = place(self.framework_node, ("evidence_schema",))
            hint = did_you_mean(id, self.schema_ids)
            self.problems.add(codes.UNKNOWN_SCHEMA.at(span, name=id, hint=hint))
        return schema

    def _schema_node(self, schema: EvidenceSchema) -> Node | None:
        file = schema.file or f"{schema.id}.yaml"
        return read_yaml(schema.text, file, Problems()) if schema.text else None

    def _scales(self) -> dict[str, Scale]:
        found: dict[str, Scale] = {}
        for id, written in self.framework.scales.items():
            loc = ("scales", id)
            problem = None
            if len(set(written.grades)) < len(written.grades):
                problem = "a grade stands twice in this scale"
            elif NOT_JUDGED in written.grades:
                problem = f"`{NOT_JUDGED}` is a word of its own and cannot be a grade"
            elif written.points is not None and len(written.points) != len(written.grades):
                problem = "a scale with points needs one number for each grade"
            for key in (*written.titles, *written.also_called):
                if key not in written.grades:
                    problem = f"`{key}` is not a grade of this scale"
            for index, grade in enumerate(written.grades):
                if grade in RESERVED:
                    span = place(self.framework_node, (*loc, "grades", index))
                    self.problems.add(codes.RESERVED_WORD.at(span, value=grade))
            if problem:
                span = place(self.framework_node, loc)
                self.problems.add(codes.BAD_SCALE.at(span, problem=problem))
            found[id] = Scale(
                id=id,
                names=tuple(written.grades),
                titles=written.titles,
                points=tuple(written.points) if written.points else None,
                also_called={key: tuple(names) for key, names in written.also_called.items()},
            )
        return found

    def _parameters(self) -> dict[str, Parameter]:
        if PARAMETERS_FILE not in self.files:
            return {}
        node = self._read(PARAMETERS_FILE)
        if node is None:
            self.unread = True
            return {}
        document = read_as(ParametersDocument, node, self.problems)
        if document is None:
            written = node_at(node, "parameters")
            self.broken.update(written.keys() if isinstance(written, MappingNode) else ())
            return {}
        self.parameters_node = node
        found: dict[str, Parameter] = {}
        for id, written in document.parameters.items():
            parameter = read_parameter(id, written, node, self.period, self.problems)
            if parameter is not None:
                found[id] = parameter
            else:
                self.broken.add(id)
        return found

    def _names(
        self,
        schema: EvidenceSchema,
        scales: Mapping[str, Scale],
        default: str,
        files: list[_File],
        parameters: Mapping[str, Parameter],
    ) -> Names:
        """Every name that a condition may use, each checked to be free."""
        taken: dict[str, str] = {id: "an evidence item" for id in schema.items}
        area_scales: dict[str, Scale] = {}
        for file in files:
            area = file.document.area
            if area is None:
                continue
            self._claim(area, "a judgement area", place(file.node, ("area",)), taken)
            area_scales[area] = scales.get(file.document.scale or default, scales[default])
        for id in parameters:
            span = key_place(self.parameters_node, ("parameters", id))
            self._claim(id, "a parameter", span, taken)
        kinds = self.framework.finding_kinds
        self.findings = collect_findings(self.shapes, kinds, self.text, self.problems)
        for finding, span in self.findings.places.items():
            if finding in taken:
                self.problems.add(codes.DUPLICATE_NAME.at(span, name=finding, what=taken[finding]))
            taken.setdefault(finding, "a finding")
        for group in self.framework.groups:
            self._claim(group, "a group", key_place(self.framework_node, ("groups", group)), taken)
        names = Names(
            items=schema.items,
            areas=area_scales,
            parameters=parameters,
            findings=self.findings.index(),
            broken=frozenset(self.broken),
        )
        return replace(names, groups=self._groups(names))

    def _claim(self, id: str, what: str, span: Span, taken: dict[str, str]) -> None:
        if id in RESERVED:
            self.problems.add(codes.RESERVED_WORD.at(span, value=id))
        elif id in taken:
            self.problems.add(codes.DUPLICATE_NAME.at(span, name=id, what=taken[id]))
        taken.setdefault(id, what)

    def _groups(self, names: Names) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for id, members in self.framework.groups.items():
            for index, member in enumerate(members):
                span = place(self.framework_node, ("groups", id, index))
                if member in self.broken:
                    continue
                if names.what(member) not in ("a judgement area", "an evidence item"):
                    hint = did_you_mean(member, [*names.areas, *names.items])
                    self.problems.add(codes.UNKNOWN_NAME.at(span, name=member, hint=hint))
                elif member in members[:index]:
                    self.problems.add(codes.REPEATED_MEMBER.at(span, name=member))
            if not members:
                span = place(self.framework_node, ("groups", id))
                self.problems.add(codes.EMPTY_LIST.at(span))
            found[id] = tuple(members)
        return found

    # --- areas ---------------------------------------------------------------------------------------

    def _areas(
        self, files: list[_File], names: Names, scales: Mapping[str, Scale], default: str
    ) -> tuple[list[Area], list[AnyRule]]:
        areas: list[Area] = []
        other: list[AnyRule] = []
        rule_places: dict[str, Span] = {}
        for file in files:
            document = file.document
            scale = self._scale_of(file, scales, default)
            reader = RuleReader(
                file.node,
                names,
                scale if document.area is not None else None,
                self.text,
                self.problems,
                self.period,
            )
            rules: list[AnyRule] = []
            for index, written in enumerate(document.rules):
                self._claim_rule(written.id, place(file.node, ("rules", index, "id")), rule_places)
                rule = reader.rule(index, written)
                if rule is not None:
                    rules.append(rule)
            if document.area is None:
                other.extend(rules)
                continue
            area = self._area(file, scale, tuple(rules), names)
            if area is not None:
                areas.append(area)
        self._check_list(files)
        return areas, other

    def _claim_rule(self, id: str, span: Span, places: dict[str, Span]) -> None:
        if id in places:
            related = [(places[id], "the other one")]
            self.problems.add(codes.DUPLICATE_RULE.at(span, rule=id, related=related))
        places.setdefault(id, span)

    def _scale_of(self, file: _File, scales: Mapping[str, Scale], default: str) -> Scale:
        name = file.document.scale
        if name is not None and name not in scales:
            span = place(file.node, ("scale",))
            hint = did_you_mean(name, scales)
            self.problems.add(codes.UNKNOWN_SCALE.at(span, name=name, hint=hint))
            return scales[default]
        return scales[name or default]

    def _area(self, file: _File, scale: Scale, rules: tuple[AnyRule, ...], names: Names) -> Area | None:
        document, id = file.document, file.document.area
        assert id is not None
        if document.title is None:
            self.problems.add(codes.MISSING_KEY.at(place(file.node, ("area",)), key="title"))
        if document.given_only:
            if document.rules or document.starts_at is not None or document.judged_when is not None:
                span = place(file.node, ("given_only",))
                self.problems.add(codes.GIVEN_ONLY_HAS_RULES.at(span, area=id))
            start: Start = GivenOnly()
        elif document.starts_at is None:
            self.problems.add(codes.NO_START.at(place(file.node, ("area",)), area=id))
            return None
        else:
            found = read_start(file.node, scale, names, self.text, self.problems)
            if found is None:
                return None
            start = found
        judged = node_at(file.node, "judged_when")
        judged_when = None if judged is None else read_condition(judged, names, self.problems)
        return Area(
            id=id,
            title=document.title or id,
            scale=scale,
            start=start,
            rules=rules,
            role=Role(document.role),
            part_of=document.part_of,
            judged_when=judged_when,
            span=place(file.node, ("area",)),
        )

    def _check_list(self, files: list[_File]) -> None:
        """The framework's list of areas and the files must name the same areas."""
        defined = {file.document.area for file in files if file.document.area is not None}
        listed = self.framework.areas
        for index, id in enumerate(listed):
            span = place(self.framework_node, ("areas", index))
            if id in self.broken:
                continue
            if id not in defined:
                hint = did_you_mean(id, defined)
                self.problems.add(codes.AREA_FILE_MISSING.at(span, area=id, hint=hint))
            elif id in listed[:index]:
                self.problems.add(codes.REPEATED_MEMBER.at(span, name=id))
        for file in files:
            area = file.document.area
            if area is not None and area not in listed:
                hint = did_you_mean(area, listed)
                span = place(file.node, ("area",))
                self.problems.add(codes.AREA_NOT_LISTED.at(span, area=area, hint=hint))

    def _check_parts(self, areas: list[Area], files: list[_File]) -> None:
        known = {file.document.area for file in files if file.document.area is not None}
        for file in files:
            part_of = file.document.part_of
            if part_of is not None and (part_of not in known | self.broken or part_of == file.document.area):
                span = place(file.node, ("part_of",))
                hint = did_you_mean(part_of, known)
                self.problems.add(codes.PART_OF_UNKNOWN.at(span, name=part_of, hint=hint))

    def _check_tables(
        self, areas: list[Area], other: list[AnyRule], parameters: Mapping[str, Parameter]
    ) -> tuple[list[Area], list[AnyRule]]:
        valuations = valuations_of(parameters, self.period)

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

    def _circle(self, areas: list[Area], other: list[AnyRule]) -> tuple[str, ...] | None:
        try:
            return dependence_order(areas, other, self.findings.by_id)
        except Circle as circle:
            members = ", ".join(f"`{self._title(member)}`" for member in circle.members)
            by_id = {**self.findings.places, **{area.id: area.span for area in areas}}
            span = next((by_id[member] for member in circle.members if member in by_id), None)
            self.problems.add(
                codes.CIRCLE.at(span or Span.whole(self.shown(FRAMEWORK_FILE)), members=members)
            )
            return None

    def _title(self, member: str) -> str:
        finding = self.findings.by_id.get(member)
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
    """SHA-256 over the rule set's files (model cases aside) and its evidence schema."""
    files = {name: text for name, text in rule_set.files.items() if name != EXAMPLES_FILE}
    content = json.dumps({"files": files, "schema": rule_set.schema.hash}, sort_keys=True, ensure_ascii=False)
    return "sha256:" + hashlib.sha256(content.encode()).hexdigest()
