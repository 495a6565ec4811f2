"""The departures ledger as a section of the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from evenhand.explanation import Block, Heading, Inset, Line, Paragraph, Strong, Table, line
from evenhand.explanation.words import capital, counted, first_few, listed, tidy
from evenhand.moderation.departures.counts import Share
from evenhand.services.figures import percentage
from evenhand.services.moderation.case_names import grade_title
from evenhand.services.moderation.departures_ledger import (
    AreaLedger,
    Departures,
    FrameworkLedger,
    RuleLedger,
    UnalikeGroup,
)

ANCHOR: Final = "departures"
MOST_RULES: Final = 10
MOST_REASONS: Final = 10
MOST_GROUPS: Final = 3
_MOST_IDS = 6


def departures_blocks(found: Departures) -> Iterator[Block]:
    """The section: how often, which way and why, then rules under strain and like cases treated unalike."""
    yield Heading(2, line("Departures"), anchor=ANCHOR)
    ledgers = [area for one in found.frameworks for area in one.areas]
    if not any(area.counts.cases for area in ledgers):
        yield Paragraph(
            line(
                "No case has both an awarded and a proposed grade, so nobody can be said to have departed: "
                "grades are taken as given, or the evidence leaves every proposal open."
            )
        )
        return
    total = Share(
        sum(area.counts.departures.count for area in ledgers),
        sum(area.counts.cases for area in ledgers),
    )
    yield Paragraph(
        line(
            f"{total.count:,} of {counted(total.of, 'judgements')} ({_rate(total)}) are not the grade that "
            "the rules propose."
        ),
        lead=True,
    )
    yield Inset(
        line(
            "A departure is no mistake: people decide, and may know what no evidence item records. It should "
            "have a reason, and cases like it should be treated alike."
        )
    )
    for one in found.frameworks:
        yield from _framework(one, found.minimum)


def _framework(one: FrameworkLedger, minimum: int) -> Iterator[Block]:
    areas = [area for area in one.areas if area.counts.cases]
    if areas:
        rows = tuple(_area_row(area) for area in areas)
        head = ("Area", "Compared", "Departed", "Rate, 95% interval", "Up", "Down", "Not permitted")
        yield Table(f"Departures under {one.name}", head, rows)
        yield Paragraph(line(_reasons_line(one, areas)))
        yield from _reasons(one, areas)
        yield from _rules(one, areas, minimum)
        if any(area.unalike for area in areas):
            yield Paragraph(
                line(
                    "Cases are alike here where every rule of the area came out the same, and so did the "
                    "grades that it starts from. What the rules do not read may still differ."
                )
            )
        for area in areas:
            yield from _unalike(one, area)
    if one.given:
        given = listed(tidy(id) for id in one.given)
        yield Paragraph(line(f"Nothing is proposed under {one.name} for {given}: grades are given there."))


def _area_row(area: AreaLedger) -> tuple[Line, ...]:
    counts = area.counts
    return (
        line(area.title),
        line(f"{counts.cases:,}"),
        line(f"{counts.departures.count:,}"),
        line(_rate(counts.departures)),
        *map(_number, (counts.up, counts.down, counts.outside)),
    )


def _number(count: int) -> Line:
    return line(f"{count:,}" if count else "-")


def _rate(share: Share) -> str:
    """A rate with its interval."""
    if share.rate is None or share.interval is None:
        return "-"
    low, high = share.interval
    return f"{percentage(share.rate)}, {percentage(low)} to {percentage(high)}"


# --- reasons -----------------------------------------------------------------------------------------


def _reasons_line(one: FrameworkLedger, areas: list[AreaLedger]) -> str:
    departed = sum(area.counts.departures.count for area in areas)
    without = sum(area.without_reason for area in areas)
    if not departed:
        return "Nobody departed, so no reason is needed."
    if not one.has_reasons:
        return "The casebook records no reasons of departures."
    told = f"{without:,} of {counted(departed, 'departures')} have no reason recorded."
    spare = sum(area.reasons_not_departed for area in areas)
    if spare:
        have = "has" if spare == 1 else "have"
        told += f" {counted(spare, 'judgements')} {have} a reason where there is no departure to see."
    return told


def _reasons(one: FrameworkLedger, areas: list[AreaLedger]) -> Iterator[Block]:
    given = [(area, reason) for area in areas for reason in area.reasons]
    if not given:
        return
    given.sort(key=lambda pair: -(pair[1].up + pair[1].down))
    shown = tuple(
        (
            line(reason.text),
            line(tidy(area.id)),
            *map(_number, (reason.up + reason.down, reason.up, reason.down)),
        )
        for area, reason in given[:MOST_REASONS]
    )
    yield Table(f"Reasons given under {one.name}", ("Reason", "Area", "Departures", "Up", "Down"), shown)
    if len(given) > MOST_REASONS:
        yield Paragraph(line(f"{len(given) - MOST_REASONS:,} more: --json and --lists have all of them."))


# --- rules -------------------------------------------------------------------------------------------


def _rules(one: FrameworkLedger, areas: list[AreaLedger], minimum: int) -> Iterator[Block]:
    told = [
        (area, rule)
        for area in areas
        for rule in area.rules
        if rule.counts.strained or rule.counts.always_departed(minimum)
    ]
    if not one.tested:
        yield Paragraph(
            line(f"No rule fired in {minimum} cases or more and stayed out of as many: none could be tested.")
        )
    elif not told:
        number = counted(one.tested, "rules")
        yield Paragraph(
            line(f"No rule is under strain: of {number} tested, none goes with departures beyond chance.")
        )
    if not told:
        return
    told.sort(key=lambda pair: by_strain(pair[1]))
    rows = tuple(_rule_row(area, rule) for area, rule in told[:MOST_RULES])
    head = ("Rule", "Area", "Where it fired", "Elsewhere", "Up", "Down", "Reasons", "Chance")
    yield Table(f"Rules under strain, {one.name}", head, rows)
    if len(told) > MOST_RULES:
        yield Paragraph(line(f"{len(told) - MOST_RULES:,} more: --json and --lists have all of them."))
    yield Paragraph(
        line(
            f"Chance is the probability of so many departures where the rule fired, or more, if it made no "
            f"difference; adjusted for {counted(one.tested, 'rules')} looked at. Rules fire together, so "
            "the one that people depart from may be another of them. Rules that fired in fewer than "
            f"{minimum} cases are left out."
        )
    )


def by_strain(rule: RuleLedger) -> tuple[float, float]:
    """Sorts rules: the least likely to have come about by chance first."""
    counts = rule.counts
    return (2.0 if counts.adjusted is None else counts.adjusted, -(counts.fired.rate or 0.0))


def _rule_row(area: AreaLedger, rule: RuleLedger) -> tuple[Line, ...]:
    counts = rule.counts
    return (
        line(Strong(rule.id), f" {rule.title}"),
        line(tidy(area.id)),
        line(_of(counts.fired)),
        line(_of(counts.elsewhere)),
        _number(counts.up),
        _number(counts.down),
        line(_rule_reasons(rule)),
        line(_chance(counts.adjusted)),
    )


def _rule_reasons(rule: RuleLedger) -> str:
    told = [f"{one.text} {one.up + one.down:,}" for one in rule.reasons[:3]]
    if rule.without_reason:
        told.append(f"none {rule.without_reason:,}")
    return ", ".join(told) or "-"


def _of(share: Share) -> str:
    return f"{share.count:,} of {share.of:,}: {_rate(share)}" if share.of else "-"


def _chance(value: float | None) -> str:
    if value is None:
        return "not tested"
    return "under 0.001" if value < 0.001 else f"{value:.3f}"


# --- like ones treated unalike -----------------------------------------------------------------------


def _unalike(one: FrameworkLedger, area: AreaLedger) -> Iterator[Block]:
    if not area.unalike:
        return
    rows = tuple(_group_row(area, group) for group in area.unalike[:MOST_GROUPS])
    caption = f"Like cases awarded unlike grades: {area.title}, {one.name}"
    yield Table(caption, ("Why it was proposed", "Proposed", "Awarded"), rows)
    left = len(area.unalike) - len(rows)
    if left:
        yield Paragraph(line(f"{left:,} more such groups: --json and --lists have all of them."))


def _group_row(area: AreaLedger, group: UnalikeGroup) -> tuple[Line, ...]:
    grades = group.below.values()
    below = [f"{tidy(id)} {tidy(grade)}" for id, grade in zip(group.below, grades, strict=True)]
    fired = "no rule of the area fired"
    if group.fired:
        fired = f"{'rule' if len(group.fired) == 1 else 'rules'} {listed(group.fired)} fired"
    why = capital("; ".join([*below, fired]))
    awarded = [
        f"{grade_title(grade, area.scale)} {_cases(ids)}{_why(group, ids)}"
        for grade, ids in group.cases.items()
    ]
    proposed = grade_title(group.found.proposed, area.scale)
    return line(why), line(proposed), line("; ".join(awarded))


def _cases(ids: tuple[str, ...]) -> str:
    return f"in {counted(len(ids), 'cases')} ({first_few(list(ids), _MOST_IDS)})"


def _why(group: UnalikeGroup, ids: tuple[str, ...]) -> str:
    reasons = list(dict.fromkeys(group.reasons[id] for id in ids if id in group.reasons))
    return f", because: {first_few(reasons, 2)}" if reasons else ""
