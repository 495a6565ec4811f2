"""`evenhand coverage`, as a user runs it: what is tested, cases for what is not, and bad input."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from journeys.conftest import CARE, FRAMEWORK, ROWS
from journeys.program import COMMAND, environment


def test_what_a_casebook_tests_is_told_with_the_gaps_first(evenhand, casebook):
    casebook()
    done = evenhand("coverage", "past")
    assert (done.status, done.err) == (1, "")
    first = done.out.index("- visits@1, 4 cases: 1 of 3 rules never fired and 2 of 2 boundaries are not")
    assert first < done.out.index("Care of children")
    assert "C3 Where every child is seen, care is not poor: never fired (rules/visits/1/care.yaml:" in (
        " ".join(done.out.split())
    )


def test_every_count_is_in_json(evenhand, casebook):
    casebook()
    done = evenhand("coverage", "past", "--json")
    assert (done.status, done.err) == (1, "")
    assert done.json["schema"] == "evenhand/coverage/1"
    assert done.json["casebook"]["cases"] == 4
    (found,) = done.json["rule_sets"]
    assert found["summary"]["never_fired"] == ["C3"]
    seen, harm, _ = found["by_rule"]
    assert (seen["fired"], seen["not_fired"], seen["undecided"]) == (2, 1, 1)
    assert seen["examples"] == {"fired": ["P-1", "P-3"], "not_fired": ["P-2"], "undecided": ["P-4"]}
    assert (harm["rule"], harm["area"], harm["file"]) == ("C2", "care", "rules/visits/1/care.yaml")
    at_90, at_99 = found["boundaries"]
    assert (at_90["threshold"], at_90["threshold_is"], at_90["beside_within"]) == ("0.9", "above", "0.02")
    assert [at_90[key] for key in ("lower", "beside_below", "at", "beside_above", "higher")] == [
        1,
        0,
        0,
        0,
        2,
    ]
    assert (at_90["nearest_below"], at_90["nearest_above"], at_90["exercised"]) == ("0.5", "0.95", False)
    assert (at_99["rule"], at_99["line"]) == ("C3", 22)
    assert found["levels"][0]["seen"] == {"no": 3, "yes": 1}
    assert found["grades"]["care"] == {"poor": 1, "fair": 1, "good": 1, "undecided": 1}


def test_a_casebook_that_tests_everything_has_status_0(evenhand, casebook):
    rows = "id,provider,region,on,children_seen,harm,care\n" + "".join(
        f"P-{at},,,2024-05-13,{seen},{harm},fair\n"
        for at, (seen, harm) in enumerate([("89%", "yes"), ("90%", "no"), ("98%", "no"), ("99%", "no")])
    )
    casebook(rows)
    done = evenhand("coverage", "past", "--boundary-cases", "cases.yaml")
    assert done.status == 0
    assert done.err == "Every boundary is exercised, so cases.yaml was not written.\n"


# --- boundary cases ----------------------------------------------------------------------------------


def test_boundary_cases_are_filled_in_and_run(evenhand, casebook, workspace):
    casebook()
    done = evenhand("coverage", "past", "--boundary-cases", "cases.yaml", "--seed", "7")
    assert done.status == 1
    assert done.err == (
        "Written to cases.yaml: two model cases for each of 2 boundaries, seed 7. "
        "They get unlike grades at 2.\n"
        "Fill in what the panel expects, and run them with: "
        "evenhand test visits@1 --examples cases.yaml\n"
    )
    path = workspace / "cases.yaml"
    text = path.read_text()
    assert "# Made by evenhand" in text and "seed 7." in text
    left = evenhand("test", "visits@1", "--examples", "cases.yaml")
    assert left.status == 3
    assert "R170 `expected` is still to be filled in for 4 of 4 model cases: `C1_1_lower`, " in left.err
    # A panel fills in the first two: one as the rules propose, and one not.
    before, _, after = text.partition("    # expected:\n    #   care:")
    middle, _, rest = after.partition("    # expected:\n    #   care:")
    filled = "    expected:\n      care: fair"
    path.write_text(before + filled + middle + filled + rest)
    done = evenhand("test", "visits@1", "--examples", "cases.yaml", "--json")
    assert done.status == 3
    assert [told["code"] for told in done.diagnostics] == ["R170"]
    assert [case["agrees"] for case in done.json["rule_sets"][0]["cases"]] == [True, False]


def test_boundary_cases_are_the_same_for_one_seed_and_never_overwrite(evenhand, casebook, workspace):
    casebook()
    asked = ("coverage", "past", "--boundary-cases", "cases.yaml")
    evenhand(*asked)
    first = (workspace / "cases.yaml").read_bytes()
    again = evenhand(*asked)
    assert (again.status, again.out) == (3, "")
    assert "I330" in again.err and "add --overwrite" in again.err
    assert evenhand(*asked, "--overwrite").status == 1
    assert (workspace / "cases.yaml").read_bytes() == first


def test_boundary_cases_are_of_one_rule_set(evenhand, casebook, workspace):
    rules = workspace / "rules" / "visits" / "2"
    rules.mkdir()
    (rules / "framework.yaml").write_text(
        FRAMEWORK.replace('version: "1"', 'version: "2"').replace("2020-01-01", "2024-06-10")
    )
    (rules / "care.yaml").write_text(CARE)
    old = workspace / "rules" / "visits" / "1" / "framework.yaml"
    old.write_text(old.read_text().replace("from: 2020-01-01", "from: 2020-01-01\n  to: 2024-06-09"))
    casebook()
    done = evenhand("coverage", "past", "--boundary-cases", "cases.yaml")
    assert done.status == 3
    assert "C661" in done.err and "--rules visits@1" in done.err
    assert not (workspace / "cases.yaml").exists()
    assert evenhand("coverage", "past", "--rules", "visits@2", "--boundary-cases", "cases.yaml").status == 1


@pytest.mark.parametrize("arguments", [[], ["visits@1", "visits@1"]])
def test_examples_of_a_file_are_run_under_one_rule_set(evenhand, arguments):
    done = evenhand("test", *arguments, "--examples", "cases.yaml")
    assert (done.status, done.out) == (2, "")
    assert "name the one rule set" in done.err


def test_a_file_of_examples_that_is_not_there_is_told(evenhand):
    done = evenhand("test", "visits@1", "--examples", "nope.yaml")
    assert done.status == 3
    assert "S002" in done.err


# --- bad input ---------------------------------------------------------------------------------------


def test_rejected_rows_are_told_and_the_others_counted(evenhand, casebook, workspace):
    casebook(ROWS.replace("20 of 40", "lots"))
    done = evenhand("coverage", "past", "--json")
    assert done.status == 3
    assert [told["code"] for told in done.diagnostics] == ["E202", "C630"]
    assert (done.json["casebook"]["cases"], done.json["casebook"]["rejects"]) == (3, "past.rejects.csv")
    assert (workspace / "past.rejects.csv").exists()


@pytest.mark.parametrize(
    ("rows", "arguments", "code"),
    [
        (ROWS, ["coverage", "psat"], "C601"),
        (ROWS, ["coverage", "past", "--rules", "visit@1"], "R160"),
        (ROWS.splitlines()[1] + "\n", ["coverage", "past"], "C607"),
        (ROWS, ["coverage", "past", "--boundary-cases", "casebooks/past/rows.csv", "--overwrite"], "I330"),
        (ROWS, ["coverage", "past", "--boundary-cases", "nowhere/cases.yaml"], "I331"),
    ],
)
def test_what_cannot_be_covered_or_written_is_told(evenhand, casebook, rows, arguments, code):
    casebook(rows)
    done = evenhand(*arguments)
    assert done.status == 3
    assert code in done.err


def test_where_every_row_is_rejected_nothing_is_covered_and_nothing_written(evenhand, casebook, workspace):
    casebook(ROWS.replace("2024-", "1924-"))
    done = evenhand("coverage", "past", "--boundary-cases", "cases.yaml")
    assert done.status == 3
    assert "C630 4 of 4 rows cannot be used" in done.err
    assert not (workspace / "cases.yaml").exists()


def test_two_files_to_write_have_two_names(evenhand, casebook):
    casebook()
    done = evenhand("coverage", "past", "--boundary-cases", "a.yaml", "--rejects", "a.yaml")
    assert (done.status, done.out) == (2, "")


def test_text_fits_the_terminal(evenhand, casebook):
    casebook()
    for columns in ("40", "80"):
        done = evenhand("coverage", "past", COLUMNS=columns)
        assert max(map(len, done.out.splitlines())) <= int(columns)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_an_interruption_ends_it_and_leaves_no_file(casebook, workspace):
    head, *rows = ROWS.strip().splitlines()
    many = "\n".join(f"{at}{row[3:]}" for at in range(60_000) for row in rows)
    casebook(f"{head}\n{many}\n")
    process = subprocess.Popen(
        [*COMMAND, "coverage", "past", "--boundary-cases", "cases.yaml"],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A run started in the background would otherwise inherit that it ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"Stopped.\n")
    assert not (workspace / "cases.yaml").exists()
