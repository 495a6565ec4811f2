"""Hints for what people will try in a condition that the language writes another way."""

from __future__ import annotations

import re

_TRIES: tuple[tuple[str, str], ...] = (
    (r"\bmore than\b|\bgreater than\b|\bover\b", "write `X > 3`"),
    (r"\bless than\b|\bfewer than\b|\bunder\b|\bbelow\b", "write `X < 3`"),
    (r"==", "write one `=`, or `is`"),
    (r"!=|<>|≠", "write `X is not E`"),
    (r"≥", "write `>=`"),
    (r"≤", "write `<=`"),
    (r"[<>]=?.+[<>]=?", "write `X is between 12 and 18`"),
    (r"=>", "write `>=`"),
    (r"=<", "write `<=`"),
    (r"\bin\s*[\[(]", "write `X is a or b`"),
    (r"\b(isn't|is\s*n't)\b", "write `is not`"),
    (r"\bhas\b", "write `X is yes`, or the name of a finding"),
    (r"\bat least\b(?!\s+\w+\s+of\b).*\d", "for a number write `X >= 3`"),
    (r"\bat most\b(?!\s+\w+\s+of\b).*\d", "for a number write `X <= 3`"),
    (r"^\s*\w+\s+(and|or)\s+\w+\s*$", "put each condition on a line of its own under `all:` or `any:`"),
    (r"&&|\|\|", "put each condition on a line of its own under `all:` or `any:`"),
    (
        r"\b(and|or)\b.*\b(is|are|>=|<=|>|<|=)|(>=|<=|>|<|=|\bis\b).*\band\b",
        "one condition a line: put each on a line of its own under `all:` or `any:`",
    ),
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
