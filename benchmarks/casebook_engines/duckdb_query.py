"""A pack as SQL for DuckDB: one query whose common table expressions are the layers.

Truths are whole numbers, 0 and 1. To join those is several times faster than `and` and `or`, which ask one
record after another what is left to be decided. A code stands for what is missing: conditions over nulls have
three truths, and are slower still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.casebook_engines.engine import GRADES, MISSING, Packs
from benchmarks.casebook_engines.layers import MAYBE, READINGS, Layers, Named, condition
from benchmarks.workload import Pack

UNDECIDED = "undecided_"
BEFORE, AFTER = "", "edited_"
SIGNS = {"==": "=", "!=": "<>"}


@dataclass(frozen=True)
class Truth:
    """An expression that is 0 or 1, or a number of such."""

    text: str

    def __and__(self, other: Truth) -> Truth:
        return Truth(f"({self.text} & {other.text})")

    def __or__(self, other: Truth) -> Truth:
        return Truth(f"({self.text} | {other.text})")

    def __invert__(self) -> Truth:
        return Truth(f"xor(1::utinyint, {self.text})")


class SqlWords:
    """What the layers need."""

    def rule(self, name: str, certainty: str) -> Truth:
        """A column, which is never null."""
        return Truth(certainty + name)

    def settled(self, held: Truth, certainty: str) -> Truth:
        """What is never null already."""
        return held

    def column(self, name: str) -> Truth:
        """A column of the layer below."""
        return Truth(name)

    def grade(self, steps: Sequence[Truth]) -> Truth:
        """The sum of the steps."""
        return Truth(f"({' + '.join(step.text for step in steps)})")


WORDS = SqlWords()


@dataclass(frozen=True)
class Query:
    """The queries over one table of codes, or of nulls that are made codes first."""

    packs: Packs
    source: str
    nulls: bool

    def grades(self) -> str:
        """A column an area: `grade_safe`."""
        return self._query({BEFORE: self.packs.now}, ("grade",), statuses=False)

    def statuses(self) -> str:
        """That for every kind of grade, and two columns a rule: `R000` where it fired, `undecided_R000`."""
        return self._query({BEFORE: self.packs.now}, tuple(READINGS), statuses=True)

    def both(self) -> str:
        """The grades of both rule sets as one code for each area: five times that before, and that after."""
        packs = {BEFORE: self.packs.now, AFTER: self.packs.edited}
        codes = [
            f"{BEFORE}grade_{area} * {GRADES}::utinyint + {AFTER}grade_{area} as {area}"
            for area in self.packs.areas
        ]
        return f"select {', '.join(codes)} from ({self._query(packs, ('grade',), statuses=False)})"

    def _query(self, packs: dict[str, Pack], kinds: tuple[str, ...], *, statuses: bool) -> str:
        steps: Named = {}
        overall: Named = {}
        grades: Named = {}
        for prefix, pack in packs.items():
            layers = Layers(pack, WORDS, kinds, prefix)
            steps |= layers.steps()
            overall |= layers.overall()
            grades |= layers.grades()
        rules = self.packs.rules if statuses else ()
        asked = {rule: WORDS.column(rule) for rule in rules}
        asked |= {UNDECIDED + rule: WORDS.column(MAYBE + rule) & ~WORDS.column(rule) for rule in rules}
        return (
            f"with held as ({self._held()}), "
            f"ruled as (select {_listed(_rules(packs, possible=statuses))} from held), "
            f"stepped as (select {_listed(asked | steps)} from ruled), "
            f"settled as (select *, {_listed(overall)} from stepped) "
            f"select {', '.join([*asked, _listed(grades)])} from settled"
        )

    def _held(self) -> str:
        if not self.nulls:
            return f"select * from {self.source}"
        filled = [f"coalesce({item}::utinyint, {MISSING}::utinyint) as {item}" for item in self.packs.items]
        return f"select {', '.join(filled)} from {self.source}"


def _rules(packs: dict[str, Pack], *, possible: bool) -> Named:
    found: Named = {}
    for prefix, pack in packs.items():
        for rule in pack["rules"]:
            found[prefix + rule["id"]] = condition(rule["when"], _surely)
            if possible:
                found[MAYBE + prefix + rule["id"]] = condition(rule["when"], _possibly)
    return found


def _surely(item: str, operation: str, value: int | bool) -> Truth:
    """A comparison that does not hold where the item is missing. MISSING is more than any value."""
    compared = _compared(item, operation, value)
    return compared if operation in ("<=", "<", "==") else compared & _holds(f"{item} <> {MISSING}")


def _possibly(item: str, operation: str, value: int | bool) -> Truth:
    """A comparison that holds where the item is missing."""
    compared = _compared(item, operation, value)
    return compared | _holds(f"{item} = {MISSING}") if operation in ("<=", "<", "==") else compared


def _compared(item: str, operation: str, value: int | bool) -> Truth:
    return _holds(f"{item} {SIGNS.get(operation, operation)} {int(value)}")


def _holds(comparison: str) -> Truth:
    """A comparison that is never null."""
    return Truth(f"({comparison})::utinyint")


def _listed(named: Named) -> str:
    return ", ".join(f"{truth.text} as {name}" for name, truth in named.items())
