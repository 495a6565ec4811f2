"""Bad input to survive: each is told with its code and place, whatever was written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evenhand.diagnostics import InvalidInput, Problems
from evenhand.services.check import Checked, check_file
from evenhand.services.workspace import Workspace
from unit.language.vocabulary import FILES, SCHEMA

HEADER = "inspection: {id: EX-1, framework: small, on: 2024-05-13}\n"
RECORD = (
    "case_record:\n  seen: {type: yes_no, title: Seen}\n  days_between: {type: count, title: Gap, max: 100}\n"
)
COUNTED = (
    "  gap_mean: {type: number, title: Mean gap, better: lower, max: 50, from_cases: mean of days_between}\n"
)
LEADERS = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - {id: L1, title: Harm limits it, when: harm is yes, then: {at_most: inadequate}}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that no test changes but for the inspections in it."""
    return workspace_in(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def own_root(tmp_path: Path) -> Path:
    """A workspace of the test's own."""
    return workspace_in(tmp_path)


def workspace_in(top: Path) -> Path:
    """A workspace with one rule set of two versions, and its schema."""
    schemas, first, second = (top / name for name in ("evidence_schemas", "rules/small/1", "rules/small/2"))
    for folder in (schemas, first, second):
        folder.mkdir(parents=True)
    (schemas / "small.yaml").write_text(SCHEMA.replace("items:\n", RECORD + "items:\n", 1) + COUNTED)
    for folder, version, years in ((first, "1", "2024"), (second, "2", "2025")):
        for name, text in {**FILES, "leaders.yaml": LEADERS}.items():
            if name != "schema.yaml":
                (folder / name).write_text(text)
        framework = (folder / "framework.yaml").read_text()
        framework = framework.replace('version: "1"', f'version: "{version}"')
        framework = framework.replace(
            "from: 2024-01-01, to: 2025-12-31", f"from: {years}-01-01, to: {years}-12-31"
        )
        (folder / "framework.yaml").write_text(framework)
    return top


def check(
    root: Path, text: str | bytes, rules: str | None = None, **beside: str | bytes
) -> tuple[Checked | None, list[str]]:
    """An inspection file checked in its folder: what is told, by code and place."""
    folder = root / "inspections"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in {"visit_yaml": text, **beside}.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    problems = Problems()
    try:
        found = check_file(folder / "visit.yaml", Workspace((root,)), problems, rules)
    except InvalidInput as invalid:
        found = None
        problems.extend(invalid.diagnostics)
    told = []
    for diagnostic in problems.sorted():
        place = (
            diagnostic.span
            and f"{Path(diagnostic.span.file).name}:{diagnostic.span.line}:{diagnostic.span.column}"
        )
        told.append(f"{diagnostic.code.id} {place}")
    return found, told


def told(root: Path, text: str, **beside: str | bytes) -> list[str]:
    return check(root, HEADER + text, **beside)[1]


NAMES = {
    "an unknown item": ("evidence: {casload: 17}", "E201 visit.yaml:2:12"),
    "an unknown item that is assumed": ("assume: {hram: {value: no, because: x}}", "E201 visit.yaml:2:10"),
    "an unknown area": ("draft: {leader: good}", "I301 visit.yaml:2:9"),
    "an unknown area that is given": ("given: {leader: good}", "I301 visit.yaml:2:9"),
    "an unknown area that is expected": ("expected: {leader: good}", "I301 visit.yaml:2:12"),
    "an unknown area that departs": ("departures: {leader: {reason: x, by: A}}", "I301 visit.yaml:2:14"),
    "an unknown grade": ("draft: {leaders: goood}", "I302 visit.yaml:2:18"),
    "an unknown grade that is given": ("given: {leaders: goood}", "I302 visit.yaml:2:18"),
    "an unknown grade that is expected": ("expected: {leaders: {grade: goood}}", "I302 visit.yaml:2:21"),
    "a previous grade of another scale": ("previous: {grades: {leaders: fine}}", "I310 visit.yaml:2:30"),
    "an unknown level": ("evidence: {grip: storng}", "E202 visit.yaml:2:18"),
    "an unknown parameter": ("parameters: {intervall: {value: 4 weeks}}", "R106 visit.yaml:2:14"),
    "a parameter that is not local": ("parameters: {limit: {value: 4}}", "I308 visit.yaml:2:14"),
    "an unknown unit": ("parameters: {interval: {value: 4 wekes}}", "I309 visit.yaml:2:32"),
    "an unknown unit of evidence": ("evidence: {gap: 4 wekes}", "E202 visit.yaml:2:17"),
    "an unknown key": ("evidense: {gap: 4}", "D001 visit.yaml:2:1"),
}
VALUES = {
    "a share above 100%": ("evidence: {on_time: 110%}", "E204 visit.yaml:2:21"),
    "more of fewer": ("evidence: {on_time: 43 of 40}", "E204 visit.yaml:2:21"),
    "some of none": ("evidence: {on_time: 3 of 0}", "E204 visit.yaml:2:21"),
    "a value of the wrong type": ("evidence: {caseload: high}", "E202 visit.yaml:2:22"),
    "a number for a level": ("evidence: {grip: 3}", "E202 visit.yaml:2:18"),
    "a number for a share": ("evidence: {on_time: 0.9}", "E202 visit.yaml:2:21"),
    "true for yes": ("evidence: {harm: true}", "E202 visit.yaml:2:18"),
    "a list for a value": ("evidence: {caseload: [1, 2]}", "D003 visit.yaml:2:22"),
    "out of bounds": ("evidence: {caseload: 100.1}", "E203 visit.yaml:2:22"),
    "out of bounds in another unit": ("evidence: {gap: 53 weeks}", "E203 visit.yaml:2:17"),
    "NaN": ("evidence: {caseload: NaN}", "E202 visit.yaml:2:22"),
    "infinite": ("evidence: {caseload: .inf}", "E202 visit.yaml:2:22"),
    "1e400": ("evidence: {caseload: 1e400}", "E202 visit.yaml:2:22"),
    "a very long number": ("evidence: {caseload: " + "9" * 5000 + "}", "E202 visit.yaml:2:22"),
    "more decimals than are kept": ("evidence: {caseload: 17.23}", "E205 visit.yaml:2:22"),
    "days for children": ("evidence: {caseload: 3 days}", "E202 visit.yaml:2:22"),
    "months for days": ("evidence: {gap: 3 months}", "E202 visit.yaml:2:17"),
    "what always applies": ("evidence: {caseload: does not apply}", "E206 visit.yaml:2:22"),
    "no value": ("evidence: {caseload: }", "S028 visit.yaml:2:12"),
    "evidence that is text": ("evidence: none", "D003 visit.yaml:2:11"),
    "a draft that is a list": ("draft: [good]", "D003 visit.yaml:2:8"),
    "a reason that is a list": ("evidence: {late: {unknown: [a]}}", "D003 visit.yaml:2:28"),
    "a local value out of bounds": ("parameters: {interval: {value: 85%}}", "I309 visit.yaml:2:32"),
    "a local value that is infinite": ("parameters: {interval: {value: inf}}", "I309 visit.yaml:2:32"),
}
DEPARTURES = {
    "without a reason": (
        'draft: {leaders: inadequate}\ndepartures: {leaders: {reason: "", by: A}}',
        "I303 visit.yaml:3:32",
    ),
    "with a reason of spaces": (
        'draft: {leaders: inadequate}\ndepartures: {leaders: {reason: " ", by: A}}',
        "I303 visit.yaml:3:32",
    ),
    "with no reason at all": (
        "draft: {leaders: inadequate}\ndepartures: {leaders: {by: A}}",
        "I303 visit.yaml:3:23",
    ),
    "without who": (
        "draft: {leaders: inadequate}\ndepartures: {leaders: {reason: x}}",
        "D002 visit.yaml:3:23",
    ),
    "outside without a second person": (
        "evidence: {harm: yes}\ndraft: {leaders: good}\ndepartures: {leaders: {reason: x, by: A}}",
        "I304 visit.yaml:4:23",
    ),
    "with the same person twice": (
        "evidence: {harm: yes}\ndraft: {leaders: good}\ndepartures: {leaders: {reason: x, by: A, second: a}}",
        "I305 visit.yaml:4:50",
    ),
    "from a draft that agrees": (
        "evidence: {harm: no}\ndraft: {leaders: good}\ndepartures: {leaders: {reason: x, by: A}}",
        "I306 visit.yaml:4:23",
    ),
    "without a draft": ("departures: {leaders: {reason: x, by: A}}", "I307 visit.yaml:2:23"),
    "from not judged": ("draft: {leaders: not_judged}", "I312 visit.yaml:2:18"),
    "a grade for what is given as not judged": (
        "given: {leaders: not_judged}\ndraft: {leaders: good}",
        "I315 visit.yaml:3:9",
    ),
}
EVERY = {**NAMES, **VALUES, **DEPARTURES}


@pytest.mark.parametrize(("text", "expected"), EVERY.values(), ids=EVERY)
def test_what_is_wrong_is_told_at_its_place(root: Path, text: str, expected: str) -> None:
    assert told(root, text) == [expected]


def test_everything_that_is_wrong_is_told_at_once(root: Path) -> None:
    assert told(
        root,
        "evidence:\n  casload: 17\n  on_time: 3 of 0\ngiven: {homs: good}\ndraft: {leaders: god}\n"
        "previous: {grades: {care: fine}}\nparameters: {limit: {value: 9}}\ncases: none.csv\n",
    ) == [
        "E201 visit.yaml:3:3",
        "E204 visit.yaml:4:12",
        "I301 visit.yaml:5:9",
        "I302 visit.yaml:6:18",
        "I310 visit.yaml:7:27",
        "I308 visit.yaml:8:14",
        "E230 visit.yaml:9:8",
    ]


def test_none_of_none_does_not_apply(root: Path) -> None:
    found, _ = check(root, HEADER + "evidence: {on_time: 0 of 0}")
    assert found is not None


def test_a_departure_outside_the_range_stands_with_a_second_person(root: Path) -> None:
    found, problems = check(
        root,
        HEADER + "evidence: {harm: yes}\ndraft: {leaders: good}\n"
        "departures: {leaders: {reason: x, by: A, second: B}}",
    )
    assert problems == [] and found is not None
    assert found.status["leaders"] == "outside"


# --- case samples ------------------------------------------------------------------------------------

SAMPLES = {
    "empty": ("", "E230 cases.csv:1:1"),
    "an unknown column": ("case,sen\nC1,yes\n", "E231 cases.csv:1:6"),
    "a ragged row": ("case,seen\nC1,yes,no\n", "E232 cases.csv:2:1"),
    "a short row": ("case,seen\nC1\n", "E232 cases.csv:2:1"),
    "a case twice": ("case,seen\nC1,yes\nC1,no\n", "E233 cases.csv:3:1"),
    "a value of the wrong type": ("case,seen\nC1,maybe\n", "E202 cases.csv:2:4"),
    "NaN": ("case,days_between\nC1,nan\n", "E202 cases.csv:2:4"),
    "an open quotation mark": ('case,seen\nC1,"yes\n', "E230 cases.csv:2:1"),
    "a mean outside the bounds of its item": ("case,days_between\nC1,60\nC2,80\n", "E203 visit.yaml:2:8"),
}


@pytest.mark.parametrize(("text", "expected"), SAMPLES.values(), ids=SAMPLES)
def test_what_is_wrong_with_a_case_sample_is_told(root: Path, text: str, expected: str) -> None:
    assert told(root, "cases: cases.csv\n", cases_csv=text) == [expected]


def test_a_case_sample_that_is_not_there_is_told(root: Path) -> None:
    assert told(root, "cases: csaes.csv\n", cases_csv="case,seen\n") == ["E230 visit.yaml:2:8"]


def test_a_case_sample_of_bytes_is_told(root: Path) -> None:
    for content in ("case,seen\nCafé,yes\n".encode("latin-1"), b"\xff\xfe\x00c"):
        assert told(root, "cases: cases.csv\n", cases_csv=content) == ["E230 visit.yaml:2:8"]


def test_a_case_sample_that_is_a_folder_or_has_an_impossible_name_is_told(root: Path) -> None:
    for name in (".", "..", "/", "x" * 5000, "a/b/c.csv", '"a\\0b"'):
        found = told(root, f"cases: {name}\n")
        assert [problem.split()[0] for problem in found] in (["E230"], ["S038"]), name


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_case_sample_that_may_not_be_read_is_told(own_root: Path) -> None:
    closed = own_root / "closed.csv"
    closed.write_text("case,seen\n")
    closed.chmod(0)
    assert told(own_root, "cases: ../closed.csv\n") == ["E230 visit.yaml:2:8"]


# --- frameworks and dates ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("{id: A, on: 2024-05-13}", "I311 visit.yaml:1:13"),
        ("{id: A, framework: smal, on: 2024-05-13}", "R160 visit.yaml:1:32"),
        ("{id: A, framework: small@3, on: 2024-05-13}", "R160 visit.yaml:1:32"),
        ("{id: A, framework: rules/large, on: 2024-05-13}", "R165 visit.yaml:1:32"),
        ("{id: A, framework: " + "x" * 5000 + ", on: 2024-05-13}", "R160 visit.yaml:1:20"),
        ("{id: A, framework: " + "x/" * 2500 + ", on: 2024-05-13}", "R165 visit.yaml:1:20"),
        ("{id: A, framework: small, on: 2009-05-13}", "R161 visit.yaml:1:43"),
        ("{id: A, framework: small@1, on: 2025-05-13}", "R161 visit.yaml:1:45"),
        ("{id: A, framework: small, on: 13/05/2024}", "D005 visit.yaml:1:43"),
        ("{id: A, framework: small, on: 2024-02-30}", "D005 visit.yaml:1:43"),
        ("{id: A, framework: small}", "D002 visit.yaml:1:13"),
        ("{framework: small, on: 2024-05-13}", "D002 visit.yaml:1:13"),
        ("EX-1", "D003 visit.yaml:1:13"),
    ],
)
def test_a_framework_that_cannot_be_had_is_told_where_it_is_named(
    root: Path, header: str, expected: str
) -> None:
    code, _, _ = expected.partition(" ")
    (found,) = check(root, f"inspection: {header}\n")[1]
    assert found.split()[0] == code
    assert found.split()[1].startswith("visit.yaml:1:")
    if code not in ("R160", "R165"):
        assert found == expected


