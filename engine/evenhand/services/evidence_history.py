"""What was known when: each change of an inspection's evidence, kept beside its file.

`EX-017.yaml` has its history in `EX-017.yaml.history.jsonl`, one change a line. A change says what was known
of an item before and after it, so that what was known at any time can be worked out, and every change undone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from evenhand.diagnostics import InvalidInput, Span, codes
from evenhand.services.evidence_text import Entries, known_items
from evenhand.services.workspace import shown_path
from evenhand.services.writing import keep_names, reason
from evenhand.source import Node

Json = dict[str, Any]

_KEYS = ("at", "by", "did", "item", "was", "now")


class Did(StrEnum):
    """What was done to an item: recorded or corrected, marked unknown, taken back, the last step undone.

    Or it was found in the file, where it was written by other means.
    """

    SET = "set"
    UNKNOWN = "unknown"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Change:
    """What was known of one item before (`was`) and after (`now`).

    `at` is the time in UTC, to the second (`2024-05-13T09:30:00Z`); None where nobody noted when. `by` is who
    did it, as a code.
    """

    at: str | None
    did: Did
    item: str
    was: Entries
    now: Entries
    by: str | None = None


class BadHistory(ValueError):
    """A change that is not one, or does not follow from those before it. `number` counts changes from 1."""

    def __init__(self, number: int, problem: str) -> None:
        self.number = number
        self.problem = problem
        super().__init__(f"change {number}: {problem}")


def time_now() -> str:
    """The time in UTC, as a history notes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- what a history says ---------------------------------------------------------------------------


