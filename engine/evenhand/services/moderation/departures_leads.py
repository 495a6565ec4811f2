"""What to look at first among the departures of a casebook."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.explanation import line
from evenhand.explanation.words import capital, counted, first_few, listed, tidy
from evenhand.services.figures import percentage
from evenhand.services.moderation.departures_ledger import Departures, FrameworkLedger
from evenhand.services.moderation.departures_words import ANCHOR, by_strain
from evenhand.services.moderation.leads import Lead

_MOST_LEADS = 3


def departures_leads(found: Departures) -> Iterator[Lead]:
    """What to look at first: rules that nobody follows, then rules under strain, reasons, and like cases."""
    for one in found.frameworks:
        yield from _rule_leads(one, found.minimum)
        yield from _reason_leads(one)
        yield from _unalike_leads(one)


def _rule_leads(one: FrameworkLedger, minimum: int) -> Iterator[Lead]:
    rules = [(area, rule) for area in one.areas for rule in area.rules]
    for area, rule in rules:
        if rule.counts.always_departed(minimum):
            number = counted(rule.counts.fired.of, "cases")
            where = f"{rule.id} of {one.name} ({tidy(area.id)})"
            told = f"Nobody followed the proposal in any of the {number} in which {where} fired."
            yield Lead(60, line(told), ANCHOR)
    strained = [
        pair for pair in rules if pair[1].counts.strained and not pair[1].counts.always_departed(minimum)
    ]
    for area, rule in sorted(strained, key=lambda pair: by_strain(pair[1]))[:_MOST_LEADS]:
        fired, elsewhere = rule.counts.fired, rule.counts.elsewhere
        way = _way(rule.counts.up, rule.counts.down)
        told = (
            f"{rule.id} of {one.name} ({tidy(area.id)}) is under strain: {way} in {fired.count:,} of "
            f"{counted(fired.of, 'cases')} in which it fired ({percentage(fired.rate or 0.0)}), against "
            f"{percentage(elsewhere.rate or 0.0)} elsewhere."
        )
        yield Lead(40, line(told), ANCHOR)


def _way(up: int, down: int) -> str:
    if up > 2 * down:
        return "awards depart, mostly up,"
    return "awards depart, mostly down," if down > 2 * up else "awards depart"


def _reason_leads(one: FrameworkLedger) -> Iterator[Lead]:
    departed = sum(area.counts.departures.count for area in one.areas)
    without = sum(area.without_reason for area in one.areas)
    if without and departed:
        told = f"{without:,} of {counted(departed, 'departures')} under {one.name} have no reason recorded."
        if not one.has_reasons:
            told = f"{counted(departed, 'departures')} under {one.name}: the casebook records no reasons."
        yield Lead(40 if one.has_reasons else 20, line(capital(told)), ANCHOR)
    both = dict.fromkeys(reason.text for area in one.areas for reason in area.both_ways)
    if both:
        told = (
            f"One reason is given for higher and for lower awards under {one.name}: {first_few(list(both))}."
        )
        yield Lead(40, line(told), ANCHOR)


def _unalike_leads(one: FrameworkLedger) -> Iterator[Lead]:
    areas = [area for area in one.areas if area.unalike]
    # Without reasons there is no more to say than the section on trace signatures does.
    if areas and one.has_reasons:
        groups = counted(sum(len(area.unalike) for area in areas), "groups")
        where = listed(tidy(area.id) for area in areas)
        sides = [ids[0] for ids in areas[0].unalike[0].cases.values()]
        told = (
            f"{capital(groups)} of cases with the same reasons for one grade were awarded unlike ones under "
            f"{one.name} ({where}): {listed(sides)} are in the first."
        )
        yield Lead(40, line(told), ANCHOR)
