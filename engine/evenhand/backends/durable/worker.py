"""durable-rules in a process of its own, watched: a crash or a hang there loses nothing here.

The library can take its process down with it, or never come back. So it runs in a child process, is given so
long for each case, and is started afresh after it has died. Whoever asked is told what happened.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
from dataclasses import replace
from threading import Event, Timer
from types import TracebackType
from typing import IO, Any, Self

from evenhand.backends.durable.deciding import Derivation, DurableRules
from evenhand.backends.durable.facts import TooLargeError
from evenhand.backends.durable.guard import DurableRulesError, NotInstalledError
from evenhand.backends.durable.plans import Program
from evenhand.domain import Case

SECONDS = 20.0
"""How long one case may take, and how long loading the rules may. Both take milliseconds."""

_MOMENT = 1.0
"""How long a process may take to end that has closed its pipe."""

_MOST_WORDS = 200

_LENGTH = struct.Struct(">Q")

# Every case takes up megabytes for milliseconds. Without this, glibc gives them back each time and asks for
# them again; other C libraries do not know it.
_MEMORY = {"MALLOC_TOP_PAD_": str(64 * 2**20)}

# The child looks for modules where this process does, and not in the folder that someone happens to be in.
_BEGIN = "import sys; sys.path[:] = {path!r}; from evenhand.backends.durable.worker import main; main()"


class WorkerLostError(DurableRulesError):
    """The process with durable-rules crashed or hung, and is gone."""


class WorkerHungError(WorkerLostError):
    """It did not answer in time and was ended."""


class Worker:
    """A process with one rule set loaded into durable-rules. Use it as a context manager."""

    def __init__(self, program: Program, seconds: float = SECONDS) -> None:
        """Raises NotInstalledError, DurableRulesError where the rules are refused, WorkerLostError."""
        self.program = program
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.said: IO[bytes] | None = None
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def run(self, case: Case) -> Derivation:
        """Decide one checked case.

        Raises WorkerLostError, after which the next case gets a new process; DurableRulesError where the
        guard stopped durable-rules; TooLargeError for numbers beyond it.
        """
        if self.process is None:
            self._start()
        # Who recorded what, and what came of conflicts, is settled by now and need not be sent.
        found = self._ask(replace(case, profile=replace(case.profile, entries={})))
        assert isinstance(found, Derivation)
        return found

    def close(self) -> None:
        """End the process."""
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, self.said):
            if pipe is not None:
                # What was never read by a process that is gone cannot be sent on.
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self) -> None:
        try:
            self.said = _scratch_file()
            self.process = subprocess.Popen(
                [sys.executable, "-c", _BEGIN.format(path=sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.said or subprocess.DEVNULL,
                env=os.environ | _MEMORY,
                # Ctrl-C is for whoever asked: it would come before the child can say that it does not listen.
                process_group=0,
            )
        except OSError as fault:
            if self.said is not None:
                self.said.close()
            raise WorkerLostError(f"it cannot be started: {fault.strerror or fault}") from fault
        try:
            self._ask(self.program)
        except BaseException:
            self.close()
            raise

    def _ask(self, what: Program | Case) -> Any:
        process = self.process
        assert process is not None and process.stdin is not None and process.stdout is not None
        late = Event()

        def end() -> None:
            late.set()
            process.kill()

        watchdog = Timer(self.seconds, end)
        watchdog.start()
        try:
            _send(process.stdin, what)
            answer = _receive(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            self._wait()
            last = self._last_words()
            self.close()
            if late.is_set():
                raise WorkerHungError(f"it did not answer within {self.seconds:g} seconds") from None
            raise WorkerLostError(f"it ended {_how(process.returncode)}{last}") from None
        except BaseException:
            # An answer that nobody waited for must not be taken for the next one.
            self.close()
            raise
        finally:
            watchdog.cancel()
        if late.is_set() or isinstance(answer, DurableRulesError):
            # It is gone by now, or has had an error that it may not have come out of well.
            self.close()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _wait(self) -> None:
        """Wait for a process that is ending, and end one that is not: what it sends makes no sense."""
        assert self.process is not None
        try:
            self.process.wait(_MOMENT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _last_words(self) -> str:
        """The last line that the process wrote, such as the name of an error."""
        if self.said is None:
            return ""
        self.said.seek(0)
        lines = self.said.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {last[:_MOST_WORDS]}" if last else ""


def _scratch_file() -> IO[bytes] | None:
    """A file for what a crash writes: whoever is told of it reads more than a terminal would say.

    None where there is no room for one; the rest works without.
    """
    try:
        return tempfile.TemporaryFile()
    except OSError:
        return None


def _how(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"by {signal.Signals(-status).name}"
        return f"by signal {-status}"
    return f"with exit status {status}"


def _send(pipe: IO[bytes], what: object) -> None:
    data = pickle.dumps(what, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """What was sent. Raises EOFError where the pipe ends before that."""
    header = pipe.read(_LENGTH.size)
    data = pipe.read(_LENGTH.unpack(header)[0]) if len(header) == _LENGTH.size else b""
    if not data or len(data) < _LENGTH.unpack(header)[0]:
        raise EOFError
    return pickle.loads(data)


def main() -> None:
    """Answer until the pipe is closed: first a program, then cases."""
    # Whoever asked decides what an interruption means; this process ends with its pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as outward:
        # Whatever the library itself prints must not come between answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _serve(sys.stdin.buffer, outward)


def _serve(inward: IO[bytes], outward: IO[bytes]) -> None:
    engine: DurableRules | None = None
    while True:
        try:
            asked = _receive(inward)
        except EOFError:
            return
        answer: object
        try:
            if isinstance(asked, Program):
                engine, answer = DurableRules(asked), True
            elif engine is None:
                raise DurableRulesError("a case came before the rules")
            else:
                answer = engine.run(asked)
        except (DurableRulesError, NotInstalledError, TooLargeError) as fault:
            answer = fault
        _send(outward, answer)
