"""One inspection decided by durable-rules: facts in, what follows out, one finding and area after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from evenhand.backends.durable.again import asked_again, handed_on
from evenhand.backends.durable.facts import (
    CONFLICT,
    EXISTS,
    KNOWN,
    POSSIBLY,
    SURELY,
    Facts,
    finding_subject,
    item_subject,
    name_facts,
)
from evenhand.backends.durable.guard import Session, split
from evenhand.backends.durable.plans import (
    CERTAIN,
    AreaPlan,
    FindingTablePlan,
    Program,
    Rails,
    TablePlan,
    Token,
)
from evenhand.backends.durable.productions import Match
from evenhand.backends.durable.values import (
    ABSENT,
    PERHAPS,
    PRESENT,
    Evidence,
    Names,
    read_amount,
    read_names,
)
from evenhand.domain import (
    NOT_JUDGED,
    Case,
    Conflict,
    DoesNotApply,
    EvidenceItem,
    Judged,
    Outcome,
    Recorded,
    Scale,
    Unknown,
)
from evenhand.language import (
    AreaGrade,
    Coverage,
    DecisionTable,
    GivenOnly,
    ItemName,
    ItemNumber,
    Narrowed,
    PreviousGrade,
    StartAt,
    StartGrade,
    may_leave_gap,
)


@dataclass(frozen=True)
class Derivation:
    """What durable-rules made of one case: the same statuses and outcomes as any other reading."""

    fired: tuple[str, ...]
    undecided: tuple[str, ...]
    areas: Mapping[str, Outcome]


class DurableRules:
    """A program loaded into durable-rules. Use it in a process that may die: see `worker`."""

    def __init__(self, program: Program) -> None:
        """Raises NotInstalledError and DurableRulesError."""
        self.program = program
        names = dict.fromkeys(
            production.subject
            for own in program.productions.values()
            for production in own
            if isinstance(production, Match)
        )
        self.numbers = {name: number for number, name in enumerate(names, 1)}
        self.again = asked_again(program)
        self.handed_on = handed_on(program, self.again)
        once, again = (
            split(
                {
                    owner: [one for one in own if (one.token in self.again) is wanted]
                    for owner, own in program.productions.items()
                },
                self.numbers,
            )
            for wanted in (False, True)
        )
        self.parts_again = range(len(once), len(once) + len(again))
        self.session = Session((*once, *again))

    def run(self, case: Case) -> Derivation:
        """Decide one checked case. Raises DurableRulesError, and TooLargeError for numbers beyond it."""
        program = self.program
        found = _Pass(self, case, None).run()
        provisional = found.already_provisional()
        if provisional is None:
            provisional = _Pass(self, case, found).run().provisional
        statuses = {rule: _truth(rails, found.concluded) for rule, rails in program.statuses.items()}
        areas = {}
        for area in program.rules.areas:
            areas[area.id] = found.outcome(area.id, provisional[area.id])
        order = [rule.id for rule in program.rules.all_rules]
        return Derivation(
            tuple(rule for rule in order if statuses[rule] == PRESENT),
            tuple(rule for rule in order if statuses[rule] == PERHAPS),
            areas,
        )

    def free(self) -> None:
        """Give back what the rules take up."""
        self.session.free()


def _truth(rails: Rails, concluded: set[str]) -> int:
    if rails.surely in concluded:
        return PRESENT
    return PERHAPS if rails.possibly in concluded else ABSENT


@dataclass(frozen=True, slots=True)
class _Start:
    worst: int
    best: int
    exists: int


@dataclass(frozen=True, slots=True)
class _Settled:
    """An area as the first pass settles it."""

    start: _Start
    reach: tuple[int, int]
    permitted: tuple[int, int] | None
    conflict: Conflict
    judged: Judged


class _Pass:
    """One way through the rules: over all that is possible or, after that, over provisional grades.

    Provisionally, rules that grade count only where they fired, and areas are read at their provisional
    grade, taken as judged (language.md section 6). `first` is what the first pass settled.
    """

    def __init__(self, engine: DurableRules, case: Case, first: _Pass | None) -> None:
        self.engine = engine
        self.program = engine.program
        self.numbers = engine.numbers
        self.session = engine.session
        self.case = case
        self.first = first
        rules = engine.program.rules
        self.known = Evidence(case, rules.parameters, rules.rule_set.derivations.parts())
        self.concluded: set[str] = set()
        self.findings: dict[str, int] = {}
        self.settled: dict[str, _Settled] = {}
        self.provisional: dict[str, int | None] = {}
        self.waiting = dict(engine.program.comparands)

    def run(self) -> _Pass:
        try:
            if self.first is None:
                self._begin()
            else:
                self._begin_again(self.first)
            self._assert_comparands()
            for id in self.program.order:
                if id in self.program.areas:
                    self._area(self.program.areas[id])
                else:
                    self._finding(id)
        finally:
            self.session.close()
        return self

    def _begin(self) -> None:
        self.session.open()
        self._conclude((CERTAIN,))
        for item in self.program.items.values():
            self._assert(item_subject(item.id), self._item(item))
        for name, subject in self.program.previous.items():
            read = read_names(subject, self.known)
            self._assert(name, {**name_facts(read, subject.scale), EXISTS: read.exists, CONFLICT: 0})

    def _begin_again(self, first: _Pass) -> None:
        """Only what rests on the grades of areas is asked again."""
        self.session.open(self.engine.parts_again)
        self.concluded = first.concluded - self.engine.again
        for token in self.engine.handed_on:
            if token in self.concluded:
                self._conclude(self.session.assert_token(token))

    # --- facts and what follows --------------------------------------------------------------------

    def _assert(self, subject: str, facts: Facts) -> None:
        number = self.numbers.get(subject)
        if number is not None:
            self._conclude(self.session.assert_fact(subject, number, facts))

    def _conclude(self, tokens: Iterable[str]) -> None:
        """Take note of what is concluded, and tell it on until nothing more follows."""
        waiting = list(tokens)
        while waiting:
            token = waiting.pop()
            if token not in self.concluded:
                self.concluded.add(token)
                waiting.extend(self.session.assert_token(token))

    def _holds(self, token: Token) -> int:
        return int(token in self.concluded)

    def _reached(self, at_least: Sequence[Rails]) -> tuple[int, int]:
        """The highest positions that are surely and possibly reached. `at_least` begins with the second."""
        surely, possibly = (
            max((at for at, token in enumerate(tokens, 1) if self._holds(token)), default=0)
            for tokens in (
                [rails.surely for rails in at_least],
                [rails.possibly for rails in at_least],
            )
        )
        return surely, possibly

    def _item(self, item: EvidenceItem) -> Facts:
        state = self.case.profile.state(item.id)
        match state:
            case Recorded() | DoesNotApply():
                known = 2
            case Unknown(reason):
                known = int(reason.may_be_settled)
            case _:
                assert_never(state)
        if not item.type.is_numeric:
            names = read_names(ItemName(item), self.known)
            return {**name_facts(names, item.names), EXISTS: names.exists, CONFLICT: 0, KNOWN: known}
        amount = read_amount(ItemNumber(item), self.known)
        grid = self.program.grids.get(item.id)
        ends = {} if grid is None else grid.facts(amount)
        return {**ends, EXISTS: amount.exists, CONFLICT: 0, KNOWN: known}

    def _assert_comparands(self) -> None:
        """Put side by side what can be, now that the areas it reads are settled."""
        for subject, comparands in list(self.waiting.items()):
            if all(area in self.known.areas for area in comparands.areas):
                del self.waiting[subject]
                self._assert(subject, comparands.facts(self.known))

    # --- findings and tables -----------------------------------------------------------------------

    def _finding(self, id: str) -> None:
        for plan in self.program.tables.get(id, ()):
            self._finding_table(plan)
        rails = self.program.findings[id]
        self.findings[id] = _truth(rails, self.concluded)
        facts = {SURELY: self._holds(rails.surely), POSSIBLY: self._holds(rails.possibly)}
        self._assert(finding_subject(id), facts)

    def _finding_table(self, plan: FindingTablePlan) -> None:
        gap = self._table(plan.table)
        counting = {f"c{at}": self._holds(token) for at, token in enumerate(plan.table.may_count)}
        self._assert(plan.subject, {**counting, "gap": gap})

    def _table(self, plan: TablePlan) -> int:
        """Assert which rows hold. The answer is whether no row may count."""
        facts = {}
        for at, rails in enumerate(plan.rows):
            facts[f"s{at}"] = self._holds(rails.surely)
            facts[f"p{at}"] = self._holds(rails.possibly)
        self._assert(plan.subject, facts)
        if any(self._holds(rails.surely) for rails in plan.rows):
            return ABSENT
        if not any(self._holds(token) for token in plan.may_count):
            return PRESENT
        if plan.table.coverage is Coverage.ALWAYS:
            return ABSENT
        narrowed = [self._narrowed(plan.table, at) for at in range(len(plan.table.columns))]
        return PERHAPS if may_leave_gap(plan.table, narrowed, self.program.rules.parameters) else ABSENT

    def _narrowed(self, table: DecisionTable, index: int) -> Narrowed:
        if not table.asks(index):
            return Narrowed(present=False, absent=True)
        subject = table.columns[index].subject
        if isinstance(subject, str):
            possible = {PRESENT: {1}, PERHAPS: {0, 1}, ABSENT: {0}}
            return Narrowed(positions=frozenset(possible[self.findings[subject]]))
        if isinstance(subject, ItemName | AreaGrade | PreviousGrade):
            names = read_names(subject, self.known)
            whole = frozenset(range(len(subject.scale)))
            exists = names.exists
            return Narrowed(
                exists > ABSENT, exists < PRESENT, None, whole if names.conflict else names.positions
            )
        amount = read_amount(subject, self.known)
        return Narrowed(amount.exists > ABSENT, amount.exists < PRESENT, (amount.low, amount.high))

    # --- areas -------------------------------------------------------------------------------------

    def _area(self, plan: AreaPlan) -> None:
        if self.first is None:
            self._settle(plan)
        else:
            self._settle_provisionally(plan, self.first.settled[plan.area.id])
        names = self.known.areas[plan.area.id]
        facts = {EXISTS: names.exists, CONFLICT: int(names.conflict)}
        self._assert(f"area {plan.area.id}", {**name_facts(names, plan.area.scale), **facts})
        self._assert_comparands()

    def _settle(self, plan: AreaPlan) -> None:
        area, top = plan.area, len(plan.area.scale) - 1
        start = self._start(plan)
        steps = [
            (steps, self._holds(rails.surely), self._holds(rails.possibly)) for steps, rails in plan.moves
        ]
        pointed = {name: self._holds(token) for name, token in plan.pointed.items()}
        self._assert(
            plan.subject,
            {
                **pointed,
                "wo": start.worst + sum(by for by, sure, open_ in steps if sure or (open_ and by < 0)),
                "be": start.best + sum(by for by, sure, open_ in steps if sure or (open_ and by > 0)),
                EXISTS: start.exists,
                "js": self._holds(plan.judged_when.surely),
                "jp": self._holds(plan.judged_when.possibly),
            },
        )
        permitted = [at for at, token in enumerate(plan.permitted) if self._holds(token)]
        settled = _Settled(
            start,
            self._reached(plan.at_least),
            (permitted[0], permitted[-1]) if permitted else None,
            _CONFLICTS[_truth(plan.conflict, self.concluded)],
            _JUDGED[_truth(plan.judged, self.concluded)],
        )
        self.settled[area.id] = settled
        given = self.case.given.get(area.id)
        whole = frozenset(range(top + 1))
        if given is not None:
            names = _given(given, area.scale)
        elif settled.judged is Judged.NO:
            names = Names(frozenset(), ABSENT)
        else:
            exists = PRESENT if settled.judged is Judged.YES else PERHAPS
            worst, best = settled.reach
            run = whole if settled.conflict is Conflict.CERTAIN else frozenset(range(worst, best + 1))
            names = Names(run, exists, settled.conflict is not Conflict.NO)
        self.known.areas[area.id] = names

    def _settle_provisionally(self, plan: AreaPlan, settled: _Settled) -> None:
        """Only rules that fired count, from the worst possible start."""
        area = plan.area
        start = settled.start
        if plan.members is not None or plan.table is not None or isinstance(area.start, StartAt):
            again = self._start(plan)
            if again.exists != ABSENT:
                start = again
        moved = start.worst + sum(by for by, rails in plan.moves if self._holds(rails.surely))
        fired = {name: self._holds(plan.pointed.get(f"{name[:2]}s{name[3:]}")) for name in plan.pointed}
        self._assert(
            plan.subject,
            {
                **fired,
                "wo": moved,
                "be": moved,
                EXISTS: start.exists,
                "js": self._holds(plan.judged_when.surely),
                "jp": self._holds(plan.judged_when.possibly),
            },
        )
        given = self.case.given.get(area.id)
        grade: int | None
        if given is not None:
            names = _given(given, area.scale)
            grade = next(iter(names.positions), None)
        elif settled.judged is Judged.NO:
            names, grade = Names(frozenset(), ABSENT), None
        elif self._holds(plan.conflict.surely):
            names, grade = Names(frozenset(range(len(area.scale))), PRESENT, True), None
        else:
            grade, _ = self._reached(plan.at_least)
            names = Names(frozenset({grade}))
        self.provisional[area.id] = grade
        self.known.areas[area.id] = names

    def _start(self, plan: AreaPlan) -> _Start:
        area, top = plan.area, len(plan.area.scale) - 1
        start = area.start
        if plan.members is not None:
            worst, best = self._reached(plan.members.at_least)
            return _Start(worst, max(worst, best), _truth(plan.members.exists, self.concluded))
        if plan.table is not None:
            gap = self._table(plan.table)
            grades = [
                area.scale.position(row.outcome)
                for row, token in zip(plan.table.table.rows, plan.table.may_count, strict=True)
                if row.outcome is not None and self._holds(token)
            ]
            return _Start(min(grades, default=0), max(grades, default=top), PRESENT - gap)
        match start:
            case StartGrade(grade):
                at = area.scale.position(grade)
                return _Start(at, at, PRESENT)
            case GivenOnly():
                return _Start(0, top, PRESENT)
            case StartAt(subject):
                names = read_names(subject, self.known)
                return _Start(*names.ends(subject.scale), names.exists)
            case _:
                raise TypeError(f"no plan for the start of {area.id}")

    def already_provisional(self) -> dict[str, int | None] | None:
        """The provisional grades, where every area is decided; else None.

        A second pass would read every area as this one did. What it makes of one lies within reach.
        """
        found: dict[str, int | None] = {}
        for id, settled in self.settled.items():
            worst, best = settled.reach
            if id in self.case.given or settled.judged is Judged.NO:
                found[id] = next(iter(self.known.areas[id].positions), None)
            elif settled.judged is Judged.YES and settled.conflict is Conflict.NO and worst == best:
                found[id] = worst
            else:
                return None
        return found

    def outcome(self, id: str, provisional: int | None) -> Outcome:
        """The outcome of an area, once both passes are through."""
        settled = self.settled[id]
        scale = self.program.areas[id].area.scale
        given = self.case.given.get(id)
        if given == NOT_JUDGED:
            return Outcome(scale, None, None, None, Conflict.NO, Judged.NO)
        if given is not None:
            at = scale.position(given)
            return Outcome(scale, (at, at), settled.permitted, at, Conflict.NO, Judged.YES)
        if settled.judged is Judged.NO:
            return Outcome(scale, None, None, None, Conflict.NO, Judged.NO)
        reach = None if settled.conflict is Conflict.CERTAIN else settled.reach
        return Outcome(scale, reach, settled.permitted, provisional, settled.conflict, settled.judged)


_CONFLICTS = {PRESENT: Conflict.CERTAIN, PERHAPS: Conflict.POSSIBLE, ABSENT: Conflict.NO}
_JUDGED = {PRESENT: Judged.YES, PERHAPS: Judged.POSSIBLY, ABSENT: Judged.NO}


def _given(grade: str, scale: Scale) -> Names:
    if grade == NOT_JUDGED:
        return Names(frozenset(), ABSENT)
    return Names(frozenset({scale.position(grade)}))
