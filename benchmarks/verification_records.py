"""Random complete records, as columns that planes decide."""

from __future__ import annotations

import numpy as np

from benchmarks.casebook_engines.engine import Packs
from benchmarks.casebook_engines.ours import columns_of
from benchmarks.verification_subjects import Packed
from evenhand.backends.planes import Column, Columns, PlaneRules
from evenhand.verification import Verifier

SEED = 2


def workload_columns(pack: Packed, rows: int, rules: PlaneRules) -> Columns:
    """Records of the workload in which nothing is missing, for any rules of a pack."""
    matrix = pack.module.gen_np(rows, seed=SEED, pmiss=0)
    return columns_of(Packs(pack.now, pack.edited), matrix, rules)


def drawn_columns(verifier: Verifier, rows: int) -> Columns:
    """Random complete cases of any rule set: every state that its conditions tell apart is as likely."""
    random = np.random.default_rng(SEED)
    found = {}
    for column, space in verifier.world.spaces.items():
        which = random.integers(0, len(space.states), rows).astype(np.uint16)
        found[column] = Column(space.states, which)
    return Columns(rows, found)
