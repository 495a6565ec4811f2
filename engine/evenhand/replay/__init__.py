"""Floor 6: two gradings of a casebook compared. Nothing here decides a grade."""

from evenhand.replay.codes import ABSENT, CONFLICT, NOT_JUDGED, UNDECIDED, WORDS, Codes
from evenhand.replay.groups import ALL, GroupRow, group_rows
from evenhand.replay.suppression import suppressed, with_totals
from evenhand.replay.tally import Tally

__all__ = [
    "ABSENT",
    "ALL",
    "CONFLICT",
    "NOT_JUDGED",
    "UNDECIDED",
    "WORDS",
    "Codes",
    "GroupRow",
    "Tally",
    "group_rows",
    "suppressed",
    "with_totals",
]
