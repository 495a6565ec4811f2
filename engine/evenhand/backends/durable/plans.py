"""A rule set as durable-rules decides it: productions, and how findings and areas are settled in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.backends.durable.facts import Comparands, Grid
from evenhand.backends.durable.productions import Production
from evenhand.domain import EvidenceItem
from evenhand.language import Area, DecisionTable, FindingTable, Leaf, PreviousGrade, RulesInForce

CERTAIN = "always"
"""The token that is concluded from the beginning."""

Token = str | None
"""What is concluded; None is never."""


@dataclass(frozen=True, slots=True)
class Rails:
    """The tokens of something that surely holds, and that possibly does."""

    surely: Token
    possibly: Token


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A decision table: its rows, and the tokens of those that may count."""

    table: DecisionTable
    subject: str
    rows: tuple[Rails, ...]
    may_count: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class FindingTablePlan:
    """A table of findings: which of its rows may count, asserted, concludes them."""

    rule: FindingTable
    table: TablePlan
    subject: str
    findings: Mapping[str, Rails]


@dataclass(frozen=True, slots=True)
class MembersPlan:
    """A start made of other areas: for each grade from the second, at least that; and whether it exists."""

    at_least: tuple[Rails, ...]
    exists: Rails


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """An area: what it starts from, its grading rules, and what is concluded of its grade."""

    area: Area
    members: MembersPlan | None
    table: TablePlan | None
    judged_when: Rails
    moves: tuple[tuple[int, Rails], ...]
    pointed: Mapping[str, Token]
    """The attributes of what the rules leave, and the tokens that they stand for."""
    subject: str
    at_least: tuple[Rails, ...]
    permitted: tuple[Token, ...]
    conflict: Rails
    judged: Rails


@dataclass(frozen=True, slots=True)
class Program:
    """A rule set in force as durable-rules decides it. `order` settles findings and areas in turn."""

    rules: RulesInForce
    productions: Mapping[str, tuple[Production, ...]]
    """By the judgement area (or other file) that they come from."""
    order: tuple[str, ...]
    statuses: Mapping[str, Rails]
    findings: Mapping[str, Rails]
    tables: Mapping[str, tuple[FindingTablePlan, ...]]
    """The tables to settle before each finding."""
    areas: Mapping[str, AreaPlan]
    items: Mapping[str, EvidenceItem]
    grids: Mapping[str, Grid]
    previous: Mapping[str, PreviousGrade]
    comparands: Mapping[str, Comparands]
    asked: frozenset[Leaf]
    """The conditions that durable-rules is asked about."""
