"""From the rules of an area to its outcome, as a circuit: the formulas of grading over steps of a scale.

"At least grade g" is one signal for every g but the worst. The formulas are those of `evaluation.grading`:
what surely raises counts for the worst of reach, what possibly does for the best, and the other way round
for what lowers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from evenhand.backends.planes.circuit import FALSE, Circuit, Signal
from evenhand.backends.planes.rails import ALWAYS, Ends, NameRails, Rails, Steps, all_of
from evenhand.backends.planes.reading import Reading
from evenhand.backends.planes.starts import Beginning, beginning_of, moved, start_of_guess
from evenhand.domain import NOT_JUDGED, Scale
from evenhand.language import Area, Concludes, Conclusion, Grades, Modality, Moves, Rule


class GivenAs(StrEnum):
    """What may be said of an area that is given."""

    GRADE = "a grade"
    NOT_JUDGED = "not judged"
    AT_LEAST = "at least"


class GivenInput(NamedTuple):
    """An input of a circuit: that an area is given: a grade, one at or above a position, or as not judged."""

    area: str
    scale: Scale
    given: GivenAs
    position: int = 0

    def holds(self, grade: str | None) -> bool:
        """Whether it holds for what is given: a grade, `not_judged`, or nothing.

        Raises ValueError for a grade that the area's scale does not have.
        """
        if grade is None or grade == NOT_JUDGED:
            return grade is not None and self.given is GivenAs.NOT_JUDGED
        if grade not in self.scale:
            raise ValueError(f"given grade {grade} of {self.area} is not on its scale")
        return self.given is not GivenAs.NOT_JUDGED and self.scale.position(grade) >= self.position


@dataclass(frozen=True, slots=True)
class AreaCircuit:
    """The outcome of one area as signals.

    `reach`, `permitted` and `provisional` hold only where `has_reach`, `has_permitted` and `has_provisional`
    do. `conflict` is possible, or certain as well.
    """

    scale: Scale
    judged: Rails
    conflict: Rails
    has_reach: Signal
    reach: Ends
    has_permitted: Signal
    permitted: Ends
    has_provisional: Signal
    provisional: Steps
    proposed: Signal

    def names(self, circuit: Circuit) -> NameRails:
        """How other rules read it: the run of its reach, or any grade where it may be in conflict."""
        return NameRails(self.scale, self.judged, self.conflict.possibly, self.reach)

    def provisional_names(self, circuit: Circuit) -> NameRails:
        """How other rules read it provisionally: at its provisional grade, taken as judged."""
        judged = self.judged.possibly
        conflict = circuit.both(judged, circuit.negated(self.has_provisional))
        return NameRails(
            self.scale, Rails(judged, judged), conflict, Ends(self.provisional, self.provisional)
        )


RuleRails = Sequence[tuple[Rule, Rails]]


class _Conclusions:
    """The conclusions of an area's rules, as what reaches a grade and what stays below it."""

    def __init__(self, circuit: Circuit, scale: Scale, rules: RuleRails) -> None:
        self.circuit = circuit
        self.top = len(scale) - 1
        self.moves: list[tuple[int, Rails]] = []
        self.graded: dict[Modality, list[tuple[int, Rails]]] = {modality: [] for modality in Modality}
        for rule, rails in rules:
            conclusion: Conclusion = rule.conclusion
            match conclusion:
                case Moves(steps):
                    self.moves.append((steps, rails))
                case Grades(modality, grade):
                    self.graded[modality].append((scale.position(grade), rails))
                case Concludes():
                    pass

    def reached(self, modality: Modality, surely: bool) -> Steps:
        """By grade: some rule of a modality concludes that grade or a better one."""
        return self._steps(modality, surely, above=True)

    def hindered(self, modality: Modality, surely: bool) -> Steps:
        """By grade: some rule of a modality concludes a worse one."""
        return self._steps(modality, surely, above=False)

    def _steps(self, modality: Modality, surely: bool, *, above: bool) -> Steps:
        by_grade = [FALSE] * (self.top + 1)
        for at, rails in self.graded[modality]:
            signal = rails.surely if surely else rails.possibly
            by_grade[at] = self.circuit.either(by_grade[at], signal)
        # Each grade takes over what its neighbour has, so that the gates grow with the grades alone.
        found = [FALSE] * (self.top + 2)
        for step in range(self.top, 0, -1) if above else range(1, self.top + 1):
            neighbour = found[step + 1] if above else found[step - 1]
            found[step] = self.circuit.either(neighbour, by_grade[step if above else step - 1])
        return Steps(tuple(found[1 : self.top + 1]))


def area_circuit(
    area: Area, known: Reading, guess: Reading, rules: RuleRails, provisional_rules: RuleRails
) -> AreaCircuit:
    """The outcome of an area, once all that it reads is settled in both readings."""
    circuit = known.circuit
    begun, begun_again = beginning_of(area, known), beginning_of(area, guess)
    asked = ALWAYS if area.judged_when is None else known.condition(area.judged_when)
    judged = all_of(circuit, [begun.judged, asked])
    own = _Conclusions(circuit, area.scale, rules)
    floor, ceiling = _limits(own)
    certain = _crossed(circuit, floor.worst, ceiling.best)
    possible = _crossed(circuit, floor.best, ceiling.worst)
    guessed, in_conflict = _guessed(circuit, area, begun, begun_again, provisional_rules)
    return _with_given(
        circuit,
        area,
        judged=judged,
        conflict=Rails(certain, possible),
        reach=_reach(own, begun, floor, ceiling),
        permitted=Ends(floor.worst, ceiling.best),
        provisional=guessed,
        no_provisional=in_conflict,
    )


