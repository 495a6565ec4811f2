"""Agreement in words, as JSON, and of a casebook's awarded grades with those that its rules propose."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evenhand.domain import Scale
from evenhand.explanation import Document, words_of
from evenhand.moderation.agreement.estimates import STATISTICS
from evenhand.services.moderation.agreement import AreaAgreement, agreement_of_ratings, area_agreement
from evenhand.services.moderation.agreement_casebook import (
    casebook_agreement,
    casebook_agreement_blocks,
    casebook_agreement_json,
    casebook_agreement_leads,
    casebook_agreement_lists,
)
from evenhand.services.moderation.agreement_document import agreement_document
from evenhand.services.moderation.agreement_json import agreement_json
from evenhand.services.moderation.agreement_words import area_blocks
from evenhand.services.moderation.casebook import Scope, read_for_moderation
from evenhand.services.moderation.ratings import AreaRatings, read_ratings
from evenhand.services.workspace import Workspace
from evenhand.statistics import Weights
from unit.services.small_casebooks import small_workspace
from written_casebooks import write_casebook

FOUR = Scale("four", ("poor", "fair", "good", "best"))


def of(codes: object, weights: Weights = Weights.ORDINAL, scale: Scale = FOUR) -> AreaAgreement:
    found = np.array(codes, dtype=np.int16)
    cases = tuple(f"case {at}" for at in range(len(found)))
    raters = tuple("ABCDEFGH"[: found.shape[1]])
    ratings = AreaRatings(None, None, scale, "the scale listed", cases, raters, found)
    return area_agreement(ratings, weights, seed=1, resamples=200)


def words(one: AreaAgreement) -> str:
    return words_of(Document("", tuple(area_blocks(one))))


# --- words -------------------------------------------------------------------------------------------


def test_two_raters_are_told_how_many_cases_they_agree_on() -> None:
    found = words(of([[0, 1], [1, 1], [2, 2], [3, 0]]))
    assert "in 2 of 4 cases (50%), and grades at most one apart in 3 (75%)." in found


def test_of_many_raters_the_share_of_pairs_is_told() -> None:
    found = words(of([[0, 1, 1], [1, 1, -1]]))
    assert "the same in 66.7% of pairs, and at most one grade apart in 100%. Each of 2 cases weighs" in found


def test_the_weighting_is_always_named() -> None:
    found = words(of([[0, 1], [1, 1], [2, 2], [3, 2]] * 5, Weights.QUADRATIC))
    assert "Weighted kappa | quadratic |" in found
    assert "Krippendorff's alpha | interval |" in found
    assert "Cohen's kappa | nominal |" in found
    assert "here quadratic" in found


def test_low_kappa_beside_high_agreement_is_explained() -> None:
    found = words(of([[2, 2]] * 38 + [[1, 2], [2, 1]]))
    assert "97.5% of the ratings are “good”" in found
    assert "kappa is -0.03 although the grades agree in 95%" in found
    assert "expected by chance" not in words(of([[0, 0], [2, 2], [1, 2], [3, 3]] * 10))


def test_without_a_value_words_stand_in_the_table_and_why_below() -> None:
    found = words(of([[2, 2]] * 20))
    assert "Cohen's kappa | nominal | no value | none | 20" in found
    assert "all the ratings it compares are one grade" in found


def test_few_cases_are_a_caution() -> None:
    assert "Only 1 case with two ratings: too few for an interval" in words(of([[0, 1]]))
    assert "the intervals are wide" in words(of([[0, 1], [1, 1]] * 6))
    assert "the intervals are wide" not in words(of([[0, 1], [1, 1]] * 15))


def test_cases_far_apart_are_named_farthest_first_and_counted_beyond_thirty() -> None:
    one = of([[0, 2]] * 35 + [[0, 3]] + [[1, 2]])
    assert one.far[0].case == "case 35"
    assert [far.steps for far in one.far[:2]] == [3, 2]
    assert "6 more cases" in words(one)
    assert "case 36" not in words(one)


def test_many_raters_are_told_one_by_one() -> None:
    found = words(of([[0, -1, -1, 0, 2], [1, 1, 1, 1, 1]]))
    assert "case 0 | 2 | A: poor; D: poor; E: good" in found


def test_groups_that_share_no_case_are_named() -> None:
    found = words(of([[0, 1, -1, -1], [-1, -1, 2, 2]]))
    assert "No overlap: 2 groups of raters share no case with each other: A, B; C, D." in found


def test_pairs_stand_in_the_order_of_their_codes() -> None:
    found = words(of([[0, 1, 1], [2, 2, 2]]))
    assert found.index("A and B | 2 | 1 of 2 | 2 of 2 | fewer than 10 cases") < found.index("A and C |")
    assert "no measure of a person" in found


def test_two_grades_that_differ_are_far_apart_on_a_scale_of_two() -> None:
    one = of([[0, 1], [1, 1]], scale=Scale("two", ("no", "yes")))
    assert [far.case for far in one.far] == ["case 0"]
    assert "Look at these first: not the same grade" in words(one)


# --- the page and JSON of ratings --------------------------------------------------------------------


def test_every_area_has_its_section(tmp_path: Path, workspace: Workspace) -> None:
    path = tmp_path / "ratings.csv"
    rows = [
        f"{case},{rater},{area},good" for area in ("leaders", "overall") for case in "12" for rater in "AB"
    ]
    path.write_text("\n".join(["case,rater,area,grade", *rows]))
    read = read_ratings(path, workspace, rules="ilacs@2023")
    found = agreement_of_ratings(read, Weights.NOMINAL, seed=3, resamples=100)
    text = words_of(agreement_document(found))
    for title in (area.title for area in read.areas):
        assert title
        assert title in text
    assert "Seed: 3" in text
    written = json.loads(json.dumps(agreement_json(found)))
    assert set(written["statistics"]) == set(STATISTICS)
    assert [area["area"] for area in written["areas"]] == ["leaders", "overall"]
    assert set(written["areas"][0]["by_weights"]) == {"nominal", "ordinal", "linear", "quadratic"}


# --- a casebook --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(workspace: Workspace):
    return casebook_agreement(read_for_moderation("published", workspace), resamples=200)


def test_awarded_and_proposed_grades_of_published_judgements(published) -> None:
    alike = {}
    for part in published.parts:
        exact = part.found.statistics["exact"]
        alike[part.framework] = (part.area, round(exact.value * exact.n), exact.n)
    assert alike == {
        "sif@2013": ("overall", 162, 167),
        "ilacs@2018": ("overall", 162, 165),
        "ilacs@2023": ("overall", 95, 98),
    }


def test_it_is_said_to_be_no_agreement_between_inspectors(published) -> None:
    text = words_of(Document("", tuple(casebook_agreement_blocks(published))))
    assert "It is not agreement between inspectors" in text
    assert "Weighted kappa | ordinal" in text
    assert casebook_agreement_json(published)["caution"] in text


def test_json_and_lists_have_every_statistic(published) -> None:
    written = json.loads(json.dumps(casebook_agreement_json(published)))
    assert set(written["frameworks"]["ilacs@2018"]["overall"]["statistics"]) == set(STATISTICS)
    statistics, far = casebook_agreement_lists(published)
    assert len(statistics.rows) == 3 * len(STATISTICS)
    assert all(len(row) == len(statistics.columns) for row in statistics.rows)
    assert far.rows == []


COLUMNS = """\
framework: visits@1
columns: {id: id, on: on, evidence: [children_seen, harm, visits], awarded: [care]}
"""
ROWS = """\
id,on,children_seen,harm,visits,care
a,2021-03-10,19 of 20,no,120,good
b,2021-03-11,19 of 20,no,120,poor
c,2021-03-12,,no,120,good
"""


def test_a_case_far_from_the_rules_is_what_to_look_at(tmp_path: Path) -> None:
    write_casebook(tmp_path / "past", COLUMNS, ROWS)
    found = casebook_agreement(
        read_for_moderation(str(tmp_path / "past"), small_workspace(tmp_path), Scope()), resamples=100
    )
    (part,) = found.parts
    assert (part.found.rated.cases, part.undecided) == (2, 1)
    assert [far.case for far in part.found.far] == ["b"]
    lead = casebook_agreement_leads(found)[0]
    assert (lead.weight, lead.where) == (60, "agreement")
    assert "b." in "".join(run if isinstance(run, str) else run.text for run in lead.line)
    assert casebook_agreement_lists(found)[1].rows == [("visits@1", "care", "b", "poor", "good", 2)]
