"""Parts of YAML that are left out, duplicate keys, and values that are not there."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import codes


def test_a_duplicate_key_is_reported_with_both_places(read):
    _, found = read("a: 1\nb: 2\n'a': 3\n")
    (problem,) = found
    assert (problem.code, problem.message) == (codes.DUPLICATE_KEY, "`a` is written twice")
    assert (problem.span.line, problem.span.column) == (3, 1)
    assert [(span.line, text) for span, text in problem.related] == [(1, "it is first written here")]


def test_equal_keys_in_different_mappings_are_no_duplicates(read):
    assert read("a: {x: 1}\nb: {x: 1}\n")[0] is not None


def test_every_duplicate_is_reported_also_inside_brackets(told):
    assert told("a: {x: 1, x: 2}\na: 1\na: 2\n") == [("S026", 1, 11), ("S026", 2, 1), ("S026", 3, 1)]


def test_anchors_and_aliases_are_refused(told):
    assert [code for code, _, _ in told("a: &x b\nc: *x\nd: &y\n  e: f\ng: &z [1]\n")] == ["S021"] * 4


def test_a_thousand_of_them_are_told_and_no_more(told):
    found = told("".join(f"- &x{number} b\n" for number in range(1100)))
    assert found == [("S021", line, 3) for line in range(1, 1001)]


def test_an_alias_bomb_is_refused_without_being_unfolded(told):
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    assert {code for code, _, _ in told("\n".join(lines))} == {"S021"}


@pytest.mark.parametrize(
    "written",
    [
        "!<x y",
        "!!map {b: c}",
        "!!python/object/apply:os.system [ls]",
        "!!str 17",
        "!!int 17",
        "! x",
        "!local x",
        "!<tag:a,2000:b> x",
        "!e!x y",
    ],
)
def test_tags_are_refused(told, written):
    assert told(f"a: {written}\n") == [("S022", 1, 4)]


def test_merge_keys_are_refused_but_the_two_signs_may_be_quoted(read, told):
    assert told("<<: {a: b}\n") == [("S023", 1, 1)]
    assert read("'<<': b\n")[0] is not None


@pytest.mark.parametrize(
    "written", ["a: b\n---\nc: d\n", "a: b\n---\n", "a: b\n...\nc: d\n", "a\n--- b\n--- c\n"]
)
def test_a_second_document_is_refused(read, written):
    _, found = read(written)
    assert [d.code for d in found] == [codes.MANY_DOCUMENTS]


def test_the_line_that_starts_a_document_is_accepted(read):
    assert read("---\na: b\n...\n")[0] is not None


@pytest.mark.parametrize(
    "written",
    [
        "%YAML 1.1\n---\na: b\n",
        "%TAG !e! tag:x,2000:\n---\na: b\n",
        "%YAML 2.0\n---\na: b\n",
        "%FOO\n---\na: b\n",
    ],
)
def test_instructions_to_yaml_are_refused(told, written):
    assert told(written) == [("S025", 1, 1)]


@pytest.mark.parametrize("written", ["[a, b]: c\n", "{a: b}: c\n", "? - a\n: b\n"])
def test_a_key_must_be_text(read, written):
    _, found = read(written)
    assert codes.KEY_NOT_TEXT in [d.code for d in found]


@pytest.mark.parametrize("written", [": b\n", "a: b\n: c\n", "? \n: c\n", "{: c}\n"])
def test_a_value_needs_a_key(read, written):
    _, found = read(written)
    assert {d.code for d in found} <= {codes.KEY_NOT_TEXT, codes.MISPLACED}


def test_a_key_without_a_value_is_reported_at_the_key(read):
    _, found = read("a: b\ncaseload:\nc: d\n")
    (problem,) = found
    assert (problem.code, problem.message) == (codes.NO_VALUE, "`caseload` has no value")
    assert (problem.span.line, problem.span.column, problem.span.end_column) == (2, 1, 9)


def test_a_line_that_a_comma_cut_apart_gets_the_usual_cause_as_its_hint(read):
    _, found = read("- {finding: late, short or both}\n")
    assert [(d.message, d.hint) for d in found] == [
        (
            "`short or both` has no value",
            "the usual cause is a comma or `{` that cut a line apart: "
            "quote the line, or put it on a line of its own",
        )
    ]


@pytest.mark.parametrize("word", ["~", "null", "Null", "NULL"])
def test_the_words_for_nothing_are_refused_and_may_be_quoted(read, word):
    _, found = read(f"a: {word}\n")
    assert [(d.code, d.span.column) for d in found] == [(codes.NO_VALUE, 4)]
    assert f'write "{word}"' in found[0].hint
    assert read(f'a: "{word}"\n')[0] is not None


def test_an_empty_list_item_is_reported_at_its_dash(told):
    assert told("a:\n  - b\n  -\n  -   # nothing\n  - - c\n    -\n") == [
        ("S028", 3, 3),
        ("S028", 4, 3),
        ("S028", 6, 5),
    ]


def test_an_empty_block_is_no_value_and_most_often_a_comparison(read):
    _, found = read("cell: >2\nnext: |\nlast: x\n")
    assert [(d.code.id, d.span.line) for d in found] == [("S028", 1), ("S028", 2)]
    assert "a value that starts with `>` must be in quotes" in found[0].hint


def test_empty_lists_and_mappings_are_values(read):
    assert read("a: []\nb: {}\n")[0] is not None


@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\e", "\\ud83d", "\\U00110000", "\\N", "\\q", "\\xZZ"])
def test_an_escape_may_not_write_what_a_text_may_not_hold(told, escape):
    assert told(f'a: "b {escape}"\n') == [("S038", 1, 7)]


def test_escapes_for_ordinary_characters_are_read(read):
    node, _ = read(r'- "tab \t, line \n, quote \", slash \/, é \xe9 \u00e9 \U000000e9"' + "\n")
    assert node.items[0].text == 'tab \t, line \n, quote ", slash /, é é é é'


def test_problems_of_all_kinds_are_told_in_the_order_of_the_file(told):
    written = "a: &x 1\nb:\nb: !!int 2\nc: [d, ~]\n<<: e\n"
    assert told(written) == [
        ("S021", 1, 4),
        ("S028", 2, 1),
        ("S026", 3, 1),
        ("S022", 3, 4),
        ("S028", 4, 8),
        ("S023", 5, 1),
    ]
