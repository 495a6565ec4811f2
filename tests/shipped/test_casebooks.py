"""Every shipped casebook loads and replays as recorded."""

from __future__ import annotations

import csv
import io
import runpy
from collections import Counter
from pathlib import Path

import pytest

from evenhand.services.replay_casebook import Replayed, replay_casebook
from evenhand.services.replay_json import replay_json
from evenhand.services.workspace import Workspace

PUBLISHED = Path("casebooks") / "published"

AGREE = {"sif@2013": (162, 167), "ilacs@2018": (162, 165), "ilacs@2023": (95, 98)}
"""In how many cases of each framework the overall grade follows from those of the areas, and of how many."""

MISSES = {
    ("Sheffield", "2014-02-21", "good", "requires_improvement"),
    ("Bradford", "2014-05-23", "good", "requires_improvement"),
    ("Portsmouth", "2014-09-01", "good", "requires_improvement"),
    ("Brighton and Hove", "2015-06-22", "good", "requires_improvement"),
    ("Bury", "2016-05-16", "good", "requires_improvement"),
    ("Dudley", "2018-10-29", "good", "requires_improvement"),
    ("Trafford", "2019-03-04", "requires_improvement", "inadequate"),
    ("Leicestershire", "2019-09-23", "good", "requires_improvement"),
    ("West Sussex", "2023-03-13", "good", "requires_improvement"),
    ("Salford", "2023-11-06", "outstanding", "good"),
    ("Warrington", "2024-06-10", "outstanding", "good"),
}
"""The cases in which it does not: the day inspected, or where that is not recorded, the day published."""


@pytest.fixture(scope="module")
def published(workspace: Workspace) -> Replayed:
    return replay_casebook("published", workspace, after="awarded", area="overall", by="framework")


def test_every_row_of_the_published_casebook_can_be_used(published: Replayed) -> None:
    assert published.diagnostics == ()
    assert (published.read, published.rejected, published.replay.cases) == (430, 0, 430)


def test_the_overall_grade_follows_from_the_areas_in_all_but_eleven(published: Replayed) -> None:
    groups = published.replay.areas["overall"].groups
    assert {name: (tally.same, tally.n) for name, tally in groups.items()} == AGREE
    assert published.replay.moved_count == len(MISSES) == 11


def test_the_cases_in_which_it_does_not_are_those_known(published: Replayed) -> None:
    listed = replay_json(published)["moved"]
    found = {(one["provider"], one["on"] or one["published"], one["from"], one["to"]) for one in listed}
    assert found == MISSES
    assert len(listed) == len(MISSES)


def test_sif_agrees_in_161_of_the_166_with_three_graded_areas(repository: Path, published: Replayed) -> None:
    areas = ("leaders", "help_and_protection", "children_in_care")
    with (repository / PUBLISHED / "judgements.csv").open(encoding="utf-8", newline="") as stream:
        sif = [row for row in csv.DictReader(stream) if row["framework"] == "SIF"]
    three = {row["id"] for row in sif if not {row[area] for area in areas} & {"", "not_judged"}}
    missed = {one.id for one in published.replay.moved if one.rules == "sif@2013"}
    assert (len(sif), len(three), len(three - missed)) == (167, 166, 161)


def test_cases_without_a_day_or_region_are_a_group_and_take_no_day_from_their_report(
    workspace: Workspace, repository: Path
) -> None:
    with (repository / PUBLISHED / "judgements.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for by, column, without in (("period", "started", 167), ("region", "region", 169)):
        found = replay_casebook("published", workspace, after="awarded", area="overall", by=by)
        groups = {name: tally.n for name, tally in found.replay.areas["overall"].groups.items()}
        cells = Counter(row[column][:4] if by == "period" else row[column] for row in rows)
        assert groups == {name or "not recorded": count for name, count in cells.items()}
        assert groups["not recorded"] == without


def test_under_another_framework_cases_without_a_day_cannot_be_replayed(workspace: Workspace) -> None:
    found = replay_casebook("published", workspace, after="ilacs", area="overall")
    without = [one for one in found.replay.unreplayed if one.missing == ("on",)]
    assert len(without) == 167
    assert all(one.area is None and one.reason for one in without)


def test_every_row_says_where_it_is_from(repository: Path) -> None:
    with (repository / PUBLISHED / "judgements.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len({row["id"] for row in rows}) == len(rows) == 430
    assert all(row["report"].startswith("https://") and row["grades_from"] for row in rows)
    assert all(len(row["lead"]) in (0, 4) for row in rows), "lead inspectors are codes"


def test_the_published_casebook_is_what_its_script_makes(repository: Path, shared_data: Path) -> None:
    script = runpy.run_path(str(repository / PUBLISHED / "from_official.py"))
    source = shared_data / "data" / "judgements" / "published_judgements_to_2025-04.csv"
    made = script["judgements"](source.read_text(encoding="utf-8"))
    assert made.encode() == (repository / PUBLISHED / "judgements.csv").read_bytes()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"lead_code": "J Smith"}, "line 2: the lead inspector is not a code"),
        ({"publication_date": "2014-02-11"}, "line 3: Derby has two reports of one day"),
        (None, "it has no column overall"),
    ],
)
def test_the_script_refuses_what_is_not_as_it_should_be(repository: Path, change, problem) -> None:
    script = runpy.run_path(str(repository / PUBLISHED / "from_official.py"))
    names = ["local_authority", *script["_COLUMNS"]]
    rows = [dict.fromkeys(names, ""), dict.fromkeys(names, "")]
    for row, day in zip(rows, ("2014-02-11", "2014-02-12"), strict=True):
        row |= {"local_authority": "DERBY", "publication_date": day, **(change or {})}
    kept = [name for name in names if change is not None or name != "overall"]
    out = io.StringIO()
    writer = csv.DictWriter(out, kept, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    with pytest.raises(ValueError, match=problem):
        script["judgements"](out.getvalue())


MODEL_MOVED = {
    ("hartsea-2024", "leaders"): ("good", "requires_improvement"),
    ("hartsea-2024", "overall"): ("good", "requires_improvement"),
    ("inverleigh-2025", "help_and_protection"): ("inadequate", "requires_improvement"),
    ("inverleigh-2025", "overall"): ("inadequate", "requires_improvement"),
    ("trafford-2019", "overall"): ("requires_improvement", "inadequate"),
}

MODEL_OPEN = {
    *(("eastmere-2024", area) for area in ("leaders", "help_and_protection", "overall")),
    *(("gorsebrook-2025", area) for area in ("leaders", "overall")),
}


def test_the_model_casebook_replays_as_its_inspections_say(workspace: Workspace) -> None:
    found = replay_casebook("model", workspace, after="awarded")
    assert (found.diagnostics, found.read, found.replay.cases) == ((), 14, 14)
    assert {(one.id, one.area): (one.before, one.after) for one in found.replay.moved} == MODEL_MOVED
    assert {(one.id, one.area) for one in found.replay.unreplayed} == MODEL_OPEN
    assert all(one.missing for one in found.replay.unreplayed)
