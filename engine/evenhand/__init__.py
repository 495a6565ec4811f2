"""evenhand: consistent judgement moderation, from declarative rules with a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenhand.diagnostics import Diagnostic, InvalidInput
    from evenhand.evaluation import InspectionTrace
    from evenhand.language import Amendment, Change, RuleSet, amended
    from evenhand.services.api import check, explain, load_amendment, load_rule_set, replay_casebook
    from evenhand.services.check import Checked
    from evenhand.services.records import Verification, make_record, verify_record
    from evenhand.services.replay_casebook import Replayed
    from evenhand.services.replay_json import replay_json
    from evenhand.services.second_opinion import Opinion, second_opinion
    from evenhand.services.views import check_json
    from evenhand.services.workspace import Workspace, open_workspace

__version__ = "0.1.0"

__all__ = [
    "Amendment",
    "Change",
    "Checked",
    "Diagnostic",
    "InspectionTrace",
    "InvalidInput",
    "Opinion",
    "Replayed",
    "RuleSet",
    "Verification",
    "Workspace",
    "__version__",
    "amended",
    "check",
    "check_json",
    "explain",
    "load_amendment",
    "load_rule_set",
    "make_record",
    "open_workspace",
    "replay_casebook",
    "replay_json",
    "second_opinion",
    "verify_record",
]

# Names are fetched when they are first used: `evenhand --version` needs none of them, and waits for none.
_HOMES = {
    "Amendment": "language",
    "Change": "language",
    "Checked": "services.check",
    "Diagnostic": "diagnostics",
    "InspectionTrace": "evaluation",
    "InvalidInput": "diagnostics",
    "Opinion": "services.second_opinion",
    "Replayed": "services.replay_casebook",
    "RuleSet": "language",
    "Verification": "services.records",
    "Workspace": "services.workspace",
    "amended": "language",
    "check": "services.api",
    "check_json": "services.views",
    "explain": "services.api",
    "load_amendment": "services.api",
    "load_rule_set": "services.api",
    "make_record": "services.records",
    "open_workspace": "services.workspace",
    "replay_casebook": "services.api",
    "replay_json": "services.replay_json",
    "second_opinion": "services.second_opinion",
    "verify_record": "services.records",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
