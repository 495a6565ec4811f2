"""What an area's own rules and start read, as the conditions that an example meets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from evenhand.domain import Case
from evenhand.evaluation import InspectionTrace
from evenhand.language import (
    GivenOnly,
    RestsOn,
    RulesInForce,
    Whole,
    read_by,
    rests_on,
)
from evenhand.verification.asking import Verdict
from evenhand.verification.outcomes import outcome_signals
from evenhand.verification.parts import AreaPart, ColumnPart, FindingPart, Part
from evenhand.verification.regions import Region
from evenhand.verification.sides import Sides
from evenhand.verification.worlds import World


def read_directly(
    rules: Iterable[RulesInForce], area: str, whole: Whole, world: World, case: Case, trace: InspectionTrace
) -> list[Part]:
    """What some rule sets read of an example for an area, in their own rules and start.

    Areas and findings that are not taken as a `whole` are replaced by what they read in turn. What the
    example leaves wholly open is left out. `trace` is what is made of it, by rules that call its areas so.
    """
    own = tuple(rules)
    found = RestsOn()
    for one in own:
        found.add(rests_on(one, area, whole))
    parts: list[Part] = [
        ColumnPart(0, world.spaces[column]) for column in found.columns if column in world.spaces
    ]
    parts += [FindingPart(0, own[-1].rule_set.findings[id]) for id in found.findings if whole.finding(id)]
    parts += [AreaPart(0, own[-1].area_by_id[id]) for id in found.areas if whole.area(id)]
    met = [part.among(part.possible(case, trace)) for part in parts]
    return [part for part in met if part.states not in (0, part.whole)]


def with_first(region: Region, rules: Iterable[RulesInForce], ids: Collection[str], whole: Whole) -> Region:
    """A region with the conditions first that some rules read."""
    found = RestsOn()
    for one in rules:
        found.add(read_by(one, ids, whole))

    def is_read(part: Part) -> bool:
        match part:
            case ColumnPart(space=space):
                return space.column in found.columns
            case AreaPart(area=area):
                return area.id in found.areas
            case FindingPart(finding=finding):
                return finding.id in found.findings

    return replace(region, parts=tuple(sorted(region.parts, key=is_read, reverse=True)))


def all_whole(rules: RulesInForce) -> Whole:
    """Every finding, and every area that is graded by rules."""
    return Whole(lambda id: not isinstance(rules.area_by_id[id].start, GivenOnly), lambda id: True)


def alike_in(sides: Sides, left: Callable[[], float | None]) -> Whole:
    """The areas and findings of which two rule sets always make the same. `left` gives the seconds left."""
    both = sides.complete
    circuit = both.world.circuit
    known: dict[tuple[str, str], bool] = {}

    def never_apart(kind: str, id: str) -> bool:
        ends = [
            outcome_signals(circuit, read.areas[id]) if kind == "area" else list(read.findings[id])
            for read in (both.before, both.after)
        ]
        apart = circuit.any_of(circuit.differ(*pair) for pair in zip(*ends, strict=True))
        return both.solver.ask(apart, seconds=left()).verdict is Verdict.IMPOSSIBLE

    def area(id: str) -> bool:
        if not all(sides.by_rules(side, id) for side in (sides.before, sides.after)):
            return False
        scales = [side.called.area_by_id[id].scale for side in (sides.before, sides.after)]
        same = sides.areas.get(id)
        if same is None or len(scales[0]) != len(scales[1]) or same.places != tuple(range(len(scales[0]))):
            return False
        return remembered("area", id)

    def finding(id: str) -> bool:
        return id in both.before.findings and id in both.after.findings and remembered("finding", id)

    def remembered(kind: str, id: str) -> bool:
        if (kind, id) not in known:
            known[kind, id] = never_apart(kind, id)
        return known[kind, id]

    return Whole(area, finding)
