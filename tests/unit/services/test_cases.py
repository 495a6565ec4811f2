"""Cases in columns: some of them, and one by itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evenhand.services.area_names import AreaNames
from evenhand.services.cases import Cases
from evenhand.services.moderation.judgements import together
from unit.services.small_casebooks import small_workspace
from written_casebooks import read_casebook, write_casebook

COLUMNS = """\
framework: visits@1
columns: {id: id, groups: [region], evidence: [visits], awarded: [care], departures: {care: why}}
"""
ROWS = "id,region,visits,care,why\n" + "".join(
    f"C-{at},{['North', 'South'][at % 2]},{at},{['good', 'poor', 'fair'][at % 3]},{'scale' * (at == 4)}\n"
    for at in range(9)
)


@pytest.fixture
def cases(tmp_path: Path) -> Cases:
    (found,) = read_casebook(
        write_casebook(tmp_path / "mine", COLUMNS, ROWS), small_workspace(tmp_path)
    ).cases
    return found


def test_some_cases_are_taken_in_the_order_given(cases: Cases) -> None:
    some = cases.taken(np.array([7, 2]))
    assert (some.number.tolist(), some.id.each()) == ([8, 3], ["C-7", "C-2"])
    assert some.awarded["care"].each() == ["poor", "fair"]
    assert cases.taken(np.array([4, 2])).departures["care"].each() == ["scale", None]


def test_one_case_alone_keeps_nothing_of_the_others(cases: Cases) -> None:
    """A list of cases that cannot be replayed would otherwise hold all that were read with each of them."""
    alone = cases.alone(4)
    assert (alone.rows, alone.number.tolist()) == (1, [5])
    columns = [alone.id, alone.provider, alone.on, alone.published, alone.rules, alone.sampled]
    for named in (alone.groups, alone.items, alone.given, alone.awarded, alone.previous, alone.departures):
        columns += named.values()
    assert all(len(column.values) == 1 for column in columns)
    same = cases.taken(np.array([4]))
    assert (alone.id.at(0), alone.groups["region"].at(0)) == ("C-4", "North")
    assert alone.items["visits"].at(0) == same.items["visits"].at(0)
    assert alone.awarded["care"].at(0) == same.awarded["care"].at(0) == "poor"
    assert alone.departures["care"].at(0) == "scale"


def test_all_that_is_said_of_an_area_goes_by_every_id_of_it(cases: Cases) -> None:
    called = cases.called(AreaNames({"care": "caring"}, {}))
    assert called.awarded["caring"].each() == cases.awarded["care"].each()
    assert called.departures["caring"].each() == cases.departures["care"].each()


def test_cases_put_together_keep_their_order_and_all_that_is_said_of_them(cases: Cases) -> None:
    parts = [cases.taken(np.arange(3, 9)), cases.taken(np.array([2, 0]))]
    whole = together(parts)
    assert whole.number.tolist() == [4, 5, 6, 7, 8, 9, 3, 1]
    assert whole.departures["care"].each() == [None, "scale", *[None] * 6]
    assert whole.awarded["care"].each() == [grade for part in parts for grade in part.awarded["care"].each()]
