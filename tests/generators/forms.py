"""The forms of the language that a rule set uses, by name, so that a test can see that all of them occur."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.domain import ItemType
from evenhand.language import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    CaseTotal,
    Compare,
    Comparison,
    Concludes,
    Conclusion,
    Condition,
    Constant,
    CountOf,
    DoesNotApplyTo,
    Extreme,
    FindingTable,
    Grades,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    ItemNumber,
    Named,
    NoneOf,
    Not,
    ParameterValue,
    Points,
    PreviousGrade,
    Quotient,
    RuleSet,
    Scaled,
    Start,
    StartAt,
    StartExtreme,
    StartMedian,
    StartTable,
    Sum,
    Term,
    Written,
    conditions_of_rule,
    leaves_of_start,
)


def forms_of(rule_set: RuleSet) -> Iterator[str]:
    """The name of every form that `rule_set` uses, as often as it does."""
    for rule in rule_set.all_rules:
        yield from (form for part in conditions_of_rule(rule) for form in condition_forms(part))
        if isinstance(rule, FindingTable):
            yield f"findings by a {rule.table.hit} table, covering {rule.table.coverage}"
        else:
            yield conclusion_form(rule.conclusion)
            yield "no when" if rule.when is None else "when"
            yield "unless" if rule.unless is not None else "no unless"
    for area in rule_set.areas:
        yield start_form(area.start)
        yield from (form for cell in leaves_of_start(area.start) for form in condition_forms(cell))
        if area.judged_when is not None:
            yield "judged when"
        yield f"role {area.role}"
        yield f"{len(area.scale)} grades"
    for item in rule_set.schema.items.values():
        yield f"a {item.type} item" if item.computed is None else "a computed item"
        if item.may_not_apply:
            yield f"a {item.type} item that may not apply"


def conclusion_form(conclusion: Conclusion) -> str:
    """The kind of conclusion: finding, supports, likely, at_most, at_least, raise or lower."""
    match conclusion:
        case Concludes():
            return "finding"
        case Grades(modality):
            return str(modality)
        case _:
            return "raise" if conclusion.steps > 0 else "lower"


def start_form(start: Start) -> str:
    """The kind of start."""
    match start:
        case StartAt(subject):
            return "start at an item" if isinstance(subject, ItemName) else "start at an area"
        case StartMedian(_, ties):
            return f"start at a median, ties {ties}"
        case StartExtreme(best, _):
            return f"start at the {'best' if best else 'worst'}"
        case StartTable(table):
            return f"start by a {table.hit} table"
        case _:
            return type(start).__name__


def condition_forms(condition: Condition) -> Iterator[str]:
    """The forms of a condition and of everything in it."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            yield type(condition).__name__
            for part in parts:
                yield from condition_forms(part)
        case CountOf(quantity, _, parts):
            yield f"{quantity} N of"
            for part in parts:
                yield from condition_forms(part)
        case Not(inner):
            equal = isinstance(inner, Compare) and inner.comparison is Comparison.EQUAL
            yield "is not a number" if equal else f"not {type(inner).__name__}"
            yield from condition_forms(inner)
        case Compare(left, comparison, right):
            yield f"compare {comparison}"
            yield from _term_forms(left)
            yield from _term_forms(right)
        case Between(subject):
            yield "between"
            yield from _term_forms(subject)
        case IsOneOf(subject):
            yield f"{_kind(subject)} is one of"
        case IsRanked(subject, relation):
            yield f"{_kind(subject)} is {relation}"
        case IsAgainst(subject, relation, other):
            yield f"{relation} of two"
            yield " against ".join(sorted((_kind(subject), _kind(other))))
        case IsKnown() | DoesNotApplyTo() | IsJudged() | HasFinding():
            yield type(condition).__name__


