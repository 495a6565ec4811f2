"""The reference interpreter: one inspection, decided, with its trace. It defines the meaning of rules.

No input or output, no clock; the same rules and case always give the same trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from evenhand.domain import NOT_JUDGED, Case, Conflict, Judged, Outcome
from evenhand.evaluation.grading import (
    bounds_of,
    existence_of,
    extreme_bounds,
    given_outcome,
    limits_of,
    median_bounds,
    outcome_of,
    provisional_of,
    provisional_start,
)
from evenhand.evaluation.leaves import decide_leaf
from evenhand.evaluation.readings import Knowledge, read_name
from evenhand.evaluation.settle import with_settle
from evenhand.evaluation.tables import concluded, decide_table
from evenhand.evaluation.trace import (
    AnyRuleStep,
    AreaStep,
    ConditionStep,
    Existence,
    FindingStep,
    FindingTableStep,
    InspectionTrace,
    Limits,
    Names,
    RuleStep,
    StartStep,
    Step,
)
from evenhand.evaluation.truth import Truth, all_of, any_of, at_least, at_most, exactly
from evenhand.language import (
    CONNECTIVES,
    AllOf,
    AnyOf,
    AnyRule,
    Area,
    Condition,
    CountOf,
    FindingTable,
    GivenOnly,
    ItemName,
    NoneOf,
    Quantity,
    RulesInForce,
    Start,
    StartAt,
    StartExtreme,
    StartGrade,
    StartMedian,
    StartTable,
)


def interpret(rules: RulesInForce, case: Case) -> InspectionTrace:
    """Decide every area and finding of `rules` for `case`; the trace is the result.

    Raises nothing for any case that was checked against the rules' schema and scales.
    """
    return _Interpretation(rules, case).run()


def decide(condition: Condition, known: Knowledge) -> Step:
    """Decide one condition; the returned step is also its explanation."""
    if isinstance(condition, CONNECTIVES):
        steps = tuple([decide(part, known) for part in condition.parts])
        return ConditionStep(condition, connect(condition, [step.truth for step in steps]), steps)
    return decide_leaf(condition, known)


def connect(condition: AllOf | AnyOf | NoneOf | CountOf, truths: list[Truth]) -> Truth:
    """The truth of a connective from the truths of its parts."""
    match condition:
        case AllOf():
            return all_of(truths)
        case AnyOf():
            return any_of(truths)
        case NoneOf():
            return any_of(truths).negated()
        case CountOf(quantity, number):
            certain = sum(truth is Truth.TRUE for truth in truths)
            possible = sum(truth is not Truth.FALSE for truth in truths)
            match quantity:
                case Quantity.AT_LEAST:
                    return at_least(number, certain, possible)
                case Quantity.AT_MOST:
                    return at_most(number, certain, possible)
                case Quantity.EXACTLY:
                    return exactly(number, certain, possible)
                case _:
                    assert_never(quantity)
        case _:
            assert_never(condition)


def decide_rule(rule: AnyRule, known: Knowledge) -> AnyRuleStep:
    """Decide one rule: it fires when `when` holds and `unless` does not."""
    if isinstance(rule, FindingTable):
        table = decide_table(rule.table, lambda cell: decide(cell, known), known)
        return FindingTableStep(rule, table, concluded(table))
    when = None if rule.when is None else decide(rule.when, known)
    unless = None if rule.unless is None else decide(rule.unless, known)
    truths = [] if when is None else [when.truth]
    if unless is not None:
        truths.append(unless.truth.negated())
    return RuleStep(rule, all_of(truths), when, unless)


def decide_start(area: Area, known: Knowledge) -> StartStep:
    """Where an area starts: its worst and best possible position, and whether it is judged."""
    start: Start = area.start
    top = len(area.scale) - 1
    match start:
        case StartGrade(grade):
            at = area.scale.position(grade)
            return StartStep(at, at, Existence.YES)
        case GivenOnly():
            return StartStep(0, top, Existence.YES)
        case StartAt(subject):
            names = read_name(subject, known)
            label = subject.item.id if isinstance(subject, ItemName) else subject.area
            worst, best = bounds_of(names)
            return StartStep(
                worst,
                best,
                names.exists,
                ((label, names),),
                reads_conflict=names.in_conflict,
            )
        case StartMedian(areas, ties):
            members = [known.areas[member] for member in areas]
            worst, best = median_bounds(members, ties, top)
            return _made_of(areas, members, worst, best)
        case StartExtreme(take_best, areas):
            members = [known.areas[member] for member in areas]
            worst, best = extreme_bounds(members, take_best, top)
            return _made_of(areas, members, worst, best)
        case StartTable(table):
            step = decide_table(table, lambda cell: decide(cell, known), known, area.scale)
            grades = [
                area.scale.position(row.row.outcome)
                for row in step.rows
                if row.possible and row.row.outcome is not None
            ]
            judged = _OPPOSITE[step.gap]
            return StartStep(min(grades, default=0), max(grades, default=top), judged, table=step)
        case _:
            assert_never(start)


_OPPOSITE = {
    Existence.YES: Existence.NO,
    Existence.MAYBE: Existence.MAYBE,
    Existence.NO: Existence.YES,
}


def _made_of(areas: tuple[str, ...], members: list[Names], worst: int, best: int) -> StartStep:
    return StartStep(
        worst,
        best,
        existence_of(members),
        tuple(zip(areas, members, strict=True)),
        reads_conflict=any(member.in_conflict for member in members if member.exists is not Existence.NO),
    )


def judged_of(start: Existence, judged_when: Truth) -> Judged:
    """Whether an area is judged: what it starts from must be, and `judged_when` must hold."""
    if start is Existence.NO or judged_when is Truth.FALSE:
        return Judged.NO
    if start is Existence.MAYBE or judged_when is Truth.UNKNOWN:
        return Judged.POSSIBLY
    return Judged.YES


@dataclass(frozen=True, slots=True)
class _DecidedArea:
    start: StartStep
    judged_when: Step | None
    limits: Limits
    outcome: Outcome
    provisional_fired: frozenset[str]
    provisional_start: int


class _Interpretation:
    """One run: everything is decided twice, over what is possible and provisionally.

    In the provisional run areas are read at their provisional grades while evidence stays as it is, so
    rules that read no area come out the same and are decided once.
    """

    def __init__(self, rules: RulesInForce, case: Case) -> None:
        self.rules = rules
        self.case = case
        computed = rules.rule_set.derivations.parts()
        self.known = Knowledge(case, rules.parameters, computed)
        self.provisional = Knowledge(case, rules.parameters, computed)
        self.steps: dict[str, AnyRuleStep] = {}
        self.provisional_steps: dict[str, AnyRuleStep] = {}
        self.decided: dict[str, _DecidedArea] = {}
        self.findings: dict[str, FindingStep] = {}

    def run(self) -> InspectionTrace:
        for id in self.rules.rule_set.order:
            if id in self.rules.area_by_id:
                self._decide_area(self.rules.area_by_id[id])
            else:
                self._decide_finding(id)
        # An area's step holds the rules of its file; a finding among them may read the area itself, so
        # steps are put together only now.
        areas = {area.id: self._area_step(area) for area in self.rules.areas}
        others = tuple(self.steps[rule.id] for rule in self.rules.other_rules)
        trace = InspectionTrace(self.rules, self.case, areas, self.findings, others)
        return with_settle(trace)

    def _area_step(self, area: Area) -> AreaStep:
        decided = self.decided[area.id]
        return AreaStep(
            area=area,
            start=decided.start,
            rules=tuple(self.steps[rule.id] for rule in area.rules),
            judged_when=decided.judged_when,
            limits=decided.limits,
            outcome=decided.outcome,
            given=self.case.given.get(area.id),
            settle=(),
            provisional_fired=decided.provisional_fired,
            provisional_start=decided.provisional_start,
        )

    def _decide_rule(self, rule: AnyRule) -> None:
        step = decide_rule(rule, self.known)
        self.steps[rule.id] = step
        again = rule.id in self.rules.rules_reading_areas
        self.provisional_steps[rule.id] = decide_rule(rule, self.provisional) if again else step

    def _decide_finding(self, id: str) -> None:
        concluding = self.rules.concluding_rules.get(id, ())
        for rule in concluding:
            if rule.id not in self.steps:
                self._decide_rule(rule)
        truth = any_of(finding_truth(self.steps[rule.id], id) for rule in concluding)
        self.known.findings[id] = truth
        self.provisional.findings[id] = any_of(
            finding_truth(self.provisional_steps[rule.id], id) for rule in concluding
        )
        finding = self.rules.rule_set.findings[id]
        self.findings[id] = FindingStep(finding, truth, tuple(rule.id for rule in concluding))

    def _decide_area(self, area: Area) -> None:
        grading = area.grading_rules
        for rule in grading:
            self._decide_rule(rule)
        judged_when = None if area.judged_when is None else decide(area.judged_when, self.known)
        start = decide_start(area, self.known)
        limits = limits_of(
            area.scale,
            (start.worst, start.best),
            [(rule.conclusion, self.steps[rule.id].truth) for rule in grading],
        )
        fired = [rule for rule in grading if self.provisional_steps[rule.id].truth is Truth.TRUE]
        # A start that reads nothing is the same on both readings.
        again = decide_start(area, self.provisional) if start.table is not None or start.members else start
        at = provisional_start(start.worst, again.worst, again.judged)
        given = self.case.given.get(area.id)
        if given is not None:
            outcome = given_outcome(area.scale, None if given == NOT_JUDGED else given, limits)
        else:
            judged = judged_of(start.judged, Truth.TRUE if judged_when is None else judged_when.truth)
            provisional = None
            if judged is not Judged.NO:
                conclusions = [(rule.conclusion, Truth.TRUE) for rule in fired]
                provisional = provisional_of(limits_of(area.scale, (at, at), conclusions))
            outcome = outcome_of(area.scale, limits, judged, provisional)
        self.known.areas[area.id] = reading_of(outcome)
        self.provisional.areas[area.id] = provisional_reading_of(outcome)
        self.decided[area.id] = _DecidedArea(
            start, judged_when, limits, outcome, frozenset(rule.id for rule in fired), at
        )


def finding_truth(step: AnyRuleStep, finding: str) -> Truth:
    """The truth that one concluding rule or table gives a finding."""
    if isinstance(step, FindingTableStep):
        return step.concluded[finding]
    return step.truth


_EXISTS = {
    Judged.YES: Existence.YES,
    Judged.POSSIBLY: Existence.MAYBE,
    Judged.NO: Existence.NO,
}


def reading_of(outcome: Outcome) -> Names:
    """How other rules read an area: the run of its reach, or any grade where it is in conflict."""
    exists = _EXISTS[outcome.judged]
    if exists is Existence.NO:
        return Names(outcome.scale, 0, exists)
    if outcome.reach is None:
        return Names(outcome.scale, outcome.scale.whole, exists, in_conflict=True)
    return Names(
        outcome.scale,
        _run_mask(*outcome.reach),
        exists,
        in_conflict=outcome.conflict is not Conflict.NO,
    )


def provisional_reading_of(outcome: Outcome) -> Names:
    """How other rules read an area provisionally: at its provisional grade, taken as judged."""
    if outcome.judged is Judged.NO:
        return Names(outcome.scale, 0, Existence.NO)
    if outcome.provisional is None:
        return Names(outcome.scale, outcome.scale.whole, in_conflict=True)
    return Names(outcome.scale, 1 << outcome.provisional)


def _run_mask(worst: int, best: int) -> int:
    return (1 << best + 1) - (1 << worst)
