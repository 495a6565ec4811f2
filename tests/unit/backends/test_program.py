"""What durable-rules cannot hold is refused by name, and what it barely can is decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.backends.durable import CannotExpressError, compile_program
from evenhand.domain import Case, EvidenceProfile, NumberRange, Recorded
from evenhand.language import (
    AllOf,
    AnyOf,
    Compare,
    Comparison,
    Concludes,
    Condition,
    Constant,
    CountOf,
    Finding,
    HasFinding,
    HitPolicy,
    ItemNumber,
    Quantity,
    Rule,
    RulesInForce,
    StartTable,
)
from oracle.checks import unlike_interpreter
from unit.backends.deriving import derive, needs_durable_rules
from unit.evaluation.asking import trace_of
from unit.language.vocabulary import FRAMEWORK, SCHEMA, rule_set

LATE = rule_set().schema.items["late"]


def refusal(**files: str) -> CannotExpressError:
    """How the vocabulary's rule set is refused, with some of its files changed."""
    with pytest.raises(CannotExpressError) as refused:
        compile_program(trace_of("evidence: {}", **files).rules)
    return refused.value


def unlike(inspection: str, **files: str) -> list[str]:
    trace = trace_of(inspection, **files)
    return list(unlike_interpreter(trace.rules, trace.case, derive))


def leaders(*conditions: str) -> str:
    rules = "".join(
        f"  - {{id: A{at}, title: T, then: {{at_most: good}}, when: '{condition}'}}\n"
        for at, condition in enumerate(conditions)
    )
    return f"area: leaders\ntitle: Leaders\nstarts_at: good\nrules:\n{rules}"


# --- too wide -----------------------------------------------------------------------------------------------


def table_of(rows: int) -> str:
    """An area that starts at a table of so many rows over `late`."""
    lines = [f"{at}    | good" for at in range(rows - 1)] + [f">= {rows - 1} | inadequate"]
    table = "\n".join(f"    {line}" for line in ["late | grade", *lines])
    rule = "{id: L1, title: T, when: harm is yes, then: {at_most: inadequate}}"
    return f"area: leaders\ntitle: Leaders\nstarts_at:\n  table: |\n{table}\nrules:\n  - {rule}\n"


def test_a_table_of_too_many_rows_is_refused_by_its_area() -> None:
    refused = refusal(leaders_yaml=table_of(121))
    assert str(refused) == "start of leaders: its table has 121 rows; 120 can be asserted at once"
    assert refused.span is not None and refused.span.file == "leaders.yaml"


@needs_durable_rules
@pytest.mark.parametrize("hit", HitPolicy)
def test_a_table_of_as_many_rows_as_can_be_is_decided(hit: HitPolicy) -> None:
    trace = trace_of("evidence: {late: 117 to 119}", leaders_yaml=table_of(120))
    start = trace.rules.areas[0].start
    assert isinstance(start, StartTable)
    changed = replace(trace.rules.areas[0], start=StartTable(replace(start.table, hit=hit)))
    rules = replace(trace.rules, areas=(changed, *trace.rules.areas[1:]))
    assert list(unlike_interpreter(rules, trace.case, derive)) == []


def framework_of(grades: int) -> str:
    names = [f"grade_{at}" for at in range(grades - 2)]
    return FRAMEWORK.replace(
        "[inadequate, requires_improvement, good, outstanding]", f"[inadequate, {', '.join(names)}, good]"
    ).replace("    points: [1, 2, 3, 4]\n", "")


LONG = (
    "area: leaders\ntitle: Leaders\nstarts_at: {median_of: both, ties: better}\nrules:\n"
    "  - {id: A1, title: T, when: late > 3, then: {raise: 2 grades}}\n"
    "  - {id: A2, title: T, when: care is not homes, then: {supports: grade_20}}\n"
    "  - {id: A3, title: T, when: late > 2, then: {at_most: grade_25}}\n"
)


def test_a_scale_of_too_many_grades_is_refused_by_its_area() -> None:
    refused = refusal(framework_yaml=framework_of(31), leaders_yaml=LONG)
    assert str(refused) == "leaders: its scale has 31 grades; 30 can be asserted at once"


@needs_durable_rules
@pytest.mark.parametrize("given", ["{}", "{care: good, homes: grade_3}", "{care: grade_7, homes: grade_7}"])
def test_a_scale_of_as_many_grades_as_can_be_is_decided(given: str) -> None:
    inspection = f"evidence: {{late: 3 to 4}}\ngiven: {given}"
    assert unlike(inspection, framework_yaml=framework_of(30), leaders_yaml=LONG) == []


