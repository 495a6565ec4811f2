"""A replay as JSON (contracts.md)."""

from __future__ import annotations

import datetime
from typing import Any

from evenhand.replay import Tally
from evenhand.services.replay import Moved, Replay
from evenhand.services.replay_casebook import Replayed

_PLACES = 4


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
        "areas": {id: _tally(area.tally) | {"gone": area.gone} for id, area in replay.areas.items()},
        "moved": [_moved(one) for one in replay.moved],
        "moved_left_off": moved - len(replay.moved),
        "cannot_replay": [
            {"id": one.id, "area": one.area, "missing": list(one.missing), "reason": one.reason}
            for one in replay.unreplayed
        ],
        "cannot_replay_left_off": replay.unreplayed_count - len(replay.unreplayed),
        "not_affected": replay.not_affected,
        "groups": _groups(replay),
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
            "exact": _rounded(agreement.exact),
            "weighted_kappa": _rounded(agreement.kappa),
            "weights": agreement.weights.value,
            "interval": None if agreement.interval is None else [_rounded(end) for end in agreement.interval],
            "note": agreement.note,
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES)


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
        "because": [],
    }


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _groups(replay: Replay) -> dict[str, Any]:
    if replay.by is None:
        return {}
    values = sorted({value for area in replay.areas.values() for value in area.groups})
    found: dict[str, Any] = {}
    for value in values:
        found[value] = {
            id: _tally(area.groups[value]) for id, area in replay.areas.items() if value in area.groups
        }
    return {replay.by: found}
