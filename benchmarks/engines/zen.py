"""zen-engine, in three forms: a decision table, an expression node, and its evaluator without a decision.

The table collects, one row a rule. It is the fastest form of a decision, and evenhand's figures are held
against it. An expression node has one expression a rule. Comparisons refuse null, so each says that what it
compares is there. For undecided rules a second expression for each rule tells whether it possibly holds.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from benchmarks.engines.engine import Decided, Engine, Grading, NotInstalledError, Task, written
from benchmarks.workload import Pack, Record

MAYBE = "?"


def build(pack: Pack) -> Engine:
    """zen-engine with the pack as a decision."""
    zen = _zen()
    engine = zen.ZenEngine()
    certain = [(rule["id"], _condition(rule["when"], possible=False)) for rule in pack["rules"]]
    possible = [(MAYBE + rule["id"], _condition(rule["when"], possible=True)) for rule in pack["rules"]]
    fired_only = engine.create_decision(_table(certain))
    both = engine.create_decision(_table(certain + possible))
    grading = Grading(pack)

    def fired(record: Record) -> Decided:
        rows = fired_only.evaluate(record)["result"]
        return grading.answer(Task.FIRED, [row["rule"] for row in rows])

    def asked(task: Task) -> Any:
        def run(record: Record) -> Decided:
            sure, maybe = [], []
            for row in both.evaluate(record)["result"]:
                rule = row["rule"]
                if rule[0] == MAYBE:
                    maybe.append(rule[1:])
                else:
                    sure.append(rule)
            return grading.answer(task, sure, maybe)

        return run

    return Engine(
        name="zen-engine",
        version=version("zen-engine"),
        take=lambda record: record,
        tasks={Task.FIRED: fired, Task.STATUSES: asked(Task.STATUSES), Task.REACH: asked(Task.REACH)},
        read=lambda _, found: found,
        note="a decision table that collects; for statuses a second row a rule; graded in Python",
    )


def build_node(pack: Pack) -> Engine:
    """zen-engine with the pack as one expression node: a key for each rule, true or false."""
    zen = _zen()
    engine = zen.ZenEngine()
    ids = [rule["id"] for rule in pack["rules"]]
    certain = [(id, _condition(rule["when"], possible=False)) for id, rule in _rules(pack)]
    possible = [(f"maybe_{id}", _condition(rule["when"], possible=True)) for id, rule in _rules(pack)]
    fired_only = engine.create_decision(_node(certain))
    both = engine.create_decision(_node(certain + possible))
    grading = Grading(pack)

    def fired(record: Record) -> Decided:
        truths = fired_only.evaluate(record)["result"]
        return grading.answer(Task.FIRED, [id for id in ids if truths[id]])

    def asked(task: Task) -> Any:
        def run(record: Record) -> Decided:
            truths = both.evaluate(record)["result"]
            sure = [id for id in ids if truths[id]]
            return grading.answer(task, sure, [id for id in ids if truths[f"maybe_{id}"]])

        return run

    return Engine(
        name="zen-engine, node",
        version=version("zen-engine"),
        take=lambda record: record,
        tasks={Task.FIRED: fired, Task.STATUSES: asked(Task.STATUSES), Task.REACH: asked(Task.REACH)},
        read=lambda _, found: found,
        note="a decision with one expression node; for statuses a second key a rule; graded in Python",
    )


def _rules(pack: Pack) -> list[tuple[str, Any]]:
    return [(rule["id"], rule) for rule in pack["rules"]]


def build_expression(pack: Pack) -> Engine:
    """One compiled expression of zen's language that gives an array of truths: no decision, no rules."""
    zen = _zen()
    ids = [rule["id"] for rule in pack["rules"]]
    certain = [_condition(rule["when"], possible=False) for rule in pack["rules"]]
    possible = [_condition(rule["when"], possible=True) for rule in pack["rules"]]
    fired_only = zen.compile_expression(f"[{', '.join(certain)}]")
    both = zen.compile_expression(f"[{', '.join(certain + possible)}]")
    grading = Grading(pack)

    def fired(record: Record) -> Decided:
        truths = fired_only.evaluate(record)
        return grading.answer(Task.FIRED, [id for id, truth in zip(ids, truths, strict=True) if truth])

    def asked(task: Task) -> Any:
        def run(record: Record) -> Decided:
            truths = both.evaluate(record)
            sure = [id for id, truth in zip(ids, truths, strict=False) if truth]
            maybe = [id for id, truth in zip(ids, truths[len(ids) :], strict=True) if truth]
            return grading.answer(task, sure, maybe)

        return run

    return Engine(
        name="zen-engine, evaluator",
        version=version("zen-engine"),
        take=lambda record: record,
        tasks={Task.FIRED: fired, Task.STATUSES: asked(Task.STATUSES), Task.REACH: asked(Task.REACH)},
        read=lambda _, found: found,
        note="its evaluator alone: one compiled expression that is an array of all conditions",
    )


def _zen() -> Any:
    try:
        import zen
    except ImportError:
        raise NotInstalledError("pip install zen-engine") from None
    return zen


def _condition(expression: Any, *, possible: bool) -> str:
    def leaf(item: str, operation: str, value: int | bool) -> str:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        compared = f"{item} {operation} {shown}"
        return f"({item} == null or {compared})" if possible else f"({item} != null and {compared})"

    return written(expression, leaf, lambda word, parts: f"({f' {word} '.join(parts)})")


def _node(expressions: list[tuple[str, str]]) -> str:
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions]}
    return _decision("expressionNode", content)


def _table(rows: list[tuple[str, str]]) -> str:
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
