"""The departures ledger of a casebook, from its rows to the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.explanation import Document, render_text
from evenhand.services.moderation.casebook import Scope, read_for_moderation
from evenhand.services.moderation.departures import departures_of
from evenhand.services.moderation.departures_json import departures_json, departures_lists
from evenhand.services.moderation.departures_leads import departures_leads
from evenhand.services.moderation.departures_ledger import AreaLedger, Departures
from evenhand.services.moderation.departures_words import departures_blocks
from evenhand.services.workspace import Workspace, open_workspace
from unit.services.small_casebooks import small_workspace
from written_casebooks import write_casebook

YAML = """\
framework: visits@1
columns:
  id: id
  evidence: [children_seen, harm, visits]
  awarded: [care]
  departures: {care: why}
"""


def ledger(folder: Path, *rows: str, yaml: str = YAML) -> Departures:
    text = "id,children_seen,harm,visits,care,why\n" + "".join(f"{row}\n" for row in rows)
    path = write_casebook(folder / "mine", yaml, text)
    workspace = small_workspace(folder)
    book = read_for_moderation(str(path), workspace)
    return departures_of(book.frameworks, {one.name: book.areas_of(one) for one in book.frameworks})


def only(found: Departures) -> AreaLedger:
    ((area,),) = [one.areas for one in found.frameworks]
    return area


def many(harmed: int, kept: int, calm: int, strayed: int) -> list[str]:
    """Cases with harm, `kept` of them awarded what is proposed, and without, `strayed` of them not."""
    rows = [
        f"H-{at},95%,yes,200,{'poor' if at < kept else 'fair'},{'' if at < kept else 'NOT US'}"
        for at in range(harmed)
    ]
    return rows + [
        f"C-{at},95%,no,200,{'fair' if at < strayed else 'good'},{'not us ' if at < strayed else ''}"
        for at in range(calm)
    ]


def words(found: Departures) -> str:
    text = render_text(Document("Ledger", tuple(departures_blocks(found))), width=400)
    leads = [str("".join(map(str, lead.line))) for lead in departures_leads(found)]
    return "\n".join([text, *leads])


def test_only_cases_with_both_grades_are_compared(tmp_path: Path) -> None:
    rows = ["1,95%,no,200,good,", "2,95%,no,200,fair,SCALE", "3,,,,fair,OPEN", "4,95%,no,200,,"]
    area = only(ledger(tmp_path, *rows, "5,95%,yes,200,not_judged,", "6,50%,yes,200,good,"))
    # Harm left too long holds the grade at poor: good is not permitted.
    assert (area.counts.cases, area.counts.up, area.counts.down, area.counts.outside) == (3, 1, 1, 1)
    assert [(one.id, one.steps, one.outside, one.reason) for one in area.departed] == [
        ("2", -1, False, "SCALE"),
        ("6", 2, True, None),
    ]
    assert (area.without_reason, area.reasons_not_departed) == (1, 1)


def test_reasons_are_one_where_only_capitals_and_spaces_differ(tmp_path: Path) -> None:
    found = ledger(tmp_path, *many(4, 1, 4, 1))
    area = only(found)
    (reason,) = area.reasons
    assert (reason.text, reason.up, reason.down, reason.both_ways) == ("NOT US", 3, 1, True)
    assert departures_json(found)["visits@1"]["care"]["reasons_both_ways"] == ["NOT US"]
    assert "One reason is given for higher and for lower awards under visits@1: NOT US." in words(found)


def test_a_rule_that_nobody_follows_is_told_first(tmp_path: Path) -> None:
    found = ledger(tmp_path, *many(12, 0, 60, 2))
    rule = {rule.id: rule for rule in only(found).rules}["C2"]
    assert rule.counts.strained and rule.counts.always_departed(found.minimum) and rule.against == 12
    (first, *_) = departures_leads(found)
    assert first.weight == 60
    assert "Nobody followed the proposal in any of the 12 cases in which C2 of visits@1" in words(found)
    told = departures_json(found)["visits@1"]["care"]
    assert (told["n"], told["departures"], told["up"], told["down"]) == (72, 14, 12, 2)
    assert told["rate"] == pytest.approx(14 / 72, abs=1e-6)
    by_id = {one["id"]: one for one in told["rules"]}
    assert by_id["C2"]["reasons"] == {"NOT US": {"n": 12, "up": 12, "down": 0}}
    assert (by_id["C1"]["reasons"]["NOT US"]["n"], by_id["C1"]["without_reason"]) == (14, 0)
    (strained,) = [one["id"] for one in told["rules"] if one["strained"]]
    assert strained == "C2"


def test_rules_are_under_strain_only_beyond_chance(tmp_path: Path) -> None:
    found = ledger(tmp_path, *many(12, 9, 60, 15))
    assert not any(rule.counts.strained for rule in only(found).rules)
    assert "No rule is under strain: of 2 rules tested" not in words(found)
    assert "none goes with departures beyond chance" in words(found)


def test_a_rule_that_fires_in_few_cases_is_not_tested(tmp_path: Path) -> None:
    found = ledger(tmp_path, *many(4, 0, 4, 0))
    assert all(rule.counts.chance is None for rule in only(found).rules)
    assert "No rule fired in 5 cases or more and stayed out of as many: none could be tested." in words(found)


def test_like_cases_awarded_unlike_grades_are_listed_with_their_reasons(tmp_path: Path) -> None:
    found = ledger(tmp_path, *many(3, 1, 3, 0), "X,30%,no,50,poor,LATE", "Y,31%,no,60,fair,")
    groups = {group.fired: dict(group.cases) for group in only(found).unalike}
    assert groups == {
        ("C3",): {0: ("X",), 1: ("Y",)},
        ("C1", "C2"): {0: ("H-0",), 1: ("H-1", "H-2")},
    }
    told = departures_json(found)["visits@1"]["care"]["unalike"]
    by_rule = {one["fired"][-1]: one for one in told}
    assert by_rule["C3"]["grades"] == {"poor": ["X"], "fair": ["Y"]}
    assert by_rule["C3"]["reasons"] == {"X": "LATE"}
    assert by_rule["C2"]["counts"] == {"poor": 1, "fair": 2}


def test_every_list_has_every_row(tmp_path: Path) -> None:
    found = ledger(tmp_path, *many(30, 10, 50, 5))
    lists = {table.name: table for table in departures_lists(found)}
    assert list(lists) == ["departures", "departure_reasons", "departure_rules", "departures_unalike"]
    assert len(lists["departures"].rows) == 25
    assert {len(row) for table in lists.values() for row in table.rows} == {6, 9, 10, 20}
    for table in lists.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
    (awarded_poor,) = [row for row in lists["departures_unalike"].rows if row[6] == "poor"]
    assert awarded_poor[7] == 10


def test_a_casebook_without_reasons_says_so_once(tmp_path: Path) -> None:
    yaml = YAML.replace("  departures: {care: why}\n", "  not_used: [why]\n")
    found = ledger(tmp_path, *many(10, 5, 10, 0), yaml=yaml)
    assert not found.frameworks[0].has_reasons
    assert "The casebook records no reasons of departures." in words(found)
    assert only(found).without_reason == 5


def test_nothing_to_compare_is_said_in_words(tmp_path: Path) -> None:
    found = ledger(tmp_path, "1,,,,fair,", "2,,,,good,")
    assert only(found).counts.departures.rate is None
    told = departures_json(found)["visits@1"]["care"]
    assert (told["n"], told["rate"], told["interval"], told["unalike"]) == (0, None, None, [])
    assert "nobody can be said to have departed" in words(found)
    assert list(departures_leads(found)) == []


def test_the_published_record_departs_downward_only_and_like_cases_are_named() -> None:
    workspace: Workspace = open_workspace()
    book = read_for_moderation("published", workspace, Scope(area="overall"))
    found = departures_of(book.frameworks, {one.name: book.areas_of(one) for one in book.frameworks})
    told = {name: areas["overall"] for name, areas in departures_json(found).items()}
    assert {name: (one["n"], one["up"], one["down"]) for name, one in told.items()} == {
        "sif@2013": (167, 0, 5),
        "ilacs@2018": (165, 0, 3),
        "ilacs@2023": (98, 0, 3),
    }
    (trafford, _) = told["ilacs@2018"]["unalike"]
    assert trafford["grades"] == {
        "inadequate": ["trafford-2019-05-08"],
        "requires_improvement": ["herefordshire-2018-07-23", "doncaster-2022-04-08"],
    }
    assert trafford["below"]["leaders"] == "inadequate"
