from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.translate import GRADES, case_of, load_pack
from evenhand.backends.planes import (
    About,
    Asked,
    Column,
    Columns,
    Form,
    PlaneRules,
    columns_of_cases,
    compile_together,
    packing,
    several,
)
from evenhand.backends.planes.row_leaves import row_leaf
from evenhand.domain import NOT_JUDGED, Case, EvidenceProfile, NumberRange, Recorded, Scale
from evenhand.language import (
    Compare,
    Comparison,
    Constant,
    GivenOnly,
    ItemNumber,
    ParameterValue,
    given_column,
    item_column,
)
from generators import Drawing
from oracle.columns import cases_of
from unit.backends.planes.packs import PACK

RULES = load_pack(PACK)


def test_a_row_takes_a_bit_for_each_threshold_and_one_for_unknown() -> None:
    """`late` has two thresholds, one of them asked from both sides; `harm` and `grip` have one name each."""
    layout = PlaneRules(RULES).coding.layout(Form())
    assert layout.planes == 3 + 2 + 2


def test_only_a_column_with_ranges_takes_two_planes_a_leaf() -> None:
    rules = PlaneRules(RULES)
    case = case_of({"late": 3, "harm": True}, RULES.rule_set)
    exact = rules.coding.code(columns_of_cases([case], RULES.rule_set))
    assert exact.form == Form()
    ranged = Case(EvidenceProfile({**case.profile.states, "late": Recorded(NumberRange(7, 12))}))
    found = rules.coding.code(columns_of_cases([case, ranged], RULES.rule_set))
    assert found.form == Form(full=frozenset({item_column("late")}))
    assert len(found.planes) == 2 * 3 + 2 + 2


def test_a_range_that_says_no_more_than_unknown_takes_no_more_planes() -> None:
    rules = PlaneRules(RULES)
    spread = Case(EvidenceProfile({"late": Recorded(NumberRange(3, 12))}))
    assert rules.coding.code(columns_of_cases([spread], RULES.rule_set)).form == Form()


def test_rule_sets_with_other_values_of_a_parameter_share_what_they_both_ask() -> None:
    drawn = Drawing(3, 5)
    other = replace(drawn.rules, parameters={id: value + 1 for id, value in drawn.rules.parameters.items()})
    alone = PlaneRules(drawn.rules).coding.layout(Form()).planes
    both, _ = compile_together([drawn.rules, other])
    same, _ = compile_together([drawn.rules, drawn.rules])
    assert same.coding.layout(Form()).planes == alone
    assert alone < both.coding.layout(Form()).planes < 2 * alone


def test_a_parameter_is_asked_as_its_value() -> None:
    item = RULES.schema.items["late"]
    by_name = Compare(ItemNumber(item), Comparison.MORE, ParameterValue("few"))
    by_value = Compare(ItemNumber(item), Comparison.MORE, Constant(4))
    assert row_leaf(by_name, {"few": 4}, {}) == row_leaf(by_value, {}, {})
    assert row_leaf(by_name, {"few": 5}, {}) != row_leaf(by_value, {}, {})


def test_rows_are_coded_the_same_wherever_a_part_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(8):
        drawn = Drawing(6, seed)
        coding = PlaneRules(drawn.rules).coding
        columns = columns_of_cases(cases_of(drawn, 30), drawn.rule_set)
        whole = coding.code(columns)
        with monkeypatch.context() as patch:
            patch.setattr(packing, "_ROWS_AT_ONCE", 8)
            patch.setattr(several, "_ROWS_AT_ONCE", 7)
            parted = coding.code(columns)
        assert parted.planes.tolist() == whole.planes.tolist()


def test_a_given_grade_that_the_scale_does_not_have_is_refused() -> None:
    columns = Columns(1, {given_column("safe"): Column.of(["splendid"])})
    with pytest.raises(ValueError, match="given grade splendid of safe is not on its scale"):
        PlaneRules(RULES).coding.code(columns)


def test_given_grades_are_read_by_name_where_rule_sets_have_other_scales() -> None:
    """The second scale has no `no_grade`, so that the same grade stands one place lower."""
    scale = Scale("grades", GRADES[1:])
    shorter = replace(
        RULES, areas=tuple(replace(area, scale=scale, start=GivenOnly(), rules=()) for area in RULES.areas)
    )
    readings = compile_together([RULES, shorter])
    columns = Columns(2, {given_column("safe"): Column.of(["grade_2", NOT_JUDGED])})
    coded = readings[0].coding.code(columns)
    found = [rules.run(coded, Asked.PROPOSED).codes(About.PROPOSED, "safe").tolist() for rules in readings]
    assert found == [[2, -3], [1, -3]]


def test_columns_that_were_coded_for_other_rules_are_refused() -> None:
    drawn = Drawing(6, 11)
    rules = PlaneRules(drawn.rules)
    coded = rules.coding.code(columns_of_cases(cases_of(drawn, 2), drawn.rule_set))
    with pytest.raises(ValueError, match="coded for other rules"):
        PlaneRules(RULES).run(coded, Asked.PROVISIONAL)
