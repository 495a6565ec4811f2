"""Verification of a rule set with its claims and waivers: what is open, what is waived, and how it ends."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import pytest

from benchmarks.translate import load_pack
from evenhand.backends.planes.circuit import Circuit, Signal
from evenhand.cli.commands.verify import status_of
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.diagnostics import Problems
from evenhand.explanation import render_text
from evenhand.language import RuleSet
from evenhand.services.claims import claim_given
from evenhand.services.verification_files import write_witnesses
from evenhand.services.verification_words import verification_document
from evenhand.services.verify import Answered, Verification
from evenhand.services.workspace import Workspace
from evenhand.verification import Answer, Limit, MakeSolver, Result, Verdict, Verifier, Z3Solver
from evenhand.verification.worlds import World
from golden.verify_sets import DAY, VerifySet, sets_to_verify
from written import load

CONFLICT = "a_conflict_only_through_a_chain_of_findings"
SILENT = "no_rule_speaks_between_two_thresholds"


class NeverSays:
    """A solver that cannot say anything."""

    def __init__(self, circuit: Circuit, worlds: Sequence[World]) -> None:
        self.circuit = circuit

    def ask(
        self,
        *signals: Signal,
        limit: Limit | None = None,
        seconds: float | None = None,
        effort: int | None = None,
    ) -> Answer:
        """Nothing."""
        return Answer(Verdict.UNKNOWN)


def rule_set_of(name: str, **files: str) -> RuleSet:
    """A golden rule set, with further files."""
    (one,) = (one for one in sets_to_verify() if one.name == name)
    return load({**one.files, **{f"{file}.yaml": text for file, text in files.items()}}).usable


def verify(
    rule_set: RuleSet, *claims: str, make_solver: MakeSolver = Z3Solver, seconds: float | None = None
) -> tuple[Verification, list[Answered]]:
    problems = Problems()
    given = [claim_given(text, rule_set, problems) for text in claims]
    verification = Verification(
        rule_set,
        Workspace(()),
        problems,
        on=DAY,
        claims=[claim for claim in given if claim is not None],
        clock=itertools.count().__next__,
        seconds=seconds,
        make_solver=make_solver,
    )
    return verification, list(verification.answers())


def words_of(verification: Verification, answers: list[Answered]) -> str:
    return render_text(verification_document(verification.rules, answers, {}))


def ends(answers: list[Answered]) -> ExitStatus:
    return overall(map(status_of, answers))


# --- every golden set --------------------------------------------------------------------------------


@pytest.mark.parametrize("one", sets_to_verify(), ids=lambda one: one.name)
def test_what_is_refuted_is_what_is_expected(one: VerifySet) -> None:
    answers = verify(load(one.files).usable)[1]
    refuted = {
        (str(answer.obligation.name), answer.obligation.subject)
        for answer in answers
        if answer.found.result is Result.REFUTED
    }
    assert refuted == one.expected.refuted, one.expected.because
    assert not any(answer.found.result is Result.UNDECIDED for answer in answers)
    assert ends(answers) is (ExitStatus.TO_REPORT if refuted else ExitStatus.DONE)


# --- what cannot be decided --------------------------------------------------------------------------


@pytest.mark.parametrize("name", [CONFLICT, SILENT])
def test_where_the_solver_cannot_say_everything_is_undecided(name: str) -> None:
    verification, answers = verify(rule_set_of(name), "never leaders is fair", make_solver=NeverSays)
    assert {answer.found.result for answer in answers} == {Result.UNDECIDED}
    assert len(answers) == len(verification)
    assert ends(answers) is ExitStatus.UNDECIDED
    text = words_of(verification, answers)
    assert f"0 of {len(answers)} proved; {len(answers)} undecided" in text
    assert "? Whether claims hold: 1 (never leaders is fair)" in text
    assert "More time may decide them: see --time-limit." in text.replace("`", "")
    assert "Refuted" not in text


def test_a_waiver_of_what_is_undecided_is_needed() -> None:
    waived = "waivers:\n  - {obligation: a_rule_speaks, of: leaders, because: It is the start.}\n"
    verification, answers = verify(rule_set_of(SILENT, waivers=waived), make_solver=NeverSays)
    assert [str(answer.obligation.name) for answer in answers if answer.waiver] == ["a_rule_speaks"]
    assert not list(verification.problems)


def test_no_time_at_all_decides_nothing_and_tells_nothing_wrong() -> None:
    answers = verify(rule_set_of(SILENT), seconds=0)[1]
    assert {answer.found.result for answer in answers} == {Result.UNDECIDED}


def test_a_time_limit_leaves_open_and_never_turns_an_answer_round(shared_data) -> None:
    pack = shared_data / "bench" / "pack300.json"
    if not pack.is_file():
        pytest.skip(f"{shared_data} does not hold bench/pack300.json")
    rules = load_pack(json.loads(pack.read_text(encoding="utf-8")))
    asked = Verifier(rules, clock=itertools.count().__next__).obligations[::40]
    unlimited = Verifier(rules, clock=itertools.count().__next__)
    # A second goes by whenever the time is asked: nothing is left when the question is put.
    late = Verifier(rules, clock=itertools.count().__next__, seconds=0.001)
    hurried = Verifier(rules, clock=lambda: 0.0, seconds=0.001)
    assert {late.decide(one).result for one in asked} == {Result.UNDECIDED}
    for one in asked:
        assert hurried.decide(one).result in (Result.UNDECIDED, unlimited.decide(one).result)


# --- waivers and claims ------------------------------------------------------------------------------


def test_what_is_waived_leaves_nothing_to_report_and_the_rest_does() -> None:
    waived = "waivers:\n  - {obligation: no_conflict, of: leaders, because: Panels settle it.}\n"
    verification, answers = verify(rule_set_of(CONFLICT, waivers=waived))
    assert [str(answer.obligation.name) for answer in answers if answer.is_open] == ["floor_below_ceiling"]
    assert ends(answers) is ExitStatus.TO_REPORT
    assert not list(verification.problems)
    assert "2 refuted (1 waived)" in words_of(verification, answers)


def test_a_waiver_that_nothing_needs_is_told_where_it_stands() -> None:
    waived = "waivers:\n  - {obligation: can_fire, of: A1, because: It is for later.}\n"
    (told,) = verify(rule_set_of(SILENT, waivers=waived))[0].problems
    assert (told.code.id, str(told.span)) == ("V710", "waivers.yaml:2:5")


def test_a_claim_given_twice_is_asked_once() -> None:
    written = "claims:\n  - {claim: never leaders is fair}\n"
    answers = verify(rule_set_of(SILENT, claims=written), "never leaders is fair")[1]
    assert sum(answer.claim is not None for answer in answers) == 1


def test_a_claim_of_the_command_line_has_no_place_and_cannot_be_waived() -> None:
    text = words_of(*verify(rule_set_of(SILENT), "never leaders is fair"))
    assert "Claim never leaders is fair\n" in text
    assert "obligation: claim" not in text


def test_the_rule_set_without_a_rule_has_nothing_to_verify() -> None:
    framework = (
        'framework: bare\nversion: "1"\ntitle: Bare\nin_force: {from: 2024-01-01, to: 2025-12-31}\n'
        "evidence_schema: small\nscales: {two: {grades: [bad, good]}}\nareas: [leaders]\n"
    )
    (one, *_) = sets_to_verify()
    files = {
        "schema.yaml": one.files["schema.yaml"],
        "framework.yaml": framework,
        "leaders.yaml": "area: leaders\ntitle: Leaders\ngiven_only: yes\n",
    }
    verification, answers = verify(load(files).usable)
    assert (answers, ends(answers)) == ([], ExitStatus.DONE)
    assert "none: there is no rule or claim to verify" in words_of(verification, answers)


# --- witnesses ---------------------------------------------------------------------------------------


def test_files_of_witnesses_never_have_the_same_name(tmp_path) -> None:
    verification, answers = verify(rule_set_of(SILENT), "always late > 2", "always late < 2")
    files = write_witnesses(answers, verification.rules, "small@1", tmp_path / "shown")
    names = sorted(path.name for written in files.values() for path in written)
    assert names == ["a-rule-speaks-leaders.yaml", "claim-always-late-2-2.yaml", "claim-always-late-2.yaml"]


def test_no_folder_is_made_where_there_is_nothing_to_show(tmp_path) -> None:
    verification, answers = verify(rule_set_of("every_grade_within_reach"))
    assert write_witnesses(answers, verification.rules, "small@1", tmp_path / "shown") == {}
    assert not (tmp_path / "shown").exists()
