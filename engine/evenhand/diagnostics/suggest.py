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
    folded = _fold(written)
    best: tuple[float, str] | None = None
    for name in sorted(set(known)):
        likeness = SequenceMatcher(None, folded, _fold(name)).ratio()
        if likeness >= at_least and (best is None or likeness > best[0]):
            best = (likeness, name)
    return best[1] if best else None


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
