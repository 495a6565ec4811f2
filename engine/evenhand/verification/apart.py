"""That an inspection shows another difference than one that was shown already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.backends.planes.circuit import Signal
from evenhand.backends.planes.rails import Rails
from evenhand.domain import Case, Conflict, Judged, Outcome
from evenhand.evaluation import InspectionTrace, Truth
from evenhand.language import AnyRule, FindingTable
from evenhand.verification.outcomes import at_grade
from evenhand.verification.regions import Region
from evenhand.verification.sides import BothRead, SameArea


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference that was shown: where, and by which rules on the two sides.

    `rules` are those that made the outcomes, `traces` what the interpreter made of the inspection.
    """

    same: SameArea
    rules: tuple[str, ...]
    traces: tuple[InspectionTrace, InspectionTrace]
    region: Region | None

    @property
    def causes(self) -> tuple[str, ...]:
        """The rules that made the outcomes and are not the same in both, or do not fire in both."""
        return tuple(id for id in dict.fromkeys(self.rules) if self._is_cause(id))

    def _is_cause(self, id: str) -> bool:
        one, other = (trace.rule_step(id) for trace in self.traces)
        if one is None or other is None or one.truth is not other.truth:
            return True
        return _conclusion(one.rule) != _conclusion(other.rule)

    @property
    def outcomes(self) -> tuple[Outcome, Outcome]:
        """What became of the area."""
        one, other = self.traces
        return one.areas[self.same.before].outcome, other.areas[self.same.after].outcome

    def is_surely_apart(self, case: Case, traces: tuple[InspectionTrace, InspectionTrace]) -> bool:
        """Whether every completion of a case lies outside the region, and has other causes.

        `traces` are what the interpreter makes of the case.
        """
        if self.region is not None and not self.region.shuts_out(case, traces[0]):
            return False
        if not self.causes:
            return _seen(traces, self.same) != _seen(self.traces, self.same)
        for id in self.causes:
            for trace, shown in zip(traces, self.traces, strict=True):
                steps = trace.rule_step(id), shown.rule_step(id)
                truths = {step.truth for step in steps if step is not None}
                if truths == {Truth.TRUE, Truth.FALSE}:
                    return True
        return False


def _seen(traces: tuple[InspectionTrace, InspectionTrace], same: SameArea) -> tuple[object, ...]:
    outcomes = (traces[0].areas[same.before].outcome, traces[1].areas[same.after].outcome)
    return tuple((outcome.judged, outcome.conflict, outcome.proposed) for outcome in outcomes)


def _conclusion(rule: AnyRule) -> object:
    return rule.table if isinstance(rule, FindingTable) else rule.conclusion


def apart_in_complete(both: BothRead, shown: Shown) -> Signal:
    """That a complete case lies outside the region of what was shown, and has other causes."""
    circuit = both.world.circuit
    alike = circuit.all_of(
        rails.surely if held else circuit.negated(rails.possibly) for rails, held in _pattern(both, shown)
    )
    parts = [circuit.negated(alike)]
    if shown.region is not None:
        parts.append(circuit.negated(shown.region.inside(both.read_before)))
    return circuit.all_of(parts)


def apart_in_open(both: BothRead, shown: Shown) -> Signal:
    """That every completion of a case lies outside the region of what was shown, and has other causes."""
    circuit = both.world.circuit
    unlike = circuit.any_of(
        circuit.negated(rails.possibly) if held else rails.surely for rails, held in _pattern(both, shown)
    )
    parts = [unlike]
    if shown.region is not None:
        parts.append(shown.region.outside(both.read_before))
    return circuit.all_of(parts)


def _pattern(both: BothRead, shown: Shown) -> list[tuple[Rails, bool]]:
    """Which of the causes fire on each side; where no rule is one, what became of the area."""
    found = []
    for id in shown.causes:
        for read, trace in zip((both.before, both.after), shown.traces, strict=True):
            step = trace.rule_step(id)
            if step is not None and step.truth is not Truth.UNKNOWN:
                found.append((read.rules[id], step.truth is Truth.TRUE))
    return found or list(_outcome_pattern(both, shown))


def _outcome_pattern(both: BothRead, shown: Shown) -> Iterator[tuple[Rails, bool]]:
    circuit = both.world.circuit
    for read, outcome in zip((both.before, both.after), shown.outcomes, strict=True):
        area = read.areas[shown.same.id]
        if outcome.judged is Judged.NO:
            yield area.judged, False
        elif outcome.conflict is Conflict.CERTAIN:
            yield area.conflict, True
        elif outcome.proposed is not None:
            yield at_grade(circuit, area, outcome.scale.position(outcome.proposed)), True
