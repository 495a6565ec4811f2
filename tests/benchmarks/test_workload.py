"""On the workload of the benchmarks, every reading decides exactly what its reference evaluator decides."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from benchmarks.translate import GRADES, case_of, load_pack
from benchmarks.workload import RECORDS, Expected, Pack, Workload
from evenhand.backends.planes import (
    About,
    Asked,
    Form,
    PlaneResult,
    PlaneRules,
    columns_of_cases,
    compile_together,
)
from evenhand.domain import Case, Outcome
from evenhand.evaluation import Truth, compile_rules, interpret
from evenhand.language import RulesInForce

Reading = Callable[[Case], Expected]

SHIPPED_RULES = 60
"""The pack that speeds are measured on is read on every record by both readings; larger ones on fewer."""


def compiled(rules: RulesInForce) -> Reading:
    program = compile_rules(rules)

    def read(case: Case) -> Expected:
        found = program.run(case)
        return decided(found.areas, found.fired, found.undecided)

    return read


def interpreted(rules: RulesInForce) -> Reading:
    def read(case: Case) -> Expected:
        trace = interpret(rules, case)
        steps = [step for area in trace.areas.values() for step in area.rules]
        fired = tuple(step.rule.id for step in steps if step.truth is Truth.TRUE)
        undecided = tuple(step.rule.id for step in steps if step.truth is Truth.UNKNOWN)
        outcomes = {id: step.outcome for id, step in trace.areas.items()}
        return decided(outcomes, fired, undecided)

    return read


READINGS = (compiled, interpreted)


def decided(outcomes: dict[str, Outcome], fired: tuple[str, ...], undecided: tuple[str, ...]) -> Expected:
    """What a reading decides, in the words of the reference: grades as numbers, its own rules alone."""
    return Expected(
        grades={id: GRADES.index(str(outcome.provisional_grade)) for id, outcome in outcomes.items()},
        lowest={id: GRADES.index(outcome.reach_grades[0]) for id, outcome in outcomes.items()},
        highest={id: GRADES.index(outcome.reach_grades[-1]) for id, outcome in outcomes.items()},
        fired=of_the_pack(fired),
        undecided=of_the_pack(undecided),
    )


def of_the_pack(rules: tuple[str, ...]) -> list[str]:
    """The rules of the pack's areas, in its order. The reference has no rules for the overall grade."""
    return sorted(rule for rule in rules if rule.startswith("R"))


def agreeing(reading: Reading, workload: Workload, rules: RulesInForce) -> int:
    """How many records a reading decides as the reference does; stops at the first that it does not."""
    for number, (record, expected) in enumerate(zip(workload.records, workload.expected, strict=True)):
        assert reading(case_of(record, rules.rule_set)) == expected, f"record {number}: {record}"
    return len(workload.records)


@pytest.mark.parametrize("make", READINGS)
def test_grades_reach_fired_and_undecided_rules_are_those_of_the_reference(
    make: Callable[[RulesInForce], Reading], reference: ModuleType
) -> None:
    workload = Workload.make(reference, reference.gen_pack(SHIPPED_RULES))
    rules = load_pack(workload.pack)
    assert agreeing(make(rules), workload, rules) == RECORDS


@pytest.mark.parametrize("edited", [False, True], ids=["as it is", "with thresholds edited"])
def test_planes_decide_every_record_as_the_reference_does(edited: bool, reference: ModuleType) -> None:
    """Two packs on the same planes, whichever of them the reference decides."""
    packs = [reference.gen_pack(SHIPPED_RULES)]
    packs.append(reference.mutate(packs[0]))
    workload = Workload.make(reference, packs[edited])
    readings = compile_together([load_pack(pack) for pack in packs])
    rule_set = readings[edited].rules.rule_set
    cases = [case_of(record, rule_set) for record in workload.records]
    coded = readings[edited].coding.code(columns_of_cases(cases, rule_set))
    result = readings[edited].run(coded, Asked.PROVISIONAL | Asked.REACH | Asked.RULES)
    found = [expected_in(result, row, workload.pack) for row in range(result.rows)]
    assert found == workload.expected
    assert len(found) == RECORDS


def test_planes_take_fewer_bytes_a_row_than_there_are_items(reference: ModuleType) -> None:
    pack = reference.gen_pack(SHIPPED_RULES)
    planes = PlaneRules(load_pack(pack)).coding.layout(Form()).planes
    assert planes / 8 < 18 < len(pack["indicators"])


def expected_in(result: PlaneResult, row: int, pack: Pack) -> Expected:
    """What planes say of one record, in the words of the reference."""
    areas = [*pack["areas"], "overall"]
    codes = {rule["id"]: result.code(About.RULE, rule["id"], row) for rule in pack["rules"]}
    return Expected(
        grades={area: result.code(About.PROVISIONAL, area, row) for area in areas},
        lowest={area: result.code(About.WORST, area, row) for area in areas},
        highest={area: result.code(About.BEST, area, row) for area in areas},
        fired=[id for id, code in codes.items() if code == 2],
        undecided=[id for id, code in codes.items() if code == 1],
    )


@pytest.mark.parametrize("make", READINGS)
@pytest.mark.parametrize("edited", [False, True], ids=["as it is", "with thresholds edited"])
@pytest.mark.parametrize("size", [60, 300, 600])
def test_every_pack_of_the_workload_is_decided_as_by_the_reference(
    size: int, edited: bool, make: Callable[[RulesInForce], Reading], reference: ModuleType
) -> None:
    pack = reference.gen_pack(size)
    workload = Workload.make(reference, reference.mutate(pack) if edited else pack, 60)
    rules = load_pack(workload.pack)
    assert agreeing(make(rules), workload, rules) == len(workload.records)


def test_an_indicator_that_is_missing_was_not_looked_at(reference: ModuleType) -> None:
    rules = load_pack(reference.gen_pack(SHIPPED_RULES))
    case = case_of({"cnt0": 7, "flg1": True}, rules.rule_set)
    assert set(case.profile.states) == {"cnt0", "flg1"}
