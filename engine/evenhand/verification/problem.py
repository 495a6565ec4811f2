"""Rule sets over inspections that are not chosen yet: one circuit for all of them, and its worlds."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from evenhand.backends.planes import ColumnState, NoGrade, RuleCircuit, state_in
from evenhand.backends.planes.basis import Held
from evenhand.backends.planes.circuit import Circuit
from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.row_leaves import RowGap, columns_of, columns_of_leaf
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_JUDGED,
    Case,
    EvidenceItem,
    ItemState,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
)
from evenhand.language import (
    CASES,
    ColumnId,
    ColumnKind,
    Condition,
    IsKnown,
    ItemNumber,
    RulesInForce,
    Summary,
    given_column,
    leaves_of,
    positive_of,
)
from evenhand.verification.classes import Domain
from evenhand.verification.questions import Asked
from evenhand.verification.spaces import (
    StateSpace,
    beside,
    domain_of,
    exact,
    given_space,
    item_space,
    previous_space,
    states_beside,
)
from evenhand.verification.ties import Tie, ties_among
from evenhand.verification.worlds import World

_MakeSpace = Callable[[ColumnId], StateSpace]


class Problem:
    """Some rule sets in force, and worlds in which all of them can be read.

    `asking` has conditions to decide besides, for each rule set. Where `switched`, rules and rows of tables
    can be taken away.
    """

    def __init__(
        self,
        rule_sets: Sequence[RulesInForce],
        asking: Sequence[Iterable[Condition]] = (),
        *,
        switched: bool = True,
    ) -> None:
        self.rule_sets = tuple(rule_sets)
        self.asking = tuple(tuple(own) for own in asking) or ((),) * len(self.rule_sets)
        self.circuit = Circuit()
        self.written = tuple(
            RuleCircuit.of(rules, asking=own, switched=switched)
            for rules, own in zip(self.rule_sets, self.asking, strict=True)
        )
        self.asked = Asked.of(self.written, self.rule_sets)
        self._every_value: dict[ColumnId, StateSpace] = {}
        self._every_middle: dict[ColumnId, StateSpace] = {}

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Which items are counted from the same cases."""
        derived = {one.item: one for rules in self.rule_sets for one in rules.rule_set.derivations.from_cases}

        def cuts(column: ColumnId) -> Iterable[Number]:
            return [boundary.at for boundary in self._any_value(column).boundaries]

        return ties_among(derived.values(), self.asked.columns, cuts)

    @cached_property
    def reckoned(self) -> frozenset[ColumnId]:
        """The columns whose very numbers matter, as several stand in one condition."""
        found: set[ColumnId] = {CASES}
        for question in self.asked.several:
            if not isinstance(question, RowGap):
                found |= set(columns_of(question))
        for written in self.written:
            for signal in written.circuit.looked_up_signals():
                key, _ = written.circuit.looked_up_as(signal)
                if isinstance(key, LookUp) and not isinstance(key.question, RowGap):
                    found |= set(key.columns)
        return frozenset(column for column in found if self._is_number(column))

    def _is_number(self, column: ColumnId) -> bool:
        if column == CASES:
            return True
        return column.id in self.asked.items and self.item(column).type.is_numeric

    # --- worlds --------------------------------------------------------------------------------------

    def complete(self, name: str) -> World:
        """Any complete case: every item has a value or does not apply."""
        return self._world(name, lambda column: self._space(column, open_=False))

    def partial(self, name: str) -> World:
        """Any case, complete or not: an item need not be looked at."""
        return self._world(name, lambda column: self._space(column, open_=True))

    def completing(self, name: str, case: Case) -> World:
        """Any completion of a case: what may yet be settled has any value that is still possible.

        Each item is completed by itself, as the language has it, those counted from the same cases too.
        """
        return self._world(name, lambda column: self._completed(column, case), case)

    def changing(self, name: str, case: Case, keep: Container[ColumnId] = ()) -> World:
        """Any case that some changes make of one; columns in `keep` stay as they are.

        Every column has what is recorded as the first of its other states. Each item is changed by itself,
        as a figure that is recorded, those counted from the same cases too.
        """
        return self._world(name, lambda column: self._changed(column, case, column in keep), case)

    def _world(self, name: str, space: _MakeSpace, case: Case | None = None) -> World:
        spaces = {column: space(column) for column in self.asked.columns}
        fixed: dict[str, str] = {} if case is None else dict(case.given)
        for area in self.asked.given:
            if area not in fixed:
                column = given_column(area)
                spaces[column] = space(column)
        return World(name, self.circuit, spaces, fixed, self.ties if case is None else ())

    # --- spaces --------------------------------------------------------------------------------------

    def item(self, column: ColumnId) -> EvidenceItem:
        """The item of a column."""
        return self.asked.items[column.id]

    @cached_property
    def _asked_if_known(self) -> frozenset[ColumnId]:
        """The columns of which some leaf asks whether they are known, itself or through a computed item."""
        found: set[ColumnId] = set()
        for rules, asking in zip(self.rule_sets, self.asking, strict=True):
            computed = rules.rule_set.derivations.parts()
            for leaf in (*rules.leaves(), *(leaf for one in asking for leaf in leaves_of(one))):
                if isinstance(positive_of(leaf), IsKnown):
                    found |= set(columns_of_leaf(leaf, computed))
        return frozenset(found)

    def _space(self, column: ColumnId, *, open_: bool) -> StateSpace:
        leaves = self.asked.leaves.get(column, ())
        match column.kind:
            case ColumnKind.ITEM:
                known_asked = column in self._asked_if_known
                others = states_beside(self.item(column), known_asked=known_asked, open_=open_)
                return beside(self._any_middle(column) or self._any_value(column), others)
            case ColumnKind.PREVIOUS:
                none = (NoGrade.NONE_BEFORE, NoGrade.NOT_GIVEN) if open_ else (NoGrade.NONE_BEFORE,)
                return previous_space(column, self.asked.scales[column.id], leaves, none)
            case ColumnKind.CASES:
                return _cases((None,) if open_ else ())
            case ColumnKind.GIVEN:
                left_out: tuple[ColumnState, ...] = (NOT_JUDGED, None) if open_ else (NOT_JUDGED,)
                return given_space(column, self.asked.given[column.id], left_out)

    def _any_value(self, column: ColumnId) -> StateSpace:
        """Every value of an item: the same in every world."""
        found = self._every_value.get(column)
        if found is None:
            leaves = self.asked.leaves.get(column, ())
            found = self._every_value[column] = item_space(column, self.item(column), leaves, ())
        return found

    def _any_middle(self, column: ColumnId) -> StateSpace | None:
        """Every value of a mean or median: none that the values of no cases have. None for other items."""
        of = self._middles.get(column.id)
        if of is None:
            return None
        found = self._every_middle.get(column)
        if found is None:
            own, part = domain_of(self.item(column)), domain_of(of[1])
            lows = [end for end in (own.lowest, part.lowest) if end is not None]
            highs = [end for end in (own.highest, part.highest) if end is not None]
            # A median is a value of one case, or lies halfway between two.
            step = part.step / 2 if of[0] is Summary.MEDIAN and part.step is not None else None
            domain = Domain(max(lows, default=None), min(highs, default=None), step)
            leaves = self.asked.leaves.get(column, ())
            found = item_space(column, self.item(column), leaves, (), domain=domain)
            # A figure that is written as it is, where there is one.
            written = Fraction(1, 10 ** self.item(column).places)
            values = (_value_of(state) for state in found.ordered)
            nearest = (
                found.stretch(place).nearest(value, written) or value for place, value in enumerate(values)
            )
            found = replace(found, ordered=tuple(exact(self.item(column), value) for value in nearest))
            self._every_middle[column] = found
        return found

    @cached_property
    def _middles(self) -> dict[str, tuple[Summary, EvidenceItem]]:
        """The means and medians, and what each is of."""
        return {
            one.item: (one.summary, one.of.item)
            for rules in self.rule_sets
            for one in rules.rule_set.derivations.from_cases
            if isinstance(one.of, ItemNumber)
        }

    def _completed(self, column: ColumnId, case: Case) -> StateSpace:
        leaves = self.asked.leaves.get(column, ())
        state = state_in(column, case)
        match column.kind:
            case ColumnKind.ITEM:
                return self._completed_item(column, case.profile.state(column.id))
            case ColumnKind.PREVIOUS:
                scale = self.asked.scales[column.id]
                if state is not NoGrade.NOT_GIVEN:
                    return previous_space(column, scale, leaves, (state,), ())
                # Where another area has a previous grade, there was an inspection before.
                none = () if case.previous.grades else (NoGrade.NONE_BEFORE,)
                return previous_space(column, scale, leaves, none)
            case ColumnKind.CASES:
                return _cases(()) if state is None else _only(_cases((state,)))
            case ColumnKind.GIVEN:
                return given_space(column, self.asked.given[column.id], ())

    def _completed_item(self, column: ColumnId, state: ItemState) -> StateSpace:
        item, leaves = self.item(column), self.asked.leaves.get(column, ())
        match state:
            case Unknown(reason) if reason.may_be_settled:
                return beside(self._any_value(column), [DOES_NOT_APPLY] if item.may_not_apply else [])
            case Recorded(value, may_not_exist) if may_not_exist or not value.is_exact:
                others = [DOES_NOT_APPLY] if may_not_exist else []
                if isinstance(value, NameSet):
                    return item_space(column, item, leaves, others, names=value.mask)
                return item_space(column, item, leaves, others, domain=_narrowed(item, value))
            case _:
                return _only(beside(self._any_value(column), [state]))

    def _changed(self, column: ColumnId, case: Case, keep: bool) -> StateSpace:
        state = state_in(column, case)
        match column.kind:
            case ColumnKind.ITEM:
                others = [state]
                if self.item(column).may_not_apply and state != DOES_NOT_APPLY:
                    others.append(DOES_NOT_APPLY)
                space = beside(self._any_value(column), others)
                return _only(space) if keep else space
            case ColumnKind.PREVIOUS:
                leaves = self.asked.leaves.get(column, ())
                return previous_space(column, self.asked.scales[column.id], leaves, (state,), ())
            case ColumnKind.CASES:
                return _only(_cases((state,)))
            case ColumnKind.GIVEN:
                return _only(given_space(column, self.asked.given[column.id], (state,)))


def _value_of(state: ColumnState) -> Number:
    assert isinstance(state, Recorded) and isinstance(state.value, NumberRange)
    assert state.value.lowest is not None
    return state.value.lowest


def _cases(others: tuple[ColumnState, ...]) -> StateSpace:
    """The number of sampled cases."""
    return StateSpace(CASES, (0,), others, {}, domain=Domain(0, None, Fraction(1)))


def _narrowed(item: EvidenceItem, value: NumberRange | ShareRange) -> Domain:
    """What an item can be while it is known to lie in a range."""
    domain = domain_of(item)
    if isinstance(value, ShareRange):
        lowest, highest = value.bounds
        step = None if value.of is None else Fraction(1, value.of)
        return Domain(lowest, highest, step)
    return replace(
        domain,
        lowest=domain.lowest if value.lowest is None else value.lowest,
        highest=domain.highest if value.highest is None else value.highest,
    )


def _only(space: StateSpace) -> StateSpace:
    """The first of the other states of a space, and nothing else."""
    place = len(space.ordered)
    held = {
        leaf: Held(one.surely >> place & 1, one.possibly >> place & 1) for leaf, one in space.held.items()
    }
    return replace(space, ordered=(), others=space.others[:1], held=held, boundaries=())
