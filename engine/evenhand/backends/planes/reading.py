"""What areas and findings are while a rule set is built as a circuit, and leaves and conditions over them.

There are two readings, as in the interpreter: what is known, and the provisional one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.backends.planes.rails import (
    NameRails,
    Rails,
    all_of,
    any_of,
    at_least,
    ends_of_each,
    negated,
)
from evenhand.backends.planes.row_leaves import (
    Rail,
    RowInput,
    RowQuestion,
    columns_of_leaf,
    row_leaf,
    with_values,
)
from evenhand.domain import Number, Scale
from evenhand.language import (
    CONNECTIVES,
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    ColumnId,
    Compare,
    Comparison,
    Condition,
    Connective,
    CountOf,
    DoesNotApplyTo,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    Leaf,
    Named,
    NoneOf,
    Not,
    PreviousGrade,
    Quantity,
    Relation,
    Rule,
    Term,
    areas_in_leaf,
    finding_in_leaf,
    positive_of,
    ranked_mask,
    written_order,
)


@dataclass(frozen=True)
class LookUp:
    """What is decided row by row as the interpreter does, each combination once.

    `question` is a leaf or a table. Its arguments are, in this order, the signals of `areas` (as
    `area_signals` gives them) and both rails of `findings`; besides it reads `columns`.
    """

    question: RowQuestion
    areas: tuple[tuple[str, Scale], ...]
    findings: tuple[str, ...]
    columns: tuple[ColumnId, ...]


class Switch(NamedTuple):
    """An input of a circuit: that a rule counts, or one row of the table of an area or a rule."""

    owner: str
    row: str | None = None


@dataclass
class Reading:
    """The areas and findings settled so far, as signals.

    Where `switched`, a rule or a row of a table counts only while its `Switch` is on. `rows` has whether
    a row of a table is the one that counts.
    """

    circuit: Circuit
    parameters: Mapping[str, Number]
    computed: Mapping[str, Term]
    areas: dict[str, NameRails] = field(default_factory=dict)
    findings: dict[str, Rails] = field(default_factory=dict)
    rows: dict[Switch, Rails] = field(default_factory=dict)
    switched: bool = False

    # --- conditions ----------------------------------------------------------------------------------

    def rule(self, rule: Rule) -> Rails:
        """Whether a rule fires: `when` holds and `unless` does not."""
        parts = []
        if rule.when is not None:
            parts.append(self.condition(rule.when))
        if rule.unless is not None:
            parts.append(negated(self.circuit, self.condition(rule.unless)))
        return all_of(self.circuit, [*parts, *self.switch(rule.id)])

    def switch(self, owner: str, row: str | None = None) -> tuple[Rails, ...]:
        """What has to be on for a rule or a row to count: nothing, unless they are switched."""
        if not self.switched:
            return ()
        on = self.circuit.input(Switch(owner, row))
        return (Rails(on, on),)

    def condition(self, condition: Condition) -> Rails:
        """Whether a condition holds. Every part is built once, however often it is counted."""
        if not isinstance(condition, CONNECTIVES):
            return self.leaf(condition)
        return self._connective(condition, [self.condition(part) for part in condition.parts])

    def _connective(self, condition: Connective, parts: Sequence[Rails]) -> Rails:
        circuit = self.circuit
        match condition:
            case AllOf():
                return all_of(circuit, parts)
            case AnyOf():
                return any_of(circuit, parts)
            case NoneOf():
                return negated(circuit, any_of(circuit, parts))
            case CountOf(Quantity.AT_LEAST, number):
                return at_least(circuit, number, parts)
            case CountOf(Quantity.AT_MOST, number):
                return negated(circuit, at_least(circuit, number + 1, parts))
            case CountOf(Quantity.EXACTLY, number):
                more = at_least(circuit, number + 1, parts)
                return all_of(circuit, [at_least(circuit, number, parts), negated(circuit, more)])
            case CountOf():
                raise TypeError(f"no circuit for {condition.quantity}")
            case _:
                assert_never(condition)

    # --- leaves --------------------------------------------------------------------------------------

    def leaf(self, leaf: Leaf) -> Rails:
        """Whether a leaf holds."""
        finding = finding_in_leaf(leaf)
        if finding is None and not areas_in_leaf(leaf):
            return self.asked(row_leaf(leaf, self.parameters, self.computed))
        positive, turned = positive_of(leaf), isinstance(leaf, Not)
        match positive:
            case HasFinding(finding):
                rails = self.findings[finding]
                return negated(self.circuit, rails) if turned else rails
            case IsJudged(area):
                rails = self.areas[area].exists
                return negated(self.circuit, rails) if turned else rails
            case IsOneOf(subject, names):
                return self._member(self.named(subject), subject.scale.mask(names), turned)
            case IsRanked(subject, relation, name):
                return self._member(self.named(subject), ranked_mask(subject, relation, name), turned)
            case IsAgainst(subject, relation, other):
                base = self._against(self.named(subject), self.named(other), relation, subject)
                return self._standing(base, turned, self.named(subject), self.named(other))
            case Compare() | Between() | IsKnown() | DoesNotApplyTo():
                return self._looked_up(leaf)
            case _:
                assert_never(positive)

    def asked(self, question: RowQuestion) -> Rails:
        """What is asked of a row before any rule is decided."""
        surely, possibly = (self.circuit.input(RowInput(question, rail)) for rail in Rail)
        return Rails(surely, possibly)

    def named(self, subject: Named) -> NameRails:
        """Which names an area, an item or a previous grade can be."""
        match subject:
            case AreaGrade(area, _):
                return self.areas[area]
            case ItemName() | PreviousGrade():
                names = subject.scale.names
                each = tuple(self.leaf(IsOneOf(subject, (name,))).possibly for name in names)
                exists = self.leaf(IsOneOf(subject, names))
                ends = ends_of_each(self.circuit, each)
                return NameRails(subject.scale, exists, self.circuit.constant(False), ends, each)
            case _:
                assert_never(subject)

    def _member(self, names: NameRails, mask: int, turned: bool) -> Rails:
        """Whether a name is one of a set."""
        outside = names.scale.whole & ~mask
        base = Rails(self.circuit.negated(self._meets(names, outside)), self._meets(names, mask))
        return self._standing(base, turned, names)

    def _meets(self, names: NameRails, mask: int) -> Signal:
        """Whether a name can be one of a set: by the unbroken runs of the set."""
        runs = []
        first = 0
        for position in range(len(names.scale) + 1):
            if not mask >> position & 1:
                if first < position:
                    runs.append(names.meets(self.circuit, first, position - 1))
                first = position + 1
        return self.circuit.any_of(runs)

    def _against(self, one: NameRails, other: NameRails, relation: Relation, subject: Named) -> Rails:
        """Two names compared: what holds of all pairs that can be, and of some."""
        match written_order(relation, subject):
            case Comparison.AT_LEAST:
                return self._in_order(other, one, strict=False)
            case Comparison.AT_MOST:
                return self._in_order(one, other, strict=False)
            case Comparison.MORE:
                return self._in_order(other, one, strict=True)
            case Comparison.LESS:
                return self._in_order(one, other, strict=True)
            case Comparison.EQUAL:
                return self._same(one, other)
            case never:
                assert_never(never)

    def _in_order(self, low: NameRails, high: NameRails, *, strict: bool) -> Rails:
        """Whether one position is at most another; where strict, less."""
        circuit = self.circuit
        top = len(low.scale) - 1
        beyond = 0 if strict else 1
        surely = [
            circuit.either(
                circuit.negated(low.ends.best.at_least(at)), high.ends.worst.at_least(at + 1 - beyond)
            )
            for at in range(top + 1)
        ]
        possibly = [
            circuit.both(circuit.negated(low.ends.worst.at_least(at + beyond)), high.ends.best.at_least(at))
            for at in range(1 - beyond, top + 1)
        ]
        return Rails(circuit.all_of(surely), circuit.any_of(possibly))

    def _same(self, one: NameRails, other: NameRails) -> Rails:
        circuit = self.circuit
        places = range(len(one.scale))
        mine = [one.meets(circuit, at, at) for at in places]
        theirs = [other.meets(circuit, at, at) for at in places]
        unlike = [
            circuit.both(mine[at], circuit.any_of(theirs[other] for other in places if other != at))
            for at in places
        ]
        alike = [circuit.both(mine[at], theirs[at]) for at in places]
        return Rails(circuit.negated(circuit.any_of(unlike)), circuit.any_of(alike))

    def _standing(self, base: Rails, turned: bool, *names: NameRails) -> Rails:
        """A comparison once existence and conflict are looked at, in the order of `evaluation.leaves`."""
        circuit = self.circuit
        rails = negated(circuit, base) if turned else base
        exists = all_of(circuit, [name.exists for name in names])
        conflict = circuit.any_of(name.in_conflict for name in names)
        surely = circuit.both(circuit.both(rails.surely, exists.surely), circuit.negated(conflict))
        return Rails(surely, circuit.both(circuit.either(rails.possibly, conflict), exists.possibly))

    # --- what is looked up ---------------------------------------------------------------------------

    def _looked_up(self, leaf: Leaf) -> Rails:
        """A leaf that reckons with areas, decided for each combination of what they can be."""
        key = LookUp(
            row_leaf(leaf, self.parameters, self.computed),
            self.with_scales(areas_in_leaf(leaf)),
            (),
            columns_of_leaf(with_values(leaf, self.parameters), self.computed),
        )
        arguments = self.arguments(key)
        surely, possibly = (self.circuit.looked_up(key, output, arguments) for output in range(2))
        return Rails(surely, possibly)

    def with_scales(self, areas: Iterable[str]) -> tuple[tuple[str, Scale], ...]:
        """Areas, each once, with their scales."""
        return tuple((area, self.areas[area].scale) for area in dict.fromkeys(areas))

    def arguments(self, key: LookUp) -> list[Signal]:
        """The signals that something looked up reads."""
        found: list[Signal] = []
        for area, _ in key.areas:
            found += area_signals(self.areas[area])
        for finding in key.findings:
            found += self.findings[finding]
        return found


def area_signals(names: NameRails) -> list[Signal]:
    """All that other rules can see of an area: existence, conflict, then its worst and best position."""
    return [*names.exists, names.in_conflict, *names.ends.worst.signals, *names.ends.best.signals]
