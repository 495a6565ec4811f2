"""From files to a rule set: order never matters, and every problem has its place in its own file."""

from __future__ import annotations

import datetime
import itertools

import pytest

from evenhand.language import RuleSet, StartTable
from unit.language.vocabulary import FILES, SCHEMA
from written import load

FINDINGS = {
    "declared": "- {id: G1, title: A, when: grip is strong, then: {finding: {id: ok, name: things go well}}}",
    "by_id": "- {id: G2, title: B, when: oversight is strong, then: {finding: ok, as: strength}}",
    "by_name": "- {id: G3, title: C, when: visible is yes, then: {finding: things  go well}}",
}
FRAMEWORK = FILES["framework.yaml"] + "finding_kinds: {strength: Strength}\n"


def with_rules(*rules: str) -> RuleSet:
    text = "title: Findings\nrules:\n" + "".join(f"  {rule}\n" for rule in rules)
    return load({**FILES, "framework.yaml": FRAMEWORK, "found.yaml": text}).usable


@pytest.mark.parametrize("order", list(itertools.permutations(FINDINGS)), ids=",".join)
def test_a_finding_is_the_same_whichever_rule_names_it_first(order: tuple[str, ...]) -> None:
    found = with_rules(*(FINDINGS[name] for name in order)).findings
    assert {id: (finding.name, finding.kind) for id, finding in found.items() if id != "keeps_grip"} == {
        "ok": ("things go well", "strength")
    }


def test_findings_are_kept_in_the_order_in_which_they_are_first_named() -> None:
    rules = [
        "- {id: G1, title: A, when: grip is strong, then: {finding: second thing}}",
        "- {id: G2, title: B, when: grip is weak, then: {finding: {id: other, name: third thing}}}",
    ]
    assert list(with_rules(*rules).findings)[:2] == ["second thing", "other"]


def test_the_order_of_files_does_not_matter() -> None:
    there = load(FILES).usable
    back = load(dict(reversed(FILES.items()))).usable
    assert there == back
    assert there.hash == back.hash


def test_the_hash_is_of_the_rules_and_the_schema_and_not_of_the_model_cases() -> None:
    examples = "examples:\n  - {id: a, title: A, expected: {leaders: good}}\n"
    plain = load(FILES).usable.hash
    assert load({**FILES, "examples.yaml": examples}).usable.hash == plain
    assert load({**FILES, "schema.yaml": SCHEMA + "# more\n"}).usable.hash != plain
    assert load({**FILES, "care.yaml": FILES["care.yaml"] + "# more\n"}).usable.hash != plain


def told_of(**files: str) -> list[str]:
    more = {name.replace("_yaml", ".yaml").replace("_csv", ".csv"): text for name, text in files.items()}
    return [f"{told.code.id} {told.span}" for told in load({**FILES, **more}).told]


def test_problems_of_every_file_are_told_at_once() -> None:
    assert told_of(
        care_yaml="area: care\ntitle: Care\nstarts_at: god\n",
        homes_yaml="area: homes\ntitle: Homes\nstarts_at: good\nrules:\n"
        "  - {id: H1, title: T, when: harm, then: {at_most: good}}\n",
        parameters_yaml=FILES["parameters.yaml"] + "  odd: {title: Odd, unit: days, values: [{value: 3%}]}\n",
    ) == ["R143 care.yaml:3:12", "R101 homes.yaml:5:33", "R150 parameters.yaml:5:50"]


def test_a_file_of_another_shape_is_not_blamed_on_those_that_read_its_area() -> None:
    assert told_of(
        care_yaml="area: care\ntitel: Care\ngiven_only: yes\n",
        homes_yaml=(
            "area: homes\ntitle: Homes\npart_of: care\nstarts_at: {worst_of: [care]}\n"
            "judged_when: care is judged\nrules:\n  - {id: H1, title: T, when: previous care is good, "
            "then: {at_most: good}, because: 'x {care}'}\n"
            "  - {id: H2, title: T, when: all of both are good, then: {at_most: good}}\n"
        ),
    ) == ["D001 care.yaml:2:1"]


