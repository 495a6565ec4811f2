"""Two rule sets in force read together: every inspection that is a complete case of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evenhand.backends.planes.circuit import Circuit
from evenhand.domain import NOT_JUDGED, Case, Previous
from evenhand.language import GivenOnly, PreviousGrade, RulesInForce, atoms_of, operands_of
from evenhand.verification.asking import Solver
from evenhand.verification.parts import Read
from evenhand.verification.problem import Problem
from evenhand.verification.renaming import with_areas_called
from evenhand.verification.world_rules import WorldRules
from evenhand.verification.worlds import World


class CannotCompare(Exception):
    """Two rule sets that no inspection can be put to both of.

    `area` is one whose grades, which are recorded, have names that do not belong together; `item` one that
    the two evidence schemas declare in two ways.
    """

    def __init__(self, area: str | None = None, item: str | None = None) -> None:
        super().__init__(f"unlike {'grades of' if area else 'item'} {area or item}")
        self.area = area
        self.item = item


@dataclass(frozen=True)
class SameArea:
    """An area of two rule sets.

    `id` is what it goes by, `before` and `after` what each rule set calls it. `places` has for each grade
    after its place on the scale before; None where the two scales have grades that do not belong together.
    """

    id: str
    before: str
    after: str
    places: tuple[int, ...] | None

    @property
    def comparable(self) -> bool:
        """Whether the grades of both can be compared: each has its place, and in the same order."""
        return self.places is not None and list(self.places) == sorted(set(self.places))


@dataclass(frozen=True)
class Side:
    """One of the two: its rules as they are, the ids under which its areas are compared, and the rules so."""

    rules: RulesInForce
    ids: Mapping[str, str]

    @cached_property
    def called(self) -> RulesInForce:
        """The rules with their areas under the ids by which they are compared."""
        return with_areas_called(self.rules, self.ids)

    @cached_property
    def own_ids(self) -> dict[str, str]:
        """What this side calls its areas, by the ids by which they are compared."""
        return {self.ids.get(area.id, area.id): area.id for area in self.rules.areas}

    def case(self, case: Case, given: Mapping[str, Sequence[str]]) -> Case:
        """A case as this side calls it. `given` has the names that the case uses for given grades."""
        grades = case.previous.grades
        before = {own: grades[id] for id, own in self.own_ids.items() if id in grades}
        found = {
            own: self._own_grade(own, case.given[id], given.get(id, ()))
            for id, own in self.own_ids.items()
            if id in case.given
        }
        return replace(case, given=found, previous=Previous(before, none=case.previous.none))

    def _own_grade(self, area: str, grade: str, names: Sequence[str]) -> str:
        scale = self.rules.area_by_id[area].scale
        if grade == NOT_JUDGED or grade in scale:
            return grade
        return scale.names[names.index(grade)]


class Sides:
    """Two rule sets over the same inspections.

    What is given of an area is given to both, as an inspection file gives it. Raises CannotCompare.
    """

    def __init__(
        self,
        before: RulesInForce,
        after: RulesInForce,
        areas: Iterable[SameArea],
        make_solver: Callable[[Circuit, Sequence[World]], Solver],
    ) -> None:
        self.areas = {area.id: area for area in areas}
        self.make_solver = make_solver
        ids = {area.id for area in before.areas}
        after_ids = {area.after: area.id for area in self.areas.values()}
        for area in after.areas:
            # An area that only the second has may be called as another one of the first.
            after_ids.setdefault(area.id, area.id if area.id not in ids else f"{area.id} after")
        self.before = Side(before, {})
        self.after = Side(after, after_ids)
        _check_items(before, after)
        self.problem = Problem([self.before.called, self.after.called], switched=False)
        self._check_grades()

    def _check_grades(self) -> None:
        """Grades that an inspection records mean the same to both."""
        scales = [side.called.area_by_id for side in (self.before, self.after)]
        for id in self.problem.asked.given:
            own = [areas[id].scale for areas in scales if id in areas]
            same = self.areas.get(id)
            if len(own) == 2 and (same is None or same.places != tuple(range(len(own[0])))):
                raise CannotCompare(area=id)
        read: dict[str, PreviousGrade] = {}
        for side in (self.before, self.after):
            for leaf in side.called.leaves():
                for atom in (atom for operand in operands_of(leaf) for atom in atoms_of(operand)):
                    if isinstance(atom, PreviousGrade):
                        other = read.setdefault(atom.area, atom)
                        if not other.scale.same_names(atom.scale):
                            raise CannotCompare(area=atom.area)

    @property
    def circuit(self) -> Circuit:
        """The circuit of both."""
        return self.problem.circuit

    def cases(self, case: Case) -> tuple[Case, Case]:
        """A case as each side calls it."""
        names = {id: scale.names for id, scale in self.problem.asked.given.items()}
        return self.before.case(case, names), self.after.case(case, names)

    def by_rules(self, side: Side, id: str) -> bool:
        """Whether a side grades an area by rules, and does not take it as given."""
        area = side.called.area_by_id.get(id)
        return area is not None and not isinstance(area.start, GivenOnly)

    # --- worlds ---------------------------------------------------------------------------------------

    @cached_property
    def complete(self) -> BothRead:
        """Both over any complete case."""
        return self._read(self.problem.complete("case"))

    @cached_property
    def open(self) -> BothRead:
        """Both over any case, complete or not."""
        return self._read(self.problem.partial("open"))

    def _read(self, world: World) -> BothRead:
        one, other = self.problem.written
        return BothRead(world, world.read(one), world.read(other), self.make_solver)


@dataclass
class BothRead:
    """What two rule sets make of one world, and what is asked about it."""

    world: World
    before: WorldRules
    after: WorldRules
    make_solver: Callable[[Circuit, Sequence[World]], Solver]

    @property
    def read_before(self) -> Read:
        """The world as the first reads it."""
        return Read(self.world, self.before)

    @cached_property
    def solver(self) -> Solver:
        """What is asked."""
        return self.make_solver(self.world.circuit, [self.world])


def _check_items(before: RulesInForce, after: RulesInForce) -> None:
    for id in before.schema.items.keys() & after.schema.items.keys():
        if _shape(before, id) != _shape(after, id):
            raise CannotCompare(item=id)


def _shape(rules: RulesInForce, id: str) -> tuple[object, ...]:
    item = rules.schema.items[id]
    names = None if item.scale is None else item.scale.names
    bounds = (item.lowest, item.highest, item.places, item.unit)
    return item.type, names, bounds, item.may_not_apply, item.computed, item.from_cases