class History:
    """Changes one after another: what is known after them, and which step would be undone next."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        """Raises BadHistory where a change does not follow from those before it."""
        self.changes: list[Change] = []
        self.known: dict[str, Entries] = {}
        self._steps: list[Change] = []
        for change in changes:
            self.add(change)

    @property
    def last_step(self) -> Change | None:
        """The last step that has not been undone."""
        return self._steps[-1] if self._steps else None

    def add(self, change: Change) -> None:
        """Add a change. Raises BadHistory where it does not follow."""
        number = len(self.changes) + 1
        if change.was != self.known.get(change.item, ()):
            raise BadHistory(number, f"what it says was known of `{change.item}` before is not what was")
        if change.did is Did.UNDO:
            last = self.last_step
            if last is None:
                raise BadHistory(number, "there is nothing that it could have undone")
            if (change.item, change.now) != (last.item, last.was):
                raise BadHistory(number, "it is not what undoing the last step gives")
        self._take_step(change)
        self.changes.append(change)
        self.known[change.item] = change.now
        if not change.now:
            del self.known[change.item]

    def _take_step(self, change: Change) -> None:
        if change.did is Did.UNDO:
            self._steps.pop()
            return
        if change.did is not Did.FOUND:
            self._steps.append(change)
            return
        # What is found is a step of nobody's, unless it stands in the place of what was done here.
        own = max((at for at, step in enumerate(self._steps) if step.item == change.item), default=None)
        if own is None:
            return
        if self._steps[own].was == change.now:
            del self._steps[own]
        else:
            self._steps.append(change)

    def found_in(self, known: Mapping[str, Entries], at: str | None) -> Iterator[Change]:
        """Changes from what the history says to what is known, which was written by other means."""
        for item in dict.fromkeys((*self.known, *known)):
            was, now = self.known.get(item, ()), known.get(item, ())
            if was != now:
                yield Change(at, Did.FOUND, item, was, now)


# --- as plain data ---------------------------------------------------------------------------------


def change_json(change: Change) -> Json:
    """A change as plain data."""
    return {
        "at": change.at,
        "by": change.by,
        "did": change.did.value,
        "item": change.item,
        "was": [dict(entry) for entry in change.was],
        "now": [dict(entry) for entry in change.now],
    }


def history_from(written: Iterable[object]) -> History:
    """The history that plain data gives. Raises BadHistory."""
    return History(_change(one, number) for number, one in enumerate(written, 1))


def _change(written: object, number: int) -> Change:
    if not isinstance(written, dict) or set(written) != set(_KEYS):
        raise BadHistory(number, f"it is not a set of the keys {', '.join(_KEYS)}")
    at, by, did, item = (written[key] for key in ("at", "by", "did", "item"))
    if not all(one is None or _is_text(one) for one in (at, by)) or not _is_text(item):
        raise BadHistory(number, "`at`, `by` and `item` are texts")
    if did not in tuple(Did):
        raise BadHistory(number, f"`did` is one of {', '.join(Did)}")
    was, now = (_entries(written[key], key, number) for key in ("was", "now"))
    return Change(at, Did(did), item, was, now, by)


def _entries(written: object, key: str, number: int) -> Entries:
    if not isinstance(written, list) or not all(
        isinstance(entry, dict) and all(map(_is_text, (*entry, *entry.values()))) for entry in written
    ):
        raise BadHistory(number, f"`{key}` is a list of entries, whose parts are texts")
    return tuple(written)


def _is_text(written: object) -> bool:
    """Whether it is text that a file can hold: JSON can write halves of characters, which none can."""
    return isinstance(written, str) and not any("\ud800" <= character <= "\udfff" for character in written)


# --- the file --------------------------------------------------------------------------------------


def history_path(inspection: Path) -> Path:
    """Where the history of an inspection file lies."""
    return inspection.with_name(f"{inspection.name}.history.jsonl")


def read_history(inspection: Path) -> History:
    """The history of an inspection file; empty where there is none.

    A last line that an interruption cut short was never confirmed to anyone, and is left out. Raises
    InvalidInput where another line is not a change.
    """
    path = history_path(inspection)
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return History()
    except OSError as error:
        raise InvalidInput(
            [codes.CANNOT_READ.at(None, path=path.as_posix(), problem=reason(error))]
        ) from error
    try:
        return history_from(_parsed(line, number) for number, line in enumerate(lines, 1))
    except BadHistory as bad:
        span = Span(shown_path(path), bad.number, 1, bad.number, 1)
        hint = f"move `{path.name}` away, and a new history begins with what is known now"
        raise InvalidInput([codes.BAD_HISTORY.at(span, problem=bad.problem, hint=hint)]) from bad


def _parsed(line: bytes, number: int) -> object:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        raise BadHistory(number, "it is not JSON") from None
    return found


def history_of(path: Path, node: Node) -> tuple[Change, ...]:
    """The history of an inspection file up to what the file says now. Empty where none was kept.

    `node` is what the file writes; what the history has not noted was known at a time that nobody noted.
    Raises InvalidInput.
    """
    noted = read_history(path.resolve())
    return (*noted.changes, *noted.found_in(known_items(node), None)) if noted.changes else ()


class HistoryFile:
    """The file of a history that is added to. Only one may be open at a time: its owner holds a lock."""

    def __init__(self, inspection: Path) -> None:
        self.inspection = inspection
        self.path = history_path(inspection)
        self.size = self._size_there()

    def was_changed(self) -> bool:
        """Whether something else has written to it, in spite of the lock."""
        return self._size_there() != self.size

    def _size_there(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def add(self, changes: Iterable[Change]) -> None:
        """Add changes at the end, so that they stay there when the power fails. Raises OSError.

        What could be written in part only is taken out again.
        """
        added = "".join(json.dumps(change_json(one), ensure_ascii=False) + "\n" for one in changes).encode()
        if not added:
            return
        is_new = not self.path.exists()
        with self.path.open("ab+") as file:
            end = _end_of_last_line(file)
            try:
                file.truncate(end)
                file.write(added)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(end)
                raise
            self.size = end + len(added)
        if is_new:
            keep_names(self.path.parent)

    def take_back(self, size: int) -> None:
        """Take out what was added after it had this size. Raises OSError."""
        os.truncate(self.path, size)
        self.size = size


def _end_of_last_line(file: Any) -> int:
    """Where the last whole line ends: what an interruption cut short after it would spoil the next."""
    end: int = file.seek(0, os.SEEK_END)
    step = 64 * 1024
    at = end
    while at > 0:
        at = max(0, at - step)
        file.seek(at)
        found = file.read(min(step, end - at)).rfind(b"\n")
        if found >= 0:
            return at + int(found) + 1
    return 0
