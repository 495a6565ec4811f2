"""`evenhand agree`, as a user runs it: results, and files and names that are not as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

STATISTICS = {
    "exact",
    "adjacent",
    "cohen_kappa",
    "weighted_kappa",
    "krippendorff_alpha",
    "gwet_ac",
    "fleiss_kappa",
}

ALIKE = "case,A,B\n" + "".join(
    f"{at},{a},{b}\n" for at, (a, b) in enumerate([("good", "fair"), ("good", "good")] * 8)
)
FAR = "case,rater,grade\nP-1,A,good\nP-1,B,poor\nP-2,A,fair\nP-2,B,fair\n"


@pytest.fixture
def ratings(workspace: Path):
    def write(text: str, name: str = "ratings.csv") -> str:
        (workspace / name).write_text(text, encoding="utf-8")
        return name

    return write


def test_ratings_are_compared(evenhand, ratings):
    done = evenhand("agree", ratings(ALIKE), "--json", "--weights", "linear")
    assert (done.status, done.err) == (0, "")
    assert list(done.json) == [
        "schema",
        "ratings",
        "casebook",
        "with_awarded",
        "weights",
        "seed",
        "resamples",
        "statistics",
        "areas",
    ]
    assert (done.json["schema"], done.json["seed"], done.json["weights"]) == ("evenhand/agree/1", 1, "linear")
    assert set(done.json["statistics"]) == STATISTICS
    for one in done.json["statistics"].values():
        assert set(one) == {"value", "interval", "n", "weighting", "note"}
    exact = done.json["statistics"]["exact"]
    assert (exact["value"], exact["n"]) == (0.5, 16)
    assert exact["interval"][0] < 0.5 < exact["interval"][1]
    (area,) = done.json["areas"]
    assert area["statistics"] == done.json["statistics"]
    assert area["matrix"] == {
        "of": ["A", "B"],
        "counts": {
            "poor": {"poor": 0, "fair": 0, "good": 0},
            "fair": {"poor": 0, "fair": 0, "good": 0},
            "good": {"poor": 0, "fair": 8, "good": 8},
        },
    }


def test_cases_far_apart_come_first(evenhand, ratings):
    done = evenhand("agree", ratings(FAR), "--seed", "5")
    assert (done.status, done.err) == (1, "")
    assert "Seed:    5" in done.out
    assert done.out.index("Look at these first") < done.out.index("Statistics of agreement")
    assert done.out.index("P-1") < done.out.index("Statistics of agreement")
    assert "P-2" not in done.out


def test_several_areas_stand_apart(evenhand, ratings):
    rows = "".join(f"{at},{rater},{area},fair\n" for at in range(3) for rater in "AB" for area in ("x", "y"))
    done = evenhand("agree", ratings(f"case,rater,area,grade\n{rows}"), "--json")
    assert done.status == 0
    assert [area["area"] for area in done.json["areas"]] == ["x", "y"]
    assert {one["value"] for one in done.json["statistics"].values()} == {None}
    assert done.json["areas"][0]["statistics"]["exact"]["value"] == 1


def test_ratings_that_never_meet_leave_agreement_open(evenhand, ratings):
    done = evenhand("agree", ratings("case,A,B\n1,good,\n2,,fair\n"))
    assert done.status == 4
    assert "no case has two ratings" in done.out
    assert "No overlap: 2 groups of raters" in done.out


def test_ratings_stand_beside_the_grades_awarded(evenhand, ratings, casebook):
    casebook()
    name = ratings("case,A\nP-1,good\nP-2,fair\nP-3,good\n")
    done = evenhand("agree", name, "--casebook", "past", "--with-awarded", "--json")
    assert done.status == 1
    (area,) = done.json["areas"]
    assert (done.json["casebook"], area["raters"]) == ("past", ["A", "awarded"])
    assert area["far_apart"] == [{"id": "P-3", "steps": 2, "grades": {"A": "good", "awarded": "poor"}}]


def test_a_result_is_written_to_a_file_and_never_over_the_ratings(evenhand, ratings, workspace):
    name = ratings(ALIKE)
    done = evenhand("agree", name, "-o", "page.html")
    assert (done.status, done.out) == (0, "")
    assert "<table" in (workspace / "page.html").read_text()
    assert evenhand("agree", name, "-o", name, "--overwrite", "--format", "text").status == 3
    assert (workspace / name).read_text() == ALIKE


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("case,A,B\nP-1,good,gud\n", (), "M824"),
        ("case,A,B\nP-9,good,good\n", ("--casebook", "past"), "M827"),
        (FAR, ("--rules", "visit"), "R160"),
    ],
)
def test_what_cannot_be_used_is_told(evenhand, ratings, casebook, text, options, code):
    casebook()
    done = evenhand("agree", ratings(text), *options, "--json")
    assert (done.status, done.out) == (3, "")
    assert [told["code"] for told in done.diagnostics] == [code]
    assert done.diagnostics[0]["hint"]


def test_a_missing_file_is_told(evenhand):
    done = evenhand("agree", "nope.csv", "--json")
    assert (done.status, [told["code"] for told in done.diagnostics]) == (3, ["S002"])


@pytest.mark.parametrize("options", [("--with-awarded",), ("--rules", "visits", "--grades", "a,b")])
def test_options_that_do_not_fit_are_refused(evenhand, ratings, options):
    assert evenhand("agree", ratings(FAR), *options).status == 2
