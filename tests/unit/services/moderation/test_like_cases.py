"""What the cases of a casebook are compared on, what is left out, and what is told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evenhand.domain import Recorded
from evenhand.evidence.rows import Column
from evenhand.explanation import Document, words_of
from evenhand.moderation.likeness import cover
from evenhand.services.moderation.casebook import read_for_moderation
from evenhand.services.moderation.judgements import FrameworkJudgements
from evenhand.services.moderation.like_cases import AreaLikeCases, LikeCases, area_like_cases, like_cases
from evenhand.services.moderation.like_cases_document import (
    like_cases_blocks,
    like_cases_leads,
    percent_of,
)
from evenhand.services.moderation.like_cases_json import like_cases_json, like_cases_lists
from evenhand.services.moderation.like_cases_profiles import (
    MAY_NOT_EXIST,
    NO_DAY,
    NO_DIRECTION,
    NO_GRADE_BELOW,
    NOT_RECORDED,
    NOTHING_TO_COMPARE,
    area_profiles,
)
from evenhand.services.workspace import Workspace
from unit.services.small_casebooks import small_workspace
from written_casebooks import write_casebook

SCHEMA = """
schema: visits
title: Visits to children
items:
  children_seen: {type: share, title: Children seen, better: higher, may_not_apply: yes}
  harm: {type: level, title: Harm, better: lower, levels: [no_harm, some, much]}
  visits: {type: count, title: Visits in a year, better: higher}
  workers: {type: count, title: Workers, min: 1, better: neither}
  per_worker: {type: number, title: Visits a worker, better: higher, computed: visits / workers}
  gap: {type: number, title: Days between, better: lower, min: 0}
"""
CARE = """
area: care
title: Care of children
starts_at: fair
rules:
  - {id: C1, title: Most children are seen, when: children_seen >= 90%, then: {supports: good}}
  - {id: C2, title: Harm, when: harm is much, then: {at_most: poor}}
  - {id: C3, title: Few visits, when: per_worker < 10, then: {at_most: fair}}
  - {id: C4, title: Long gaps, when: gap > 30, then: {at_most: fair}}
"""
OVERALL = "area: overall\ntitle: Overall\nstarts_at: {worst_of: [care, help]}\n"
HELP = "area: help\ntitle: Help\ngiven_only: yes\n"
FRAMEWORK = """
framework: visits
version: "1"
title: Visits
in_force: {from: 2020-01-01, to: 2022-12-31}
evidence_schema: visits
scales:
  three: {grades: [poor, fair, good]}
