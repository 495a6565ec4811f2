"""What is expected of each set under `verify/` is what brute force finds over its every case."""

from __future__ import annotations

from collections import Counter

import pytest

from golden.verify_sets import (
    VerifySet,
    rules_of,
    sets_to_compare,
    sets_to_verify,
    sets_told_of,
    verify_sets,
)
from oracle.every_case import how_many_cases
from oracle.obligations import OBLIGATIONS, EveryCase
from oracle.relations import Relation, relations
from written import load

MOST_CASES = 500


def _named(one: VerifySet) -> str:
    return one.name


@pytest.mark.parametrize("one", sets_to_verify(), ids=_named)
def test_the_obligations_refuted_are_those_expected(one: VerifySet) -> None:
    loaded = load(one.files)
    assert loaded.codes == []
    rules = rules_of(one.files)
    assert how_many_cases(rules) <= MOST_CASES
    refuted = {(obligation.name, obligation.of) for obligation in EveryCase(rules).refuted}
    assert refuted == one.expected.refuted, one.expected.because


@pytest.mark.parametrize("one", sets_to_compare(), ids=_named)
def test_two_rule_sets_compare_as_expected(one: VerifySet) -> None:
    before, after = rules_of(one.files), rules_of(one.files_after)
    assert how_many_cases(before, after) <= MOST_CASES
    assert relations(before, after) == one.expected.relation, one.expected.because


@pytest.mark.parametrize("one", sets_told_of(), ids=_named)
def test_what_cannot_be_loaded_is_told_as_expected(one: VerifySet) -> None:
    loaded = load(one.files)
    assert loaded.rule_set is None
    assert tuple(loaded.codes) == one.expected.diagnostics


def test_every_set_expects_one_kind_of_answer() -> None:
    kinds = [*sets_to_verify(), *sets_to_compare(), *sets_told_of()]
    assert sorted(one.name for one in kinds) == [one.name for one in verify_sets()]


def test_every_obligation_and_relation_is_expected_somewhere() -> None:
    refuted = Counter(name for one in sets_to_verify() for name, _ in one.expected.refuted or ())
    # Tables with a gap or an overlap are told when they are loaded.
    assert set(refuted) == set(OBLIGATIONS) - {"table_complete", "rows_apart"}
    compared = {relation for one in sets_to_compare() for relation in (one.expected.relation or {}).values()}
    assert compared == set(Relation)
