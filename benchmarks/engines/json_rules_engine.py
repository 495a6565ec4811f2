"""json-rules-engine, in a Node process of its own that answers and measures itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines.engine import Decided, Engine, NotInstalledError, Task
from benchmarks.measuring import PART
from benchmarks.workload import Pack, Record

FOLDER = Path(__file__).parent
PACKAGE = FOLDER.parent / "node_modules" / "json-rules-engine" / "package.json"
TASKS = {Task.FIRED: "fired", Task.STATUSES: "statuses", Task.REACH: "reach"}


def build(pack: Pack) -> Engine:
    """json-rules-engine with the pack as rules."""
    node = shutil.which("node")
    if node is None or not PACKAGE.is_file():
        raise NotInstalledError("npm install --prefix benchmarks (needs Node)")

    def ask(task: Task, records: Sequence[Record], seconds: float) -> Any:
        asked = {
            "pack": pack,
            "records": list(records),
            "task": TASKS[task],
            "seconds": seconds,
            "part": PART,
        }
        done = subprocess.run(
            [node, FOLDER / "json_rules_engine.mjs"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def one(task: Task) -> Any:
        return lambda record: ask(task, [record], 0)[0]

    return Engine(
        name="json-rules-engine",
        version=json.loads(PACKAGE.read_text())["version"],
        take=lambda record: record,
        tasks={task: one(task) for task in TASKS},
        read=lambda _, found: Decided(**found),
        note="on Node, in a process of its own; for statuses a second rule a rule; graded in JavaScript",
        rate=lambda task, records, seconds: float(ask(task, records, seconds)),
        answers=lambda task, records: ask(task, records, 0),
    )
