"""For the compiled path: what the bits of words say: conclusions reached, and the status of each rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import Struct

from evenhand.evaluation.board import BOTH, POSSIBLY, SURELY, bits_of
from evenhand.evaluation.compiled_plan import WordPlan

KEPT_WORDS = 20_000
"""How many values of one word are remembered."""


def reached_code(name: str, word: WordPlan) -> str:
    """Code for the conclusions that a word reaches: the rules with one conclusion laid over the first."""
    columns = list(word.columns())
    code = name
    for rule in range(1, max((rules for *_, rules in columns), default=0)):
        firsts = (place for *_, place, rules in columns if rules > rule)
        code += f" | {name} >> {2 * rule} & {bits_of(BOTH, firsts):#x}"
    return code


class ReadWord(dict[int, tuple[int, int]]):
    """A word and the conclusions it reaches, by the bits on its part of the board, from `start` on."""

    def __init__(self, read: Callable[[int], tuple[int, int]], start: int) -> None:
        super().__init__()
        self.read = read
        self.start = start

    def __missing__(self, bits: int) -> tuple[int, int]:
        found = self.read(bits << self.start)
        if len(self) < KEPT_WORDS:
            self[bits] = found
        return found


FiredAndUndecided = tuple[tuple[str, ...], tuple[str, ...]]
"""Ids of rules."""


class RuleStatuses:
    """Which rules the bits of all words side by side stand for, read off eight rules at a time."""

    def __init__(self, ids: Sequence[str], rules: Sequence[str | None]) -> None:
        """`rules` are ids by place in the words; `ids` the same in the order of the rule set."""
        self.ids = tuple(ids)
        place = {id: at for at, id in enumerate(ids)}
        places = [None if id is None else place[id] for id in rules]
        self.eights = tuple(_Eight(places[at : at + 8]) for at in range(0, len(places), 8))
        self.parts = Struct(f"<{len(self.eights)}H")

    def named(self, bits: int) -> FiredAndUndecided:
        """Ids of the rules that fired and of those undecided, each in the order of the rule set."""
        fired: list[int] = []
        undecided: list[int] = []
        parts = self.parts
        for eight, part in zip(self.eights, parts.unpack(bits.to_bytes(parts.size, "little")), strict=True):
            if part:
                held, open_ = eight[part]
                fired += held
                undecided += open_
        fired.sort()
        undecided.sort()
        ids = self.ids
        return tuple([ids[at] for at in fired]), tuple([ids[at] for at in undecided])


class _Eight(dict[int, tuple[tuple[int, ...], tuple[int, ...]]]):
    """The places of the rules that fired and of those undecided, among eight, by their sixteen bits."""

    def __init__(self, rules: Sequence[int | None]) -> None:
        super().__init__()
        self.rules = tuple(rules)

    def __missing__(self, bits: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        fired: list[int] = []
        undecided: list[int] = []
        for at, rule in enumerate(self.rules):
            if rule is not None and bits >> 2 * at & SURELY:
                fired.append(rule)
            elif rule is not None and bits >> 2 * at & POSSIBLY:
                undecided.append(rule)
        found = self[bits] = tuple(fired), tuple(undecided)
        return found
