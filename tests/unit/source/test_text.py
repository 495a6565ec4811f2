"""Encodings, and characters that a reader could not see."""

from __future__ import annotations

import pytest

from evenhand.diagnostics import codes


def test_a_byte_that_is_not_utf_8_is_placed_by_line_and_column(read):
    _, found = read("title: Grip\nplace: été à Caf".encode() + b"\xe9 Royal\n")
    assert [(d.code.id, d.span.line, d.span.column) for d in found] == [("S007", 2, 17)]
    assert found[0].message == "the byte 0xE9 is not UTF-8 text"
    assert found[0].hint.startswith("as Windows text it would be `é`; save it again as UTF-8")


def test_half_a_character_at_the_end_of_a_file_is_reported(told):
    assert told("a: é".encode()[:-1]) == [("S007", 1, 4)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_refused_with_a_way_to_save_without_it(read, encoding):
    _, found = read("title: Grip\n".encode(encoding))
    assert [d.code for d in found] == [codes.BYTE_ORDER_MARK]
    assert "not UTF-8 with BOM" in found[0].hint


def test_a_byte_order_mark_in_text_is_refused_too(told):
    assert told("\ufeffa: b\n") == [("S008", 1, 1)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "a Word or Excel document, or a zip file"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"{\\rtf1\\ansi", "a rich text document"),
        ("a: b\n".encode("utf-16-le"), "UTF-16 text or a binary file"),
        (b"a: \x00b\n", "UTF-16 text or a binary file"),
    ],
)
def test_other_kinds_of_file_are_told_apart(read, written, kind):
    _, found = read(written)
    assert [(d.code, d.hint.split(";")[0]) for d in found] == [(codes.NOT_TEXT, f"it looks like {kind}")]


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800", "\uffff"]
)
def test_control_characters_are_refused_where_they_stand(told, character):
    assert told(f"a: b\nc: d{character}e\n") == [("S009", 2, 5)]


def test_a_lone_carriage_return_is_refused_since_editors_count_its_lines_differently(told):
    assert told("a: b\rc: d\n") == [("S009", 1, 5)]


@pytest.mark.parametrize("character", ["\u00ad", "\u200b", "\u202e", "\u2066", "\ufeff"])
def test_characters_that_cannot_be_seen_are_refused(told, character):
    assert told(f"case{character}load: 17\n") == [("S010", 1, 5)]


@pytest.mark.parametrize("written", ["a: \u00a0b\n", "\u00a0a: b\n", "- \u2003b\n"])
def test_a_space_that_only_looks_like_one_cannot_start_a_text(read, written):
    _, found = read(written)
    assert [d.code for d in found] == [codes.INVISIBLE_CHARACTER]


def test_letters_of_any_language_and_joined_emoji_are_fine(read):
    node, found = read("a: Ünïcödé 日本 עברית 👩\u200d👧\n")
    assert node is not None and not found


def test_every_bad_character_is_told_but_not_thousands_of_them(told):
    assert told("a: \x07\nb: \u200b\nc: \x08\n") == [("S009", 1, 4), ("S010", 2, 4), ("S009", 3, 4)]
    assert len(told("\x07" * 100_000)) == 50
