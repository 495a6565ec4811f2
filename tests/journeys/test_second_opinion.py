"""`evenhand check --second-opinion`: durable-rules agrees, differs, crashes, or is not there."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

from journeys import disagreeing
from journeys.program import COMMAND, ENGINE, Program, Run, environment, run_in
from unit.backends.deriving import needs_durable_rules

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

TABLE = """
area: care
title: Care of children
starts_at:
  hit: first
  table: |
    children_seen | grade
{rows}
    -             | poor
"""


@pytest.fixture
def in_the_place_of_it(tmp_path_factory: pytest.TempPathFactory):
    """Puts a module of one's own in the place of durable-rules; the environment in which it is found."""

    def put(source: str) -> dict[str, str]:
        folder = tmp_path_factory.mktemp("modules")
        (folder / "durable_rules_engine.py").write_text(source)
        return {"PYTHONPATH": os.pathsep.join([str(folder), str(ENGINE)])}

    return put


@pytest.fixture
def disagreeing_evenhand(workspace: Path) -> Program:
    """Runs the program with a fault planted in it."""

    def run(*arguments: str | Path) -> Run:
        return run_in(workspace, [sys.executable, disagreeing.__file__, *map(str, arguments)])

    return run


def told(text: str) -> str:
    """Text without its line breaks."""
    return " ".join(text.split())


# --- it agrees ----------------------------------------------------------------------------------------


@needs_durable_rules
@pytest.mark.parametrize(
    ("written", "status"), [({"draft": "good"}, 0), ({"draft": "fair"}, 1), ({"seen": None}, 4)]
)
def test_agreement_is_said_and_changes_no_exit_status(evenhand, inspection, written, status):
    path = inspection(**written)
    plain, asked = evenhand("check", path), evenhand("check", path, "--second-opinion")
    assert (plain.status, asked.status) == (status, status)
    assert asked.err == ""
    assert asked.out.startswith(plain.out)
    said = told(asked.out)
    assert "comes to the same: 3 rules and 1 judgement area" in said
    assert "It decided 3 of 3 conditions (100%) itself." in said


@needs_durable_rules
def test_what_was_worked_out_first_is_listed(evenhand, model):
    said = told(evenhand("check", model / "jessfield_2025.yaml", "--second-opinion").out)
    assert "It decided 149 of 149 conditions (100%) itself. Worked out before it was asked:" in said
    assert "- 1 computed item: “Children without a social worker”" in said
    assert "- 8 items counted from cases: “Supervision on time”" in said
    assert "- 21 shares and 4 decimal numbers, as whole numbers" in said
    assert "values partly known, or counted from cases with gaps, each as its two bounds: “" in said


MORE_ITEMS = """
  visits_due: {type: count, title: Visits due, better: neither}
  visits_made: {type: count, title: Visits made, better: higher}
"""
MORE_RULES = """
  - id: C4
    title: Nearly every visit is made
    when: visits_made + 3 >= visits_due
    then: {raise: 1 grade}
  - id: C5
    title: What the visits show
    hit: first
    table: |
      visits_made | finding
      >= 20       | busy
      <= 5        | quiet
  - id: C6
    title: A quiet year
    when: quiet
    then: {lower: 1 grade}
"""


