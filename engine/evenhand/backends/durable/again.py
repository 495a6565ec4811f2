"""What is asked again when areas are read at their provisional grade, and what stands as it is.

Most of what is concluded rests on evidence alone. It comes out the same in both passes, and is asked once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from evenhand.backends.durable.facts import finding_subject
from evenhand.backends.durable.plans import Program, TablePlan, Token
from evenhand.backends.durable.productions import Count, Match, Production
from evenhand.language import AreaGrade, atoms_of


def asked_again(program: Program) -> frozenset[str]:
    """The tokens that rest on the grade of an area, or on what its rules leave of it."""
    subjects = {f"area {id}" for id in program.areas}
    subjects |= {plan.subject for plan in program.areas.values()}
    subjects |= {subject for subject, comparands in program.comparands.items() if comparands.areas}
    tokens: set[str] = set()
    before = 0
    while before < len(subjects) + len(tokens):
        before = len(subjects) + len(tokens)
        tokens |= {one.token for one in _productions(program) if _rests(one, subjects, tokens)}
        subjects |= {subject for subject, told in _told(program) if not tokens.isdisjoint(told)}
        subjects |= {
            subject for subject, table in _tables(program) if not subjects.isdisjoint(_columns(table))
        }
    return frozenset(tokens)


def handed_on(program: Program, again: frozenset[str]) -> tuple[str, ...]:
    """The tokens that stand, and that something counts which is asked again."""
    found: dict[str, None] = {}
    for production in _productions(program):
        if isinstance(production, Count) and production.token in again:
            found |= dict.fromkeys(token for token in production.tokens if token not in again)
    return tuple(found)


def _rests(production: Production, subjects: set[str], tokens: set[str]) -> bool:
    match production:
        case Match(_, subject, _):
            return subject in subjects
        case Count(_, _, counted):
            return not tokens.isdisjoint(counted)
        case _:
            assert_never(production)


def _productions(program: Program) -> Iterator[Production]:
    for own in program.productions.values():
        yield from own


def _told(program: Program) -> Iterator[tuple[str, set[Token]]]:
    """The facts that are asserted of what was concluded, and the tokens that they tell of."""
    for id, rails in program.findings.items():
        yield finding_subject(id), {rails.surely, rails.possibly}
    for subject, table in _tables(program):
        yield subject, {token for rails in table.rows for token in (rails.surely, rails.possibly)}
        yield subject, set(table.may_count)


def _tables(program: Program) -> Iterator[tuple[str, TablePlan]]:
    """Every table, by each subject that is asserted of it."""
    for plans in program.tables.values():
        for plan in plans:
            yield plan.table.subject, plan.table
            yield plan.subject, plan.table
    for area in program.areas.values():
        if area.table is not None:
            yield area.table.subject, area.table


def _columns(table: TablePlan) -> Iterator[str]:
    """The findings and areas that a table reads. Whether it may leave a gap is read off them, too."""
    for column in table.table.columns:
        if isinstance(column.subject, str):
            yield finding_subject(column.subject)
            continue
        for atom in atoms_of(column.subject):
            if isinstance(atom, AreaGrade):
                yield f"area {atom.area}"
