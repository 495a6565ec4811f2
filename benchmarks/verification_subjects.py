"""What verification is measured on: packs of the workload, and rule sets that are shipped.

This does not import Z3, whose loading is measured.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.translate import case_of, load_pack
from benchmarks.workload import Pack, load_workload, workload_file
from evenhand.domain import Case
from evenhand.language import RulesInForce
from evenhand.services.rule_sets import day_in_force
from evenhand.services.workspace import open_workspace

REPOSITORY = Path(__file__).parent.parent
SIZES = (60, 300)
SHIPPED = ("ilacs@2023", "sif@2013")
TODAY = datetime.date(2026, 11, 1)
"""Shipped rule sets are verified as on this day, or the nearest in force."""


@dataclass(frozen=True)
class Packed:
    """A pack of the workload and its second version."""

    size: int
    module: Any
    now: Pack
    edited: Pack

    @property
    def name(self) -> str:
        """What the figures call it."""
        return f"{self.size} rules"

    def cases(self, records: int, rules: RulesInForce) -> list[Case]:
        """The first records of the workload, in which some items are missing."""
        return [case_of(one, rules.rule_set) for one in self.module.to_records(self.module.gen_np(records))]


def packed(size: int) -> Packed:
    """A pack of so many rules, as the files beside the workload have it.

    Raises FileNotFoundError without the reference data.
    """
    path = workload_file()
    if path is None:
        raise FileNotFoundError("EVENHAND_DATA does not name a folder with bench/workload.py")
    now, edited = (
        json.loads((path.parent / f"pack{size}{version}.json").read_text(encoding="utf-8"))
        for version in ("", "_v2")
    )
    return Packed(size, load_workload(path), now, edited)


def rules_of(name: str) -> RulesInForce:
    """The rules in force of a subject: `60 rules` is a pack, any other name a shipped rule set."""
    if name.endswith(" rules"):
        return load_pack(packed(int(name.split()[0])).now)
    rule_set = open_workspace(REPOSITORY).rule_set(name)
    return rule_set.in_force_on(day_in_force(rule_set.in_force, TODAY))
