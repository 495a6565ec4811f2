"""A shipped amendment beside what it amends: told in the grades of areas, and counted in published cases."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from evenhand.domain import Case, EvidenceProfile
from evenhand.evaluation import interpret
from evenhand.services.difference import RuleSetsCompared, compare_rule_sets
from evenhand.services.workspace import Workspace
from evenhand.verification import AreaPart, DifferenceWitness
from evenhand.verification.unlike import directions_of

AREAS = ("leaders", "help_and_protection", "children_in_care", "care_leavers")


@pytest.fixture(scope="module")
def ties_and_cap(repository: Path) -> RuleSetsCompared:
    """The amendment of ties and cap beside ilacs@2023, about overall effectiveness."""
    return compare_rule_sets(
        "ilacs@2023",
        (repository / "rules/amendments/ties_and_cap_2023.yaml").as_posix(),
        Workspace((repository,)),
        today=datetime.date(2026, 11, 22),
        clock=lambda: 0.0,
        seconds=200,
        witnesses=2,
        area="overall",
        casebook="published",
    )


def published(repository: Path) -> list[Case]:
    """The published cases under ilacs, read without what replays them."""
    with (repository / "casebooks/published/judgements.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["framework"].startswith("ILACS")]
    return [Case(EvidenceProfile({}), {area: row[area] for area in AREAS if row[area]}) for row in rows]


def test_regions_of_overall_are_told_in_at_most_four_grades(ties_and_cap: RuleSetsCompared) -> None:
    witnesses = ties_and_cap.areas["overall"].witnesses
    assert len(witnesses) >= 2
    for one in witnesses:
        region = one.witness.region
        assert region is not None
        assert 1 <= len(region.parts) <= 4
        assert all(isinstance(part, AreaPart) for part in region.parts)


def test_cases_in_a_region_are_as_many_as_a_plain_count(
    ties_and_cap: RuleSetsCompared, repository: Path
) -> None:
    cases = published(repository)
    area = ties_and_cap.areas["overall"]
    assert len(cases) == area.counts.cases
    for one in area.witnesses:
        assert one.cases == sum(_lies_in(one.witness, case, ties_and_cap) for case in cases)


def _lies_in(witness: DifferenceWitness, case: Case, found: RuleSetsCompared) -> bool:
    traces = [interpret(side.rules, case) for side in (found.before, found.after)]
    outcomes = [trace.areas["overall"].outcome for trace in traces]
    same = found.areas["overall"].difference.area
    differs = witness.direction in directions_of(*outcomes, same)
    settled = all(outcome.proposed is not None for outcome in outcomes)
    return differs and settled and witness.region.holds(case, traces[0])
