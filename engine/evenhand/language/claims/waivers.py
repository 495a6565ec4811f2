"""Waivers: what a rule set need not prove, with the reason, and what each is of looked up in the rule set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from evenhand.diagnostics import Problems, Span, codes, did_you_mean
from evenhand.language.claims.documents import WaiverDocument
from evenhand.language.claims.obligations import ObligationName
from evenhand.language.claims.reader import read_claim
from evenhand.language.claims.stated import StatedClaim
from evenhand.language.names import collapsed, names_of
from evenhand.language.rule_reader import node_at
from evenhand.language.rules import FindingTable, GivenOnly, Grades, Modality, Row, Rule, StartTable
from evenhand.language.ruleset import RuleSet
from evenhand.source import Node, Scalar, place
from evenhand.source import Sequence as SequenceNode


@dataclass(frozen=True, slots=True)
class Waiver:
    """One obligation that need not hold of one thing, and why.

    `of` is what it is of, as obligations name it: ids of areas, rules and items, `HP3 row ID` for a row, the
    name of a claim. What may be written in several ways or orders is always given in one.
    """

    obligation: ObligationName
    of: tuple[str, ...]
    because: str
    inherited: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


def row_subject(table: str, row: Row) -> str:
    """What an obligation about a row of a table is of. `table` is the id of its rule or area."""
    return f"{table} row {row.id}"


def read_waiver(
    written: WaiverDocument,
    node: Node,
    rule_set: RuleSet,
    claims: Sequence[StatedClaim],
    problems: Problems,
    *,
    more_claims: bool = False,
) -> Waiver | None:
    """The waiver at `node`, or None with every problem added.

    `claims` are those made of the rule set. With `more_claims` there are others that could not be read, and
    nothing is told of a waiver that may be of one of these.
    """
    of = node_at(node, "of")
    listed = of.items if isinstance(of, SequenceNode) else (of,)
    subjects = [subject for subject in listed if isinstance(subject, Scalar)]
    span = place(node, ("of",))
    kinds = _kinds(written.obligation, len(subjects))
    if len(kinds) != len(subjects):
        what = _and(kind.value for kind in kinds)
        problem = f"`{written.obligation}` is asked of {what}, and `of` names {len(subjects)}"
        problems.add(codes.OF_SOMETHING_ELSE.at(span, problem=problem))
        return None
    reader = _Subjects(rule_set, claims, more_claims, problems)
    found = [reader.read(subject, kind) for subject, kind in zip(subjects, kinds, strict=True)]
    names = tuple(name for name in found if name is not None)
    if len(names) < len(found):
        return None
    if len(set(names)) < len(names):
        problem = f"`of` names `{_repeated(names)}` twice"
        problems.add(codes.OF_SOMETHING_ELSE.at(span, problem=problem))
        return None
    ordered = reader.in_order(written.obligation, names, span)
    return None if ordered is None else Waiver(written.obligation, ordered, written.because, span=node.span)


# --- what each obligation is asked of ----------------------------------------------------------------


class _Kind(StrEnum):
    """What a name stands for, in the words of messages."""

    AREA = "a judgement area"
    GRADE = "a grade"
    EVIDENCE = "an evidence item"
    RULE = "a rule"
    RULE_OR_ROW = "a rule or a row"
    TABLE = "a table"
    CLAIM = "a claim"


_ASKED_OF: Mapping[ObligationName, tuple[_Kind, ...]] = {
    ObligationName.NO_CONFLICT: (_Kind.AREA,),
    ObligationName.FLOOR_BELOW_CEILING: (_Kind.RULE, _Kind.RULE),
    ObligationName.A_RULE_SPEAKS: (_Kind.AREA,),
    ObligationName.CAN_FIRE: (_Kind.RULE_OR_ROW,),
    ObligationName.NOT_REDUNDANT: (_Kind.RULE_OR_ROW,),
    ObligationName.NOT_ALWAYS: (_Kind.RULE,),
    ObligationName.GRADE_REACHED: (_Kind.AREA, _Kind.GRADE),
    ObligationName.BETTER_NEVER_LOWERS: (_Kind.AREA, _Kind.EVIDENCE),
    ObligationName.TABLE_COMPLETE: (_Kind.TABLE,),
    ObligationName.ROWS_APART: (_Kind.TABLE,),
    ObligationName.CLAIM: (_Kind.CLAIM,),
}


def _kinds(obligation: ObligationName, count: int) -> tuple[_Kind, ...]:
    """What the names of a waiver stand for. Several items may be better at once."""
    kinds = _ASKED_OF[obligation]
    more = count - len(kinds) if obligation is ObligationName.BETTER_NEVER_LOWERS else 0
    return (*kinds, *(_Kind.EVIDENCE for _ in range(more)))


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)


def _repeated(names: Sequence[str]) -> str:
    return next(name for place, name in enumerate(names) if name in names[:place])


# --- names looked up ---------------------------------------------------------------------------------


@dataclass
class _Subjects:
    """Looks up what waivers are of."""

    rule_set: RuleSet
    claims: Sequence[StatedClaim]
    more_claims: bool
    problems: Problems
    area: str = ""
    """The area named last, whose grades are meant."""

    def read(self, written: Scalar, kind: _Kind) -> str | None:
        """The name that `written` gives, as obligations write it; None with its problem added."""
        name = collapsed(written.text)
        match kind:
            case _Kind.AREA:
                self.area = name
                return self._known(written, "judgement area", self.rule_set.area_by_id)
            case _Kind.GRADE:
                area = self.rule_set.area_by_id.get(self.area)
                # Of an area that is none, nothing true can be said of its grades.
                return None if area is None else self._known(written, "grade", area.scale.names)
            case _Kind.EVIDENCE:
                return self._known(written, "evidence item", self._evidence())
            case _Kind.RULE:
                return self._known(written, "rule", self._rules())
            case _Kind.RULE_OR_ROW:
                row = re.fullmatch(r"(\S+) row (.+)", name)
                return self._known(written, "rule", self._rules()) if row is None else self._row(written, row)
            case _Kind.TABLE:
                return self._known(written, "table", self._tables())
            case _Kind.CLAIM:
                return self._claim(written, name)
            case _:
                assert_never(kind)

    def _known(self, written: Scalar, what: str, known: Iterable[str], name: str | None = None) -> str | None:
        name = collapsed(written.text) if name is None else name
        if name in known:
            return name
        hint = did_you_mean(name, known)
        told = codes.NOT_IN_RULES.at(written.span, rules=self.rule_set.name, what=what, name=name, hint=hint)
        self.problems.add(told)
        return None

    def _rules(self) -> list[str]:
        return [rule.id for rule in self.rule_set.all_rules]

    def _evidence(self) -> list[str]:
        given = [area.id for area in self.rule_set.areas if isinstance(area.start, GivenOnly)]
        return [*self.rule_set.schema.items, *given]

    def _tables(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each table, by the id of the rule that it is or of the area that starts at it."""
        starts = {
            area.id: area.start.table.rows
            for area in self.rule_set.areas
            if isinstance(area.start, StartTable)
        }
        tables = {
            rule.id: rule.table.rows for rule in self.rule_set.all_rules if isinstance(rule, FindingTable)
        }
        return {**starts, **tables}

    def _row(self, written: Scalar, named: re.Match[str]) -> str | None:
        tables = self._tables()
        table = self._known(written, "table", tables, named[1])
        if table is None:
            return None
        rows = tables[table]
        by_id = {row.id: row for row in rows}
        by_place = {str(number): row for number, row in enumerate(rows, start=1)}
        row = by_id.get(named[2]) or by_place.get(named[2])
        if row is None:
            self._known(written, f"row in the table `{table}` that is called", [*by_id, *by_place], named[2])
            return None
        return row_subject(table, row)

    def _claim(self, written: Scalar, name: str) -> str | None:
        same = read_claim(written, names_of(self.rule_set), Problems())
        for stated in self.claims:
            if name in (stated.id, stated.text) or stated.claim == same:
                return stated.name
        if self.more_claims:
            return None
        return self._known(written, "claim", [stated.name for stated in self.claims])

    def in_order(
        self, obligation: ObligationName, names: tuple[str, ...], span: Span
    ) -> tuple[str, ...] | None:
        """The names in the order in which obligations give them."""
        if obligation is ObligationName.BETTER_NEVER_LOWERS:
            known = self._evidence()
            return (names[0], *sorted(names[1:], key=known.index))
        if obligation is not ObligationName.FLOOR_BELOW_CEILING:
            return names
        limits = {rule.id: _limit(rule) for rule in self.rule_set.all_rules if rule.id in names}
        found = {limits[name]: name for name in names}
        if set(found) != {Modality.AT_LEAST, Modality.AT_MOST}:
            problem = f"`{obligation}` is asked of a rule with `at_least` and one with `at_most`"
            self.problems.add(codes.OF_SOMETHING_ELSE.at(span, problem=problem))
            return None
        return found[Modality.AT_LEAST], found[Modality.AT_MOST]


def _limit(rule: Rule | FindingTable) -> Modality | None:
    """Whether a rule is a floor or a ceiling."""
    conclusion = rule.conclusion if isinstance(rule, Rule) else None
    return conclusion.modality if isinstance(conclusion, Grades) else None
