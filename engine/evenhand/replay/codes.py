"""What became of one area of a case, as a small number."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

UNDECIDED: Final = -1
"""Missing evidence leaves the grade open."""
CONFLICT: Final = -2
"""Limiting rules leave no grade."""
NOT_JUDGED: Final = -3
"""The area was not judged."""
ABSENT: Final = -4
"""There is nothing to compare: no grade was awarded, or the rule set has no such area."""

WORDS: Final = {UNDECIDED: "undecided", CONFLICT: "conflict", NOT_JUDGED: "not_judged"}
"""What stands in a matrix where there is no grade."""

Codes = npt.NDArray[np.int8]
"""One code for each case; shape (rows,). From 0 on, the position of a grade on its scale, worst first."""
