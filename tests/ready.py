"""Runs of the program that need not load it, so that hundreds of short ones do not load it each.

A server loads every module of the package once, and forks for each run. A run is a process of its own in all
that a user can notice: folder, environment, streams, exit status. How the program itself starts and ends is
tested with real starts, in tests/journeys/test_endings.py and test_streams.py.

`python tests/ready.py SOCKET ARGUMENT...` is such a run from a shell, in place of `evenhand ARGUMENT...`.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_HEAD = 8
_NOT_LOADED = ("evenhand.backends.spark", "evenhand.backends.durable", "evenhand.__main__")


class Ready:
    """The server, as it is asked for runs. `path` is its socket. It ends with the process that started it."""

    def __init__(self, path: Path, environment: dict[str, str]) -> None:
        self.path = path
        self._server = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(path)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._server.stdout is not None
        if not self._server.stdout.readline():
            raise RuntimeError("the server of runs did not start")

    def close(self) -> None:
        """End it."""
        self._server.communicate()


def ask(path: str, arguments: Sequence[str], folder: str, environment: dict[str, str], *streams: int) -> int:
    """The exit status of a run with three streams.

    Raises TimeoutError for one that does not end, and EOFError for one that a signal ended.
    """
    with socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(120)
        channel.connect(path)
        asked = json.dumps([arguments, folder, environment]).encode()
        socket.send_fds(channel, [len(asked).to_bytes(_HEAD, "big")], streams)
        channel.sendall(asked)
        answer = channel.recv(_HEAD, socket.MSG_WAITALL)
    if len(answer) < _HEAD:
        raise EOFError(f"no status of {arguments}")
    return int.from_bytes(answer, "big")


# --- the server ------------------------------------------------------------------------------------------


def _serve(path: str) -> None:
    import select
    import signal

    _load()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        os.write(1, b"ready\n")
        while True:
            waiting, _, _ = select.select([listening, 0], [], [])
            if 0 in waiting:
                return
            channel, _ = listening.accept()
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                listening.close()
                _run(channel)
            channel.close()


def _load() -> None:
    import gc
    import importlib
    import pkgutil

    import evenhand

    for module in pkgutil.walk_packages(evenhand.__path__, "evenhand."):
        if not module.name.startswith(_NOT_LOADED):
            importlib.import_module(module.name)
    gc.freeze()


def _run(channel: socket.socket) -> None:
    from evenhand.cli.main import run

    head, streams, _, _ = socket.recv_fds(channel, _HEAD, 3)
    asked = channel.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
    arguments, folder, environment = json.loads(asked)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = ["evenhand", *arguments]
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8")
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    status = 1
    try:
        run(arguments)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        channel.sendall(status.to_bytes(_HEAD, "big"))
        os._exit(status)


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        _serve(sys.argv[2])
    else:
        sys.exit(ask(sys.argv[1], sys.argv[2:], os.getcwd(), dict(os.environ), 0, 1, 2))
