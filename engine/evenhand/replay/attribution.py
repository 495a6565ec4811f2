"""To which of several changes a move is owed: what each does alone, and what some of them do together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

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


def reasons(
    after: Codes, alone: Mapping[Changes, Codes], rows: npt.NDArray[np.intp]
) -> dict[Reason, npt.NDArray[np.intp]]:
    """Some rows told apart by why they moved to what they are `after` all changes; each has one reason.

    `alone` has the codes under each set of changes that was tried out, in the order of `sets_of`. A set is a
    reason where it gives the same grade as all changes together and no smaller set within it does.
    """
    if not alone or not len(rows):
        return {(): rows} if len(rows) else {}
    sets = list(alone)
    hits = np.array([alone[changes][rows] == after[rows] for changes in sets], dtype=bool)
    # Few patterns of hits are met, however many rows: each is reasoned about once.
    _, first, which = np.unique(hits, axis=1, return_index=True, return_inverse=True)
    found: dict[Reason, list[npt.NDArray[np.intp]]] = {}
    for at in np.argsort(first).tolist():
        reason = tuple(_smallest(sets, hits[:, first[at]]))
        found.setdefault(reason, []).append(rows[which.reshape(-1) == at])
    return {reason: np.sort(np.concatenate(parts)) for reason, parts in found.items()}


def _smallest(sets: Sequence[Changes], hits: npt.NDArray[np.bool_]) -> Iterator[Changes]:
    found: list[Changes] = []
    for changes, hit in zip(sets, hits, strict=True):
        if hit and not any(smaller < changes for smaller in found):
            found.append(changes)
            yield changes
