"""One item's evidence is changed in a text, and everything else stays as it was written."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.diagnostics import Problems
from evenhand.services.evidence_text import (
    NOT_LOOKED_AT,
    Entries,
    LayoutError,
    known_items,
    scalar,
    write_item,
)
from evenhand.source import Node, read_yaml

HEAD = "inspection: {id: A-1, framework: visits, on: 2024-05-13}\n"


def read(text: str) -> Node:
    problems = Problems()
    node = read_yaml(text, "A-1.yaml", problems)
    assert node is not None, [str(problem) for problem in problems]
    return node


def written(text: str, item: str, *entries: dict[str, str]) -> str:
    """The text after the change, which says what it should and stays as it is when it is written again."""
    # Where the last line gets its end, a block of text there has one more.
    before = known_items(read(text if text.endswith("\n") else f"{text}\n"))
    after = write_item(text, read(text), item, entries)
    expected = {**before, item: entries}
    assert known_items(read(after)) == {name: said for name, said in expected.items() if said}
    assert write_item(after, read(after), item, entries) == after
    return after


def evidence(text: str, item: str, *entries: dict[str, str]) -> str:
    """What stands after the head when the change is made."""
    after = written(HEAD + text, item, *entries)
    assert after.startswith(HEAD)
    return after.removeprefix(HEAD)


NEW = {"value": "2"}

LIST = """evidence:
  # seen on Monday
  - item: a
    value: 1   # of three

  - item: b
    value: 5
draft: {care: good}
"""


def test_an_item_of_a_list_is_changed_where_it_stands():
    assert evidence(LIST, "b", NEW) == LIST.replace("value: 5", "value: 2")


def test_a_new_item_comes_after_the_others_and_before_what_follows():
    text = evidence(LIST, "c", {"value": "3 of 4", "source": "Annex A: lists"})
    assert text == LIST.replace(
        "draft:", '  - item: c\n    value: 3 of 4\n    source: "Annex A: lists"\ndraft:'
    )


def test_an_item_that_is_taken_back_stays_as_not_looked_at():
    assert evidence(LIST, "b") == LIST.replace("value: 5", "unknown: not looked at")


def test_comments_above_and_around_an_item_stay():
    text = (
        "evidence:\n  # one\n  - item: a\n    value: 1\n    # two\n\n  # three\n  - item: b\n    value: 5\n"
    )
    assert evidence(text, "a", NEW) == text.replace("value: 1", "value: 2")


def test_a_second_source_stands_beside_the_first():
    text = evidence(LIST, "b", {"value": "5", "source": "one"}, {"value": "6", "source": "two"})
    assert text == LIST.replace(
        "    value: 5\n", "    value: 5\n    source: one\n  - item: b\n    value: 6\n    source: two\n"
    )


def test_entries_that_stand_apart_come_together_and_others_stay():
    text = "evidence:\n- {item: a, value: 1}\n- {item: b, value: 5}   # b\n- {item: a, value: 3}\n# end\n"
    assert evidence(text, "a", NEW) == (
        "evidence:\n- item: a\n  value: 2\n- {item: b, value: 5}   # b\n# end\n"
    )


SET = """evidence:
  a: 1
  # about b
  b:
    value: 5
    source: one
  c: {unknown: suppressed}
