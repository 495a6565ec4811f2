"""zen-engine, in three forms: a decision table, an expression node, and its evaluator without a decision.

The table collects, one row a rule. It is the fastest form of a decision, and evenhand's figures are held
against it. An expression node has one expression a rule. Comparisons refuse null, so each says that what it
compares is there. For undecided rules a second expression for each rule tells whether it possibly holds.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from benchmarks.engines.engine import Engine, NotInstalledError, graded_in_python, infix, told_apart
from benchmarks.workload import Pack, Record

MAYBE = "?"


def build(pack: Pack) -> Engine:
    """zen-engine with the pack as a decision."""
    zen = installed()
    engine = zen.ZenEngine()
    certain = [(rule["id"], infix(rule["when"], possible=False)) for rule in pack["rules"]]
    possible = [(MAYBE + rule["id"], infix(rule["when"], possible=True)) for rule in pack["rules"]]
    fired_only = engine.create_decision(table(certain))
    both = engine.create_decision(table(certain + possible))

    def fired(record: Record) -> list[str]:
        return [row["rule"] for row in fired_only.evaluate(record)["result"]]

    def statuses(record: Record) -> tuple[list[str], list[str]]:
        return told_apart([row["rule"] for row in both.evaluate(record)["result"]], MAYBE)

    return graded_in_python(
        pack,
        name="zen-engine",
        version=version("zen-engine"),
        fired=fired,
        statuses=statuses,
        note="a decision table that collects; for statuses a second row a rule; graded in Python",
    )


def build_node(pack: Pack) -> Engine:
    """zen-engine with the pack as one expression node: a key for each rule, true or false."""
    zen = installed()
    engine = zen.ZenEngine()
    ids = [rule["id"] for rule in pack["rules"]]
    certain = [(rule["id"], infix(rule["when"], possible=False)) for rule in pack["rules"]]
    possible = [(f"maybe_{rule['id']}", infix(rule["when"], possible=True)) for rule in pack["rules"]]
    fired_only = engine.create_decision(_node(certain))
    both = engine.create_decision(_node(certain + possible))

    def fired(record: Record) -> list[str]:
        truths = fired_only.evaluate(record)["result"]
        return [id for id in ids if truths[id]]

    def statuses(record: Record) -> tuple[list[str], list[str]]:
        truths = both.evaluate(record)["result"]
        return [id for id in ids if truths[id]], [id for id in ids if truths[f"maybe_{id}"]]

    return graded_in_python(
        pack,
        name="zen-engine, node",
        version=version("zen-engine"),
        fired=fired,
        statuses=statuses,
        note="a decision with one expression node; for statuses a second key a rule; graded in Python",
    )


def build_expression(pack: Pack) -> Engine:
    """One compiled expression of zen's language that gives an array of truths: no decision, no rules."""
    zen = installed()
    ids = [rule["id"] for rule in pack["rules"]]
    certain = [infix(rule["when"], possible=False) for rule in pack["rules"]]
    possible = [infix(rule["when"], possible=True) for rule in pack["rules"]]
    fired_only = zen.compile_expression(f"[{', '.join(certain)}]")
    both = zen.compile_expression(f"[{', '.join(certain + possible)}]")

    def fired(record: Record) -> list[str]:
        return [id for id, truth in zip(ids, fired_only.evaluate(record), strict=True) if truth]

    def statuses(record: Record) -> tuple[list[str], list[str]]:
        truths = both.evaluate(record)
        sure = [id for id, truth in zip(ids, truths, strict=False) if truth]
        return sure, [id for id, truth in zip(ids, truths[len(ids) :], strict=True) if truth]

    return graded_in_python(
        pack,
        name="zen-engine, evaluator",
        version=version("zen-engine"),
        fired=fired,
        statuses=statuses,
        note="its evaluator alone: one compiled expression that is an array of all conditions",
    )


def installed() -> Any:
    """The library."""
    try:
        import zen
    except ImportError:
        raise NotInstalledError("pip install zen-engine") from None
    return zen


def _node(expressions: list[tuple[str, str]]) -> str:
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions]}
    return _decision("expressionNode", content)


def table(rows: list[tuple[str, str]]) -> str:
    """A decision of one table that collects: a row for each condition, and the name that it gives."""
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when", "type": "expression"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule", "type": "expression"}],
        "rules": [{"_id": id, "when": when, "rule": f'"{id}"'} for id, when in rows],
    }
    return _decision("decisionTableNode", content)


def _decision(kind: str, content: dict[str, Any]) -> str:
    place = {"x": 0, "y": 0}
    nodes = [
        {"id": "input", "type": "inputNode", "name": "input", "position": place},
        {"id": "rules", "type": kind, "name": "rules", "position": place, "content": content},
        {"id": "output", "type": "outputNode", "name": "output", "position": place},
    ]
    edges = [
        {"id": "in", "sourceId": "input", "targetId": "rules", "type": "edge"},
        {"id": "out", "sourceId": "rules", "targetId": "output", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})
