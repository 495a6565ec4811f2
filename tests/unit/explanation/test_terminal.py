from __future__ import annotations

import re

from evenhand.explanation import (
    Bullets,
    Details,
    Document,
    Entry,
    Heading,
    InspectionView,
    Link,
    Paragraph,
    Strong,
    Table,
    Tag,
    Tone,
    explain_inspection,
    line,
    render_text,
)
from unit.explanation.example_rules import DAY, decided


def text(*blocks, **more) -> str:  # type: ignore[no-untyped-def]
    return render_text(Document("Title", blocks), **more)


def test_no_line_is_wider_than_asked_for() -> None:
    page = explain_inspection(decided(), InspectionView("EX-1", "Example Borough", DAY))
    for width in (40, 60, 88, 120):
        lines = [row for row in render_text(page, width=width).splitlines() if "http" not in row]
        assert max(map(len, lines)) <= width


def test_the_text_is_plain_unless_colour_is_asked_for() -> None:
    page = explain_inspection(decided(), InspectionView("EX-1"))
    assert "\x1b" not in render_text(page)
    assert "\x1b[1m" in render_text(page, colour=True)


def test_colour_changes_nothing_but_colour() -> None:
    page = explain_inspection(decided(), InspectionView("EX-1"))
    assert re.sub(r"\x1b\[\d+m", "", render_text(page, colour=True)) == render_text(page)


def test_headings_are_underlined() -> None:
    assert text(Heading(1, line("Good"))) == "Good\n====\n"


def test_words_with_a_mark_stay_next_to_their_comma() -> None:
    assert (
        text(Paragraph(line("It is ", Strong("good"), ", and that is all")))
        == "It is good, and that is all\n"
    )


def test_a_nested_list_is_indented_and_marked() -> None:
    below = Bullets((Entry(line("second"), tone=Tone.GOOD),))
    assert text(Bullets((Entry(line("first"), (below,)),))) == "- first\n  ✓ second\n"


def test_a_narrow_table_stands_side_by_side_and_a_wide_one_is_stacked() -> None:
    table = Table("Things", ("Name", "Value"), ((line("a"), line(Tag("yes", Tone.GOOD))),))
    assert text(table) == "Things\nName   Value\n----   -----\na      yes\n"
    assert text(table, width=20) == text(table)
    wide = Table("Things", ("Name", "Value"), ((line("a"), line("b" * 90)),))
    assert text(wide).splitlines()[1] == "- a"


def test_links_show_their_address_and_details_their_summary() -> None:
    link = Paragraph(line(Link("clause", "https://example.org")))
    assert text(Details("More", (link,))) == "More\n\n  clause https://example.org\n"


def test_control_characters_in_text_cannot_reach_the_terminal() -> None:
    assert text(Paragraph(line("a\x1b[2Jb\x07\x9b31m\r"))) == "a[2Jb31m\n"


# --- tables that are broken into lines ----------------------------------------------------------------


def test_headings_are_broken_into_lines_only_where_the_table_would_not_fit() -> None:
    heads = ("Local authority", "Weighted kappa", "Requires improvement")
    table = Table("Things", heads, ((line("Salford"), line("0.9"), line("12")),))
    assert text(table, width=60) == (
        "Things\n"
        "Local authority   Weighted kappa   Requires improvement\n"
        "---------------   --------------   --------------------\n"
        "Salford           0.9              12\n"
    )
    assert text(table, width=54) == (
        "Things\n"
        "Local       Weighted   Requires\n"
        "authority   kappa      improvement\n"
        "---------   --------   -----------\n"
        "Salford     0.9        12\n"
    )


def test_the_first_column_is_broken_into_lines_where_that_is_enough() -> None:
    rows = (
        (line("help and protection and everything"), line(Tag("good", Tone.GOOD)), line("a" * 20)),
        (line("leaders"), line("poor"), line("b")),
    )
    table = Table("Things", ("Owed to", "Grade", "Why"), rows)
    assert text(table, width=50) == (
        "Things\n"
        "Owed to               Grade   Why\n"
        "-------------------   -----   --------------------\n"
        "help and protection   good    aaaaaaaaaaaaaaaaaaaa\n"
        "and everything\n"
        "leaders               poor    b\n"
    )


def test_a_table_whose_first_column_has_no_room_is_stacked() -> None:
    rows = ((line("help and protection"), line("a" * 30)),)
    table = Table("Things", ("Area", "Why"), rows)
    assert text(table, width=48).splitlines()[1] == "Area              Why"
    assert text(table, width=44).splitlines()[1] == "- help and protection"
    word = Table("Things", ("Area", "Why"), ((line("x" * 25), line("a" * 30)),))
    assert text(word, width=55).splitlines()[1] == "- " + "x" * 25


def test_no_word_of_a_broken_table_is_lost_and_no_line_is_too_wide() -> None:
    rows = tuple((line(f"{'many words ' * size}end"), line("1"), line("22")) for size in range(1, 9))
    table = Table("Things", ("A long heading of a column", "Moved up", "Moved down"), rows)
    for width in range(20, 120):
        for colour in (False, True):
            shown = text(table, width=width, colour=colour)
            plainly = re.sub(r"\x1b\[\d+m", "", shown)
            assert max(map(len, plainly.splitlines())) <= width
            counts = [len(re.findall(rf"\b{word}\b", plainly)) for word in ("many", "words", "end")]
            assert counts == [36, 36, 8]
