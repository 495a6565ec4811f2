"""What would settle an undecided area: the open items that its undecided rules read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from evenhand.domain import DoesNotApply, Recorded, Unknown
from evenhand.evaluation.tables import cell_exists
from evenhand.evaluation.trace import (
    AnyRuleStep,
    AreaStep,
    Existence,
    FindingTableStep,
    InspectionTrace,
    LeafStep,
    Step,
    TableStep,
)
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    areas_in_leaf,
    finding_in_leaf,
    items_in_leaf,
    items_in_operand,
)


def with_settle(trace: InspectionTrace) -> InspectionTrace:
    """The trace with `settle` filled in for every undecided area (language.md section 6).

    The items are those open or partly known (never `could not tell` or `suppressed`) that an undecided
    leaf reads of what the area depends on: by how many undecided rules read them, then schema order.
    """
    if all(not _is_open(area) for area in trace.areas.values()):
        return trace
    search = _Search(trace)
    areas = {
        id: replace(step, settle=search.items_for(step)) if _is_open(step) else step
        for id, step in trace.areas.items()
    }
    return replace(trace, areas=areas)


def _is_open(step: AreaStep) -> bool:
    return step.given is None and step.outcome.proposed is None and step.outcome.judged != "no"


@dataclass(frozen=True, slots=True)
class _Question:
    """Something undecided: who asks (a rule, a start), its undecided leaves, and the items that it reads."""

    reader: str
    leaves: tuple[LeafStep, ...]
    items: tuple[str, ...]


def _question(reader: str, leaves: Iterator[LeafStep]) -> _Question:
    found = tuple(leaves)
    items = dict.fromkeys(item.id for leaf in found for item in items_in_leaf(leaf.leaf))
    return _Question(reader, found, tuple(items))


class _Search:
    def __init__(self, trace: InspectionTrace) -> None:
        self.trace = trace
        self.computed = trace.rules.rule_set.derivations.parts()
        self.rule_steps = {
            step.rule.id: step
            for step in (
                *(step for area in trace.areas.values() for step in area.rules),
                *trace.other_rules,
            )
        }
        self.position = {item: place for place, item in enumerate(trace.rules.schema.items)}

    def items_for(self, step: AreaStep) -> tuple[str, ...]:
        """The items that would settle one area, the most useful first."""
        readers: dict[str, set[str]] = {}
        seen: set[str] = set()
        followed = {step.area.id}
        waiting = list(self._questions_of(step))
        while waiting:
            question = waiting.pop()
            if question.reader in seen:
                continue
            seen.add(question.reader)
            for item in question.items:
                for part in self._open_parts(item):
                    readers.setdefault(part, set()).add(question.reader)
            for leaf in question.leaves:
                finding = finding_in_leaf(leaf.leaf)
                if finding is not None and finding not in followed:
                    followed.add(finding)
                    waiting.extend(self._questions_of_finding(finding))
                for area in areas_in_leaf(leaf.leaf):
                    if area not in followed:
                        followed.add(area)
                        waiting.extend(self._questions_of(self.trace.areas[area]))
        return tuple(sorted(readers, key=lambda item: (-len(readers[item]), self.position.get(item, 0))))

    def _questions_of(self, step: AreaStep) -> Iterator[_Question]:
        """What is undecided about an area: its rules, whether it is judged, and its start."""
        if not _is_open(step):
            return
        area = step.area.id
        for rule in step.grading_steps:
            if rule.truth is Truth.UNKNOWN:
                yield _question(rule.rule.id, _undecided_leaves_of_rule(rule))
        if step.judged_when is not None and step.judged_when.truth is Truth.UNKNOWN:
            yield _question(f"whether {area} is judged", _undecided_leaves(step.judged_when))
        start = step.start
        if start.worst == start.best and start.judged is not Existence.MAYBE:
            return
        if start.table is not None:
            yield _question(f"start of {area}", _undecided_cells(start.table))
        for member, _ in start.members:
            if member in self.trace.areas:
                yield from self._questions_of(self.trace.areas[member])
            else:
                yield _Question(f"start of {area}", (), (member,))

    def _questions_of_finding(self, finding: str) -> Iterator[_Question]:
        for id in self.trace.findings[finding].concluded_by:
            step = self.rule_steps[id]
            if step.truth is Truth.UNKNOWN:
                yield _question(id, _undecided_leaves_of_rule(step))

    def _open_parts(self, item: str) -> Iterator[str]:
        """The item itself where it may still be settled; the open parts of a computed item."""
        if item in self.computed:
            for part in items_in_operand(self.computed[item]):
                yield from self._open_parts(part.id)
            return
        match self.trace.case.profile.state(item):
            case Recorded(value, may_not_exist):
                if may_not_exist or not value.is_exact:
                    yield item
            case Unknown(reason):
                if reason.may_be_settled:
                    yield item
            case DoesNotApply():
                pass
            case other:
                assert_never(other)


def _undecided_leaves_of_rule(step: AnyRuleStep) -> Iterator[LeafStep]:
    if isinstance(step, FindingTableStep):
        yield from _undecided_cells(step.table)
        return
    for part in (step.when, step.unless):
        if part is not None:
            yield from _undecided_leaves(part)


def _undecided_cells(table: TableStep) -> Iterator[LeafStep]:
    """Undecided cells of rows that may count; where none may, also cells whose column may not exist."""
    for row in table.rows:
        for cell in row.cells:
            if cell is None:
                continue
            if row.possible:
                yield from _undecided_leaves(cell)
            if table.gap is Existence.MAYBE and not cell_exists(cell) and isinstance(cell, LeafStep):
                yield cell


def _undecided_leaves(step: Step) -> Iterator[LeafStep]:
    if isinstance(step, LeafStep):
        if step.truth is Truth.UNKNOWN:
            yield step
        return
    for part in step.parts:
        yield from _undecided_leaves(part)
