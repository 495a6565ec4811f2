"""evenhand: consistent judgement moderation, from declarative rules with a trace.

    >>> from pathlib import Path
    >>> from evenhand import Problems, check_file, open_workspace
    >>> workspace = open_workspace()
    >>> [folder.name for folder in workspace.rule_set_folders()]
    ['ilacs@2018', 'ilacs@2023']

What is named in `__all__` is promised. It is imported when it is first asked for, so that
`evenhand --version` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evenhand.diagnostics import InvalidInput, Problems
    from evenhand.evaluation import compile_rules, interpret
    from evenhand.services.check import check_file, check_inspection
    from evenhand.services.inspections import load_inspection
    from evenhand.services.records import make_record, verify_record
    from evenhand.services.workspace import open_workspace

__version__ = "0.1.0"

__all__ = [
    "InvalidInput",
    "Problems",
    "__version__",
    "check_file",
    "check_inspection",
    "compile_rules",
    "interpret",
    "load_inspection",
    "make_record",
    "open_workspace",
    "verify_record",
]

_HOMES = {
    "InvalidInput": "evenhand.diagnostics",
    "Problems": "evenhand.diagnostics",
    "check_file": "evenhand.services.check",
    "check_inspection": "evenhand.services.check",
    "compile_rules": "evenhand.evaluation",
    "interpret": "evenhand.evaluation",
    "load_inspection": "evenhand.services.inspections",
    "make_record": "evenhand.services.records",
    "open_workspace": "evenhand.services.workspace",
    "verify_record": "evenhand.services.records",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'evenhand' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
