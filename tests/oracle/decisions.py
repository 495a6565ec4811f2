"""What the interpreter decides of a case, kept small, and rule sets with a rule or a row taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from evenhand.domain import Case, DoesNotApply, Outcome
from evenhand.evaluation import FindingTableStep, RowStep, TableStep, Truth, interpret
from evenhand.evaluation.trace import InspectionTrace
from evenhand.language import (
    AnyRule,
    AreaGrade,
    Coverage,
    DecisionTable,
    FindingTable,
    GivenOnly,
    HitPolicy,
    ItemName,
    PreviousGrade,
    RulesInForce,
    StartTable,
    findings_of,
    items_in_operand,
)
from evenhand.language.table_coverage import is_open_first
from oracle.values import parts_of


@dataclass(frozen=True, slots=True)
class TableDecision:
    """Of one table: the rows that hold, may count and surely count; whether none can though it should."""

    holding: tuple[str, ...]
    possible: tuple[str, ...]
    counting: tuple[str, ...]
    gap: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of one case, and what a reader of the outcome sees of it."""

    areas: dict[str, Outcome]
    rules: dict[str, Truth]
    tables: dict[str, TableDecision]
    seen: tuple[object, ...]


def decide(rules: RulesInForce, case: Case) -> Decision:
    """The interpreter's decision of `case`."""
    trace = interpret(rules, case)
    truths: dict[str, Truth] = {}
    tables: dict[str, TableDecision] = {}
    steps = [step for area in trace.areas.values() for step in area.rules] + list(trace.other_rules)
    for step in steps:
        truths[step.rule.id] = step.truth
        if isinstance(step, FindingTableStep):
            tables[step.rule.id] = _table(step.table, trace)
    for id, area in trace.areas.items():
        if area.start.table is not None:
            tables[id] = _table(area.start.table, trace)
    return Decision(
        {id: area.outcome for id, area in trace.areas.items()}, truths, tables, _seen(rules, trace)
    )


def _seen(rules: RulesInForce, trace: InspectionTrace) -> tuple[object, ...]:
    outcomes = [
        (step.outcome.judged, step.outcome.conflict, step.outcome.reach, step.outcome.permitted)
        for step in trace.areas.values()
    ]
    graded = any(not isinstance(area.start, GivenOnly) for area in rules.areas)
    findings = [step.truth for step in trace.findings.values() if step.finding.kind is not None or not graded]
    return (*outcomes, *findings)


def _table(step: TableStep, trace: InspectionTrace) -> TableDecision:
    rows = step.rows
    return TableDecision(
        holding=tuple(row.row.id for row in rows if row.truth is Truth.TRUE),
        possible=tuple(row.row.id for row in rows if row.possible),
        counting=tuple(row.row.id for row in rows if row.truth is Truth.TRUE and _counts(step, row)),
        gap=not any(row.possible for row in rows) and _columns_exist(step.table, trace),
    )


def _counts(step: TableStep, row: RowStep) -> bool:
    """Whether a row that holds is the one that counts, or one of those that count alike."""
    if not row.possible:
        return False
    others = [other for other in step.rows if other.possible]
    if step.table.hit is HitPolicy.FIRST:
        return others[0] is row
    if step.table.hit is HitPolicy.UNIQUE:
        return True
    return all(other.row.outcome == row.row.outcome for other in others)


def _columns_exist(table: DecisionTable, trace: InspectionTrace) -> bool:
    for column in table.columns:
        match column.subject:
            case str():
                pass
            case AreaGrade(area):
                if trace.areas[area].outcome.reach is None:
                    return False
            case PreviousGrade():
                if trace.case.previous.none:
                    return False
            case ItemName(item):
                if not _exists(trace, {item.id}):
                    return False
            case term:
                if not _exists(trace, {item.id for item in items_in_operand(term)}):
                    return False
    return True


def _exists(trace: InspectionTrace, items: set[str]) -> bool:
    states = (trace.case.profile.state(id) for id in parts_of(trace.rules, items))
    return not any(isinstance(state, DoesNotApply) for state in states)


# --- taking away ---------------------------------------------------------------------------------------


def row_name(owner: str, row: str) -> str:
    """How a row of the table of an area or of findings is called: `HP3 row 2`."""
    return f"{owner} row {row}"


def tables_of(rules: RulesInForce) -> Iterator[tuple[str, DecisionTable]]:
    """Every table in force, with the id of its area or of the table of findings."""
    for area in rules.areas:
        if isinstance(area.start, StartTable):
            yield area.id, area.start.table
    for rule in rules.all_rules:
        if isinstance(rule, FindingTable):
            yield rule.id, rule.table


def without_rule(rules: RulesInForce, id: str) -> RulesInForce:
    """The rules in force but one."""

    def others(kept: tuple[AnyRule, ...]) -> tuple[AnyRule, ...]:
        return tuple(rule for rule in kept if rule.id != id)

    areas = tuple(replace(area, rules=others(area.rules)) for area in rules.areas)
    return replace(rules, areas=areas, other_rules=others(rules.other_rules))


def without_row(rules: RulesInForce, owner: str, row: str) -> RulesInForce:
    """The rules in force with a row less in the table of an area, or in a table of findings."""

    def shorter(table: DecisionTable) -> DecisionTable:
        rest = replace(table, rows=tuple(one for one in table.rows if one.id != row))
        # The table may now leave a gap, which is looked for in each case.
        covers = bool(rest.rows) and is_open_first(rest)
        return replace(rest, coverage=Coverage.ALWAYS if covers else Coverage.PARTIAL)

    def changed(kept: tuple[AnyRule, ...]) -> tuple[AnyRule, ...]:
        made = [
            replace(rule, table=shorter(rule.table))
            if isinstance(rule, FindingTable) and rule.id == owner
            else rule
            for rule in kept
        ]
        # A table that concludes nothing any more is never asked.
        return tuple(rule for rule in made if not isinstance(rule, FindingTable) or findings_of(rule))

    areas = tuple(
        replace(
            area,
            rules=changed(area.rules),
            start=StartTable(shorter(area.start.table))
            if area.id == owner and isinstance(area.start, StartTable)
            else area.start,
        )
        for area in rules.areas
    )
    return replace(rules, areas=areas, other_rules=changed(rules.other_rules))
