"""A rule set as productions, and the steps that settle its findings and areas one after another.

Productions only ever add to what is concluded. Whatever reads that something was *not* concluded (`unless`,
a ceiling, a table's earlier rows) tests a fact that is asserted when the thing is settled, after all that it
rests on: a finding's two rails, what an area's rules leave, a table's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from evenhand.backends.durable import settling
from evenhand.backends.durable.conditions import AtLeast, Direct, Literal, Node, Normal, at_least
from evenhand.backends.durable.facts import EXISTS, TooLargeError
from evenhand.backends.durable.leaves import LeafReader
from evenhand.backends.durable.plans import (
    CERTAIN,
    AreaPlan,
    FindingTablePlan,
    MembersPlan,
    Program,
    Rails,
    TablePlan,
    Token,
)
from evenhand.backends.durable.productions import (
    Compare,
    Count,
    Match,
    Production,
    Test,
    every,
    some,
    ways,
    where_zero,
)
from evenhand.backends.durable.values import ABSENT, PRESENT
from evenhand.diagnostics import Span
from evenhand.domain import EvidenceItem
from evenhand.language import (
    Area,
    Concludes,
    DecisionTable,
    FindingTable,
    Grades,
    ItemName,
    Leaf,
    Modality,
    Moves,
    Rule,
    RulesInForce,
    StartExtreme,
    StartMedian,
    StartTable,
)

MOST_ATTRIBUTES = 240
"""durable-rules refuses a fact of more than 250 attributes."""

MODALITIES: Mapping[Modality, str] = {
    Modality.SUPPORTS: "su",
    Modality.LIKELY: "li",
    Modality.AT_LEAST: "fl",
    Modality.AT_MOST: "ce",
}
"""How the attributes of what an area's rules leave begin."""


class CannotExpressError(Exception):
    """Something that durable-rules cannot decide safely: which rule or area, and why."""

    def __init__(self, what: str, why: str, span: Span | None) -> None:
        super().__init__(f"{what}: {why}")
        self.what = what
        self.why = why
        self.span = span


def compile_program(rules: RulesInForce) -> Program:
    """Write a rule set as productions. Raises CannotExpressError."""
    return _Compiler(rules).program()


