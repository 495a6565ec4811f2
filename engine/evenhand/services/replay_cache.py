"""A casebook's coded columns, kept beside it: the second replay under the same rules need not read its rows.

A cache is a folder that is made under another name and renamed when it is whole, so there is never half a
one under its own name. Its name is a hash of the rows, the casebook file and what is replayed; what it says
of its rule sets is held to theirs before it is used. It may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evenhand import __version__
from evenhand.backends.planes import CodedColumns
from evenhand.diagnostics import InvalidInput
from evenhand.domain import content_hash
from evenhand.evidence.rows import Column, paired
from evenhand.language import RulesInForce
from evenhand.services.case_rules import CaseRules, Day, Fault
from evenhand.services.cases import Cases
from evenhand.services.decided_cases import DecidedCases
from evenhand.services.replay_sides import Alike, Tried
from evenhand.services.stored_cases import Store, read_back, stored

FOLDER = ".evenhand-cache"
WORTH_KEEPING = 50_000
"""Casebooks with fewer rows are read again sooner than a cache is found."""

_FORMAT = 4
_MANIFEST = "manifest.json"
_LEFT_BEHIND = 24 * 60 * 60
"""Seconds after which an unfinished cache is one that nobody is working on."""


@dataclass(frozen=True)
class CacheKey:
    """What a cache is of: its rows, and the hash that it is called by."""

    rows: Path
    name: str
    stamp: tuple[int, ...]
    """By which it is seen whether the rows were changed while they were read."""

    @property
    def folder(self) -> Path:
        """The folder of all caches of the casebook."""
        return self.rows.parent / FOLDER

    @property
    def path(self) -> Path:
        """The folder of the cache."""
        return self.folder / self.name


def key_of(rows: Path, casebook_file: Path, asked: Mapping[str, object]) -> CacheKey:
    """The key of a casebook and of what is asked of it. Raises OSError where a file cannot be read."""
    stamp = _stamp(rows)
    with rows.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
    described = {
        "format": _FORMAT,
        "program": __version__,
        "rows": content,
        "casebook": hashlib.sha256(casebook_file.read_bytes()).hexdigest(),
        **asked,
    }
    text = json.dumps(described, sort_keys=True, default=str)
    return CacheKey(rows, _hash(text)[:32], stamp)


def _stamp(rows: Path) -> tuple[int, ...]:
    found = rows.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


Reference = list[str | None]
"""How the rules of a case are found again: their name, its day, and the hash that they are held to."""


class _NotFoundAgain(Exception):
    """Rules that are not found by their name."""


# --- writing -----------------------------------------------------------------------------------------


@dataclass
class CacheWriter:
    """Writes a cache while cases are replayed. What cannot be written is not kept; nothing else is lost."""

    key: CacheKey
    case_rules: CaseRules
    groups: list[dict[str, Any]] = field(default_factory=list)
    _references: dict[tuple[int, Day], Reference] = field(default_factory=dict)
    _store: Store | None = None
    _failed: bool = False

    def add(
        self, alike: Alike, tried: Tried | None, coded: Sequence[CodedColumns], decided: DecidedCases
    ) -> None:
        """Keep some cases, and their columns where they were decided."""
        if self._failed:
            return
        if any(one.raw for one in coded):
            # What is looked up row by row needs the evidence itself.
            self._failed = True
            return
        try:
            if self._store is None:
                self._store = Store(_begun(self.key))
            own = paired(alike.cases.rules, alike.cases.on)
            refs = [self._reference(rules, day) for rules, day in own.values]
            group = stored(alike.cases, coded, self._store)
            group["own"] = {"values": refs} | (
                {} if len(refs) == 1 else {"which": self._store.keep(own.which)}
            )
            group["rules"] = [] if tried is None else [rules.rule_set.hash for rules in tried.rules]
            group["layout"] = [] if tried is None else layouts(decided, tried, coded)
            self.groups.append(group)
        except (OSError, InvalidInput, _NotFoundAgain):
            self.abandon()
            self._failed = True

    def _reference(self, rules: RulesInForce, day: Day) -> Reference:
        """How the rules of a case are found again. Raises _NotFoundAgain where they would not be these."""
        key = id(rules), day
        if key not in self._references:
            found = rules.rule_set
            # Rules that a casebook names by their path may go by a name that is unknown, or that of others.
            if self.case_rules.own(found.name, day) is not rules:
                raise _NotFoundAgain(found.name)
            self._references[key] = [found.name, None if day is None else day.isoformat(), found.hash]
        return self._references[key]

    def finish(self, rows: int) -> None:
        """Put the whole cache in its place, unless another process was first."""
        if self._store is None or self._failed:
            self.abandon()
            return
        try:
            written = json.dumps({"rows": rows, "groups": self.groups})
            manifest = self._store.folder / _MANIFEST
            self._store.close()
            manifest.write_text(f"{_hash(written)}\n{written}", encoding="utf-8")
            if _stamp(self.key.rows) != self.key.stamp:
                self.abandon()
                return
            os.replace(self._store.folder, self.key.path)
            self._store = None
        except OSError:
            self.abandon()

    def abandon(self) -> None:
        """Take away what was written so far."""
        if self._store is not None:
            with contextlib.suppress(OSError):
                self._store.close()
            shutil.rmtree(self._store.folder, ignore_errors=True)
            self._store = None


def _begun(key: CacheKey) -> Path:
    key.folder.mkdir(exist_ok=True)
    for old in key.folder.glob("*.part"):
        # Another process may be taking it away too.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(old, ignore_errors=True)
    # Not by the number of the process alone: in a container every run may have the same.
    folder = key.folder / f"{key.name}.{os.getpid()}.{secrets.token_hex(4)}.part"
    folder.mkdir()
    return folder


def layouts(decided: DecidedCases, tried: Tried, coded: Sequence[CodedColumns]) -> list[str]:
    """What the planes of some coded columns hold, as hashes: planes are read only as they were written."""
    compiled = decided.compiled(tried.rules)
    return [
        content_hash(repr(sorted(map(repr, own[0].coding.layout(one.form).inputs.items()))))
        for (_, own), one in zip(compiled, coded, strict=True)
    ]


# --- reading -----------------------------------------------------------------------------------------


@dataclass
class CacheReader:
    """Reads a cache back. `groups` raises StaleCache where it is not of the rules as they are now."""

    key: CacheKey
    case_rules: CaseRules
    manifest: dict[str, Any]

    @property
    def rows(self) -> int:
        """How many rows the casebook has."""
        return int(self.manifest["rows"])

    def groups(
        self, find: Callable[[Sequence[int], bool], Cases]
    ) -> Iterator[tuple[Cases, list[CodedColumns], Any]]:
        """The cases, some at a time, with their coded columns and what these are held to."""
        store = Store(self.key.path)
        try:
            for group in self.manifest["groups"]:
                rules = self._rules(group, store)
                yield *read_back(group, rules, store, find), group
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StaleCache(str(error)) from error

    def _rules(self, group: Mapping[str, Any], store: Store) -> Column[RulesInForce]:
        found = []
        for name, day, hash in group["own"]["values"]:
            on = None if day is None else datetime.date.fromisoformat(day)
            rules = self.case_rules.own(name, on)
            if isinstance(rules, Fault) or rules.rule_set.hash != hash:
                raise StaleCache(f"{name} has changed")
            found.append(rules)
        rows = int(group["rows"])
        which = (
            store.read(group["own"]["which"]) if "which" in group["own"] else np.zeros(rows, dtype=np.uint8)
        )
        return Column(found, which)


class StaleCache(Exception):
    """A cache is not whole, or not of the rules as they are now."""


def open_cache(key: CacheKey, case_rules: CaseRules) -> CacheReader | None:
    """The cache of a key, or None where there is none that can be read."""
    try:
        hash, _, written = (key.path / _MANIFEST).read_text(encoding="utf-8").partition("\n")
        return CacheReader(key, case_rules, json.loads(written)) if hash == _hash(written) else None
    except (OSError, ValueError):
        return None


def drop(key: CacheKey) -> None:
    """Take a cache away."""
    shutil.rmtree(key.path, ignore_errors=True)
