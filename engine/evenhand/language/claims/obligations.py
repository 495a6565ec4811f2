"""The names of obligations: what a rule set is asked to prove, in JSON, waivers and text."""

from __future__ import annotations

from enum import StrEnum


class ObligationName(StrEnum):
    """What a rule set must have. Each is asked of the things that it is about, one after the other."""

    NO_CONFLICT = "no_conflict"
    FLOOR_BELOW_CEILING = "floor_below_ceiling"
    A_RULE_SPEAKS = "a_rule_speaks"
    CAN_FIRE = "can_fire"
    NOT_REDUNDANT = "not_redundant"
    NOT_ALWAYS = "not_always"
    GRADE_REACHED = "grade_reached"
    BETTER_NEVER_LOWERS = "better_never_lowers"
    TABLE_COMPLETE = "table_complete"
    ROWS_APART = "rows_apart"
    CLAIM = "claim"
