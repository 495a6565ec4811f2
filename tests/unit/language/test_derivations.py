"""Items that are computed from others or counted from cases: what fits, and what does not."""

from __future__ import annotations

import pytest

from evenhand.language import Summary
from unit.language.vocabulary import FILES, SCHEMA
from written import load

RECORD = """\
case_record:
  seen: {type: yes_no, title: Seen}
  gap_in_case: {type: count, title: Gap, unit: days, max: 100}
  weeks_in_case: {type: number, title: Weeks, unit: weeks}
"""


def derived(keys: str):
    """The derivations of a schema with one more item, and the codes of what is told."""
    schema = (
        SCHEMA.replace("items:\n", RECORD + "items:\n", 1)
        + f"  tried: {{title: Tried, better: lower, {keys}}}\n"
    )
    loaded = load({**FILES, "schema.yaml": schema})
    return (loaded.rule_set and loaded.rule_set.derivations), loaded.codes


COMPUTED = [
    ("type: count, computed: late + due", []),
    ("type: number, computed: late + due", []),
    ("type: number, computed: caseload / 2", []),
    ("type: number, unit: children, computed: caseload + 1", []),
    ("type: number, computed: caseload / due", []),
    ("type: number, computed: points of grip + points of oversight", []),
    ("type: number, unit: days, computed: gap + 2 weeks", []),
    ("type: share, computed: late / due", []),
    ("type: share, computed: on_time", []),
    ("type: count, computed: max of late and due", []),
    ("type: number, computed: late + cases", []),
    ("type: count, computed: late / 2", ["R167"]),
    ("type: number, unit: days, computed: caseload", ["R167"]),
    ("type: number, unit: weeks, computed: gap", ["R167"]),
    ("type: number, computed: on_time", ["R167"]),
    ("type: share, computed: late", ["R167"]),
    ("type: number, computed: late >= 3", ["R167"]),
    ("type: number, computed: late +", ["R167"]),
    ("type: number, computed: late * due", ["R126"]),
    ("type: number, computed: lat + due", ["R102"]),
    ("type: number, computed: late + on_time", ["R110"]),
    ("type: number, computed: caseload + gap", ["R108"]),
    ("type: number, computed: grip + 1", ["R111"]),
    ("type: number, computed: tried + 1", ["R137"]),
    ("type: level, levels: [low, high], computed: late", ["E220"]),
    ("type: number, computed: caseload / due + 1", ["R127"]),
]


@pytest.mark.parametrize(("keys", "codes"), COMPUTED, ids=[keys for keys, _ in COMPUTED])
def test_a_computed_item_has_a_term_of_its_type_and_unit(keys: str, codes: list[str]) -> None:
    found, told = derived(keys)
    assert told == codes
    assert (found is not None and [item.item for item in found.computed] == ["tried"]) == (codes == [])


COUNTED = [
    ("type: share, from_cases: seen is yes", Summary.SHARE),
    ("type: count, from_cases: seen is yes", Summary.COUNT),
    ("type: count, from_cases: count of cases where gap_in_case > 4 weeks", Summary.COUNT),
    ("type: number, unit: days, from_cases: mean of gap_in_case", Summary.MEAN),
    ("type: number, unit: days, from_cases: median  of  gap_in_case", Summary.MEDIAN),
    ("type: number, from_cases: seen is yes", "R167"),
    ("type: number, unit: days, from_cases: mean of seen", "R167"),
    ("type: number, unit: days, from_cases: mean of weeks_in_case", "R167"),
    ("type: number, unit: days, from_cases: mean of gap_in_cas", "R167"),
    ("type: share, from_cases: mean of gap_in_case", "R167"),
    ("type: count, from_cases: median of gap_in_case", "R167"),
    ("type: share, from_cases: sen is yes", "R102"),
    ("type: share, from_cases: harm is yes", "R102"),
    ("type: share, from_cases: leaders is good", "R102"),
    ("type: yes_no, from_cases: seen is yes", "E220"),
]


