"""Words of the rule language, which no id may be: a condition would mean two things."""

from __future__ import annotations

from typing import Final

_WORDS = """
    all any none at least most exactly one of is are not and or between than better worse known
    judged previous points total cases min max mean to where count no yes does apply exist
    two three four five six seven eight nine ten
    day days week weeks month months year years hour hours working
"""

RESERVED: Final = frozenset(_WORDS.split())
"""Reserved words (language.md section 1), the words of units among them."""
