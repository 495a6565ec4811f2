from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from evenhand.domain import EvidenceEntry, Unknown, UnknownReason
from evenhand.evaluation import interpret
from evenhand.explanation import (
    TRACE_SCHEMA,
    TraceJson,
    canonical_json,
    content_hash,
    evidence_json,
    json_trace,
    trace_text,
    trace_to_json,
)
from generators import rule_sets_with_cases
from unit.explanation.example_rules import DAY, IN_FORCE, decided, number, part


def step_of(found, area, rule):  # type: ignore[no-untyped-def]
    return next(entry for entry in found["areas"][area]["rules"] if entry["id"] == rule)


def test_the_text_is_canonical_json() -> None:
    text = trace_text(decided(supervision_on_time=part(31, 40, 34, sampled=True)))
    assert canonical_json(json.loads(text)) == text


@given(rule_sets_with_cases())
def test_the_text_is_canonical_for_any_rules_and_case(drawn) -> None:  # type: ignore[no-untyped-def]
    rule_set, case = drawn
    text = trace_text(interpret(rule_set.in_force_on(DAY), case))
    assert canonical_json(json.loads(text)) == text


def test_the_schema_and_rule_set_are_named() -> None:
    found = trace_to_json(decided())
    assert found["schema"] == TRACE_SCHEMA == "evenhand/trace/1"
    assert found["rules"]["id"] == "example"
    assert found["rules"]["on"] == "2024-05-13"


def test_a_leaf_has_its_question_its_exact_values_and_its_distance() -> None:
    found = trace_to_json(decided(supervision_on_time=part(31, 40, sampled=True)))
    leaf = step_of(found, "help_and_protection", "HP3")["when"]["parts"][0]
    assert leaf["text"] == "Supervision on time: at least 85% (“Share of supervision expected on time”)"
    assert leaf["truth"] == "false"
    assert leaf["items"] == ["supervision_on_time"]
    assert leaf["value"]["lowest"] == "0.775"
    assert leaf["value"]["of"] == 40
    assert leaf["threshold"]["lowest"] == "0.85"
    assert leaf["distance"] == "-0.075"
    assert leaf["interval"] == ["0.6250", "0.8768"]
    assert leaf["notes"] == ["within sampling error"]


def test_a_number_without_a_finite_decimal_keeps_its_fraction() -> None:
    found = trace_to_json(decided(caseload_mean=number(Fraction(40, 3))))
    leaf = step_of(found, "help_and_protection", "HP3")["when"]["parts"][1]["parts"][1]
    assert leaf["value"]["lowest"] == "40/3"


def test_evidence_is_held_once_with_its_words_and_sources() -> None:
    found = trace_to_json(decided())
    evidence = found["evidence"]["supervision_on_time"]
    assert evidence["text"] == "38 of 40 cases sampled (95%)"
    assert evidence["state"] == {
        "highest": "38",
        "kind": "recorded",
        "lowest": "38",
        "of": 40,
        "sampled": True,
    }
    assert evidence["sources"][0]["source"] == "case sample"
    assert evidence["sources"][0]["on"] == "2024-05-06"


def test_conflicting_and_assumed_evidence_is_told() -> None:
    entries = {
        "caseload_mean": (
            EvidenceEntry("caseload_mean", number(14), "14", "Annex A"),
            EvidenceEntry("caseload_mean", number(19), "19", "a manager"),
        ),
        "unallocated_children": (
            EvidenceEntry("unallocated_children", number(0), "0", assumed_because="not published"),
        ),
    }
    trace = decided(caseload_mean=Unknown(UnknownReason.SOURCES_CONFLICT), entries=entries)
    found = trace_to_json(trace)["evidence"]
    assert found["caseload_mean"]["state"] == {"kind": "unknown", "reason": "sources conflict"}
    assert len(found["caseload_mean"]["sources"]) == 2
    assert found["unallocated_children"]["assumed"] is True


def test_one_renderer_serves_many_inspections() -> None:
    renderer = TraceJson(IN_FORCE)
    one, two = decided(), decided(caseload_mean=number(30), unallocated_children=number(2))
    assert renderer.text(one) == trace_text(one)
    assert renderer.text(two) == trace_text(two)
    assert renderer.text(one) == trace_text(one)


def test_a_renderer_of_other_rules_is_not_used() -> None:
    other = TraceJson(decided().rules.rule_set.in_force_on(DAY.replace(year=2025)))
    assert trace_text(decided(), other) == trace_text(decided())


def test_a_renderer_fits_the_same_rules_put_in_force_again() -> None:
    again = TraceJson(IN_FORCE.rule_set.in_force_on(DAY))
    assert again.fits(decided())
    assert not again.fits(replace(decided(), rules=replace(IN_FORCE, parameters={"supervision_expected": 1})))


def test_canonical_json_sorts_keys_and_ends_in_a_newline() -> None:
    assert canonical_json({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}\n'


def test_canonical_json_refuses_what_json_does_not_have() -> None:
    with pytest.raises(ValueError):
        canonical_json(float("nan"))


def test_the_hash_follows_the_content_and_not_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": 2})
    assert content_hash({}).startswith("sha256:")


def test_what_is_kept_between_inspections_is_let_go_before_it_grows_without_end(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    traces = [decided(caseload_mean=number(Fraction(value, 7))) for value in range(100, 110)]
    expected = [trace_text(trace) for trace in traces]
    monkeypatch.setattr(json_trace, "_MOST_TEXTS", 2)
    monkeypatch.setattr(evidence_json, "_MOST_STATES", 2)
    renderer = TraceJson(traces[0].rules)
    assert [trace_text(trace, renderer) for trace in traces] == expected
    assert len(renderer._numbers) <= 3


def test_a_renderer_for_other_rules_is_not_used() -> None:
    trace = decided()
    other = TraceJson(replace(IN_FORCE, parameters={"supervision_expected": 1}))
    assert trace_text(trace, other) == trace_text(trace, TraceJson(IN_FORCE)) == trace_text(trace)
    assert trace_to_json(trace, TraceJson(IN_FORCE)) == trace_to_json(trace)


def test_a_value_that_may_not_apply_says_so_and_one_that_does_leaves_it_out() -> None:
    sure = part(19, 20)
    states = [
        trace_to_json(decided(care_leavers_in_touch=state))["evidence"]["care_leavers_in_touch"]["state"]
        for state in (sure, replace(sure, may_not_exist=True))
    ]
    assert "may_not_exist" not in states[0]
    assert states[1] == {**states[0], "may_not_exist": True}
