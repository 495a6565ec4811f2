"""durable-rules through its C module: one rule set for each area, one wide fact, names read in a loop.

The safe form that is known for it: a rule that always fires opens each session (without it, ending a session
in which nothing fired can crash), and every session is ended. Its public Host is slower. It has no unknown.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from benchmarks.engines.engine import NO_UNKNOWN, Decided, Engine, Grading, NotInstalledError, Task
from benchmarks.workload import Pack, Record

OPERATIONS = {">=": "$gte", "<=": "$lte", ">": "$gt", "<": "$lt", "!=": "$neq"}
OPEN = '{"k":"open","id":"o","sid":"s"}'


def build(pack: Pack) -> Engine:
    """durable-rules with one rule set for each area."""
    try:
        import durable_rules_engine as engine
    except ImportError:
        raise NotInstalledError("pip install durable-rules (Python before 3.13)") from None
    sets = [engine.create_ruleset(f"bench_{area}", _rule_set(pack, area)) for area in pack["areas"]]
    grading = Grading(pack)

    def drain(handle: int, offset: int) -> list[str]:
        found: list[str] = []
        started = engine.start_action_for_state(handle, offset)
        message = started and started[1]
        while message:
            found.append(next(iter(json.loads(message))))
            message = engine.complete_and_start_action(handle, offset)
        return found

    def fired(record: str) -> Decided:
        found: list[str] = []
        for handle in sets:
            drain(handle, engine.assert_fact(handle, OPEN)[1])
            status, offset = engine.assert_fact(handle, record)
            if status == 0:
                found += drain(handle, offset)
            engine.delete_state(handle, "s")
        # A rule with several true alternatives fires for each of them.
        return grading.answer(Task.FIRED, list(dict.fromkeys(found)))

    return Engine(
        name="durable-rules",
        version=version("durable-rules"),
        take=_fact,
        tasks={Task.FIRED: fired},
        read=lambda _, found: found,
        note="raw C loop, one rule set an area, opening rule, each session ended; graded in Python",
        cannot={Task.STATUSES: NO_UNKNOWN, Task.REACH: NO_UNKNOWN},
    )


def _fact(record: Record) -> str:
    return json.dumps({**record, "k": "case", "id": "c", "sid": "s"})


def _rule_set(pack: Pack, area: str) -> str:
    rules: dict[str, Any] = {"open": {"all": [{"m": {"k": "open"}}], "pri": -1}}
    own = [rule for rule in pack["rules"] if rule["then"]["area"] == area]
    for order, rule in enumerate(own):
        when = {"$and": [{"k": "case"}, _condition(rule["when"])]}
        rules[rule["id"]] = {"all": [{"m": when}], "pri": order}
    return json.dumps(rules)


def _condition(expression: Any) -> dict[str, Any]:
    if "cmp" in expression:
        item, operation, value = expression["cmp"]
        return {item: value} if operation == "==" else {OPERATIONS[operation]: {item: value}}
    word = "and" if "and" in expression else "or"
    return {f"${word}": [_condition(part) for part in expression[word]]}
