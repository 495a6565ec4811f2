"""Obligations in English: what each says, what it means that one does not hold, and what may be done then."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from evenhand.explanation.values import name_words
from evenhand.explanation.words import listed, quoted
from evenhand.language import AnyRule, Grades, Rule, RulesInForce
from evenhand.language.claims import COMMAND_LINE, ObligationName
from evenhand.services.refutation_words import title_of
from evenhand.services.verify import Answered

HOLDS: Mapping[ObligationName, str] = {
    ObligationName.NO_CONFLICT: "limits always leave a grade",
    ObligationName.FLOOR_BELOW_CEILING: "two rules whose limits leave no grade never fire together",
    ObligationName.A_RULE_SPEAKS: "every inspection is graded by some rule of the area",
    ObligationName.CAN_FIRE: "rules and rows of tables can fire",
    ObligationName.NOT_REDUNDANT: "without the rule or row, some inspection would come out otherwise",
    ObligationName.NOT_ALWAYS: "rules do not always fire",
    ObligationName.GRADE_REACHED: "grades can be reached",
    ObligationName.BETTER_NEVER_LOWERS: "better evidence never lowers a grade",
    ObligationName.TABLE_COMPLETE: "tables have a row for every inspection",
    ObligationName.ROWS_APART: "no two rows of a table hold at once",
    ObligationName.CLAIM: "claims hold",
}
"""What is so where an obligation is proved."""

REMEDIES: Mapping[ObligationName, str] = {
    ObligationName.NO_CONFLICT: "say which rule gives way: add `unless` to it, or move its limit",
    ObligationName.FLOOR_BELOW_CEILING: "say which of the two rules gives way: add `unless` to it",
    ObligationName.A_RULE_SPEAKS: "write a rule for these inspections, unless the start is what is meant",
    ObligationName.CAN_FIRE: "look for conditions that exclude each other, or for rows above that take all",
    ObligationName.NOT_REDUNDANT: "take it out, or look for the rule that makes it useless",
    ObligationName.NOT_ALWAYS: "narrow its conditions, or take `when` out if that is meant",
    ObligationName.GRADE_REACHED: "look for the rule that should lead there, or for the limit that closes it",
    ObligationName.BETTER_NEVER_LOWERS: (
        "look for a comparison that is the wrong way round, or at the item's `better`"
    ),
    ObligationName.TABLE_COMPLETE: "add a row for these inspections",
    ObligationName.ROWS_APART: "narrow one of the rows, or let the first one count (`hit: first`)",
    ObligationName.CLAIM: "mend the rules, or claim less",
}
"""What to do where an obligation does not hold."""


def finding_words(one: Answered, rules: RulesInForce) -> str:
    """What it means that an obligation does not hold."""
    subject = one.obligation.subject
    match one.obligation.name:
        case ObligationName.NO_CONFLICT:
            return "its limits can leave no grade: one rule asks for more than another allows"
        case ObligationName.FLOOR_BELOW_CEILING:
            floor, ceiling = (f"{id} ({_limit(rule_of(id, rules), rules)})" for id in subject)
            return f"{floor} and {ceiling} can fire together, and then leave no grade"
        case ObligationName.A_RULE_SPEAKS:
            return (
                f"no rule grades some inspections: they stay at {_start(one, rules)}, where the area starts"
            )
        case ObligationName.CAN_FIRE if one.obligation.row is not None:
            return f"{_itself(one)} can never count: no inspection reaches it"
        case ObligationName.CAN_FIRE:
            return "it can never fire: no inspection meets its conditions"
        case ObligationName.NOT_REDUNDANT:
            return f"{_itself(one)} is redundant: without it every inspection comes out the same"
        case ObligationName.NOT_ALWAYS:
            return "it always fires: every inspection meets its conditions"
        case ObligationName.GRADE_REACHED:
            return f"no inspection can be {name_words(rules.area_by_id[subject[0]].scale, subject[1])}"
        case ObligationName.BETTER_NEVER_LOWERS:
            items = listed(quoted(title_of(id, rules)) for id in subject[1:])
            return f"better evidence can lower the grade: {items}"
        case ObligationName.TABLE_COMPLETE:
            return "its table has no row for some inspections"
        case ObligationName.ROWS_APART:
            return "two rows of its table hold at once for some inspections"
        case ObligationName.CLAIM:
            assert one.claim is not None
            said = "" if one.claim.name == one.claim.text else f": {one.claim.text}"
            return f"it does not hold of every inspection{said}"


def _itself(one: Answered) -> str:
    row = one.obligation.row
    return "it" if row is None or row.row is None else f"row {row.row}"


def _limit(rule: AnyRule, rules: RulesInForce) -> str:
    assert isinstance(rule, Rule) and isinstance(rule.conclusion, Grades)
    area = next(area for area in rules.areas if rule in area.rules)
    modality = rule.conclusion.modality.value.replace("_", " ")
    return f"{modality} {name_words(area.scale, rule.conclusion.grade)}"


def _start(one: Answered, rules: RulesInForce) -> str:
    area = rules.area_by_id[one.obligation.subject[0]]
    return name_words(area.scale, getattr(area.start, "grade"))  # noqa: B009


def rule_of(id: str, rules: RulesInForce) -> AnyRule:
    """A rule by its id."""
    return next(rule for rule in rules.all_rules if rule.id == id)


# --- waivers -----------------------------------------------------------------------------------------


def waiver_line(one: Answered) -> str | None:
    """The line of waivers.yaml that waives an obligation; None for a claim of the command line.

    A claim that has no id is named by what it says.
    """
    if is_typed(one):
        return None
    names = [_written(name) for name in one.obligation.subject]
    of = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    return f"{{obligation: {one.obligation.name.value}, of: {of}, because: ...}}"


def is_typed(one: Answered) -> bool:
    """Whether it is a claim that the command line makes."""
    return one.claim is not None and one.claim.span is not None and one.claim.span.file == COMMAND_LINE


def _written(name: str) -> str:
    """A name as it stands between the braces of YAML."""
    return name if re.fullmatch(r"[A-Za-z][\w ]*", name) else json.dumps(name, ensure_ascii=False)


def names_asked(answers: Sequence[Answered]) -> list[ObligationName]:
    """The obligations that some answers are about, each once, in their order."""
    asked = {one.obligation.name for one in answers}
    return [name for name in ObligationName if name in asked]
