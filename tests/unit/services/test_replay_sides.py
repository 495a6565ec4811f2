"""The two sides of a replay: local policy, amendments on amendments, renamed areas, and no case lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from evenhand.diagnostics import InvalidInput
from evenhand.explanation import render_text
from evenhand.services.casebooks import open_casebook
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_document import replay_document
from evenhand.services.replay_json import replay_json
from evenhand.services.replay_merge import merged
from evenhand.services.replay_outputs import check_outputs
from evenhand.services.workspace import open_workspace
from written_casebooks import HEADER, write_casebook

SCHEMA = """\
schema: small
title: Small
items:
  gap: {type: count, title: Days between supervisions, unit: days, max: 365, better: lower}
  harm: {type: yes_no, title: Harm}
"""
FRAMEWORK = """\
framework: small
version: "{version}"
title: Small
in_force: {{from: 2020-01-01}}
evidence_schema: small
scales: {{grades: {{grades: [poor, fair, good]}}}}
areas: [{areas}]
"""
CARE = """\
area: {id}
title: Care
starts_at: fair
rules:
  - id: C1
    title: Supervision is close
    when: gap <= gap_expected
    then: {{supports: good}}
    because: The gap is {{gap}}.
    source: {{document: A test}}
"""
PARAMETERS = """\
parameters:
  gap_expected:
    title: Days between supervisions, at most
    unit: days
    values: [{value: 28 days}]
    local: yes
    min: 1 days
    max: 300 days
"""
AMENDMENT = """\
amendment: {id}
title: A change
amends: {amends}
changes:
{changes}
"""
WIDER = "  - {{id: {id}, because: tried, set_parameter: {{parameter: gap_expected, value: {days} days}}}}"
RENAMED = "  - {id: name, because: tried, rename_area: {area: care, to: help}}"
ROWS = "id,on,gap,harm\n1,2024-05-01,35,no\n2,2024-05-01,45,no\n3,2024-05-01,20,no\n"
YAML = "framework: small@1\ncolumns: {id: id, on: on, evidence: [gap, harm]}\n"


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two versions of a rule set, amendments, and a casebook `past`."""
    monkeypatch.chdir(tmp_path)
    files = {"evidence_schemas/small.yaml": SCHEMA}
    for version, areas in (("1", "care"), ("2", "care, extra")):
        files[f"rules/small/{version}/framework.yaml"] = FRAMEWORK.format(version=version, areas=areas)
        files[f"rules/small/{version}/care.yaml"] = CARE.format(id="care")
        files[f"rules/small/{version}/parameters.yaml"] = PARAMETERS
    files["rules/small/2/extra.yaml"] = CARE.format(id="extra").replace("C1", "E1")
    first = WIDER.format(id="a", days=40)
    files["one.yaml"] = AMENDMENT.format(id="one", amends="small@1", changes=first)
    second = WIDER.format(id="b", days=50)
    files["two.yaml"] = AMENDMENT.format(id="two", amends="one.yaml", changes=second)
    both = f"{RENAMED}\n{first}"
    files["renamed.yaml"] = AMENDMENT.format(id="renamed", amends="small@1", changes=both)
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    write_casebook(tmp_path / "casebooks" / "past", YAML, ROWS)
    return tmp_path


def replayed(top: Path, casebook: str = "past", **asked: Any) -> Replayed:
    return replay_casebook(casebook, open_workspace(top), **asked)


def moves(found: Replayed) -> list[tuple[str, str, str]]:
    return [(one.id, one.before, one.after) for one in found.replay.moved]


def shown(found: Replayed) -> str:
    return " ".join(render_text(replay_document(found)).split())


# --- amendments ----------------------------------------------------------------------------------------


def test_an_amendment_of_the_amendment_before_is_replayed_with_its_own_changes_alone(top) -> None:
    found = replayed(top, before="one.yaml", after="two.yaml")
    assert found.replay.not_affected == 0
    assert moves(found) == [("2", "fair", "good")]
    assert found.replay.attribution is not None
    assert list(found.replay.attribution.changes) == ["two.b"]
    assert found.replay.moved[0].because == (frozenset(("two.b",)),)


def test_an_amendment_that_the_other_side_is_no_part_of_owes_its_moves_to_no_change(top) -> None:
    found = replayed(top, before="two.yaml", after="one.yaml")
    assert moves(found) == [("2", "good", "fair")]
    assert found.replay.attribution is None
    assert found.replay.moved[0].because == ()


