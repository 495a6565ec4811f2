"""Floor 6: two gradings of a casebook compared. Nothing here decides a grade."""

from evenhand.replay.codes import ABSENT, CONFLICT, NOT_JUDGED, UNDECIDED, WORDS, Codes
from evenhand.replay.tally import Tally

__all__ = [
    "ABSENT",
    "CONFLICT",
    "NOT_JUDGED",
    "UNDECIDED",
    "WORDS",
    "Codes",
    "Tally",
]
