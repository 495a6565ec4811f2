"""What every engine is asked, and how it answers: the same words for evenhand and for its peers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from benchmarks.workload import Pack, Record


class Task(StrEnum):
    """What is asked of one record."""

    FIRED = "rules that fired, provisional grades"
    STATUSES = "every rule's status, provisional grades"
    REACH = "with reach and permitted range"
    TRACE = "full trace as JSON"


@dataclass(frozen=True)
class Decided:
    """An answer, to be checked against the reference. None is what a task does not ask for."""

    grades: Mapping[str, int]
    fired: Sequence[str]
    undecided: Sequence[str] | None = None
    lowest: Mapping[str, int] | None = None
    highest: Mapping[str, int] | None = None
    permitted: Mapping[str, tuple[int, int]] | None = None


Run = Callable[[Any], Any]
"""Answers one record, as the engine takes it."""


@dataclass(frozen=True)
class Engine:
    """An engine with the pack loaded. `take` turns a record into its input, which is not timed.

    `read` turns what a task gives into an answer, which is not timed either: the timed part ends with the
    rules by id and the grades by area, in whatever shape the engine gives them.
    """

    name: str
    version: str
    take: Callable[[Record], Any]
    tasks: Mapping[Task, Run]
    read: Callable[[Task, Any], Decided]
    note: str = ""
    cannot: Mapping[Task, str] = field(default_factory=dict)
    answers: Callable[[Task, Sequence[Any]], Sequence[Any]] | None = None
    """Answers many records at once, for an engine that runs in a process of its own."""
    rate: Callable[[Task, Sequence[Any], float], float] | None = None
    """Measures itself for some seconds, for an engine in a process of its own: records a second."""


class NotInstalledError(Exception):
    """An engine is not on this machine; the message says how to get it."""


NO_UNKNOWN = "it has no unknown: a rule fires or it does not"


# --- what peers need besides -------------------------------------------------------------------------


def items_of(expression: Mapping[str, Any]) -> Iterator[str]:
    """The indicators that a condition of the pack reads."""
    if "cmp" in expression:
        yield expression["cmp"][0]
    for part in (*expression.get("and", ()), *expression.get("or", ())):
        yield from items_of(part)


def written(
    expression: Mapping[str, Any],
    leaf: Callable[[str, str, int | bool], str],
    joined: Callable[[str, list[str]], str],
) -> str:
    """A condition of the pack in the words of another engine; `joined` takes `and` or `or`."""
    if "cmp" in expression:
        return leaf(*expression["cmp"])
    word = "and" if "and" in expression else "or"
    return joined(word, [written(part, leaf, joined) for part in expression[word]])


def infix(expression: Mapping[str, Any], *, possible: bool) -> str:
    """A condition of the pack with operators between its parts, where `null` is what is missing."""

    def leaf(item: str, operation: str, value: int | bool) -> str:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        compared = f"{item} {operation} {shown}"
        return f"({item} == null or {compared})" if possible else f"({item} != null and {compared})"

    return written(expression, leaf, lambda word, parts: f"({f' {word} '.join(parts)})")


class Grading:
    """From rules that fired to grades, for engines that decide rules alone.

    `grades` takes the rules that count in favour and those that count against: for the provisional grades
    both are the fired ones, for the two ends of the reach one of them has the undecided rules too.
    """

    def __init__(self, pack: Pack) -> None:
        self.areas = tuple(pack["areas"])
        places = {area: place for place, area in enumerate(self.areas)}
        self.supports: dict[str, tuple[int, int]] = {}
        self.limits: dict[str, tuple[int, int]] = {}
        for rule in pack["rules"]:
            said = rule["then"]
            kind = self.supports if said["kind"] == "supports" else self.limits
            kind[rule["id"]] = places[said["area"]], said["grade"]
        self.overall = [
            (tuple(places[area] for area in one["areas"]), one["at_most"], one["count"], one["cap"])
            for one in pack["overall"]
        ]
        self.kept: dict[tuple[int, ...], int] = {}

    def grades(self, favourable: Sequence[str], unfavourable: Sequence[str]) -> dict[str, int]:
        """The grade of every area and the overall one."""
        best = [0] * len(self.areas)
        supports, limits = self.supports, self.limits
        for rule in favourable:
            found = supports.get(rule)
            if found is not None and found[1] > best[found[0]]:
                best[found[0]] = found[1]
        for rule in unfavourable:
            found = limits.get(rule)
            if found is not None and found[1] < best[found[0]]:
                best[found[0]] = found[1]
        grades = dict(zip(self.areas, best, strict=True))
        key = tuple(best)
        overall = self.kept.get(key)
        if overall is None:
            overall = self.kept[key] = self._overall(best)
        grades["overall"] = overall
        return grades

    def _overall(self, grades: Sequence[int]) -> int:
        caps = [
            cap
            for places, at_most, count, cap in self.overall
            if sum(grades[place] <= at_most for place in places) >= count
        ]
        return min(caps, default=4)

    def answer(self, task: Task, fired: Sequence[str], possible: Sequence[str] = ()) -> Decided:
        """The answer to a task, from the rules that fired and those that possibly do."""
        grades = self.grades(fired, fired)
        if task is Task.FIRED:
            return Decided(grades, fired)
        sure = set(fired)
        undecided = [rule for rule in possible if rule not in sure]
        if task is Task.STATUSES:
            return Decided(grades, fired, undecided)
        return Decided(grades, fired, undecided, self.grades(fired, possible), self.grades(possible, fired))


def graded_in_python(
    pack: Pack,
    *,
    name: str,
    version: str,
    note: str,
    fired: Callable[[Any], Sequence[str]],
    statuses: Callable[[Any], tuple[Sequence[str], Sequence[str]]],
    take: Callable[[Record], Any] = lambda record: record,
) -> Engine:
    """An engine that decides rules alone: `statuses` are the rules that fired and those that possibly do."""
    grading = Grading(pack)

    def asked(task: Task) -> Run:
        return lambda given: grading.answer(task, *statuses(given))

    return Engine(
        name=name,
        version=version,
        take=take,
        tasks={
            Task.FIRED: lambda given: grading.answer(Task.FIRED, fired(given)),
            Task.STATUSES: asked(Task.STATUSES),
            Task.REACH: asked(Task.REACH),
        },
        read=lambda _, found: found,
        note=note,
    )


def told_apart(names: Sequence[str], maybe: str) -> tuple[list[str], list[str]]:
    """Rules that fired, and those that possibly do, whose names begin with `maybe`."""
    sure, possible = [], []
    for name in names:
        if name.startswith(maybe):
            possible.append(name[len(maybe) :])
        else:
            sure.append(name)
    return sure, possible
