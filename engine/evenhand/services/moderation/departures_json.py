"""The departures ledger as JSON, and as lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from evenhand.moderation.departures.counts import Share
from evenhand.services.figures import rounded, significant
from evenhand.services.moderation.departures_ledger import (
    AreaLedger,
    Departures,
    FrameworkLedger,
    ReasonCount,
    RuleLedger,
    UnalikeGroup,
)
from evenhand.services.moderation.lists import Cell, ListTable

MOST_DEPARTED: Final = 1000
"""How many departures of one area JSON names. The lists have all of them."""
MOST_GROUPS: Final = 100
"""How many groups of like cases of one area JSON tells of. The lists have all of them."""
MOST_IDS: Final = 20
"""How many cases of a group with one grade are named."""

_PLACES = 6


def departures_json(found: Departures) -> dict[str, Any]:
    """The ledger by framework version and area, as plain data."""
    return {name: _framework(one, found.minimum) for name, one in _by_name(found)}


def _by_name(found: Departures) -> Iterator[tuple[str, FrameworkLedger]]:
    """Frameworks by name; those that have the same one and differ are numbered."""
    seen: Counter[str] = Counter()
    for one in found.frameworks:
        seen[one.name] += 1
        yield one.name if seen[one.name] == 1 else f"{one.name} ({seen[one.name]})", one


def _framework(one: FrameworkLedger, minimum: int) -> dict[str, Any]:
    return {area.id: _area(area, minimum) for area in one.areas}


def _area(area: AreaLedger, minimum: int) -> dict[str, Any]:
    names = area.scale.names
    return {
        **_share("n", area.counts.departures),
        "up": area.counts.up,
        "down": area.counts.down,
        "by_grades": {f"{step:+d}": count for step, count in area.counts.by_steps.items()},
        "outside": area.counts.outside,
        "reasons": _reasons(area.reasons),
        "reasons_both_ways": [one.text for one in area.both_ways],
        "without_reason": area.without_reason,
        "reasons_not_departed": area.reasons_not_departed,
        "rules": [_rule(rule, minimum) for rule in area.rules],
        "unalike_groups": len(area.unalike),
        "unalike": [_group(group, names) for group in area.unalike[:MOST_GROUPS]],
        "cases": [
            {
                "id": case.id,
                "proposed": names[case.proposed],
                "awarded": names[case.awarded],
                "outside": case.outside,
                "reason": case.reason,
            }
            for case in area.departed[:MOST_DEPARTED]
        ],
    }


def _reasons(found: tuple[ReasonCount, ...]) -> dict[str, Any]:
    return {one.text: {"n": one.up + one.down, "up": one.up, "down": one.down} for one in found}


def _share(of: str, share: Share) -> dict[str, Any]:
    interval = share.interval
    return {
        of: share.of,
        "departures": share.count,
        "rate": rounded(share.rate, _PLACES),
        "interval": None if interval is None else [rounded(end, _PLACES) for end in interval],
    }


def _rule(rule: RuleLedger, minimum: int) -> dict[str, Any]:
    counts = rule.counts
    return {
        "id": rule.id,
        "title": rule.title,
        "fired": _share("n", counts.fired),
        "elsewhere": _share("n", counts.elsewhere),
        "up": counts.up,
        "down": counts.down,
        "against": rule.against,
        "reasons": _reasons(rule.reasons),
        "without_reason": rule.without_reason,
        "p": significant(counts.chance, _PLACES),
        "p_adjusted": significant(counts.adjusted, _PLACES),
        "strained": counts.strained,
        "always_departed": counts.always_departed(minimum),
    }


def _group(group: UnalikeGroup, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "proposed": names[group.found.proposed],
        "fired": list(group.fired),
        "below": dict(group.below),
        "n": len(group.found.rows),
        "departed": group.found.departed,
        "apart": group.found.apart,
        "counts": {names[grade]: len(ids) for grade, ids in group.cases.items()},
        "grades": {names[grade]: list(ids[:MOST_IDS]) for grade, ids in group.cases.items()},
        "reasons": dict(list(group.reasons.items())[:MOST_IDS]),
    }


# --- lists -------------------------------------------------------------------------------------------


def departures_lists(found: Departures) -> list[ListTable]:
    """Every departure, every reason, every rule that fired, and every group of like cases treated unalike."""
    return [_cases_list(found), _reasons_list(found), _rules_list(found), _unalike_list(found)]


def _areas(found: Departures) -> Iterator[tuple[str, AreaLedger]]:
    for name, one in _by_name(found):
        for area in one.areas:
            yield name, area


def _cases_list(found: Departures) -> ListTable:
    columns = ("id", "framework", "area", "proposed", "awarded", "by_grades", "outside", "reason", "case")
    rows: list[tuple[Cell, ...]] = [
        (
            *(case.id, name, area.id),
            *(area.scale.names[case.proposed], area.scale.names[case.awarded], case.steps),
            *("yes" if case.outside else "no", case.reason, case.name),
        )
        for name, area in _areas(found)
        for case in area.departed
    ]
    return ListTable("departures", "Cases awarded another grade than is proposed", columns, rows)


def _reasons_list(found: Departures) -> ListTable:
    columns = ("framework", "area", "reason", "departures", "up", "down")
    rows: list[tuple[Cell, ...]] = [
        (name, area.id, one.text, one.up + one.down, one.up, one.down)
        for name, area in _areas(found)
        for one in area.reasons
    ]
    return ListTable("departure_reasons", "Reasons given for departures", columns, rows)


def _rules_list(found: Departures) -> ListTable:
    columns = (
        *("framework", "area", "rule", "fired_in", "departures", "rate", "low", "high"),
        *("elsewhere", "departures_elsewhere", "rate_elsewhere", "up", "down", "against"),
        *("p", "p_adjusted", "strained", "title", "reasons", "without_reason"),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, area in _areas(found):
        for rule in area.rules:
            counts = rule.counts
            low, high = counts.fired.interval or (None, None)
            rows.append(
                (
                    *(name, area.id, rule.id, counts.fired.of, counts.fired.count),
                    *(rounded(counts.fired.rate, _PLACES), rounded(low, _PLACES), rounded(high, _PLACES)),
                    *(counts.elsewhere.of, counts.elsewhere.count, rounded(counts.elsewhere.rate, _PLACES)),
                    *(counts.up, counts.down, rule.against),
                    *(significant(counts.chance, _PLACES), significant(counts.adjusted, _PLACES)),
                    *("yes" if counts.strained else "no", rule.title),
                    "; ".join(f"{one.text} ({one.up + one.down})" for one in rule.reasons),
                    rule.without_reason,
                )
            )
    return ListTable("departure_rules", "Departures by the rules that fired", columns, rows)


def _unalike_list(found: Departures) -> ListTable:
    columns = (
        *("framework", "area", "group", "proposed", "fired", "below", "awarded", "cases"),
        *("ids", "reasons"),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, area in _areas(found):
        for number, group in enumerate(area.unalike, start=1):
            below = "; ".join(f"{id}: {grade}" for id, grade in group.below.items())
            for grade, ids in group.cases.items():
                reasons = dict.fromkeys(group.reasons[id] for id in ids if id in group.reasons)
                more = [f"and {len(ids) - MOST_IDS} more"] if len(ids) > MOST_IDS else []
                rows.append(
                    (
                        *(name, area.id, number, area.scale.names[group.found.proposed]),
                        *("; ".join(group.fired), below, area.scale.names[grade], len(ids)),
                        *("; ".join([*ids[:MOST_IDS], *more]), "; ".join(reasons)),
                    )
                )
    title = "Cases with the same reasons for one grade that were awarded several"
    return ListTable("departures_unalike", title, columns, rows)
