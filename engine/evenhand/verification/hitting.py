"""The smallest sets that have something in common with each of some sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def hitting_sets(sets: Sequence[frozenset[str]], size: int) -> Iterator[frozenset[str]]:
    """Every set of `size` things that hits each of `sets` and of which none can be left out.

    >>> sorted(map(sorted, hitting_sets([frozenset("ab"), frozenset("bc")], 2)))
    [['a', 'c']]
    """
    seen: set[frozenset[str]] = set()
    for found in _hitting(sets, frozenset(), size, seen):
        if len(found) == size and all(_is_missed(sets, found - {one}) for one in found):
            yield found


def _hitting(
    sets: Sequence[frozenset[str]], chosen: frozenset[str], size: int, seen: set[frozenset[str]]
) -> Iterator[frozenset[str]]:
    if chosen in seen:
        return
    seen.add(chosen)
    missed = min((one for one in sets if not one & chosen), key=len, default=None)
    if missed is None:
        yield chosen
    elif len(chosen) < size:
        for one in sorted(missed):
            yield from _hitting(sets, chosen | {one}, size, seen)


def _is_missed(sets: Sequence[frozenset[str]], chosen: frozenset[str]) -> bool:
    return any(not one & chosen for one in sets)
