"""Awarded grades drawn with graders of known severity, without the model that estimates it."""

from __future__ import annotations

import numpy as np

from evenhand.moderation.severity.awards import Awards


def drawn_awards(
    seed: int,
    *,
    cases: int = 400,
    graders: int = 20,
    areas: int = 3,
    noise: float = 0.06,
    shared: float = 0.0,
    severity: np.ndarray | None = None,
) -> Awards:
    """Grades of four, moved one down with the chance that the severity of the grader says (up where it is
    negative), and one either way by noise: of the judgement, or `shared` by all judgements of a case.
    """
    random = np.random.default_rng(seed)
    case = np.repeat(np.arange(cases), areas)
    size = len(case)
    grader = random.integers(0, graders, cases)[case]
    proposed = random.integers(0, 4, size)
    known = np.zeros(graders) if severity is None else severity
    moved = -np.where(random.random(size) < np.abs(known[grader]), np.sign(known[grader]), 0)
    own = np.where(random.random(size) < noise, random.choice([-1, 1], size), 0)
    together = np.where(random.random(cases) < shared, random.choice([-1, 1], cases), 0)[case]
    awarded = np.clip(proposed + moved + own + together, 0, 3).astype(int)
    return Awards(np.tile(np.arange(areas), cases), proposed, awarded, grader, case, [4] * areas, graders)
