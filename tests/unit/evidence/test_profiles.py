"""From entries to a profile: conflicts of sources, settled ones, and assumptions."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    EvidenceEntry,
    EvidenceProfile,
    NumberRange,
    Recorded,
    Unknown,
    UnknownReason,
)
from evenhand.evidence import EvidenceSchema, build_profile, read_assumptions, read_entries, read_schema
from evenhand.evidence.documents import InspectionDocument
from evenhand.language import node_at
from evenhand.source import read_as, read_yaml

SCHEMA_TEXT = """
schema: small
title: Small
items:
  late: {type: count, title: Late, better: lower, max: 500}
  on_time: {type: share, title: On time, better: higher, sampled: yes}
  harm: {type: yes_no, title: Harm, may_not_apply: yes}
  both: {type: count, title: Both, better: lower, computed: late + late}
"""
CONFLICT = Unknown(UnknownReason.SOURCES_CONFLICT)


@pytest.fixture(scope="module")
def schema() -> EvidenceSchema:
    problems = Problems()
    found = read_schema(SCHEMA_TEXT, "schema.yaml", problems)
    assert found is not None, list(problems)
    return found


def profile_of(
    text: str, schema: EvidenceSchema, *counted: EvidenceEntry
) -> tuple[EvidenceProfile, list[str]]:
    """The profile of an inspection file, and the codes and places of what is told."""
    problems = Problems()
    node = read_yaml("inspection: {id: A, on: 2024-05-13}\n" + text, "a.yaml", problems)
    assert node is not None
    document = read_as(InspectionDocument, node, problems)
    assert document is not None, list(problems)
    entries = read_entries(node_at(node, "evidence"), schema, problems)
    assumed = read_assumptions(document.assume, node, schema, problems)
    profile = build_profile(entries, counted, assumed, None, problems)
    return profile, [f"{told.code.id} {told.span.line}:{told.span.column}" for told in problems.sorted()]


def late_of(text: str, schema: EvidenceSchema):
    profile, told = profile_of(text, schema)
    assert told == []
    return profile.state("late")


def three(low: int = 3, high: int | None = None) -> Recorded:
    return Recorded(NumberRange(low, low if high is None else high))


def test_both_forms_of_evidence_say_the_same(schema) -> None:
    short, told = profile_of("evidence:\n  late: 3\n  harm: {unknown: suppressed}\n", schema)
    listed, told_too = profile_of(
        "evidence:\n  - {item: late, value: 3}\n  - {item: harm, unknown: suppressed}\n", schema
    )
    assert told == told_too == []
    assert short.states == listed.states == {"late": three(), "harm": Unknown(UnknownReason.SUPPRESSED)}


def test_what_is_said_about_a_recording_is_kept(schema) -> None:
    profile, _ = profile_of(
        "evidence:\n  - {item: late, value: 3, source: lists, on: 2024-05-06, note: counted, by: INS-1}\n",
        schema,
    )
    entry = profile.entries["late"][0]
    assert (entry.written, entry.source, str(entry.on), entry.note, entry.by) == (
        "3",
        "lists",
        "2024-05-06",
        "counted",
        "INS-1",
    )


TWO = "evidence:\n  - {{item: late, {0}}}\n  - {{item: late, {1}}}\n"


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("value: 3", "value: 3", three()),
        ("value: 3", "value: 4", CONFLICT),
        ("value: 3", "value: 3 to 4", CONFLICT),
        ("value: 3", "unknown: not looked at", three()),
        ("unknown: not looked at", "unknown: not looked at", NOT_LOOKED_AT),
        ("value: 3", "unknown: looked and could not tell", CONFLICT),
        ("unknown: sources conflict", "unknown: sources conflict", CONFLICT),
        ("unknown: sources conflict", "unknown: not looked at", CONFLICT),
        ("value: 3, settles: yes, note: counted again", "value: 4", three()),
        ("value: 4", "value: 3, settles: yes, note: counted again", three()),
        ("value: 3, settles: yes, note: a", "value: 3, settles: yes, note: b", three()),
        ("value: 3, settles: yes, note: a", "unknown: sources conflict", three()),
    ],
)
def test_entries_that_disagree_are_a_conflict_until_one_settles_it(schema, first, second, state) -> None:
    assert late_of(TWO.format(first, second), schema) == state


def test_every_recording_is_kept_whatever_is_settled(schema) -> None:
    profile, _ = profile_of(TWO.format("value: 3, settles: yes, note: again", "value: 4"), schema)
    assert [entry.written for entry in profile.entries["late"]] == ["3", "4"]


def test_equal_shares_written_differently_agree(schema) -> None:
    text = "evidence:\n  - {item: on_time, value: 31 of 40}\n  - {item: on_time, value: 77.5%}\n"
    profile, _ = profile_of(text, schema)
    assert profile.state("on_time") != CONFLICT


def test_an_entry_may_say_that_a_share_is_not_sampled(schema) -> None:
    profile, _ = profile_of("evidence:\n  on_time: {value: 31 of 40, sampled: no}\n", schema)
    state = profile.state("on_time")
    assert isinstance(state, Recorded) and not state.sampled


def test_a_recorded_value_that_disagrees_with_the_cases_is_a_conflict(schema) -> None:
    counted = EvidenceEntry("late", three(4), "4", "case sample")
    profile, told = profile_of("evidence: {late: 3}\n", schema, counted)
    assert (profile.state("late"), told) == (CONFLICT, [])
    assert profile.derived == frozenset()


def test_what_is_counted_from_cases_alone_is_derived(schema) -> None:
    profile, _ = profile_of("", schema, EvidenceEntry("late", three(4), "4", "case sample"))
    assert profile.state("late") == three(4)
    assert profile.derived == frozenset({"late"})


ASSUMED = "assume:\n  harm: {value: no, because: not published}\n"


def test_an_assumption_is_marked_with_its_reason(schema) -> None:
    profile, _ = profile_of(ASSUMED, schema)
    (entry,) = profile.entries["harm"]
    assert (entry.source, entry.assumed_because, profile.is_assumed("harm")) == (
        "assumed",
        "not published",
        True,
    )


@pytest.mark.parametrize(
    ("recorded", "assumed"),
    [
        ("", True),
        ("evidence:\n  harm: {unknown: not looked at}\n", True),
        ("evidence:\n  harm: {unknown: suppressed}\n", False),
        ("evidence:\n  harm: {unknown: looked and could not tell}\n", False),
        ("evidence:\n  harm: {unknown: sources conflict}\n", False),
        ("evidence:\n  harm: yes\n", False),
        ("evidence:\n  harm: does not apply\n", False),
    ],
)
def test_an_assumption_fills_only_what_was_not_looked_at(schema, recorded: str, assumed: bool) -> None:
    profile, told = profile_of(recorded + ASSUMED, schema)
    assert told == []
    assert profile.is_assumed("harm") is assumed


def test_does_not_apply_can_be_recorded_and_assumed(schema) -> None:
    profile, _ = profile_of("assume:\n  harm: {value: does not apply, because: none}\n", schema)
    assert profile.state("harm") == DOES_NOT_APPLY


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("evidence: 3\n", "D003 2:11"),
        ("evidence:\n  - 3\n", "D003 3:5"),
        ("evidence:\n  - [late, 3]\n", "D003 3:5"),
        ("evidence:\n  - {value: 3}\n", "D002 3:5"),
        ("evidence:\n  - {item: late, valeu: 3}\n", "D001 3:18"),
        ("evidence: {late: [3]}\n", "D003 2:18"),
        ("evidence: {lat: 3}\n", "E201 2:12"),
        ("evidence:\n  - {item: lat, value: 3}\n", "E201 3:12"),
        ("evidence: {late: {value: 3, unknown: suppressed}}\n", "E210 2:12"),
        ("evidence: {late: {source: lists}}\n", "E211 2:12"),
        ("evidence: {both: 3}\n", "E208 2:12"),
        ("evidence: {late: {value: 3, settles: yes}}\n", "E209 2:12"),
        ("evidence: {late: {unknown: dunno}}\n", "E207 2:28"),
        ("evidence: {late: {value: 3, on: 13/5/2024}}\n", "D005 2:33"),
        ("evidence: {late: {value: 3, settles: true}}\n", "D006 2:38"),
        (TWO.format("value: 3, settles: yes, note: a", "value: 4, settles: yes, note: b"), "E212 4:12"),
        (TWO.format("unknown: sources conflict", "value: 4"), "E213 3:12"),
        ("assume: {lat: {value: 3, because: guessed}}\n", "E201 2:10"),
        ("assume: {both: {value: 3, because: guessed}}\n", "E208 2:10"),
        ("assume: {late: {value: many, because: guessed}}\n", "E202 2:24"),
        ("assume: {late: {value: 501, because: guessed}}\n", "E203 2:24"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_at_its_place(schema, text: str, told: str) -> None:
    assert profile_of(text, schema)[1] == [told]