@needs_durable_rules
def test_arithmetic_moved_grades_gaps_and_unknown_values_are_among_it(evenhand, inspection, workspace):
    schema = workspace / "evidence_schemas" / "visits.yaml"
    schema.write_text(schema.read_text() + MORE_ITEMS.lstrip("\n"))
    rules = workspace / "rules" / "visits" / "1" / "care.yaml"
    rules.write_text(rules.read_text() + MORE_RULES.lstrip("\n"))
    path = inspection()
    evidence = "  - {item: visits_due, value: 18}\n  - {item: visits_made, value: 12 to 16}\n"
    path.write_text(
        path.read_text().replace("{item: harm, value: no}", "{item: harm, unknown: not looked at}")
    )
    path.write_text(path.read_text() + evidence)
    done = evenhand("check", path, "--second-opinion")
    said = told(done.out)
    assert "- arithmetic in 1 condition: `visits_made + 3 >= visits_due` -" in said
    assert "- 1 share, as whole numbers -" in said
    assert (
        "- 1 value partly known, or counted from cases with gaps, as its two bounds: “Visits made” -" in said
    )
    assert "- 1 unknown value, as its two bounds: “Harm left too long” -" in said
    assert "- by how much rules raise and lower “Care of children” -" in said
    assert said.endswith("- whether 1 decision table may leave a gap")
    assert "comes to the same" in said
    first = evenhand("check", path, "--second-opinion", "--json").json["inspections"][0]["second_opinion"]
    assert first["worked_out_first"] == {
        "arithmetic": ["visits_made + 3 >= visits_due"],
        "computed_items": [],
        "counted_from_cases": [],
        "shares_as_whole_numbers": ["children_seen"],
        "decimals_as_whole_numbers": [],
        "partly_known_as_two_bounds": ["visits_made"],
        "unknown_as_two_bounds": ["harm"],
        "grades_moved": ["care"],
        "gaps_of_tables": ["C5"],
    }
    assert first["conditions"] == {"all": 7, "decided_by_durable_rules": 7, "without_arithmetic": 6}


@needs_durable_rules
def test_all_model_inspections_get_one_summary_and_one_account_of_each_rule_set(evenhand, model):
    done = evenhand("check", *sorted(model.glob("*.yaml")), "--second-opinion")
    assert (done.status, done.err) == (1, "")
    said = told(done.out)
    assert "comes to the same for all 14 inspections, in every rule and area." in said
    assert said.count("Under ilacs@2023: it decided 149 of 149 conditions") == 1
    assert said.count("Under ilacs@2018: it decided 8 of 8 conditions") == 1
    assert max(len(line) for line in done.out.splitlines()) <= 80


@needs_durable_rules
def test_the_json_says_all_that_was_worked_out_first(evenhand, model):
    done = evenhand("check", model / "jessfield_2025.yaml", "--json", "--second-opinion")
    (found,) = done.json["inspections"]
    opinion = found["second_opinion"]
    assert set(opinion) == {
        "engine",
        "agrees",
        "differences",
        "file",
        "conditions",
        "worked_out_first",
    }
    assert opinion["engine"].startswith("durable-rules ")
    assert (opinion["agrees"], opinion["differences"], opinion["file"]) == (True, [], None)
    assert opinion["conditions"] == {
        "all": 149,
        "decided_by_durable_rules": 149,
        "without_arithmetic": 147,
    }
    first = opinion["worked_out_first"]
    assert first["computed_items"] == ["unallocated_children"]
    assert len(first["shares_as_whole_numbers"]) == 21
    assert "children_seen" in first["counted_from_cases"]
    assert "children_seen" in first["partly_known_as_two_bounds"]
    assert first["unknown_as_two_bounds"] == []


def test_the_json_has_a_second_opinion_only_where_it_was_asked_for(evenhand, inspection):
    assert "second_opinion" not in evenhand("check", inspection(), "--json").json["inspections"][0]


@needs_durable_rules
def test_a_bad_file_does_not_stop_opinions_on_the_others(evenhand, inspection, workspace):
    paths = [inspection("A-1"), workspace / "missing.yaml", inspection("A-3")]
    done = evenhand("check", *paths, "--json", "--second-opinion")
    assert done.status == 3
    assert [problem["code"] for problem in done.diagnostics] == ["S002"]
    assert [one["second_opinion"]["agrees"] for one in done.json["inspections"]] == [True, True]


