"""What cases show of one rule set: how often each rule, condition, row, level and grade occurs in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from evenhand.backends.planes import (
    About,
    Asked,
    Columns,
    PlaneResult,
    PlaneRules,
    columns_read,
    compile_together,
    names_seen,
    numbers_seen,
    place_id,
    rows_recorded,
)
from evenhand.diagnostics import Span
from evenhand.domain import Case, EvidenceItem, Number, Scale
from evenhand.evaluation import boundaries_of
from evenhand.language import (
    AnyRule,
    ColumnId,
    ItemName,
    ItemNumber,
    Leaf,
    Place,
    PreviousGrade,
    RuleSet,
    RulesInForce,
    TablePart,
    atoms_of,
    given_column,
    item_column,
    items_in_leaf,
    operands_of,
    parts_of,
    previous_column,
    print_leaf,
    print_named,
)
from evenhand.replay import WORDS
from evenhand.services.case_of_row import case_at
from evenhand.services.cases import Cases
from evenhand.services.coverage import Coverage, RuleSeen, Seen, coverage_of
from evenhand.services.coverage_boundaries import BoundarySeen
from evenhand.services.decided_cases import columns_of

MOST_EXAMPLES = 3
"""How many cases are named for each thing that a rule can do."""

MOST_VALUES = 100_000
"""How many values of the items of one rule set are held before they are counted by boundary."""

MOST_SAMPLES = 24
"""How many cases are kept whole, for others to be made from."""

_ASKED = Asked.PROPOSED | Asked.RULES | Asked.CONDITIONS
_CODES = {2: "fired", 0: "not_fired", 1: "undecided"}
GIVEN = "given"
"""What stands for a grade that a case gives."""


@dataclass
class NamesSeen:
    """What an item with levels or choices, or a grade before, was in the cases; ranges are left out."""

    id: str
    title: str
    scale: Scale
    rules: dict[str, None] = field(default_factory=dict)
    """The rules and areas that ask about it."""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def never(self) -> tuple[str, ...]:
        """The names that no case has."""
        return tuple(name for name in self.scale.names if not self.counts[name])


@dataclass(frozen=True)
class Where:
    """Where a condition or row of a table stands."""

    area: str | None
    span: Span | None


@dataclass(frozen=True)
class _Compiled:
    """A rule set as it is in force for some cases, and the values that these have so far."""

    rules: RulesInForce
    planes: PlaneRules
    boundaries: list[BoundarySeen]
    numbers: dict[str, Counter[Number]]


class RuleSetCoverage:
    """What cases show of one rule set. Add them; `finish` when there are no more."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.cases = 0
        self.seen: Coverage = coverage_of(rule_set)
        self.examples: dict[str, dict[str, list[tuple[int, str]]]] = {
            id: {word: [] for word in _CODES.values()} for id in self.seen.rules
        }
        """For each rule the first cases, by number and id, in which it fired, did not and was undecided."""
        self.grades: dict[str, Counter[str]] = {area.id: Counter() for area in rule_set.areas}
        """For each area how many cases propose each grade, are undecided and so on, or give the grade."""
        self.names: dict[ColumnId, NamesSeen] = {}
        self.recorded: dict[str, int] = {}
        """For each item that the rules read, in how many cases something is known of it."""
        self.samples: list[tuple[str, Case]] = []
        """The first cases, by id."""
        self.places: dict[Place, Where] = {}
        self.leaves: dict[Place, Leaf] = {}
        self._cells: dict[Place, Seen] = {}
        self._boundaries: dict[tuple[object, ...], BoundarySeen] = {}
        self._compiled: dict[int, _Compiled] = {}
        self._items: dict[str, EvidenceItem] = {}
        self._enter()

    def _enter(self) -> None:
        """Find out what is there to be seen."""
        computed = self.rule_set.derivations.parts()
        for part in parts_of(self.rule_set):
            for place, leaf, span in part.leaves():
                self.places[place] = Where(part.area, span)
                self.leaves[place] = leaf
                if isinstance(part, TablePart):
                    self._cells[place] = Seen()
                atoms = [atom for operand in operands_of(leaf) for atom in atoms_of(operand)]
                for atom in atoms:
                    if isinstance(atom, ItemName | PreviousGrade):
                        self._named(atom).rules[part.rule] = None
                for item in items_in_leaf(leaf):
                    self._items[item.id] = item
            if isinstance(part, TablePart):
                for row in part.table.rows:
                    self.places[part.place(row.id)] = Where(part.area, row.span or part.table.span)
        read = columns_read(iter(map(ItemNumber, self._items.values())), computed)
        self.recorded = dict.fromkeys((column.id for column in read), 0)

    def _named(self, named: ItemName | PreviousGrade) -> NamesSeen:
        if isinstance(named, ItemName):
            id, title = item_column(named.item.id), named.item.title
        else:
            area = self.rule_set.area_by_id.get(named.area)
            id = previous_column(named.area)
            title = f"Previous grade: {named.area if area is None else area.title}"
        return self.names.setdefault(id, NamesSeen(print_named(named), title, named.scale))

    # --- counting ------------------------------------------------------------------------------------

    def add(self, cases: Cases, rules: RulesInForce) -> None:
        """Count some cases, under the rules in force for them.

        Raises InvalidInput where a grade that a case gives stands for none of theirs.
        """
        self.cases += cases.rows
        for row in range(min(cases.rows, MOST_SAMPLES - len(self.samples))):
            self.samples.append((cases.id.at(row), case_at(cases, row, rules)))
        compiled = self._in_force(rules)
        columns = columns_of(cases, [rules])
        result = compiled.planes.run(compiled.planes.coding.code(columns), _ASKED)
        for rule in rules.all_rules:
            _count(self.seen.rules[rule.id].seen, result, About.RULE, rule.id)
            self._keep_examples(rule.id, result, cases)
        for part in parts_of(rules):
            for place in [place for place, _, _ in part.leaves()] + (
                [part.place(row.id) for row in part.table.rows] if isinstance(part, TablePart) else []
            ):
                _count(self._seen_at(place), result, About.CONDITION, place_id(place))
        for area in rules.areas:
            self._count_grades(area.id, area.scale, result, columns)
        for id, names in self.names.items():
            names.counts += names_seen(id, names.scale, columns)
        for item in self.recorded:
            self.recorded[item] += rows_recorded(item, columns)
        for item, numbers in compiled.numbers.items():
            numbers += numbers_seen(self._items[item], columns, rules)
        if sum(len(numbers) for numbers in compiled.numbers.values()) > MOST_VALUES:
            _count_values(compiled)

    def finish(self) -> None:
        """Count what is still to be counted."""
        for compiled in self._compiled.values():
            _count_values(compiled)

    def _in_force(self, rules: RulesInForce) -> _Compiled:
        found = self._compiled.get(id(rules))
        if found is None:
            boundaries = list(self._boundaries_in(rules))
            numbers: dict[str, Counter[Number]] = {one.boundary.item.id: Counter() for one in boundaries}
            (planes,) = compile_together([rules], _ASKED)
            found = self._compiled[id(rules)] = _Compiled(rules, planes, boundaries, numbers)
        return found

    def _boundaries_in(self, rules: RulesInForce) -> Iterator[BoundarySeen]:
        """The boundaries of some rules in force; those on which a threshold is the same are the same."""
        for part in parts_of(rules):
            for place, leaf, span in part.leaves():
                for boundary in boundaries_of(leaf, rules.parameters):
                    key = place, boundary.threshold, boundary.belongs
                    if key not in self._boundaries:
                        self._boundaries[key] = BoundarySeen(
                            place,
                            leaf,
                            print_leaf(leaf),
                            boundary,
                            part.area,
                            span,
                            self._seen_at(place),
                            rules,
                        )
                    yield self._boundaries[key]

    def _seen_at(self, place: Place) -> Seen:
        return self._cells[place] if place in self._cells else self.seen.leaves[place].seen

    def _keep_examples(self, rule: str, result: PlaneResult, cases: Cases) -> None:
        codes = None
        for code, found in result.counts(About.RULE, rule).items():
            kept = self.examples[rule][_CODES[code]]
            if not found or (len(kept) == MOST_EXAMPLES and kept[-1][0] < int(cases.number[0])):
                continue
            codes = result.codes(About.RULE, rule) if codes is None else codes
            rows = np.flatnonzero(codes == code)[:MOST_EXAMPLES].tolist()
            kept += [(int(cases.number[row]), cases.id.at(row)) for row in rows]
            kept.sort()
            del kept[MOST_EXAMPLES:]

    def _count_grades(self, area: str, scale: Scale, result: PlaneResult, columns: Columns) -> None:
        given = columns.columns.get(given_column(area))
        if given is None:
            counts: Mapping[int, int] = result.counts(About.PROPOSED, area)
        else:
            is_given = np.array([state is not None for state in given.states], dtype=bool)[given.which]
            codes = result.codes(About.PROPOSED, area)[~is_given]
            counts = Counter(codes.tolist())
            if is_given.any():
                self.grades[area][GIVEN] += int(is_given.sum())
        for code, cases in counts.items():
            if cases:
                self.grades[area][WORDS[code] if code < 0 else scale.names[code]] += cases

    # --- what comes of it ----------------------------------------------------------------------------

    @property
    def boundaries(self) -> list[BoundarySeen]:
        """Every boundary that a case met, in the order of areas, and in each of them of the file."""
        areas = {area.id: at for at, area in enumerate(self.rule_set.areas)}

        def order(one: BoundarySeen) -> tuple[object, ...]:
            span = one.span or Span.whole("")
            return areas.get(one.area or "", len(areas)), span, one.boundary.threshold

        return sorted(self._boundaries.values(), key=order)

    @property
    def unexercised(self) -> list[BoundarySeen]:
        """The boundaries that can be exercised and are not, in that order."""
        return [one for one in self.boundaries if one.can_be_exercised and not one.exercised]

    @property
    def never_decided(self) -> list[RuleSeen]:
        """The rules that are undecided in every case."""
        return [
            rule
            for rule in self.seen.rules.values()
            if rule.seen.unknown and not (rule.seen.true or rule.seen.false)
        ]

    @property
    def never_fired(self) -> list[RuleSeen]:
        """The rules that are decided in some case and fired in none."""
        return [rule for rule in self.seen.rules.values() if rule.seen.false and not rule.seen.true]

    @property
    def always_fired(self) -> list[RuleSeen]:
        """The rules that fired in some case, and in none did not."""
        return [rule for rule in self.seen.rules.values() if rule.seen.true and not rule.seen.false]

    @property
    def not_in_force(self) -> list[RuleSeen]:
        """The rules that were in force for no case."""
        return [
            rule
            for rule in self.seen.rules.values()
            if not (rule.seen.true or rule.seen.false or rule.seen.unknown)
        ]

    @property
    def not_recorded(self) -> list[str]:
        """The items that the rules read, and of which no case says anything."""
        return [item for item, cases in self.recorded.items() if not cases]

    @property
    def conditions(self) -> dict[Place, Seen]:
        """How often each condition was true, false and unknown; cells of tables too, and not their rows."""
        return {place: self._seen_at(place) for place in self.leaves}

    @cached_property
    def rule_by_id(self) -> dict[str, AnyRule]:
        """The rules of the rule set by id."""
        return {rule.id: rule for rule in self.rule_set.all_rules}

    @cached_property
    def area_of_rule(self) -> dict[str, str]:
        """The area of each rule, those outside areas left out."""
        return {rule.id: area.id for area in self.rule_set.areas for rule in area.rules}

    def text_of(self, place: Place) -> str:
        """A condition as it is written."""
        return print_leaf(self.leaves[place])

    @property
    def rows(self) -> dict[Place, Seen]:
        """How often each row of a table counted, did not, and may have."""
        return {place: one.seen for place, one in self.seen.leaves.items() if place not in self.leaves}


def _count(seen: Seen, result: PlaneResult, about: About, id: str) -> None:
    counts = result.counts(about, id)
    seen.false += counts[0]
    seen.unknown += counts[1]
    seen.true += counts[2]


def _count_values(compiled: _Compiled) -> None:
    """Count the values held by boundary, and hold them no longer."""
    for one in compiled.boundaries:
        one.add(compiled.numbers[one.boundary.item.id])
    for numbers in compiled.numbers.values():
        numbers.clear()
