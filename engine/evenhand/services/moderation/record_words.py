"""Record checks as JSON, as a section of the report, as a list, and as what to look at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from evenhand.explanation import Block, Heading, Paragraph, Table, line
from evenhand.explanation.words import capital, counted, tidy
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.lists import ListTable
from evenhand.services.moderation.record_checks import CERTAIN, Check, RecordChecks, RecordFinding

ANCHOR: Final = "records"
MOST_SHOWN: Final = 30

_QUESTIONS: Final = {
    Check.OUTSIDE_PERMITTED: "Does the framework then in force permit the grade?",
    Check.CONFLICT: "Do its limiting rules leave a grade?",
    Check.CARRIED_FORWARD: "Is each grade as new as those it rests on?",
    Check.MAYBE_CARRIED_FORWARD: "Did a grade stay as it was though those it rests on changed?",
    Check.SOURCES_DISAGREE: "Do two records of one inspection agree?",
    Check.RECORDED_TWICE: "Is each inspection recorded once?",
    Check.IMPOSSIBLE_DATE: "Can the dates be?",
    Check.UNLIKELY_DATE: "Was it published within a year?",
    Check.NOT_JUDGED_GRADED: "Is what was not judged without a grade?",
    Check.GRADE_WORDS: "Is each grade written in one way?",
}
_WORDS: Final = {
    Check.OUTSIDE_PERMITTED: "outside what the framework permits",
    Check.CONFLICT: "where limiting rules leave no grade",
    Check.CARRIED_FORWARD: "older than a grade that it rests on",
    Check.MAYBE_CARRIED_FORWARD: "perhaps carried forward from the inspection before",
    Check.SOURCES_DISAGREE: "recorded differently in two places",
    Check.RECORDED_TWICE: "recorded twice",
    Check.IMPOSSIBLE_DATE: "with a date that cannot be",
    Check.UNLIKELY_DATE: "published more than a year after the inspection",
    Check.NOT_JUDGED_GRADED: "graded, and not judged",
    Check.GRADE_WORDS: "with another word for a grade than most",
}


def records_json(found: RecordChecks) -> list[dict[str, Any]]:
    """The records that were found wrong, one entry each."""
    return [
        {
            "id": one.id,
            "check": one.check.value,
            "detail": one.detail,
            "framework": one.framework,
            "area": one.area,
            "certain": one.check in CERTAIN,
        }
        for one in found.findings
    ]


def records_blocks(found: RecordChecks) -> Iterator[Block]:
    """The section: each check with what it was made of, then what was found."""
    yield Heading(2, line("Records"), anchor=ANCHOR)
    if found.findings:
        yield Paragraph(
            line(
                f"{capital(counted(len(found.findings), 'entries'))} in {_cases(found)} should be looked at."
            )
        )
    else:
        yield Paragraph(line("No record was found wrong."))
    rows = []
    for check, question in _QUESTIONS.items():
        made = found.made.get(check, 0)
        told = f"{made:,}" if made else f"not made: {found.not_made.get(check, 'nothing to look at')}"
        rows.append((line(question), line(told), line(f"{len(found.of(check)):,}" if made else "-")))
    yield Table("What was checked", ("Question", "Records", "Found"), tuple(rows))
    if found.without_partner:
        number = capital(counted(found.without_partner, "records"))
        yield Paragraph(line(f"{number} of the other casebook are nowhere here."))
    for check in Check:
        own = found.of(check)
        if own:
            yield _table(check, own)
            if len(own) > MOST_SHOWN:
                yield Paragraph(line(f"{len(own) - MOST_SHOWN:,} more: --json and --lists have all of them."))


def _cases(found: RecordChecks) -> str:
    return counted(len({(one.framework, one.id) for one in found.findings}), "cases")


def _table(check: Check, found: list[RecordFinding]) -> Table:
    rows = tuple(
        (line(one.name), line("-" if one.area is None else tidy(one.area)), line(one.detail))
        for one in found[:MOST_SHOWN]
    )
    return Table(capital(_WORDS[check]), ("Case", "Area", "What is recorded"), rows)


def records_lists(found: RecordChecks) -> list[ListTable]:
    """Every finding as a row."""
    columns = ("id", "case", "framework", "area", "check", "certain", "detail")
    rows: list[tuple[str | int | float | None, ...]] = [
        (
            *(one.id, one.name, one.framework, one.area, one.check.value),
            "yes" if one.check in CERTAIN else "no",
            one.detail,
        )
        for one in found.findings
    ]
    return [ListTable("records", "Records that cannot be right, or should be looked at", columns, rows)]


def records_leads(found: RecordChecks) -> Iterator[Lead]:
    """One sentence for each check that found something, with the first case by name."""
    for check in Check:
        own = found.of(check)
        if own:
            weight = 100 if check in CERTAIN else 40
            number = counted(len(own), "records")
            more = f", and {len(own) - 1:,} more" if len(own) > 1 else ""
            yield Lead(weight, line(f"{capital(number)} {_WORDS[check]}: {own[0].name}{more}."), ANCHOR)
