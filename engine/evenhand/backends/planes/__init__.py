"""A rule set decided over columns: many inspections at once, by logic on packed bits.

Importing this loads NumPy, so whoever needs it imports it where it is used.
"""

from evenhand.backends.planes.coding import CodedColumns, Coding, Form
from evenhand.backends.planes.columns import (
    Column,
    Columns,
    ColumnState,
    NoGrade,
    case_of,
    columns_of_cases,
    state_in,
)
from evenhand.backends.planes.plane_rules import PlaneRules, compile_together
from evenhand.backends.planes.result import PlaneResult
from evenhand.backends.planes.row_leaves import columns_read
from evenhand.backends.planes.rule_circuit import RuleCircuit
from evenhand.backends.planes.seen import names_seen, numbers_seen, rows_recorded
from evenhand.backends.planes.views import About, Asked, View, place_id

__all__ = [
    "About",
    "Asked",
    "CodedColumns",
    "Coding",
    "Column",
    "ColumnState",
    "Columns",
    "Form",
    "NoGrade",
    "PlaneResult",
    "PlaneRules",
    "RuleCircuit",
    "View",
    "case_of",
    "columns_of_cases",
    "columns_read",
    "compile_together",
    "names_seen",
    "numbers_seen",
    "place_id",
    "rows_recorded",
    "state_in",
]
