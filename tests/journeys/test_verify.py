"""`evenhand verify`, as a user runs it: what holds, what does not, claims, waivers and witnesses."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from journeys.conftest import CARE
from journeys.program import COMMAND, environment

RULES = Path("rules/visits/1")

# The limits of C2 and C3 can meet, and of few children seen nothing is said.
REFUTED = {
    "no_conflict": ["care"],
    "floor_below_ceiling": ["C3", "C2"],
    "a_rule_speaks": ["care"],
}
WAIVERS = """
waivers:
  - {obligation: no_conflict, of: care, because: Panels settle it.}
  - {obligation: floor_below_ceiling, of: [C3, C2], because: Panels settle it.}
  - {obligation: a_rule_speaks, of: care, because: Fair is where an area stands.}
"""
IN_ORDER = CARE.replace("when: harm is yes", "when: harm is yes\n    unless: children_seen >= 99%").replace(
    "when: children_seen >= 90%", "when: children_seen >= 90%\n    unless: harm is yes"
)
AMENDMENT = """
amendment: stricter
title: Harm counts for more
amends: visits@1
changes:
  - id: only_harm
    because: It is tried.
    replace_rule: {id: C3, title: It says nothing new, when: children_seen >= 95%, then: {at_least: poor}}
"""


def write(name: str, text: str) -> None:
    (RULES / name).write_text(text)


@pytest.fixture
def waived(workspace):
    """Every finding of the small rule set is waived."""
    write("waivers.yaml", WAIVERS)


# --- what is found -----------------------------------------------------------------------------------


def test_what_does_not_hold_is_told_with_an_example_and_what_to_do(evenhand):
    done = evenhand("verify", "visits")
    assert (done.status, done.err) == (1, "")
    assert "Obligations: 14 of 17 proved; 3 refuted\n" in done.out
    assert "C3 (at least fair) and C2 (at most poor) can fire together" in done.out
    assert "For example: “Children seen” is 99% and “Harm left too long” is yes." in done.out
    assert "So it is whenever “Children seen” is below 90% and “Harm left too long” is no." in done.out
    assert "What to do: say which rule gives way" in done.out
    assert "Or waive it: {obligation: a_rule_speaks, of: care, because: ...}" in done.out
    assert "✓ Grades can be reached: 3 of 3" in done.out


def test_with_json_each_obligation_has_its_name_subject_result_and_witness(evenhand):
    done = evenhand("verify", "visits", "--json")
    assert (done.status, done.err) == (1, "")
    assert list(done.json) == ["schema", "obligations"]
    assert done.json["schema"] == "evenhand/verify/1"
    asked = done.json["obligations"]
    assert {one["name"]: one["subject"] for one in asked if one["result"] == "refuted"} == REFUTED
    assert {one["result"] for one in asked} == {"proved", "refuted"}
    first = asked[0]
    assert first == {
        "rules": "visits@1",
        "on": first["on"],
        "name": "no_conflict",
        "subject": ["care"],
        "result": "refuted",
        "waived": None,
        "witness": None,
        "witnesses": [],
        "evidence": ["“Children seen” is 99% and “Harm left too long” is yes"],
        "fewest": True,
        "region": None,
        "covered_by": [],
        "claim": None,
        "place": {"file": "rules/visits/1/care.yaml", "line": 2, "column": 7},
    }


def test_a_rule_set_in_which_everything_holds_ends_with_0(evenhand):
    write("care.yaml", IN_ORDER)
    write("waivers.yaml", "waivers:\n" + WAIVERS.splitlines()[-1] + "\n")
    done = evenhand("verify", "visits")
    assert (done.status, done.err) == (0, "")
    assert "Refuted" not in done.out
    assert "16 of 17 proved; 1 refuted, waived" in done.out


def test_several_rule_sets_are_verified_one_after_the_other(evenhand, workspace, waived):
    (workspace / "stricter.yaml").write_text(AMENDMENT)
    done = evenhand("verify", "visits", "stricter.yaml", "visits", "--json")
    named = [one["rules"] for one in done.json["obligations"]]
    assert list(dict.fromkeys(named)) == ["visits@1", "visits@1+stricter"]
    assert named == sorted(named)


def test_without_a_name_every_rule_set_and_amendment_is_verified_but_for_the_broken(
    evenhand, workspace, waived
):
    for folder in ("amendments", "homes/1"):
        (workspace / "rules" / folder).mkdir(parents=True)
    (workspace / "rules" / "amendments" / "stricter.yaml").write_text(AMENDMENT)
    (workspace / "rules" / "homes" / "1" / "framework.yaml").write_text("framework: homes\nareas: [\n")
    # Those that evenhand ships are among them, and need not be decided here.
    done = evenhand("verify", "--time-limit", "0.001")
    titles = {line for line in done.out.splitlines() if line.startswith("Verifying ")}
    assert titles >= {"Verifying visits@1", "Verifying visits@1+stricter", "Verifying ilacs@2023"}
    assert done.status == 3
    assert "rules/homes/1/framework.yaml" in done.err


def test_a_mistake_in_the_rules_is_told_with_its_place(evenhand):
    write("care.yaml", CARE.replace("harm is yes", "harn is yes"))
    done = evenhand("verify", "visits", "--json")
    assert done.status == 3
    assert done.json["obligations"] == []
    (told,) = done.diagnostics
    assert (told["file"], told["line"]) == ("rules/visits/1/care.yaml", 17)


def test_an_unknown_rule_set_names_the_nearest_and_the_others_are_verified(evenhand, waived):
    done = evenhand("verify", "vists", "visits")
    assert done.status == 3
    assert "R160" in done.err and "did you mean `visits`?" in done.err
    assert "Verifying visits@1" in done.out


# --- the day and the time limit ----------------------------------------------------------------------


def test_the_day_is_the_one_asked_for(evenhand, waived):
    done = evenhand("verify", "visits", "--on", "2024-05-13", "--json")
    assert done.status == 0
    assert {one["on"] for one in done.json["obligations"]} == {"2024-05-13"}


def test_a_day_on_which_the_rule_set_is_not_in_force_is_told(evenhand, waived):
    done = evenhand("verify", "visits", "--on", "2010-01-01")
    assert done.status == 3
    assert "R161" in done.err and "visits@1 from 2020-01-01 to now" in done.err


def test_a_name_without_a_version_means_the_one_in_force_on_that_day(evenhand, workspace, waived):
    later = workspace / "rules" / "visits" / "2"
    later.mkdir()
    for path in RULES.iterdir():
        (later / path.name).write_text(path.read_text())
    for folder, version, period in (("1", '"1"', "{from: 2020-01-01, to: 2024-12-31}"), ("2", '"2"', None)):
        path = workspace / "rules" / "visits" / folder / "framework.yaml"
        text = path.read_text().replace('version: "1"', f"version: {version}")
        path.write_text(
            text.replace("in_force:\n  from: 2020-01-01", f"in_force: {period or '{from: 2025-01-01}'}")
        )
    for day, name in (("2024-05-13", "visits@1"), ("2025-05-13", "visits@2")):
        done = evenhand("verify", "visits", "--on", day)
        assert done.out.startswith(f"Verifying {name}\n"), done.err


def test_a_time_limit_that_does_not_suffice_leaves_the_rest_undecided(evenhand, repository):
    done = evenhand("--workspace", repository, "verify", "ilacs@2023", "--time-limit", "0.001", "--json")
    found = {one["result"] for one in done.json["obligations"]}
    # How much a millisecond decides depends on the machine.
    assert "proved" in found or "undecided" in found
    assert done.status == (4 if "undecided" in found else 0)
    assert done.err == ""


@pytest.mark.parametrize(("option", "value"), [("--time-limit", "0"), ("--on", "13 May 2024")])
def test_an_option_that_cannot_be_read_is_a_usage_error(evenhand, option, value):
    done = evenhand("verify", "visits", option, value)
    assert done.status == 2
    assert option in done.err


# --- claims ------------------------------------------------------------------------------------------


def test_a_claim_that_holds_is_counted_among_what_is_proved(evenhand, waived):
    done = evenhand("verify", "visits", "--claim", "never care is better than good")
    assert done.status == 0
    assert "✓ Claims hold: 1 of 1" in done.out


def test_a_claim_that_does_not_hold_is_shown_by_an_example(evenhand, waived):
    done = evenhand(
        "verify", "visits", "--claim", "whenever harm is yes, care is poor", "--claim", "never care is fair"
    )
    assert done.status == 1
    assert "15 of 19 proved; 4 refuted (3 waived)" in done.out
    assert "Claim never care is fair\n" in done.out


def test_a_claim_in_the_file_is_named_by_its_id_and_its_place(evenhand, waived):
    write("claims.yaml", "claims:\n  - {id: SAFE, claim: 'never care is fair', because: It is tried.}\n")
    done = evenhand("verify", "visits", "--json")
    assert done.status == 1
    (claim,) = (one for one in done.json["obligations"] if one["name"] == "claim")
    assert (claim["subject"], claim["result"]) == (["SAFE"], "refuted")
    assert claim["claim"] == "never care is fair"
    assert claim["place"]["file"] == "rules/visits/1/claims.yaml"


def test_a_claim_that_cannot_be_read_is_told_and_the_rest_is_verified(evenhand, waived):
    done = evenhand(
        "verify", "visits", "--claim", "never cares is fair", "--claim", "never care is fair", "--json"
    )
    assert done.status == 3
    assert [told["file"] for told in done.diagnostics] == ["--claim"]
    assert "care" in done.diagnostics[0]["hint"]
    assert [one["claim"] for one in done.json["obligations"] if one["claim"]] == ["never care is fair"]


def test_a_claim_against_a_rule_set_that_cannot_be_compared_is_told(evenhand, repository):
    claim = "never softer on leaders than slac@2009"
    done = evenhand("--workspace", repository, "verify", "ilacs@2023", "--claim", claim)
    assert done.status == 3
    assert "V711" in done.err
    assert "Verifying ilacs@2023" in done.out


# --- waivers -----------------------------------------------------------------------------------------


def test_what_is_waived_is_shown_with_its_reason_and_is_nothing_to_report(evenhand, waived):
    done = evenhand("verify", "visits")
    assert (done.status, done.err) == (0, "")
    assert "14 of 17 proved; 3 refuted, waived" in done.out
    assert "Waived: Fair is where an area stands." in done.out
    shown = evenhand("verify", "visits", "--json").json["obligations"]
    reasons = {one["waived"] for one in shown if one["result"] == "refuted"}
    assert reasons == {"Panels settle it.", "Fair is where an area stands."}


def test_the_waiver_that_is_offered_can_be_pasted_into_the_file(evenhand):
    offered = [
        line.split("Or waive it: ")[1]
        for line in evenhand("verify", "visits", COLUMNS="100").out.splitlines()
        if "Or waive it: " in line
    ]
    assert len(offered) == 3
    lines = (f"  - {line.replace('...', 'It is tried.')}\n" for line in offered)
    write("waivers.yaml", "waivers:\n" + "".join(lines))
    assert evenhand("verify", "visits").status == 0


def test_a_waiver_that_nothing_needs_is_told(evenhand):
    write("waivers.yaml", WAIVERS + "  - {obligation: can_fire, of: C1, because: It is for later.}\n")
    done = evenhand("verify", "visits")
    assert done.status == 3
    assert "rules/visits/1/waivers.yaml:6:5: V710" in done.err
    assert "take the waiver out" in done.err


def test_a_waiver_of_what_is_not_there_is_told_with_the_nearest(evenhand):
    write("waivers.yaml", WAIVERS.replace("of: care, because: Fair", "of: caer, because: Fair"))
    done = evenhand("verify", "visits")
    assert done.status == 3
    assert "V707" in done.err and "did you mean `care`?" in done.err


def test_an_amendment_takes_over_claims_and_waivers_and_has_its_own(evenhand, workspace, waived):
    write("claims.yaml", "claims:\n  - {id: NOT_FAIR, claim: never care is fair}\n")
    own = "waivers:\n  - {obligation: claim, of: NOT_FAIR, because: That is what it is for.}\n"
    (workspace / "stricter.yaml").write_text(AMENDMENT + own)
    done = evenhand("verify", "stricter.yaml", "--json")
    asked = {(one["name"], *one["subject"]): one for one in done.json["obligations"]}
    assert asked["claim", "NOT_FAIR"]["waived"] == "That is what it is for."
    assert asked["a_rule_speaks", "care"]["waived"] == "Fair is where an area stands."
    # A floor at the lowest grade: the waivers of conflicts are not needed here, and it is not told.
    assert asked["no_conflict", "care"]["result"] == "proved"
    assert asked["not_redundant", "C3"]["result"] == "refuted"
    assert (done.status, done.err) == (1, "")


# --- witnesses ---------------------------------------------------------------------------------------


def test_witnesses_are_inspections_in_which_what_is_told_can_be_seen(evenhand, workspace):
    done = evenhand("verify", "visits", "-o", "shown", "--json")
    files = {one["name"]: one["witness"] for one in done.json["obligations"] if one["witness"]}
    assert set(files) == set(REFUTED)
    for name, file in files.items():
        seen = evenhand("check", file, "--json").json["inspections"][0]["areas"]["care"]
        assert seen["status"] == ("no_draft" if name == "a_rule_speaks" else "conflict")
        if name == "a_rule_speaks":
            assert (seen["proposed"], seen["fired"]) == ("fair", [])
        else:
            assert set(seen["fired"]) >= {"C2", "C3"}


def test_two_inspections_show_that_better_evidence_lowers_a_grade(evenhand, waived):
    write("care.yaml", CARE.replace("supports: good", "at_most: poor"))
    write("waivers.yaml", WAIVERS + "  - {obligation: floor_below_ceiling, of: [C3, C1], because: Panels.}\n")
    done = evenhand("verify", "visits", "-o", "shown", "--json")
    (found,) = (
        one for one in done.json["obligations"] if one["name"] == "better_never_lowers" and one["witness"]
    )
    before, after = (evenhand("check", file, "--json").json["inspections"][0] for file in found["witnesses"])
    scale = ["poor", "fair", "good"]
    assert scale.index(after["areas"]["care"]["proposed"]) < scale.index(before["areas"]["care"]["proposed"])


def test_witnesses_of_several_rule_sets_have_a_folder_each(evenhand, workspace):
    (workspace / "stricter.yaml").write_text(AMENDMENT)
    done = evenhand("verify", "visits", "stricter.yaml", "-o", "shown")
    assert "Witness: shown/visits-1/no-conflict-care.yaml" in done.out
    file = workspace / "shown" / "visits-1+stricter" / "a-rule-speaks-care.yaml"
    seen = evenhand("check", file, "--json").json["inspections"][0]
    assert seen["rules"]["version"] == "1+stricter"


def test_claims_that_differ_in_signs_alone_have_a_witness_each(evenhand, workspace):
    claims = ("always children_seen > 50%", "always children_seen < 50%")
    done = evenhand("verify", "visits", "--claim", claims[0], "--claim", claims[1], "-o", "shown", "--json")
    files = [one["witness"] for one in done.json["obligations"] if one["name"] == "claim"]
    assert files == ["shown/claim-always-children-seen-50.yaml", "shown/claim-always-children-seen-50-2.yaml"]
    assert all((workspace / file).is_file() for file in files)


def test_a_folder_that_is_taken_is_refused_before_the_work(evenhand, workspace):
    done = evenhand("verify", "visits", "-o", "rules")
    assert (done.status, done.out) == (3, "")
    assert "C651" in done.err


# --- however it ends ---------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the libraries of a process as Linux tells")
def test_ctrl_c_ends_quietly(workspace, repository):
    with subprocess.Popen(
        [*COMMAND, "--workspace", str(repository), "verify", "--json"],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A run started in the background would otherwise inherit that it ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        while running.poll() is None and "libz3" not in Path(f"/proc/{running.pid}/maps").read_text():
            time.sleep(0.02)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"Stopped.\n")


@pytest.mark.skipif(os.name != "posix", reason="a terminal as POSIX has it")
def test_a_terminal_sees_how_far_it_is(workspace, repository):
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "--workspace", str(repository), "verify", "sccif@2017", "--json"],
        cwd=workspace,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ):
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    assert b"Verifying sccif@2017" in shown
