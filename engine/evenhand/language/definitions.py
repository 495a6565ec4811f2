"""What a rule set defines: scales, parameters, findings, groups, and the names that conditions may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evenhand.diagnostics import Span, codes, did_you_mean
from evenhand.domain import NOT_JUDGED, RESERVED, Scale
from evenhand.evidence import EvidenceSchema
from evenhand.language.documents import ParametersDocument
from evenhand.language.framework_files import AreaFile, RuleSetFiles
from evenhand.language.names import Names
from evenhand.language.parameters import read_parameter
from evenhand.language.rule_reader import FindingNames, collect_findings, node_at
from evenhand.language.rules import Parameter
from evenhand.source import Mapping as MappingNode
from evenhand.source import Node, key_place, place, read_as


class Definitions:
    """Reads what the files of a rule set define. `findings` is filled by `names`."""

    findings: FindingNames

    def __init__(self, files: RuleSetFiles) -> None:
        self.files = files
        self.parameter_places: dict[str, Span] = {}

    def scales(self) -> dict[str, Scale]:
        """The grade scales by id."""
        found: dict[str, Scale] = {}
        for id, written in self.files.framework.scales.items():
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
                    span = place(self.files.node, (*loc, "grades", index))
                    self.files.problems.add(codes.RESERVED_WORD.at(span, value=grade))
            if problem:
                span = place(self.files.node, loc)
                self.files.problems.add(codes.BAD_SCALE.at(span, problem=problem))
            found[id] = Scale(
                id=id,
                names=tuple(written.grades),
                titles=written.titles,
                points=tuple(written.points) if written.points else None,
                also_called={key: tuple(names) for key, names in written.also_called.items()},
            )
        return found

    def parameters(self) -> dict[str, Parameter]:
        """The named thresholds by id, from every file of them; one with problems is left out."""
        found: dict[str, Parameter] = {}
        for name in self.files.parameter_files():
            node = self.files.read(name)
            if node is not None:
                self._parameters_in(node, found)
        return found

    def _parameters_in(self, node: Node, found: dict[str, Parameter]) -> None:
        document = read_as(ParametersDocument, node, self.files.problems)
        if document is None:
            listed = node_at(node, "parameters")
            self.files.broken.update(listed.keys() if isinstance(listed, MappingNode) else ())
            return
        for id, written in document.parameters.items():
            span = key_place(node, ("parameters", id))
            if id in self.parameter_places:
                self.files.problems.add(codes.DUPLICATE_NAME.at(span, name=id, what="a parameter"))
                continue
            self.parameter_places[id] = span
            parameter = read_parameter(id, written, node, self.files.period, self.files.problems)
            if parameter is not None:
                found[id] = parameter
            else:
                self.files.broken.add(id)

    def names(
        self,
        schema: EvidenceSchema,
        scales: Mapping[str, Scale],
        default: str,
        files: Sequence[AreaFile],
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
            self._claim(id, "a parameter", self.parameter_places[id], taken)
        kinds = self.files.framework.finding_kinds
        self.findings = collect_findings(self.files.shapes, kinds, self.files.text, self.files.problems)
        for finding, span in self.findings.places.items():
            if finding in taken:
                self.files.problems.add(codes.DUPLICATE_NAME.at(span, name=finding, what=taken[finding]))
            taken.setdefault(finding, "a finding")
        for group in self.files.framework.groups:
            self._claim(group, "a group", key_place(self.files.node, ("groups", group)), taken)
        for found in self.findings.by_id.values():
            # A condition can use the name as well as the id, so it must not stand for another thing.
            if found.name != found.id and found.name in taken:
                span, what = self.findings.places[found.id], taken[found.name]
                self.files.problems.add(codes.DUPLICATE_NAME.at(span, name=found.name, what=what))
        names = Names(
            items=schema.items,
            areas=area_scales,
            parameters=parameters,
            findings=self.findings.index(),
            broken=frozenset(self.files.broken),
        )
        return replace(names, groups=self._groups(names))

    def _claim(self, id: str, what: str, span: Span, taken: dict[str, str]) -> None:
        if id in RESERVED:
            self.files.problems.add(codes.RESERVED_WORD.at(span, value=id))
        elif id in taken:
            self.files.problems.add(codes.DUPLICATE_NAME.at(span, name=id, what=taken[id]))
        taken.setdefault(id, what)

    def _groups(self, names: Names) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for id, members in self.files.framework.groups.items():
            for index, member in enumerate(members):
                span = place(self.files.node, ("groups", id, index))
                if member in self.files.broken:
                    continue
                if names.what(member) not in ("a judgement area", "an evidence item"):
                    hint = did_you_mean(member, [*names.areas, *names.items])
                    self.files.problems.add(codes.UNKNOWN_NAME.at(span, name=member, hint=hint))
                elif member in members[:index]:
                    self.files.problems.add(codes.REPEATED_MEMBER.at(span, name=member))
            if not members:
                span = place(self.files.node, ("groups", id))
                self.files.problems.add(codes.EMPTY_LIST.at(span))
            found[id] = tuple(members)
        return found
