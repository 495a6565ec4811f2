"""The departures ledger of a casebook: where people awarded another grade than is proposed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from evenhand.backends.planes import About
from evenhand.language import Modality, Rule, areas_of_start
from evenhand.moderation.departures.alike import unalike
from evenhand.moderation.departures.counts import Flags, count_departures, outside
from evenhand.moderation.departures.strain import RuleCounts, adjust_all, count_rule
from evenhand.services.moderation.case_names import case_name, grade_name
from evenhand.services.moderation.departures_ledger import (
    AreaLedger,
    Departed,
    Departures,
    FrameworkLedger,
    ReasonCount,
    RuleLedger,
    UnalikeGroup,
)
from evenhand.services.moderation.judgements import AreaJudgements, FrameworkJudgements, Rows

MINIMUM: Final = 5
"""In how many cases a rule must have fired before anything is made of its departures."""

_FIRED, _OPEN, _IDLE = 2, 1, 0


def departures_of(
    frameworks: Sequence[FrameworkJudgements],
    areas: Mapping[str, Sequence[str]],
    *,
    minimum: int = MINIMUM,
) -> Departures:
    """The ledger of the areas asked for: `areas` holds their ids by the name of the framework.

    Cases count that were awarded a grade and have one proposed that is not given. Where the proposal is
    undecided, nobody can be said to have departed from it.
    """
    return Departures(tuple(_framework(one, areas.get(one.name, ()), minimum) for one in frameworks), minimum)


def _framework(one: FrameworkJudgements, ids: Sequence[str], minimum: int) -> FrameworkLedger:
    worked_out = [id for id in ids if id in one.worked_out]
    counted = {id: _rules(one, one.areas[id], minimum) for id in worked_out}
    # One look at many rules of many areas: by luck alone some of them would stand out.
    together = {f"{area} {rule}": found for area, rules in counted.items() for rule, found in rules.items()}
    adjusted = adjust_all(together)
    ledgers = [
        _area(one, one.areas[id], {rule: adjusted[f"{id} {rule}"] for rule in counted[id]})
        for id in worked_out
    ]
    has_reasons = any(any(column.values) for column in one.cases.departures.values())
    given = tuple(id for id in ids if id not in worked_out)
    return FrameworkLedger(one.name, tuple(ledgers), given, has_reasons)


def _area(one: FrameworkJudgements, judged: AreaJudgements, rules: Mapping[str, RuleCounts]) -> AreaLedger:
    rows = np.flatnonzero(judged.compared)
    awarded, proposed = judged.awarded[rows], judged.proposed[rows]
    floor, ceiling = judged.floor[rows], judged.ceiling[rows]
    reasons = _reasons(one, judged.id)
    beyond = outside(awarded, floor, ceiling)
    places = rows[awarded != proposed].tolist()
    departed = tuple(
        Departed(
            one.cases.id.at(row),
            case_name(one.cases, row),
            int(proposed[at]),
            int(awarded[at]),
            bool(beyond[at]),
            reasons.get(row),
        )
        for at, row in enumerate(rows.tolist())
        if awarded[at] != proposed[at]
    )
    with_reason = [case for case in departed if case.reason is not None]
    return AreaLedger(
        judged.id,
        judged.area.title,
        judged.scale,
        count_departures(awarded, proposed, floor, ceiling),
        departed,
        tuple(_by_reason(with_reason)),
        len(departed) - len(with_reason),
        len(reasons) - len(with_reason),
        tuple(_rule_ledgers(one, judged, rules, dict(zip(places, departed, strict=True)))),
        tuple(_unalike(one, judged, rows, reasons)),
    )


# --- reasons -----------------------------------------------------------------------------------------


def _reasons(one: FrameworkJudgements, area: str) -> dict[int, str]:
    """The reasons recorded in one area, by the row of the case."""
    column = one.cases.departures.get(area)
    if column is None:
        return {}
    recorded = np.array([reason is not None for reason in column.values], dtype=bool)[column.which]
    found = {row: column.at(row) for row in np.flatnonzero(recorded).tolist()}
    return {row: reason for row, reason in found.items() if reason is not None}


def _by_reason(departed: Sequence[Departed]) -> Iterator[ReasonCount]:
    """The reasons of departures, those given most often first. Capitals and spaces around make none."""
    texts: dict[str, Counter[str]] = {}
    ways: dict[str, Counter[bool]] = {}
    for case in departed:
        assert case.reason is not None
        key = case.reason.strip().casefold()
        texts.setdefault(key, Counter())[case.reason.strip()] += 1
        ways.setdefault(key, Counter())[case.steps > 0] += 1
    for key in sorted(texts, key=lambda key: (-ways[key].total(), key)):
        yield ReasonCount(texts[key].most_common(1)[0][0], ways[key][True], ways[key][False])


# --- rules -------------------------------------------------------------------------------------------


def _own_rules(one: FrameworkJudgements, area: str) -> dict[str, Rule]:
    """The rules of an area by id, of every period."""
    found: dict[str, Rule] = {}
    for rule in one.rule_set.area_by_id[area].rules:
        if isinstance(rule, Rule):
            found.setdefault(rule.id, rule)
    return found


def _rules(one: FrameworkJudgements, judged: AreaJudgements, minimum: int) -> dict[str, RuleCounts]:
    """The departures by rule, for those that fired in any case compared."""
    rows = np.flatnonzero(judged.compared)
    steps = judged.awarded[rows].astype(np.int64) - judged.proposed[rows]
    found = {}
    for id in _own_rules(one, judged.id):
        status = one.statuses(About.RULE, id)[rows]
        fired: Flags = status == _FIRED
        if fired.any():
            found[id] = count_rule(fired, status == _IDLE, steps, minimum)
    return found


def _rule_ledgers(
    one: FrameworkJudgements,
    judged: AreaJudgements,
    counted: Mapping[str, RuleCounts],
    departed: Mapping[int, Departed],
) -> Iterator[RuleLedger]:
    rules = _own_rules(one, judged.id)
    for id, counts in counted.items():
        rule = rules[id]
        fired = one.statuses(About.RULE, id) == _FIRED
        own = [case for row, case in departed.items() if fired[row]]
        with_reason = [case for case in own if case.reason is not None]
        yield RuleLedger(
            id,
            rule.title,
            counts,
            _against(one, judged, rule),
            tuple(_by_reason(with_reason)),
            len(own) - len(with_reason),
        )


def _against(one: FrameworkJudgements, judged: AreaJudgements, rule: Rule) -> int | None:
    """How many awards go against what a rule that limits the grade says, where it fired."""
    if rule.limit is None:
        return None
    place = judged.scale.position(rule.limit.grade)
    fired = judged.compared & (one.statuses(About.RULE, rule.id) == _FIRED)
    if rule.limit.modality is Modality.AT_MOST:
        return int((fired & (judged.awarded > place)).sum())
    return int((fired & (judged.awarded < place)).sum())


# --- like ones treated unalike -----------------------------------------------------------------------


def _unalike(
    one: FrameworkJudgements, judged: AreaJudgements, rows: Rows, reasons: Mapping[int, str]
) -> Iterator[UnalikeGroup]:
    """Groups of cases with the same status of every rule of the area, the same start, and unlike awards."""
    rules = list(_own_rules(one, judged.id))
    below = [id for id in areas_of_start(judged.area.start) if id in one.areas]
    statuses = [one.statuses(About.RULE, id)[rows] for id in rules]
    ends = [ends[rows] for id in below for ends in (one.areas[id].worst, one.areas[id].best)]
    keys: npt.NDArray[np.int8] = np.zeros((len(rows), 0), dtype=np.int8)
    if statuses or ends:
        keys = np.column_stack([*statuses, *ends])
    for found in unalike(keys, judged.awarded[rows], judged.proposed[rows]):
        first = int(found.rows[0])
        by_grade: dict[int, list[str]] = {grade: [] for grade in found.grades}
        own_reasons = {}
        for at in found.rows.tolist():
            row = int(rows[at])
            id = one.cases.id.at(row)
            by_grade[int(judged.awarded[row])].append(id)
            if row in reasons and judged.awarded[row] != judged.proposed[row]:
                own_reasons[id] = reasons[row]
        yield UnalikeGroup(
            found,
            tuple(id for id, status in zip(rules, statuses, strict=True) if status[first] == _FIRED),
            {id: _grade_below(one.areas[id], int(rows[first])) for id in below},
            {grade: tuple(ids) for grade, ids in by_grade.items()},
            own_reasons,
        )


def _grade_below(area: AreaJudgements, row: int) -> str:
    worst, best = int(area.worst[row]), int(area.best[row])
    if worst == best:
        return grade_name(int(area.proposed[row]), area.scale)
    return f"{grade_name(worst, area.scale)} to {grade_name(best, area.scale)}"
