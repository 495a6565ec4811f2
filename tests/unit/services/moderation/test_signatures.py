"""Signatures of the published judgements, in every form that a report takes them."""

from __future__ import annotations

from evenhand.explanation import Document, plain, words_of
from evenhand.services.moderation.casebook import Scope, read_for_moderation
from evenhand.services.moderation.signatures import casebook_signatures
from evenhand.services.moderation.signatures_document import (
    ANCHOR,
    signatures_blocks,
    signatures_json,
    signatures_leads,
    signatures_lists,
)
from evenhand.services.workspace import open_workspace


def test_the_published_judgements_that_stand_apart_are_named(repository) -> None:
    book = read_for_moderation("published", open_workspace(repository), Scope("overall"))
    found = casebook_signatures(book)
    odd = {one.framework: {each.id for group in one.unlike for each in group.odd} for one in found.areas}
    assert {framework: len(ids) for framework, ids in odd.items()} == {
        "sif@2013": 5,
        "ilacs@2018": 3,
        "ilacs@2023": 3,
    }
    assert "trafford-2019-05-08" in odd["ilacs@2018"]
    assert "bradford-2014-05-23" in odd["sif@2013"]
    content = signatures_json(found)
    sif = content["sif@2013"]["overall"]
    assert (sif["cases"], sif["odd"], len(sif["unlike"])) == (167, 5, 1)
    (group,) = sif["unlike"]
    assert group["grades"] == {"good": 45, "requires_improvement": 5}
    assert (group["usual"], group["proposed"], group["odd_count"]) == ("good", "good", 5)
    (listed,) = signatures_lists(found)
    assert len(listed.rows) == 11
    assert {len(row) for row in listed.rows} == {len(listed.columns)}
    text = words_of(Document("", tuple(signatures_blocks(found))))
    assert "Sheffield, 21 Feb 2014 (requires improvement)" in text
    leads = signatures_leads(found)
    assert [(lead.weight, lead.where) for lead in leads] == [(40, ANCHOR)] * 3
    assert plain(leads[0].line).startswith("sif@2013 overall: 5 cases were graded otherwise than most")


def test_areas_that_cases_give_have_no_reasons_to_compare(repository) -> None:
    book = read_for_moderation("published", open_workspace(repository), Scope("leaders"))
    found = casebook_signatures(book)
    assert found.areas == ()
    assert "no reasons to compare" in words_of(Document("", tuple(signatures_blocks(found))))
    assert (signatures_leads(found), signatures_json(found)) == ([], {})
