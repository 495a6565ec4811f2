"""One claim: each form read into the tree, and what is told of those that cannot be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.diagnostics import Problems
from evenhand.language.claims import (
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    Whenever,
    WithinGrades,
    claim_text,
    print_claim,
    read_claim,
    read_claim_text,
)
from evenhand.language.nodes import AllOf, CountOf
from evenhand.source import Mapping, read_yaml
from unit.language.vocabulary import condition, names


def told_of(written: str) -> tuple[Claim | None, list[str]]:
    """The claim under `claim:` in a file, and what is told of it: place, code, hint."""
    problems = Problems()
    node = read_yaml(f"claim: {written}\n", "claims.yaml", problems)
    assert isinstance(node, Mapping)
    value = node.get("claim")
    assert value is not None
    claim = read_claim(value, names(), problems)
    return claim, [f"{told.span} {told.code.id} {told.hint}" for told in problems]


def read(written: str) -> Claim:
    claim, told = told_of(written)
    assert told == []
    assert claim is not None
    return claim


@pytest.mark.parametrize(
    ("written", "claim"),
    [
        ("never softer on care than ilacs@2023", NeverSofter("care", "ilacs@2023")),
        ("never stricter on care than ilacs@2023", NeverStricter("care", "ilacs@2023")),
        ("never differs on care from ilacs@2023", NeverDiffers("care", "ilacs@2023")),
        ("never softer than ilacs@2023+ties.one.two", NeverSofter(None, "ilacs@2023+ties.one.two")),
        ("never  differs   from ../2018", NeverDiffers(None, "../2018")),
        ("care never differs from homes by more than one grade", WithinGrades("care", "homes", 1)),
        ("care never differs from homes by more than 2 grades", WithinGrades("care", "homes", 2)),
        ("always care is at most homes", Always(condition("care is at most homes"))),
        ("never care is outstanding", Never(condition("care is outstanding"))),
        ("never managers keep a grip", Never(condition("managers keep a grip"))),
        ("always not managers keep a grip", Always(condition("not managers keep a grip"))),
        (
            "whenever harm is yes, care is inadequate",
            Whenever(condition("harm is yes"), condition("care is inadequate")),
        ),
    ],
)
def test_one_line_is_read(written: str, claim: Claim) -> None:
    assert read(written) == claim


def test_a_claim_of_two_conditions_is_cut_at_the_comma_that_leaves_two() -> None:
    found = read("whenever at least 2 of leaders, care and homes are good, max of late, due and 3 >= 5")
    assert isinstance(found, Whenever)
    assert isinstance(found.condition, CountOf)
    assert found.then == condition("max of late, due and 3 >= 5")


def test_several_conditions_are_written_as_a_block() -> None:
    found = read("{whenever: [harm is yes, visible is no], then: {any: [care is good, homes is good]}}")
    assert isinstance(found, Whenever)
    assert found.condition == AllOf((condition("harm is yes"), condition("visible is no")))
    assert read("{always: [harm is yes]}") == Always(AllOf((condition("harm is yes"),)))
    assert read("{never: [harm is yes]}") == Never(AllOf((condition("harm is yes"),)))


def test_a_name_wins_over_the_words_of_a_comparison() -> None:
    found = names()
    assert read_claim_text("never softer is yes", found, Problems()) is None
    known = replace(found, items={**found.items, "softer": found.items["harm"]})
    assert read_claim_text("never softer is yes", known, Problems()) == Never(condition("harm is yes"))
    known = replace(found, findings={"softer on care than ilacs@2023": "keeps_grip"})
    claim = read_claim_text("never softer on care than ilacs@2023", known, Problems())
    assert claim == Never(condition("managers keep a grip"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("overall is never outstanding", "1:8 V701 begin with `never`: `never overall is outstanding`"),
        ("if harm is yes, care is good", "1:8 V701 write `whenever CONDITION, CONDITION`"),
        ("allways care is good", "1:8 V701 did you mean `always`?"),
        ("whenever harm is yes", "1:8 V701 write a comma between the two conditions: `whenever A, B`"),
        ("whenever harm is yes, then care is good", "1:8 V701 leave `then` out: `whenever A, B`"),
        ("never softer on care from ilacs@2023", "1:8 V701 write `never softer on care than ilacs@2023`"),
        ("never softer is yes", "1:8 V701 write `never softer on AREA than ilacs@2023`"),
        ("never differs", "1:8 V701 write `never differs on AREA from ilacs@2023`"),
        (
            "{whenever: harm is yes}",
            "1:8 V701 write `whenever` with `then`, `always` alone, or `never` alone",
        ),
        ("[harm is yes]", "1:8 D003 None"),
        ("never softer on cares than ilacs@2023", "1:24 R105 did you mean `care`?"),
        ("never softer on care than ilacs", "1:34 V703 write it as `ilacs@2023`, or as a path"),
        ("always car is good", "1:15 R102 did you mean `care`?"),
        ("whenever harm is yes, care is goood", "1:38 R104 did you mean `good`?"),
        ("whenever harm is yes, home is one of foster, kin", "1:53 R103 did you mean `kinship`?"),
        ("car never differs from home by more than one grade", "1:8 R105 did you mean `care`?"),
        ("care never differs from homes by more than 0 grades", "1:51 V704 write `always care is homes`"),
        ("care never differs from homes by more than twoo grades", "1:51 V704 did you mean `two`?"),
        (
            "care never differs from homes by more than 3 grades",
            "1:51 V705 the grades of `care` are at most 3 apart",
        ),
        ("care never differs from care by more than one grade", "1:50 V705 None"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(written: str, told: str) -> None:
    assert told_of(written)[1][0] == f"claims.yaml:{told}"


def test_a_claim_that_is_nothing_is_told_all_forms() -> None:
    _, told = told_of("children come first")
    assert len(told) == 1
    assert "`never softer on AREA than RULES`" in told[0]
    assert told[0].endswith("or `AREA never differs from AREA by more than one grade`")


def test_places_are_right_in_a_claim_of_several_lines() -> None:
    _, told = told_of(">-\n  whenever harm is yes,\n  car is good")
    assert told == ["claims.yaml:3:3 R102 did you mean `care`?"]
    _, told = told_of('"whenever harm is yes, \\\n  car is good"')
    assert told == ["claims.yaml:2:3 R102 did you mean `care`?"]
    _, told = told_of("'whenever harm is yes, car is good'")
    assert told == ["claims.yaml:1:31 R102 did you mean `care`?"]


def test_a_claim_on_the_command_line_is_shown_as_such() -> None:
    problems = Problems()
    assert read_claim_text("never car is good", names(), problems) is None
    assert [str(told) for told in problems] == ["--claim:1:7: R102 unknown name `car`"]
    assert read_claim_text("never care is good", names(), problems) == Never(condition("care is good"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("never  softer on care than ilacs@2023", "never softer on care than ilacs@2023"),
        ("never differs from ilacs@2023", "never differs from ilacs@2023"),
        (
            "care never differs from homes by more than two grades",
            "care never differs from homes by more than 2 grades",
        ),
        (
            "{whenever: [harm is yes, {none: [visible is no]}], then: {any: [care is good, homes is good]}}",
            "whenever (harm is yes and none of (visible is no)), (care is good or homes is good)",
        ),
        ("never at least 2 of care and homes are good", "never at least 2 of (care is good; homes is good)"),
    ],
)
def test_a_claim_has_one_line_for_people(written: str, text: str) -> None:
    assert claim_text(read(written)) == text


def test_a_claim_is_printed_as_a_block_where_a_line_could_be_cut_otherwise() -> None:
    found = read("whenever max of late, due and 3 >= 5, care is good")
    assert print_claim(found) == {"whenever": "max of late, due and 3 >= 5", "then": "care is good"}
