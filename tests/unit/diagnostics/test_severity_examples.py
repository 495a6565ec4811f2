"""The catalogue's examples of severity: the bad one is told under its code, the good one is in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput, codes
from evenhand.services.moderation.casebook import ModeratedCasebook, read_for_moderation
from evenhand.services.moderation.severity import severity_of
from evenhand.services.workspace import open_workspace


@pytest.fixture(scope="module")
def published(repository: Path) -> ModeratedCasebook:
    return read_for_moderation("published", open_workspace(repository))


def test_who_graded_is_a_group_of_the_casebook(published: ModeratedCasebook) -> None:
    code = codes.UNKNOWN_GRADERS
    with pytest.raises(InvalidInput) as refused:
        severity_of(published, graders=code.bad.split()[-1])
    assert [told.code for told in refused.value.diagnostics] == [code]
    assert severity_of(published, graders=code.good.split()[-1]).frameworks
