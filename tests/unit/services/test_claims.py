"""Claims and waivers of rule sets and amendments: where they are read from, and what holds of what."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.language import RuleSet
from evenhand.language.claims import (
    NeverSofter,
    ObligationName,
    StatedClaim,
    Waiver,
    WithinGrades,
    row_subject,
)
from evenhand.language.rules import FindingTable
from evenhand.services.claims import claim_given, claims_of, rule_set_compared, waivers_of
from golden.folders import HERE, files_of
from unit.services.test_amendments import write
from unit.services.test_broken_rule_sets import workspace
from written import AMENDMENT_FILE, load

FOLDER = HERE / "good" / "an_amendment_takes_over_claims_and_waivers"
CLAIMS = "claims:\n  - claim: never softer on leaders than small@1\n"
WAIVERS = "waivers:\n  - {obligation: a_rule_speaks, of: leaders, because: It is where they start.}\n"


def claims(rule_set: RuleSet) -> tuple[StatedClaim, ...]:
    problems = Problems()
    found = claims_of(rule_set, problems)
    assert list(problems) == []
    return found


def waivers(rule_set: RuleSet) -> tuple[Waiver, ...]:
    problems = Problems()
    found = waivers_of(rule_set, problems)
    assert list(problems) == []
    return found


def small(*without: str) -> RuleSet:
    """The rule set of the golden folder."""
    return load({name: text for name, text in files_of(FOLDER).items() if name not in without}).usable


# --- beside a rule set -------------------------------------------------------------------------------


def test_a_rule_set_without_the_files_has_no_claims_and_no_waivers() -> None:
    rule_set = small("claims.yaml", "waivers.yaml", AMENDMENT_FILE)
    assert (claims(rule_set), waivers(rule_set)) == ((), ())


def test_a_claim_keeps_its_id_its_reason_and_its_place() -> None:
    first = claims(small(AMENDMENT_FILE))[0]
    assert first == StatedClaim(NeverSofter("overall", "small@1"), "never_softer", "Nobody asked for that.")
    assert (first.name, first.text) == ("never_softer", "never softer on overall than small@1")
    assert str(first.span) == "claims.yaml:2:5"


def test_a_claim_without_an_id_goes_by_what_it_says() -> None:
    last = claims(small(AMENDMENT_FILE))[-1]
    assert last.claim == WithinGrades("overall", "care", 2)
    assert last.name == "overall never differs from care by more than 2 grades"


def test_what_a_waiver_is_of_is_given_in_one_way() -> None:
    rule_set = small(AMENDMENT_FILE)
    by_name = {waiver.obligation: waiver.of for waiver in waivers(rule_set)}
    assert by_name[ObligationName.FLOOR_BELOW_CEILING] == ("O3", "O1")
    assert by_name[ObligationName.NOT_REDUNDANT] == ("T1 row loose",)
    assert by_name[ObligationName.BETTER_NEVER_LOWERS] == ("overall", "gap", "late")
    assert by_name[ObligationName.CLAIM] == ("overall never differs from care by more than 2 grades",)
    (table,) = (rule for rule in rule_set.all_rules if isinstance(rule, FindingTable))
    assert row_subject(table.id, table.table.rows[1]) == "T1 row loose"


def test_the_hash_is_not_of_claims_and_waivers_and_records_carry_them() -> None:
    with_them = small(AMENDMENT_FILE)
    assert with_them.hash == small("claims.yaml", "waivers.yaml", AMENDMENT_FILE).hash
    assert {"claims.yaml", "waivers.yaml"} <= set(with_them.files)


# --- an amendment ------------------------------------------------------------------------------------


def test_claims_and_waivers_of_what_is_amended_hold_too_and_come_first() -> None:
    made = small()
    found = claims(made)
    assert [claim.inherited for claim in found] == [True] * 8 + [False]
    assert found[-1].name == "homes_count"
    assert [waiver.inherited for waiver in waivers(made)] == [True] * 13 + [False]
    assert waivers(made)[-1].of == ("H1",)
    assert {str(claim.span).split(":")[0] for claim in found} == {"claims.yaml", "amendment.yaml"}


def test_the_hash_of_what_an_amendment_makes_is_not_of_claims_and_waivers() -> None:
    assert small().hash == small("claims.yaml", "waivers.yaml").hash


def test_claims_go_up_a_chain_of_amendments(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    folder = found.find("small@1")
    (folder / "claims.yaml").write_text(CLAIMS)
    (folder / "waivers.yaml").write_text(WAIVERS)
    more = "claims:\n  - {id: never_top, claim: never leaders is outstanding}\n"
    below = write(tmp_path, "below")
    below.write_text(below.read_text() + more)
    above = write(tmp_path, "above", amends="below.yaml")
    made = found.rule_set(str(above))
    assert [(claim.name, claim.inherited) for claim in claims(made)] == [
        ("never softer on leaders than small@1", True),
        ("never_top", True),
    ]
    assert [waiver.inherited for waiver in waivers(made)] == [True]


def test_a_file_of_what_is_amended_that_cannot_be_read_is_told_with_its_own_place(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    file = found.find("small@1") / "claims.yaml"
    file.write_text("claims: {}\n")
    made = found.rule_set(str(write(tmp_path, "word")))
    problems = Problems()
    assert claims_of(made, problems) == ()
    assert [(told.code.id, told.span and told.span.file) for told in problems] == [("D003", file.as_posix())]


# --- the command line, and the rule set compared with ------------------------------------------------


def test_a_claim_is_given_on_the_command_line() -> None:
    rule_set, problems = small(AMENDMENT_FILE), Problems()
    given = claim_given("never overall is outstanding", rule_set, problems)
    assert given is not None
    assert (given.text, given.id, list(problems)) == ("never overall is outstanding", None, [])
    assert claim_given("overall is never outstanding", rule_set, problems) is None
    assert [str(told) for told in problems] == [
        "--claim:1:1: V701 this is not a claim: `overall is never outstanding`"
    ]


@pytest.mark.parametrize("than", ["small@1", "../../rules/small/1"])
def test_the_rule_set_that_a_claim_compares_with_is_found_by_name_and_by_path(
    tmp_path: Path, than: str
) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word")
    path.write_text(path.read_text() + f"claims:\n  - claim: never softer than {than}\n")
    (claim,) = claims(found.rule_set(str(path)))
    problems = Problems()
    assert isinstance(claim.claim, NeverSofter)
    compared = rule_set_compared(claim.claim, found, problems)
    assert compared is not None and compared[0].name == "small@1"


def test_a_rule_set_that_is_not_there_is_told_where_the_claim_stands(tmp_path: Path) -> None:
    found = workspace(tmp_path)
    path = write(tmp_path, "word")
    path.write_text(path.read_text() + "claims:\n  - claim: never softer than smal@1\n")
    (claim,) = claims(found.rule_set(str(path)))
    problems = Problems()
    assert isinstance(claim.claim, NeverSofter)
    assert rule_set_compared(claim.claim, found, problems) is None
    (told,) = problems
    assert (told.code.id, told.span, told.hint) == ("R160", claim.claim.span, "did you mean `small@1`?")
