"""A pack as three layers of column expressions, for engines whose expressions have `&`, `|` and `~`.

Rules, then steps, then grades. A step says that an area's grade is at least so much: some rule supports that
grade or a better one, and no rule limits it to less. So nothing but truths is worked with until the very end,
where the best step that is reached is the grade. It is the same meaning as the highest supported grade, cut
to the lowest limit.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from benchmarks.workload import Pack

MAYBE = "maybe_"
"""Begins the name of the column that says whether a rule possibly holds."""

STEPS = (1, 2, 3, 4)

READINGS = {"grade": ("", ""), "lower": ("", MAYBE), "upper": (MAYBE, "")}
"""For each kind of grade: whether supports and limits count where they surely or where they possibly hold."""

COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}

Named = dict[str, Any]
"""Expressions by the name of the column that they make."""


class Words(Protocol):
    """How an engine says what the layers need. Truths have `&`, `|` and `~`."""

    def rule(self, name: str, certainty: str) -> Any:
        """The column that says whether a rule holds, surely or (where certainty is MAYBE) possibly."""

    def settled(self, held: Any, certainty: str) -> Any:
        """A truth of some rules that is never null, where those of `rule` can be."""

    def column(self, name: str) -> Any:
        """A step of the layer below."""

    def grade(self, steps: Sequence[Any]) -> Any:
        """How many steps hold. Each holds only where those before it do."""


def condition(expression: Any, leaf: Callable[[str, str, int | bool], Any]) -> Any:
    """A condition of the pack, from an expression for each of its comparisons."""
    if "cmp" in expression:
        return leaf(*expression["cmp"])
    word, joined = ("and", operator.and_) if "and" in expression else ("or", operator.or_)
    return functools.reduce(joined, [condition(part, leaf) for part in expression[word]])


@dataclass(frozen=True)
class Layers:
    """The layers above the rules, for one kind of grade or more."""

    pack: Pack
    words: Words
    kinds: tuple[str, ...] = ("grade",)
    prefix: str = ""
    """Begins the names of all columns, so that two packs can be decided side by side."""

    def steps(self) -> Named:
        """Of every area."""
        found = {}
        for kind in self.kinds:
            support, limit = READINGS[kind]
            for area in self.pack["areas"]:
                supporting = self._at_or_beyond("supports", area, support, reversed(STEPS))
                limiting = self._at_or_beyond("limits", area, limit, STEPS)
                for step in STEPS:
                    held = supporting[step]
                    below = limiting.get(step - 1)
                    found[self.step(kind, area, step)] = held if below is None else held & ~below
        return found

    def overall(self) -> Named:
        """The steps of the overall grade, above those of the areas."""
        return {
            self.step(kind, "overall", step): ~_any(
                self._holds(one, kind) for one in self.pack["overall"] if one["cap"] < step
            )
            for kind in self.kinds
            for step in STEPS
        }

    def grades(self) -> Named:
        """Of every area and the overall one, above the steps of all of them."""
        return {
            f"{self.prefix}{kind}_{area}": self.words.grade(
                [self.words.column(self.step(kind, area, step)) for step in STEPS]
            )
            for kind in self.kinds
            for area in (*self.pack["areas"], "overall")
        }

    def step(self, kind: str, area: str, step: int) -> str:
        """The name of a step's column."""
        return f"{self.prefix}{kind}_{area}_{step}"

    def _at_or_beyond(self, said: str, area: str, certainty: str, steps: Iterable[int]) -> dict[int, Any]:
        """For each grade, whether some rule says it or one that was passed on the way to it.

        Each is built on the one before, so that an engine that finds what is common computes it once.
        """
        found: dict[int, Any] = {}
        so_far = None
        for step in steps:
            for rule in self.pack["rules"]:
                conclusion = rule["then"]
                if (conclusion["kind"], conclusion["area"], conclusion["grade"]) == (said, area, step):
                    held = self.words.rule(self.prefix + rule["id"], certainty)
                    so_far = held if so_far is None else so_far | held
            if so_far is not None:
                found[step] = self.words.settled(so_far, certainty)
        return found

    def _holds(self, one: dict[str, Any], kind: str) -> Any:
        """Whether enough of some areas are at most at a grade."""
        below = [~self.words.column(self.step(kind, area, one["at_most"] + 1)) for area in one["areas"]]
        return _enough(below, one["count"])


def _any(truths: Iterable[Any]) -> Any:
    return functools.reduce(operator.or_, truths)


def _enough(truths: Sequence[Any], count: int) -> Any:
    """Whether so many of some truths hold, without a number: bits are several times cheaper."""
    if count > len(truths) - count + 1:
        return ~_enough([~one for one in truths], len(truths) - count + 1)
    reached: list[Any] = []
    for one in truths:
        further = [one, *(before & one for before in reached)][:count]
        reached = [
            new if place >= len(reached) else reached[place] | new for place, new in enumerate(further)
        ]
    return reached[count - 1]
