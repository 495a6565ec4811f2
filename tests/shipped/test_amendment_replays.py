"""What the shipped amendments would have done to the published judgements, with what each move is owed to."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from evenhand.domain import Case, EvidenceProfile
from evenhand.evaluation import interpret
from evenhand.explanation import render_text
from evenhand.language import Amendment, RuleSet, amended
from evenhand.replay import Changes
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_document import replay_document
from evenhand.services.replay_json import replay_json
from evenhand.services.workspace import Workspace

TOP = Path(__file__).parents[2]
AREAS = ("leaders", "help_and_protection", "children_in_care", "care_leavers")
TIES, CAP = "ties_to_the_worse", "lift_the_cap"


@pytest.fixture(scope="module")
def replayed(workspace: Workspace):
    @cache
    def run(after: str) -> Replayed:
        return replay_casebook("published", workspace, after=after, area="overall")

    return run


WORST = {
    "sif@2013+overall_is_the_worst_2013": (
        167,
        {("good", "requires_improvement"): 25, ("outstanding", "good"): 3},
    ),
    "ilacs@2018+overall_is_the_worst_2018": (
        165,
        {
            ("requires_improvement", "inadequate"): 3,
            ("good", "requires_improvement"): 17,
            ("outstanding", "good"): 20,
        },
    ),
    "ilacs@2023+overall_is_the_worst_2023": (
        98,
        {
            ("requires_improvement", "inadequate"): 1,
            ("good", "requires_improvement"): 20,
            ("outstanding", "good"): 19,
        },
    ),
}


@pytest.mark.parametrize("after", WORST)
def test_the_worst_area_in_place_of_the_median_moves_what_is_known(replayed, after: str) -> None:
    cases, steps = WORST[after]
    found = replayed(after)
    tally = found.replay.areas["overall"].tally
    assert (tally.n, tally.moved, tally.up) == (cases, sum(steps.values()), 0)
    assert Counter((one.before, one.after) for one in found.replay.moved) == steps
    assert {one.because for one in found.replay.moved} == {(frozenset({"worst_of"}),)}
    assert found.replay.not_affected == 430 - cases


# --- two changes that interact ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(replayed) -> Replayed:
    return replayed("ilacs@2023+ties_and_cap_2023")


def test_two_changes_move_eight_and_two_alone_and_eight_together(both: Replayed) -> None:
    found = replay_json(both)["attribution"]
    assert [(one["change"], one["moved"], one["up"], one["down"]) for one in found["alone"]] == [
        (TIES, 8, 0, 8),
        (CAP, 2, 2, 0),
    ]
    assert (both.replay.moved_count, both.replay.not_affected) == (8, 332)
    assert [(one["each_enough"], one["moved"]) for one in found["owed"]] == [([[TIES]], 8)]
    assert Counter((one.before, one.after) for one in both.replay.moved) == {
        ("outstanding", "good"): 7,
        ("good", "requires_improvement"): 1,
    }


def test_the_cases_that_only_one_change_alone_would_move_are_named(both: Replayed) -> None:
    alone = [(one.provider, one.on.year, one.after, *one.because) for one in both.replay.only_alone if one.on]
    assert sorted(alone) == [
        ("Bristol", 2023, "good", frozenset({CAP})),
        ("Reading", 2024, "good", frozenset({CAP})),
    ]
    shown = " ".join(render_text(replay_document(both)).split())
    assert "The changes interact: alone they make 10 moves, and together 8." in shown
    assert f"{CAP} alone would move Bristol" in shown
    assert "with the others in force they stay" in shown


def overall(rule_set: RuleSet, case: Mapping[str, str], day: datetime.date) -> str | None:
    given = {area: case[area] for area in AREAS}
    trace = interpret(rule_set.in_force_on(day), Case(EvidenceProfile({}), given))
    return trace.areas["overall"].outcome.proposed


def slow(amendment: Amendment, row: Mapping[str, str], day: datetime.date) -> set[Changes] | None:
    """Every smallest set of changes that does to a row what all do; None where it does not move."""
    after = overall(amendment.rule_set, row, day)
    if after == overall(amendment.base, row, day):
        return None
    found: set[Changes] = set()
    for size in range(1, len(amendment.changes) + 1):
        for some in combinations(amendment.changes, size):
            ids = frozenset(change.id for change in some)
            if overall(amended(amendment.base, some), row, day) == after and not any(
                smaller < ids for smaller in found
            ):
                found.add(ids)
    return found


THREE = """\
amendment: three
title: Three changes
amends: ilacs@2023
changes:
  - {id: ties, because: It is tried., set_area: {area: overall, ties: worse}}
  - {id: no_cap, because: It is tried., remove_rule: OV2}
  - id: leaders_lead
    because: It is tried.
    add_rule:
      area: overall
      id: TRIED
      title: Overall effectiveness is no better than leaders
      when: leaders is at most requires_improvement
      then: {at_most: requires_improvement}
"""


@pytest.mark.parametrize("name", ["ties_and_cap_2023", "three"])
def test_what_each_published_case_moves_for_is_what_a_slow_calculation_says(
    name: str, tmp_path: Path, workspace: Workspace
) -> None:
    path = TOP / "rules" / "amendments" / f"{name}.yaml"
    if name == "three":
        path = tmp_path / "three.yaml"
        path.write_text(THREE)
    amendment = workspace.amendment(path)
    found = replay_casebook("published", workspace, after=str(path), area="overall")
    because = {one.id: set(one.because) for one in found.replay.moved}
    with (TOP / "casebooks" / "published" / "judgements.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["framework"] == "ILACS-2023"]
    days = {row["id"]: datetime.date.fromisoformat(row["started"]) for row in rows}
    slowly = {row["id"]: slow(amendment, row, days[row["id"]]) for row in rows}
    assert because == {id: sets for id, sets in slowly.items() if sets is not None}
    assert len(because) == found.replay.areas["overall"].tally.moved
