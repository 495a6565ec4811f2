"""The small rule sets under `verify/`, and what must be found of each.

A folder holds a rule set; what it does not write itself it takes from `verify/shared`. `expected.yaml` says
what is found of it: the obligations that are refuted (all others are proved), or the codes of what is told
when it is loaded. Where there is a folder `after`, the files in it make another rule set of the first one,
and `expected.yaml` says how that one compares in each area.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evenhand.language import RulesInForce
from written import load

HERE = Path(__file__).parent / "verify"
SHARED = HERE / "shared"
EXPECTED_FILE = "expected.yaml"
SHOWN_FILE = "expected.txt"
"""What `evenhand verify` says of a set, where that is kept too."""
DAY = datetime.date(2024, 5, 13)
"""The day on which each set is verified."""


@dataclass(frozen=True)
class Expected:
    """What must be found: one of the three, and why."""

    because: str
    refuted: frozenset[tuple[str, tuple[str, ...]]] | None = None
    """Names of obligations, each with what it is about."""
    relation: Mapping[str, str] | None = None
    diagnostics: tuple[str, ...] | None = None


@dataclass(frozen=True)
class VerifySet:
    """One folder."""

    folder: Path

    @property
    def name(self) -> str:
        """What the set shows."""
        return self.folder.name

    @property
    def files(self) -> dict[str, bytes]:
        """The rule set and its schema, by file name."""
        return {**_files(SHARED), **_files(self.folder)}

    @property
    def files_after(self) -> dict[str, bytes]:
        """The rule set that it is compared with."""
        return {**self.files, **_files(self.folder / "after")}

    @property
    def expected(self) -> Expected:
        """What must be found of it."""
        written = yaml.safe_load((self.folder / EXPECTED_FILE).read_text(encoding="utf-8"))
        refuted = written.get("refuted")
        return Expected(
            because=written["because"],
            refuted=None if refuted is None else frozenset(map(_obligation, refuted)),
            relation=written.get("relation"),
            diagnostics=tuple(written["diagnostics"]) if "diagnostics" in written else None,
        )


def verify_sets() -> list[VerifySet]:
    """Every set, by name."""
    return [VerifySet(path) for path in sorted(HERE.iterdir()) if path.is_dir() and path != SHARED]


def sets_to_verify() -> list[VerifySet]:
    """The sets of which obligations are asked."""
    return [one for one in verify_sets() if one.expected.refuted is not None]


def sets_to_compare() -> list[VerifySet]:
    """The sets of two rule sets."""
    return [one for one in verify_sets() if one.expected.relation is not None]


def sets_told_of() -> list[VerifySet]:
    """The sets that cannot be loaded."""
    return [one for one in verify_sets() if one.expected.diagnostics is not None]


def rules_of(files: Mapping[str, bytes]) -> RulesInForce:
    """The rules in force on the day of verification."""
    return load(files).usable.in_force_on(DAY)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in (EXPECTED_FILE, SHOWN_FILE)
    }


def _obligation(written: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    of = written["of"]
    return written["obligation"], (of,) if isinstance(of, str) else tuple(of)
