"""Published judgements: the pairs, the tainted cases and the repair sets are those counted by hand."""

from __future__ import annotations

import pytest

from evenhand.explanation import Document, words_of
from evenhand.services.moderation.casebook import Scope, read_for_moderation
from evenhand.services.moderation.like_cases import AreaLikeCases, LikeCases, like_cases
from evenhand.services.moderation.like_cases_document import like_cases_blocks, like_cases_leads
from evenhand.services.moderation.like_cases_json import like_cases_json, like_cases_lists
from evenhand.services.workspace import Workspace

NAMED = {
    "sif@2013": {"Bradford", "Portsmouth", "Brighton and Hove", "Sheffield", "Bury"},
    "ilacs@2018": {"Dudley", "Leicestershire", "Trafford"},
    "ilacs@2023": {"Salford", "Warrington"},
}


@pytest.fixture(scope="module")
def published(workspace: Workspace) -> LikeCases:
    return like_cases(read_for_moderation("published", workspace))


def overall(found: LikeCases) -> dict[str, AreaLikeCases]:
    return {one.framework: one for one in found.areas if one.area.id == "overall"}


def test_figures_of_the_overall_grade(published: LikeCases) -> None:
    figures = {
        name: (one.cases, one.pairs, one.tainted, len(one.to_reconsider or ()), one.only)
        for name, one in overall(published).items()
    }
    assert figures == {
        "sif@2013": (166, 55, 25, 5, True),
        "ilacs@2018": (165, 22, 15, 3, True),
        "ilacs@2023": (98, 4, 6, 2, True),
    }


def test_compared_on_the_areas_of_the_median(published: LikeCases) -> None:
    three = ("leaders", "help_and_protection", "children_in_care")
    assert {name: one.compared_on for name, one in overall(published).items()} == {
        "sif@2013": three,
        "ilacs@2018": three,
        "ilacs@2023": (*three, "care_leavers"),
    }
    assert {name: sum(one.left_out.values()) for name, one in overall(published).items()} == {
        "sif@2013": 1,
        "ilacs@2018": 0,
        "ilacs@2023": 0,
    }


def test_the_named_cases_are_those_to_reconsider_and_their_likes_oppose_them(published: LikeCases) -> None:
    for name, one in overall(published).items():
        assert {member.case.name.split(", ")[0] for member in one.to_reconsider or ()} == NAMED[name]
        for member in one.to_reconsider or ():
            assert member.case.profile == member.precedent.profile
            assert member.suggested == member.precedent.awarded == member.case.proposed
    by_name = {
        member.case.name.split(", ")[0]: member.opposed_by
        for one in overall(published).values()
        for member in one.to_reconsider or ()
    }
    assert (by_name["Bradford"], by_name["Sheffield"], by_name["Dudley"]) == (15, 5, 10)
    assert (by_name["Trafford"], by_name["Salford"], by_name["Warrington"]) == (2, 2, 2)


def test_a_possible_pair_needs_something_that_is_not_known(published: LikeCases) -> None:
    assert [one.possible_pairs for one in overall(published).values()] == [0, 0, 0]


def test_areas_without_published_evidence_are_not_compared(published: LikeCases) -> None:
    others = [one for one in published.areas if one.area.id != "overall"]
    assert others
    assert all(one.cases == 0 and one.quality is None and not one.to_reconsider for one in others)


def test_by_year_the_stricter_reading_of_2014_and_2015_is_told_apart(workspace: Workspace) -> None:
    book = read_for_moderation("published", workspace, Scope(area="overall", framework="sif@2013"))
    (found,) = like_cases(book, by_year=True).areas
    assert (found.pairs, found.tainted, len(found.to_reconsider or ())) == (5, 8, 3)
    assert not found.only


def test_json_has_the_promised_keys(published: LikeCases) -> None:
    said = like_cases_json(published)["sif@2013"]["overall"]
    assert said["quality"] == pytest.approx(1 - 25 / 166)
    first = said["repair"][0]
    assert (first["id"], first["awarded"]) == ("bradford-2014-05-23", "requires_improvement")
    assert first["strongest_precedent"] == "blackburn-with-darwen-2017-12-08"
    assert (first["suggested"], first["in_every_smallest_set"], first["opposed_by"]) == ("good", True, 15)
    assert first["decisive"] == []
    assert said["ties"] == {"only": True, "others": []}
    like = said["unlike"][0]
    assert set(like["profile"]) == {"leaders", "help_and_protection", "children_in_care"}
    assert {grade: len(ids) for grade, ids in like["grades"].items()} == {
        "good": 15,
        "requires_improvement": 3,
    }


def test_the_section_lists_and_leads_tell_the_same(published: LikeCases) -> None:
    words = words_of(Document("", tuple(like_cases_blocks(published))))
    assert "sif@2013 overall | 166 | 55 | 0 | 25 | 84.9% | 5" in words
    assert "Salford, 6 Nov 2023 | good | outstanding | 2 |" in words
    assert "one odd record can contradict hundreds" in words
    reconsider, unlike = like_cases_lists(published)
    assert len(reconsider.rows) == 10
    assert len(unlike.rows) == 18 + 7 + 12 + 3 + 3 + 3
    assert all(len(row) == len(table.columns) for table in (reconsider, unlike) for row in table.rows)
    leads = like_cases_leads(published)
    assert [lead.weight for lead in leads] == [80, 80, 80]
    assert "reconsider 5 judgements of 166, beginning with Bradford" in leads[0].line[0]  # type: ignore[operator]
