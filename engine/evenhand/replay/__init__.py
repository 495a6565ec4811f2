"""Floor 6: two gradings of a casebook compared. Nothing here decides a grade."""

from evenhand.replay.attribution import Changes, Reason, reasons, sets_of
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
    "Changes",
    "Codes",
    "GroupRow",
    "Reason",
    "Tally",
    "group_rows",
    "reasons",
    "sets_of",
    "suppressed",
    "with_totals",
]
