"""`evenhand diff`, as a user runs it: relations, witnesses that can be opened, counts, and bad input."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from journeys.program import COMMAND, run_in
from journeys.test_amendments import STRICTER

RENAMED = """\
amendment: renamed
title: Care by another name, and its scale too
amends: visits@1
changes:
  - id: name
    because: Shorter.
    rename_area: {area: care, to: caring}
  - id: harm
    because: Harm is a matter of degree.
    replace_rule:
      id: C2
      title: Harm left too long
      when: harm is yes
      then: {at_most: fair}
"""


@pytest.fixture
def amendment(workspace: Path):
    """Writes an amendment and gives its path."""

    def write(text: str = STRICTER, name: str = "change.yaml") -> str:
        (workspace / name).write_text(text)
        return name

    return write


def test_a_rule_set_is_equivalent_to_itself(evenhand):
    done = evenhand("diff", "visits", "visits@1", "--json")
    assert (done.status, done.err) == (0, "")
    assert done.json["schema"] == "evenhand/diff/1"
    (area,) = done.json["areas"].values()
    assert (area["relation"], area["witnesses"], area["cases"], area["complete"]) == (
        "equivalent",
        [],
        None,
        True,
    )
    assert "Equivalent: every inspection comes out the same." in evenhand("diff", "visits", "visits").out


def test_a_stricter_rule_set_is_shown_by_an_inspection(evenhand, amendment):
    done = evenhand("diff", "visits", amendment())
    assert (done.status, done.err) == (1, "")
    words = " ".join(done.out.split())
    assert "visits@1+stricter never gives a better grade than visits@1, and sometimes a worse one." in words
    assert "Good under visits@1, and fair under visits@1+stricter." in words
    assert "“Most children are seen” (C1, rules/visits/1/care.yaml:" in words
    assert (
        "So it is whenever “Children seen” is at least 90% and below 97% and “Harm left too long” is no."
        in words
    )


def test_sides_swapped_make_stricter_softer(evenhand, amendment):
    done = evenhand("diff", amendment(), "visits", "--json")
    assert done.status == 1
    assert done.json["areas"]["care"]["relation"] == "softer"
    assert done.json["areas"]["care"]["directions"] == {"stricter": False, "softer": True, "other": False}


def test_witnesses_are_files_that_check_reads_under_both(evenhand, amendment, workspace):
    change = amendment()
    found = evenhand("diff", "visits", change, "-o", "shown", "--json").json["areas"]["care"]
    (name,) = found["witnesses"]
    assert name == "shown/care-stricter-1.yaml"
    assert yaml.safe_load((workspace / name).read_text())["inspection"]["id"] == "care-stricter-1"
    (shown,) = found["shown"]
    for reference, side in (("visits", "before"), (change, "after")):
        done = evenhand("check", name, "--rules", reference, "--json")
        (inspection,) = done.json["inspections"]
        assert inspection["areas"]["care"]["proposed"] == shown[side]["proposed"]
    assert shown["before"]["evidence"].keys() == {"children_seen", "harm"}
    again = evenhand("diff", "visits", change, "-o", "shown")
    assert (again.status, again.out) == (3, "")
    assert "`shown`" in again.err


def test_a_renamed_area_is_compared_with_itself(evenhand, amendment):
    change = amendment(RENAMED)
    found = evenhand("diff", "visits", change, "-o", "shown", "--json").json["areas"]
    assert list(found) == ["care"]
    # A conflict before, and none after, is neither stricter nor softer.
    assert (found["care"]["relation"], found["care"]["after"]) == ("neither", "caring")
    assert found["care"]["directions"] == {"stricter": False, "softer": True, "other": True}
    assert len(found["care"]["witnesses"]) == len(found["care"]["shown"]) > 1
    for one in found["care"]["shown"]:
        (name,) = one["files"]
        for reference, area, side in (("visits", "care", "before"), (change, "caring", "after")):
            (inspection,) = evenhand("check", name, "--rules", reference, "--json").json["inspections"]
            assert inspection["areas"][area]["proposed"] == one[side]["proposed"]
            assert inspection["areas"][area]["conflict"] == one[side]["conflict"]
    assert list(evenhand("diff", "visits", change, "--area", "caring", "--json").json["areas"]) == ["care"]


def test_cases_that_differ_are_counted_and_open_ones_apart(evenhand, amendment, casebook):
    casebook()
    found = evenhand("diff", "visits", amendment(), "--casebook", "past", "--json").json
    assert found["casebook"] == {"id": "past", "cases": 4, "not_affected": 0, "without_rules": 0}
    care = found["areas"]["care"]
    assert care["cases"] == 1
    assert care["counts"] == {"cases": 4, "stricter": 1, "softer": 0, "other": 0, "undecided": 1}
    assert [one["cases"] for one in care["shown"]] == [1]
    words = " ".join(evenhand("diff", "visits", "change.yaml", "--casebook", "past").out.split())
    assert "1 of 4 cases comes out differently (1 lower). 1 case cannot be decided." in words
    assert "1 case of the casebook is such." in words


def test_rows_that_cannot_be_used_are_told(evenhand, amendment, casebook):
    rows = "P-1,A,,2024-05-13,lots,no,good\nP-2,B,,2024-05-13,1 of 2,no,\n"
    casebook(f"id,provider,region,on,children_seen,harm,care\n{rows}")
    done = evenhand("diff", "visits", amendment(), "--casebook", "past", "--json")
    assert done.status == 3
    assert "lots" in done.err
    assert done.json["areas"]["care"]["counts"]["cases"] == 1


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["visits", "vists"], 3, "did you mean `visits`"),
        (["visits", "nowhere.yaml"], 3, "nowhere.yaml"),
        (["visits", "visits", "--area", "core"], 3, "did you mean `care`"),
        (["visits", "ilacs@2023"], 3, "children_social_care"),
        (["visits", "visits", "--casebook", "nope"], 3, "nope"),
        (["visits", "visits", "-o", "rules"], 3, "`rules`"),
        (["visits", "visits", "--time-limit", "0"], 2, "--time-limit"),
        (["visits", "visits", "--witnesses", "-1"], 2, "--witnesses"),
        (["visits"], 2, "B"),
    ],
)
def test_what_cannot_be_compared_is_told(evenhand, arguments, status, told):
    done = evenhand("diff", *arguments)
    assert (done.status, done.out) == (status, "")
    assert told in done.err


def test_two_amendments_of_one_rule_set_are_compared(evenhand, amendment):
    one, other = amendment(), amendment(RENAMED, "other.yaml")
    found = evenhand("diff", one, other, "--json")
    assert found.status == 1
    assert found.json["areas"]["care"]["relation"] == "neither"


def copied(workspace: Path, change: tuple[str, str]) -> str:
    """A copy of `visits@1` in a folder of its own, one of its files changed: its path."""
    copy = workspace / "mine" / "1"
    shutil.copytree(workspace / "rules" / "visits" / "1", copy)
    for file in copy.glob("*.yaml"):
        file.write_text(file.read_text().replace(*change))
    return "mine/1"


def test_a_copy_with_the_same_name_is_called_by_its_path(evenhand, workspace):
    mine = copied(workspace, ("children_seen >= 90%", "children_seen >= 97%"))
    done = evenhand("diff", "visits", mine, "-o", "shown")
    assert done.status == 1
    words = " ".join(done.out.split())
    assert "mine/1 beside visits@1" in words
    assert "mine/1 never gives a better grade than visits@1, and sometimes a worse one." in words
    assert "Good under visits@1, and fair under mine/1." in words
    note = (workspace / "shown" / "care-stricter-1.yaml").read_text()
    assert "about which visits@1 and mine/1 differ" in note
    assert "--rules mine/1" in note


def test_inspections_of_two_days_and_one_name_have_two_files(evenhand, workspace):
    mine = copied(workspace, ("from: 2020-01-01", "from: 2010-01-01\n  to: 2011-01-01"))
    care = workspace / mine / "care.yaml"
    care.write_text(care.read_text().replace(">= 90%", ">= 97%"))
    done = evenhand("diff", "visits", mine, "-o", "shown", "--json")
    assert (done.status, done.err) == (1, "")
    names = done.json["areas"]["care"]["witnesses"]
    assert names == ["shown/care-stricter-1-before.yaml", "shown/care-stricter-1-after.yaml"]


def test_two_runs_find_the_same_inspections_whatever_the_hashes(repository):
    change = "rules/amendments/ties_and_cap_2023.yaml"
    asked = ("diff", "ilacs@2023", change, "--area", "overall", "--time-limit", "600", "--json")
    one, other = (run_in(repository, [*COMMAND, *asked], PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.json["areas"]["overall"]["shown"]
    assert one == other
