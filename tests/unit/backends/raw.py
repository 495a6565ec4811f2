"""durable-rules without the guard, in a process of its own: what the guard is there for."""

from __future__ import annotations

import subprocess
import sys

_PRELUDE = """
import json, resource
import durable_rules_engine as engine
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

def load(rules, name="raw"):
    return engine.create_ruleset(name, json.dumps(rules))

def tell(handle, fact):
    result, offset = engine.assert_fact(handle, json.dumps(fact))
    return (result, fired(handle, offset)) if result == 0 else (result, [])

def fired(handle, offset):
    found, started = [], engine.start_action_for_state(handle, offset)
    message = started and started[1]
    while message:
        found.append(next(iter(json.loads(message))))
        message = engine.complete_and_start_action(handle, offset)
    return found
"""


def run_raw(code: str) -> subprocess.CompletedProcess[str]:
    """How a process ends that runs `code`, which may `load` rules and `tell` facts."""
    return subprocess.run([sys.executable, "-c", _PRELUDE + code], capture_output=True, text=True, timeout=60)