def test_a_parameter_of_another_shape_is_not_blamed_on_the_rules_that_read_it() -> None:
    homes = (
        "area: homes\ntitle: Homes\nstarts_at:\n  table: |\n    late | grade\n    > limit | good\n"
        "    <= limit | inadequate\nrules:\n"
        "  - {id: H1, title: T, when: late > limit, then: {at_most: good}, because: 'x {limit}'}\n"
    )
    parameters = FILES["parameters.yaml"].replace("{title: Limit, values", "{titel: Limit, values")
    assert told_of(parameters_yaml=parameters, homes_yaml=homes) == [
        "D002 parameters.yaml:2:10",
        "D001 parameters.yaml:2:11",
    ]
    parameters = FILES["parameters.yaml"].replace(
        "{title: Limit, values: [{value: 3}",
        "{title: Limit, values: [{value: 3%}, {from: 2025-01-01, value: 4}",
    )
    assert told_of(parameters_yaml=parameters, homes_yaml=homes) == ["R150 parameters.yaml:2:73"]


def test_a_level_that_a_broken_parameter_would_have_named_is_not_called_unknown() -> None:
    parameters = FILES["parameters.yaml"].replace("{title: Limit, values", "{titel: Limit, values")
    homes = (
        "area: homes\ntitle: Homes\nstarts_at: good\nrules:\n"
        "  - {id: H1, title: T, when: grip is limit, then: {at_most: good}}\n"
    )
    assert told_of(parameters_yaml=parameters, homes_yaml=homes) == [
        "D002 parameters.yaml:2:10",
        "D001 parameters.yaml:2:11",
    ]
    assert told_of(homes_yaml=homes) == ["R103 homes.yaml:5:38"]


def test_a_column_of_an_area_whose_file_is_broken_is_not_called_unknown() -> None:
    homes = (
        "area: homes\ntitle: Homes\nstarts_at:\n  table: |\n    care | late | grade\n"
        "    good | > 3  | good\n    -    | <= 3 | inadequate\n"
    )
    broken = "area: care\ntitel: Care\ngiven_only: yes\n"
    assert told_of(care_yaml=broken, homes_yaml=homes) == ["D001 care.yaml:2:1"]


def test_files_beside_a_framework_that_cannot_be_used_are_still_read() -> None:
    framework = FILES["framework.yaml"].replace("title:", "titel:")
    assert told_of(framework_yaml=framework, care_yaml="area: 'care\n", homes_yaml="areas: homes\n") == [
        "S034 care.yaml:1:7",
        "D002 framework.yaml:1:1",
        "D001 framework.yaml:3:1",
        "D001 homes.yaml:1:1",
    ]


def test_a_file_of_another_shape_need_not_be_that_of_an_area() -> None:
    assert told_of(found_yaml="title: Found\nrulez: []\n") == ["D001 found.yaml:2:1"]


def test_a_table_of_findings_whose_file_is_not_there_is_told_alone() -> None:
    rules = "title: Found\nrules:\n  - {id: T1, title: T, table: nowhere.csv}\n"
    assert told_of(found_yaml=rules) == ["R152 found.yaml:3:31"]


def test_an_area_starts_at_another_on_its_own_scale_only() -> None:
    framework = FILES["framework.yaml"].replace(
        "areas:", "  three:\n    grades: [low, middle, high]\nareas:", 1
    )
    care = "area: care\ntitle: Care\nscale: four_grades\nstarts_at: good\n"
    for scale, told in (("three", ["R114 homes.yaml:4:12"]), ("four_grades", [])):
        homes = f"area: homes\ntitle: Homes\nscale: {scale}\nstarts_at: care\n"
        leaders = FILES["leaders.yaml"].replace("starts_at:", "scale: four_grades\nstarts_at:")
        found = told_of(framework_yaml=framework, care_yaml=care, homes_yaml=homes, leaders_yaml=leaders)
        assert found == told


def test_a_parameter_has_no_value_before_its_first() -> None:
    framework = FILES["framework.yaml"].replace(
        "in_force: {from: 2024-01-01,", "in_force: {from: 2024-06-01,"
    )
    parameters = "parameters:\n  limit: {title: L, values: [{from: 2024-06-01, value: 3}]}\n"
    rule_set = load({**FILES, "framework.yaml": framework, "parameters.yaml": parameters}).usable
    assert rule_set.in_force_on(datetime.date(2024, 5, 31)).parameters == {}
    assert rule_set.in_force_on(datetime.date(2024, 6, 1)).parameters == {"limit": 3}