@pytest.mark.parametrize("area", [None, "care", "help"])
def test_an_area_that_an_amendment_renames_is_the_same_area(top, area) -> None:
    asked = {} if area is None else {"area": area}
    found = replayed(top, after="renamed.yaml", **asked)
    assert moves(found) == [("1", "fair", "good")]
    assert found.replay.areas["care"].gone == 0
    assert found.replay.moved[0].because == (frozenset(("a",)),)


@pytest.mark.parametrize("after", ["one.yaml", "two.yaml"])
def test_beside_a_rule_set_named_for_all_cases_an_amendment_affects_all(top, after) -> None:
    """Which side is which makes no difference, and neither does what a case was judged under."""
    there, back = replayed(top, before="small@2", after=after), replayed(top, before=after, after="small@2")
    assert (there.replay.not_affected, back.replay.not_affected) == (0, 0)
    assert moves(there) == [(id, to, was) for id, was, to in moves(back)] != []
    assert there.replay.attribution is None


def test_what_an_amendment_is_warned_of_is_told_by_a_replay_too(top) -> None:
    nothing = WIDER.format(id="same", days=28)
    (top / "same.yaml").write_text(AMENDMENT.format(id="same", amends="small@1", changes=nothing))
    found = replayed(top, after="same.yaml")
    assert [told.code.id for told in found.diagnostics] == ["A606", "C613"]
    assert "What the moves are owed to" in shown(found) and "No case moves." in shown(found)


# --- local policy --------------------------------------------------------------------------------------

INSPECTION = """\
inspection: {{id: {id}, framework: small@1, on: 2024-05-01}}
evidence: {{gap: 45, harm: no}}
parameters: {{gap_expected: {{value: {days} days, because: our policy}}}}
"""


def inspections(top: Path, *ids: str) -> str:
    folder = top / "casebooks" / "files"
    folder.mkdir()
    (top / "casebooks" / "files.yaml").write_text(
        "casebook: files\ntitle: F\nkind: model\nsource: {document: A test}\nlicence: none\n"
    )
    for number, id in enumerate(ids):
        text = INSPECTION.format(id=id, days=60 if number == 0 else 44)
        (folder / f"i{number}.{'yaml' if number == 0 else 'yml'}").write_text(text)
    return "files"


def test_a_threshold_of_local_policy_holds_on_both_sides(top) -> None:
    found = replayed(top, inspections(top, "A", "B"), before="small@1", after="small@2", area="care")
    assert found.replay.areas["care"].tally.matrix()["good"]["good"] == 1
    assert moves(found) == []
    found = replayed(top, "files", after="one.yaml")
    assert moves(found) == []


def test_two_inspection_files_with_one_id_are_one_case_too_many(top) -> None:
    found = replayed(top, inspections(top, "A", "A"), after="small@2")
    assert found.replay.cases == 1
    assert [told.code.id for told in found.diagnostics] == ["C620"]


# --- no case is lost -----------------------------------------------------------------------------------


def test_an_area_that_is_only_there_after_is_told(top) -> None:
    found = replayed(top, after="small@2")
    assert (found.replay.areas["extra"].new, found.replay.areas["extra"].gone) == (3, 0)
    assert "3 cases not compared: there is no such area in each case's own rules." in shown(found)
    assert replayed(top, before="small@2", after="small@1").replay.areas["extra"].gone == 3


def test_an_area_that_is_only_there_after_has_no_groups(top) -> None:
    told = replay_json(replayed(top, after="small@2", by="period"))
    groups = {group: list(areas) for group, areas in told["groups"]["period"].items()}
    assert groups == {"2024": ["care"], "all": ["care"]}
    assert told["areas"]["extra"]["new"] == 3
    assert "3 cases not compared" in shown(replayed(top, after="small@2", by="period"))


def test_cases_whose_rules_lack_the_area_asked_for_are_counted(top) -> None:
    rows = "id,rules,on,gap\n1,small@1,2024-05-01,35\n2,small@2,2024-05-01,20\n"
    columns = "frameworks: {small@1: small@1, small@2: small@2}\n"
    columns += "columns: {id: id, framework: rules, on: on, evidence: [gap]}\n"
    write_casebook(top / "casebooks" / "mixed", columns, rows)
    found = replayed(
        top, "mixed", before="own", after="own", area="extra", sweep="gap_expected=28 days:30 days:1 days"
    )
    assert (found.replay.without_area, found.replay.areas["extra"].tally.cases) == (1, 1)
    assert "Left out: 1 case under rules without this area" in shown(found)


