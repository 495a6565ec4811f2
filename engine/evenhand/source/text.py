"""From bytes to checked text: encoding, and characters that a reader could not see."""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from itertools import islice

from evenhand.diagnostics import Diagnostic, Problems, Span, codes

MOST_OF_ONE_KIND = 50
"""How many problems of one kind are told of one file: a file with more of them needs no longer list."""

# Line breaks that YAML or Python know but editors do not count would shift every place after them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\r(?!\n)")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_HEADS_OF_OTHER_FILES = {
    b"PK\x03\x04": "a Word or Excel document, or a zip file",
    b"\xd0\xcf\x11\xe0": "an older Word or Excel document",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text document",
    b"\x1f\x8b": "a compressed file",
}
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8 with BOM"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_SAVE_AS_UTF8 = "save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8, not UTF-8 with BOM)"
_SAVE_CSV_AS_UTF8 = "save it again as UTF-8 (in Excel: Save as, CSV UTF-8)"


class Text:
    """The characters of a file, and the line and column of each."""

    def __init__(self, characters: str, file: str) -> None:
        self.characters = characters
        self.file = file
        self._starts = [0, *(found.end() for found in re.finditer("\n", characters))]

    def span(self, start: int, end: int) -> Span:
        """The place of characters `start` to `end`."""
        return Span(self.file, *self._place(start), *self._place(max(start, end)))

    def line_start(self, index: int) -> int:
        """The first character of the line that `index` is on."""
        return self._starts[bisect_right(self._starts, index) - 1]

    def line_end(self, index: int) -> int:
        """The end of the line that `index` is on, its line break and trailing spaces left out."""
        start = self.line_start(index)
        end = self.characters.find("\n", start)
        line = self.characters[start : end if end >= 0 else None]
        return max(start + len(line.rstrip()), start)

    def _place(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def decode(written: bytes, file: str, problems: Problems, *, may_be_marked: bool = False) -> str | None:
    """The text of `written`, or None with the reason among `problems`.

    Spreadsheets put a mark at the head of a CSV file; where it `may_be_marked`, that is kept.
    """
    other = other_kind(written, file, may_be_marked=may_be_marked)
    if other is not None:
        problems.add(other)
        return None
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.add(_not_utf8(written, error.start, file, csv=may_be_marked))
        return None


def other_kind(head: bytes, file: str, *, may_be_marked: bool = False) -> Diagnostic | None:
    """What is wrong where a file begins as no UTF-8 text does: another encoding, or no text."""
    for mark, name in _MARKS:
        if head.startswith(mark) and not (may_be_marked and mark == codecs.BOM_UTF8):
            hint = _SAVE_CSV_AS_UTF8 if may_be_marked else _SAVE_AS_UTF8
            return codes.BYTE_ORDER_MARK.at(Span.whole(file), name=name, hint=hint)
    kind = next((kind for start, kind in _HEADS_OF_OTHER_FILES.items() if head.startswith(start)), None)
    if kind or b"\0" in head:
        hint = f"it looks like {kind or 'UTF-16 text or a binary file'}; save its text as a UTF-8 text file"
        return codes.NOT_TEXT.at(Span.whole(file), hint=hint)
    return None


def check_characters(text: Text, problems: Problems) -> None:
    """Report characters that cannot be seen and that other programs treat in other ways."""
    characters = text.characters
    if characters.startswith("\ufeff"):
        problems.add(
            codes.BYTE_ORDER_MARK.at(Span.whole(text.file), name="UTF-8 with BOM", hint=_SAVE_AS_UTF8)
        )
    for found in islice(_CONTROL.finditer(characters), MOST_OF_ONE_KIND):
        name = character_name(found.group()[0])
        hint = "take it out; it often comes with text copied from another program"
        problems.add(codes.CONTROL_CHARACTER.at(text.span(*found.span()), name=name, hint=hint))
    after_mark = 1 if characters.startswith("\ufeff") else 0
    for found in islice(_INVISIBLE.finditer(characters, after_mark), MOST_OF_ONE_KIND):
        problems.add(invisible(text, found.start()))


def invisible(text: Text, index: int) -> Diagnostic:
    """The diagnostic for a character that looks like nothing or like a space."""
    name = character_name(text.characters[index])
    hint = "take it out, or type the line again; it often comes with text copied from elsewhere"
    return codes.INVISIBLE_CHARACTER.at(text.span(index, index + 1), name=name, hint=hint)


def find_control(value: str) -> str | None:
    """The first character of `value` that no text may hold, or None."""
    found = _CONTROL.search(value)
    return found.group()[0] if found else None


def character_name(character: str) -> str:
    """A character by number, and by name where it has one.

    >>> character_name("\\u200b")
    'U+200B zero width space'
    """
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X} {name}".strip()


def _not_utf8(written: bytes, position: int, file: str, *, csv: bool) -> Diagnostic:
    head = written[:position]
    line = head.count(b"\n") + 1
    # Everything before the bad byte decoded, so its column counts characters as everywhere else.
    column = len(head[head.rfind(b"\n") + 1 :].decode("utf-8")) + 1
    span = Span(file, line, column, line, column + 1)
    byte = written[position]
    return codes.NOT_UTF8.at(span, byte=f"0x{byte:02X}", hint=hint_for_byte(byte, csv=csv))


def hint_for_byte(byte: int, *, csv: bool = False) -> str:
    """What to do about a byte that is not UTF-8 text, with the letter that it may stand for."""
    meant = bytes([byte]).decode("cp1252", errors="ignore")
    guess = f"as Windows text it would be `{meant}`; " if meant.isprintable() and meant else ""
    return f"{guess}{_SAVE_CSV_AS_UTF8 if csv else _SAVE_AS_UTF8}"