def test_a_file_that_is_no_yaml_leaves_only_problems_of_shape_to_be_told() -> None:
    assert told_of(care_yaml="area: 'care\n", homes_yaml="area: homes\ntitel: Homes\nstarts_at: care\n") == [
        "S034 care.yaml:1:7",
        "D001 homes.yaml:2:1",
    ]


def test_a_broken_schema_is_told_and_not_called_unknown() -> None:
    assert told_of(schema_yaml=SCHEMA.replace("type: number", "type: numbr")) == ["D004 schema.yaml:5:11"]


def test_an_area_without_a_start_does_not_stop_the_others_from_being_read() -> None:
    found = told_of(
        care_yaml="area: care\ntitle: Care\n", homes_yaml="area: homes\ntitle: Homes\nstarts_at: care\n"
    )
    assert found == ["R145 care.yaml:1:7"]


def test_a_derivation_is_told_in_the_file_of_the_schema() -> None:
    schema = SCHEMA + "  late_or_due: {type: count, title: L, better: lower, computed: late + deu}\n"
    (told,) = told_of(schema_yaml=schema)
    assert told.startswith("R102 schema.yaml:") and told.endswith(":72")


def test_a_csv_file_is_told_in_the_folder_of_its_rules() -> None:
    from evenhand.diagnostics import Problems
    from evenhand.evidence import read_schema
    from evenhand.language import load_rule_set

    problems = Problems()
    schema = read_schema(SCHEMA, "schema.yaml", problems)
    files = {name: text for name, text in FILES.items() if name != "schema.yaml"}
    files |= {"homes.yaml": "area: homes\ntitle: Homes\nstarts_at:\n  table: start.csv\n"}
    files["start.csv"] = "harm,grade\nyes,inadequate\nno,god\n"
    load_rule_set(files, lambda id: schema, problems, shown_in="rules/small/1/")
    assert [str(told.span) for told in problems] == ["rules/small/1/start.csv:3:1"]


def test_a_later_version_of_the_language_is_told_alone() -> None:
    framework = FILES["framework.yaml"].replace("title: A small", "language: 2\ntitle: A small")
    assert told_of(framework_yaml=framework, care_yaml="nonsense: yes\n") == ["R162 framework.yaml:3:11"]


def test_rules_out_of_force_are_gone_and_parameters_have_their_value_of_the_day() -> None:
    leaders = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - {id: A1, title: T, when: late > limit, then: {at_most: inadequate}, in_force: {to: 2024-06-30}}
  - {id: A2, title: T, when: late > limit, then: {at_most: inadequate}, in_force: {from: 2024-07-01}}
