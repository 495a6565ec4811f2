"""CLIPS: one fact a record, one rule a rule, with what can be a pattern written as a pattern.

Each rule appends its name to a global when it fires. That is faster than calling Python from the rule and
than reading the agenda. A missing indicator is nil. For undecided rules a second rule for each tells whether
it possibly holds.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from benchmarks.engines.engine import (
    Engine,
    NotInstalledError,
    graded_in_python,
    items_of,
    told_apart,
    written,
)
from benchmarks.workload import Pack, Record

OPERATIONS = {"==": "=", "!=": "<>"}
MAYBE = "maybe-"


def build(pack: Pack) -> Engine:
    """CLIPS with the pack as rules."""
    try:
        import clips
    except ImportError:
        raise NotInstalledError("pip install clipspy") from None
    fired_only = _Session(clips, pack, possible=False)
    both = _Session(clips, pack, possible=True)

    def take(record: Record) -> dict[str, Any]:
        symbols = {True: clips.Symbol("TRUE"), False: clips.Symbol("FALSE")}
        return {item: symbols[value] if isinstance(value, bool) else value for item, value in record.items()}

    return graded_in_python(
        pack,
        name="CLIPS",
        version=f"clipspy {version('clipspy')}",
        take=take,
        fired=fired_only.names,
        statuses=lambda fact: told_apart(both.names(fact), MAYBE),
        note="one fact a record; for statuses a second rule a rule; graded in Python",
    )


class _Session:
    def __init__(self, clips: Any, pack: Pack, *, possible: bool) -> None:
        self.environment = clips.Environment()
        slots = " ".join(f"(slot {indicator['id']})" for indicator in pack["indicators"])
        self.environment.build(f"(deftemplate record {slots})")
        self.environment.build("(defglobal ?*fired* = (create$))")
        for rule in pack["rules"]:
            self.environment.build(_rule(rule["id"], rule["when"], possible=False))
            if possible:
                self.environment.build(_rule(MAYBE + rule["id"], rule["when"], possible=True))
        self.template = self.environment.find_template("record")
        self.fired = self.environment.find_global("fired")

    def names(self, fact: dict[str, Any]) -> list[str]:
        """The names of the rules that a record makes fire."""
        asserted = self.template.assert_fact(**fact)
        self.environment.run()
        found = [str(name) for name in self.fired.value]
        self.fired.value = ()
        asserted.retract()
        return found


def _rule(name: str, when: Any, *, possible: bool) -> str:
    parts = when.get("and", [when])
    slots = {item: f"?{item}" for item in items_of(when)}
    tests = ""
    for part in parts:
        if "cmp" in part:
            slots[part["cmp"][0]] += f"&:{_condition(part, possible=possible)}"
        else:
            tests += f" (test {_condition(part, possible=possible)})"
    pattern = " ".join(f"({item} {slot})" for item, slot in slots.items())
    return f"(defrule {name} (record {pattern}){tests} => (bind ?*fired* (create$ ?*fired* {name})))"


def _condition(expression: Any, *, possible: bool) -> str:
    def leaf(item: str, operation: str, value: int | bool) -> str:
        if isinstance(value, bool):
            compared = f"(eq ?{item} {str(value).upper()})"
        else:
            compared = f"({OPERATIONS.get(operation, operation)} ?{item} {value})"
        return f"(or (eq ?{item} nil) {compared})" if possible else f"(and (neq ?{item} nil) {compared})"

    return written(expression, leaf, lambda word, parts: f"({word} {' '.join(parts)})")
