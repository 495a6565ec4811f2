"""The catalogue's examples of claims and waivers: bad ones are told, good ones are not."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import unit.diagnostics.written_examples as at
from evenhand.diagnostics import Code, Problems, catalogue, codes
from evenhand.language import CLAIMS_FILE, WAIVERS_FILE
from evenhand.services.claims import claim_given, claims_of, waivers_of
from evenhand.services.decided_claims import DecidedClaims
from evenhand.services.verify import Verification
from evenhand.services.workspace import Workspace
from evenhand.verification import Z3Solver
from unit.diagnostics.written_examples import FILES, LEADERS
from written import AMENDMENT_FILE, load

TOP = Path(__file__).parents[3]
FINDINGS = (
    "managers lead",
    "managers lead, plans are kept",
    "visits are made",
    "plans are kept, visits are made",
)
MORE_FINDINGS = LEADERS + "".join(
    f"  - {{id: F{number}, title: A, when: managers_visible is yes, then: {{finding: '{name}'}}}}\n"
    for number, name in enumerate(FINDINGS)
)


def told_of(**files: str) -> list[str]:
    """The codes of all that is told of the rule set with these files too, and of what is beside it."""
    more = {f"{name}.yaml": text for name, text in files.items()}
    loaded = load({**FILES, "leaders.yaml": MORE_FINDINGS, **more})
    claims_of(loaded.usable, loaded.problems)
    waivers_of(loaded.usable, loaded.problems)
    return [told.code.id for told in loaded.problems]


def claim(example: str) -> list[str]:
    """The keys of one claim."""
    return claims("- " + example)


def claims(example: str) -> list[str]:
    return told_of(claims="claims:\n" + at.indented(example, 2))


def waiver(example: str) -> list[str]:
    """The keys of one waiver."""
    return told_of(waivers="waivers:\n  -\n" + at.indented(example, 4))


AMENDMENT = """\
amendment: tried
title: An example
amends: ilacs@2023
changes:
  - {id: ungrouped, because: It is tried., set_group: {group: practice_areas, members: [help_and_protection]}}
  - id: tried
    because: It is tried.
"""
OF_BOTH = """\
claims:
  - claim: never care_leavers is outstanding
  - claim: never leaders is outstanding
"""


def change(example: str) -> list[str]:
    """What a change does, to a rule set of which two claims are made."""
    does = re.sub(r"   #.*", "", example)
    return told_of(amendment=f"{AMENDMENT}    {does}\n", claims=OF_BOTH)


def verified(**files: str) -> list[str]:
    """The codes of what is told where some rule of leaders always fires."""
    always = MORE_FINDINGS.replace(
        "rules:\n",
        "rules:\n  - {id: A0, title: A, when: harm_left_too_long is no, then: {supports: good}}\n",
        1,
    )
    loaded = load({**FILES, "leaders.yaml": always, **{f"{name}.yaml": text for name, text in files.items()}})
    problems = Problems()
    verification = Verification(loaded.usable, Workspace(()), problems, on=datetime.date(2024, 5, 13))
    assert list(verification.answers())
    return [told.code.id for told in problems]


def needed(example: str) -> list[str]:
    """The keys of one waiver, or none at all, in a verification."""
    written = re.sub(r"^#.*\n?", "", example, flags=re.MULTILINE)
    return verified(waivers="waivers:\n  -\n" + at.indented(written, 4)) if written else verified()


def compared(example: str) -> list[str]:
    """What is told when a claim is decided of a rule set beside those that are shipped."""
    workspace, problems = Workspace((TOP,)), Problems()
    rule_set = workspace.rule_set("ilacs@2023")
    claim = re.sub(r"^claim: |\s*#.*", "", example)
    stated = claim_given(claim, rule_set, problems)
    assert stated is not None
    rules = rule_set.in_force_on(datetime.date(2024, 5, 13))
    claims = DecidedClaims(
        rules, None, [stated], workspace, problems, itertools.count().__next__, None, Z3Solver
    )
    assert bool(list(claims.decide())) is not problems.has_errors
    return [told.code.id for told in problems]


TRIED: dict[Code, Callable[[str], list[str]]] = {
    codes.NOT_A_CLAIM: lambda example: claim(example.replace("overall", "leaders")),
    codes.AMBIGUOUS_CLAIM: claim,
    codes.NAMES_NO_VERSION: claim,
    codes.NOT_A_NUMBER_OF_GRADES: claim,
    codes.CLAIM_CANNOT_FAIL: claim,
    codes.SAID_TWICE: claims,
    codes.NOT_IN_RULES: waiver,
    codes.OF_SOMETHING_ELSE: waiver,
    codes.LEFT_OUT: change,
    codes.UNUSED_WAIVER: needed,
    codes.CANNOT_BE_COMPARED: compared,
    codes.CLAIM_SAYS_NOTHING: compared,
}


@pytest.mark.parametrize("code", TRIED, ids=lambda code: code.id)
def test_the_bad_example_is_told_under_its_code(code: Code) -> None:
    assert TRIED[code](code.bad) == [code.id]


@pytest.mark.parametrize("code", TRIED, ids=lambda code: code.id)
def test_the_good_example_is_in_order(code: Code) -> None:
    assert TRIED[code](code.good) == []


def test_every_code_of_claims_is_tried() -> None:
    assert {code for id, code in catalogue().items() if id.startswith("V7")} == set(TRIED)


def test_the_files_of_the_examples_are_those_of_rule_sets() -> None:
    assert (CLAIMS_FILE, WAIVERS_FILE, AMENDMENT_FILE) == ("claims.yaml", "waivers.yaml", "amendment.yaml")
