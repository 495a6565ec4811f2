"""Ctrl-C while a command runs: it is lost nowhere, and whatever fails because of it is not a fault.

Python raises KeyboardInterrupt wherever it is. While something is being cleared away it lets nothing pass;
in the middle of a call into a library in C it makes another error of it. So it is remembered here, and raised
again until it has been told.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from typing import Any

_MOMENT = 0.05
"""Seconds after which an interruption that was lost is raised again."""


class Interruptions:
    """What is known of Ctrl-C: whether it was `pressed`, and whether that has been `told`."""

    def __init__(self) -> None:
        self.pressed = False
        self.told = False

    def watch(self) -> None:
        """Remember Ctrl-C from now on; not where it is ignored, as in the background."""
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return
        signal.signal(signal.SIGINT, self._press)
        usual = sys.unraisablehook

        def hook(lost: sys.UnraisableHookArgs) -> None:
            if not self.pressed and not issubclass(lost.exc_type, KeyboardInterrupt):
                usual(lost)
            elif not self.told:
                self._press_again()

        sys.unraisablehook = hook

    def forget(self) -> None:
        """What was pressed has been answered, and the command goes on."""
        self.pressed = False

    def _press(self, signum: int, frame: Any) -> None:
        if not self.told:
            self.pressed = True
            raise KeyboardInterrupt

    def _press_again(self) -> None:
        import _thread
        import threading

        again = threading.Timer(_MOMENT, _thread.interrupt_main)
        again.daemon = True
        # At the very end no thread starts any more, and there is nothing left to stop.
        with suppress(RuntimeError):
            again.start()


INTERRUPTIONS = Interruptions()
"""Those of this process."""
