"""Case samples: what is read from a CSV file, and what is told of a broken one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.diagnostics import Problems
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    NameSet,
    NumberRange,
    Recorded,
    Unknown,
    UnknownReason,
)
from evenhand.evidence import CaseSample, read_case_sample, read_schema

SCHEMA = read_schema(
    """
schema: small
title: Small
case_record:
  seen: {type: yes_no, title: Seen, may_not_apply: yes}
  gap: {type: count, title: Gap, unit: days, max: 100}
items:
  late: {type: count, title: Late, better: lower}
""",
    "schema.yaml",
    Problems(),
)
YES, NO = Recorded(NameSet(0b10)), Recorded(NameSet(0b01))


def sample(text: str) -> tuple[CaseSample | None, list[str]]:
    problems = Problems()
    assert SCHEMA is not None
    found = read_case_sample(text, "cases.csv", SCHEMA, problems)
    assert (found is None) == bool(problems)
    return found, [f"{told.code.id} {told.span.line}:{told.span.column}" for told in problems.sorted()]


def rows_of(text: str):
    found, told = sample(text)
    assert found is not None, told
    return found.rows


def test_each_row_is_one_case() -> None:
    assert rows_of("case,seen,gap\nC1,yes,28\nC2,no,4 weeks\n") == (
        {"seen": YES, "gap": Recorded(NumberRange(28, 28))},
        {"seen": NO, "gap": Recorded(NumberRange(28, 28))},
    )


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("", NOT_LOOKED_AT),
        ("  ", NOT_LOOKED_AT),
        ("?", NOT_LOOKED_AT),
        ("unknown", NOT_LOOKED_AT),
        ("not known", NOT_LOOKED_AT),
        ("not looked at", NOT_LOOKED_AT),
        ("looked and could not tell", Unknown(UnknownReason.COULD_NOT_TELL)),
        ("suppressed", Unknown(UnknownReason.SUPPRESSED)),
        ("does not apply", DOES_NOT_APPLY),
        (" yes ", YES),
    ],
)
def test_an_empty_cell_is_unknown_and_never_no(cell: str, state) -> None:
    assert rows_of(f"case,seen\nC1,{cell}\n") == ({"seen": state},)


def test_a_column_that_is_missing_says_nothing_of_any_case() -> None:
    assert rows_of("case\nC1\nC2\n") == ({}, {})


def test_the_column_of_pseudonyms_may_be_left_out() -> None:
    assert len(rows_of("seen\nyes\nyes\n")) == 2


def test_a_head_alone_is_a_sample_of_no_cases() -> None:
    assert rows_of("case,seen\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffcase,seen\nC1,yes\n",
        "case,seen\r\nC1,yes\r\n",
        "case,seen\rC1,yes\r",
        'case,"seen"\n"C1","yes"\n',
        "case , seen\nC1, yes\n",
        "\ncase,seen\n\nC1,yes\n,\n",
        "case,seen\nC1,yes",
    ],
    ids=["byte order mark", "DOS", "old Mac", "quoted", "spaced", "empty lines", "no last line end"],
)
def test_files_that_spreadsheets_save_are_read(text: str) -> None:
    assert rows_of(text) == ({"seen": YES},)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["E230 1:1"]),
        ("\n\n", ["E230 1:1"]),
        ("case,sen\nC1,yes\n", ["E231 1:6"]),
        ("case,seen,seen\nC1,yes,no\n", ["E233 1:11"]),
        ("case,seen\nC1,yes\nC1,no\n", ["E233 3:1"]),
        ("case,seen\nC1\nC2,yes,no\n", ["E232 2:1", "E232 3:1"]),
        ("case,seen\nC1,maybe\n", ["E202 2:4"]),
        ("case,seen,gap\nC1,yes, 101\n", ["E203 2:9"]),
        ("case,gap\nC1,nan\nC2,1e400\n", ["E202 2:4", "E202 3:4"]),
        ("case,gap\nC1,does not apply\n", ["E206 2:4"]),
        ('case,seen\nC1,"yes\n', ["E230 2:1"]),
        ('case,seen\nC1,"yes"x\n', ["E230 2:1"]),
        ("case,seen\nC1," + "x" * 200_000 + "\n", ["E230 2:1"]),
        ("case;seen\nC1;yes\n", ["E230 1:1"]),
        ("case,seen\nC1,\0\n", ["E202 2:4"]),
    ],
)
def test_a_broken_file_is_told_at_its_place(text: str, told: list[str]) -> None:
    assert sample(text) == (None, told)


def test_cells_in_quotation_marks_are_told_at_their_row() -> None:
    assert sample('case,gap\nC1,"3\n4"\n"C2",many\n')[1] == ["E202 2:1", "E202 4:1"]


def test_a_schema_without_a_case_record_has_no_case_sample() -> None:
    problems = Problems()
    text = "schema: none\ntitle: None\nitems:\n  late: {type: count, title: Late, better: lower}\n"
    schema = read_schema(text, "schema.yaml", problems)
    assert schema is not None
    assert read_case_sample("case\nC1\n", "cases.csv", schema, problems) is None
    assert [told.code.id for told in problems] == ["E234"]


CELLS = st.sampled_from(
    ["case", "seen", "gap", "yes", "no", "28", "", ",", '"', "\n", "\r", "\0", "x", " ", "\ufeff"]
)


@given(st.lists(CELLS, max_size=30).map("".join))
def test_any_text_is_a_sample_or_told(text: str) -> None:
    sample(text)