def test_the_version_in_force_on_the_day_is_the_one_that_holds(root: Path) -> None:
    for day, version in (("2024-12-31", "1"), ("2025-01-01", "2")):
        found, _ = check(root, f"inspection: {{id: A, framework: small, on: {day}}}\n")
        assert found is not None
        assert found.inspection.rules.rule_set.version == version


def test_rules_that_are_asked_for_must_be_in_force_too(root: Path) -> None:
    assert check(root, HEADER, rules="small@2")[1] == ["R161 visit.yaml:1:46"]
    assert check(root, HEADER, rules="small@1")[1] == []


def test_a_broken_rule_set_is_told_in_its_own_files(own_root: Path) -> None:
    leaders = own_root / "rules/small/1/leaders.yaml"
    leaders.write_text(LEADERS.replace("harm is yes", "hram is yes"))
    assert told(own_root, "") == ["R102 leaders.yaml:5:43"]


def test_a_broken_schema_is_told_each_time_it_is_asked_for(own_root: Path) -> None:
    path = own_root / "evidence_schemas/small.yaml"
    path.write_text(path.read_text().replace("type: number", "type: numbr", 1))
    workspace = Workspace((own_root,))
    for reference in ("small@1", "small@2", "small@1"):
        with pytest.raises(InvalidInput) as refused:
            workspace.rule_set(reference)
        assert {diagnostic.code.id for diagnostic in refused.value.diagnostics} == {"D004"}


