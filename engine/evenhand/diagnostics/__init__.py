"""Floor 0: telling people what is wrong with what they wrote."""

from evenhand.diagnostics.diagnostic import (
    Code,
    Diagnostic,
    InvalidInput,
    Problems,
    Severity,
    catalogue,
    code,
)
from evenhand.diagnostics.render import ReadLines, to_json_line, to_text
from evenhand.diagnostics.span import Span
from evenhand.diagnostics.suggest import did_you_mean, did_you_mean_each, nearest

__all__ = [
    "Code",
    "Diagnostic",
    "InvalidInput",
    "Problems",
    "ReadLines",
    "Severity",
    "Span",
    "catalogue",
    "code",
    "did_you_mean",
    "did_you_mean_each",
    "nearest",
    "to_json_line",
    "to_text",
]
