"""The entry of the command line: run a command, and leave with its exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn, TextIO


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit. Whatever happens, no traceback reaches the user."""
    try:
        _prepare()
        from evenhand.cli.app import app

        stdout = sys.stdout
        status = _status_of(lambda: app(args=arguments, prog_name="evenhand"))
        if sys.stdout is not stdout:
            # Click met a reader that went away, and put something in the place of the output.
            sys.stdout = stdout
            raise BrokenPipeError
        sys.stdout.flush()
    except BaseException as error:
        status = _failed(error)
    _leave_if_interrupted(status)
    sys.exit(status)


def _leave_if_interrupted(status: int) -> None:
    """Leave at once after Ctrl-C, with what was told.

    What it came in the middle of may be half made, and clearing that away can crash; and where it came in
    text that was run, as a dataclass is made from, Python would end by the signal although it was caught.
    """
    from evenhand.cli.interruptions import INTERRUPTIONS

    if INTERRUPTIONS.told:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)


def _prepare() -> None:
    import gc

    # A run is short and most of what it makes lives to its end: looking for garbage only slows its start.
    gc.set_threshold(100_000, 50, 50)
    # Pydantic would search every installed package for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    # A stream that was closed before the start (`>&-`) is None: what is written there goes nowhere.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    from evenhand.cli.interruptions import INTERRUPTIONS

    INTERRUPTIONS.watch()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that has no tick or quotation mark shows something else, and nothing fails.
            reconfigure(errors="replace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _status_of(program: Callable[[], object]) -> int:
    """The status that the program exits with; Typer ends every run by SystemExit."""
    try:
        program()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def _failed(error: BaseException) -> int:
    from evenhand.cli.faults import status_of_failure

    return int(status_of_failure(error))
