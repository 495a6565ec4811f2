"""Synthetic casebooks: valid, with the mix wanted, and with exactly what the truth file lists."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from evenhand.diagnostics import InvalidInput
from evenhand.evidence.rows import Column
from evenhand.language import RulesInForce
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import casebook_id, open_casebook
from evenhand.services.cases import Cases
from evenhand.services.decided_cases import DecidedCases
from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.synthetic_casebook import generate_casebook
from evenhand.services.workspace import Workspace, open_workspace
from unit.services.small_casebooks import small_workspace


@dataclass(frozen=True)
class Made:
    """A casebook that was generated, with what can be looked at in it."""

    folder: Path
    workspace: Workspace

    @cached_property
    def truth(self) -> Any:
        return json.loads((self.folder / "truth.json").read_text())

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        frame = pl.read_parquet(self.folder / "cases.parquet")
        return {row["id"]: row for row in frame.iter_rows(named=True)}

    @cached_property
    def replayed(self) -> Replayed:
        return replay_casebook(str(self.folder), self.workspace, after="awarded")

    @property
    def hashes(self) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in self.folder.iterdir()}

    @property
    def areas(self) -> list[str]:
        return list(self.truth["areas"])

    def decided(self, *, provisional: bool = True) -> dict[str, list[int]]:
        """What the rules make of every case, by area: places of grades, below 0 where there is none."""
        casebook = open_casebook(str(self.folder), self.workspace)
        reading = CaseReading(casebook, self.workspace, CaseRules(self.workspace))
        found: dict[str, list[int]] = {area: [] for area in self.areas}
        decider = DecidedCases(provisional=provisional)
        for cases in reading.cases():
            codes = {area: [0] * cases.rows for area in self.areas}
            for rules, own, places in _by_rules(cases):
                (by_area,) = decider.decide(decider.code(own, [rules]), [rules], self.areas)
                for area, decided in by_area.items():
                    for place, code in zip(places, decided.codes.tolist(), strict=True):
                        codes[area][place] = code
            for area, ones in codes.items():
                found[area] += ones
        return found


def _by_rules(cases: Cases) -> list[tuple[RulesInForce, Cases, list[int]]]:
    column: Column[RulesInForce] = cases.rules
    # Many days have the same rules.
    alike: dict[int, list[int]] = {}
    for at, rules in enumerate(column.values):
        alike.setdefault(id(rules), []).append(at)
    parts = []
    for own in alike.values():
        places = np.flatnonzero(np.isin(column.which, own))
        parts.append((column.values[own[0]], cases.taken(places), places.tolist()))
    return parts


def made(folder: Path, workspace: Workspace, rules: str, cases: int, *plant: str, **more: Any) -> Made:
    generate_casebook(
        workspace.rule_set(rules),
        rules,
        workspace,
        folder,
        cases=cases,
        plant=plant,
        program="evenhand test",
        **{"seed": 11, **more},
    )
    return Made(folder, workspace)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return small_workspace(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("made") / "ilacs", open_workspace(), "ilacs@2023", 3000)


# --- whole and valid -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules", ["ilacs@2026", "sif@2013", "protection@2012", "ilacs@2023+ties_and_cap_2023"]
)
def test_cases_under_every_rule_set_with_evidence_are_read_back_without_rejects(
    tmp_path: Path, rules: str
) -> None:
    found = made(tmp_path / "new", open_workspace(), rules, 200)
    assert (found.replayed.read, found.replayed.rejected, found.replayed.diagnostics) == (200, 0, ())
    assert all(area.tally.n > 100 for area in found.replayed.replay.areas.values())


def test_every_case_is_valid_and_the_casebook_says_that_it_is_synthetic(shipped: Made) -> None:
    assert (shipped.replayed.read, shipped.replayed.rejected) == (3000, 0)
    document = shipped.replayed.casebook.document
    assert (document.kind, document.framework) == ("synthetic", "ilacs@2023")
    assert list(shipped.replayed.replay.areas) == shipped.areas


def test_counts_and_numbers_stand_in_columns_of_numbers(shipped: Made) -> None:
    types = pl.read_parquet_schema(shipped.folder / "cases.parquet")
    assert types["open_cases"] == pl.Int64
    assert types["supervision_gap_median"] == pl.Decimal(18, 1)
    assert types["on"] == pl.Date
    assert types["cases_with_grip"] == types["caseload_mean"] == pl.String
    texts = {row["caseload_mean"] for row in shipped.rows.values()}
    assert any(text and " to " in text for text in texts) and None in texts


def test_names_that_are_taken_give_way(tmp_path: Path, small: Workspace) -> None:
    found = made(tmp_path / "new", small, "visits@1", 50)
    columns = yaml.safe_load((found.folder / "casebook.yaml").read_text())["columns"]
    assert columns["evidence"]["region"] == "item_region"
    assert found.replayed.rejected == 0


# --- the mix -------------------------------------------------------------------------------------------


def test_the_mix_proposed_is_near_the_published_one(shipped: Made) -> None:
    mix = shipped.truth["mix"]
    assert (mix["area"], mix["published"]["rules"]) == ("overall", "ilacs@2023")
    for grade, share in mix["published"]["shares"].items():
        assert mix["proposed"][grade] == pytest.approx(share, abs=0.035)


def test_without_an_overall_judgement_the_mix_is_that_of_the_last_area_and_the_nearest_version(
    tmp_path: Path,
) -> None:
    mix = made(tmp_path / "new", open_workspace(), "ilacs@2026", 400).truth["mix"]
    assert (mix["area"], mix["published"]["rules"]) == ("care_leavers", "ilacs@2023")
    for grade, share in mix["published"]["shares"].items():
        assert mix["proposed"][grade] == pytest.approx(share, abs=0.08)


def test_where_nothing_is_published_that_is_said(tmp_path: Path, small: Workspace) -> None:
    assert made(tmp_path / "new", small, "visits@1", 100).truth["mix"]["published"] is None


# --- what is planted -----------------------------------------------------------------------------------


def moves(found: Made) -> dict[str, Counter[int]]:
    """By how many grades awards differ from proposals, in each area."""
    decided = found.decided()
    rules = found.workspace.rule_set(found.replayed.casebook.document.framework or "")
    counts = {}
    for area in found.areas:
        names = rules.area_by_id[area].scale.names
        pairs = list(zip(found.rows.values(), decided[area], strict=True))
        assert all(row[area] == "not_judged" for row, code in pairs if code < 0)
        steps = [names.index(row[area]) - code for row, code in pairs if code >= 0]
        counts[area] = Counter(steps)
    return counts


def test_nothing_planted_leaves_what_the_rules_propose(tmp_path: Path, small: Workspace) -> None:
    found = made(tmp_path / "new", small, "visits@1", 5000, "nothing")
    assert all(set(counts) == {0} for counts in moves(found).values())
    assert found.truth["departures"] == {"share_of_cases": 0.0, "cases": 0, "list": []}
    assert found.truth["unlike"] == {"asked": 0, "pairs": 0, "list": []}
    assert found.replayed.replay.moved_count == 0


@pytest.mark.parametrize("rules", ["ilacs@2023", "sif@2013"])
def test_nothing_planted_leaves_what_the_rules_propose_in_every_area(tmp_path: Path, rules: str) -> None:
    counts = moves(made(tmp_path / "new", open_workspace(), rules, 500, "nothing"))
    assert len(counts) == 5
    assert all(set(one) == {0} for one in counts.values())


def test_where_the_evidence_leaves_it_open_the_grade_is_the_provisional_one(shipped: Made) -> None:
    decided, truth = shipped.decided(provisional=False), shipped.truth
    for area in shipped.areas:
        open_cases = sum(code == -1 for code in decided[area])
        assert open_cases == truth["areas"][area]["open_in_recorded_evidence"]
    assert all(row["overall"] is not None for row in shipped.rows.values())


@pytest.mark.parametrize(("plant", "part"), [("severity=0.5", "leads"), ("drift=0.4", "periods")])
def test_severity_and_drift_are_in_the_grades_as_listed(
    tmp_path: Path, small: Workspace, plant: str, part: str
) -> None:
    found = made(tmp_path / "new", small, "visits@1", 9000, plant)
    kind = plant.partition("=")[0]
    listed = found.truth[kind][part]
    decided = found.decided()
    names = ("poor", "fair", "good")
    up: Counter[str] = Counter()
    down: Counter[str] = Counter()
    for at, row in enumerate(found.rows.values()):
        who = row["lead"] if part == "leads" else str(row["on"].year)
        code = decided["care"][at]
        step = names.index(row["care"]) - code
        up[who] += step > 0
        down[who] += step < 0
        assert abs(step) <= 1
    assert set(up) <= set(listed)
    assert {name: one["judgements_up"] for name, one in listed.items() if one["judgements_up"]} == +up
    assert {name: one["judgements_down"] for name, one in listed.items() if one["judgements_down"]} == +down
    size = {"severity": -1, "drift": 1}[kind]
    for one in listed.values():
        shift = one["severity" if kind == "severity" else "shift"] * size
        assert one["judgements_down" if shift > 0 else "judgements_up"] == 0
        assert one["cases_moved"] == one["judgements_up"] + one["judgements_down"]
        assert one["cases_moved"] <= one["cases"]
    total = sum(one["cases"] for one in listed.values())
    assert total == 9000


def test_departures_are_in_the_grades_as_listed(tmp_path: Path, small: Workspace) -> None:
    found = made(tmp_path / "new", small, "visits@1", 9000, "departures=10%")
    listed = found.truth["departures"]["list"]
    assert len(listed) == found.truth["departures"]["cases"] == len({one["id"] for one in listed})
    assert 780 < len(listed) < 1020
    decided = dict(zip(found.rows, found.decided()["care"], strict=True))
    names = ("poor", "fair", "good")
    departed = {one["id"]: one for one in listed}
    for id, row in found.rows.items():
        one = departed.get(id)
        if one is not None:
            assert row["care"] == one["to"] != one["from"] and one["reason"].isupper()
        assert row["departure_care"] == (None if one is None else one["reason"])
        assert names[decided[id]] == (row["care"] if one is None else one["from"])


@pytest.mark.parametrize(("plant", "pairs"), [("unlike=20", 20), ("unlike=50%", 4500), ("unlike=1", 1)])
def test_unlike_pairs_have_the_same_evidence_and_one_grade_apart(
    tmp_path: Path, small: Workspace, plant: str, pairs: int
) -> None:
    found = made(tmp_path / "new", small, "visits@1", 9001, plant, "severity=0.5")
    told = found.truth["unlike"]
    assert told["pairs"] == told["asked"] == len(told["list"]) == pairs
    assert len({id for one in told["list"] for id in (one["id"], one["copy"])}) == 2 * pairs
    names = ("poor", "fair", "good")
    for one in told["list"]:
        row, copy = found.rows[one["id"]], found.rows[one["copy"]]
        for column in ("children_seen", "harm", "visits", "item_region", "on", "cases", "previous_care"):
            assert row[column] == copy[column]
        assert (row["care"], copy["care"]) == (one["grade"], one["copy_grade"])
        assert abs(names.index(row["care"]) - names.index(copy["care"])) == 1


def test_missing_evidence_is_counted(shipped: Made) -> None:
    told = shipped.truth["missing_evidence"]
    items = yaml.safe_load((shipped.folder / "casebook.yaml").read_text())["columns"]["evidence"]
    assert told["cells"] == 3000 * len(items)
    cells = [row[item] for row in shipped.rows.values() for item in items]
    assert sum(cell is None for cell in cells) == told["found"]["not looked at"]
    written = Counter(cell for cell in cells if isinstance(cell, str) and cell.startswith("unknown:"))
    for reason in ("looked and could not tell", "sources conflict", "suppressed"):
        assert written[f"unknown: {reason}"] == told["found"][reason] > 0


# --- recording noise and the panel ---------------------------------------------------------------------

EVERYTHING = "severity=0.2 drift=0.05 departures=5% unlike=1% noise=5% panel=10%"
WEIGHED = ("children_seen", "harm", "visits", "item_region")


def test_noise_changes_recorded_values_and_nothing_else(tmp_path: Path, small: Workspace) -> None:
    clean = made(tmp_path / "clean", small, "visits@1", 6000, "departures=5%")
    noisy = made(tmp_path / "noisy", small, "visits@1", 6000, "departures=5%", "noise=10%")
    different: Counter[str] = Counter()
    for id, row in clean.rows.items():
        for column, cell in row.items():
            if noisy.rows[id][column] != cell:
                different[column] += 1
                assert cell is not None and "unknown" not in str(cell) and " to " not in str(cell)
    assert set(different) == set(WEIGHED)
    told = noisy.truth["noise"]
    assert sum(different.values()) == told["changed"]
    assert told["changed"] == pytest.approx(0.1 * told["values"], rel=0.05)
    assert noisy.replayed.rejected == 0
    assert "noise" not in clean.truth


def test_proposals_that_noise_moves_are_counted(tmp_path: Path, small: Workspace) -> None:
    clean = made(tmp_path / "clean", small, "visits@1", 3000, "nothing")
    noisy = made(tmp_path / "noisy", small, "visits@1", 3000, "noise=20%")
    pairs = zip(clean.decided()["care"], noisy.decided()["care"], strict=True)
    moved = sum(one != other for one, other in pairs)
    assert noisy.truth["noise"]["proposals_moved"] == {"care": moved}
    assert moved > 100
    open_now = sum(code == -1 for code in noisy.decided(provisional=False)["care"])
    assert noisy.truth["areas"]["care"]["open_in_recorded_evidence"] == open_now


def test_the_two_cases_of_a_pair_each_have_their_own_noise(tmp_path: Path, small: Workspace) -> None:
    found = made(tmp_path / "new", small, "visits@1", 2000, "unlike=25%", "noise=20%")
    apart = [
        found.rows[one["id"]][item] != found.rows[one["copy"]][item]
        for one in found.truth["unlike"]["list"]
        for item in WEIGHED
    ]
    # Either of the two is hit in 36% of cells, and a yes is turned twice into a no.
    assert 0.25 < sum(apart) / len(apart) < 0.40


def test_a_panel_grades_the_cases_listed_and_no_others(tmp_path: Path, small: Workspace) -> None:
    found = made(tmp_path / "new", small, "visits@1", 6000, "panel=10%")
    told = found.truth["panel"]
    assert told["cases"] == len(told["list"]) == len({one["id"] for one in told["list"]})
    assert told["cases"] == pytest.approx(600, rel=0.15)
    by_panel = {one["id"]: one["areas"] for one in told["list"]}
    names = ("poor", "fair", "good")
    for (id, row), code in zip(found.rows.items(), found.decided()["care"], strict=True):
        apart = by_panel.get(id, {}).get("care")
        if apart is None:
            assert row["care"] == names[code]
        else:
            assert (apart["from"], apart["to"]) == (names[code], row["care"])
    unlike = sum(bool(areas) for areas in by_panel.values())
    # It weighs the same evidence, so it agrees more often than not, and it is no set of rules.
    assert 0.1 < unlike / told["cases"] < 0.5


def test_a_panel_is_as_generous_as_the_rules(tmp_path: Path, small: Workspace) -> None:
    area = made(tmp_path / "new", small, "visits@1", 4000, "panel=100%").truth["areas"]["care"]
    for grade, count in area["proposed"].items():
        assert area["awarded"][grade] == pytest.approx(count, abs=160)


def test_nothing_else_is_planted_where_a_panel_grades(tmp_path: Path, small: Workspace) -> None:
    found = made(tmp_path / "new", small, "visits@1", 3000, "panel=50% departures=50% unlike=10% severity=1")
    by_panel = {one["id"] for one in found.truth["panel"]["list"]}
    departed = {one["id"] for one in found.truth["departures"]["list"]}
    paired = {id for one in found.truth["unlike"]["list"] for id in (one["id"], one["copy"])}
    assert len(by_panel) > 1000 and len(departed) > 300 and len(paired) == 600
    assert not by_panel & departed and not by_panel & paired


def test_a_panel_needs_evidence_with_a_direction(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path)
    schema = tmp_path / "evidence_schemas" / "visits.yaml"
    schema.write_text(re.sub(r"better: \w+", "better: neither", schema.read_text()))
    assert told(tmp_path / "new", workspace, "visits@1", 10, "panel=10%").startswith("C652 ")
    assert not (tmp_path / "new").exists()


# --- the same again ------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_however_many_are_done_at_a_time(
    tmp_path: Path, small: Workspace
) -> None:
    found = [
        made(tmp_path / str(batch) / "cases", small, "visits@1", 9000, EVERYTHING, batch=batch).hashes
        for batch in (1, 2, 12)
        if not (tmp_path / str(batch)).mkdir()  # type: ignore[func-returns-value]
    ]
    assert found[0] == found[1] == found[2]
    assert set(found[0]) == {"casebook.yaml", "cases.parquet", "truth.json"}


def test_another_seed_gives_other_cases(tmp_path: Path, small: Workspace) -> None:
    one, other = (made(tmp_path / f"s{seed}", small, "visits@1", 100, seed=seed) for seed in (1, 2))
    assert one.rows != other.rows


def test_a_casebook_is_named_after_its_folder() -> None:
    assert casebook_id(Path("/tmp/2024 cases")) == "casebook_2024_cases"


# --- the folder ----------------------------------------------------------------------------------------


def told(folder: Path, workspace: Workspace, rules: str = "visits@1", cases: int = 10, *plant: str) -> str:
    with pytest.raises(InvalidInput) as raised:
        made(folder, workspace, rules, cases, *plant)
    (first, *_) = raised.value.diagnostics
    return f"{first.code.id} {first.message}"


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path, small: Workspace) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert told(tmp_path, small).startswith("C651 ")
    assert told(tmp_path / "mine.txt", small).startswith("C651 ")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path, small: Workspace) -> None:
    (tmp_path / "new").mkdir()
    assert made(tmp_path / "new", small, "visits@1", 10).replayed.read == 10


def test_a_folder_without_a_folder_above_it_is_told(tmp_path: Path, small: Workspace) -> None:
    assert told(tmp_path / "no" / "new", small).startswith("I331 ")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that takes no others is in /proc")
def test_a_folder_above_it_that_takes_no_other_is_not_said_to_be_missing(small: Workspace) -> None:
    assert told(Path("/proc/new"), small).endswith("nothing can be made in `/proc`")


def test_rules_that_read_no_evidence_are_told_before_anything_is_written(tmp_path: Path) -> None:
    assert told(tmp_path / "new", open_workspace(), "ilacs@2018").startswith("C650 ")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_where_the_work_is_broken_off(tmp_path: Path, small: Workspace) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        made(tmp_path / "new", small, "visits@1", 9000, told=stop, batch=1)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_refuses_is_told_and_leaves_nothing(
    tmp_path: Path, small: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evenhand.services.synthetic_casebook.write_truth", refuse)
    assert told(tmp_path / "new", small).endswith("cannot be written: no space left on device")
    assert list(tmp_path.iterdir()) == []
