"""On the workload of the benchmarks, durable-rules decides exactly what the interpreter decides."""

from __future__ import annotations

from types import ModuleType

import pytest

from benchmarks.translate import case_of, load_pack
from benchmarks.workload import RECORDS, Workload
from evenhand.backends.durable import Derivation, DurableRules, account_of, compile_program
from evenhand.domain import Case
from evenhand.language import RulesInForce
from oracle.checks import unlike_interpreter
from unit.backends.deriving import needs_durable_rules

pytestmark = needs_durable_rules

FEW = 300


def agreeing(reference: ModuleType, size: int, records: int) -> int:
    """How many records of a pack are decided as by the interpreter; stops at the first that is not."""
    workload = Workload.make(reference, reference.gen_pack(size), records)
    rules = load_pack(workload.pack)
    engine = DurableRules(compile_program(rules))

    def run(_: RulesInForce, case: Case) -> Derivation:
        return engine.run(case)

    for number, record in enumerate(workload.records):
        found = list(unlike_interpreter(rules, case_of(record, rules.rule_set), run))
        assert found == [], f"record {number}: {record}"
    engine.free()
    return len(workload.records)


def test_records_are_decided_as_by_the_interpreter(reference: ModuleType) -> None:
    assert agreeing(reference, 60, FEW) == FEW


@pytest.mark.slow
def test_every_record_is_decided_as_by_the_interpreter(reference: ModuleType) -> None:
    assert agreeing(reference, 60, RECORDS) == RECORDS


@pytest.mark.parametrize("size", [300, 600])
def test_packs_beyond_what_the_raw_library_bears_are_decided_too(size: int, reference: ModuleType) -> None:
    assert agreeing(reference, size, 10) == 10


def test_every_condition_is_decided_from_values_as_they_are_recorded(reference: ModuleType) -> None:
    account = account_of(compile_program(load_pack(reference.gen_pack(60))))
    assert account.leaves == account.decided == account.as_recorded > 100
    assert not (account.arithmetic or account.computed or account.counted or account.shares)
    assert not (account.moved or account.tables)
