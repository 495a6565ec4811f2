"""The tables in the README of the benchmarks are those of the results that stand beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import (
    casebook_figures,
    moderation_likeness,
    moderation_planted,
    moderation_repair_truth,
    run,
    second_opinion,
    verification_figures,
)

TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "one_inspection": run.figures,
    "second_opinion": second_opinion.figures,
    "casebook": casebook_figures.figures,
    "verification": verification_figures.figures,
    "moderation_planted": moderation_planted.figures,
    "moderation_likeness": moderation_likeness.figures,
    "moderation_repair_truth": moderation_repair_truth.figures,
}


def test_every_benchmark_has_its_tables() -> None:
    assert set(TABLES) == set(run.BENCHMARKS)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_of_the_results(name: str, repository: Path) -> None:
    results = repository / "benchmarks" / "results" / f"{name}.json"
    readme = (repository / "benchmarks" / "README.md").read_text(encoding="utf-8")
    if not results.exists():
        # A benchmark that has never been measured has no tables either.
        assert f"<!-- beginning of figures: {name} -->\n\n<!-- end of figures: {name} -->" in readme
        return
    found = json.loads(results.read_text(encoding="utf-8"))
    assert f"<!-- beginning of figures: {name} -->\n\n{TABLES[name](found)}\n\n<!-- end" in readme