@pytest.mark.parametrize(("keys", "found_or_code"), COUNTED, ids=[keys for keys, _ in COUNTED])
def test_an_item_is_counted_from_the_case_record(keys: str, found_or_code) -> None:
    found, told = derived(keys)
    if isinstance(found_or_code, Summary):
        assert told == [] and found is not None
        assert [item.summary for item in found.from_cases] == [found_or_code]
    else:
        assert told == [found_or_code]


def test_without_a_case_record_there_is_nothing_to_count() -> None:
    schema = SCHEMA + "  tried: {type: share, title: T, better: higher, from_cases: harm is yes}\n"
    assert load({**FILES, "schema.yaml": schema}).codes == ["R167"]


def test_computed_items_stand_after_those_that_they_are_computed_from() -> None:
    schema = SCHEMA + (
        "  third: {type: count, title: C, better: lower, computed: second + 1}\n"
        "  second: {type: count, title: B, better: lower, computed: first + 1}\n"
        "  first: {type: count, title: A, better: lower, computed: late + 1}\n"
    )
    found = load({**FILES, "schema.yaml": schema}).usable.derivations
    assert [item.item for item in found.computed] == ["first", "second", "third"]


def test_computed_items_may_not_stand_on_each_other_without_end() -> None:
    chain = ["  c0: {type: count, title: C, better: lower, computed: late}\n"]
    chain += [
        f"  c{n}: {{type: count, title: C, better: lower, computed: c{n - 1} + 1}}\n" for n in range(1, 200)
    ]
    loaded = load({**FILES, "schema.yaml": SCHEMA + "".join(chain)})
    assert loaded.codes == ["R167"]
    assert load({**FILES, "schema.yaml": SCHEMA + "".join(chain[:20])}).codes == []


# --- where computed items are read -----------------------------------------------------------------------


def told_where(item: str, condition: str) -> list[str]:
    """What is told of a rule that reads an item more, `part`."""
    schema = SCHEMA + f"  part: {{title: Part, better: higher, {item}}}\n"
    homes = (
        "area: homes\ntitle: Homes\nstarts_at: good\nrules:\n"
        f"  - {{id: H1, title: T, when: {condition}, then: {{at_most: good}}}}\n"
    )
    loaded = load({**FILES, "schema.yaml": schema, "homes.yaml": homes})
    return [f"{told.code.id} {told.span}" for told in loaded.told]


def test_a_computed_share_may_be_compared_with_more_than_the_whole() -> None:
    assert told_where("type: share, computed: late / due", "part >= 150%") == []
    assert told_where("type: share", "part >= 150%") == ["R169 homes.yaml:5:38"]
    assert told_where("type: share, computed: late / due", "on_time >= 150%") == ["R169 homes.yaml:5:41"]


def test_what_is_made_of_a_computed_share_may_be_compared_with_more_than_the_whole() -> None:
    computed = "type: share, computed: (late + due) / 36"
    for greatest in ("max of part and on_time", "max of on_time and part"):
        assert told_where(computed, f"{greatest} <= 150%") == []
        assert told_where(computed, f"150% >= {greatest}") == []
        assert told_where("type: share", f"{greatest} <= 150%") == ["R169 homes.yaml:5:57"]


@pytest.mark.parametrize(
    ("computed", "told"),
    [("late / due", ["R127 homes.yaml:5:30"]), ("late + due", []), ("part", ["R137 schema.yaml:43:63"])],
    ids=["quotient", "sum", "circle"],
)
def test_an_item_that_copies_a_quotient_stands_alone_as_well(computed: str, told: list[str]) -> None:
    items = (
        "type: number, computed: second}\n"
        "  second: {type: number, title: Second, better: higher, computed: first}\n"
        f"  first: {{type: number, title: First, better: higher, computed: {computed}"
    )
    assert told_where(items, "late + part > 3") == told


@pytest.mark.parametrize("written", ["late /", "1 and late", "late >= 3"])
def test_an_item_whose_arithmetic_cannot_be_read_is_not_blamed_on_the_rules_that_read_it(
    written: str,
) -> None:
    assert told_where(f"type: number, computed: {written}", "late + part > 3") == ["R167 schema.yaml:43:63"]
