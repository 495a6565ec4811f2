"""What the exit status of each command says (docs: the command line)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from evenhand.domain import DraftStatus


class ExitStatus(IntEnum):
    """How a command ended. A reader of scripts meets these numbers, so they never change their meaning."""

    DONE = 0
    """Done, and nothing to report."""
    TO_REPORT = 1
    """Done, and there is something to report: a draft departs, a case disagrees, a record differs."""
    USAGE = 2
    """The command was not understood."""
    INVALID_INPUT = 3
    """What was given cannot be used; diagnostics say why."""
    UNDECIDED = 4
    """Missing evidence leaves the answer open."""
    OUR_FAULT = 5
    """evenhand itself failed."""
    INTERRUPTED = 130
    """Stopped by Ctrl-C, with the status that shells give for it."""
    PIPE_CLOSED = 141
    """The reader of the output went away, with the status that shells give for it."""


_FIRST_THAT_APPLIES = (
    ExitStatus.OUR_FAULT,
    ExitStatus.INVALID_INPUT,
    ExitStatus.TO_REPORT,
    ExitStatus.UNDECIDED,
)

_OF_STATUS = {
    DraftStatus.AGREES: ExitStatus.DONE,
    DraftStatus.NO_DRAFT: ExitStatus.DONE,
    DraftStatus.NOT_JUDGED: ExitStatus.DONE,
    DraftStatus.DEPARTS: ExitStatus.TO_REPORT,
    DraftStatus.OUTSIDE: ExitStatus.TO_REPORT,
    DraftStatus.CONFLICT: ExitStatus.TO_REPORT,
    DraftStatus.UNDECIDED: ExitStatus.UNDECIDED,
}


def overall(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """One status for several results: the first that applies of 5, 3, 1, 4, 0.

    >>> overall([ExitStatus.DONE, ExitStatus.UNDECIDED, ExitStatus.TO_REPORT])
    <ExitStatus.TO_REPORT: 1>
    """
    found = set(statuses)
    return next((status for status in _FIRST_THAT_APPLIES if status in found), ExitStatus.DONE)


def of_areas(statuses: Iterable[DraftStatus]) -> ExitStatus:
    """The exit status of one inspection from the statuses of its areas.

    >>> of_areas([DraftStatus.AGREES, DraftStatus.UNDECIDED])
    <ExitStatus.UNDECIDED: 4>
    """
    return overall(_OF_STATUS[status] for status in statuses)
