"""Rules, areas, tables and parameters: the tree that every reading of a rule set starts from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from evenhand.diagnostics import Span
from evenhand.domain import Number, Scale, Source
from evenhand.language.nodes import Condition, Named, Term


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something is in force, both ends included; None is open."""

    start: datetime.date | None = None
    end: datetime.date | None = None

    def holds(self, day: datetime.date) -> bool:
        """Whether `day` lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def meets(self, other: Period) -> bool:
        """Whether the two share a day."""
        latest = max((day for day in (self.start, other.start) if day), default=None)
        earliest = min((day for day in (self.end, other.end) if day), default=None)
        return latest is None or earliest is None or latest <= earliest


ALWAYS = Period()


# --- conclusions -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concludes:
    """`finding: NAME`: a named intermediate conclusion."""

    finding: str


class Modality(StrEnum):
    """What a conclusion about a grade does (language.md section 4)."""

    SUPPORTS = "supports"
    LIKELY = "likely"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Grades:
    """A conclusion about one grade of the area."""

    modality: Modality
    grade: str


@dataclass(frozen=True, slots=True)
class Moves:
    """`raise: 1 grade` (positive) or `lower: 1 grade` (negative): moves the start."""

    steps: int


Conclusion = Concludes | Grades | Moves


# --- decision tables -------------------------------------------------------------------------------


class HitPolicy(StrEnum):
    """Which row of a table counts when several hold."""

    UNIQUE = "unique"
    FIRST = "first"
    BEST = "best"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a decision table: one item, area, previous grade or finding, by what stands in its head."""

    head: str
    subject: Named | Term | str
    """A finding's id where it is text."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: one cell a column (None for `-`), and the grade or finding id it concludes (or None)."""

    id: str
    cells: tuple[Condition | None, ...]
    outcome: str | None
    span: Span | None = field(default=None, compare=False, repr=False)


class Coverage(StrEnum):
    """For which cases a table has a row; worked out when it is loaded.

    A grading table covers every case in which its columns exist, or is refused. A table of findings may
    leave gaps: no finding is concluded there.
    """

    ALWAYS = "always"
    WHERE_COLUMNS_EXIST = "where columns exist"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table, one object in tree and trace (language.md section 5)."""

    columns: tuple[Column, ...]
    hit: HitPolicy
    rows: tuple[Row, ...]
    coverage: Coverage = field(default=Coverage.WHERE_COLUMNS_EXIST, compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)

    def asks(self, index: int) -> bool:
        """Whether a cell of any row asks about a column, by its position."""
        return any(row.cells[index] is not None for row in self.rows)


# --- rules -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Template:
    """A `because`: text with names between braces. `parts` alternates text and names, text first."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Either `when` or `unless` may be absent, never both."""

    id: str
    title: str
    conclusion: Conclusion
    when: Condition | None = None
    unless: Condition | None = None
    because: Template | None = None
    source: Source | None = None
    in_force: Period = ALWAYS
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def limit(self) -> Grades | None:
        """The conclusion of a limiting rule, `at_most` or `at_least`; None for any other."""
        match self.conclusion:
            case Grades(Modality.AT_MOST | Modality.AT_LEAST) as limit:
                return limit
            case _:
                return None


@dataclass(frozen=True, slots=True)
class FindingTable:
    """A decision table that concludes findings; stands among the rules of a file."""

    id: str
    title: str
    table: DecisionTable
    because: Template | None = None
    source: Source | None = None
    in_force: Period = ALWAYS
    note: str | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


AnyRule = Rule | FindingTable


@dataclass(frozen=True, slots=True)
class Finding:
    """A named intermediate conclusion."""

    id: str
    name: str
    kind: str | None = None


# --- areas -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StartGrade:
    """The area starts at a grade."""

    grade: str


@dataclass(frozen=True, slots=True)
class StartAt:
    """The area starts at another area's grade or at a level item."""

    subject: Named


class Ties(StrEnum):
    """Which of two middle grades a median takes."""

    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class StartMedian:
    """The area starts at the median of others."""

    areas: tuple[str, ...]
    ties: Ties


@dataclass(frozen=True, slots=True)
class StartExtreme:
    """The area starts at the best or the worst of others."""

    best: bool
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartTable:
    """The area starts at what a decision table says."""

    table: DecisionTable


@dataclass(frozen=True, slots=True)
class GivenOnly:
    """The rule set has no rules for this area: it is taken as given, and any grade is possible otherwise."""


Start = StartGrade | StartAt | StartMedian | StartExtreme | StartTable | GivenOnly


class Role(StrEnum):
    """What an area is for. Only judgements are drafted, replayed and moderated by default."""

    JUDGEMENT = "judgement"
    PART = "part"
    STEP = "step"
    ROUTE = "route"


@dataclass(frozen=True, slots=True)
class Area:
    """A judgement area: its scale, start, and the rules of its file (findings included)."""

    id: str
    title: str
    scale: Scale
    start: Start
    rules: tuple[AnyRule, ...] = ()
    role: Role = Role.JUDGEMENT
    part_of: str | None = None
    judged_when: Condition | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def grading_rules(self) -> tuple[Rule, ...]:
        """The rules of its file that grade it, not those that conclude a finding."""
        return tuple(
            rule
            for rule in self.rules
            if isinstance(rule, Rule) and not isinstance(rule.conclusion, Concludes)
        )


# --- parameters ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A parameter's value from a day on (None: from the beginning)."""

    start: datetime.date | None
    value: Number
    written: str
    source: Source | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named threshold with dated values. A local one may be set by an inspection file, within bounds."""

    id: str
    title: str
    values: tuple[DatedValue, ...]
    unit: str | None = None
    is_share: bool = False
    local: bool = False
    lowest: Number | None = None
    highest: Number | None = None
    note: str | None = None

    @property
    def most(self) -> Number | None:
        """The greatest value allowed. A share has one even where none is written: 100%."""
        return 1 if self.highest is None and self.is_share else self.highest

    @property
    def least(self) -> Number | None:
        """The least value allowed. A share has one even where none is written: 0%."""
        return 0 if self.lowest is None and self.is_share else self.lowest

    def on(self, day: datetime.date) -> DatedValue | None:
        """The value in force on `day`: the last one that has begun. None when none has."""
        begun = [value for value in self.values if value.start is None or value.start <= day]
        return begun[-1] if begun else None


# --- case samples and computed items ---------------------------------------------------------------


class Summary(StrEnum):
    """What is made of the rows of a case sample."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True, slots=True)
class FromCases:
    """An item worked out from the case sample: cases where a condition holds, or a mean or median."""

    item: str
    summary: Summary
    condition: Condition | None
    of: Term | None


@dataclass(frozen=True, slots=True)
class Computed:
    """An item worked out from other items."""

    item: str
    term: Term


@dataclass(frozen=True)
class Derivations:
    """How a schema's derived items are worked out; `computed` in the order in which they must be."""

    from_cases: tuple[FromCases, ...] = ()
    computed: tuple[Computed, ...] = ()

    def parts(self) -> Mapping[str, Term]:
        """The term of each computed item."""
        return {derived.item: derived.term for derived in self.computed}
