"""The judgement areas of a rule set: scale, start and rules, one file each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.diagnostics import Span, codes, did_you_mean
from evenhand.domain import Scale
from evenhand.language.conditions import read_condition
from evenhand.language.framework_files import AreaFile, RuleSetFiles
from evenhand.language.names import Names
from evenhand.language.rule_reader import RuleReader, node_at
from evenhand.language.rules import AnyRule, Area, GivenOnly, Role, Start
from evenhand.language.starts import read_start
from evenhand.source import key_place, place


class AreaReader:
    """Reads the files of areas, once every name is known."""

    def __init__(self, files: RuleSetFiles) -> None:
        self.files = files

    def areas(
        self, files: Sequence[AreaFile], names: Names, scales: Mapping[str, Scale], default: str
    ) -> tuple[list[Area], list[AnyRule]]:
        """The areas, and the rules of files without one."""
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
                self.files.text,
                self.files.problems,
                self.files.period,
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
        self._check_parts(files)
        return areas, other

    def _claim_rule(self, id: str, span: Span, places: dict[str, Span]) -> None:
        if id in places:
            related = [(places[id], "the other one")]
            self.files.problems.add(codes.DUPLICATE_RULE.at(span, rule=id, related=related))
        places.setdefault(id, span)

    def _scale_of(self, file: AreaFile, scales: Mapping[str, Scale], default: str) -> Scale:
        name = file.document.scale
        if name is not None and name not in scales:
            span = place(file.node, ("scale",))
            hint = did_you_mean(name, scales)
            self.files.problems.add(codes.UNKNOWN_SCALE.at(span, name=name, hint=hint))
            return scales[default]
        return scales[name or default]

    def _area(self, file: AreaFile, scale: Scale, rules: tuple[AnyRule, ...], names: Names) -> Area | None:
        document, id = file.document, file.document.area
        assert id is not None
        if document.title is None:
            self.files.problems.add(codes.MISSING_KEY.at(place(file.node, ("area",)), key="title"))
        if document.given_only:
            if document.rules or document.starts_at is not None or document.judged_when is not None:
                span = place(file.node, ("given_only",))
                self.files.problems.add(codes.GIVEN_ONLY_HAS_RULES.at(span, area=id))
            start: Start = GivenOnly()
        elif document.starts_at is None:
            self.files.problems.add(codes.NO_START.at(place(file.node, ("area",)), area=id))
            return None
        else:
            found = read_start(file.node, scale, names, self.files.text, self.files.problems)
            if found is None:
                return None
            start = found
        judged = node_at(file.node, "judged_when")
        judged_when = None if judged is None else read_condition(judged, names, self.files.problems)
        return Area(
            id=id,
            title=self.files.framework.area_titles.get(id) or document.title or id,
            scale=scale,
            start=start,
            rules=rules,
            role=Role(document.role),
            part_of=document.part_of,
            judged_when=judged_when,
            span=place(file.node, ("area",)),
        )

    def _check_list(self, files: Sequence[AreaFile]) -> None:
        """The framework's list of areas and the files must name the same areas."""
        defined = {file.document.area for file in files if file.document.area is not None}
        listed = self.files.framework.areas
        for index, id in enumerate(listed):
            span = place(self.files.node, ("areas", index))
            if id in self.files.broken:
                continue
            if id not in defined:
                hint = did_you_mean(id, defined)
                self.files.problems.add(codes.AREA_FILE_MISSING.at(span, area=id, hint=hint))
            elif id in listed[:index]:
                self.files.problems.add(codes.REPEATED_MEMBER.at(span, name=id))
        for id in self.files.framework.area_titles:
            if id not in defined | self.files.broken:
                span = key_place(self.files.node, ("area_titles", id))
                hint = did_you_mean(id, defined)
                self.files.problems.add(codes.AREA_FILE_MISSING.at(span, area=id, hint=hint))
        for file in files:
            area = file.document.area
            if area is not None and area not in listed:
                hint = did_you_mean(area, listed)
                span = place(file.node, ("area",))
                self.files.problems.add(codes.AREA_NOT_LISTED.at(span, area=area, hint=hint))

    def _check_parts(self, files: Sequence[AreaFile]) -> None:
        known = {file.document.area for file in files if file.document.area is not None}
        for file in files:
            part_of = file.document.part_of
            if part_of is not None and (
                part_of not in known | self.files.broken or part_of == file.document.area
            ):
                span = place(file.node, ("part_of",))
                itself = part_of == file.document.area
                hint = "an area is no part of itself" if itself else did_you_mean(part_of, known)
                self.files.problems.add(codes.PART_OF_UNKNOWN.at(span, name=part_of, hint=hint))
