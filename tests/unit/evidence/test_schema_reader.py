"""Evidence schemas: what an item is made of, and what does not fit together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import RESERVED, YES_NO, Better, EvidenceItem, ItemType
from evenhand.evidence import EvidenceSchema, read_schema


def read(text: str) -> tuple[EvidenceSchema | None, list[str]]:
    problems = Problems()
    found = read_schema(text, "schema.yaml", problems)
    return found, [f"{told.code.id} {told.span.line}" for told in problems.sorted()]


def item(keys: str) -> EvidenceItem:
    schema, told = read(f"schema: small\ntitle: Small\nitems:\n  tried: {{title: Tried, {keys}}}\n")
    assert schema is not None, told
    return schema.items["tried"]


def test_a_number_keeps_two_decimals_unless_it_says_otherwise() -> None:
    assert item("type: number, better: lower").places == 2
    assert item("type: number, better: lower, places: 0").places == 0


def test_a_count_lies_from_nought_and_a_share_from_nought_to_one() -> None:
    count, share = item("type: count, better: lower"), item("type: share, better: higher, max: 90%")
    assert (count.lowest, count.highest, count.places) == (0, None, 0)
    assert (share.lowest, share.highest) == (0, Fraction(9, 10))


def test_a_yes_no_item_has_its_own_scale_and_no_direction_unless_declared() -> None:
    assert item("type: yes_no").scale is YES_NO
    assert item("type: yes_no").better is Better.NEITHER
    assert item("type: yes_no, better: higher").better is Better.HIGHER


def test_levels_are_ordered_and_choices_are_not() -> None:
    level = item("type: level, better: higher, levels: [low, high], level_titles: {low: Low}, points: [1, 2]")
    assert (level.names.names, level.names.ordered, level.names.points) == (("low", "high"), True, (1, 2))
    assert level.names.title("low") == "Low"
    assert not item("type: choice, options: [a, b]").names.ordered


def test_everything_else_is_kept_as_written() -> None:
    found = item(
        "type: share, better: higher, may_not_apply: yes, sampled: yes, changeable: no, of: cases sampled, "
        "question: How many?, found_in: Annex A, note: N, source: {document: D, part: P}"
    )
    assert (found.may_not_apply, found.sampled, found.changeable) == (True, True, False)
    assert (found.of, found.question, found.found_in, found.note) == (
        "cases sampled",
        "How many?",
        "Annex A",
        "N",
    )
    assert str(found.source) == "D, P"


def test_an_item_counts_for_one_where_cases_are_compared_unless_it_says_otherwise() -> None:
    weights = [item(f"type: yes_no{more}").weight for more in ("", ", weight: 0", ", weight: 2.5")]
    assert weights == [1, 0, Fraction(5, 2)]


@pytest.mark.parametrize("weight", ["-1", "heavy", "1e3", "inf", "1,5"])
def test_a_weight_is_a_number_from_0(weight: str) -> None:
    head = "schema: small\ntitle: Small\nitems:\n"
    assert read(f'{head}  a: {{type: yes_no, title: A, weight: "{weight}"}}\n') == (None, ["E220 4"])


def test_units_have_one_spelling() -> None:
    assert item("type: count, better: lower, unit: Week").unit == "weeks"


def test_a_number_has_no_names() -> None:
    with pytest.raises(TypeError):
        item("type: number, better: lower").names  # noqa: B018


@pytest.mark.parametrize("word", sorted(RESERVED - {"yes", "no"}))
def test_no_item_or_level_is_named_with_a_word_of_the_language(word: str) -> None:
    head = "schema: small\ntitle: Small\nitems:\n"
    assert read(head + f"  {word}: {{type: yes_no, title: A}}\n") == (None, ["D009 4"])
    level = f"  a: {{type: level, title: A, better: higher, levels: [{word}, other]}}\n"
    assert read(head + level) == (None, ["D009 4"])
    choice = f"  a: {{type: choice, title: A, options: [other, {word}]}}\n"
    assert read(head + choice) == (None, ["D009 4"])


def test_an_item_of_the_case_record_is_checked_as_one_of_the_schema_is() -> None:
    text = (
        "schema: s\ntitle: S\ncase_record:\n  days: {type: yes_no, title: D}\n  a: {type: level, title: A}\n"
    )
    assert read(text + "items:\n  b: {type: yes_no, title: B}\n") == (None, ["D009 4", "E220 5"])


def test_a_case_record_needs_no_direction() -> None:
    record = "case_record:\n  a: {type: count, title: A}\n"
    text = f"schema: s\ntitle: S\n{record}items:\n  b: {{type: yes_no, title: B}}\n"
    schema, told = read(text)
    assert told == [] and schema is not None
    assert schema.case_record["a"].type is ItemType.COUNT


def test_the_hash_is_of_the_text_and_the_file_is_named() -> None:
    text = "schema: s\ntitle: S\nitems:\n  b: {type: yes_no, title: B}\n"
    schema, _ = read(text)
    other, _ = read(text + "# a comment\n")
    assert schema is not None and other is not None
    assert schema.hash.startswith("sha256:") and schema.hash != other.hash
    assert (schema.text, schema.file) == (text, "schema.yaml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["S001 1"]),
        ("- a\n", ["D003 1"]),
        ("schema: s\ntitle: S\nitems: {}\n", ["D010 3"]),
        ("schema: s\ntitle: S\n", ["D002 1"]),
        ("schema: 3-4\ntitle: S\nitems:\n  b: {type: yes_no, title: B}\n", ["D008 1"]),
        ("schema: s\ntitle: S\nitems:\n  b: {type: money, title: B}\n", ["D004 4"]),
        ("schema: s\ntitle: S\nitems:\n  b: {type: number, title: B, better: up}\n", ["D004 4"]),
        ("schema: s\ntitle: S\nitems:\n  b: yes_no\n", ["D003 4"]),
        ("schema: s\ntitle: S\nitems:\n  b: {type: {a: b}, title: B}\n", ["D003 4"]),
    ],
)
def test_a_file_of_another_shape_is_told_at_its_place(text: str, told: list[str]) -> None:
    assert read(text) == (None, told)