class _Compiler:
    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self.normal = Normal(dict(rules.rule_set.derivations.parts()))
        try:
            self.reader = LeafReader(rules.parameters, rules.leaves())
        except TooLargeError as fault:
            raise CannotExpressError(rules.rule_set.name, str(fault), None) from fault
        self.productions: dict[str, list[Production]] = {}
        self.made: dict[tuple[Node, bool], Token] = {}
        self.asked: set[Leaf] = set()
        self.tokens = 0

    def program(self) -> Program:
        rules = self.rules
        self.statuses: dict[str, Rails] = {}
        self.concluding: dict[str, list[Rails]] = {}
        tables: dict[str, list[FindingTablePlan]] = {}
        owners = {rule.id: area.id for area in rules.areas for rule in area.rules}
        for rule in rules.all_rules:
            owner = owners.get(rule.id, "findings")
            if isinstance(rule, Rule):
                self._rule(owner, rule)
                continue
            plan = self._finding_table(owner, rule)
            first = next(id for id in rules.rule_set.order if id in plan.findings)
            tables.setdefault(first, []).append(plan)
        areas = {area.id: self._area(area) for area in rules.areas}
        self._refuse_long_scales()
        findings = {}
        for id in rules.rule_set.order:
            if id not in areas:
                concluding = self.concluding.get(id, [])
                findings[id] = self._any_of("findings", concluding)
        return Program(
            rules=rules,
            productions={owner: tuple(found) for owner, found in self.productions.items()},
            order=rules.rule_set.order,
            statuses=self.statuses,
            findings=findings,
            tables={id: tuple(found) for id, found in tables.items()},
            areas=areas,
            items=self.reader.items,
            grids=self.reader.grids,
            previous=self.reader.previous,
            comparands=self.reader.comparands,
            asked=frozenset(self.asked),
        )

    # --- tokens ------------------------------------------------------------------------------------

    def _new(self, owner: str) -> str:
        self.tokens += 1
        self.productions.setdefault(owner, [])
        return f"{owner} {self.tokens}"

    def _token(self, owner: str, node: Node, surely: bool) -> Token:
        key = (node, surely)
        if key not in self.made:
            self.made[key] = self._make(owner, node, surely)
        return self.made[key]

    def _make(self, owner: str, node: Node, surely: bool) -> Token:
        match node:
            case Literal(leaf, holds):
                tests = self.reader.tests(leaf)
                token = self._match(owner, tests.subject, tests.rail(surely, holds))
                if token is not None:
                    self.asked.add(leaf)
                return token
            case Direct(subject, test):
                return self._match(owner, subject, test)
            case AtLeast(needed, parts):
                return self._count(owner, needed, [self._token(owner, part, surely) for part in parts])
            case _:
                assert_never(node)

    def _match(self, owner: str, subject: str, test: Test) -> Token:
        found = list(ways(test))
        if not found:
            return None
        token = self._new(owner)
        self.productions[owner] += [Match(token, subject, way) for way in found]
        return token

    def _count(self, owner: str, needed: int, tokens: Sequence[Token]) -> Token:
        needed -= tokens.count(CERTAIN)
        counted = [token for token in tokens if token is not None and token != CERTAIN]
        if needed <= 0:
            return CERTAIN
        if needed > len(counted):
            return None
        if len(counted) == 1:
            return counted[0]
        # One that is counted twice goes by another name the second time.
        names: dict[str, None] = {}
        for token in counted:
            name = token
            while name in names:
                name = self._new(owner)
                self.productions[owner].append(Count(name, 1, (token,)))
            names[name] = None
        token = self._new(owner)
        self.productions[owner].append(Count(token, needed, tuple(names)))
        return token

    def _rails(self, owner: str, node: Node) -> Rails:
        return Rails(self._token(owner, node, True), self._token(owner, node, False))

    def _any_of(self, owner: str, parts: Iterable[Rails]) -> Rails:
        kept = list(parts)
        return Rails(
            self._count(owner, 1, _different(rails.surely for rails in kept)),
            self._count(owner, 1, _different(rails.possibly for rails in kept)),
        )

    # --- rules and tables --------------------------------------------------------------------------

    def _rule(self, owner: str, rule: Rule) -> None:
        rails = self.statuses[rule.id] = self._rails(owner, self.normal.rule(rule))
        if isinstance(rule.conclusion, Concludes):
            self.concluding.setdefault(rule.conclusion.finding, []).append(rails)

    def _table(self, owner: str, name: str, table: DecisionTable, positions: Sequence[int]) -> TablePlan:
        """Rows, and which may count under the hit policy. `positions` orders the rows by their grade."""
        subject = f"rows of {name}"
        if 2 * len(table.rows) > MOST_ATTRIBUTES:
            why = f"its table has {len(table.rows)} rows; {MOST_ATTRIBUTES // 2} can be asserted at once"
            raise CannotExpressError(name, why, table.span)
        rows = []
        for row in table.rows:
            cells = [self.normal.condition(cell, True) for cell in row.cells if cell is not None]
            rows.append(self._rails(owner, at_least(len(cells), cells)))
        counts = []
        for index in range(len(rows)):
            test = settling.may_count(table.hit, index, positions)
            counts.append(self._match(owner, subject, test))
        return TablePlan(table, subject, tuple(rows), tuple(counts))

    def _finding_table(self, owner: str, rule: FindingTable) -> FindingTablePlan:
        table = rule.table
        plan = self._table(owner, rule.id, table, range(len(table.rows)))
        subject = f"counting rows of {rule.id}"
        findings: dict[str, Rails] = {}
        for name in dict.fromkeys(row.outcome for row in table.rows if row.outcome is not None):
            own = [at for at, row in enumerate(table.rows) if row.outcome == name]
            others = [at for at in range(len(table.rows)) if at not in own]
            possibly = some(*(Compare(f"c{at}", "=", 1) for at in own))
            surely = every(
                Compare("gap", "=", ABSENT), possibly, *(Compare(f"c{at}", "=", 0) for at in others)
            )
            rails = Rails(self._match(owner, subject, surely), self._match(owner, subject, possibly))
            findings[name] = rails
            self.concluding.setdefault(name, []).append(rails)
        self.statuses[rule.id] = self._any_of(owner, findings.values())
        return FindingTablePlan(rule, plan, subject, findings)

    def _refuse_long_scales(self) -> None:
        """Of items; those of areas are shorter."""
        for item in self.reader.items.values():
            if not item.type.is_numeric:
                _refuse_long(item, MOST_ATTRIBUTES - 5, "asserted at once")
        for comparands in self.reader.comparands.values():
            for subject in comparands.names:
                if isinstance(subject, ItemName):
                    _refuse_long(subject.item, (MOST_ATTRIBUTES - 6) // 3, "compared with those of another")

    # --- areas -------------------------------------------------------------------------------------

    def _area(self, area: Area) -> AreaPlan:
        owner, top = area.id, len(area.scale) - 1
        if 8 * top + 5 > MOST_ATTRIBUTES:
            why = f"its scale has {top + 1} grades; {(MOST_ATTRIBUTES - 5) // 8 + 1} can be asserted at once"
            raise CannotExpressError(area.id, why, area.span)
        members = table = None
        match area.start:
            case StartMedian(areas, ties):
                members = self._members(owner, top, areas, settling.Median(ties))
            case StartExtreme(best, areas):
                members = self._members(owner, top, areas, settling.Best() if best else settling.Worst())
            case StartTable(found):
                positions = [area.scale.position(row.outcome) if row.outcome else 0 for row in found.rows]
                table = self._table(owner, f"start of {area.id}", found, positions)
            case _:
                pass
        if area.judged_when is None:
            judged_when = Rails(CERTAIN, CERTAIN)
        else:
            judged_when = self._rails(owner, self.normal.condition(area.judged_when, True))
        grading = [rule for rule in area.rules if isinstance(rule, Rule)]
        subject = f"limits of {area.id}"
        grades = range(1, top + 1)
        pointed = dict(self._pointed(area, grading))
        # What no rule ever points to need not be asked about.
        never = {name for name, token in pointed.items() if token is None}

        def limits(test: Test) -> Token:
            return self._match(owner, subject, where_zero(test, never))

        return AreaPlan(
            area=area,
            members=members,
            table=table,
            judged_when=judged_when,
            moves=tuple(
                (rule.conclusion.steps, self.statuses[rule.id])
                for rule in grading
                if isinstance(rule.conclusion, Moves)
            ),
            pointed={name: token for name, token in pointed.items() if token is not None},
            subject=subject,
            at_least=tuple(
                Rails(limits(settling.surely_at_least(grade)), limits(settling.possibly_at_least(grade)))
                for grade in grades
            ),
            permitted=tuple(limits(settling.is_permitted(grade, top)) for grade in range(top + 1)),
            conflict=Rails(limits(settling.crossing("s", grades)), limits(settling.crossing("p", grades))),
            judged=Rails(
                limits(every(Compare(EXISTS, "=", PRESENT), Compare("js", "=", 1))),
                limits(every(Compare(EXISTS, ">", ABSENT), Compare("jp", "=", 1))),
            ),
        )

    def _pointed(self, area: Area, rules: Sequence[Rule]) -> Iterator[tuple[str, Token]]:
        """For every modality and grade, whether a rule that fired (`s`) or may fire (`p`) reaches it.

        `supports` and `at_least` reach every grade up to their own; `likely` and `at_most` all above it.
        """
        for modality, name in MODALITIES.items():
            for grade in range(1, len(area.scale)):
                reaching = []
                for rule in rules:
                    if isinstance(rule.conclusion, Grades) and rule.conclusion.modality is modality:
                        at = area.scale.position(rule.conclusion.grade)
                        upward = modality in (Modality.SUPPORTS, Modality.AT_LEAST)
                        if at >= grade if upward else at < grade:
                            reaching.append(self.statuses[rule.id])
                rails = self._any_of(area.id, reaching)
                yield f"{name}s{grade}", rails.surely
                yield f"{name}p{grade}", rails.possibly

    def _members(self, owner: str, top: int, areas: Sequence[str], kind: settling.Kind) -> MembersPlan:
        subjects = [f"area {area}" for area in areas]
        exist = at_least(1, [Direct(subject, Compare(EXISTS, ">", ABSENT)) for subject in subjects])
        surely_exist = at_least(1, [Direct(subject, Compare(EXISTS, "=", PRESENT)) for subject in subjects])
        found = []
        for grade in range(1, top + 1):
            every_one = at_least(len(subjects), [settling.not_surely_below(at, grade) for at in subjects])
            surely = at_least(2, [exist, at_least(1, [kind.surely(subjects, grade), every_one])])
            some_one = at_least(1, [settling.may_reach(subject, grade) for subject in subjects])
            possibly = at_least(2, [kind.possibly(subjects, grade), some_one])
            found.append(Rails(self._token(owner, surely, True), self._token(owner, possibly, True)))
        exists = Rails(self._token(owner, surely_exist, True), self._token(owner, exist, True))
        return MembersPlan(tuple(found), exists)


def _refuse_long(item: EvidenceItem, most: int, how: str) -> None:
    if len(item.names) > most:
        why = f"it has {len(item.names)} names; {most} can be {how}"
        raise CannotExpressError(item.id, why, None)


# --- what a rule set reads ---------------------------------------------------------------------------


def _different(tokens: Iterable[Token]) -> list[Token]:
    return list(dict.fromkeys(token for token in tokens if token is not None))