def _term_forms(term: Term) -> Iterator[str]:
    match term:
        case Sum(parts) | Extreme(_, parts):
            yield _extreme(term) if isinstance(term, Extreme) else "sum"
            for part in parts:
                yield from _term_forms(part)
        case Scaled(part, _, written):
            yield f"{written} {_part(part)}" if written is Written.PERCENT else f"multiple of {_part(part)}"
            yield from _term_forms(part)
        case Quotient(part, by):
            yield "divided by cases" if isinstance(by, CaseTotal) else "divided by a count"
            yield from _term_forms(part)
        case Points(subject):
            yield f"points of {_kind(subject)}"
        case ItemNumber(item):
            yield "computed number" if item.computed else f"{item.type} compared"
        case ParameterValue(_, unit, is_share):
            yield "parameter in percent" if is_share else f"parameter in {unit}"
        case Constant(_, unit, is_share):
            yield "constant in percent" if is_share else f"constant in {unit}"
        case CaseTotal():
            yield "cases"


def _part(part: Term) -> str:
    match part:
        case CaseTotal():
            return "cases"
        case ItemNumber():
            return "an item"
        case ParameterValue():
            return "a parameter"
        case _:
            return "a term"


def _extreme(term: Extreme) -> str:
    return "max" if term.greatest else "min"


def _kind(subject: Named) -> str:
    match subject:
        case ItemName(item):
            return {ItemType.LEVEL: "level", ItemType.CHOICE: "choice"}.get(item.type, "yes/no")
        case AreaGrade():
            return "area"
        case PreviousGrade():
            return "previous"


_RANKS = ("at least", "at most", "better than", "worse than")
_TYPES = ("number", "count", "share", "level", "choice", "yes_no")

EVERY_FORM: frozenset[str] = frozenset(
    (
        *("AllOf", "AnyOf", "NoneOf", "at least N of", "at most N of", "exactly N of"),
        *(f"compare {sign}" for sign in (">=", "<=", ">", "<", "=")),
        *("between", "is not a number", "not Compare", "not Between"),
        *("number compared", "count compared", "share compared", "computed number"),
        *("constant in None", "constant in days", "constant in percent"),
        *("parameter in None", "parameter in days", "parameter in weeks", "parameter in percent"),
        *("sum", "min", "max", "cases", "divided by cases", "divided by a count"),
        *("percent of cases", "percent of an item"),
        *("multiple of an item", "multiple of a term", "multiple of a parameter"),
        *("points of area", "points of level"),
        *(f"{kind} is {rank}" for kind in ("level", "area", "previous") for rank in _RANKS),
        *(f"{kind} is one of" for kind in ("level", "choice", "yes/no", "area", "previous")),
        *(f"{rank} of two" for rank in (*_RANKS, "same")),
        *("level against level", "choice against choice", "area against area"),
        *("area against level", "area against previous", "level against previous"),
        *("not IsOneOf", "not IsRanked", "not IsAgainst"),
        *("IsKnown", "DoesNotApplyTo", "IsJudged", "HasFinding"),
        *("not IsKnown", "not DoesNotApplyTo", "not IsJudged", "not HasFinding"),
        *("finding", "supports", "likely", "at_most", "at_least", "raise", "lower"),
        *("when", "no when", "unless", "no unless", "judged when"),
        *("StartGrade", "GivenOnly", "start at an item", "start at an area"),
        *("start at a median, ties better", "start at a median, ties worse"),
        *("start at the best", "start at the worst"),
        *(f"start by a {hit} table" for hit in ("unique", "first", "best", "worst")),
        *(
            f"findings by a {hit} table, covering {coverage}"
            for hit in ("unique", "first")
            for coverage in ("always", "where columns exist", "partial")
        ),
        *("role judgement", "role part", "role step", "role route", "3 grades", "4 grades"),
        *(f"a {kind} item" for kind in (*_TYPES, "computed")),
        *(f"a {kind} item that may not apply" for kind in _TYPES),
    )
)
"""Every form that must be drawn, by the names of `forms_of`."""
