"""rule-engine: one rule object for each rule of the pack, matched one after the other."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from benchmarks.engines.engine import Engine, NotInstalledError, graded_in_python, infix
from benchmarks.workload import Pack, Record


def build(pack: Pack) -> Engine:
    """rule-engine with the pack's rules parsed."""
    try:
        import rule_engine
    except ImportError:
        raise NotInstalledError("pip install rule-engine") from None
    context = rule_engine.Context(default_value=None)

    def rules(*, possible: bool) -> list[tuple[str, Any]]:
        return [
            (rule["id"], rule_engine.Rule(infix(rule["when"], possible=possible), context=context))
            for rule in pack["rules"]
        ]

    certain, maybe = rules(possible=False), rules(possible=True)

    def matching(asked: list[tuple[str, Any]], record: Record) -> list[str]:
        return [id for id, rule in asked if rule.matches(record)]

    return graded_in_python(
        pack,
        name="rule-engine",
        version=version("rule-engine"),
        fired=lambda record: matching(certain, record),
        statuses=lambda record: (matching(certain, record), matching(maybe, record)),
        note="for statuses every rule is matched twice; graded in Python",
    )
