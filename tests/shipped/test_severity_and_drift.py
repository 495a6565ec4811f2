"""Severity and drift in the published judgements: sensible words, and the one change that is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.explanation import Document, words_of
from evenhand.services.moderation.casebook import ModeratedCasebook, read_for_moderation
from evenhand.services.moderation.drift import drift_of
from evenhand.services.moderation.drift_json import drift_json
from evenhand.services.moderation.drift_words import drift_blocks
from evenhand.services.moderation.severity import severity_of
from evenhand.services.moderation.severity_words import severity_blocks, severity_json
from evenhand.services.workspace import open_workspace


@pytest.fixture(scope="module")
def published(repository: Path) -> ModeratedCasebook:
    return read_for_moderation("published", open_workspace(repository))


def test_the_published_record_shows_no_sign_that_leads_differ(published: ModeratedCasebook) -> None:
    found = severity_of(published)
    assert [one.differ for one in found.frameworks] == [False, False, False]
    assert not any(one.flagged for one in found.frameworks)
    assert all(lead.inspections >= 5 for one in found.frameworks for lead in one.shown)
    told = words_of(Document("x", tuple(severity_blocks(found))))
    assert told.count("There is no sign that leads differ") == 3
    json.dumps(severity_json(found), allow_nan=False)


def test_overall_followed_more_strictly_from_the_areas_in_the_first_years_of_sif(
    published: ModeratedCasebook,
) -> None:
    found = drift_of(published)
    by_name = {one.framework: one for one in found.frameworks}
    sif = by_name["sif@2013"]
    assert [test.kind for test in sif.tests if test.found] == ["profiles"]
    own = sif.areas["overall"].profiles
    assert own is not None and own.way == 1 and own.cases == 166
    clearest = min(own.profiles, key=lambda one: one.p)
    assert (clearest.grades, clearest.early, clearest.late) == ((2, 1, 2), (0, 3, 4, 0), (0, 0, 11, 0))
    assert not any(test.found for name in ("ilacs@2018", "ilacs@2023") for test in by_name[name].tests)
    told = words_of(Document("x", tuple(drift_blocks(found))))
    assert "3 requires improvement, 4 good earlier, 11 good later" in told
    json.dumps(drift_json(found), allow_nan=False)