BOTH = "id,rules,on,gap,harm\n1,small@1,2024-05-01,35,no\n2,small@2,2024-05-01,20,no\n"
BY_RULES = (
    "frameworks: {small@1: small@1, small@2: small@2}\n"
    "columns: {id: id, framework: rules, on: on, evidence: [gap, harm]}\n"
)


def of_both(top: Path, sweep: str, old: str, new: str, rows: str = BOTH) -> Replayed:
    """A sweep over cases under two versions, of which the second says something else of the threshold."""
    (top / "rules/small/2/parameters.yaml").write_text(PARAMETERS.replace(old, new))
    write_casebook(top / "casebooks" / "both", BY_RULES, rows)
    return replayed(top, "both", after="own", sweep=sweep)


def other_way_round(rows: str) -> str:
    head, *cases = rows.splitlines(keepends=True)
    return head + "".join(reversed(cases))


@pytest.mark.parametrize(
    ("old", "new", "told", "hint"),
    [
        (
            "unit: days\n    values: [{value: 28 days}]",
            "unit: weeks\n    values: [{value: 4 weeks}]",
            "`gap_expected` is in days in small@1, and in weeks in small@2",
            "replay cases under one of them, or one of them after",
        ),
        (
            "max: 300 days",
            "max: 30 days",
            "`20 days:40 days:10 days` does not fit `gap_expected` of small@2: it is above the greatest "
            "value allowed",
            "it is at least 1 days and at most 30 days",
        ),
    ],
)
@pytest.mark.parametrize("rows", [BOTH, other_way_round(BOTH)])
def test_a_threshold_that_is_not_the_same_in_two_rule_sets_is_not_swept_over_both(
    top, old, new, told, hint, rows
) -> None:
    with pytest.raises(InvalidInput) as refused:
        of_both(top, "gap_expected=20 days:40 days:10 days", old, new, rows)
    (one,) = refused.value.diagnostics
    assert (one.code.id, one.message, one.hint) == ("C644", f"this is no sweep of a threshold: {told}", hint)


def test_parts_that_sweep_a_threshold_in_two_units_are_not_put_together(top) -> None:
    """Neither part has met the rules of the other."""
    weeks = PARAMETERS.replace("unit: days", "unit: weeks").replace("28 days", "4 weeks")
    (top / "rules/small/2/parameters.yaml").write_text(weeks)
    parts = []
    for row in BOTH.splitlines()[1:]:
        write_casebook(top / "casebooks" / "part", BY_RULES, f"id,rules,on,gap,harm\n{row}\n")
        asked = {"after": "own", "sweep": "gap_expected=20 days:40 days:10 days"}
        parts.append(replayed(top, "part", **asked).replay)
    for order in (parts, parts[::-1]):
        with pytest.raises(InvalidInput) as refused:
            merged(order)
        assert [(one.code.id, "in weeks in small@2" in one.message) for one in refused.value.diagnostics] == [
            ("C644", True)
        ]


def test_values_are_marked_as_they_are_only_where_all_rules_have_them(top) -> None:
    alike = of_both(top, "gap_expected=20 days:40 days:4 days", "28 days", "28 days")
    assert "28 days (as it is)" in shown(alike)
    assert "depending on the day" not in shown(alike)
    found = of_both(top, "gap_expected=20 days:40 days:4 days", "28 days", "32 days")
    assert "(as it is)" not in shown(found)
    told = "The threshold is 28 days and 32 days, depending on the day or the rule set: no row is as it is."
    assert told in shown(found)
    swept = replay_json(found)["sweep"]
    assert swept is not None and swept["current"] == ["28 days", "32 days"]


def test_a_threshold_with_a_value_from_a_day_on_is_not_marked_as_it_is(top) -> None:
    dated = "[{value: 28 days}, {value: 32 days, from: 2024-05-02}]"
    (top / "rules/small/1/parameters.yaml").write_text(PARAMETERS.replace("[{value: 28 days}]", dated))
    rows = "id,on,gap,harm\n1,2024-05-01,30,no\n2,2024-05-02,30,no\n"
    write_casebook(top / "casebooks" / "past", YAML, rows)
    found = shown(replayed(top, after="own", sweep="gap_expected=28 days:32 days:4 days"))
    assert "(as it is)" not in found
    assert "The threshold is 28 days and 32 days, depending on the day" in found


