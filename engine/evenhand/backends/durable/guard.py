"""The guard around durable-rules: nothing else touches the library.

Unwrapped, ordinary use of it can crash, hang, or mix up two cases. So every session begins with an opening
rule, facts have ids of our own that cannot be taken for one another, values are whole numbers, sets of rules
stay small, firings are counted against a budget, and handles are freed. The raw module is used: it has no
timers, no threads, and no handlers whose errors could be swallowed.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import ModuleType
from typing import Any, assert_never

from evenhand.backends.durable.productions import (
    SUBJECT,
    Count,
    Match,
    Production,
    count_rule,
    match_rule,
)

MOST_RULES = 80
"""Rules in one rule set of durable-rules. Above 512 it does not come back from making one."""

MOST_ON_ONE_FACT = 50
"""Rules that one fact may pass at once. Above 64 durable-rules gives up half-way."""

LARGEST = 2**62
"""Whole numbers are exact up to here."""

BUDGET = 100_000
"""Firings of one inspection before it counts as going round in circles."""

MOST_FACTS = 100_000
"""Facts of one inspection. Their ids are counted up: no two up to here have the same hash of 32 bits."""

SESSION = "s"
"""The one session id. Ids are compared by a short hash, so that two of them could be mixed up."""

OPEN = "open"
"""The rule that opens a session."""

_names = count(1)


class DurableRulesError(Exception):
    """durable-rules did something that it must not. What was decided is not to be trusted."""


class NotInstalledError(Exception):
    """durable-rules cannot be imported: not installed, or built for another Python."""


def durable_rules() -> ModuleType:
    """The raw module of durable-rules. Raises NotInstalledError."""
    try:
        return importlib.import_module("durable_rules_engine")
    except ImportError as fault:
        raise NotInstalledError(str(fault)) from fault


@dataclass(frozen=True, slots=True)
class Part:
    """One rule set of durable-rules: its rules as JSON, and which token each of them concludes."""

    name: str
    definition: str
    tokens: Mapping[str, str]
    subjects: frozenset[str]
    gates: Mapping[str, tuple[str, ...]]
    """By token, the counting rules that it is for."""


def split(productions: Mapping[str, Sequence[Production]], subjects: Mapping[str, int]) -> tuple[Part, ...]:
    """Rule sets that keep within the limits found, each of one owner.

    What reads one fact stands together, so that the fact is asserted in few of them.
    """
    found = []
    for owner, own in productions.items():
        ordered = sorted(own, key=lambda one: subjects[one.subject] if isinstance(one, Match) else 0)
        for at, part in enumerate(_portions(ordered)):
            name = owner if not at else f"{owner} {at + 1}"
            found.append(_part(name, part, subjects))
    return tuple(found)


def _portions(productions: Iterable[Production]) -> Iterator[list[Production]]:
    portion: list[Production] = []
    on_fact: dict[str, int] = {}
    for production in productions:
        crowded = isinstance(production, Match) and on_fact.get(production.subject, 0) >= MOST_ON_ONE_FACT
        if portion and (crowded or len(portion) >= MOST_RULES):
            yield portion
            portion, on_fact = [], {}
        portion.append(production)
        if isinstance(production, Match):
            on_fact[production.subject] = on_fact.get(production.subject, 0) + 1
    if portion:
        yield portion


def _part(name: str, productions: Sequence[Production], subjects: Mapping[str, int]) -> Part:
    rules: dict[str, Any] = {OPEN: {"all": [{"m": {SUBJECT: 0}}], "pri": -1}}
    tokens: dict[str, str] = {}
    about = set()
    gates: dict[str, list[str]] = {}
    for at, production in enumerate(productions):
        rule = f"r{at}"
        tokens[rule] = production.token
        match production:
            case Match(_, subject, comparisons):
                about.add(subject)
                for comparison in comparisons:
                    if not isinstance(comparison.value, str):
                        _refuse_inexact(comparison.attribute, comparison.value)
                rules[rule] = match_rule(subjects[subject], comparisons)
            case Count(_, needed, counted):
                rules[rule] = count_rule(rule, needed)
                for token in counted:
                    gates.setdefault(token, []).append(rule)
            case _:
                assert_never(production)
    found = {token: tuple(own) for token, own in gates.items()}
    return Part(name, json.dumps(rules), tokens, frozenset(about), found)


def _refuse_inexact(name: str, value: object) -> None:
    if type(value) is not int or not -LARGEST <= value <= LARGEST:
        raise DurableRulesError(f"{name} is {value!r}, which durable-rules cannot hold exactly")


class Session:
    """Rule sets of durable-rules, loaded once, and asked about one case after another."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Raises NotInstalledError, and DurableRulesError where a rule set is refused."""
        self.engine = durable_rules()
        self.parts = tuple(parts)
        self.handles: list[int] = []
        self.by_subject: dict[str, list[int]] = {}
        self.by_token: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for index, part in enumerate(self.parts):
            # A name that was used before would find the old rules.
            name = f"evenhand{next(_names)}"
            try:
                self.handles.append(self._call(self.engine.create_ruleset, name, part.definition))
            except DurableRulesError:
                self.free()
                raise
            for subject in part.subjects:
                self.by_subject.setdefault(subject, []).append(index)
            for token, gates in part.gates.items():
                self.by_token.setdefault(token, []).append((index, gates))
        self.opened: set[int] = set()
        self.concluded: set[str] = set()

    def _call(self, function: Any, *arguments: object) -> Any:
        try:
            return function(*arguments)
        except Exception as fault:
            raise DurableRulesError(str(fault)) from fault

    def open(self, parts: Iterable[int] | None = None) -> None:
        """Begin a case, in all rule sets or in some: in each, one rule fires before anything else."""
        self.firings = self.asserted = 0
        self.concluded.clear()
        for index in range(len(self.parts)) if parts is None else parts:
            if list(self._assert(index, f'"{SUBJECT}":0')) != [OPEN]:
                raise DurableRulesError(f"{self.parts[index].name} did not open")
            # Only now can it be forgotten: to forget one in which nothing has fired crashes.
            self.opened.add(index)

    def close(self) -> None:
        """End the case, and forget its facts."""
        for index in self.opened:
            self._call(self.engine.delete_state, self.handles[index], SESSION)
        self.opened.clear()

    def free(self) -> None:
        """Give back what the rule sets take up."""
        for handle in self.handles:
            self._call(self.engine.delete_ruleset, handle)
        self.handles = []

    def assert_fact(self, subject: str, number: int, facts: Mapping[str, int]) -> Iterator[str]:
        """Assert what is known about a subject wherever it is read; the tokens that follow at once."""
        for name, value in facts.items():
            _refuse_inexact(name, value)
        # Names are plain words and values whole numbers, so that this is JSON.
        written = "".join([f',"{name}":{value}' for name, value in facts.items()])
        for index in self.by_subject.get(subject, ()):
            if index in self.opened:
                yield from self._following(index, f'"{SUBJECT}":{number}{written}')

    def assert_token(self, token: str) -> Iterator[str]:
        """Tell the counts of a token that it is concluded; the tokens that follow at once.

        A count that has come to its own token has nothing more to say, and is not told.
        """
        for index, gates in self.by_token.get(token, ()):
            if index in self.opened:
                tokens = self.parts[index].tokens
                for rule in gates:
                    if tokens[rule] not in self.concluded:
                        yield from self._following(index, f'"{rule}":1')

    def _following(self, index: int, written: str) -> list[str]:
        """Assert a fact in one rule set; the tokens that follow."""
        tokens = self.parts[index].tokens
        found = [tokens[rule] for rule in self._assert(index, written)]
        self.concluded.update(found)
        return found

    def _assert(self, index: int, written: str) -> Iterable[str]:
        """Assert a fact in one rule set; the rules that fire."""
        self.asserted += 1
        if self.asserted > MOST_FACTS:
            raise DurableRulesError(f"one inspection asserts more than {MOST_FACTS:,} facts")
        handle = self.handles[index]
        message = f'{{{written},"id":"{self.asserted}","sid":"{SESSION}"}}'
        result, offset = self._call(self.engine.assert_fact, handle, message)
        if result == NOT_HANDLED:
            return []
        if result != HANDLED:
            raise DurableRulesError(f"asserting {message} gave {result}")
        return self._firings(handle, offset)

    def _firings(self, handle: int, offset: int) -> list[str]:
        found = []
        started = self._call(self.engine.start_action_for_state, handle, offset)
        message = started and started[1]
        while message:
            self.firings += 1
            if self.firings > BUDGET:
                raise DurableRulesError("its rules go round in circles")
            # {"r12":{...}}: the rule that fired, and the facts that it fired for.
            found.append(message[2 : message.index('"', 2)])
            message = self._call(self.engine.complete_and_start_action, handle, offset)
        return found


HANDLED, NOT_HANDLED = 0, 1
"""What asserting a fact answers: it was taken, or no rule asks about it."""


def fnv1a(text: str) -> int:
    """The hash by which durable-rules tells ids and names apart (FNV-1a of 32 bits).

    >>> fnv1a("case-478212") == fnv1a("case-1221200")
    True
    """
    found = 0x811C9DC5
    for byte in text.encode():
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return found
