"""The cases of a casebook replayed: from its rows, or from the coded columns that were kept of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evenhand.backends.planes import CodedColumns
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.replay import Replayer
from evenhand.services.replay_cache import (
    WORTH_KEEPING,
    CacheKey,
    CacheWriter,
    StaleCache,
    drop,
    key_of,
    layouts,
    open_cache,
)
from evenhand.services.replay_sides import Alike, Tried

Ready = tuple[Alike, Tried | None, Sequence[CodedColumns]]
"""Cases that are coded for the rules tried on them."""


def replay_cases(
    replayer: Replayer, reading: CaseReading, told: Callable[[int], None], *, keep: bool, sweep: str | None
) -> None:
    """Replay the cases of a casebook. With `keep`, coded columns are kept of its rows if these are many."""
    # The rows are hashed for it: once, however it goes on.
    key = _key(replayer, reading, sweep) if keep else None
    if key is None or not _replay_kept(replayer, reading, key):
        _replay_rows(replayer, reading, told, key)


def _replay_rows(
    replayer: Replayer, reading: CaseReading, told: Callable[[int], None], key: CacheKey | None
) -> None:
    """Replay a casebook by reading its rows; with a key, what is kept goes there."""
    writer = None if key is None else CacheWriter(key, reading.case_rules)
    waiting: list[Ready] = []
    try:
        for cases in reading.cases(told):
            if writer is not None and reading.rejects.count:
                writer.abandon()
                writer = None
                waiting.clear()
            for some in replayer.alike(cases):
                tried = replayer.tried(some)
                coded = [] if tried is None else replayer.coded(some.cases, tried)
                replayer.add(some, tried, coded)
                if writer is not None:
                    waiting.append((some, tried, coded))
            # Nothing is written beside a casebook for as long as it may turn out to be short.
            if writer is not None and reading.read >= WORTH_KEEPING:
                for kept in waiting:
                    writer.add(*kept, replayer.decided)
                waiting.clear()
        if writer is not None:
            writer.finish(reading.read)
    finally:
        if writer is not None:
            writer.abandon()


def _replay_kept(replayer: Replayer, reading: CaseReading, key: CacheKey) -> bool:
    """Replay a casebook from what was kept of it. False where nothing was, or of other rules."""
    cache = open_cache(key, reading.case_rules)
    if cache is None:
        # What is left of one would be in the way of the next.
        drop(key)
        return False
    ready: list[Ready] = []
    try:
        for cases, coded, held_to in cache.groups(reading.fetch):
            same = list(replayer.alike(cases))
            tried = replayer.tried(same[0]) if len(same) == 1 else None
            rules = [] if tried is None else [rules.rule_set.hash for rules in tried.rules]
            layout = [] if tried is None else layouts(replayer.decided, tried, coded)
            if len(same) != 1 or rules != held_to["rules"] or layout != held_to["layout"]:
                raise StaleCache("it is of other rules")
            ready.append((same[0], tried, coded))
    except StaleCache:
        drop(key)
        return False
    for some, tried, columns in ready:
        replayer.add(some, tried, columns)
    reading.read = cache.rows
    return True


def _key(replayer: Replayer, reading: CaseReading, sweep: str | None) -> CacheKey | None:
    """What the cache of a casebook is called by; None where it has no file of rows, or one that is short."""
    rows, casebook = reading.casebook.rows, reading.casebook
    if rows is None or rows.path.is_dir() or rows.most_rows < WORTH_KEEPING:
        return None
    sides = [
        (side.reference, None if side.rule_set is None else side.rule_set.hash)
        for side in (replayer.found.before, replayer.found.after)
    ]
    # Which version of a framework a case is under can change without any of the versions changing.
    versions = [
        (folder.name, folder.status, folder.start, folder.end)
        for folder in reading.workspace.rule_set_folders()
    ]
    departures = "keep" if replayer.found.keeps_departures else "drop"
    asked = {"sides": sides, "sweep": sweep, "versions": versions, "departures": departures}
    try:
        return key_of(rows.path, casebook.path, asked)
    except OSError:
        return None
