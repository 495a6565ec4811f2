"""One run of the program as a process: its command, its environment, and how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ready import Ready, ask

ENGINE = Path(__file__).parents[2] / "engine"


@dataclass(frozen=True)
class Run:
    """How one run of the program ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        """What it told on stderr, as one JSON object a line."""
        return [json.loads(line) for line in self.err.splitlines()]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a run: the package under test, and nothing that changes how text is shown."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND", "PYTHON"))}
    for name in ("NO_COLOR", "COLUMNS", "FORCE_COLOR"):
        kept.pop(name, None)
    return {**kept, "PYTHONPATH": str(ENGINE), "TERM": "xterm", "LC_ALL": "C.UTF-8", **changes}


COMMAND = [sys.executable, "-m", "evenhand"]

Program = Callable[..., Run]


def run_ready(ready: Ready, folder: Path, arguments: Sequence[str], **environ: str) -> Run:
    """How the program ends that is run in a folder, with nothing to read."""
    with (
        open(os.devnull, "rb") as nothing,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        streams = (nothing.fileno(), out.fileno(), err.fileno())
        status = ask(str(ready.path), arguments, str(folder), environment(**environ), *streams)
        out.seek(0)
        err.seek(0)
        return Run(status, out.read().decode(), err.read().decode())


def run_in(folder: Path, command: Sequence[str], **environ: str) -> Run:
    """How a command ends that is run in a folder, with nothing to read."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**environ),
        capture_output=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())
