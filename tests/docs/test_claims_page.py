"""The page of claims and waivers: what it shows can be read, and it leaves nothing out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from docs_pages import DOCS
from evenhand.diagnostics import Problems
from evenhand.language import RuleSet
from evenhand.language.claims import FORMS, ObligationName
from evenhand.services.claims import claims_of, waivers_of
from evenhand.services.workspace import open_workspace

PAGE = (DOCS / "reference" / "language" / "claims.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def rule_set(repository) -> RuleSet:
    return open_workspace(repository).rule_set("ilacs@2023")


@pytest.mark.parametrize("block", BLOCKS)
def test_what_the_page_shows_can_be_read(block: str, rule_set: RuleSet) -> None:
    name = f"{block.split(':', 1)[0]}.yaml"
    shown, problems = replace(rule_set, files={**rule_set.files, name: block}), Problems()
    assert [*claims_of(shown, problems), *waivers_of(shown, problems)]
    assert list(problems) == []


def test_every_form_of_a_claim_is_on_the_page() -> None:
    letters = {"CONDITION, CONDITION": "A, B", "CONDITION": "A", "from AREA": "from OTHER"}
    for form in FORMS:
        for words, letter in letters.items():
            form = form.replace(words, letter)
        assert f"| `{form}` |" in PAGE


def test_every_obligation_is_on_the_page() -> None:
    assert re.findall(r"^\| `([a-z_]+)` \|.*\|.*\|$", PAGE, re.MULTILINE)[-len(ObligationName) :] == [
        *ObligationName
    ]