def test_a_schema_that_is_a_folder_is_told(own_root: Path) -> None:
    path = own_root / "evidence_schemas/small.yaml"
    path.unlink()
    path.mkdir()
    with pytest.raises(InvalidInput) as refused:
        Workspace((own_root,)).rule_set("small@1")
    assert "S003" in {diagnostic.code.id for diagnostic in refused.value.diagnostics}


# --- files that are no inspection --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "S001 visit.yaml:1:1"),
        (b"# nothing\n", "S001 visit.yaml:1:1"),
        (b"- a\n", "D003 visit.yaml:1:1"),
        (b"text\n", "D003 visit.yaml:1:1"),
        (b"inspection:\n\tid: A\n", "S011 visit.yaml:2:1"),
        ("﻿inspection: {}\n".encode(), "S008 visit.yaml:1:1"),
        ("inspection: {id: Café}\n".encode("latin-1"), "S007 visit.yaml:1:21"),
        (b"inspection: !!python/object:os.system {}\n", "S022 visit.yaml:1:13"),
        (b"inspection: {id: A}\ninspection: {id: B}\n", "S026 visit.yaml:2:1"),
        (b"a: &a [x]\nb: [*a, *a]\n", "S021 visit.yaml:1:4"),
        (b"[" * 5000 + b"]" * 5000, "S020 visit.yaml:1:51"),
        (b"a: b\n" * 2_100_000, "S005 visit.yaml:1:1"),
    ],
    ids=[
        "empty",
        "a comment",
        "a list",
        "text",
        "a tab",
        "a byte order mark",
        "Latin-1",
        "a python tag",
        "a duplicate key",
        "an alias",
        "5,000 deep",
        "10 MB",
    ],
)
def test_a_file_that_is_no_inspection_is_told(root: Path, content: bytes, expected: str) -> None:
    assert check(root, content)[1][0] == expected


def test_a_path_that_is_a_folder_or_is_not_there_is_told(root: Path) -> None:
    for path in (root, root / "none.yaml", root / "evidence_schemas/small.yaml/x"):
        problems = Problems()
        assert check_file(path, Workspace((root,)), problems) is None
        assert problems.has_errors
