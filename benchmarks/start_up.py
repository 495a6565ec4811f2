"""How long evenhand takes to start: `--version`, and `check` on one file."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
TARGETS = {"version": 0.3, "check": 0.5}
COMMANDS = {
    "version": ["--version"],
    "check": ["check", str(REPOSITORY / "casebooks" / "model" / "ashmere_2024.yaml")],
}


def run(times: int = 9) -> dict[str, Any]:
    """Each command several times, after once for the file cache: seconds on the wall and of processor."""
    found: dict[str, Any] = {}
    for name, arguments in COMMANDS.items():
        command = [sys.executable, "-m", "evenhand", *arguments]
        taken = [taken_by(command) for _ in range(times + 1)][1:]
        wall = [one for one, _ in taken]
        best = min(wall)
        found[name] = {
            "command": f"evenhand {' '.join(arguments).replace(f'{REPOSITORY}/', '')}",
            "median": round(statistics.median(wall), 3),
            "best": round(best, 3),
            "best_processor": round(min(used for _, used in taken), 3),
            "asked": TARGETS[name],
            "met": best <= TARGETS[name],
        }
    return found


def taken_by(command: list[str]) -> tuple[float, float]:
    """Seconds of a command on the wall, and of processor time. Raises RuntimeError where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1, 4):
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
