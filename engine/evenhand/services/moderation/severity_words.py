"""Severity of leads as JSON, as a section of the report, as a list, and as what to look at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from evenhand.explanation import (
    Block,
    Heading,
    Inset,
    Intervals,
    Line,
    Paragraph,
    Span,
    Strong,
    Table,
    line,
)
from evenhand.explanation.words import counted, listed, tidy
from evenhand.services.figures import rounded, significant
from evenhand.services.moderation.leads import Lead
from evenhand.services.moderation.lists import Cell, ListTable
from evenhand.services.moderation.severity import FrameworkSeverity, Severity

ANCHOR: Final = "severity"

_MOST_DRAWN = 60
_MOST_NAMED = 5

CAUTION: Final = (
    "This is no league table, and must not be made into one. A lead has few inspections, so most differences "
    "between leads are chance: read the intervals, not the order of the estimates. Leads stand in the order "
    "of their codes."
)
YARDSTICK: Final = (
    "Leads are compared through what the rules propose for each case. That holds only as far as the rules "
    "read the evidence rightly: a lead who is sent to cases that the rules read wrongly looks harder or more "
    "lenient than they are. Nobody here graded the same case as another."
)


def severity_json(found: Severity) -> dict[str, Any]:
    """By framework version. Leads with few inspections are counted only."""
    return {one.framework: _framework_json(one, found) for one in found.frameworks}


def _framework_json(one: FrameworkSeverity, found: Severity) -> dict[str, Any]:
    return {
        "graders": found.graders,
        "minimum": found.minimum,
        "areas": list(one.areas),
        "judgements": one.judgements,
        "inspections": one.inspections,
        "without_lead": one.unknown,
        "leads": one.leads,
        "not_shown": one.few,
        "differ": one.differ,
        "spread": rounded(one.spread),
        "spread_logits": rounded(one.spread_logits),
        "likelihood_ratio": rounded(one.ratio),
        "p": significant(one.p, 3),
        "clustering": rounded(one.clustering),
        "shown": [
            {
                "code": lead.code,
                "severity": rounded(lead.severity),
                "interval": [rounded(lead.low), rounded(lead.high)],
                "judgements": lead.judgements,
                "inspections": lead.inspections,
                "flagged": lead.flagged,
            }
            for lead in one.shown
        ],
        "note": one.note,
    }


def severity_blocks(found: Severity) -> Iterator[Block]:
    """The section: whether leads differ at all, then each lead by code with its interval."""
    yield Heading(2, line("Severity of leads"), anchor=ANCHOR)
    if any(one.note is None for one in found.frameworks):
        yield Inset(line(CAUTION))
        yield Inset(line(YARDSTICK))
    if found.recoded:
        yield Paragraph(
            line(
                "What the casebook has for leads does not look like codes, so codes were given in its place."
            )
        )
    for one in found.frameworks:
        yield Heading(3, line(one.framework), anchor=f"{ANCHOR}-{one.framework}")
        yield Paragraph(in_short(one), lead=False)
        if one.note is not None:
            continue
        yield from _counts(one, found)
        if one.shown:
            yield from _shown(one)


def in_short(one: FrameworkSeverity) -> Line:
    """One sentence: whether there is a sign that leads differ."""
    if one.note is not None:
        return line(Strong("Not estimable"), f": {one.note}.")
    assert one.p is not None and one.spread is not None
    of = (
        f"{counted(one.leads, 'leads')}, {counted(one.judgements, 'judgements')} in "
        f"{counted(one.inspections, 'inspections')}, likelihood ratio test, {chance_words(one.p)}"
    )
    if not one.differ:
        return line(Strong("There is no sign that leads differ"), f" ({of}).")
    return line(
        Strong("Leads differ by more than chance"),
        f" ({of}). They are spread around the usual grade with a standard deviation of about "
        f"{one.spread:.2f} grades.",
    )


def chance_words(p: float) -> str:
    """A p-value as it is written.

    >>> chance_words(0.0314), chance_words(0.00001)
    ('p = 0.031', 'p below 0.001')
    """
    return "p below 0.001" if p < 0.001 else f"p = {p:.2g}" if p < 0.0995 else f"p = {p:.2f}"


def _counts(one: FrameworkSeverity, found: Severity) -> Iterator[Block]:
    told = [f"Areas compared: {listed([tidy(area) for area in one.areas])}."]
    if one.few:
        leads = counted(one.few, "leads")
        are = "is" if one.few == 1 else "are"
        told.append(f"{leads} with fewer than {found.minimum} inspections {are} not shown.")
    if one.unknown:
        are = "is" if one.unknown == 1 else "are"
        told.append(f"{counted(one.unknown, 'judgements')} without a recorded lead {are} left out.")
    if one.clustering is not None and one.clustering >= 1.05:
        told.append(
            "Judgements of one inspection part from proposals together, so they count as "
            f"{100 / one.clustering:.0f}% as many independent ones."
        )
    yield Paragraph(line(" ".join(told)))


def _shown(one: FrameworkSeverity) -> Iterator[Block]:
    number = len(one.shown)
    caption = f"Severity of leads under {one.framework}, in grades"
    rows = tuple(
        (
            line(lead.code),
            line(f"{lead.inspections:,}"),
            line(f"{lead.judgements:,}"),
            line(signed(lead.severity)),
            line(f"{signed(lead.low)} to {signed(lead.high)}"),
            line("stands out" if lead.flagged else "within chance"),
        )
        for lead in one.shown
    )
    yield Paragraph(
        line(
            "Severity is by how many grades a lead awards lower than the others would on the same proposals; "
            f"negative is higher. Of {counted(number, 'intervals')} up to {max(1, round(number / 20))} would "
            "exclude 0 by chance alone, so a lead is said to stand out only where that holds with the false "
            "discovery rate of all leads at 5%, and only where leads differ at all."
        )
    )
    if number <= _MOST_DRAWN:
        spans = tuple(Span(lead.code, lead.severity, lead.low, lead.high, lead.flagged) for lead in one.shown)
        yield Intervals(caption, "Lead", "Grades harder (right) or more lenient (left)", spans, reference=0.0)
    columns = ("Lead", "Inspections", "Judgements", "Severity", "95% interval", "Beside the others")
    marked = frozenset(at for at, lead in enumerate(one.shown) if lead.flagged)
    yield Table(caption, columns, rows, marked)


def signed(value: float) -> str:
    """A number of grades with its sign in words of figures.

    >>> signed(0.204), signed(-0.31), signed(-0.001)
    ('+0.20', '−0.31', '0.00')
    """
    text = f"{abs(value):.2f}"
    if text == "0.00":
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def severity_lists(found: Severity) -> list[ListTable]:
    """Every lead that is shown, by framework version and code."""
    columns = (
        *("framework", "lead", "inspections", "judgements", "severity_grades", "low", "high"),
        "stands_out",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.framework, lead.code, lead.inspections, lead.judgements),
            *(rounded(lead.severity), rounded(lead.low), rounded(lead.high)),
            "yes" if lead.flagged else "no",
        )
        for one in found.frameworks
        for lead in one.shown
    ]
    return [ListTable("severity", "Severity of leads by code: no league table", columns, rows)]


def severity_leads(found: Severity) -> Iterator[Lead]:
    """One sentence for each framework version: who stands out, by code, or that nobody does."""
    for one in found.frameworks:
        if one.note is not None:
            continue
        if one.flagged:
            named = [lead.code for lead in one.flagged[:_MOST_NAMED]]
            more = len(one.flagged) - len(named)
            codes = listed([*named, f"{more} more"] if more else named)
            text = (
                f"Under {one.framework}, {len(one.flagged)} of {counted(len(one.shown), 'leads')} shown "
                f"award lower or higher grades than others would on the same proposals: {codes}. "
                "Look at their cases before you conclude anything."
            )
            yield Lead(40, line(text), ANCHOR)
        elif one.differ:
            text = f"Under {one.framework} leads differ by more than chance; no single one stands out."
            yield Lead(40, line(text), ANCHOR)
        else:
            leads = counted(one.leads, "leads")
            yield Lead(20, line(f"Under {one.framework} there is no sign that its {leads} differ."), ANCHOR)