areas: [care, help, overall]
"""
HEAD = "id,on,children_seen,harm,visits,gap,care,help,overall\n"
YAML = """framework: visits@1
columns: {id: id, on: on, evidence: [children_seen, harm, visits, gap], awarded: [care, help, overall]}
"""


@pytest.fixture
def small(tmp_path: Path) -> Workspace:
    workspace = small_workspace(tmp_path, care=CARE, overall=OVERALL, help=HELP, framework=FRAMEWORK)
    (tmp_path / "evidence_schemas" / "visits.yaml").write_text(SCHEMA)
    return workspace


@pytest.fixture
def read(tmp_path: Path, small: Workspace):
    def run(*rows: str, yaml: str = YAML, head: str = HEAD) -> FrameworkJudgements:
        path = write_casebook(tmp_path / "mine", yaml, head + "".join(f"{row}\n" for row in rows))
        book = read_for_moderation(str(path.parent), small)
        assert book.rejected == 0
        return book.frameworks[0]

    return run


@pytest.fixture
def compared(read):
    def run(*rows: str, area: str = "care", by_year: bool = False) -> AreaLikeCases:
        return area_like_cases(read(*rows), area, by_year=by_year)

    return run


def members(found: AreaLikeCases) -> list[tuple[str, str, str]]:
    return [(one.case.id, one.suggested, one.precedent.id) for one in found.to_reconsider or ()]


# --- evidence ----------------------------------------------------------------------------------------


def test_evidence_is_compared_in_its_direction_and_computed_items_by_their_parts(compared) -> None:
    found = compared("a,2021-01-01,90%,no_harm,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,")
    assert found.compared_on == ("children_seen", "harm", "visits", "gap")
    assert found.not_compared_on == {"workers": NO_DIRECTION}
    assert (found.pairs, found.tainted, found.quality) == (1, 2, 0.0)
    assert members(found) == [("a", "good", "b")]
    assert found.others == ("b",)
    assert not found.only


def test_a_case_that_is_worse_on_one_item_contradicts_nothing(compared) -> None:
    for worse in ("79%,no_harm,100,10", "90%,much,100,10", "90%,no_harm,89,10", "90%,no_harm,100,21"):
        assert compared(f"a,2021-01-01,{worse},fair,,", "b,2021-01-02,80%,some,90,20,good,,").pairs == 0


def test_what_is_not_known_contradicts_only_possibly(compared) -> None:
    found = compared("a,2021-01-01,90%,,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,")
    assert (found.pairs, found.possible_pairs) == (0, 1)
    assert found.to_reconsider == ()


def test_the_worst_that_is_declared_is_known_to_be_no_better_than_what_is_missing(compared) -> None:
    known = compared("a,2021-01-01,90%,,100,10,fair,,", "b,2021-01-02,80%,much,90,20,good,,")
    assert (known.pairs, known.possible_pairs) == (1, 0)
    # No most is declared for the days between, so nobody is known to have as many.
    open_end = compared("a,2021-01-01,90%,no_harm,100,,fair,,", "b,2021-01-02,80%,much,90,2000,good,,")
    assert (open_end.pairs, open_end.possible_pairs) == (0, 1)


def test_an_item_that_may_not_apply_is_not_known_to_be_anything_while_it_is_missing(compared) -> None:
    found = compared("a,2021-01-01,,no_harm,100,10,fair,,", "b,2021-01-02,0%,some,90,20,good,,")
    assert (found.pairs, found.possible_pairs) == (0, 1)


def test_cases_are_compared_only_with_those_that_have_the_same_items(compared) -> None:
    apart = compared(
        "a,2021-01-01,does not apply,no_harm,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,"
    )
    assert (apart.pairs, apart.possible_pairs) == (0, 0)
    together = compared(
        "a,2021-01-01,does not apply,no_harm,100,10,fair,,", "b,2021-01-02,does not apply,some,90,20,good,,"
    )
    assert together.pairs == 1


def test_ranges_are_compared_at_their_ends(compared) -> None:
    rows = ("a,2021-01-01,90%,no_harm,{},10,fair,,", "b,2021-01-02,80%,some,{},20,good,,")
    known = compared(rows[0].format("100 to 120"), rows[1].format("90 to 100"))
    assert (known.pairs, known.possible_pairs) == (1, 0)
    maybe = compared(rows[0].format("99 to 120"), rows[1].format("90 to 100"))
    assert (maybe.pairs, maybe.possible_pairs) == (0, 1)


def test_equal_numbers_are_equal_however_they_are_written(compared) -> None:
    found = compared("a,2021-01-01,9 of 12,no_harm,100,10,fair,,", "b,2021-01-02,75%,no_harm,100,10.0,good,,")
    (like,) = found.unlike
    assert like.grades == {"good": ("b",), "fair": ("a",)}


def test_an_item_that_no_case_has_is_left_out_and_named(compared) -> None:
    found = compared("a,2021-01-01,90%,no_harm,,10,fair,,", "b,2021-01-02,80%,some,,20,good,,")
    assert found.compared_on == ("children_seen", "harm", "gap")
    assert found.not_compared_on == {"visits": NOT_RECORDED, "workers": NO_DIRECTION}
    assert found.pairs == 1


def test_where_it_is_not_known_whether_an_item_exists_the_case_is_left_out(read) -> None:
    one = read("a,2021-01-01,90%,no_harm,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,")
    column = one.cases.items["children_seen"]
    first = column.at(0)
    assert isinstance(first, Recorded)
    unsure = Column([*column.values, replace(first, may_not_exist=True)], np.array([2, 1], dtype=np.uint8))
    one.cases.items["children_seen"] = unsure  # type: ignore[index]
    found = area_profiles(one, "care")
    assert found.left_out == {MAY_NOT_EXIST: 1}
    assert found.rows.tolist() == [1]


# --- areas made of areas -----------------------------------------------------------------------------


def test_an_area_made_of_areas_is_compared_on_their_grades(compared) -> None:
    found = compared("a,2021-01-01,,,,,good,fair,poor", "b,2021-01-02,,,,,fair,fair,fair", area="overall")
    assert found.compared_on == ("care", "help")
    assert members(found) == [("a", "fair", "b")]
    (one,) = found.to_reconsider or ()
    assert one.case.profile == {"care": "good", "help": "fair"}


def test_cases_without_one_of_the_grades_are_left_out_and_counted(compared) -> None:
    found = compared(
        "a,2021-01-01,,,,,good,,poor",
        "b,2021-01-02,,,,,good,not_judged,fair",
        "c,2021-01-02,,,,,good,fair,fair",
        "d,2021-01-02,,,,,good,fair,",
        area="overall",
    )
    assert (found.cases, found.left_out) == (1, {NO_GRADE_BELOW: 2})


def test_grades_that_are_given_count_where_none_was_awarded(read) -> None:
    yaml = "framework: visits@1\ncolumns: {id: id, on: on, given: [care, help], awarded: [overall]}\n"
    rows = ("a,2021-01-01,good,fair,poor", "b,2021-01-02,fair,fair,fair")
    found = area_like_cases(read(*rows, yaml=yaml, head="id,on,care,help,overall\n"), "overall")
    assert (found.compared_on, found.pairs) == (("care", "help"), 1)


def test_without_any_grade_below_an_area_is_compared_on_the_evidence_below(read) -> None:
    yaml = YAML.replace(", awarded: [care, help, overall]", ", awarded: [overall]")
    rows = ("a,2021-01-01,90%,no_harm,100,10,poor", "b,2021-01-02,80%,some,90,20,fair")
    one = read(*rows, yaml=yaml, head="id,on,children_seen,harm,visits,gap,overall\n")
    found = area_like_cases(one, "overall")
    assert found.compared_on == ("children_seen", "harm", "visits", "gap")
    assert found.not_compared_on["help"] == "rules read it, and it is no evidence"
    assert found.pairs == 1


# --- years, bad input, and what is told --------------------------------------------------------------


def test_by_year_only_cases_of_one_year_are_compared(compared) -> None:
    rows = [
        "a,2021-01-01,90%,no_harm,100,10,fair,,",
        "b,2022-01-02,80%,some,90,20,good,,",
        "c,2022-01-02,85%,some,95,20,fair,,",
    ]
    assert compared(*rows).pairs == 2
    by_year = compared(*rows, by_year=True)
    assert by_year.pairs == 1
    assert {one.case.id for one in by_year.to_reconsider or ()} == {"c"}


def test_by_year_a_case_without_a_day_is_left_out(read) -> None:
    rows = ("a,,90%,no_harm,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,")
    one = read(*rows)
    assert area_like_cases(one, "care").pairs == 1
    assert area_like_cases(one, "care", by_year=True).left_out == {NO_DAY: 1}


def test_one_case_contradicts_nothing(compared) -> None:
    found = compared("a,2021-01-01,90%,no_harm,100,10,fair,,")
    assert (found.cases, found.pairs, found.quality, found.to_reconsider) == (1, 0, 1.0, ())
    assert found.only


def test_one_grade_contradicts_nothing(compared) -> None:
    found = compared(*(f"{at},2021-01-01,{at}%,no_harm,{at},10,fair,," for at in range(1, 9)))
    assert (found.cases, found.pairs, found.tainted, found.unlike) == (8, 0, 0, ())


def test_where_all_evidence_is_missing_nothing_is_compared_and_that_is_said(read) -> None:
    one = read("a,2021-01-01,,,,,fair,,", "b,2021-01-02,,,,,good,,")
    found = area_like_cases(one, "care")
    assert (found.cases, found.left_out, found.quality) == (0, {NOTHING_TO_COMPARE: 2}, None)
    words = words_of(Document("", tuple(like_cases_blocks(LikeCases((found,), False)))))
    assert "No judgements could be compared: nothing that it rests on is recorded" in words
    assert like_cases_leads(LikeCases((found,), False)) == []


def test_too_many_pairs_are_said_and_nothing_is_guessed(compared, monkeypatch) -> None:
    monkeypatch.setattr(cover, "WHOLE", 0)
    monkeypatch.setattr(cover, "MOST_FLOW", 0)
    monkeypatch.setattr(cover, "MOST", 0)
    one = compared("a,2021-01-01,90%,no_harm,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,")
    assert (one.pairs, one.to_reconsider) == (1, None)
    found = LikeCases((one,), False)
    said = like_cases_json(found)["visits@1"]["care"]
    assert (said["repair"], said["repair_size"]) == ([], None)
    assert said["note"].startswith("too many pairs")
    assert "Look at one year" in words_of(Document("", tuple(like_cases_blocks(found))))
    assert "too many pairs" in str(like_cases_leads(found)[0].line)


def test_ties_the_trace_and_what_differs_are_told(compared) -> None:
    one = compared("a,2021-01-01,90%,no_harm,100,10,fair,,", "b,2021-01-02,80%,some,90,20,good,,")
    words = words_of(Document("", tuple(like_cases_blocks(LikeCases((one,), True)))))
    assert "a | fair | good | 1 | b: good | some" in words
    assert "Other sets of 1 judgement would do as well." in words
    assert "children seen: 90%, precedent 80%" in words
    assert "Only cases of the same year were compared." in words
    assert "care was not compared on workers: no better direction is declared." in words
    reconsider, _ = like_cases_lists(LikeCases((one,), False))
    assert reconsider.rows[0][2:8] == ("a", "a", "fair", "good", "no", 1)
    (member,) = one.to_reconsider or ()
    assert member.case.decisive is not None


def test_every_area_in_scope_is_compared(tmp_path: Path, small: Workspace) -> None:
    rows = "a,2021-01-01,90%,no_harm,100,10,fair,fair,fair\nb,2021-01-02,80%,some,90,20,good,fair,poor\n"
    path = write_casebook(tmp_path / "mine", YAML, HEAD + rows)
    found = like_cases(read_for_moderation(str(path.parent), small))
    assert [one.area.id for one in found.areas] == ["care", "help", "overall"]
    assert set(like_cases_json(found)["visits@1"]) == {"care", "help", "overall"}


def test_a_share_is_never_rounded_to_all() -> None:
    assert [percent_of(one) for one in (0.0001, 0.9949, 0.99951, 1)] == [
        "0.1%",
        "99.5%",
        "more than 99.9%",
        "100%",
    ]
