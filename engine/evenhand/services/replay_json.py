"""A replay as JSON (contracts.md)."""

from __future__ import annotations

import datetime
from typing import Any

from evenhand.replay import Tally, group_rows
from evenhand.services.figures import rounded
from evenhand.services.replay_casebook import Replayed
from evenhand.services.replay_results import Moved, Replay


def replay_json(found: Replayed) -> dict[str, Any]:
    """What `evenhand replay --json` prints, without the name of its schema."""
    replay = found.replay
    moved = replay.moved_count
    return {
        "casebook": {
            "id": found.casebook.id,
            "title": found.casebook.document.title,
            "kind": found.casebook.document.kind,
            "cases": replay.cases,
            "rejected": found.rejected,
            "rejects": None if found.rejects is None else found.rejects.as_posix(),
        },
        "before": replay.before.name,
        "after": replay.after.name,
        "provisional": replay.provisional,
        "departures": "keep" if replay.keeps_departures else "drop",
        "areas": {
            id: _tally(area.tally) | {"gone": area.gone, "new": area.new, "kept": area.kept}
            for id, area in replay.areas.items()
        },
        "moved": [_moved(one) for one in replay.moved],
        "moved_left_off": moved - len(replay.moved),
        "cannot_replay": [
            {"id": one.id, "area": one.area, "missing": list(one.missing), "reason": one.reason}
            for one in replay.unreplayed
        ],
        "cannot_replay_left_off": replay.unreplayed_count - len(replay.unreplayed),
        "without_rules": replay.without_rules,
        "not_affected": replay.not_affected,
        "without_area": replay.without_area,
        "groups": _groups(found),
        "attribution": _attribution(replay),
        "sweep": _sweep(replay),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    agreement = tally.agreement()
    return {
        "n": tally.n,
        "moved": tally.moved,
        "up": tally.up,
        "down": tally.down,
        "undecided": tally.undecided,
        "conflict": tally.count_of("conflict"),
        "not_judged": tally.count_of("not_judged"),
        "matrix": tally.matrix(),
        "agreement": {
            "exact": rounded(agreement.exact),
            "weighted_kappa": rounded(agreement.kappa),
            "weights": agreement.weights.value,
            "interval": None if agreement.interval is None else [rounded(end) for end in agreement.interval],
            "note": agreement.note,
        },
    }


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "id": one.id,
        "provider": one.provider or None,
        "rules": one.rules,
        "on": _day(one.on),
        "published": _day(one.published),
        "area": one.area,
        "from": one.before,
        "to": one.after,
        "because": sorted({change for changes in one.because for change in changes}),
        "each_enough": [sorted(changes) for changes in one.because],
    }


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _groups(found: Replayed) -> dict[str, Any]:
    replay = found.replay
    if replay.by is None:
        return {}
    by_value: dict[str, Any] = {}
    for id, area in replay.areas.items():
        for row in group_rows(area.groups, found.suppress_below):
            shown: dict[str, Any] = {
                "cases": row.cases,
                "n": row.n,
                "same": row.same,
                "moved": row.moved,
                "up": row.up,
                "down": row.down,
                "no_grade": row.no_grade,
                "suppressed": not row.is_whole,
                "interval": None if row.interval is None else [rounded(end) for end in row.interval],
            }
            if found.suppress_below <= 1 and row.group in area.groups:
                # A whole matrix has cells that would give away what is kept out elsewhere.
                shown |= {key: _tally(area.groups[row.group])[key] for key in ("matrix", "agreement")}
            by_value.setdefault(row.group, {})[id] = shown
    return {replay.by: by_value}


def _attribution(replay: Replay) -> dict[str, Any] | None:
    found = replay.attribution
    if found is None:
        return None
    return {
        "changes": [
            {"id": id, "does": change.description, "because": change.reason}
            for id, change in found.changes.items()
        ],
        "alone": [
            {"change": change, "area": area}
            | _counts(tally)
            | {
                "undecided": tally.undecided,
                "no_grade_together": found.lost[area, change],
                "elsewhere_together": found.elsewhere[area, change],
            }
            for (area, change), tally in found.alone.items()
        ],
        "owed": [
            {"area": area, "each_enough": [sorted(changes) for changes in reason]} | _counts(tally)
            for (area, reason), tally in found.owed.items()
        ],
        "only_alone": [_moved(one) for one in replay.only_alone],
        "not_valid_alone": [sorted(changes) for changes in found.refused],
    }


def _sweep(replay: Replay) -> dict[str, Any] | None:
    found = replay.sweep
    if found is None:
        return None
    return {
        "parameter": found.asked.parameter,
        "current": [found.shown(value) for value in sorted(found.current)],
        "values": [
            {
                "value": found.shown(value),
                "areas": {
                    area: _counts(tally) | {"n": tally.n, "undecided": tally.undecided}
                    for (at, area), tally in found.tallies.items()
                    if at == value
                },
            }
            for value in found.values
        ],
    }


def _counts(tally: Tally) -> dict[str, int]:
    return {"moved": tally.moved, "up": tally.up, "down": tally.down}
