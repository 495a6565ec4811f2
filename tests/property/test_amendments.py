"""Laws of amendments, on random rule sets and random changes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evenhand.diagnostics import InvalidInput, Problems
from evenhand.domain import Case, Outcome
from evenhand.evaluation import compile_rules, interpret
from evenhand.explanation.document import words_of
from evenhand.language import (
    Amendment,
    Change,
    RuleSet,
    amended,
    check_amendment,
    load_rule_set,
    print_rule_set,
    read_amendment,
)
from evenhand.services.amendment_views import amendment_view
from generators import DAY, Drawing, drawings, in_force, seeds
from generators.amendments import draw_amendment
from golden.folders import files_of, folders
from oracle.checks import unlike_interpreter
from shipped.test_broken_files import assert_told, broken
from written import AMENDMENT_FILE, amend, load

SELDOM = settings(max_examples=max(20, settings.default.max_examples // 6 if settings.default else 0))
"""Each example reads or compiles several rule sets, which takes longer than deciding a case."""


def as_loaded(written: RuleSet, files: dict[str, str] | None = None) -> RuleSet:
    """A rule set as it is read from its files."""
    problems = Problems()
    found = load_rule_set(
        print_rule_set(written) if files is None else files, {written.schema.id: written.schema}.get, problems
    )
    assert found is not None, list(problems)
    return found


def amendment_of(base: RuleSet, text: str) -> Amendment | None:
    written = read_amendment(text, "amendment.yaml", Problems())
    assert written is not None, text
    return check_amendment(written, base, Problems())


def drawn_amendment(drawn: Drawing) -> Amendment:
    """A drawn amendment that makes a valid rule set."""
    base = as_loaded(drawn.rule_set)
    found = amendment_of(base, draw_amendment(drawn.rng(), base))
    assume(found is not None)
    assert found is not None
    return found


def same(one: RuleSet, other: RuleSet) -> bool:
    """Whether two rule sets are one tree, whatever they are called and however they are written."""

    def bare(of: RuleSet) -> RuleSet:
        return replace(of, version="", title="", amends=None, status="", files={}, hash="", order=())

    return bare(one) == bare(other)


@SELDOM
@given(drawings())
def test_no_changes_make_the_rule_set_itself(drawn: Drawing) -> None:
    base = as_loaded(drawn.rule_set)
    assert amended(base, ()) is base


@SELDOM
@given(drawings())
def test_what_an_amendment_makes_is_what_its_files_write(drawn: Drawing) -> None:
    made = drawn_amendment(drawn).rule_set
    assert as_loaded(made, dict(made.files)) == made


@SELDOM
@given(drawings())
def test_what_an_amendment_makes_is_printed_and_read_back_equal(drawn: Drawing) -> None:
    made = drawn_amendment(drawn).rule_set
    assert same(as_loaded(made), made)


@SELDOM
@given(drawings())
def test_all_changes_in_order_make_what_the_amendment_makes(drawn: Drawing) -> None:
    amendment = drawn_amendment(drawn)
    assert amended(amendment.base, amendment.changes) == amendment.rule_set


@SELDOM
@given(drawings())
def test_changes_of_different_things_may_be_made_in_any_order(drawn: Drawing) -> None:
    amendment = drawn_amendment(drawn)
    # A new name is there only once the change that gives it is made.
    changes = [change for change in amendment.changes if change.renamed_area is None]
    added = [change for change in changes if change.action == "add_area"]
    rest = [change for change in changes if change.action != "add_area"]
    one, other = made(amendment.base, [*added, *rest]), made(amendment.base, [*added, *reversed(rest)])
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert decided_alike(one, other, drawn.case)


def made(base: RuleSet, changes: Sequence[Change]) -> RuleSet | None:
    try:
        return amended(base, changes)
    except InvalidInput as invalid:
        assert all(found.span is not None for found in invalid.diagnostics)
        return None


def decided_alike(one: RuleSet, other: RuleSet, case: Case) -> bool:
    given = {area: grade for area, grade in case.given.items() if area in one.area_by_id}
    known = replace(case, given=given)
    found = (interpret(rules.in_force_on(DAY), known) for rules in (one, other))
    first, second = ({id: step.outcome for id, step in trace.areas.items()} for trace in found)
    return first == second


@SELDOM
@given(drawings())
def test_both_paths_decide_amended_rules_alike(drawn: Drawing) -> None:
    made = drawn_amendment(drawn).rule_set
    given = {area: grade for area, grade in drawn.case.given.items() if area in made.area_by_id}
    case = replace(drawn.case, given=given)
    rules = in_force(made)
    assert list(unlike_interpreter(rules, case, lambda rules, case: compile_rules(rules).run(case))) == []


# --- new names decide nothing ---------------------------------------------------------------------------


HEAD = "amendment: renamed\ntitle: New names\namends: drawn@1\nchanges:\n"


def with_new_names(base: RuleSet, new: Mapping[str, str]) -> Amendment:
    """An amendment that renames areas and does nothing else."""
    changes = "".join(
        f"  - {{id: of_{old}, because: It is tried., rename_area: {{area: {old}, to: {name}}}}}\n"
        for old, name in new.items()
    )
    found = amendment_of(base, HEAD + changes)
    assert found is not None
    return found


@SELDOM
@given(drawings())
def test_areas_under_new_names_are_decided_as_under_their_old_ones(drawn: Drawing) -> None:
    base = as_loaded(drawn.rule_set)
    new = {area.id: f"new_{area.id}" for area in base.areas}
    amendment = with_new_names(base, new)
    case = drawn.case
    renamed = replace(
        case,
        given={new[area]: grade for area, grade in case.given.items()},
        previous=replace(
            case.previous, grades={new[area]: grade for area, grade in case.previous.grades.items()}
        ),
    )
    before, after = outcomes(base, case), outcomes(amendment.rule_set, renamed)
    assert {new[area]: outcome for area, outcome in before.items()} == after


@SELDOM
@given(drawings())
def test_grades_under_new_names_are_decided_as_under_their_old_ones(drawn: Drawing) -> None:
    base = as_loaded(drawn.rule_set)
    changes = "".join(
        f"  - {{id: of_{id}_{grade}, because: It is tried., "
        f"rename_grade: {{scale: {id}, grade: {grade}, to: new_{grade}}}}}\n"
        for id, scale in base.scales.items()
        for grade in scale.names
    )
    amendment = amendment_of(base, HEAD + changes)
    # An item with the levels of a scale can no longer be compared with it, or be where an area starts.
    assume(amendment is not None)
    assert amendment is not None
    case = drawn.case
    # The grades before keep their names: a scale still knows what its grades were called.
    renamed = replace(case, given=new_grades(case.given))
    before, after = outcomes(base, case), outcomes(amendment.rule_set, renamed)
    assert {area: facts(outcome, "new_") for area, outcome in before.items()} == {
        area: facts(outcome) for area, outcome in after.items()
    }


def outcomes(rule_set: RuleSet, case: Case) -> dict[str, Outcome]:
    trace = interpret(in_force(rule_set), case)
    return {id: step.outcome for id, step in trace.areas.items()}


def new_grades(grades) -> dict[str, str]:
    return {area: grade if grade == "not_judged" else f"new_{grade}" for area, grade in grades.items()}


def facts(outcome: Outcome, before: str = "") -> tuple[object, ...]:
    """What an outcome says, its grades by their names with something before them."""
    runs = (outcome.reach_grades, outcome.permitted_grades)
    one = (outcome.proposed, outcome.provisional_grade)
    return (
        *(tuple(before + grade for grade in run) for run in runs),
        *(None if grade is None else before + grade for grade in one),
        outcome.conflict,
        outcome.judged,
    )


# --- slips of the pen -----------------------------------------------------------------------------------

AMENDED = [folder for folder in folders("good") if (folder / AMENDMENT_FILE).is_file()]


@cache
def golden(folder: Path) -> tuple[RuleSet, dict[str, bytes]]:
    files = files_of(folder)
    return load({name: text for name, text in files.items() if name != AMENDMENT_FILE}).usable, files


@given(st.sampled_from(AMENDED), seeds)
def test_an_amendment_with_slips_is_told_at_places_that_are_there(folder: Path, seed: int) -> None:
    base, files = golden(folder)
    text = broken(files[AMENDMENT_FILE].decode(), Random(seed))
    problems = Problems()
    found = amend(base, text, problems)
    assert_told(problems, {**base.files, AMENDMENT_FILE: text}, found is not None)
    if found is not None:
        assert words_of(amendment_view(found))
        assert as_loaded(found.rule_set, dict(found.rule_set.files)) == found.rule_set
