"""Two inspections side by side, in words."""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.domain import Judged, Scale
from evenhand.explanation.comparison import NOT_LIKE_FOR_LIKE, AreaComparison, AreaSide, Comparison
from evenhand.explanation.document import Block, Heading, Inset, Line, Paragraph, Table, Tag, Tone, line
from evenhand.explanation.values import name_words
from evenhand.explanation.words import listed, quoted, sentence, tidy

RULES_DIFFER = Tag("Rule sets differ", Tone.OPEN, "?")


def comparison_blocks(
    found: Comparison,
    scales: Mapping[str, Scale],
    titles: Mapping[str, str],
    names: tuple[str, str],
) -> tuple[Block, ...]:
    """A summary table, then each area where something differs."""
    blocks: list[Block] = []
    if not found.same_rules:
        blocks.append(
            Inset(
                line(
                    f"{names[0]} is under the rule set {found.rules_a} and {names[1]} under {found.rules_b}. "
                    f"{NOT_LIKE_FOR_LIKE} Rules are compared where both have one with the same id."
                )
            )
        )
    rows = tuple(_row(area, scales[id]) for id, area in found.areas.items())
    if rows:
        blocks.append(
            Table("Grades compared", ("Judgement area", names[0], names[1], "What explains it"), rows)
        )
    for only, name in ((found.only_a, names[0]), (found.only_b, names[1])):
        if only:
            areas = listed(quoted(titles.get(area, area)) for area in only)
            blocks.append(Paragraph(line(f"Only {name} has {areas}.")))
    for area in found.areas.values():
        if area.grades_differ or area.first_difference is not None or area.differences:
            blocks += _area(area, names)
    return tuple(blocks)


def verdict_words(area: AreaComparison) -> str:
    """What explains a difference of grade, or that nothing does."""
    if not area.grades_differ:
        return "The grades are the same." if area.same_rules else "The grades are the same by name."
    if not area.same_rules:
        return "The grades differ, and so do the rule sets: evidence need not be why."
    if not area.explained:
        return (
            "The grades differ, and nothing that the area reads does: "
            "the rules and evidence do not explain the difference."
        )
    if area.drafts_only:
        return (
            "The rules say the same of both although the evidence differs, so the rules do not explain "
            "why the drafts differ."
        )
    if area.first_difference is None:
        return "The evidence differs, but no rule is decided differently because of it."
    return "The evidence differs, and the rules are decided differently because of it."


def side_words(side: AreaSide, scale: Scale) -> str:
    """One side in a few words: what the rules say, and the draft."""
    if side.judged is Judged.NO:
        rules = "not judged"
    elif side.given is not None:
        rules = f"{name_words(scale, side.given)} (given)"
    elif side.proposed is not None:
        rules = f"proposed {name_words(scale, side.proposed)}"
    elif side.provisional is not None:
        rules = f"undecided (provisional: {name_words(scale, side.provisional)})"
    else:
        rules = "no grade: rules conflict"
    if side.draft is None:
        return rules
    return f"{rules}; draft {name_words(scale, side.draft)}"


def _row(area: AreaComparison, scale: Scale) -> tuple[Line, ...]:
    if not area.grades_differ:
        verdict = Tag("Same grade", Tone.GOOD, "✓")
    elif not area.same_rules:
        verdict = RULES_DIFFER
    elif not area.explained:
        verdict = Tag("Not explained", Tone.BAD, "✗")
    elif area.drafts_only:
        verdict = Tag("Drafts differ, proposals do not", Tone.OPEN, "?")
    else:
        verdict = Tag("Evidence differs", Tone.PLAIN, "–")
    return (
        line(tidy(area.title)),
        line(side_words(area.a, scale)),
        line(side_words(area.b, scale)),
        line(verdict),
    )


def _area(area: AreaComparison, names: tuple[str, str]) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, line(tidy(area.title)), f"area-{area.area}"),
        Paragraph(line(verdict_words(area)), lead=True),
    ]
    first = area.first_difference
    if first is not None:
        where = f"{quoted(first.title)} ({first.rule})" if "." not in first.rule else quoted(first.title)
        asked = f": {first.leaf}" if first.leaf else ""
        blocks.append(Paragraph(line(f"They first part at {where}{asked}.")))
        rows = (
            (line(names[0]), line(sentence(first.a))),
            (line(names[1]), line(sentence(first.b))),
        )
        blocks.append(Table("Where they first part", ("Inspection", "What was decided"), rows))
    if area.differences:
        rows_of = tuple((line(tidy(found.title)), line(found.a), line(found.b)) for found in area.differences)
        blocks.append(Table("What differs in what the area reads", ("Evidence", *names), rows_of))
    return blocks