"""


def test_an_item_of_a_set_is_changed_where_it_stands():
    assert evidence(SET, "a", NEW) == SET.replace("a: 1", "a: 2")
    assert evidence(SET, "b", NEW) == SET.replace("  b:\n    value: 5\n    source: one\n", "  b: 2\n")
    assert evidence(SET, "c", {"value": "2", "source": "one"}) == SET.replace(
        "  c: {unknown: suppressed}\n", "  c:\n    value: 2\n    source: one\n"
    )
    assert evidence(SET, "d", NEW) == f"{SET}  d: 2\n"


def test_two_sources_turn_a_set_into_a_list():
    assert evidence(SET, "a", {"value": "1", "source": "one"}, {"value": "2", "source": "two"}) == (
        "evidence:\n"
        "  - item: a\n    value: 1\n    source: one\n"
        "  - item: a\n    value: 2\n    source: two\n"
        "  # about b\n"
        "  - item: b\n    value: 5\n    source: one\n"
        "  - item: c\n    unknown: suppressed\n"
    )


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("evidence: []\n", "evidence:\n  - item: a\n    value: 2\n"),
        ("evidence: {}\n", "evidence:\n  - item: a\n    value: 2\n"),
        ("evidence: []   # none yet\n", "evidence:   # none yet\n  - item: a\n    value: 2\n"),
        ("evidence: [\n# none yet\n]\n", "evidence:\n  # none yet\n  - item: a\n    value: 2\n"),
        ("draft: {}\n", "draft: {}\n\nevidence:\n  - item: a\n    value: 2\n"),
        ("", "\nevidence:\n  - item: a\n    value: 2\n"),
        ("evidence: [{item: a, value: 1}]\n", "evidence:\n  - item: a\n    value: 2\n"),
        ("evidence: {a: 1, b: 5}\ndraft: {}\n", "evidence:\n  a: 2\n  b: 5\ndraft: {}\n"),
        (
            "evidence:\n  [\n   {item: a, value: 1},\n   {item: b, value: 5}\n  ]\n# end\n",
            "evidence:\n  - item: a\n    value: 2\n  - item: b\n    value: 5\n# end\n",
        ),
        (
            'evidence: [   # of\n  {item: a, value: 1},   # a, seen\n  {item: b, value: "#5"}\n  # end\n]\n',
            "evidence:   # of\n  # a, seen\n  - item: a\n    value: 2\n"
            '  - item: b\n    value: "#5"\n  # end\n',
        ),
    ],
)
def test_evidence_that_is_empty_or_between_brackets_is_spread_over_lines(text, after):
    assert evidence(text, "a", NEW) == after


@pytest.mark.parametrize("end", ["|\n", "|-\n", "|+\n", ">\n", ">-\n"])
def test_blank_lines_and_comments_after_a_block_of_text_stay(end):
    text = (
        f"evidence:\n  - item: a\n    value: 1\n    note: {end}      one\n\n      two\n\n\n  # about b\n"
        f"  - item: b\n    value: 5\n"
    )
    assert evidence(text, "a", NEW) == (
        "evidence:\n  - item: a\n    value: 2\n\n\n  # about b\n  - item: b\n    value: 5\n"
    )


def test_a_dash_on_a_line_of_its_own_belongs_to_its_entry():
    text = "evidence:\n  -\n    item: a\n    value: 1\n  - # b\n    item: b\n    value: 5\n"
    assert evidence(text, "a", NEW) == text.replace(
        "  -\n    item: a\n    value: 1", "  - item: a\n    value: 2"
    )
    assert evidence(text, "b", NEW).endswith("  - item: b\n    value: 2\n")


def test_a_dash_within_a_text_is_not_taken_for_one():
    text = "evidence:\n  - item: a\n    source: >-\n      - one\n      - two\n    value: 1\n"
    assert evidence(text, "a", NEW) == "evidence:\n  - item: a\n    value: 2\n"


def test_lines_end_as_the_other_lines_of_the_file_do():
    text = (HEAD + LIST).replace("\n", "\r\n")
    assert written(text, "b", NEW) == text.replace("value: 5", "value: 2")
    assert "\n" not in written(text, "c", NEW).replace("\r\n", "")
    assert "\n" not in written(HEAD.replace("\n", "\r\n"), "c", NEW).replace("\r\n", "")
    assert "\n" not in written(text.removesuffix("\r\n"), "b", NEW).replace("\r\n", "")


def test_a_last_line_without_an_end_gets_one():
    assert evidence(LIST.rstrip(), "b", NEW) == LIST.replace("value: 5", "value: 2")
    assert evidence("evidence: [{item: a, value: 1}]", "a", NEW) == "evidence:\n  - item: a\n    value: 2\n"
    assert evidence("evidence:\n  - item: a\n    value: 1", "a", NEW) == (
        "evidence:\n  - item: a\n    value: 2\n"
    )


def test_a_document_may_say_where_it_ends():
    text = "evidence:\n  - {item: a, value: 1}\n...\n"
    assert evidence(text, "b", NEW) == (
        "evidence:\n  - {item: a, value: 1}\n  - item: b\n    value: 2\n...\n"
    )
    assert evidence("draft: {}\n...\n# end\n", "a", NEW) == (
        "draft: {}\n\nevidence:\n  - item: a\n    value: 2\n...\n# end\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{inspection: {id: A-1}, evidence: []}\n",
        "{inspection: {id: A-1}}\n",
        "{inspection: {id: A-1}, evidence: [\n  {item: a, value: 1}\n]}\n",
        "{inspection: {id: A-1},\nevidence: []}\n",
        "{inspection: {id: A-1},\nevidence: [{item: a, value: 1}]}\n",
    ],
)
def test_a_document_between_brackets_is_refused(text):
    with pytest.raises(LayoutError):
        write_item(text, read(text), "a", (NEW,))


@pytest.mark.parametrize(
    "text",
    [
        "17.20",
        "1e3",
        "yes",
        "null",
        "~",
        "31 of 40",
        "a: b",
        "a #b",
        "- a",
        "[a",
        "it's",
        '"',
        "é",
        "\\",
        "a\nb",
        "2024-05-13",
        "0x1F",
        " a",
        "a ",
        "&a",
        "!a",
        "*a",
        "%a",
        "@a",
        "`a`",
        "?",
        ":",
        "a:",
        "#a",
        "😀",
        "x{",
    ],
)
def test_text_is_read_back_as_it_was(text):
    after = written(HEAD, "a", {"value": text, "note": text})
    assert known_items(read(after)) == {"a": ({"value": text, "note": text},)}


def test_plain_text_is_written_plainly():
    assert [scalar(text) for text in ("31 of 40", "weak or adequate", "Annex A lists 6 to 8")] == [
        "31 of 40",
        "weak or adequate",
        "Annex A lists 6 to 8",
    ]


def test_not_looked_at_alone_says_nothing_and_with_a_note_it_does():
    text = (
        "evidence:\n  - {item: a, unknown: not looked at}\n  - {item: b, unknown: not looked at, note: no}\n"
    )
    assert known_items(read(HEAD + text)) == {"b": ({**NOT_LOOKED_AT, "note": "no"},)}


# --- any layout, any change --------------------------------------------------------------------------

ITEMS = ["a", "b_2", "caseload_mean", "d", "e"]
TEXTS = st.one_of(
    st.sampled_from(
        ["1", "17.20", "31 of 40", "yes", "not found", "Annex A: lists 6 to 8", "it's # so", "- a"]
    ),
    st.text("ab #:-'\"é,[]{}", min_size=1, max_size=8).map(str.strip).filter(bool),
)
PARAGRAPHS = st.lists(
    st.text("ab .#:-", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=3
)


@dataclass(frozen=True)
class Line:
    """A line of a generated file, and the item whose entry it belongs to."""

    text: str
    item: str | None = None


@dataclass(frozen=True)
class File:
    """A generated file: its lines, and whether its evidence is a set or between brackets."""

    lines: tuple[Line, ...]
    is_set: bool
    between_brackets: bool
    newline: str
    is_ended: bool

    @property
    def text(self) -> str:
        text = "".join(line.text + self.newline for line in self.lines)
        return text if self.is_ended or not self.lines[-1].text else text.removesuffix(self.newline)


@st.composite
def said(draw: st.DrawFn) -> dict[str, str]:
    """What an entry says."""
    fields = {"value": draw(TEXTS)} if draw(st.booleans()) else {"unknown": draw(TEXTS)}
    for key in ("source", "note"):
        if draw(st.booleans()):
            fields[key] = draw(TEXTS)
    return fields


def as_scalar(draw: st.DrawFn, text: str) -> str:
    ways = ["'" + text.replace("'", "''") + "'", '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"']
    return draw(st.sampled_from([*ways, scalar(text)]))


def as_flow(draw: st.DrawFn, fields: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {as_scalar(draw, value)}" for key, value in fields.items()) + "}"


def remarks(draw: st.DrawFn, indent: str) -> list[Line]:
    return [
        Line(line)
        for line in draw(st.lists(st.sampled_from(["", f"{indent}# seen", "# - item: z"]), max_size=2))
    ]


def remark(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["", "", "   # said on Monday", " #"]))


def own_lines(draw: st.DrawFn, item: str, fields: dict[str, str], indent: str, is_set: bool) -> list[str]:
    """An entry on lines of its own, in one of the ways in which people write it."""
    way = draw(st.sampled_from(["block", "flow", "wide flow", "dash alone", "text"]))
    parts = fields if is_set else {"item": item, **fields}
    start = f"{indent}{item}:" if is_set else f"{indent}-"
    if way == "flow":
        return [f"{start} {as_flow(draw, parts)}{remark(draw)}"]
    if way == "wide flow":
        middle = [f"{indent}    {key}: {as_scalar(draw, value)}," for key, value in parts.items()]
        return [f"{start} {{{remark(draw)}", *middle, f"{indent}  }}"]
    inner = indent + "  "
    if is_set and set(fields) == {"value"} and draw(st.booleans()):
        return [f"{start} {as_scalar(draw, fields['value'])}{remark(draw)}"]
    lines = [f"{inner}{key}: {as_scalar(draw, value)}{remark(draw)}" for key, value in parts.items()]
    if way == "text" and "note" not in fields:
        mark = draw(st.sampled_from(["|", "|-", ">", ">-"]))
        lines += [f"{inner}note: {mark}", *(f"{inner}  {line}" for line in draw(PARAGRAPHS))]
    if is_set or way == "dash alone":
        return [start + remark(draw), *lines]
    return [f"{start} {lines[0].lstrip()}", *lines[1:]]


@st.composite
def files(draw: st.DrawFn) -> File:
    is_set = draw(st.booleans())
    between_brackets = draw(st.integers(0, 4)) == 0
    items = draw(st.lists(st.sampled_from(ITEMS), max_size=5, unique=is_set))
    lines = [Line("# yaml-language-server: $schema=x"), Line(HEAD.rstrip())]
    key = Line("evidence:" + remark(draw))
    if not items:
        lines += draw(st.sampled_from([[], [Line("evidence: []")], [Line("evidence: {}")]]))
        between_brackets = True
    elif between_brackets:
        opening, closing = "{}" if is_set else "[]"
        parts = [
            (f"{item}: {as_flow(draw, fields)}" if is_set else as_flow(draw, {"item": item, **fields}))
            for item, fields in ((item, draw(said())) for item in items)
        ]
        if draw(st.booleans()):
            lines.append(Line(f"evidence: {opening}{', '.join(parts)}{closing}"))
        else:
            lines += [
                Line(f"evidence: {opening}"),
                *(Line(f"  {part},") for part in parts),
                Line(f" {closing}"),
            ]
    else:
        indent = draw(st.sampled_from([" ", "  ", "    "] if is_set else ["", "  ", "   "]))
        lines.append(key)
        for item in items:
            lines += remarks(draw, indent)
            lines += [Line(text, item) for text in own_lines(draw, item, draw(said()), indent, is_set)]
    lines += remarks(draw, "")
    if draw(st.booleans()):
        lines += [Line("draft:"), Line("  care: good   # so far")]
    return File(
        tuple(lines), is_set, between_brackets, draw(st.sampled_from(["\n", "\r\n"])), draw(st.booleans())
    )


def lines_of(text: str, newline: str) -> list[str]:
    assert newline == "\n" or "\n" not in text.replace("\r\n", "")
    return text.removesuffix(newline).split(newline)


@given(files(), st.sampled_from(ITEMS), st.lists(said(), max_size=3))
def test_whatever_the_layout_only_the_item_s_own_entries_change(file, item, entries):
    before = known_items(read(file.text + ("" if file.text.endswith("\n") else file.newline)))
    now: Entries = tuple(entry for entry in entries if entry != NOT_LOOKED_AT)
    after = written(file.text, item, *now)
    found = lines_of(after, file.newline)
    if file.between_brackets or (file.is_set and len(now) > 1):
        kept = [line.text for line in file.lines if line.item is None and line.text.strip()[:1] in ("", "#")]
        there = iter(found)
        assert all(line in there for line in kept), "a comment or blank line is gone"
    else:
        others = [line.text for line in file.lines if line.item != item]
        new = len(found) - len(others)
        assert any(found[:at] + found[at + new :] == others for at in range(len(found))), (
            "another line changed"
        )
    # It can be taken back, by what is known and not by the letter.
    again = write_item(after, read(after), item, before.get(item, ()))
    assert known_items(read(again)) == before
