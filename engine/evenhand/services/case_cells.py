"""What a cell of a casebook says: a day, a number of cases, a reason or a grade, or what is wrong with it.

What belongs to an area is read by the rules of the row, which are None where the row is rejected already.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from evenhand.diagnostics import codes, nearest
from evenhand.domain import NOT_JUDGED
from evenhand.language import RulesInForce
from evenhand.services.case_rules import Fault
from evenhand.services.cases import NO_PREVIOUS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

_MOST_DIGITS = 9


def day_in(cell: str) -> datetime.date | Fault | None:
    """A day; None where the cell is empty."""
    if not cell:
        return None
    try:
        if _DAY.fullmatch(cell):
            return datetime.date.fromisoformat(cell)
    except ValueError:
        pass
    return Fault(codes.NOT_A_DATE, {"value": cell}, "write it as 2024-05-13")


def count_in(cell: str) -> int | Fault | None:
    """A number of cases; None where the cell is empty."""
    if not cell:
        return None
    if cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS:
        return int(cell)
    return Fault(codes.NOT_A_CASE_COUNT, {"value": cell})


def day_of_area(area: str, asked: tuple[RulesInForce, str]) -> datetime.date | Fault | None:
    """The day on which an area was graded."""
    rules, cell = asked
    if not cell or rules is None:
        return None
    if area not in rules.area_by_id:
        return Fault(codes.AREA_NOT_IN_RULES, {"rules": rules.rule_set.name, "name": area})
    return day_in(cell)


def reason_in(area: str, asked: tuple[RulesInForce, str]) -> str | Fault | None:
    """The reason why an area was awarded another grade than is proposed."""
    rules, cell = asked
    if not cell.strip() or rules is None:
        return None
    if area not in rules.area_by_id:
        return Fault(codes.AREA_NOT_IN_RULES, {"rules": rules.rule_set.name, "name": area})
    return cell.strip()


def grade_in(
    area: str, asked: tuple[RulesInForce, str], *, words: Mapping[str, str], previous: bool
) -> str | Fault | None:
    """A grade as the rules call it; `words` say for which grade another word stands."""
    rules, cell = asked
    if not cell or rules is None:
        return None
    known = rules.area_by_id.get(area)
    name = rules.rule_set.name
    if known is None:
        # An earlier framework may have had areas that this one has not, and rules of another may read them.
        return (
            words.get(cell, cell)
            if previous
            else Fault(codes.AREA_NOT_IN_RULES, {"rules": name, "name": area})
        )
    # A grade of these rules means itself, though under the rules of other rows it may stand for another.
    grade = cell if cell in known.scale else words.get(cell, cell)
    if grade == (NO_PREVIOUS if previous else NOT_JUDGED):
        return grade
    own = known.scale.own_name(grade) if previous else grade if grade in known.scale else None
    if own is not None:
        return own
    told = {"value": cell, "area": area, "rules": name}
    alike = nearest(cell, known.scale.names)
    hint = f"did you mean `{alike}`?" if alike else "say under `grades` which grade it stands for"
    if cell in words:
        hint = f"`grades` says that it stands for `{words[cell]}`, which this area has not"
    return Fault(codes.GRADE_OF_OTHER_SCALE, told, hint)
