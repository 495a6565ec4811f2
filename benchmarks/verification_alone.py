"""The obligations of one rule set, decided in a process of its own: the first question, all of them, memory.

    python -m benchmarks.verification_alone CORE SUBJECT

prints what it found as JSON. `alone` starts that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
KILOBYTES = 1024
"""In a megabyte, as the system tells memory."""


def alone(core: int | None, subject: str) -> dict[str, Any]:
    """Run this module on one core."""
    held = "" if core is None else str(core)
    command = [sys.executable, "-m", "benchmarks.verification_alone", held, subject]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(core: str, subject: str) -> None:
    """Decide every obligation, and print how long it took."""
    if core:
        os.sched_setaffinity(0, {int(core)})
    from benchmarks.verification_subjects import rules_of

    rules = rules_of(subject)
    before = peak_megabytes()
    started, started_at = time.process_time(), time.perf_counter()
    from evenhand.verification import Verifier

    loaded = time.process_time()
    verifier = Verifier(rules, clock=time.monotonic)
    answers = verifier.decide_all()
    results = Counter([next(answers).result])
    first = time.process_time()
    results.update(found.result for found in answers)
    ended, ended_at = time.process_time(), time.perf_counter()
    found = {
        "obligations": dict(sorted(results.items())),
        "load": loaded - started,
        "first_question": first - loaded,
        "all": ended - loaded,
        "on_the_wall": ended_at - started_at,
        "megabytes": peak_megabytes(),
        "megabytes_before": before,
    }
    print(json.dumps(found))


def peak_megabytes() -> int:
    """The peak memory so far. What `resource` tells has that of the process that started this one in it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / KILOBYTES)
    raise RuntimeError("the system does not tell the peak memory of this process")


if __name__ == "__main__":
    main(*sys.argv[1:])
