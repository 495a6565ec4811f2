"""To which of several changes a move is owed: what each does alone, and what some of them do together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from evenhand.replay.codes import Codes

Changes = frozenset[str]
"""Some changes, by id."""

Reason = tuple[Changes, ...]
"""The smallest sets of changes that each bring the whole move about, fewest changes first."""

MOST_SETS = 64
"""Up to this many sets of changes are tried out; of more changes, those of one and of two, and all."""


def sets_of(changes: Sequence[str]) -> list[Changes]:
    """The sets of changes to try out, smaller ones first, all of them together last.

    >>> [sorted(one) for one in sets_of(["a", "b"])]
    [['a'], ['b'], ['a', 'b']]
    """
    most = len(changes) if 2 ** len(changes) <= MOST_SETS else 2
    found = [frozenset(some) for size in range(1, most + 1) for some in combinations(changes, size)]
    whole = frozenset(changes)
    return found if not changes or whole in found else [*found, whole]


def reasons(after: Codes, alone: Mapping[Changes, Codes], rows: Sequence[int]) -> list[Reason]:
    """Why each of some rows moved to what it is `after` all changes.

    `alone` has the codes under each set of changes that was tried out, in the order of `sets_of`. A set is a
    reason where it gives the same grade as all changes together and no smaller set within it does.
    """
    at = np.asarray(rows, dtype=np.intp)
    hits = {changes: codes[at] == after[at] for changes, codes in alone.items()}
    return [tuple(_smallest(hits, place)) for place in range(len(at))]


def _smallest(hits: Mapping[Changes, np.ndarray], place: int) -> Iterator[Changes]:
    found: list[Changes] = []
    for changes, hit in hits.items():
        if hit[place] and not any(smaller < changes for smaller in found):
            found.append(changes)
            yield changes