def schema_of(levels: int, options: int) -> str:
    more = "".join(f", level_{at}" for at in range(levels - 4))
    points = ", ".join(map(str, range(levels)))
    written = SCHEMA.replace(
        "[absent, weak, adequate, strong]\n    points: [1, 2, 3, 4]",
        f"[absent, weak, adequate, strong{more}]\n    points: [{points}]",
    )
    return written.replace(
        "[foster, kinship,", f"[foster, kinship{''.join(f', home_{at}' for at in range(options - 3))},"
    )


def test_an_item_of_too_many_names_is_refused() -> None:
    refused = refusal(schema_yaml=schema_of(4, 236), leaders_yaml=leaders("home is not foster"))
    assert str(refused) == "home: it has 236 names; 235 can be asserted at once"


def test_items_of_too_many_names_to_be_compared_are_refused() -> None:
    refused = refusal(schema_yaml=schema_of(79, 3), leaders_yaml=leaders("grip is oversight"))
    assert str(refused) == "grip: it has 79 names; 78 can be compared with those of another"


@needs_durable_rules
@pytest.mark.parametrize(
    "evidence",
    ["{}", "{grip: weak, oversight: weak, home: foster}", "{grip: weak or level_70, home: home_200}"],
)
def test_items_of_as_many_names_as_can_be_are_decided(evidence: str) -> None:
    asked = leaders("home is not foster", "grip is not oversight", "grip is oversight", "home is known")
    assert unlike(f"evidence: {evidence}", schema_yaml=schema_of(78, 235), leaders_yaml=asked) == []


def test_thresholds_of_too_many_digits_are_refused_by_their_item() -> None:
    asked = leaders("caseload > 0.000000000000001", "caseload < 99999.9", "caseload < 12345.67890123")
    refused = refusal(leaders_yaml=asked)
    assert refused.what == "small@1"
    assert refused.why == "the numbers that caseload is compared with have too many digits between them"


# --- too deep, too many ------------------------------------------------------------------------------------


def only(condition: Condition) -> RulesInForce:
    """One rule over one condition, and the finding that it concludes."""
    rule = Rule("held", "The condition alone", Concludes("held"), condition)
    finding = Finding("held", "held")
    own = replace(rule_set(), areas=(), findings={"held": finding}, order=("held",), other_rules=(rule,))
    return own.in_force_on(trace_of("evidence: {}").rules.on)


def late(value: int) -> Case:
    return Case(EvidenceProfile({"late": Recorded(NumberRange(value, value))}))


CASES = [Case(EvidenceProfile({})), late(0), late(15), late(40)]


@needs_durable_rules
@pytest.mark.parametrize("exactly", [False, True])
def test_conditions_nested_deeper_than_the_raw_library_bears_are_decided(exactly: bool) -> None:
    condition: Condition = Compare(ItemNumber(LATE), Comparison.MORE, Constant(99))
    for depth in range(40):
        leaf = Compare(ItemNumber(LATE), Comparison.MORE, Constant(depth))
        if exactly:
            condition = CountOf(Quantity.EXACTLY, 1, (leaf, condition))
        else:
            condition = (AllOf if depth % 2 else AnyOf)((leaf, condition))
    for case in CASES:
        assert list(unlike_interpreter(only(condition), case, derive)) == []


@needs_durable_rules
def test_a_rule_of_many_alternatives_is_decided() -> None:
    pairs = tuple(
        AnyOf(tuple(Compare(ItemNumber(LATE), Comparison.EQUAL, Constant(2 * at + one)) for one in (0, 1)))
        for at in range(16)
    )
    for condition in (AllOf(pairs), AnyOf(pairs), CountOf(Quantity.EXACTLY, 1, pairs)):
        for case in CASES:
            assert list(unlike_interpreter(only(condition), case, derive)) == []


@needs_durable_rules
def test_an_area_of_600_rules_on_one_item_is_decided() -> None:
    asked = leaders(*(f"late > {at % 500}" for at in range(600)))
    assert unlike("evidence: {late: 300 to 420}", leaders_yaml=asked) == []


def test_a_finding_that_nothing_concludes_has_no_token() -> None:
    rules = only(HasFinding("held"))
    empty = replace(rules, other_rules=())
    rails = compile_program(empty).findings["held"]
    assert (rails.surely, rails.possibly) == (None, None)
