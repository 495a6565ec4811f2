"""Severity of leads as a moderation tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput, codes
from evenhand.explanation import Document, Intervals, plain, words_of
from evenhand.services.moderation.severity import FrameworkSeverity, Severity, severity_of
from evenhand.services.moderation.severity_words import (
    severity_blocks,
    severity_json,
    severity_leads,
    severity_lists,
)
from unit.services.moderation.led_casebooks import Row, led_casebook


def rows_of(leads: dict[str, tuple[int, int]]) -> list[Row]:
    """So many cases of each lead, so many of them a grade below what is proposed."""
    found: list[Row] = []
    for lead, (cases, lower) in leads.items():
        for at in range(cases):
            found.append((lead, f"2021-{at % 12 + 1:02}-11", "fair", "poor" if at < lower else "fair"))
    return found


def only(found: Severity) -> FrameworkSeverity:
    (one,) = found.frameworks
    return one


def words(found: Severity) -> str:
    return words_of(Document("x", tuple(severity_blocks(found))))


LEADS = {f"L{at}": (20, 1) for at in range(1, 9)}


def test_a_hard_lead_stands_out_among_others_in_order_of_codes(tmp_path: Path) -> None:
    found = severity_of(led_casebook(tmp_path, rows_of({**LEADS, "L4": (20, 14)})))
    one = only(found)
    assert [lead.code for lead in one.shown] == sorted(lead.code for lead in one.shown)
    assert [lead.code for lead in one.flagged] == ["L4"]
    assert one.differ and one.shown[3].severity > 0.3 and one.shown[3].low > 0
    assert "Leads differ by more than chance" in words(found) and "stands out" in words(found)
    (lead,) = severity_leads(found)
    assert lead.weight == 40 and "1 of 8 leads shown" in plain(lead.line) and "L4" in plain(lead.line)
    (picture,) = (block for block in severity_blocks(found) if isinstance(block, Intervals))
    assert [span.marked for span in picture.spans] == [lead.flagged for lead in one.shown]


def test_where_leads_are_alike_that_is_said_first(tmp_path: Path) -> None:
    found = severity_of(led_casebook(tmp_path, rows_of(LEADS)))
    assert not only(found).differ and not only(found).flagged
    told = words(found)
    assert "There is no sign that leads differ (8 leads, 160 judgements in 160 inspections" in told
    assert "no league table" in told
    (lead,) = severity_leads(found)
    assert lead.weight == 20


def test_leads_with_few_inspections_are_counted_and_never_named(tmp_path: Path) -> None:
    found = severity_of(led_casebook(tmp_path, rows_of({**LEADS, "L77": (4, 4), "L78": (1, 0)})))
    assert only(found).few == 2 and only(found).leads == 10
    everything = words(found) + json.dumps(severity_json(found)) + repr(severity_lists(found))
    assert "L77" not in everything and "L78" not in everything
    assert "2 leads with fewer than 5 inspections are not shown." in words(found)
    shown = severity_of(led_casebook(tmp_path / "again", rows_of({**LEADS, "L77": (4, 4)})), minimum=4)
    assert "L77" in words(shown)


def test_names_are_never_shown(tmp_path: Path) -> None:
    people = {"Alex Example": (20, 0), "Bo Example": (20, 12), "Cy Example": (20, 0)}
    found = severity_of(led_casebook(tmp_path, rows_of(people)))
    assert found.recoded
    assert [lead.code for lead in only(found).shown] == ["lead 001", "lead 002", "lead 003"]
    everything = words(found) + json.dumps(severity_json(found)) + repr(severity_lists(found))
    assert "Example" not in everything and "does not look like codes" in everything


def test_what_is_not_recorded_is_no_lead(tmp_path: Path) -> None:
    one = only(severity_of(led_casebook(tmp_path, rows_of({**LEADS, "": (30, 30)}))))
    assert (one.leads, one.unknown, one.judgements) == (8, 30, 160)
    assert not one.flagged


@pytest.mark.parametrize(
    ("leads", "note"),
    [
        ({"L1": (9, 2)}, "there is one lead only"),
        ({"": (9, 2)}, "who led is not recorded"),
        ({"L1": (1, 0)}, "there is one lead only"),
    ],
)
def test_where_nothing_can_be_compared_words_say_why(
    leads: dict[str, tuple[int, int]], note: str, tmp_path: Path
) -> None:
    found = severity_of(led_casebook(tmp_path, rows_of(leads)))
    assert note in str(only(found).note)
    assert "Not estimable" in words(found) and note in words(found)
    (told,) = severity_json(found).values()
    assert told["p"] is None and told["shown"] == [] and note in told["note"]
    assert list(severity_leads(found)) == [] and severity_lists(found)[0].rows == []


def test_without_a_group_of_leads_words_say_so(tmp_path: Path) -> None:
    book = led_casebook(tmp_path, rows_of(LEADS), group="region")
    assert "no group `lead`" in str(only(severity_of(book)).note)
    assert only(severity_of(book, graders="region")).leads == 8
    with pytest.raises(InvalidInput) as refused:
        severity_of(book, graders="regions")
    (told,) = refused.value.diagnostics
    assert told.code is codes.UNKNOWN_GRADERS and "region" in str(told.hint)


def test_cases_without_a_proposed_grade_are_not_compared(tmp_path: Path) -> None:
    rows = [(lead, day, "unknown", awarded) for lead, day, _, awarded in rows_of(LEADS)]
    one = only(severity_of(led_casebook(tmp_path, rows)))
    assert one.judgements == 0 and "no grade was awarded that the rules propose one for" in str(one.note)


def test_json_and_list_say_the_same(tmp_path: Path) -> None:
    found = severity_of(led_casebook(tmp_path, rows_of({**LEADS, "L4": (20, 14)})))
    told = severity_json(found)["visits@1"]
    (table,) = severity_lists(found)
    json.dumps(told, allow_nan=False)
    assert [row[1] for row in table.rows] == [lead["code"] for lead in told["shown"]]
    assert [row[4] for row in table.rows] == [lead["severity"] for lead in told["shown"]]
    assert told["areas"] == ["care"] and told["minimum"] == 5 and told["differ"] is True