@needs_durable_rules
@pytest.mark.parametrize("more", [[], ["--trace"]], ids=["short", "trace"])
def test_a_text_file_holds_it_too(evenhand, inspection, workspace, more):
    done = evenhand("check", inspection(), "--second-opinion", "-o", "A-1.txt", *more)
    assert (done.status, done.out) == (0, "")
    assert "comes to the same: 3 rules" in told((workspace / "A-1.txt").read_text())


@needs_durable_rules
def test_a_page_holds_it_too(evenhand, inspection, workspace):
    page = evenhand("check", inspection(), "--second-opinion", "--format", "html").out
    assert "<h2>Second opinion</h2>" in page and "comes to the same: 3 rules" in page
    evenhand("check", inspection(), "--second-opinion", "--format", "docx", "-o", "page.docx")
    document = docx.Document(str(workspace / "page.docx"))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "Second opinion" in words
    assert any("comes to the same: 3 rules" in text for text in words)


@needs_durable_rules
def test_modules_in_the_current_folder_are_not_run(evenhand, inspection, workspace):
    (workspace / "pickle.py").write_text("raise SystemExit(7)\n")
    # `python -m evenhand` looks in the current folder itself; the installed command does not.
    line = "import sys; sys.path.remove(''); from evenhand.cli.main import run; run()"
    done = run_in(workspace, [sys.executable, "-c", line, "check", str(inspection()), "--second-opinion"])
    assert (done.status, done.err) == (0, "")
    assert "comes to the same" in done.out


# --- it does not agree --------------------------------------------------------------------------------


@needs_durable_rules
def test_a_disagreement_exits_5_and_shows_both_derivations(disagreeing_evenhand, inspection):
    done = disagreeing_evenhand("check", inspection(draft="good"), "--second-opinion")
    assert done.status == 5
    assert "Every draft agrees with what the rules propose." in done.out
    said = told(done.out)
    assert "does not agree. One of the two readings is wrong." in said
    assert "neither is to be relied on" in said
    rows = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "What Interpreter durable-rules Compared" in rows
    assert "Proposal good poor differs" in rows
    assert "Conflict no no same" in rows
    assert "Rules that fired C1 none differs" in rows
    assert "Rules undecided none none same" in rows
    assert "B410 the two readings of `A-1` disagree: proposal of care: the interpreter says good" in done.err
    assert "look through it, and send it to the people you have evenhand from" in done.err


@needs_durable_rules
def test_a_disagreement_is_kept_in_a_file_with_the_record_and_both_derivations(
    disagreeing_evenhand, inspection, workspace
):
    done = disagreeing_evenhand("check", inspection(), "--second-opinion")
    assert "`A-1.disagreement.json`" in done.out and "`A-1.disagreement.json`" in done.err
    kept = json.loads((workspace / "A-1.disagreement.json").read_text())
    assert kept["schema"] == "evenhand/disagreement/1"
    assert "children_seen" in kept["record"]["evidence"]["text"]
    assert "care.yaml" in kept["record"]["rules"]["files"]
    assert kept["interpreter"]["fired"] == ["C1"]
    assert kept["durable_rules"]["fired"] == []
    assert kept["interpreter"]["areas"]["care"]["reach"] == ["good"]
    assert kept["durable_rules"]["areas"]["care"]["reach"] == ["poor"]
    assert kept["second_opinion"]["differences"][-1] == {
        "area": "care",
        "subject": "rule C1",
        "interpreter": "fired",
        "durable_rules": "did not fire",
    }
    assert {path.name for path in workspace.iterdir() if path.is_file()} == {
        "A-1.yaml",
        "A-1.disagreement.json",
    }


