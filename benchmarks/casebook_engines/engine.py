"""What every engine is asked of a whole casebook, and how it answers: the same words for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.workload import Pack

MISSING = 255
"""What stands in a matrix for an item that is missing."""

GRADES = 5
"""How many grades there are: 0, where no rule supports any, and 1 to 4."""

Matrix = Any
"""The records of the workload as `gen_np` draws them: uint8, a row an item, a column a record."""


class Task(StrEnum):
    """What is asked of all records at once."""

    GRADES = "grades"
    STATUSES = "grades, reach and every rule's status"
    REPLAY = "replay of two rule sets, with migration counts"


@dataclass(frozen=True)
class Packs:
    """The two rule sets of a replay. Only `now` is asked for in the other tasks."""

    now: Pack
    edited: Pack

    @property
    def items(self) -> tuple[str, ...]:
        """The items in the order of a matrix's rows."""
        return tuple(item["id"] for item in self.now["indicators"])

    @property
    def flags(self) -> frozenset[str]:
        """The items that are answered with yes or no."""
        return frozenset(item["id"] for item in self.now["indicators"] if item["type"] == "bool")

    @property
    def levels(self) -> dict[str, range]:
        """The items that are a level, with the numbers that the workload has for their levels."""
        return {
            item["id"]: range(item["min"], item["max"] + 1)
            for item in self.now["indicators"]
            if item["type"] == "ord"
        }

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas in the order of an answer's rows. The overall grade is the last."""
        return (*self.now["areas"], "overall")

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules in the order of an answer's rows."""
        return tuple(rule["id"] for rule in self.now["rules"])


@dataclass(frozen=True)
class Answer:
    """An answer as arrays, to be checked against the reference. None is what a task does not ask for.

    `grades`, `lowest` and `highest` have a row an area and a column a record; `fired` and `undecided` are
    bool, with a row a rule. `migration` counts records by area, grade before and grade after.
    """

    grades: Any = None
    lowest: Any = None
    highest: Any = None
    fired: Any = None
    undecided: Any = None
    migration: Any = None


@dataclass(frozen=True)
class Engine:
    """An engine with both rule sets loaded.

    `take` puts a matrix into memory as the engine's own columns, which is not timed. A task is given those
    columns, and is timed until its result is in memory as the engine gives results. `read` makes the
    arrays of an Answer from it, which is not timed.
    """

    name: str
    version: str
    take: Callable[[Matrix], Any]
    tasks: Mapping[Task, Callable[[Any], Any]]
    read: Callable[[Task, Any], Answer]
    note: str = ""
    cannot: Mapping[Task, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.process_time
    """What times it: processor time, or time on the wall for an engine in a process of its own."""
    at_most: int | None = None
    """How many records are measured at most, for an engine that takes them one at a time."""
    summary: Callable[[Path], Any] | None = None
    """From a Parquet file with a column an item, null where it is missing, to the migration counts of it."""
    free: Callable[[Any], None] = lambda _: None
    """Lets go of what `take` gave."""


def in_words(item: str) -> str:
    """The column of a Parquet file that has the levels of an item in words, beside the one with numbers."""
    return f"{item} in words"


Build = Callable[[Packs], Engine]
"""Makes an engine. Raises NotInstalledError where it is not on this machine."""


def known_by(packs: Packs, matrix: Matrix) -> dict[str, tuple[Any, Any]]:
    """Each item's values and where they are missing; bool for the items answered with yes or no."""
    found = {}
    for item, values in zip(packs.items, matrix, strict=True):
        missing = values == MISSING
        # The values that stand for nothing are of no matter: a mask goes with them.
        found[item] = (values.astype(bool) if item in packs.flags else values), missing
    return found


def stacked(columns: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Some of an answer's columns as the rows of one array."""
    import numpy

    return numpy.stack([numpy.asarray(columns[name]) for name in names])


def counted(cumulative: Any) -> Any:
    """Migration counts of one area from how many are at least one grade before and at least another after.

    Both axes of what is given begin with grade 0, at which everybody is.
    """
    import numpy

    edged = numpy.zeros((GRADES + 1, GRADES + 1), dtype=numpy.int64)
    edged[:GRADES, :GRADES] = cumulative
    return edged[:-1, :-1] - edged[1:, :-1] - edged[:-1, 1:] + edged[1:, 1:]
