"""One case decided by durable-rules, in this process; and what is skipped where it cannot be loaded."""

from __future__ import annotations

import pytest

from evenhand.backends.durable import Derivation, DurableRules, NotInstalledError, compile_program
from evenhand.backends.durable.guard import durable_rules
from evenhand.domain import Case
from evenhand.language import RulesInForce


def _fault() -> str | None:
    try:
        durable_rules()
    except NotInstalledError as fault:
        return str(fault)
    return None


needs_durable_rules = pytest.mark.skipif(
    _fault() is not None, reason=f"durable-rules cannot be loaded: {_fault()}"
)


def derive(rules: RulesInForce, case: Case) -> Derivation:
    """A case decided by rules loaded for it alone."""
    engine = DurableRules(compile_program(rules))
    try:
        return engine.run(case)
    finally:
        engine.free()