def test_a_sweep_without_a_rule_set_after_is_told_what_it_needs(top) -> None:
    with pytest.raises(InvalidInput) as refused:
        replayed(top, after="awarded", sweep="gap_expected=20 days:40 days:10 days")
    (one,) = refused.value.diagnostics
    assert (one.code.id, one.message) == (
        "C644",
        "this is no sweep of a threshold: `gap_expected` is tried in the rules after, and after are the "
        "grades awarded",
    )
    assert one.hint == "say `--after own`, or name a rule set after"


def test_rows_of_empty_cells_are_cases_that_nothing_is_known_of(top) -> None:
    yaml = "framework: small@1\ncolumns: {evidence: [gap, harm]}\n"
    write_casebook(top / "casebooks" / "blank", yaml, "gap,harm\n20,no\n,\n\n35,no\n")
    found = replayed(top, "blank", after="one.yaml")
    assert found.replay.cases == 3
    assert [(one.id, one.missing) for one in found.replay.unreplayed] == [("row 2", ("gap",))]


def test_what_could_be_replayed_is_not_lost_with_the_file_of_rejected_rows(top) -> None:
    rows = ROWS + "4,2024-05-01,many,no\n"
    write_casebook(top / "casebooks" / "faulty", YAML, rows)
    found = replay_casebook("faulty", open_workspace(top), after="one.yaml", rejects=top / "no" / "r.csv")
    assert moves(found) == [("1", "fair", "good")]
    assert found.rejects is None
    assert "I331" in [told.code.id for told in found.diagnostics]


def test_moved_cases_never_replace_the_rows_themselves(top) -> None:
    rows = top / "casebooks" / "past" / "rows.csv"
    before = rows.read_bytes()
    with pytest.raises(InvalidInput) as refused:
        replay_casebook("past", open_workspace(top), after="one.yaml", table=MovedTable(rows, replace=True))
    assert refused.value.diagnostics[0].code.id == "I330"
    assert rows.read_bytes() == before


@pytest.mark.parametrize(
    "name",
    [
        "casebooks/past/casebook.yaml",
        "casebooks/past/rows.csv",
        "one.yaml",
        "below/framework.yaml",
        "below/../one.yaml",
    ],
)
def test_no_result_replaces_what_the_replay_reads(top, name) -> None:
    shutil.copytree(next((top / "rules").glob("*/*")), top / "below")
    asked = {"before": str(top / "below"), "after": "one.yaml"}
    before = (top / name).read_bytes()
    with pytest.raises(InvalidInput) as refused:
        replayed(top, "past", **asked, out=top / name)
    (told,) = refused.value.diagnostics
    assert (told.code.id, told.hint is not None) == ("I330", True)
    assert (top / name).read_bytes() == before


@pytest.mark.parametrize("name", ["part-1.parquet", "part-2.parquet"])
@pytest.mark.parametrize("option", ["out", "table", "rejects"])
def test_nothing_is_written_among_the_rows_of_a_folder(top, name, option) -> None:
    parts = top / "casebooks" / "parts" / "rows"
    parts.mkdir(parents=True)
    (parts.parent / "casebook.yaml").write_text(f"{HEADER}rows: rows\n{YAML}")
    pl.read_csv(top / "casebooks" / "past" / "rows.csv").write_parquet(parts / "part-1.parquet")
    before = (parts / "part-1.parquet").read_bytes()
    path = parts / name
    output = MovedTable(path, replace=True) if option == "table" else path
    with pytest.raises(InvalidInput) as refused:
        replayed(top, "parts", after="one.yaml", **{option: output})
    # A file of rejected rows replaces nothing in any case.
    there = option == "rejects" and path.exists()
    assert [told.code.id for told in refused.value.diagnostics] == ["I330" if there else "I331"]
    assert [one.name for one in parts.iterdir()] == ["part-1.parquet"]
    assert (parts / "part-1.parquet").read_bytes() == before


@pytest.mark.parametrize("name", ["jessfield_2025.yaml", "jessfield_2025.cases.csv"])
def test_no_result_replaces_an_inspection_or_its_sample_of_cases(repository, name) -> None:
    workspace = open_workspace(repository)
    casebook = open_casebook("model", workspace)
    with pytest.raises(InvalidInput) as refused:
        check_outputs([casebook.folder / name], casebook, workspace)
    assert [told.code.id for told in refused.value.diagnostics] == ["I330"]
    check_outputs([casebook.folder / "moved.csv", None], casebook, workspace)
