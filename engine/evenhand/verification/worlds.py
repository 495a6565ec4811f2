"""Inspections as inputs of one circuit: what each column can be, and what the rules read of it.

A world is an inspection that is not chosen yet. Several worlds, and several rule sets read in them, share
one circuit, so that what they have in common is there once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import prod

from evenhand.backends.planes import ColumnState, NoGrade, RuleCircuit
from evenhand.backends.planes.area_circuit import AreaCircuit, GivenAs, GivenInput
from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Signal
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.reading import LookUp, Switch
from evenhand.backends.planes.row_leaves import Rail, RowGap, RowInput, RowLeaf, columns_of
from evenhand.domain import DOES_NOT_APPLY, NOT_LOOKED_AT, Recorded, Unknown
from evenhand.language import (
    CASES,
    ColumnId,
    ColumnKind,
    Summary,
    given_column,
)
from evenhand.verification.combining import combined
from evenhand.verification.spaces import COULD_NOT_TELL, StateSpace
from evenhand.verification.ties import Tie
from evenhand.verification.world_inputs import (
    Assumed,
    AtLeast,
    IsOther,
    OpenGap,
    OpenGapOver,
    Reckoned,
    ReckonedAreas,
    SomeCases,
)
from evenhand.verification.world_rules import WorldRules, area_in, rules_in, signals_of, signals_of_area

MOST_COMBINATIONS = 4096
"""How many combinations of states a question may have to be decided for each of them beforehand."""


class World:
    """One inspection that is not chosen yet, in a circuit.

    `fixed` are areas whose given grade is the same in every case of this world. `ties` say which items
    are counted from the same cases.
    """

    def __init__(
        self,
        name: str,
        circuit: Circuit,
        spaces: Mapping[ColumnId, StateSpace],
        fixed: Mapping[str, str] | None = None,
        ties: Sequence[Tie] = (),
    ) -> None:
        self.name = name
        self.circuit = circuit
        self.spaces = spaces
        self.fixed = dict(fixed or {})
        self.ties = ties
        self._questions: dict[RowInput, Signal] = {}
        self._read: dict[int, dict[Signal, Signal]] = {}

    # --- atoms ---------------------------------------------------------------------------------------

    def at_least(self, column: ColumnId, place: int) -> Signal:
        """That a column is at or above a place of its order; it is then in none of the other states."""
        space = self.spaces[column]
        if place >= len(space.ordered):
            return FALSE
        if place <= 0:
            return self.in_order(column)
        return self.circuit.input(AtLeast(self.name, column, place))

    def in_order(self, column: ColumnId) -> Signal:
        """That a column has an exact value or name."""
        others = range(len(self.spaces[column].others))
        if not self.spaces[column].ordered:
            return FALSE
        return self.circuit.negated(self.circuit.any_of(self.is_other(column, at) for at in others))

    def is_other(self, column: ColumnId, place: int) -> Signal:
        """That a column is in one of its other states."""
        space = self.spaces[column]
        if not space.ordered and len(space.others) == 1:
            return TRUE
        return self.circuit.input(IsOther(self.name, column, place))

    def is_state(self, column: ColumnId, state: object) -> Signal:
        """That a column is in a certain other state; false where it cannot be."""
        found = self.spaces[column].others
        return self.is_other(column, found.index(state)) if state in found else FALSE

    def in_states(self, column: ColumnId, states: int) -> Signal:
        """That a column is in one of some states, as bits."""
        space = self.spaces[column]
        circuit = self.circuit
        count = len(space.ordered)
        parts = [self.is_other(column, at) for at in range(len(space.others)) if states >> count + at & 1]
        first = None
        for place in range(count + 1):
            holds = place < count and states >> place & 1
            if holds and first is None:
                first = place
            elif not holds and first is not None:
                beyond = circuit.negated(self.at_least(column, place))
                parts.append(circuit.both(self.at_least(column, first), beyond))
                first = None
        return circuit.any_of(parts)

    def allowed(self) -> list[Signal]:
        """What holds in every case of this world: one state a column, and what belongs together."""
        circuit = self.circuit
        found = []
        for column, space in self.spaces.items():
            others = [self.is_other(column, at) for at in range(len(space.others))]
            if not space.ordered:
                found.append(circuit.any_of(others))
            for at, one in enumerate(others):
                if len(space.ordered) > 1:
                    found.append(circuit.negated(circuit.both(one, self.at_least(column, 1))))
                found += [circuit.negated(circuit.both(one, other)) for other in others[:at]]
            for place in range(2, len(space.ordered)):
                above = self.at_least(column, place)
                found.append(circuit.either(circuit.negated(above), self.at_least(column, place - 1)))
        return [*found, *self._previous_together(), *self._counted_together()]

    def _counted_together(self) -> list[Signal]:
        """What is counted is counted wherever there is a sample, and no cases are none for every item."""
        circuit = self.circuit
        found = []
        for tie in self.ties:
            for item in tie.items:
                absent = self.is_state(item.column, DOES_NOT_APPLY)
                if tie.total is not None:
                    sampled = self.in_order(tie.total)
                    for state in (COULD_NOT_TELL, NOT_LOOKED_AT):
                        open_ = self.is_state(item.column, state)
                        found.append(circuit.negated(circuit.both(sampled, open_)))
                if tie.loose:
                    some = circuit.input(SomeCases(self.name))
                    found.append(circuit.either(circuit.negated(self.in_order(item.column)), some))
                    if len(item.applying) == len(tie.classes):
                        found.append(circuit.negated(circuit.both(absent, some)))
                elif item.derived.summary is Summary.COUNT and tie.total is not None:
                    found.append(circuit.negated(circuit.both(sampled, absent)))
        return found

    def _previous_together(self) -> list[Signal]:
        """Where there was no inspection before, no area has a previous grade."""
        columns = [column for column in self.spaces if column.kind is ColumnKind.PREVIOUS]
        none = [self.is_state(column, NoGrade.NONE_BEFORE) for column in columns]
        return [self.circuit.negated(self.circuit.differ(none[0], other)) for other in none[1:]]

    # --- as an algebra, what a rule circuit reads ------------------------------------------------------

    def read(self, rules: RuleCircuit, off: Iterable[Switch] = ()) -> WorldRules:
        """What rules make of this world. Rules and rows whose switch is off count for nothing."""
        switched = frozenset(off)
        base = self._read.get(id(rules.circuit))
        if base is None:
            outputs = list(dict.fromkeys(signals_of(rules)))
            base = rules.circuit.read_all(outputs, _InWorld(self, frozenset()))
            self._read[id(rules.circuit)] = base
        if switched:
            # Only what rests on a switch is read once more.
            changed = [rules.circuit.input(switch) for switch in switched]
            base = rules.circuit.read_again(base, changed, _InWorld(self, switched))
        return rules_in(self.circuit, rules, base)

    def read_area(self, rules: RuleCircuit, area: str) -> AreaCircuit:
        """What rules make of one area in this world, and of nothing else."""
        own = rules.areas[area]
        outputs = list(dict.fromkeys(signals_of_area(own)))
        signals = rules.circuit.read(outputs, _InWorld(self, frozenset()))
        return area_in(own, dict(zip(outputs, signals, strict=True)))

    def input(self, key: Hashable) -> Signal:
        """What an input of a rule circuit is in this world."""
        match key:
            case RowInput():
                found = self._questions.get(key)
                if found is None:
                    found = self._questions[key] = self._asked(key)
                return found
            case GivenInput():
                return self._given(key)
            case _:
                raise TypeError(f"no input of a world: {key}")

    def _asked(self, key: RowInput) -> Signal:
        columns = columns_of(key.question)
        if len(columns) == 1 and isinstance(key.question, RowLeaf):
            space = self.spaces[columns[0]]
            held = space.held.get(key.question)
            if held is not None:
                return self.in_states(columns[0], held.of(key.rail))
        return self._tabulated(key, columns)

    def _tabulated(self, key: RowInput, columns: Sequence[ColumnId]) -> Signal:
        """A question over several columns, decided for each combination of states where it can be."""
        spaces = [self.spaces[column] for column in columns if column in self.spaces]
        by_state = len(spaces) == len(columns) and all(_is_by_state(space) for space in spaces)
        if isinstance(key.question, RowGap):
            # Asked only where no row surely holds and one may, which is never so where all is known.
            may_be = key.rail is Rail.POSSIBLY and any(map(_may_be_open, spaces))
            return self.circuit.input(OpenGap(self.name, key.question)) if may_be else FALSE
        choices = [self.choices(space.column) for space in spaces]
        if by_state and prod(map(len, choices)) <= MOST_COMBINATIONS:

            def decide(*states: ColumnState) -> bool:
                return decide_row(key.question, columns, states)[key.rail is Rail.POSSIBLY]

            return combined(self.circuit, choices, decide)
        return self.circuit.input(Reckoned(self.name, key.question, key.rail))

    def choices(self, column: ColumnId) -> list[tuple[Signal, ColumnState]]:
        """Every state that a column may be in, with the signal that it is."""
        states = self.spaces[column].states
        return [(self.in_states(column, 1 << at), state) for at, state in enumerate(states)]

    def not_shut_out(self, gap: Hashable) -> Signal:
        """Whether a table may have a gap, where there are too many combinations to say: either way."""
        return self.circuit.input(Assumed(self.name, gap))

    def told(self) -> Signal:
        """That nothing is left open: every column is known."""
        open_states = (COULD_NOT_TELL, NOT_LOOKED_AT, NoGrade.NOT_GIVEN, None)
        left_open = [self.is_state(column, state) for column in self.spaces for state in open_states]
        return self.circuit.negated(self.circuit.any_of(left_open))

    def _given(self, key: GivenInput) -> Signal:
        column = given_column(key.area)
        if column not in self.spaces:
            return TRUE if key.holds(self.fixed.get(key.area)) else FALSE
        match key.given:
            case GivenAs.GRADE:
                return self.in_order(column)
            case GivenAs.NOT_JUDGED:
                return self.is_state(column, "not_judged")
            case GivenAs.AT_LEAST:
                return self.at_least(column, key.position)


def _may_be_open(space: StateSpace) -> bool:
    """Whether a column may be in a state that leaves more than one value open."""
    for state in space.others:
        if state is None or isinstance(state, Unknown) or state is NoGrade.NOT_GIVEN:
            return True
        if isinstance(state, Recorded) and not (state.value.is_exact and not state.may_not_exist):
            return True
    return False


def _is_by_state(space: StateSpace) -> bool:
    """Whether each state of a column is all that there is to it, and none stands for several numbers."""
    if not space.ordered:
        return True
    return space.column != CASES and (space.item is None or not space.item.type.is_numeric)


class _InWorld:
    """A circuit read over another: gates go to the circuit, inputs are asked of a world."""

    def __init__(self, world: World, off: frozenset[Switch]) -> None:
        self.world = world
        self.off = off
        circuit = world.circuit
        self.constant = circuit.constant
        self.both = circuit.both
        self.either = circuit.either
        self.differ = circuit.differ
        self.negated = circuit.negated

    def input(self, key: Hashable) -> Signal:
        """An input: on unless switched off, or what the world says."""
        if isinstance(key, Switch):
            return FALSE if key in self.off else TRUE
        return self.world.input(key)

    def looked_up(self, key: Hashable, output: int, arguments: Sequence[Signal]) -> Signal:
        """What reckons with areas, in this world."""
        assert isinstance(key, LookUp)
        if isinstance(key.question, RowGap):
            if output == 0:
                return FALSE
            return self.world.circuit.looked_up(OpenGapOver(self.world.name, key), output, arguments)
        return self.world.circuit.looked_up(ReckonedAreas(self.world.name, key), output, arguments)
