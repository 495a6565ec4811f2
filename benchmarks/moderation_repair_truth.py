"""What the repair set finds of inconsistencies that were planted, and what it finds where none were."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from benchmarks.planted_casebooks import RULES, Planted, planted
from evenhand.moderation.likeness.repair import compare
from evenhand.services.moderation.departures import departures_of
from evenhand.services.moderation.departures_ledger import AreaLedger
from evenhand.services.moderation.judgements import Flags, FrameworkJudgements
from evenhand.services.moderation.like_cases_profiles import area_profiles

SEEDS = {500: 6, 2_000: 3, 10_000: 1}
"""How many casebooks of each size."""
NOISE = ("0%", "5%", "10%")
PANEL = ("0%", "10%")
UNLIKE = "unlike=1%"
DEFAULT = "severity=0.2 drift=0.05 departures=5% unlike=1%"
"""What `evenhand generate casebook` plants where nothing is asked for."""
OVERALL = "overall"
PARTS = {"evidence": "areas compared on evidence", OVERALL: "overall compared on areas"}

Told = Callable[[str], None]
Counts = Counter[str]


def run(told: Told, seeds: Mapping[int, int] = SEEDS) -> dict[str, Any]:
    """Generate, moderate and count; the report as plain data."""
    rows = []
    for cases, count in seeds.items():
        for plant in _plants():
            told(f"{cases:,} cases, {plant or 'nothing'}: {count} casebooks")
            found = {part: Counter[str]() for part in PARTS}
            for seed in range(1, count + 1):
                count_casebook(planted(cases, seed, plant or "nothing"), found)
            rows.append(
                {"cases": cases, "casebooks": count, "planted": plant}
                | {part: dict(sorted(own.items())) for part, own in found.items()}
            )
    return {
        "benchmark": "moderation_repair_truth",
        "how": {"rules": RULES, "seeds": "1, 2, ...", "python": platform.python_version()},
        "rows": rows,
    }


def _plants() -> Iterator[str]:
    for noise in NOISE:
        yield _without_none(f"noise={noise}")
    for noise in NOISE:
        for panel in PANEL:
            yield _without_none(f"{UNLIKE} noise={noise} panel={panel}")
    yield DEFAULT


def _without_none(plant: str) -> str:
    return " ".join(word for word in plant.split() if not word.endswith("=0%"))


def count_casebook(one: Planted, found: dict[str, Counts]) -> None:
    """Add what comes of one casebook to the counts of both parts."""
    for framework in one.book.frameworks:
        areas = one.book.areas_of(framework)
        (ledger,) = departures_of([framework], {framework.name: areas}).frameworks
        groups = {area.id: _places(area) for area in ledger.areas}
        for area in areas:
            part = found[OVERALL if area == OVERALL else "evidence"]
            _count_area(one, framework, area, groups.get(area, {}), part)


def _places(area: AreaLedger) -> dict[str, int]:
    """The number of the group of like cases, treated unalike, that a case is in."""
    return {
        id: number for number, group in enumerate(area.unalike) for ids in group.cases.values() for id in ids
    }


def _count_area(
    one: Planted, framework: FrameworkJudgements, area: str, groups: Mapping[str, int], counts: Counts
) -> None:
    profiles = area_profiles(framework, area)
    ids = np.array(framework.cases.id.each(), dtype=object)[profiles.rows]
    names = np.unique(ids.astype(str), return_inverse=True)[1].reshape(-1).astype(np.int64)
    against, repair = compare(profiles.profiles, names, framework.days[profiles.rows])
    assert repair is not None
    compared, tainted = set(ids.tolist()), set(ids[against.tainted].tolist())
    members = set(ids[repair.members].tolist())
    pairs = [pair for pair in one.unlike.get(area, []) if compared >= set(pair)]
    moved = _moved(framework, area)
    rows = dict(zip(ids.tolist(), profiles.rows.tolist(), strict=True))
    counts["judgements"] += len(ids)
    counts["tainted"] += len(tainted)
    counts["pairs"] += len(pairs)
    counts["pairs_tainted"] += sum(bool(tainted & set(pair)) for pair in pairs)
    counts["pairs_in_repair"] += sum(bool(members & set(pair)) for pair in pairs)
    counts["pairs_in_ledger"] += sum(id in groups and groups[id] == groups.get(copy) for id, copy in pairs)
    counts["repair"] += len(members)
    rules = framework.cases.rules
    for member, precedent in zip(repair.members.tolist(), repair.strongest.tolist(), strict=True):
        own, other = (rules.at(int(profiles.rows[place])) for place in (member, precedent))
        counts["repair_other_rules"] += own is not other
    for id in members:
        counts[f"repair_{why(one, id, area, moved=bool(moved[rows[id]]))}"] += 1


def _moved(framework: FrameworkJudgements, area: str) -> Flags:
    """Where the award is not what the rules make of the recorded evidence; of overall, in any area."""
    of = framework.worked_out if area == OVERALL else (area,)
    unlike = [framework.areas[id].awarded != framework.areas[id].provisional for id in of]
    found: Flags = np.any(unlike, axis=0)
    return found


def why(one: Planted, id: str, area: str, *, moved: bool) -> str:
    """What was planted in a case that is to be reconsidered; `moved` is one whose award is not as proposed.

    With noise an award differs from the proposal where nothing was planted in it, so that counts for nothing.
    Overall is compared on the areas as they were awarded, so what is planted in one of them counts there too.
    """
    own = {other for other, pairs in one.unlike.items() for pair in pairs if id in pair}
    if area in own:
        return "unlike"
    of = own | one.by_panel.get(id, frozenset())
    if id in one.by_panel and (area in of or (area == OVERALL and of)):
        return "panel"
    if area == OVERALL and of:
        return "below"
    if one.departed.get(id) == area or (area == OVERALL and id in one.departed):
        return "departed"
    if moved and one.truth["severity"]["spread"] and "noise" not in one.truth:
        return "moved"
    return "neither"


# --- tables ------------------------------------------------------------------------------------------


def figures(found: dict[str, Any]) -> str:
    """The tables of a report, in Markdown."""
    how = found["how"]
    lines = [
        f"Casebooks under {how['rules']}, seeds {how['seeds']}; those of one size and plant are counted "
        "together.",
    ]
    rows = found["rows"]
    quiet = [row for row in rows if "unlike" not in row["planted"]]
    loud = [row for row in rows if "unlike" in row["planted"]]
    lines += ["", "Where no unlike judgement was planted, whatever is found is a false alarm:", ""]
    lines += _table(
        (
            *("cases", "planted", "judgements", "in a violating pair", "to reconsider"),
            *("in 1,000 judgements", "under other thresholds"),
        ),
        [
            (
                *_head(row),
                f"{own['judgements']:,}",
                f"{own['tainted']:,}",
                f"{own['repair']:,}",
                _rate(1000 * own["repair"], own["judgements"]),
                f"{own['repair_other_rules']:,}",
            )
            for row in quiet
            for own in [_both(row)]
        ],
    )
    for part, title in PARTS.items():
        lines += ["", f"Unlike pairs planted in 1% of the cases, {title}:", ""]
        head = (
            *("cases", "planted besides", "pairs", "in the ledger", "in a violating pair", "recall"),
            *(
                "to reconsider",
                "of a pair",
                "of an area below",
                "panel",
                "departed or moved",
                "neither",
                "precision",
            ),
        )
        shown = head if part == OVERALL else tuple(name for name in head if name != "of an area below")
        lines += _table(shown, [_loud(row, row[part], part) for row in loud])
    return "\n".join(lines)


def _both(row: dict[str, Any]) -> Counts:
    return Counter(row["evidence"]) + Counter(row[OVERALL])


def _head(row: dict[str, Any]) -> tuple[str, str]:
    besides = row["planted"].replace(UNLIKE, "").strip()
    return f"{row['cases']:,} x {row['casebooks']}", besides or "nothing"


def _loud(row: dict[str, Any], counts: dict[str, int], part: str) -> tuple[str, ...]:
    own = Counter(counts)
    planted_ones = own["repair"] - own["repair_neither"]
    return (
        *_head(row),
        f"{own['pairs']:,}",
        _share(own["pairs_in_ledger"], own["pairs"]),
        _share(own["pairs_tainted"], own["pairs"]),
        _share(own["pairs_in_repair"], own["pairs"]),
        f"{own['repair']:,}",
        f"{own['repair_unlike']:,}",
        *([f"{own['repair_below']:,}"] if part == OVERALL else []),
        f"{own['repair_panel']:,}",
        f"{own['repair_departed'] + own['repair_moved']:,}",
        f"{own['repair_neither']:,}",
        _share(planted_ones, own["repair"]),
    )


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.0f}%" if of else "-"


def _rate(count: int, of: int) -> str:
    return f"{count / of:.1f}" if of else "-"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    rule = ["---" if at < 2 else "---:" for at in range(len(head))]
    return ["| " + " | ".join(cells) + " |" for cells in (head, tuple(rule), *rows)]
