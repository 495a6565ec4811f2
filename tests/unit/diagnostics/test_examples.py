"""The catalogue's own examples: each bad one is told under its code, each good one is in order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import unit.diagnostics.written_examples as at
from evenhand.diagnostics import Code, Diagnostic, InvalidInput, Problems, catalogue, codes
from evenhand.language import EXAMPLES_FILE
from evenhand.services.inspections import read_inspection
from evenhand.services.model_cases import examples_of
from evenhand.services.reading import refused_record
from evenhand.services.records import verify_record
from evenhand.services.rule_sets import find_rules
from evenhand.services.workspace import open_workspace
from evenhand.services.writing import write_result
from evenhand.source import read_file
from unit.diagnostics.written_examples import FILES, Told, ids_of
from written import INSPECTION_FILE, SCHEMA_FILE, load

TOLD_OF_FILES = [code for id, code in catalogue().items() if id.startswith("S")]
"""Their examples are tried in `unit/source/test_codes.py`; those that no text can show, below."""

IN_FILES: dict[Code, Told] = {
    codes.UNKNOWN_KEY: at.rule,
    codes.MISSING_KEY: at.whole_rule,
    codes.WRONG_SHAPE: at.framework,
    codes.NOT_ALLOWED: at.start,
    codes.NOT_A_DATE: at.header,
    codes.NOT_YES_OR_NO: at.item,
    codes.NOT_A_WHOLE_NUMBER: at.item,
    codes.NOT_AN_ID: at.area,
    codes.RESERVED_WORD: at.area,
    codes.EMPTY_LIST: at.level_item,
    codes.EMPTY_TEXT: at.rule,
    codes.PERIOD_REVERSED: at.framework,
    codes.UNKNOWN_ITEM: at.inspection,
    codes.BAD_VALUE: at.entries,
    codes.OUT_OF_BOUNDS: at.entries,
    codes.BAD_SHARE: at.entries,
    codes.TOO_MANY_PLACES: at.entries,
    codes.ALWAYS_APPLIES: at.entries,
    codes.UNKNOWN_REASON: at.entries,
    codes.COMPUTED_RECORDED: at.entries,
    codes.SETTLED_WITHOUT_NOTE: at.entries,
    codes.VALUE_AND_UNKNOWN: at.entries,
    codes.NEITHER_VALUE_NOR_UNKNOWN: at.entries,
    codes.SETTLED_TWICE: at.entries,
    codes.SOURCES_CONFLICT_ALONE: at.entries,
    codes.BAD_ITEM: at.items,
    codes.UNKNOWN_SECTION: at.item,
    codes.CASES_UNREADABLE: at.inspection,
    codes.CASES_UNKNOWN_COLUMN: at.cases_file,
    codes.CASES_RAGGED: at.cases_file,
    codes.CASES_REPEATED: at.cases_file,
    codes.AREA_NOT_IN_RULES: at.inspection,
    codes.GRADE_NOT_ON_SCALE: at.inspection,
    codes.NO_REASON: at.departing,
    codes.NO_SECOND_PERSON: at.outside,
    codes.SAME_PERSON_TWICE: at.outside,
    codes.NOTHING_TO_DEPART_FROM: at.agreeing,
    codes.DEPARTURE_WITHOUT_DRAFT: at.undrafted,
    codes.NOT_LOCAL: at.inspection,
    codes.LOCAL_VALUE: at.inspection,
    codes.UNKNOWN_PARAMETER: at.inspection,
    codes.PREVIOUS_OTHER_SCALE: at.inspection,
    codes.PREVIOUS_AREA_UNKNOWN: at.inspection,
    codes.NO_FRAMEWORK: at.inspection,
    codes.NOT_JUDGED_DRAFT: at.inspection,
    codes.DRAFT_OF_NOT_JUDGED: at.inspection,
    codes.CANNOT_READ: at.framework,
    codes.UNKNOWN_AREA: at.area,
    codes.UNKNOWN_GRADE: at.rule,
    codes.NO_CONDITION_AT_ALL: at.whole_rule,
    codes.ONLY_FINDINGS_HERE: at.area_file,
    codes.DUPLICATE_RULE: at.rules,
    codes.DUPLICATE_NAME: at.parameters_file,
    codes.CIRCLE: at.area_file,
    codes.BAD_START: at.area,
    codes.TIES_NEEDED: at.area,
    codes.NO_START: at.area_file,
    codes.GIVEN_ONLY_HAS_RULES: at.area_file,
    codes.AREA_FILE_MISSING: at.framework,
    codes.AREA_NOT_LISTED: at.framework,
    codes.BAD_SCALE: at.framework,
    codes.BAD_PARAMETER: at.parameter,
    codes.NO_VALUE_IN_FORCE: at.parameter,
    codes.BAD_TABLE: at.table,
    codes.TABLE_GAP: at.table,
    codes.TABLE_OVERLAP: at.table,
    codes.CELL_NOT_CONSTANT: at.start,
    codes.TABLE_HIT: at.finding_table,
    codes.SPREADSHEET_DATE: at.table,
    codes.UNKNOWN_SCALE: at.area,
    codes.UNKNOWN_SCHEMA: at.framework,
    codes.LANGUAGE_VERSION: at.framework,
    codes.PART_OF_UNKNOWN: at.area,
    codes.BAD_DERIVATION: at.item,
    # Everything else that is told of rules is told of the keys of one rule.
    **{
        code: at.rule
        for code in (
            codes.NOT_A_CONDITION,
            codes.UNKNOWN_NAME,
            codes.UNKNOWN_LEVEL,
            codes.UNKNOWN_UNIT,
            codes.UNIT_MISMATCH,
            codes.PERCENT_MISMATCH,
            codes.SHARE_IN_ARITHMETIC,
            codes.NOT_A_NUMBER,
            codes.NOT_NAMED,
            codes.NO_ORDER,
            codes.DIFFERENT_SCALES,
            codes.NO_POINTS,
            codes.AREA_IS_KNOWN,
            codes.NOT_AN_AREA,
            codes.BAD_COUNT,
            codes.REPEATED_MEMBER,
            codes.MIXED_MEMBERS,
            codes.ONE_OF_ONE,
            codes.BAD_NUMBER,
            codes.BAD_CONNECTIVE,
            codes.TWO_CONNECTIVES,
            codes.NO_CONDITIONS,
            codes.ITEM_TIMES_ITEM,
            codes.QUOTIENT_ALONE,
            codes.EMPTY_RANGE,
            codes.AT_LEAST_ON_LOWER,
            codes.TWO_CONCLUSIONS,
            codes.NOT_A_CONCLUSION,
            codes.BAD_MOVE,
            codes.NEVER_IN_FORCE,
            codes.BAD_FINDING_NAME,
            codes.UNKNOWN_KIND,
            codes.UNKNOWN_PLACEHOLDER,
            codes.BAD_TEMPLATE,
            codes.MORE_THAN_A_SHARE,
            codes.NAME_MISUSED,
        )
    },
}
"""Where each example stands in a file that is otherwise in order."""


@pytest.mark.parametrize("code", IN_FILES, ids=lambda code: code.id)
def test_the_bad_example_is_told_under_its_code_at_a_place(code: Code) -> None:
    told = IN_FILES[code](code.bad)
    assert code.id in ids_of(told)
    assert all(diagnostic.span is not None for diagnostic in told)


@pytest.mark.parametrize("code", IN_FILES, ids=lambda code: code.id)
def test_the_good_example_is_in_order(code: Code) -> None:
    assert [str(diagnostic) for diagnostic in IN_FILES[code](code.good)] == []


# --- examples that need more than one text -----------------------------------------------------------


@pytest.fixture
def repository_workspace(repository: Path):
    return open_workspace(repository)


def told_of_refusal(refused: Callable[[], object]) -> list[Diagnostic]:
    try:
        refused()
    except InvalidInput as invalid:
        return list(invalid.diagnostics)
    return []


@pytest.mark.parametrize(
    "code", [codes.UNKNOWN_RULE_SET, codes.NO_VERSION_IN_FORCE], ids=lambda code: code.id
)
@pytest.mark.parametrize("good", [False, True], ids=["bad", "good"])
def test_a_framework_is_looked_up_by_name_and_date(code: Code, good: bool, repository_workspace) -> None:
    problems = Problems()
    text = code.good if good else code.bad
    read_inspection(text, INSPECTION_FILE, repository_workspace.rule_set, problems, lambda name: None)
    assert ids_of(problems) == ([] if good else [code.id])
    assert all(diagnostic.span is not None and diagnostic.span.line == 1 for diagnostic in problems)


def named_after(example: str) -> str:
    """The last word of a command line."""
    return example.split()[-1]


def test_a_rule_set_is_a_folder_with_a_framework(repository_workspace, repository, monkeypatch) -> None:
    monkeypatch.chdir(repository)
    code = codes.NO_RULE_SET_FILES
    bad, good = (
        told_of_refusal(partial(repository_workspace.rule_set, named_after(example)))
        for example in (code.bad, code.good)
    )
    assert ids_of(bad) == [code.id]
    assert ids_of(good) == []


def test_what_is_explained_is_a_code_or_a_rule(repository_workspace) -> None:
    code = codes.UNKNOWN_RULE
    bad, good = (
        told_of_refusal(partial(find_rules, repository_workspace, named_after(example), Problems()))
        for example in (code.bad, code.good)
    )
    assert ids_of(bad) == [code.id]
    assert ids_of(good) == []


def examples_file(example: str) -> list[Diagnostic]:
    text = "examples:\n" + at.indented(example, 2)
    problems = Problems()
    examples_of(load({**FILES, EXAMPLES_FILE: text}).usable, Path("."), problems)
    return list(problems)


def test_model_cases_have_ids_of_their_own() -> None:
    assert ids_of(examples_file(codes.BAD_EXAMPLE.bad)) == [codes.BAD_EXAMPLE.id]
    assert ids_of(examples_file(codes.BAD_EXAMPLE.good)) == []


def test_a_model_case_says_what_is_expected() -> None:
    code = codes.NOTHING_EXPECTED
    assert ids_of(examples_file(code.bad)) == [code.id]
    assert ids_of(examples_file(code.good)) == []


def test_a_case_sample_needs_a_case_record_in_the_schema() -> None:
    code = codes.CASES_NOT_IN_SCHEMA
    schema = at.SCHEMA
    start, end = schema.index("case_record:"), schema.index("items:")
    without = {**FILES, SCHEMA_FILE: schema[:start] + schema[end:]}
    assert ids_of(at.told_of_inspection(at.HEADER + code.bad, files=without)) == [code.id]
    assert ids_of(at.told_of_inspection(at.HEADER + code.good)) == []


def test_a_previous_grade_of_another_scale_is_read_where_the_scale_says_what_it_was_called() -> None:
    scale = "    also_called: {requires_improvement: [adequate]}\n"
    framework = at.FRAMEWORK.replace("areas: [leaders", scale + "areas: [leaders")
    told = at.told_of_inspection(
        at.HEADER + codes.PREVIOUS_OTHER_SCALE.bad, files={**FILES, "framework.yaml": framework}
    )
    assert ids_of(told) == []


def test_a_record_is_what_the_program_wrote(tmp_path: Path) -> None:
    path = tmp_path / "inspection.yaml"

    def verify() -> None:
        with refused_record(path):
            verify_record(at.HEADER.encode())

    assert ids_of(told_of_refusal(verify)) == [codes.NOT_A_RECORD.id]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    there = tmp_path / "EX-017.yaml"
    there.write_text("kept")
    told = told_of_refusal(lambda: write_result(there, b"new"))
    assert ids_of(told) == [codes.FILE_EXISTS.id]
    assert there.read_text() == "kept"
    assert told_of_refusal(lambda: write_result(tmp_path / "EX-018.yaml", b"new")) == []


def test_a_result_needs_somewhere_to_go(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "EX-017.json"
    assert ids_of(told_of_refusal(lambda: write_result(nowhere, b"new"))) == [codes.CANNOT_WRITE.id]
    assert told_of_refusal(lambda: write_result(tmp_path / "EX-017.json", b"new")) == []


def test_two_inspections_of_one_id_in_a_run_are_told_apart(tmp_path: Path, repository: Path) -> None:
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    given = "given: {leaders: good, help_and_protection: good, children_in_care: good, care_leavers: good}\n"
    environment = {**os.environ, "PYTHONPATH": str(repository / "engine"), "NO_COLOR": "1"}

    def codes_told(texts: list[str]) -> list[str]:
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text + "\n" + given)
        command = [sys.executable, "-m", "evenhand", "check", "--json", *map(str, paths)]
        done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True)
        return [json.loads(line)["code"] for line in done.stderr.splitlines()]

    code = codes.DUPLICATE_INSPECTION
    assert codes_told([code.bad, code.bad]) == [code.id]
    assert codes_told([code.bad, code.good]) == []


# --- files that cannot be read at all ----------------------------------------------------------------


def told_of_file(path: Path) -> list[str]:
    problems = Problems()
    read_file(path, problems)
    return ids_of(problems)


def test_a_missing_file_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "visit-01.yaml").write_text("title: Leaders\n")
    problems = Problems()
    read_file(tmp_path / "visit-01.yml", problems)
    assert ids_of(problems) == [codes.FILE_MISSING.id]
    assert [problem.hint for problem in problems] == ["did you mean `visit-01.yaml`?"]
    assert told_of_file(tmp_path / "visit-01.yaml") == []


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert told_of_file(tmp_path) == [codes.NOT_A_FILE.id]


@pytest.mark.skipif(os.name != "posix", reason="named pipes as POSIX has them")
def test_a_named_pipe_is_not_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "leaders.yaml")
    assert told_of_file(tmp_path / "leaders.yaml") == [codes.NOT_PLAIN.id]


def test_a_path_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    assert told_of_file(tmp_path / ("x" * 5000)) == [codes.FILE_UNREADABLE.id]
    assert told_of_file(tmp_path / "a\0b") == [codes.FILE_UNREADABLE.id]


def test_a_file_of_ten_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    big = tmp_path / "cases.yaml"
    big.write_bytes(b"a: b\n" * 2_000_000)
    assert told_of_file(big) == [codes.TOO_BIG.id]


def test_a_latin_1_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "visit.yaml"
    file.write_bytes("title: Café\n".encode("latin-1"))
    assert told_of_file(file) == [codes.NOT_UTF8.id]
    file.write_bytes("title: Café\n".encode())
    assert told_of_file(file) == []


# --- all of them -------------------------------------------------------------------------------------

BY_THEMSELVES = {
    codes.UNKNOWN_RULE_SET,
    codes.NO_VERSION_IN_FORCE,
    codes.NO_RULE_SET_FILES,
    codes.UNKNOWN_RULE,
    codes.BAD_EXAMPLE,
    codes.NOTHING_EXPECTED,
    codes.CASES_NOT_IN_SCHEMA,
    codes.NOT_A_RECORD,
    codes.FILE_EXISTS,
    codes.CANNOT_WRITE,
    codes.DUPLICATE_INSPECTION,
}


OF_OTHER_ENGINES = {
    codes.ENGINE_MISSING,
    codes.CANNOT_EXPRESS,
    codes.ENGINE_LOST,
    codes.NUMBER_BEYOND_ENGINE,
    codes.READINGS_DISAGREE,
}
"""What leads to them is tried in `test_second_opinion.py` of `unit/services` and of `journeys`."""


OF_SPARK = {codes.SPARK_MISSING, codes.NOT_FOR_SPARK, codes.SPARK_FAILED, codes.SPARK_WORKERS}
"""What leads to them is tried in `test_replay_on_spark.py` of `unit/services`."""


OF_LIVE = {code for id, code in catalogue().items() if id.startswith("L")}
"""Their examples are tried in `test_live_examples.py`."""


OF_AMENDMENTS = {code for id, code in catalogue().items() if id.startswith("A")}
"""Their examples are tried in `test_amendment_examples.py`."""

OF_CASEBOOKS = {code for id, code in catalogue().items() if id.startswith("C")}
"""Their examples are tried in `test_casebook_examples.py`."""

OF_CLAIMS = {code for id, code in catalogue().items() if id.startswith("V")}
"""Their examples are tried in `test_claim_examples.py`."""

OF_MODERATION = {code for id, code in catalogue().items() if id.startswith("M")}
"""Their examples are tried in `test_moderation_examples.py`, and by part in files of their own beside it."""


def test_every_code_of_the_catalogue_is_tried() -> None:
    apart = OF_OTHER_ENGINES | OF_SPARK | OF_LIVE | OF_AMENDMENTS | OF_CASEBOOKS | OF_CLAIMS | OF_MODERATION
    tried = {*IN_FILES, *BY_THEMSELVES, *TOLD_OF_FILES} | set(apart)
    assert [code.id for code in catalogue().values() if code not in tried] == []


def test_every_code_is_told_somewhere_in_the_program(repository: Path) -> None:
    engine = repository / "engine" / "evenhand"
    folder = engine / "diagnostics" / "codes"
    text = "".join(
        path.read_text(encoding="utf-8") for path in engine.rglob("*.py") if folder not in path.parents
    )
    names = {name: value for name, value in vars(codes).items() if isinstance(value, Code)}
    assert set(names.values()) == set(catalogue().values())
    assert [name for name in sorted(names) if f"codes.{name}" not in text] == []
