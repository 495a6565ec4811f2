"""For the compiled path: many conditions decided at once, by logic on the bits of whole numbers.

A *word* is a row of conditions. It has two bits for each: that the condition surely holds, and that it
possibly does. The leaves of all conditions have their places on one long number, the *board*; what is known
of a leaf is written wherever the leaf stands, and a gate of every condition of a word is then decided by
one `and`, `or` or count of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evenhand.evaluation.gates import ALWAYS, Gate, Literal, Node
from evenhand.evaluation.truth import Truth
from evenhand.language import Leaf

SURELY, POSSIBLY = 1, 2
BOTH = SURELY | POSSIBLY
"""The two bits of a condition, at its place in a word."""


def whole(width: int) -> int:
    """All bits of `width` conditions."""
    return (1 << 2 * width) - 1


def bits_of(bits: int, places: Iterable[int]) -> int:
    """The same bits of several conditions of a word."""
    return sum(bits << 2 * at for at in places)


@dataclass(slots=True)
class Marks:
    """What to write on the board for one leaf: where it is true, and where it is unknown or false."""

    true: int = 0
    unknown: int = 0
    false: int = 0

    def of(self, truth: Truth) -> int:
        """What to write for a truth."""
        match truth:
            case Truth.TRUE:
                return self.true
            case Truth.UNKNOWN:
                return self.unknown
            case Truth.FALSE:
                return self.false


@dataclass(frozen=True, slots=True)
class Word:
    """A row of conditions: the place of those that are leaves, and the gates of the others."""

    place: int | None
    gates: tuple[Gates, ...]


@dataclass(frozen=True, slots=True)
class Gates:
    """Gates of one kind, from the condition at `low` on: all of the slots, or at least `needed` of them."""

    needed: int | None
    low: int
    width: int
    slots: tuple[Word, ...]


@dataclass(slots=True)
class Board:
    """The places given out so far. `start` is what is on the board before anything is known."""

    size: int = 0
    start: int = 0
    marks: dict[Leaf, Marks] = field(default_factory=dict)

    def word(self, row: Sequence[Node | None]) -> Word:
        """Give a row of conditions its places. None is a condition that never holds."""
        alone = {at: node for at, node in enumerate(row) if node is ALWAYS or isinstance(node, Literal)}
        place = self._places(alone, len(row)) if alone else None
        by_kind: dict[int | None, dict[int, Gate]] = {}
        for at, node in enumerate(row):
            if isinstance(node, Gate) and node.parts:
                kind = None if node.needed == len(node.parts) else node.needed
                by_kind.setdefault(kind, {})[at] = node
        return Word(place, tuple(self._gates(kind, gates) for kind, gates in by_kind.items()))

    def _places(self, alone: Mapping[int, Node], width: int) -> int:
        place = self.size
        self.size += 2 * width
        for at, node in alone.items():
            bit = place + 2 * at
            if not isinstance(node, Literal):
                self.start |= BOTH << bit
                continue
            marks = self.marks.setdefault(node.leaf, Marks())
            marks.unknown |= POSSIBLY << bit
            if node.holds:
                marks.true |= BOTH << bit
            else:
                marks.false |= BOTH << bit
        return place

    def _gates(self, needed: int | None, gates: Mapping[int, Gate]) -> Gates:
        low, high = min(gates), max(gates) + 1
        # Parts that are gates themselves come first, so that they share a slot.
        parts = {
            at: sorted(gate.parts, key=lambda part: isinstance(part, Literal)) for at, gate in gates.items()
        }
        slots = []
        for slot in range(max(map(len, parts.values()))):
            row: list[Node | None] = [None] * (high - low)
            for at, own in parts.items():
                # A gate with fewer parts than the others is filled up with what does not change it.
                filling = ALWAYS if needed is None else None
                row[at - low] = own[slot] if slot < len(own) else filling
            slots.append(self.word(row))
        return Gates(needed, low, high - low, tuple(slots))


class WordCode:
    """Writes the code that reads words off a board, the variable named `board`."""

    def __init__(self, board: str, say: Callable[[str], None]) -> None:
        self.board = board
        self.say = say
        self.counts = 0

    def whole(self, word: Word, width: int) -> str:
        """Code for a word of `width` conditions. Lines that must come before it are said."""
        return f"({self._word(word)}) & {whole(width):#x}"

    def _word(self, word: Word) -> str:
        """Code for a word; what is beyond its own bits is undefined."""
        pieces = [self._gates(gates) for gates in word.gates]
        if word.place is not None:
            pieces.append(f"{self.board} >> {word.place}" if word.place else self.board)
        return " | ".join(pieces) or "0"

    def _gates(self, gates: Gates) -> str:
        slots = [f"({self._word(slot)})" for slot in gates.slots]
        match gates.needed:
            case None:
                held = " & ".join(slots)
            case 1:
                held = " | ".join(slots)
            case needed:
                held = self._count(needed, slots)
        shift = f" << {2 * gates.low}" if gates.low else ""
        return f"((({held}) & {whole(gates.width):#x}){shift})"

    def _count(self, needed: int, slots: Sequence[str]) -> str:
        """The name of "at least `needed`", after lines that count: one slot holds, two slots, and so on."""
        names = [f"c{self.counts + count}" for count in range(needed)]
        self.counts += needed
        self.say(f" {' = '.join(names)} = 0")
        for slot in slots:
            self.say(f" x = {slot}")
            for fewer, more in reversed(list(pairwise(names))):
                self.say(f" {more} |= {fewer} & x")
            self.say(f" {names[0]} |= x")
        return names[-1]