def _limits(own: _Conclusions) -> tuple[Ends, Ends]:
    """Floor and ceiling, each worst and best."""
    circuit = own.circuit
    floor = Ends(own.reached(Modality.AT_LEAST, True), own.reached(Modality.AT_LEAST, False))
    below = Ends(own.hindered(Modality.AT_MOST, False), own.hindered(Modality.AT_MOST, True))
    return floor, Ends(_turned(circuit, below.worst), _turned(circuit, below.best))


def _turned(circuit: Circuit, steps: Steps) -> Steps:
    return Steps(tuple(circuit.negated(step) for step in steps.signals))


def _crossed(circuit: Circuit, floor: Steps, ceiling: Steps) -> Signal:
    """Whether a floor lies above a ceiling."""
    return circuit.any_of(
        circuit.both(low, circuit.negated(high))
        for low, high in zip(floor.signals, ceiling.signals, strict=True)
    )


def _reach(own: _Conclusions, begun: Beginning, floor: Ends, ceiling: Ends) -> Ends:
    """Worst and best of reach: the two corner formulas of language.md section 6."""
    circuit = own.circuit
    lowered = [(by, rails.surely if by > 0 else rails.possibly) for by, rails in own.moves]
    raised = [(by, rails.possibly if by > 0 else rails.surely) for by, rails in own.moves]
    worst = _pointed(own, moved(circuit, begun.ends.worst, lowered), True, False)
    best = _pointed(own, moved(circuit, begun.ends.best, raised), False, True)
    return Ends(
        _steps(
            circuit.either(circuit.both(pointed, high), low)
            for pointed, high, low in zip(
                worst.signals, ceiling.worst.signals, floor.worst.signals, strict=True
            )
        ),
        _steps(
            circuit.both(circuit.either(pointed, low), high)
            for pointed, high, low in zip(best.signals, ceiling.best.signals, floor.best.signals, strict=True)
        ),
    )


def _pointed(own: _Conclusions, start: Steps, supports_surely: bool, likely_surely: bool) -> Steps:
    """The better of the start and what is supported, then the worse of that and what is likely."""
    circuit = own.circuit
    supported = own.reached(Modality.SUPPORTS, supports_surely)
    unlikely = own.hindered(Modality.LIKELY, likely_surely)
    return _steps(
        circuit.both(circuit.either(at, reached), circuit.negated(hindered))
        for at, reached, hindered in zip(start.signals, supported.signals, unlikely.signals, strict=True)
    )


def _guessed(
    circuit: Circuit, area: Area, begun: Beginning, again: Beginning, rules: RuleRails
) -> tuple[Steps, Signal]:
    """The grade that fired rules alone give, and whether they are in conflict."""
    own = _Conclusions(circuit, area.scale, rules)
    at = moved(
        circuit, start_of_guess(circuit, begun, again), [(by, rails.surely) for by, rails in own.moves]
    )
    pointed = _pointed(own, at, True, True)
    floor = own.reached(Modality.AT_LEAST, True)
    ceiling = _turned(circuit, own.hindered(Modality.AT_MOST, True))
    grade = _steps(
        circuit.either(circuit.both(to, high), low)
        for to, high, low in zip(pointed.signals, ceiling.signals, floor.signals, strict=True)
    )
    return grade, _crossed(circuit, floor, ceiling)


def _steps(signals: Iterable[Signal]) -> Steps:
    return Steps(tuple(signals))


def _with_given(
    circuit: Circuit,
    area: Area,
    *,
    judged: Rails,
    conflict: Rails,
    reach: Ends,
    permitted: Ends,
    provisional: Steps,
    no_provisional: Signal,
) -> AreaCircuit:
    """The outcome, with what is given in the place of what follows from the rules."""
    graded = circuit.input(GivenInput(area.id, area.scale, GivenAs.GRADE))
    left_out = circuit.input(GivenInput(area.id, area.scale, GivenAs.NOT_JUDGED))
    open_ = circuit.negated(circuit.either(graded, left_out))
    may = circuit.both(open_, judged.possibly)
    settled = Rails(circuit.either(graded, circuit.both(open_, judged.surely)), circuit.either(graded, may))
    crossed = Rails(circuit.both(may, conflict.surely), circuit.both(may, conflict.possibly))

    def given_or(steps: Steps) -> Steps:
        found = []
        for at, step in enumerate(steps.signals, 1):
            given = circuit.input(GivenInput(area.id, area.scale, GivenAs.AT_LEAST, at))
            found.append(circuit.either(given, circuit.both(open_, step)))
        return _steps(found)

    ends = Ends(given_or(reach.worst), given_or(reach.best))
    single = circuit.all_of(
        circuit.negated(circuit.differ(low, high))
        for low, high in zip(ends.worst.signals, ends.best.signals, strict=True)
    )
    certain = circuit.both(settled.surely, circuit.negated(crossed.possibly))
    return AreaCircuit(
        scale=area.scale,
        judged=settled,
        conflict=crossed,
        has_reach=circuit.both(settled.possibly, circuit.negated(crossed.surely)),
        reach=ends,
        has_permitted=circuit.both(settled.possibly, circuit.negated(conflict.surely)),
        permitted=permitted,
        has_provisional=circuit.either(graded, circuit.both(may, circuit.negated(no_provisional))),
        provisional=given_or(provisional),
        proposed=circuit.both(certain, single),
    )
