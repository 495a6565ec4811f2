"""Generated casebooks with known plants, read as a moderator would read them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from evenhand.services.moderation.casebook import ModeratedCasebook, read_for_moderation
from evenhand.services.synthetic_casebook import generate_casebook
from evenhand.services.workspace import Workspace, open_workspace

REPOSITORY = Path(__file__).parent.parent
RULES = "ilacs@2023"


@dataclass(frozen=True)
class Planted:
    """A casebook, and the truth about it as the generator wrote it down."""

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


def planted(cases: int, seed: int, plant: str) -> Planted:
    """A casebook with `plant` in it, such as `severity=0.2 noise=2%`, or `nothing`."""
    workspace = _workspace()
    rule_set = workspace.rule_set(RULES, None)
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "planted"
        generate_casebook(
            rule_set,
            RULES,
            workspace,
            folder,
            cases=cases,
            seed=seed,
            plant=[plant],
            program="evenhand",
        )
        book = read_for_moderation(str(folder), workspace, rejects=Path(top) / "rejects.csv")
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return Planted(book, truth)


@cache
def _workspace() -> Workspace:
    return open_workspace(REPOSITORY)
