"""The place of a few characters inside a text, whatever way it was written."""

from __future__ import annotations

import textwrap

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.diagnostics import Problems
from evenhand.source import Scalar, read_yaml, scalar_part, scalar_span


def _place_of(word: str, written: str) -> tuple[int, int, int, int]:
    node = read_yaml(written, "rule.yaml", Problems())
    scalar = node.get("when")
    assert isinstance(scalar, Scalar)
    start = scalar.text.index(word)
    span = scalar_span(scalar, start, start + len(word))
    return span.line, span.column, span.end_line, span.end_column


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("when: caseload <= good\n", (1, 19, 1, 23), id="plain"),
        pytest.param("when: 'caseload <= good'\n", (1, 20, 1, 24), id="quoted"),
        pytest.param("when: 'it''s <= good'\n", (1, 17, 1, 21), id="quoted with a doubled mark"),
        pytest.param('when: "caf\\u00e9 \\" <= good"\n', (1, 24, 1, 28), id="quoted with escapes"),
        pytest.param("when: caseload\n  <= good\n", (2, 6, 2, 10), id="plain over two lines"),
        pytest.param("when: a\n\n\n  b\n  <= good\n", (5, 6, 5, 10), id="plain with empty lines"),
        pytest.param("when: 'caseload\n\n   <= good'\n", (3, 7, 3, 11), id="quoted over lines"),
        pytest.param(
            'when: "caseload \\\n   \\  <= good"\n', (2, 10, 2, 14), id="quoted with an escaped line end"
        ),
        pytest.param("when: |\n  caseload\n  <= good\n", (3, 6, 3, 10), id="block"),
        pytest.param(
            "when: |-\n\n    caseload\n\n      <= good\n", (5, 10, 5, 14), id="block with deeper lines"
        ),
        pytest.param("when: |2\n    caseload\n  <= good\n", (3, 6, 3, 10), id="block with stated depth"),
        pytest.param("when: >\n  caseload\n  <= good\n", (3, 6, 3, 10), id="folded"),
        pytest.param(
            "when: >\n  a\n\n  b\n    c\n  d\n  <= good\n", (7, 6, 7, 10), id="folded with deeper lines"
        ),
        pytest.param(
            "when: |\r\n  caseload\r\n  <= good\r\n", (3, 6, 3, 10), id="block with Windows line ends"
        ),
        pytest.param("when: a\r\n  <= good\r\n", (2, 6, 2, 10), id="plain with Windows line ends"),
    ],
)
def test_a_word_is_found_where_it_is_written(written, expected):
    assert _place_of("good", written) == expected


@pytest.mark.parametrize("written", ["when: a, b\n", "when: 'it''s a, b'\n", "when: >-\n  it is a,\n  b\n"])
def test_a_part_of_a_text_has_the_places_that_it_has_in_the_whole(written):
    scalar = read_yaml(written, "rule.yaml", Problems()).get("when")
    start, end = scalar.text.index("a,"), len(scalar.text)
    part = scalar_part(scalar, start, end)
    assert part.text == "a, b"
    assert part.span == scalar_span(scalar, start, end)
    assert scalar_span(part, 3, 4) == scalar_span(scalar, start + 3, end)
    assert scalar_span(scalar_part(part, 1, 4), 2, 3) == scalar_span(scalar, start + 3, end)


def test_an_escape_is_marked_as_a_whole():
    assert _place_of("é", 'when: "a \\u00e9 b"\n') == (1, 10, 1, 16)
    assert _place_of("'", "when: 'it''s'\n") == (1, 10, 1, 12)


def test_the_end_of_a_text_has_a_place_too():
    scalar = read_yaml("caseload <=", "rule.yaml", Problems())
    span = scalar_span(scalar, 11, 11)
    assert (span.line, span.column, span.end_column) == (1, 12, 12)


def test_a_place_beyond_the_text_stays_inside_what_is_written():
    scalar = read_yaml("|\n  a\n  b\n", "rule.yaml", Problems())
    span = scalar_span(scalar, 2, 99)
    assert (span.line, span.column, span.end_line, span.end_column) == (3, 3, 3, 4)


_WORDS = st.text(alphabet="ab'\"\\é😀: #\n", min_size=1, max_size=40)


@given(_WORDS, st.sampled_from(["'", '"', "|", ">", None]), st.sampled_from([8, 30, 80]))
def test_every_letter_leads_back_to_the_same_letter_in_the_file(text, style, width):
    written = yaml.safe_dump({"when": text}, default_style=style, allow_unicode=True, width=width)
    problems = Problems()
    node = read_yaml(written, "rule.yaml", problems)
    assume(not problems)
    scalar = next(entry.value for entry in node.entries if entry.key.text == "when")
    # In a narrow folded block PyYAML's own writer can change the text; what was written is what counts.
    text = scalar.text
    lines = written.split("\n")
    for index, letter in enumerate(text):
        if letter.isspace():
            continue
        span = scalar_span(scalar, index, index + 1)
        assert span.line == span.end_line
        marked = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        assert marked == letter or yaml.safe_load(f"{scalar.style}{marked}{scalar.style}") == letter


def test_a_table_in_a_block_is_marked_cell_by_cell():
    table = textwrap.dedent("""\
        starts_at:
          table: |
            q1   | q2    | grade
            y    | oops  | high
        """)
    node = read_yaml(table, "table.yaml", Problems())
    scalar = node.get("starts_at").get("table")
    start = scalar.text.index("oops")
    span = scalar_span(scalar, start, start + 4)
    assert (span.line, span.column, span.end_column) == (4, 12, 16)
