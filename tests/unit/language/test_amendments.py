"""Amendments: what changes make of a rule set, all of them or some, and how each is described."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.diagnostics import InvalidInput, Problems, codes
from evenhand.language import Amendment, RuleSet, StartMedian, Ties, amended, check_amendment, read_amendment
from evenhand.language.amendments.documents import ACTIONS
from evenhand.language.amendments.tree import Tree
from golden.folders import HERE, files_of
from written import AMENDMENT_FILE, amend, load

BASE = files_of(HERE / "bad" / "an_amendment_that_changes_nothing")
HEAD = "amendment: tried\ntitle: An amendment\namends: small@1\nchanges:\n"
TIES = "  - {id: ties, because: It is tried., set_area: {area: overall, ties: worse}}\n"
DROP = "  - {id: drop, because: Too strict., remove_rule: O1}\n"


def base() -> RuleSet:
    return load({name: text for name, text in BASE.items() if name != AMENDMENT_FILE}).usable


def amendment(changes: str, of: RuleSet | None = None, head: str = HEAD) -> Amendment:
    problems = Problems()
    found = amend(of or base(), head + changes, problems)
    assert found is not None, list(problems)
    return found


def test_what_an_amendment_makes_has_a_name_and_a_hash_of_its_own() -> None:
    found = amendment(TIES + DROP)
    assert found.rule_set.name == "small@1+tried"
    assert found.rule_set.amends == "small@1"
    assert found.rule_set.status == "draft"
    assert found.rule_set.title == "An amendment"
    assert found.rule_set.hash != found.base.hash
    assert found.rule_set.in_force == found.base.in_force


def test_no_change_makes_the_rule_set_itself() -> None:
    found = amendment(TIES)
    assert amended(found.base, ()) is found.base


def test_some_changes_make_a_rule_set_that_is_named_after_them() -> None:
    found = amendment(TIES + DROP)
    ties, drop = found.changes
    one = amended(found.base, [ties])
    assert one.name == "small@1+tried.ties"
    assert [rule.id for rule in one.area_by_id["overall"].rules] == ["O1", "O2"]
    start = one.area_by_id["overall"].start
    assert isinstance(start, StartMedian) and start.ties is Ties.WORSE
    assert [rule.id for rule in amended(found.base, [drop]).area_by_id["overall"].rules] == ["O2"]


def test_all_changes_make_what_the_amendment_makes() -> None:
    found = amendment(TIES + DROP)
    assert amended(found.base, found.changes) == found.rule_set


def test_hashes_of_some_changes_differ_from_each_other() -> None:
    found = amendment(TIES + DROP)
    ties, drop = found.changes
    made = [amended(found.base, changes) for changes in ([], [ties], [drop], [ties, drop])]
    assert len({rule_set.hash for rule_set in made}) == 4


def test_a_change_that_needs_another_is_refused_alone_at_its_place() -> None:
    found = amendment(
        "  - {id: homes, because: It is tried., add_area: {area: homes, title: Homes, starts_at: good}}\n"
        "  - id: reads_it\n"
        "    because: It is tried.\n"
        "    add_rule: {area: overall, id: O9, title: Homes, when: homes is good, then: {at_least: good}}\n"
    )
    homes, reads_it = found.changes
    assert amended(found.base, [homes]).area_by_id["homes"].title == "Homes"
    with pytest.raises(InvalidInput) as refused:
        amended(found.base, [reads_it])
    (told,) = refused.value.diagnostics
    assert told.code is codes.UNKNOWN_NAME
    assert told.span is not None and (told.span.file, told.span.line) == (AMENDMENT_FILE, 8)


def test_a_rule_for_an_area_that_is_not_added_is_refused() -> None:
    found = amendment(
        "  - {id: homes, because: It is tried., add_area: {area: homes, title: Homes, starts_at: good}}\n"
        "  - {id: more, because: It is tried., "
        "add_rule: {area: homes, id: H1, title: A rule, when: harm is yes, then: {at_most: good}}}\n"
    )
    with pytest.raises(InvalidInput) as refused:
        amended(found.base, found.changes[1:])
    assert [told.code for told in refused.value.diagnostics] == [codes.NOTHING_TO_CHANGE]


def test_changes_know_their_reason_their_amendment_and_what_they_rename() -> None:
    found = amendment(
        "  - {id: name, because: A better word., note: Asked for., source: {document: A letter}, "
        "rename_area: {area: care, to: help}}\n"
        "  - {id: grade, because: A better word., rename_grade: {grade: inadequate, to: poor}}\n"
    )
    name, grade = found.changes
    assert (name.reason, name.note, name.source and name.source.document) == (
        "A better word.",
        "Asked for.",
        "A letter",
    )
    assert (name.name, name.heading.changes) == ("tried.name", ("name", "grade"))
    assert name.renamed_area == ("care", "help")
    assert grade.renamed_area is None


DESCRIBED = {
    "set_parameter: {parameter: gap_expected, value: 14 days}": (
        "Sets gap_expected to 14 days, in place of 28 days (Days between two supervisions)"
    ),
    "set_parameter: {parameter: gap_expected, value: 14 days, from: 2025-01-01, max: 60 days}": (
        "Sets gap_expected to 14 days from 2025-01-01 on, in place of 28 days; max 60 days "
        "(Days between two supervisions)"
    ),
    "add_parameter: {parameter: many, title: Many, values: [{value: 5}]}": (
        "Adds the parameter many: 5 (Many)"
    ),
    "remove_parameter: late_many": "Takes away the parameter late_many",
    "replace_rule: {id: O1, title: Another, when: leaders is good, then: {at_most: good}}": (
        "Replaces rule O1 of overall: Another"
    ),
    "add_rule: {area: care, id: C9, title: Harm, when: harm is yes, then: {at_most: good}}": (
        "Adds rule C9 to care: Harm"
    ),
    "add_rule: {id: F1, title: Harm, when: harm is yes, then: {finding: children come to harm}}": (
        "Adds rule F1: Harm"
    ),
    "remove_rule: O1": "Takes away rule O1 of overall: An inadequate part caps it",
    "set_area: {area: overall, ties: worse}": "Lets ties of overall go to the worse, in place of the better",
    "set_area: {area: overall, starts_at: {worst_of: parts}}": (
        "Starts overall at the worst of parts, in place of the median of leaders and care, ties to the better"
    ),
    "set_area: {area: overall, title: All}": "Sets title of overall to “All”, in place of “Overall”",
    "add_area: {area: homes, title: Homes, starts_at: good}": "Adds the area homes (Homes)",
    "rename_area: {area: care, to: help, title: Help}": (
        "Renames the area care to help, with the title “Help”"
    ),
    "set_group: {group: parts, members: [care]}": (
        "Lets the group parts be care, in place of leaders and care"
    ),
    "add_grade: {grade: superb, better_than: outstanding}": (
        "Adds the grade superb to four_grades, next better than outstanding: "
        "inadequate, requires_improvement, good, outstanding and superb"
    ),
    "remove_grade: {grade: outstanding}": (
        "Takes away the grade outstanding of four_grades: inadequate, requires_improvement and good"
    ),
    "rename_grade: {grade: good, to: fine}": (
        "Renames the grade good of four_grades to fine: "
        "inadequate, requires_improvement, fine and outstanding"
    ),
}


@pytest.mark.parametrize("action", DESCRIBED)
def test_a_change_is_described_in_one_line(action: str) -> None:
    (change,) = amendment(f"  - id: one\n    because: It is tried.\n    {action}\n").changes
    assert change.description == DESCRIBED[action]
    assert change.action == action.partition(":")[0]
    assert change.before != change.after


def test_before_and_after_are_the_part_that_a_change_is_about() -> None:
    (change,) = amendment(TIES).changes
    assert change.before == {"starts_at": {"median_of": ["leaders", "care"], "ties": "better"}}
    assert change.after == {"starts_at": {"median_of": ["leaders", "care"], "ties": "worse"}}


# --- files of a rule set that shares some with others -------------------------------------------------------

SHARING = {
    **{name: text for name, text in BASE.items() if name != AMENDMENT_FILE},
    "framework.yaml": BASE["framework.yaml"]
    + b"area_titles: {care: Care of children}\n"
    + b"files: [leaders.yaml, care.yaml, overall.yaml, care_parameters.yaml]\n",
    "parameters.yaml": b"parameters: {late_many: {title: Late, unit: visits, values: [{value: 5}]}}\n",
    "care_parameters.yaml": b"parameters: {gap_expected: {title: Gap, unit: days, values: [{value: 28}]}}\n",
}


def test_a_threshold_is_set_in_whichever_file_has_it() -> None:
    found = amendment(
        "  - {id: gap, because: It is tried., set_parameter: {parameter: gap_expected, value: 14 days}}\n"
        "  - {id: late, because: It is tried., remove_parameter: late_many}\n"
        "  - {id: many, because: It is tried., "
        "add_parameter: {parameter: many, title: Many, unit: visits, values: [{value: 9}]}}\n",
        load(SHARING).usable,
    )
    made = {id: parameter.values[0].value for id, parameter in found.rule_set.parameters.items()}
    assert made == {"gap_expected": 14, "many": 9}
    assert "gap_expected" in found.rule_set.files["care_parameters.yaml"]


def test_the_last_threshold_of_a_listed_file_takes_the_file_with_it() -> None:
    found = amendment(
        "  - {id: rule, because: It is tried., remove_rule: C1}\n"
        "  - {id: gap, because: It is tried., remove_parameter: gap_expected}\n",
        load(SHARING).usable,
    )
    assert list(found.rule_set.parameters) == ["late_many"]
    assert "care_parameters.yaml" not in found.rule_set.files


def test_a_title_is_set_where_the_framework_gives_it() -> None:
    of = load(SHARING).usable
    assert of.area_by_id["care"].title == "Care of children"
    (change,) = amendment("  - {id: t, because: Better., set_area: {area: care, title: Help}}\n", of).changes
    assert change.description == "Sets title of care to “Help”, in place of “Care of children”"
    assert amended(of, [change]).area_by_id["care"].title == "Help"


def test_an_area_whose_title_the_framework_gives_is_renamed_and_taken_away() -> None:
    of = load(SHARING).usable
    renamed = amendment("  - {id: n, because: Better., rename_area: {area: care, to: help}}\n", of)
    assert renamed.rule_set.area_by_id["help"].title == "Care of children"
    titled = amendment(
        "  - {id: n, because: Better., rename_area: {area: care, to: help, title: Help}}\n", of
    )
    assert titled.rule_set.area_by_id["help"].title == "Help"
    gone = amendment(
        "  - {id: drop, because: It is tried., remove_area: care}\n"
        "  - {id: o2, because: It is tried., remove_rule: O2}\n"
        "  - {id: start, because: It is tried., set_area: {area: overall, starts_at: leaders}}\n",
        of,
    )
    assert [area.id for area in gone.rule_set.areas] == ["leaders", "overall"]


# --- one on top of another ------------------------------------------------------------------------------

SECOND = HEAD.replace("tried", "second").replace("small@1", "small@1+tried")


def test_an_amendment_of_an_amendment_changes_what_the_first_made() -> None:
    first = amendment(TIES + DROP)
    second = amendment(
        "  - {id: back, because: It is tried., set_area: {area: overall, ties: better}}\n",
        first.rule_set,
        SECOND,
    )
    assert second.rule_set.name == "small@1+tried+second"
    start = second.rule_set.area_by_id["overall"].start
    assert isinstance(start, StartMedian) and start.ties is Ties.BETTER
    assert [rule.id for rule in second.rule_set.area_by_id["overall"].rules] == ["O2"]


def test_the_changes_of_a_chain_are_made_of_what_it_begins_with() -> None:
    first = amendment(TIES + DROP)
    second = amendment("  - {id: more, because: It is tried., remove_rule: O2}\n", first.rule_set, SECOND)
    second = replace(second, below=first)
    changes = [change for one in second.chain for change in one.changes]
    whole = amended(first.base, changes)
    assert whole.name == second.rule_set.name
    assert whole.areas == second.rule_set.areas
    some = amended(first.base, [changes[0], changes[2]])
    assert some.name == "small@1+tried.ties+second"


@pytest.mark.parametrize(
    "change",
    [
        "add_area: {area: care, title: Care anew, starts_at: good}",
        "rename_area: {area: overall, to: care}",
    ],
)
def test_an_id_that_an_area_had_is_not_given_to_another(change: str) -> None:
    first = amendment("  - {id: name, because: It is tried., rename_area: {area: care, to: help}}\n")
    problems = Problems()
    written = read_amendment(
        f"{SECOND}  - {{id: taken, because: It is tried., {change}}}\n", "second.yaml", problems
    )
    assert written is not None
    assert check_amendment(written, first.rule_set, problems, below=first) is None
    (told,) = problems
    assert told.code is codes.CANNOT_CHANGE and "`help` now" in told.message


def test_an_area_may_have_the_id_back_that_it_had() -> None:
    first = amendment("  - {id: name, because: It is tried., rename_area: {area: care, to: help}}\n")
    back = "  - {id: back, because: It is tried., rename_area: {area: help, to: care}}\n"
    written = read_amendment(SECOND + back, "second.yaml", Problems())
    assert written is not None
    found = check_amendment(written, first.rule_set, Problems(), below=first)
    assert found is not None and "care" in found.rule_set.area_by_id


def test_a_problem_in_an_earlier_amendment_is_told_at_its_place_there() -> None:
    rule = "add_rule: {area: overall, id: O9, title: Late, when: late > late_many, then: {at_most: good}}"
    first = amendment(f"  - {{id: late, because: It is tried., {rule}}}\n")
    problems = Problems()
    drop = "  - {id: drop, because: It is tried., remove_parameter: late_many}\n"
    assert amend(first.rule_set, SECOND + drop, problems) is None
    (told,) = problems.sorted()
    assert told.code is codes.UNKNOWN_NAME
    assert told.span is not None and told.span.line == 5


def test_of_very_many_changes_none_is_blamed_alone() -> None:
    titles = [
        f"  - {{id: t{number}, because: It is tried., add_parameter: "
        f"{{parameter: p{number}, title: T, values: [{{value: {number}}}]}}}}\n"
        for number in range(60)
    ]
    drop = "  - {id: drop, because: It is tried., remove_parameter: gap_expected}\n"
    problems = Problems()
    assert amend(base(), HEAD + "".join(titles) + drop, problems) is None
    (told,) = problems.sorted()
    assert told.hint == "the changes together lead to this: change this place too"


def test_files_that_no_change_touches_keep_their_text() -> None:
    found = amendment(TIES)
    for name in ("leaders.yaml", "care.yaml", "parameters.yaml"):
        assert found.rule_set.files[name] == found.base.files[name]
    assert found.rule_set.files["overall.yaml"] != found.base.files["overall.yaml"]


def test_a_tree_holds_everything_that_a_change_can_be_about() -> None:
    assert Tree.of(base()).inventory() == {
        *(("area", id) for id in ("leaders", "care", "overall")),
        *(("rule", id) for id in ("L1", "L2", "C1", "C2", "O1", "O2")),
        *(("parameter", id) for id in ("gap_expected", "late_many")),
        ("group", "parts"),
        *(("grade", id) for id in ("inadequate", "requires_improvement", "good", "outstanding")),
    }


def test_every_kind_of_change_stands_in_a_small_rule_set_that_is_tried() -> None:
    texts = [path.read_text() for path in (HERE / "good").glob(f"*/{AMENDMENT_FILE}")]
    assert [action for action in ACTIONS if not any(f"{action}:" in text for text in texts)] == []
