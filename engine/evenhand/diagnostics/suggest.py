"""The nearest known name for a misspelt one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher

MOST_COMPARED = 1_000_000
"""How many names are compared for the hints of one list: some seconds' work."""


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
        if matcher.real_quick_ratio() < beyond or matcher.quick_ratio() < beyond:
            continue
        likeness = matcher.ratio()
        if likeness > beyond or (best is None and likeness == beyond):
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


def did_you_mean_each(
    written: Sequence[str], known: Collection[str], *, most_compared: int = MOST_COMPARED
) -> dict[str, str | None]:
    """A hint for each of many names; only the first get one where so many are known that it would take long.

    >>> did_you_mean_each(["god", "zebra"], [*map(str, range(9)), "good"])
    {'god': 'did you mean `good`?', 'zebra': None}
    """
    most = max(1, most_compared // max(1, len(known)))
    return {
        one: did_you_mean(one, known) if at < most else None for at, one in enumerate(dict.fromkeys(written))
    }


def _fold(name: str) -> str:
    return name.casefold().replace("_", " ").replace("-", " ")
