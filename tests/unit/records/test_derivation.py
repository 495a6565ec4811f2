"""A trace as bare facts: the form in which it is kept, whatever the wording of explanations becomes."""

from __future__ import annotations

from typing import Any

from evenhand.records import derivation
from unit.evaluation.asking import trace_of

RULES = """\
area: leaders
title: Leaders
starts_at: good
judged_when: caseload is known
rules:
  - {id: A1, title: A, then: {at_most: good}, when: {any: [grip is weak, late > 3]}, unless: harm is yes}
  - {id: A2, title: B, then: {at_most: good}, when: {none: [harm is yes]}}
  - {id: A3, title: C, then: {at_least: good}, when: {at least 2 of: [harm is no, late < 3, grip is weak]}}
  - {id: A4, title: D, then: {at_most: good}, when: {all: [gap is between 3 and 5, late > due]}}
  - {id: A5, title: E, then: {raise: 1 grade}, unless: visible is yes}
"""
HOMES = """\
area: homes
title: Homes
starts_at:
  table: |
    id  | late | grade
    few | <= 3 | good
    all | > 3  | inadequate
rules:
  - {id: H1, title: A, then: {at_most: requires_improvement}, when: visible is no}
  - {id: H2, title: B, then: {at_least: good}, when: harm is yes}
"""
FOUND = """\
title: Findings
rules:
  - id: T1
    title: Visits
    table: |
      id    | grip | late | finding
      first | -    | <= 3 | visits are on time
      last  | weak | > 3  | -
  - {id: T2, title: The worst, when: homes is at least good, then: {finding: homes do well}}
"""
CARE = "area: care\ntitle: Care\nstarts_at: {worst_of: [leaders, homes]}\n"


def facts(inspection: str) -> dict[str, Any]:
    files = {"leaders_yaml": RULES, "homes_yaml": HOMES, "found_yaml": FOUND, "care_yaml": CARE}
    return derivation(trace_of(inspection, **files))


def rule(found: dict[str, Any], area: str, id: str) -> dict[str, Any]:
    return next(rule for rule in found["areas"][area]["rules"] if rule["rule"] == id)


EVIDENCE = "evidence: {grip: weak, late: 5, caseload: 9, gap: 3 to 4, harm: no}\n"


def test_a_rule_has_its_conditions_with_what_each_side_was() -> None:
    found = rule(facts(EVIDENCE), "leaders", "A1")
    assert found == {
        "rule": "A1",
        "truth": "true",
        "when": {
            "join": "any",
            "truth": "true",
            "parts": [
                {
                    "leaf": "grip is weak",
                    "truth": "true",
                    "left": {"names": ["weak"], "exists": "yes"},
                },
                {
                    "leaf": "late > 3",
                    "truth": "true",
                    "left": {"lowest": "5", "highest": "5", "exists": "yes"},
                    "right": {"lowest": "3", "highest": "3", "exists": "yes"},
                },
            ],
        },
        "unless": {
            "leaf": "harm is yes",
            "truth": "false",
            "left": {"names": ["no"], "exists": "yes"},
        },
    }


def test_conditions_are_joined_by_words_of_the_language() -> None:
    found = facts(EVIDENCE)
    joins = [rule(found, "leaders", id)["when"]["join"] for id in ("A1", "A2", "A3", "A4")]
    assert joins == ["any", "none", "at least 2 of", "all"]
    assert [part["truth"] for part in rule(found, "leaders", "A3")["when"]["parts"]] == [
        "true",
        "false",
        "true",
    ]


def test_a_rule_with_an_exception_alone_has_no_when() -> None:
    found = rule(facts("evidence: {visible: yes}\n"), "leaders", "A5")
    assert (set(found), found["truth"]) == ({"rule", "truth", "unless"}, "false")


def test_an_open_comparison_has_both_ends_and_its_third_side() -> None:
    between, against = rule(facts(EVIDENCE), "leaders", "A4")["when"]["parts"]
    assert between["left"] == {"lowest": "3", "highest": "4", "exists": "yes"}
    assert between["upper"] == {"lowest": "5", "highest": "5", "exists": "yes"}
    assert between["notes"] == ["decided by bounds"]
    assert (against["truth"], against["right"]["highest"]) == ("unknown", "500")


def test_an_area_says_where_it_starts_and_whether_it_is_judged() -> None:
    found = facts(EVIDENCE)["areas"]
    assert (found["leaders"]["judged_when"]["leaf"], found["leaders"]["start"]["table"]) == (
        "caseload is known",
        None,
    )
    assert found["homes"]["judged_when"] is None
    rows = found["homes"]["start"]["table"]["rows"]
    assert [(row["row"], row["truth"], row["possible"]) for row in rows] == [
        ("few", "false", False),
        ("all", "true", True),
    ]
    assert list(found["care"]["start"]["members"]) == ["leaders", "homes"]
    assert facts("given: {leaders: good}\n")["areas"]["leaders"]["given"] == "good"


def test_a_table_of_findings_has_its_rows_and_what_each_finding_is() -> None:
    (table, _) = facts(EVIDENCE)["other_rules"]
    assert table["rule"] == "T1"
    assert table["concluded"] == {"visits are on time": "false"}
    assert [row["cells"][0] is None for row in table["table"]["rows"]] == [True, False]
    assert table["table"]["gap"] == "no"


def test_reading_an_area_in_conflict_says_so() -> None:
    found = facts("evidence: {harm: yes, visible: no, late: 1}\n")
    assert found["areas"]["homes"]["outcome"]["conflict"] == "certain"
    homes = found["other_rules"][1]["when"]
    assert homes["left"]["in_conflict"] is True
    assert "in_conflict" not in facts(EVIDENCE)["other_rules"][1]["when"]["left"]
