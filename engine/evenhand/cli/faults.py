"""However a command ends, its exit status and at most a few plain words: never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.interruptions import INTERRUPTIONS

DEBUG = "EVENHAND_DEBUG"


def status_of_failure(error: BaseException, *, as_json: bool = False) -> ExitStatus:
    """Tell what went wrong and give the exit status; what is not ours to handle is raised again."""
    pressed = INTERRUPTIONS.pressed and isinstance(error, Exception)
    if pressed or isinstance(error, KeyboardInterrupt):
        # Nothing more is imported: the interruption may have come in the middle of an import.
        INTERRUPTIONS.told = True
        output.message("Stopped.")
        return ExitStatus.INTERRUPTED
    from evenhand.diagnostics import InvalidInput

    match error:
        case InvalidInput():
            output.diagnostics(error.diagnostics, as_json=as_json)
            return ExitStatus.INVALID_INPUT
        case BrokenPipeError():
            drop_output()
            return ExitStatus.PIPE_CLOSED
        case OSError():
            # The world has failed, such as a full disk. A bad file is told apart before it comes here.
            drop_output()
            named = f" `{error.filename}`" if error.filename else ""
            output.message(f"evenhand cannot go on{named}: {(error.strerror or str(error)).lower()}.")
            return ExitStatus.INVALID_INPUT
        case Exception():
            tell_our_fault(error)
            return ExitStatus.OUR_FAULT
        case _:
            raise error


def tell_our_fault(error: BaseException) -> None:
    """Say that evenhand itself failed, and what to report."""
    from evenhand import __version__

    place = _place_of(error)
    output.message(
        "evenhand failed through a fault of its own: please report it to the people you have it from, with "
        "the command you ran and this line."
    )
    name = type(error).__name__
    output.message(f"  {name} at {place} (evenhand {__version__}, Python {sys.version.split()[0]})")
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    else:
        output.message(f"Run the command again with {DEBUG}=1 to see all that is known about it.")


def _place_of(error: BaseException) -> str:
    """The last place in our own code on the way to the error."""
    root = Path(__file__).resolve().parent.parent
    places = [
        f"{Path(frame.filename).resolve().relative_to(root).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve().is_relative_to(root)
    ]
    return places[-1] if places else "an unknown place"


def drop_output() -> None:
    """Send what is left of the output nowhere, so that closing it cannot fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