@needs_durable_rules
def test_an_earlier_disagreement_is_replaced_and_nothing_else_is(disagreeing_evenhand, inspection, workspace):
    path, kept = inspection(), workspace / "A-1.disagreement.json"
    disagreeing_evenhand("check", path, "--second-opinion")
    first = kept.read_bytes()
    kept.write_bytes(first.replace(b"A-1", b"A-0"))
    disagreeing_evenhand("check", path, "--second-opinion")
    assert kept.read_bytes() == first
    kept.write_text("mine")
    done = disagreeing_evenhand("check", path, "--second-opinion", "--json")
    assert kept.read_text() == "mine"
    assert (workspace / "A-1.disagreement-2.json").read_bytes() == first
    assert done.json["inspections"][0]["second_opinion"]["file"] == "A-1.disagreement-2.json"
    assert [problem["code"] for problem in done.diagnostics] == ["B410"]


@needs_durable_rules
def test_two_inspections_of_one_id_keep_two_files(disagreeing_evenhand, inspection, workspace):
    path = inspection("A-1")
    shutil.copy(path, workspace / "copy.yaml")
    done = disagreeing_evenhand("check", path, "copy.yaml", "--second-opinion", "--json")
    files = [one["second_opinion"]["file"] for one in done.json["inspections"]]
    assert files == ["A-1.disagreement.json", "A-1.disagreement-2.json"]
    assert all((workspace / name).exists() for name in files)


@needs_durable_rules
def test_an_id_that_no_file_can_have_is_made_one(disagreeing_evenhand, workspace, inspection):
    path = inspection()
    path.write_text(path.read_text().replace("id: A-1", "id: ../24 spring/A"))
    disagreeing_evenhand("check", path, "--second-opinion")
    assert (workspace / "24-spring-A.disagreement.json").exists()


@needs_durable_rules
@posix
def test_where_no_file_can_be_written_the_disagreement_is_told_all_the_same(workspace, inspection):
    program = f"{shlex.quote(sys.executable)} {shlex.quote(disagreeing.__file__)}"
    line = f"ulimit -f 0; {program} check {inspection()} --second-opinion --json"
    done = run_in(workspace, ["sh", "-c", line])
    assert done.status == 5
    told = done.diagnostics
    assert [problem["code"] for problem in told] == ["B410", "I331"]
    assert "in a folder that can be written to" in told[0]["hint"]
    opinion = done.json["inspections"][0]["second_opinion"]
    assert (opinion["agrees"], opinion["file"]) == (False, None)
    assert [path.name for path in workspace.glob("*.json")] == []


@needs_durable_rules
def test_a_disagreement_stands_on_the_page_and_at_its_top(disagreeing_evenhand, inspection):
    done = disagreeing_evenhand("check", inspection(), "--second-opinion", "--format", "html")
    assert done.status == 5
    assert done.out.index("see “Second opinion” on this page") < done.out.index("<h2>")
    assert "<td>poor</td>" in done.out


@needs_durable_rules
def test_several_disagreements_are_told_apart(disagreeing_evenhand, inspection):
    done = disagreeing_evenhand("check", inspection("A-1"), inspection("A-2"), "--second-opinion")
    assert done.status == 5
    assert "does not agree about A-1." in done.out and "does not agree about A-2." in done.out
    assert "comes to the same" not in done.out


# --- it cannot be asked -------------------------------------------------------------------------------

NOT_THERE = """raise ImportError("No module named 'durable_rules_engine'")\n"""


def test_where_it_is_missing_that_is_told_once_and_the_check_stands(evenhand, inspection, in_the_place_of_it):
    paths = [inspection("A-1", draft="good"), inspection("A-2", draft="fair")]
    where = in_the_place_of_it(NOT_THERE)
    done = evenhand("check", *paths, "--second-opinion", **where)
    assert done.status == 3
    assert done.err.count("B401") == 1
    assert "durable-rules cannot be loaded: it is not installed" in done.err
    assert "durable-rules==2.0.28" in done.err and "apt-get install gcc libc6-dev python3-dev" in done.err
    assert "2 inspections. Judgement areas: agrees 1, departs 1." in done.out
    assert "There is no second opinion on A-1 and A-2: durable-rules cannot be loaded" in told(done.out)
    done = evenhand("check", *paths, "--second-opinion", "--json", **where)
    assert done.status == 3
    assert [problem["code"] for problem in done.diagnostics] == ["B401"]
    assert [one["second_opinion"] for one in done.json["inspections"]] == [None, None]
    page = evenhand("check", paths[0], "--second-opinion", "--format", "html", **where).out
    assert "There is no second opinion on this inspection" in page


