"""The truth file of a synthetic casebook: what was planted, how much of it, and in which cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from evenhand.domain import UnknownReason
from evenhand.replay import NOT_JUDGED
from evenhand.services.published_mix import PublishedMix
from evenhand.services.synthetic_cases import CaseMaker, Drawn
from evenhand.services.synthetic_noise import Recorder
from evenhand.services.synthetic_planting import Departed, Moved, Panelled, Planter, Unlike
from evenhand.synthesis import MISSING, RANGES, Floats, Grades

TRUTH_FILE: Final = "truth.json"
_PLACES = 4


class PlantedLists:
    """Planted cases, one a line, in files beside the one that is made: there may be too many to hold."""

    def __init__(self, folder: Path) -> None:
        self._paths = {name: folder / f"{name}.part" for name in ("departures", "unlike", "panel")}
        self._stack = ExitStack()
        self._files: dict[str, IO[str]] = {}

    def __enter__(self) -> PlantedLists:
        for name, path in self._paths.items():
            file = path.open("w", encoding="utf-8", newline="\n")
            self._files[name] = self._stack.enter_context(file)
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()
        for path in self._paths.values():
            path.unlink(missing_ok=True)

    def departed(self, one: Departed) -> None:
        """Keep a departure."""
        told = {"id": one.id, "area": one.area, "from": one.before, "to": one.after, "reason": one.reason}
        self._files["departures"].write(_line(told))

    def unlike(self, one: Unlike) -> None:
        """Keep a pair of unlike judgements."""
        self._files["unlike"].write(_line(asdict(one)))

    def panelled(self, one: Panelled) -> None:
        """Keep a case that a panel graded."""
        areas = {area: {"from": before, "to": after} for area, (before, after) in one.areas.items()}
        self._files["panel"].write(_line({"id": one.id, "areas": areas}))

    def lines(self, name: str) -> Iterator[str]:
        """What was kept, one JSON object a line."""
        self._files[name].flush()
        with self._paths[name].open(encoding="utf-8") as file:
            for line in file:
                yield line.rstrip("\n")


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"


@dataclass
class Counted:
    """What is counted over all cases: grades proposed and awarded by area, and missing evidence."""

    maker: CaseMaker
    proposed: dict[str, dict[str, int]] = field(init=False)
    awarded: dict[str, dict[str, int]] = field(init=False)
    open: dict[str, int] = field(init=False)
    reasons: dict[UnknownReason, int] = field(default_factory=lambda: dict.fromkeys(MISSING, 0))
    ranges: int = 0
    cells: int = 0

    def __post_init__(self) -> None:
        areas = {area.id: area.scale for area in self.maker.graded}
        words = {id: (*scale.names, "not_judged", "no_grade") for id, scale in areas.items()}
        self.proposed = {id: dict.fromkeys(names, 0) for id, names in words.items()}
        self.awarded = {id: dict.fromkeys(names, 0) for id, names in words.items()}
        self.open = dict.fromkeys(areas, 0)

    def add(self, drawn: Drawn, proposed: dict[str, Grades], awarded: dict[str, Grades]) -> None:
        """Count some cases more; `open` is counted apart."""
        for found, grades in ((self.proposed, proposed), (self.awarded, awarded)):
            for area, one in grades.items():
                _count(found[area], one)
        missing = self.maker.evidence.missing(drawn.evidence)
        for reason, count in missing.reasons.items():
            self.reasons[reason] += count
        self.ranges += missing.ranges
        self.cells += drawn.count * len(drawn.evidence)


def _count(found: dict[str, int], grades: Grades) -> None:
    words = list(found)
    for at, word in enumerate(words[:-2]):
        found[word] += int((grades == at).sum())
    found["not_judged"] += int((grades == NOT_JUDGED).sum())
    found["no_grade"] += int(((grades < 0) & (grades != NOT_JUDGED)).sum())


def write_truth(
    path: Path,
    program: str,
    maker: CaseMaker,
    mix: PublishedMix | None,
    counted: Counted,
    planter: Planter,
    recorder: Recorder,
    lists: PlantedLists,
) -> None:
    """Write the truth file: small things first, then the planted cases one a line.

    Noise and a panel are told of where they are planted.
    """
    head = {
        "schema": "evenhand/truth/1",
        "program": program,
        "seed": maker.seed,
        "cases": maker.cases,
        "rules": {
            "id": maker.rule_set.id,
            "version": maker.rule_set.version,
            "hash": maker.rule_set.hash,
        },
        "evidence_schema": {"id": maker.rule_set.schema.id, "hash": maker.rule_set.schema.hash},
        "mix": _mix(maker, mix, counted),
        "areas": {
            area: {
                "proposed": counted.proposed[area],
                "open_in_recorded_evidence": counted.open[area],
                "awarded": counted.awarded[area],
            }
            for area in counted.proposed
        },
        "missing_evidence": _missing(counted),
        "severity": _severity(maker, planter),
        "drift": _drift(maker, planter),
    }
    if recorder.errs:
        head["noise"] = {
            "share_of_values": float(maker.plants.noise),
            "values": recorder.values,
            "changed": recorder.changed,
            "proposals_moved": recorder.moved,
        }
    share = float(maker.plants.departures)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}"))
        departures = {"share_of_cases": share, "cases": planter.departures}
        _write_list(file, "departures", departures, lists.lines("departures"))
        pairs = {"asked": maker.plants.pairs(maker.cases), "pairs": planter.pairs}
        _write_list(file, "unlike", pairs, lists.lines("unlike"))
        if planter.panel is not None:
            panel = {"share_of_cases": planter.panel.share, "cases": planter.panels}
            _write_list(file, "panel", panel, lists.lines("panel"))
        file.write("\n}\n")


def _write_list(file: IO[str], name: str, counts: dict[str, Any], lines: Iterable[str]) -> None:
    """One more key of the document: what is counted, and a list with one line for each."""
    file.write(f',\n  "{name}": {{\n')
    file.writelines(f'    "{key}": {json.dumps(value)},\n' for key, value in counts.items())
    file.write('    "list": [')
    before = "\n"
    for line in lines:
        file.write(f"{before}      {line}")
        before = ",\n"
    file.write("]\n  }" if before == "\n" else "\n    ]\n  }")


def shares_of(counts: dict[str, int], grades: tuple[str, ...]) -> dict[str, float]:
    """The share of each grade among the cases that have one."""
    total = sum(counts[grade] for grade in grades)
    return {grade: round(counts[grade] / total, _PLACES) if total else 0.0 for grade in grades}


def _mix(maker: CaseMaker, mix: PublishedMix | None, counted: Counted) -> dict[str, Any]:
    grades = maker.target.scale.names
    published = None
    if mix is not None:
        published = {
            "rules": mix.rules,
            "cases": mix.cases,
            "shares": {grade: round(share, _PLACES) for grade, share in zip(grades, mix.shares, strict=True)},
        }
    return {
        "area": maker.target.id,
        "published": published,
        "proposed": shares_of(counted.proposed[maker.target.id], grades),
        "awarded": shares_of(counted.awarded[maker.target.id], grades),
    }


def _missing(counted: Counted) -> dict[str, Any]:
    return {
        "cells": counted.cells,
        "rates": {**{reason.value: rate for reason, rate in MISSING.items()}, "range": RANGES},
        "found": {
            **{reason.value: count for reason, count in counted.reasons.items()},
            "range": counted.ranges,
        },
    }


def _severity(maker: CaseMaker, planter: Planter) -> dict[str, Any]:
    """Positive is harder. A judgement of one area is moved by one grade at most."""
    return {
        "spread": maker.plants.severity,
        "unit": "grades, positive is harder",
        "leads": _moves(maker.known.codes, "severity", planter.severity, planter.by_lead),
    }


def _drift(maker: CaseMaker, planter: Planter) -> dict[str, Any]:
    years = [str(year) for year in planter.years]
    return {
        "per_year": maker.plants.drift,
        "unit": "grades, positive is softer",
        "periods": _moves(years, "shift", planter.drift, planter.by_year),
    }


def _moves(names: list[str], key: str, sizes: Floats, moved: Moved) -> dict[str, Any]:
    columns: list[tuple[str, Callable[[int], Any]]] = [
        (key, lambda at: float(np.round(sizes[at], 6)) + 0.0),
        ("cases", lambda at: int(moved.cases[at])),
        ("cases_moved", lambda at: int(moved.moved_cases[at])),
        ("judgements_up", lambda at: int(moved.up[at])),
        ("judgements_down", lambda at: int(moved.down[at])),
    ]
    return {name: {column: read(at) for column, read in columns} for at, name in enumerate(names)}