"""
    parameters = "parameters:\n  limit: {title: L, values: [{value: 3}, {from: 2025-01-01, value: 5}]}\n"
    rule_set = load({**FILES, "leaders.yaml": leaders, "parameters.yaml": parameters}).usable
    found = {
        day: ([rule.id for rule in in_force.all_rules], in_force.parameters["limit"])
        for day in ("2024-01-01", "2024-06-30", "2024-07-01", "2025-01-01")
        for in_force in [rule_set.in_force_on(datetime.date.fromisoformat(day))]
    }
    assert found == {
        "2024-01-01": (["A1"], 3),
        "2024-06-30": (["A1"], 3),
        "2024-07-01": (["A2"], 3),
        "2025-01-01": (["A2"], 5),
    }
    assert rule_set.in_force_on(datetime.date(2025, 1, 1), {"limit": 9}).parameters["limit"] == 9


def test_a_rule_set_that_is_always_in_force_needs_a_value_for_every_day() -> None:
    framework = FILES["framework.yaml"].replace("{from: 2024-01-01, to: 2025-12-31}", "{to: 2025-12-31}")
    parameters = FILES["parameters.yaml"] + "  later: {title: L, values: [{from: 2024-06-01, value: 3}]}\n"
    assert told_of(framework_yaml=framework, parameters_yaml=parameters) == ["R151 parameters.yaml:5:10"]
    assert told_of(framework_yaml=framework) == []


def test_row_ids_come_from_a_column_or_from_the_cells() -> None:
    def ids(table: str) -> list[str]:
        text = "area: homes\ntitle: Homes\nstarts_at:\n  table: |\n" + "".join(
            f"    {row}\n" for row in table.split("\n")
        )
        start = load({**FILES, "homes.yaml": text}).usable.area_by_id["homes"].start
        assert isinstance(start, StartTable)
        return [row.id for row in start.table.rows]

    assert ids("id | harm | grade\nfirst | yes | good\nlast | no | good") == ["first", "last"]
    there, back = ids("harm | grade\nyes | good\nno | good"), ids("harm | grade\nno | good\n yes |  good ")
    assert there == list(reversed(back))
    assert all(id.startswith("row_") for id in there)


def test_a_table_may_be_drawn_with_lines() -> None:
    text = (
        "area: homes\ntitle: Homes\nstarts_at:\n  table: |\n"
        "    | harm | grade      |\n    |------|------------|\n"
        "    | yes  | inadequate |\n    | no   | good       |\n"
    )
    start = load({**FILES, "homes.yaml": text}).usable.area_by_id["homes"].start
    assert isinstance(start, StartTable)
    assert [row.outcome for row in start.table.rows] == ["inadequate", "good"]


SHARED = "area: leaders\ntitle: Leaders elsewhere\ngiven_only: yes\n"


def listing(*files: str, more: str = "") -> dict[str, str]:
    """The vocabulary's files, of which the framework lists some, and one area that stands elsewhere."""
    listed = "".join(f"  - {file}\n" for file in ("../1/leaders.yaml", "care.yaml", "homes.yaml", *files))
    shared = {name: text for name, text in FILES.items() if name not in ("leaders.yaml", "parameters.yaml")}
    framework = FILES["framework.yaml"].replace(", management: [grip, oversight]", "")
    return {**shared, "framework.yaml": f"{framework}{more}files:\n{listed}", "../1/leaders.yaml": SHARED}


def test_thresholds_are_read_from_every_file_of_them_that_is_listed() -> None:
    files = {
        **listing("../1/parameters.yaml", "../1/care_parameters.yaml"),
        "parameters.yaml": "parameters:\n  own: {title: Own, values: [{value: 3}]}\n",
        "../1/parameters.yaml": FILES["parameters.yaml"],
        "../1/care_parameters.yaml": "parameters:\n  more: {title: More, values: [{value: 4}]}\n",
        "../2/parameters.yaml": "parameters:\n  not_listed: {title: Not listed, values: [{value: 5}]}\n",
    }
    assert sorted(load(files).usable.parameters) == ["expected", "interval", "limit", "more", "own"]


def test_every_file_of_thresholds_beside_a_framework_is_read_where_none_is_listed() -> None:
    files = {**FILES, "care_parameters.yaml": "parameters:\n  more: {title: More, values: [{value: 4}]}\n"}
    assert sorted(load(files).usable.parameters) == ["expected", "interval", "limit", "more"]


def test_a_threshold_that_two_files_define_is_told_at_the_second() -> None:
    files = {
        **listing("../1/parameters.yaml"),
        "parameters.yaml": "parameters:\n  limit: {title: Own, values: [{value: 3}]}\n",
        "../1/parameters.yaml": FILES["parameters.yaml"],
    }
    assert [f"{told.code.id} {told.span}" for told in load(files).told] == ["R136 ../1/parameters.yaml:2:3"]


def test_a_file_of_thresholds_that_is_listed_and_not_there_is_told() -> None:
    told = load(listing("../1/parameters.yaml")).told
    assert [found.code.id for found in told] == ["I332"]


def test_a_shared_area_can_have_another_title() -> None:
    titles = 'area_titles: {leaders: "Leaders, told anew"}\n'
    assert load(listing(more=titles)).usable.area_by_id["leaders"].title == "Leaders, told anew"
    assert load(listing()).usable.area_by_id["leaders"].title == "Leaders elsewhere"


def test_another_title_for_an_area_that_is_not_there_is_told() -> None:
    (told,) = load(listing(more="area_titles: {leadres: Leaders}\n")).told
    assert (told.code.id, told.hint) == ("R147", "did you mean `leaders`?")
