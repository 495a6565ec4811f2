"""One drawn casebook compared in a process of its own: seconds, and peak memory.

    python -m benchmarks.moderation_likeness_alone KIND

prints what it found as JSON. `alone` starts that.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measuring import threads
from benchmarks.moderation_likeness_cases import CASES, DRAWN, drawn
from benchmarks.verification_alone import peak_megabytes
from evenhand.moderation.likeness.repair import compare

REPOSITORY = Path(__file__).parent.parent
SEED = 1


def alone(kind: str) -> dict[str, Any]:
    """Run this module."""
    command = [sys.executable, "-m", "benchmarks.moderation_likeness_alone", kind]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(name: str) -> None:
    """Compare the cases of a kind, and print how long it took."""
    some = drawn(next(kind for kind in DRAWN if kind.name == name), CASES, SEED)
    names = np.arange(some.cases, dtype=np.int64)
    started, started_at = time.process_time(), time.perf_counter()
    counts, repair = compare(some, names, threads=threads())
    ended, ended_at = time.process_time(), time.perf_counter()
    found = {
        "pairs": counts.pairs,
        "possible": counts.possible,
        "tainted": int(counts.tainted.sum()),
        "repair": None if repair is None else len(repair.members),
        "only": repair is not None and repair.only,
        "seconds": ended_at - started_at,
        "processor": ended - started,
        "megabytes": peak_megabytes(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
