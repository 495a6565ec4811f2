"""Hints for what people will try in a condition that the language writes another way."""

from __future__ import annotations

import re

_ONE_A_LINE = "one condition a line: put each on a line of its own under `all:` or `any:`"
_COMPARES = r"(?:>=|<=|>|<|=|\bis\b|\bare\b)"

_TRIES: tuple[tuple[str, str], ...] = (
    (r"==", "write one `=`, or `is`"),
    (r"!=|<>|≠", "write `X is not E`"),
    (r"≥|=>", "write `>=`"),
    (r"≤|=<", "write `<=`"),
    (rf"{_COMPARES}.*\b(and|or|but)\b.*{_COMPARES}|&&|\|\|", _ONE_A_LINE),
    (r"\b(more|greater|higher) than\b|\bover\b|\babove\b|\bexceeds\b", "write `X > 3`"),
    (r"\b(less|fewer|lower) than\b|\bunder\b|\bbelow\b", "write `X < 3`"),
    (r"\bor (better|above|more|higher)\b", "write `X is at least good`, or `X >= 3` for a number"),
    (r"\bor (worse|below|less|lower)\b", "write `X is at most good`, or `X <= 3` for a number"),
    (r"[<>]=?[^<>]+[<>]=?|\d\s+to\s+\d", "write `X is between 12 and 18`"),
    (r"\d[eE][+-]?\d", "write numbers in full, without an exponent"),
    (r"\bin\s*[\[(]", "write `X is a or b`"),
    (r"\b(isn't|is\s*n't)\b", "write `is not`"),
    (r"\bhas\b", "write `X is yes`, or the name of a finding"),
    (r"\bat least\b(?!\s+\w+\s+of\b).*\d", "for a number write `X >= 3`"),
    (r"\bat most\b(?!\s+\w+\s+of\b).*\d", "for a number write `X <= 3`"),
    (r"\b(if|when|unless|where)\b", "write the condition alone, without `if`"),
    (r"^\s*\w+\s+(and|or)\s+\w+\s*$", _ONE_A_LINE),
    (r"^\s*(any|all|none)\s+of\b.*\bor\b", "between the members write `and`: `any of a, b and c are good`"),
    (
        r"^\s*(any|all|none|at\s+\w+\s+\w+|exactly\s+\w+)\s+of\b.*\b(is|are)\s+not\b",
        "say what they are, as in `none of a, b and c are good`, or write a line for each under `any:`",
    ),
    (r"\bis\s+(not\s+)?one\s+of\b.*\band\b", "between the names write commas or `or`: `is one of a, b or c`"),
    (rf"\b(and|or)\b.*{_COMPARES}|{_COMPARES}.*\band\b|{_COMPARES}.*,", _ONE_A_LINE),
    (r"^\s*not\b", "put the condition under `none:`, or write `X is not E`"),
    (r"\bper cent\b|\bpercent\b", "write `%`"),
    (r"['\"“”‘’]", "names stand without quotation marks"),
    (r"^\s*[A-Za-z][A-Za-z0-9_]*\s*$", "compare it (`X is yes`, `X >= 3`), or name a finding exactly"),
)


def hint_for(text: str) -> str | None:
    """A hint for a condition that could not be read, from what it looks like.

    >>> hint_for("caseload_mean more than 3")
    'write `X > 3`'
    """
    for pattern, hint in _TRIES:
        if re.search(pattern, text):
            return hint
    return None
