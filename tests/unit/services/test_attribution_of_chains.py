"""Amendments that stand on each other: what a later change undoes, an earlier one alone still does."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.explanation.document import words_of
from evenhand.replay import Reason
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_document import replay_document
from unit.services.small_casebooks import small_workspace
from written_casebooks import write_casebook

COLUMNS = """\
framework: visits@1
columns: {id: id, on: on, evidence: [children_seen, harm, visits], awarded: [care]}
"""
ROWS = """\
id,on,children_seen,harm,visits,care
early,2020-05-13,95%,no,80,fair
late,2022-05-13,95%,no,80,fair
"""
FEW = "{id: C3, title: Few visits, when: visits < 100, then: {at_most: poor}"


def amendment(id: str, amends: str, changes: str) -> str:
    return f"amendment: {id}\ntitle: Tried\namends: {amends}\nchanges:\n{changes}"


@pytest.fixture
def replayed(tmp_path: Path):
    def run(below: str, above: str) -> Replayed:
        workspace = small_workspace(tmp_path)
        amendments = tmp_path / "rules" / "amendments"
        amendments.mkdir()
        (amendments / "below.yaml").write_text(amendment("below", "visits@1", below))
        (amendments / "above.yaml").write_text(amendment("above", "visits@1+below", above))
        path = write_casebook(tmp_path / "mine", COLUMNS, ROWS)
        return replay_casebook(str(path), workspace, after=str(amendments / "above.yaml"))

    return run


def because(found: Replayed) -> dict[str, Reason]:
    return {one.id: one.because for one in found.replay.moved}


def test_what_a_change_says_of_some_days_only_counts_on_these_alone(replayed) -> None:
    below = f"  - {{id: late, because: Tried., replace_rule: {FEW}, in_force: {{from: 2022-01-01}}}}}}\n"
    above = f"  - {{id: always, because: Tried., replace_rule: {FEW}}}}}\n"
    found = replayed(below, above)
    assert because(found) == {
        "early": (frozenset({"above.always"}),),
        "late": (frozenset({"below.late"}), frozenset({"above.always"})),
    }
    attribution = found.replay.attribution
    assert attribution is not None
    # Alone, the change below leaves the early case without the rule: it goes up.
    assert {change: (tally.up, tally.down) for (_, change), tally in attribution.alone.items()} == {
        "below.late": (1, 1),
        "above.always": (0, 2),
    }
    assert [(one.id, one.after, one.because) for one in found.replay.only_alone] == []


def test_an_area_that_one_change_takes_away_and_another_brings_back_is_compared(replayed) -> None:
    below = "  - {id: away, because: Tried., rename_area: {area: care, to: help}}\n"
    above = (
        "  - {id: back, because: Tried., rename_area: {area: help, to: care}}\n"
        "  - {id: fewer, because: Tried., remove_rule: C3}\n"
    )
    found = replayed(below, above)
    assert because(found) == {name: (frozenset({"above.fewer"}),) for name in ("early", "late")}


def test_changes_that_make_no_rule_set_are_told_by_number(replayed) -> None:
    homes = "{area: homes, title: Homes, starts_at: good, rules: []}"
    below = f"  - {{id: homes, because: Tried., add_area: {homes}}}\n"
    above = (
        f"  - {{id: few, because: Tried., replace_rule: {FEW}}}}}\n"
        "  - {id: reads, because: Tried., add_rule: {area: care, id: C4, "
        "title: Poor homes, when: homes is poor, then: {at_most: poor}}}\n"
    )
    words = words_of(replay_document(replayed(below, above)))
    assert "above.reads without the others makes no rule set, and was not tried out alone." in words
    told = "above.few and above.reads without the others make no rule set, and were not tried out alone."
    assert told in words