def test_a_crash_there_loses_nothing_here(evenhand, inspection, in_the_place_of_it):
    where = in_the_place_of_it(
        "import os\n\ndef create_ruleset(*_):\n    print('on its way out', flush=True)\n    os._exit(9)\n"
    )
    done = evenhand("check", inspection(draft="good"), "--second-opinion", "--json", **where)
    assert done.status == 5
    (problem,) = done.diagnostics
    assert problem["code"] == "B403"
    assert "asked about `visits@1`: it ended with exit status 9: on its way out" in problem["message"]
    assert "the proposals stand" in problem["hint"].lower()
    (one,) = done.json["inspections"]
    assert (one["areas"]["care"]["status"], one["second_opinion"]) == ("agrees", None)


@posix
def test_ctrl_c_ends_it_and_the_process_that_was_asked(workspace, inspection, in_the_place_of_it):
    where = in_the_place_of_it(
        "import os, pathlib, time\n\n\ndef create_ruleset(*_):\n"
        f"    pathlib.Path({str(workspace / 'asked')!r}).write_text(str(os.getpid()))\n    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [*COMMAND, "check", str(inspection()), "--second-opinion"],
        cwd=workspace,
        env=environment(**where),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A run started in the background would otherwise inherit that it ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        start_new_session=True,
    )
    asked = workspace / "asked"
    until = time.monotonic() + 30
    while not (asked.exists() and asked.read_text()):
        assert time.monotonic() < until and process.poll() is None
        time.sleep(0.02)
    # Ctrl-C reaches every process in the foreground.
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(asked.read_text()), 0)


@needs_durable_rules
def test_a_table_that_is_too_long_is_refused_with_its_name_and_why(evenhand, inspection, workspace):
    rows = "\n".join(f"    {share / 2:g}% to {share / 2 + 0.5:g}% | fair" for share in range(130))
    (workspace / "rules" / "visits" / "1" / "care.yaml").write_text(TABLE.format(rows=rows))
    done = evenhand("check", inspection("A-1"), inspection("A-2"), "--second-opinion", "--json")
    assert done.status == 3
    (problem,) = done.diagnostics
    assert (problem["code"], problem["file"], problem["line"]) == (
        "B402",
        "rules/visits/1/care.yaml",
        6,
    )
    assert "`start of care`: its table has 131 rows; 120 can be asserted at once" in problem["message"]
    assert [one["second_opinion"] for one in done.json["inspections"]] == [None, None]


@needs_durable_rules
def test_numbers_beyond_it_are_told_where_they_stand_and_the_others_go_on(evenhand, inspection, workspace):
    schema = workspace / "evidence_schemas" / "visits.yaml"
    schema.write_text(
        schema.read_text() + "  children_heard: {type: share, title: Children heard, better: higher}\n"
    )
    rules = workspace / "rules" / "visits" / "1" / "care.yaml"
    rules.write_text(rules.read_text().replace("children_seen >= 99%", "children_seen > children_heard"))
    large = inspection("A-1", seen="4000000006 of 4000000007")
    text = large.read_text()
    large.write_text(f"{text}  - {{item: children_heard, value: 4000000008 of 4000000009}}\n")
    done = evenhand("check", large, inspection("A-2"), "--second-opinion", "--json")
    assert done.status == 3
    (problem,) = done.diagnostics
    assert (problem["code"], problem["file"], problem["line"]) == ("B404", "A-1.yaml", 1)
    assert "too many digits" in problem["message"]
    first, second = done.json["inspections"]
    assert first["second_opinion"] is None
    assert second["second_opinion"]["agrees"]
