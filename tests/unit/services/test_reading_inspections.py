"""What an inspection file may name, and how it is read: once, from anywhere, and nothing from elsewhere."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from evenhand.diagnostics import Problems
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    YES_NO,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.evidence.case_samples import MOST_CASES
from evenhand.services.case_reading import show_state
from evenhand.services.inspections import load_inspection, read_beside
from unit.diagnostics.written_examples import HEADER, told_of_inspection
from unit.services.test_broken_rule_sets import workspace

ITEM = EvidenceItem("harm", ItemType.YES_NO, "Harm", scale=YES_NO)
posix = pytest.mark.skipif(os.name != "posix", reason="pipes and links as POSIX has them")


@posix
def test_an_inspection_is_read_once_so_that_it_can_come_from_a_pipe(tmp_path: Path) -> None:
    text = "inspection: {id: EX-1, framework: small@1, on: 2024-05-13}\n"
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    problems = Problems()
    found = load_inspection(Path(f"/dev/fd/{reading}"), workspace(tmp_path), problems)
    os.close(reading)
    assert [str(problem) for problem in problems] == []
    assert found is not None and found.text == text


# --- files beside it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../secret.csv", "a/../../secret.csv", "..\\secret.csv", "C:secret.csv", "\\\\a\\b.csv"],
)
def test_a_file_that_does_not_lie_beside_the_inspection_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inspections"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a secret")
    with pytest.raises(ValueError, match=r"^it must lie beside the inspection file$"):
        read_beside(folder, name)


@posix
def test_a_link_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "inspections"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("a secret")
    (folder / "cases.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(ValueError, match="does not lie beside the inspection file"):
        read_beside(folder, "cases.csv")


@posix
def test_a_link_that_leads_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").symlink_to("cases.csv")
    with pytest.raises((OSError, ValueError)):
        read_beside(tmp_path, "cases.csv")


def test_a_file_in_a_folder_below_is_beside_the_inspection(tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "cases.csv").write_text("case\n")
    assert read_beside(tmp_path, "samples/cases.csv") == "case\n"
    assert read_beside(tmp_path, "none.csv") is None


@posix
def test_a_pipe_where_a_sample_should_be_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cases.csv")
    with pytest.raises(ValueError, match=r"^it is not a file$"):
        read_beside(tmp_path, "cases.csv")


def test_a_sample_of_more_than_five_mebibytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    with pytest.raises(ValueError, match=r"^it is larger than 5 MiB$"):
        read_beside(tmp_path, "cases.csv")


def test_a_sample_that_cannot_be_had_is_told_in_the_words_that_say_why(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(b"x" * (5 * 1024 * 1024 + 1))
    path = tmp_path / "visit.yaml"
    path.write_text("inspection: {id: A, framework: small@1, on: 2024-05-13}\ncases: cases.csv\n")
    problems = Problems()
    assert load_inspection(path, workspace(tmp_path), problems) is None
    (told,) = problems
    assert told.message == "the case sample cannot be read: `cases.csv`: it is larger than 5 MiB"


def test_a_register_in_place_of_a_sample_is_refused_at_its_first_case_too_many() -> None:
    sample = "child_seen\n" + "yes\n" * (MOST_CASES + 1)
    (told,) = told_of_inspection(HEADER + "cases: cases.csv\n", cases=sample)
    assert told.message == "the case sample cannot be read: it has more than 20,000 cases"
    assert told.span is not None and told.span.line == MOST_CASES + 2


@pytest.mark.parametrize(("mark", "words"), [(";", "`;`"), ("\t", "tabs")])
def test_columns_that_are_not_separated_by_commas_are_told(mark: str, words: str) -> None:
    sample = f"case{mark}child_seen\nC1{mark}yes\n"
    (told,) = told_of_inspection(HEADER + "cases: cases.csv\n", cases=sample)
    assert told.message == f"the case sample cannot be read: the columns are separated by {words}"
    assert told.hint == "save it again with commas"


# --- departures and previous grades ------------------------------------------------------------------


@pytest.mark.parametrize(
    "second", ["ana lopez", "Ana  Lopez", "ANA LOPEZ", "Ana\u2003Lopez", "\uff21na Lopez"]
)
def test_one_person_written_in_two_ways_is_still_one_person(second: str) -> None:
    departures = f'departures: {{leaders: {{reason: Seen, by: Ana Lopez, second: "{second}"}}}}\n'
    evidence = "evidence: {harm_left_too_long: yes}\ndraft: {leaders: good}\n"
    assert [told.code.id for told in told_of_inspection(HEADER + evidence + departures)] == ["I305"]


def test_a_previous_grade_of_an_area_that_the_rules_do_not_have_is_a_warning() -> None:
    (told,) = told_of_inspection(HEADER + "previous: {grades: {leadres: good}}\n")
    assert (told.code.id, told.is_error, told.hint) == ("I314", False, "did you mean `leaders`?")
    assert told.span is not None and told.span.column == 21


# --- states as they would be written -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "written"),
    [
        (DOES_NOT_APPLY, "does not apply"),
        (NOT_LOOKED_AT, "not looked at"),
        (Recorded(NumberRange(Fraction(7, 2), 4)), "3.5 to 4"),
        (Recorded(NumberRange(3, None)), "3 or more"),
        (Recorded(NumberRange(None, 3)), "3 or less"),
        (Recorded(NumberRange(None, None)), "not known"),
        (Recorded(ShareRange(30, 31, 40)), "30 to 31 of 40"),
        (Recorded(ShareRange(Fraction(1, 2), Fraction(1, 2))), "50%"),
        (Recorded(NameSet(YES_NO.whole)), "no or yes"),
    ],
)
def test_a_state_is_shown_as_it_would_be_written(state: ItemState, written: str) -> None:
    assert show_state(ITEM, state) == written
