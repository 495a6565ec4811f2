"""Lines that YAML cannot read: told at the place to mend, in words about the file."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import codes


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("a:\n\tb: c\n", ("S011", 2, 1), id="a tab as indentation"),
        pytest.param("a:\n  b: c\n \td: e\n", ("S011", 3, 2), id="a tab after spaces"),
        pytest.param("a:\tb\n", ("S011", 1, 3), id="a tab after a colon"),
        pytest.param('{\n\t"a": "b"\n}\n', ("S011", 2, 1), id="a tab inside brackets"),
        pytest.param("a: |\n  b\n \tc\n", ("S011", 3, 2), id="a tab that ends a block"),
        pytest.param("a: >= 10% of cases\n", ("S030", 1, 4), id="a comparison without its left side"),
        pytest.param("- < 3\n- @x\n", ("S030", 2, 3), id="a value that starts with @"),
        pytest.param("a: `b`\n", ("S030", 1, 4), id="a value in backticks"),
        pytest.param("a: % of cases\n", ("S030", 1, 4), id="a value that starts with %"),
        pytest.param("a: **bold** words\n", ("S030", 1, 4), id="a value in asterisks"),
        pytest.param("a: & b\n", ("S030", 1, 4), id="a value that starts with &"),
        pytest.param("a: ? b\n", ("S030", 1, 4), id="a value that starts with ?"),
        pytest.param("a: |0\n  b\n", ("S030", 1, 4), id="a block with a wrong first line"),
        pytest.param("a: b: c\n", ("S031", 1, 5), id="two colons"),
        pytest.param("a: {b: c: d}\n", ("S031", 1, 9), id="two colons inside brackets"),
        pytest.param("a: 1\n  b: 2\n", ("S032", 2, 3), id="a line too deep"),
        pytest.param("a: 1\n\n  b: 2\n", ("S032", 3, 3), id="a line too deep below an empty one"),
        pytest.param("a: '1'\n# remark\n  b: 2\n", ("S032", 3, 3), id="a line too deep below a remark"),
        pytest.param("a:\n    b: 1\n  c: 2\n", ("S032", 3, 3), id="a line not deep enough"),
        pytest.param("  a: 1\nb: 2\n", ("S032", 2, 1), id="a first line too deep"),
        pytest.param("a:\n  - b\n - c\n", ("S032", 3, 2), id="an item not deep enough"),
        pytest.param("a: 'b'\n  c: d\n", ("S032", 2, 3), id="a line too deep after a quoted value"),
        pytest.param("a\nb: c\n", ("S033", 1, 1), id="a first line without a colon"),
        pytest.param("a: b\nc\nd: e\n", ("S033", 2, 1), id="a line without a colon"),
        pytest.param("a: 'b\nc: d\n", ("S034", 1, 4), id="a single quotation mark not closed"),
        pytest.param('a: "b\nc: d\n', ("S034", 1, 4), id="a double quotation mark not closed"),
        pytest.param("a: [b, c\nd: e\n", ("S035", 1, 4), id="a list not closed"),
        pytest.param("a: {b: c\nd: e\n", ("S035", 1, 4), id="a mapping not closed"),
        pytest.param("a: [b,\n", ("S035", 1, 4), id="a list not closed at the end of the file"),
        pytest.param("a: {b} of cases\n", ("S036", 1, 8), id="a template not quoted"),
        pytest.param("- {b} of cases\n", ("S036", 1, 7), id="a template not quoted in a list"),
        pytest.param("a: 'it's'\n", ("S036", 1, 8), id="an apostrophe inside single quotes"),
        pytest.param('"a" b\n', ("S036", 1, 5), id="text after a quotation"),
        pytest.param('a: [b, "c" d]\n', ("S036", 1, 12), id="text after a quotation inside brackets"),
        pytest.param("a: b\n- c\n", ("S037", 2, 1), id="an item among names"),
        pytest.param("- c\na: b\n", ("S037", 2, 1), id="a name among items"),
        pytest.param("a: - b\n", ("S039", 1, 4), id="a list that starts on the line of its name"),
        pytest.param("[a, , b]\n", ("S040", 1, 5), id="a comma too many"),
        pytest.param("a: b\nc: [d]]\n", ("S040", 2, 7), id="a bracket too many"),
        pytest.param("a: , b\n", ("S040", 1, 4), id="a value that starts with a comma"),
        pytest.param("a:1\nb: 2\n", ("S041", 1, 2), id="no space after a colon"),
        pytest.param("  - a b:1\n    c: 2\n", ("S041", 1, 8), id="no space after a colon in a list"),
        pytest.param("a: b\n--- c: d\n", ("S099", 2, 1), id="a value on the line that starts a document"),
        pytest.param(
            "a: {b: [?", ("S099", 1, 10), id="a question mark inside brackets at the end of the file"
        ),
    ],
)
def test_each_fault_is_told_where_it_is_mended(told, written, expected):
    assert told(written) == [expected]


def test_the_hint_writes_the_quoted_value_out(read):
    hints = [d.hint for d in read("a: >= 10%\nb: it's: that\nc: {x} of\nd: 'it's'\n")[1]]
    assert hints == [
        "put quotes round the whole value: '>= 10%'",
        'put quotes round the whole value: "it\'s: that"',
        "put quotes round the whole value: '{x} of'",
        'put quotes round the whole value: "it\'s"',
    ]


@pytest.mark.parametrize("value", [">= " + "x" * 100, ">= 3 # a remark"])
def test_a_value_too_long_or_with_a_remark_behind_it_is_not_written_out(read, value):
    assert [d.hint for d in read(f"a: {value}\n")[1]] == ["put quotes round the whole value"]


def test_a_value_with_quotation_marks_of_both_kinds_is_not_written_out(read):
    hints = [d.hint for d in read('a: >= it\'s "x"\n')[1]]
    assert hints == ["put quotes round the whole value, and write '' for each ' inside it"]


def test_fifty_faults_within_lines_are_told_and_no_more(told):
    written = "".join(f"k{number}: >= 1\n" for number in range(60))
    assert told(written) == [("S030", number + 1, len(f"k{number}: ") + 1) for number in range(50)]


def test_reading_goes_on_after_a_fault_within_a_line(told):
    written = "a: >= 10%\nb: c: d\ne: {f} g\nh: @i\nj: - k\nl: 'm\n"
    assert told(written) == [
        ("S030", 1, 4),
        ("S031", 2, 5),
        ("S036", 3, 8),
        ("S030", 4, 4),
        ("S039", 5, 4),
        ("S034", 6, 4),
    ]


def test_inside_brackets_only_the_value_at_fault_is_marked(read):
    _, found = read("- {a: 1, b: >= 3, c: @d}\n- [\n    %x,\n    y]\n")
    assert [(d.code.id, d.span.line, d.span.column, d.span.end_column) for d in found] == [
        ("S030", 1, 13, 17),
        ("S030", 1, 22, 24),
        ("S030", 3, 5, 7),
    ]


def test_what_is_odd_on_other_lines_is_told_together_with_a_syntax_error(told):
    assert told("a:\na: b\nc: d: e\n") == [("S028", 1, 1), ("S026", 2, 1), ("S031", 3, 5)]


def test_tabs_are_told_once_with_the_number_of_lines(read):
    _, found = read("a:\n\tb: c\n\td: e\n\tf: g\n")
    assert [(d.code, d.hint) for d in found] == [
        (
            codes.TAB,
            "put two spaces for each tab; 3 lines start with one, "
            "and most editors can change all of them at once",
        )
    ]


def test_tabs_inside_texts_and_comments_are_fine(read):
    node, _ = read("# a\tcomment\na: 'b\tc\n  \td'\ne: |\n  f\tg\n  \th\ni: j  # k\tl\n")
    assert [entry.value.text for entry in node.entries] == ["b\tc d", "f\tg\n\th\n", "j"]


def test_messages_start_small_have_no_full_stop_and_no_words_of_parsers(read):
    written = [
        "a: b: c\n",
        "a: [\n",
        "a: - b\n",
        "a:\n\tb: c\n",
        "a: {b} c\n",
        "a\nb: c\n",
        "- a\nb: c\n",
        "? a\n? b: [\n",
    ]
    for text in written:
        for problem in read(text)[1]:
            assert problem.message[0] == problem.message[0].lower()
            assert not problem.message.endswith(".")
            for word in ("scalar", "token", "flow", "mapping", "node", "stream", "parse"):
                assert word not in f"{problem.message} {problem.hint}"
