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
from evenhand.backends.planes.row_leaves import (
    CASES,
    ColumnId,
    ColumnKind,
    columns_read,
    given_column,
    item_column,
    previous_column,
)
from evenhand.backends.planes.rule_circuit import RuleCircuit
from evenhand.backends.planes.seen import names_seen, numbers_seen, rows_recorded
from evenhand.backends.planes.views import About, Asked, View, place_id

__all__ = [
    "CASES",
    "About",
    "Asked",
    "CodedColumns",
    "Coding",
    "Column",
    "ColumnId",
    "ColumnKind",
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
    "given_column",
    "item_column",
    "names_seen",
    "numbers_seen",
    "place_id",
    "previous_column",
    "rows_recorded",
    "state_in",
]
