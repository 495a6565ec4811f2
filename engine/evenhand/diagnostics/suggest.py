"""The nearest known name for a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(written: str, known: Iterable[str], *, at_least: float = 0.6) -> str | None:
    """The known name most like `written`, or None when none is like it.

    >>> nearest("outstandin", ["good", "outstanding"])
    'outstanding'
    >>> nearest("zebra", ["good", "outstanding"]) is None
    True
    """
    matcher = SequenceMatcher(None, b=_fold(written))
    best: str | None = None
    beyond = at_least
    for name in sorted(set(known)):
        matcher.set_seq1(_fold(name))
        # The first two are quick, and never less than the third: there may be 100,000 names.
        bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
        if any(bound() < beyond for bound in bounds):
            continue
        likeness = matcher.ratio()
        if best is None or likeness > beyond:
            best, beyond = name, likeness
    return best


def did_you_mean(written: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known name, or lists the few there are."""
    names = sorted(set(known))
    found = nearest(written, names)
    if found is not None:
        return f"did you mean `{found}`?"
    if 0 < len(names) <= 8:
        return "it can be " + ", ".join(f"`{name}`" for name in names)
    return None


def _fold(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ")
