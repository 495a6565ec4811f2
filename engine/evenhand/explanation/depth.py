"""How much an explanation says."""

from __future__ import annotations

from enum import Enum


class Depth(Enum):
    """One sentence an area, a paragraph an area, or the whole page."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    PAGE = "page"
