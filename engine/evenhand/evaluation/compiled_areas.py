"""For the compiled path: from the bits of rules to the outcome of one area, remembered by its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.domain import NOT_JUDGED, Case, EvidenceProfile, Judged, Outcome, Scale
from evenhand.evaluation.grading import given_outcome, outcome_of
from evenhand.evaluation.interpreter import provisional_reading_of, reading_of
from evenhand.evaluation.leaves import decide_leaf
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.trace import Limits, Names
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    Area,
    Grades,
    Leaf,
    Modality,
    Moves,
    Rule,
)

JUDGED = (Judged.NO, Judged.POSSIBLY, Judged.YES)
"""How the generated code writes whether an area is judged."""

NO_GRADE = -1
"""How the generated code writes that there is no provisional grade."""

Key = tuple[int, int, int, int, int, int, int, int]
"""Judged; pointed, floor and ceiling, each worst and best; the provisional position."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An outcome, how it is read, and the bits of the leaves that read this area alone."""

    outcome: Outcome
    names: Names
    provisional_names: Names
    bits: tuple[int, int]
    provisional_bits: tuple[int, int]


class AreaProgram:
    """Turns the limits of one area into its outcome; each combination is worked out once."""

    def __init__(self, area: Area, leaves: Sequence[tuple[Leaf, int]]) -> None:
        self.area = area
        self.leaves = tuple(leaves)
        self.kept: dict[Key, Settled] = {}
        self.kept_given: dict[tuple[str, int, int], Settled] = {}

    def settle(self, key: Key) -> Settled:
        """The outcome of an area that is not given."""
        judged, pointed_worst, pointed_best, *limits, provisional = key
        floor_worst, floor_best, ceiling_worst, ceiling_best = limits
        found = Limits(
            start=(0, 0),
            pointed=(pointed_worst, pointed_best),
            floor=(floor_worst, floor_best),
            ceiling=(ceiling_worst, ceiling_best),
        )
        outcome = outcome_of(
            self.area.scale,
            found,
            JUDGED[judged],
            None if provisional == NO_GRADE or judged == 0 else provisional,
        )
        settled = self._settled(outcome)
        self.kept[key] = settled
        return settled

    def settle_given(self, grade: str, key: Key) -> Settled:
        """The outcome of an area that the case gives."""
        floor, ceiling = key[3], key[6]
        kept = self.kept_given.get((grade, floor, ceiling))
        if kept is None:
            limits = Limits((0, 0), (0, 0), (floor, floor), (ceiling, ceiling))
            given = None if grade == NOT_JUDGED else grade
            kept = self._settled(given_outcome(self.area.scale, given, limits))
            self.kept_given[grade, floor, ceiling] = kept
        return kept

    def _settled(self, outcome: Outcome) -> Settled:
        names, provisional = reading_of(outcome), provisional_reading_of(outcome)
        return Settled(outcome, names, provisional, self._bits(names), self._bits(provisional))

    def _bits(self, names: Names) -> tuple[int, int]:
        known = Knowledge(Case(EvidenceProfile({})), {}, {}, {self.area.id: names})
        return leaf_bits(self.leaves, known)


def leaf_bits(leaves: Sequence[tuple[Leaf, int]], known: Knowledge) -> tuple[int, int]:
    """The bits of leaves decided one by one, as the interpreter does."""
    certain = possible = 0
    for leaf, bit in leaves:
        truth = decide_leaf(leaf, known).truth
        if truth is Truth.TRUE:
            certain |= bit
            possible |= bit
        elif truth is Truth.UNKNOWN:
            possible |= bit
    return certain, possible


# --- generated code -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GradingBits:
    """The bits of an area's grading rules, by what they do."""

    scale: Scale
    by_modality: dict[Modality, dict[int, int]]
    moves: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, scale: Scale, rules: Sequence[tuple[Rule, int]]) -> GradingBits:
        """Gather the bits of `rules`."""
        found: dict[Modality, dict[int, int]] = {modality: {} for modality in Modality}
        moves = []
        for rule, bit in rules:
            match rule.conclusion:
                case Grades(modality, grade):
                    at = scale.position(grade)
                    found[modality][at] = found[modality].get(at, 0) | bit
                case Moves(steps):
                    moves.append((bit, steps))
                case _:
                    pass
        return cls(scale, found, tuple(moves))

    def best_of(self, modality: Modality, bits: str) -> str:
        """Code for the best grade among the rules of a modality whose bits are set, else the bottom."""
        masks = self.by_modality[modality]
        code = "0"
        for at in sorted(masks):
            code = f"{at} if {bits} & {masks[at]} else {code}"
        return f"({code})"

    def worst_of(self, modality: Modality, bits: str) -> str:
        """Code for the worst grade among the rules of a modality whose bits are set, else the top."""
        masks = self.by_modality[modality]
        code = str(len(self.scale) - 1)
        for at in sorted(masks, reverse=True):
            code = f"{at} if {bits} & {masks[at]} else {code}"
        return f"({code})"

    def moved(self, start: str, fired: str, open_: str | None, *, upwards: bool) -> str:
        """Code for a start moved by the rules that fired, and by the undecided ones that move one way."""
        if not self.moves:
            return start
        top = len(self.scale) - 1
        parts = [start]
        for bit, steps in self.moves:
            parts.append(f"({steps} if {fired} & {bit} else 0)")
            if open_ is not None and (steps > 0) == upwards:
                parts.append(f"({steps} if {open_} & {bit} else 0)")
        return f"min(max({' + '.join(parts)}, 0), {top})"
