"""Whatever the seed and number, synthetic cases are whole: read back, and graded as the truth file says."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.services.replay_casebook import replay_casebook
from evenhand.services.synthetic_casebook import generate_casebook
from unit.services.small_casebooks import small_workspace

PLANTS = [
    "nothing",
    "severity=1",
    "drift=-1",
    "departures=100%",
    "unlike=50%",
    "unlike=10% departures=50%",
    "noise=100%",
    "panel=100%",
    "unlike=10% panel=20% noise=5%",
]


@settings(max_examples=15)
@given(st.integers(1, 300), st.integers(0, 2**70), st.sampled_from(PLANTS))
def test_any_casebook_is_read_back_whole(cases: int, seed: int, plant: str) -> None:
    with tempfile.TemporaryDirectory() as top:
        workspace = small_workspace(Path(top))
        folder = Path(top) / "made"
        rule_set = workspace.rule_set("visits@1")
        generate_casebook(
            rule_set, "visits@1", workspace, folder, cases=cases, seed=seed, plant=[plant], program="test"
        )
        found = replay_casebook(str(folder), workspace, after="awarded")
        assert (found.read, found.rejected, found.diagnostics) == (cases, 0, ())
        truth = json.loads((folder / "truth.json").read_text())
        frame = pl.read_parquet(folder / "cases.parquet")
    area = truth["areas"]["care"]
    awarded = {grade: count for grade, count in frame["care"].value_counts().iter_rows()}
    assert {grade: count for grade, count in area["awarded"].items() if count} == awarded
    assert sum(area["proposed"].values()) == sum(area["awarded"].values()) == cases
    assert truth["unlike"]["pairs"] == truth["unlike"]["asked"] == len(truth["unlike"]["list"])
    assert truth["departures"]["cases"] == len(truth["departures"]["list"])
    if plant == "nothing":
        assert found.replay.moved_count == 0
    if plant == "departures=100%":
        assert truth["departures"]["cases"] == cases
