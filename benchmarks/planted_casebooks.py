"""Casebooks generated with known inconsistencies, read as moderation reads any other."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evenhand.services.moderation.casebook import ModeratedCasebook, read_for_moderation
from evenhand.services.synthetic_casebook import generate_casebook
from evenhand.services.workspace import Workspace

RULES = "ilacs@2023"
"""The rule set of every casebook: four areas graded from evidence, and overall from the areas."""


@dataclass(frozen=True)
class Planted:
    """A casebook, and what is planted in it as its truth file tells it."""

    book: ModeratedCasebook
    truth: dict[str, Any]

    @cached_property
    def unlike(self) -> dict[str, list[tuple[str, str]]]:
        """The pairs of like cases with unlike grades, by area: the ids of both."""
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.truth["unlike"]["list"]:
            found.setdefault(one["area"], []).append((one["id"], one["copy"]))
        return found

    @cached_property
    def by_panel(self) -> dict[str, frozenset[str]]:
        """The cases that a panel graded, each with the areas that it graded otherwise than the rules."""
        listed = self.truth.get("panel", {"list": []})["list"]
        return {one["id"]: frozenset(one["areas"]) for one in listed}

    @cached_property
    def departed(self) -> dict[str, str]:
        """The cases with a planted departure, each with its area."""
        return {one["id"]: one["area"] for one in self.truth["departures"]["list"]}


@contextmanager
def planted(workspace: Workspace, cases: int, seed: int, plant: str, rules: str = RULES) -> Iterator[Planted]:
    """A casebook with something planted, in a folder that is taken away afterwards."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "cases"
        generate_casebook(
            workspace.rule_set(rules),
            rules,
            workspace,
            folder,
            cases=cases,
            seed=seed,
            plant=[plant],
            program="evenhand benchmarks",
        )
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        yield Planted(read_for_moderation(str(folder), workspace), truth)
