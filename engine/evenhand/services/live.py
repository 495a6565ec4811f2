"""An inspection in progress: evidence recorded item by item, what follows from it, and nothing ever lost.

Every step is checked before anything is written, noted in the history, and saved before it is confirmed. What
follows is worked out by durable-rules, forward from what is known, and held to the interpreter.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes
from evenhand.domain import Outcome, Unknown, UnknownReason
from evenhand.services.check import Checked, decide
from evenhand.services.evidence_history import Change, HistoryFile, history_path, read_history, time_now
from evenhand.services.evidence_steps import Said, told
from evenhand.services.evidence_text import Entries, LayoutError, known_items, write_item
from evenhand.services.inspections import Inspection, load_inspection, read_beside, read_inspection
from evenhand.services.second_opinion import Opinion, SecondOpinions
from evenhand.services.two_readings import Reading, by_durable_rules, by_interpreter
from evenhand.services.workspace import Workspace, shown_path
from evenhand.services.writing import cannot_write, reason, save


@dataclass(frozen=True)
class Known:
    """What follows from what is known so far.

    Every rule is in one of `fired`, `undecided` and `impossible`. `settle` are the items that would settle
    what is open, those of the first area first.
    """

    checked: Checked
    fired: tuple[str, ...]
    undecided: tuple[str, ...]
    impossible: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    settle: tuple[str, ...]

    @property
    def conflicting(self) -> tuple[str, ...]:
        """Items about which sources disagree, so that they count as unknown until someone settles it."""
        profile = self.checked.inspection.case.profile
        return tuple(
            item
            for item, state in profile.states.items()
            if isinstance(state, Unknown) and state.reason is UnknownReason.SOURCES_CONFLICT
        )


@dataclass(frozen=True)
class Step:
    """One step: what was known before and after it."""

    before: Known
    after: Known
    change: Change

    @property
    def became_fired(self) -> tuple[str, ...]:
        """Rules that fire now and did not before."""
        return tuple(rule for rule in self.after.fired if rule not in self.before.fired)

    @property
    def became_undecided(self) -> tuple[str, ...]:
        """Rules that are open now and were not before."""
        return tuple(rule for rule in self.after.undecided if rule not in self.before.undecided)

    @property
    def became_impossible(self) -> tuple[str, ...]:
        """Rules that cannot fire any more, and could before."""
        return tuple(rule for rule in self.after.impossible if rule not in self.before.impossible)

    @property
    def moved(self) -> tuple[str, ...]:
        """The areas of which something else is possible now than before."""
        before = self.before.outcomes
        return tuple(id for id, now in self.after.outcomes.items() if _open(before.get(id)) != _open(now))


def _open(outcome: Outcome | None) -> object:
    """What is possible of an area: its grades, a conflict, and whether it is judged."""
    return outcome and (outcome.reach_grades, outcome.conflict, outcome.judged)


class LiveInspection:
    """An inspection file that is worked on. Use it as a context manager: it holds a lock and a process."""

    def __init__(
        self,
        path: Path,
        workspace: Workspace,
        rules: str | None = None,
        *,
        new: str | None = None,
        by: str | None = None,
    ) -> None:
        """Open the file, or begin it with the text `new` where there is none. `by` is who works on it.

        Raises InvalidInput where it cannot be read or written or is open elsewhere, where its history is
        broken, and where durable-rules is not there or cannot be asked about its rules.
        """
        self.shown = path
        self.path = path.resolve()
        self.workspace = workspace
        self.rules = rules
        self.by = by
        self.at_fault = False
        self._notes: list[Diagnostic] = []
        with ExitStack() as stack:
            self._lock(stack)
            self._opinions = stack.enter_context(SecondOpinions())
            begun = new if not self.path.exists() else None
            checked = decide(self._load() if begun is None else self._begin(begun))
            self.history = read_history(self.path)
            self._file = HistoryFile(self.path)
            self.known = self._follow(checked, opening=True)
            if begun is not None:
                save(self.path, begun.encode())
            self._note_found()
            self._held = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self._held.close()

    @property
    def inspection(self) -> Inspection:
        """The inspection as it stands."""
        return self.known.checked.inspection

    @property
    def items(self) -> Mapping[str, Entries]:
        """What is known of each item."""
        return self.history.known

    def take_notes(self) -> tuple[Diagnostic, ...]:
        """What is to be told besides what follows; each is given once."""
        notes, self._notes = tuple(self._notes), []
        return notes

    def do(self, said: Said) -> Step:
        """Take one step, and save it.

        Raises InvalidInput, with the file as it was, where what was said cannot be recorded.
        """
        self._read_again()
        before = self.known
        item, now = told(said, self.history, self.inspection.rules.schema)
        change = Change(time_now(), said.did, item, self.items.get(item, ()), now, self.by)
        if change.was != now:
            checked = decide(self._changed(item, now, said))
            self._save(checked.inspection, change)
            self.known = self._follow(checked)
        return Step(before, self.known, change)

    # --- the file ----------------------------------------------------------------------------------

    def _lock(self, stack: ExitStack) -> None:
        if not self.path.parent.is_dir() or (self.path.exists() and not self.path.is_file()):
            raise cannot_write(self.shown, "it is not a file in a folder that is there")
        if self.path.exists() and not os.access(self.path, os.W_OK):
            raise cannot_write(self.shown, "it is read-only")
        named = self.path.with_name(f".{self.path.name}.lock")
        try:
            stack.enter_context(FileLock(named).acquire(timeout=0))
        except Timeout:
            raise InvalidInput(
                [codes.IN_USE.at(None, path=self.shown.as_posix(), hint="leave it there first")]
            ) from None
        except OSError as error:
            raise cannot_write(self.shown, reason(error)) from error
        # Taken away while it is still held: whoever comes now makes a new one.
        stack.callback(_unlink, named)

    def _load(self) -> Inspection:
        problems = Problems()
        inspection = load_inspection(self.shown, self.workspace, problems, self.rules)
        if inspection is None:
            raise InvalidInput(problems.sorted())
        self._notes += problems.sorted()
        return inspection

    def _begin(self, text: str) -> Inspection:
        problems = Problems()
        inspection = self._read(text, problems)
        if inspection is None:
            raise InvalidInput(problems.sorted())
        return inspection

    def _read(self, text: str, problems: Problems) -> Inspection | None:
        name, find = shown_path(self.shown), self.workspace.rule_set
        return read_inspection(text, name, find, problems, self._beside, self.rules)

    def _beside(self, name: str) -> str | None:
        return read_beside(self.shown.parent, name)

    def _read_again(self) -> None:
        """Take in what was written into the files by other means."""
        if self._file.was_changed():
            self.history = read_history(self.path)
            self._file = HistoryFile(self.path)
        changed = self._changed_file()
        if changed is not None:
            self.known = self._follow(decide(self._load()))
            self._notes.append(codes.FILE_CHANGED.at(None, path=changed))
        self._note_found()

    def _changed_file(self) -> str | None:
        """The file that says something else than what was read from it: the inspection, or its cases."""
        inspection = self.inspection
        try:
            if self.path.read_bytes() != inspection.text.encode():
                return self.shown.as_posix()
            if inspection.cases_name and self._beside(inspection.cases_name) != inspection.cases_text:
                return inspection.cases_name
        except (OSError, ValueError):
            # Loading it tells why.
            return self.shown.as_posix()
        return None

    def _note_found(self) -> None:
        """Note in the history what was written into the file by other means."""
        self._note(*self.history.found_in(known_items(self.inspection.node), time_now()))

    def _note(self, *changes: Change) -> None:
        self._write_down(*changes)
        for change in changes:
            self.history.add(change)

    def _write_down(self, *changes: Change) -> None:
        try:
            self._file.add(changes)
        except OSError as error:
            raise cannot_write(history_path(self.shown), reason(error)) from error

    def _save(self, inspection: Inspection, change: Change) -> None:
        """Note a change, then save it: a power cut between leaves a note of what was said, and no more."""
        size = self._file.size
        self._write_down(change)
        try:
            save(self.path, inspection.text.encode())
        except InvalidInput:
            self._file.take_back(size)
            raise
        self.history.add(change)

    def _changed(self, item: str, now: Entries, said: Said) -> Inspection:
        old = self.inspection
        try:
            text = write_item(old.text, old.node, item, now)
        except LayoutError:
            hint = "put `evidence:` on a line of its own, and each item under it"
            span = Span.whole(old.file)
            raise InvalidInput([codes.CANNOT_EDIT.at(span, hint=hint)]) from None
        problems = Problems()
        found = self._read(text, problems)
        if found is None:
            # Places in a text that is not saved mean nothing to anyone.
            errors = [one for one in problems.sorted() if one.is_error]
            raise InvalidInput([replace(one, span=said.span, related=()) for one in errors])
        return found

    # --- what follows ------------------------------------------------------------------------------

    def _follow(self, checked: Checked, *, opening: bool = False) -> Known:
        """What durable-rules makes of it; where it was lost, it is asked once more by a new process."""
        for attempt in (1, 2):
            try:
                return self._compared(checked, self._opinions.ask(checked))
            except InvalidInput as fault:
                found = {one.code for one in fault.diagnostics}
                if opening and found & {codes.ENGINE_MISSING, codes.CANNOT_EXPRESS}:
                    raise
                self._notes += [one for one in fault.diagnostics if one not in self._notes]
                if codes.ENGINE_LOST not in found:
                    break
                self.at_fault |= attempt == 2
        return _known(checked, by_interpreter(checked.trace))

    def _compared(self, checked: Checked, opinion: Opinion) -> Known:
        """What durable-rules makes of it; where the interpreter does not agree, what that does."""
        if opinion.agrees:
            return _known(checked, by_durable_rules(opinion.derivation))
        self.at_fault = True
        hint = f"`evenhand check {self.shown} --second-opinion` writes a file to send to us"
        id = checked.inspection.id
        self._notes += [
            codes.READINGS_DISAGREE.at(None, id=id, difference=one.words, hint=hint)
            for one in opinion.differences
        ]
        return _known(checked, by_interpreter(checked.trace))


def _unlink(path: Path) -> None:
    # On Windows a file that is open stays; it is empty, and is used again.
    with contextlib.suppress(OSError):
        path.unlink()


def _known(checked: Checked, reading: Reading) -> Known:
    possible = {*reading.fired, *reading.undecided}
    impossible = tuple(rule.id for rule in checked.trace.rules.all_rules if rule.id not in possible)
    settle = dict.fromkeys(item for step in checked.trace.areas.values() for item in step.settle)
    return Known(
        checked, tuple(reading.fired), tuple(reading.undecided), impossible, reading.areas, tuple(settle)
    )
