"""Which rules hold for a case: its own, or those that it is replayed under."""

from __future__ import annotations

import datetime

import pytest

from evenhand.diagnostics import codes
from evenhand.language import RulesInForce
from evenhand.services.case_rules import CaseRules, Fault
from evenhand.services.replay_sides import AWARDED, OWN, side_of


@pytest.fixture
def case_rules(workspace) -> CaseRules:
    return CaseRules(workspace)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def fault_of(found: RulesInForce | Fault) -> str:
    assert isinstance(found, Fault)
    return found.code.id


def test_days_on_which_the_same_rules_hold_share_them(case_rules) -> None:
    one = case_rules.own("ilacs@2018", day("2018-10-29"))
    other = case_rules.own("ilacs@2018", day("2019-03-04"))
    assert isinstance(one, RulesInForce)
    assert one is other
    assert case_rules.own("ilacs", day("2019-03-04")) is one


def test_a_name_without_a_version_is_the_one_of_the_day(case_rules) -> None:
    names = {text: case_rules.own("ilacs", day(text)).rule_set.name for text in ("2018-10-29", "2023-11-06")}
    assert names == {"2018-10-29": "ilacs@2018", "2023-11-06": "ilacs@2023"}


def test_what_cannot_be_found_is_a_fault_of_the_row(case_rules) -> None:
    assert fault_of(case_rules.own("ilcas", day("2019-03-04"))) == codes.UNKNOWN_FRAMEWORK_WORD.id
    assert fault_of(case_rules.own("ilacs", day("2010-03-04"))) == codes.CASE_OUT_OF_FORCE.id
    assert fault_of(case_rules.own("ilacs@2023", day("2019-03-04"))) == codes.CASE_OUT_OF_FORCE.id
    assert fault_of(case_rules.own("ilacs", None)) == codes.CASE_WITHOUT_DAY.id


def test_without_a_day_rules_hold_that_are_the_same_on_every_day(case_rules) -> None:
    found = case_rules.own("sif@2013", None)
    assert isinstance(found, RulesInForce)
    assert found is case_rules.own("sif@2013", day("2014-05-23"))
    assert fault_of(case_rules.own("ilacs@2023", None)) == codes.CASE_WITHOUT_DAY.id


def test_a_rule_set_can_be_replayed_on_days_on_which_it_was_not_in_force(case_rules, workspace) -> None:
    rule_set = workspace.rule_set("ilacs@2023")
    early = case_rules.replayed(rule_set, day("2014-05-23"))
    assert isinstance(early, RulesInForce)
    assert early is case_rules.on(rule_set, rule_set.in_force.start)
    assert fault_of(case_rules.replayed(rule_set, None)) == codes.CASE_WITHOUT_DAY.id


def test_sides_are_own_awarded_one_version_or_that_of_the_day(case_rules, workspace) -> None:
    own = case_rules.own("ilacs@2018", day("2018-10-29"))
    on = day("2018-10-29")
    assert side_of(OWN, workspace, case_rules).asked(own, on) is own
    assert side_of(AWARDED, workspace, case_rules).asked(own, on) == "awarded"
    assert side_of("ilacs", workspace, case_rules).asked(own, on) is own
    later = side_of("ilacs@2023", workspace, case_rules)
    assert later.name == "ilacs@2023"
    assert later.asked(own, on).rule_set.name == "ilacs@2023"
    assert fault_of(side_of("ilacs", workspace, case_rules).asked(own, None)) == codes.CASE_WITHOUT_DAY.id
