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
    # Where an interruption came in text that was run, as a dataclass is made from, Python would end by the
    # signal, although it was caught. It forgets that when it runs another.
    exec("")
    sys.exit(status)


def _prepare() -> None:
    import gc

    # A run is short and most of what it makes lives to its end: looking for garbage only slows its start.
    gc.set_threshold(100_000, 50, 50)
    # Pydantic would search every installed package for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    # A stream that was closed before the start (`>&-`) is None: what is written there goes nowhere.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    _keep_interruptions()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A terminal that has no tick or quotation mark shows something else, and nothing fails.
            reconfigure(errors="replace")


def _keep_interruptions() -> None:
    """See to it that Ctrl-C is not lost where Python lets no exception pass.

    That is while something is being cleared away, such as the terms of a solver. The interruption is then
    given again, a moment later, until it reaches what runs.
    """
    usual = sys.unraisablehook

    def kept(lost: sys.UnraisableHookArgs) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            usual(lost)
            return
        import _thread
        import threading

        again = threading.Timer(_MOMENT, _thread.interrupt_main)
        again.daemon = True
        # At the very end no thread starts any more, and there is nothing left to stop.
        with suppress(RuntimeError):
            again.start()

    sys.unraisablehook = kept


_MOMENT = 0.01
"""Seconds."""


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
