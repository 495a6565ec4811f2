"""What is refused when a rule set is read, so that no reading of rules ever meets it."""

from __future__ import annotations

import textwrap

import pytest

from unit.evaluation.asking import trace_of
from unit.language.vocabulary import FILES, SCHEMA
from written import load

FRAMEWORK = FILES["framework.yaml"]
GRIP = (
    "  - {id: F1, title: G, when: grip is strong, "
    "then: {finding: {id: keeps_grip, name: managers keep a grip}}}\n"
)
LEVELS = "{{type: level, title: L, better: {better}, levels: [{levels}]}}"
GRADES = "inadequate, requires_improvement, good, outstanding"


def area(start: str) -> str:
    return f"area: leaders\ntitle: Leaders\nstarts_at: {start}\nrules:\n{GRIP}"


def rule(when: str = "late > 3", then: str = "{at_most: good}") -> str:
    return area("good") + f"  - {{id: X1, title: X, when: {when}, then: {then}}}\n"


def concluding(finding: str) -> str:
    return rule(then=f"{{finding: {finding}}}")


def table(*lines: str) -> str:
    return area("\n  table: |\n" + textwrap.indent("\n".join(lines), "    "))


def item(id: str, better: str, levels: str) -> str:
    return SCHEMA + f"  {id}: {LEVELS.format(better=better, levels=levels)}\n"


REFUSED: dict[str, tuple[str, dict[str, str]]] = {
    "an area without a title": ("D002", {"leaders.yaml": f"area: leaders\nstarts_at: good\nrules:\n{GRIP}"}),
    "an area listed twice": (
        "R119",
        {"framework.yaml": FRAMEWORK.replace("[leaders, care, homes]", "[leaders, care, homes, care]")},
    ),
    "a default scale that is not there": ("R158", {"framework.yaml": FRAMEWORK + "scale: five\n"}),
    "a title for what is no grade": (
        "R149",
        {"framework.yaml": FRAMEWORK.replace("    points: [1, 2, 3, 4]", "    titles: {fine: Fine}")},
    ),
    "a group by the name of a parameter": (
        "R136",
        {"framework.yaml": FRAMEWORK.replace("groups: {", "groups: {limit: [care], ")},
    ),
    "a percentage that is no number": (
        "R150",
        {"parameters.yaml": "parameters: {most: {title: M, unit: '%', values: [{value: lots%}]}}\n"},
    ),
    "a condition of nothing": ("R125", {"leaders.yaml": rule("{}")}),
    "an unknown name that is known": ("R102", {"leaders.yaml": rule("grippp is known")}),
    "a parameter that is known": ("R168", {"leaders.yaml": rule("limit is known")}),
    "an unknown name that is judged": ("R102", {"leaders.yaml": rule("carre is judged")}),
    "an item that is judged": ("R117", {"leaders.yaml": rule("grip is judged")}),
    "a level against a number": ("R103", {"leaders.yaml": rule("grip is at least 3")}),
    "levels whose better ends differ": (
        "R114",
        {
            "schema.yaml": item("turned", "lower", "absent, weak, adequate, strong"),
            "leaders.yaml": rule("grip is better than turned"),
        },
    ),
    "a group as a number": ("R168", {"leaders.yaml": rule("both > 3")}),
    "a finding as a number": ("R168", {"leaders.yaml": rule("keeps_grip > 3")}),
    "an area as a number": ("R111", {"leaders.yaml": rule("care > 3")}),
    "a previous grade as a number": ("R111", {"leaders.yaml": rule("previous care > 3")}),
    "a share beside a number": ("R109", {"leaders.yaml": rule("min of on_time and late > 3")}),
    "a share of nothing": ("R122", {"leaders.yaml": rule("on_time >= 3 of 0")}),
    "a quotient in a sum": ("R127", {"leaders.yaml": rule("late / due + 1 > 3")}),
    "a quotient times a number": ("R127", {"leaders.yaml": rule("late / due * 2 > 3")}),
    "a quotient divided again": ("R127", {"leaders.yaml": rule("late / due / due > 3")}),
    "a number divided by nought": ("R126", {"leaders.yaml": rule("late / 0 > 3")}),
    "a kind of finding that is not there": (
        "R140",
        {"leaders.yaml": rule(then="{finding: a drift, as: weird}")},
    ),
    "a list of kinds": ("D003", {"leaders.yaml": rule(then="{finding: a drift, as: [weird]}")}),
    "a finding with another key": ("D003", {"leaders.yaml": concluding("{id: drift, title: D}")}),
    "a finding that is a list": ("D003", {"leaders.yaml": concluding("[drift]")}),
    "a name of another finding": (
        "R136",
        {"leaders.yaml": concluding("{id: x, name: managers keep a grip}")},
    ),
    "a second name of a finding": ("R136", {"leaders.yaml": concluding("{id: keeps_grip, name: firm grip}")}),
    "a finding id that is no id": ("D008", {"leaders.yaml": concluding("{id: 3-4, name: firm grip}")}),
    "a reserved word as a finding id": ("D009", {"leaders.yaml": concluding("{id: any, name: firm grip}")}),
    "a list of grades": ("D003", {"leaders.yaml": rule(then="{at_most: [good]}")}),
    "an unknown start": ("R143", {"leaders.yaml": area("{median: both}")}),
    "a list as a start": ("R143", {"leaders.yaml": area("[good]")}),
    "the worst of none": ("D010", {"leaders.yaml": area("{worst_of: []}")}),
    "a start at a level of other names": ("R114", {"leaders.yaml": area("grip")}),
    "a start where the first level is best": (
        "R114",
        {"schema.yaml": item("rated", "lower", GRADES), "leaders.yaml": area("rated")},
    ),
    "a table of no column": ("R152", {"leaders.yaml": table("grade", "good")}),
    "a cell that a finding cannot be": (
        "R152",
        {"leaders.yaml": table("keeps_grip | grade", "yes | good", "maybe | inadequate")},
    ),
    "a column of an unknown area": ("R102", {"leaders.yaml": table("previous carre | grade", "- | good")}),
    "a cell with another item": (
        "R155 R155",
        {"leaders.yaml": table("late | grade", "<= due | good", "> due | inadequate")},
    ),
}


@pytest.mark.parametrize(("code", "files"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused(code: str, files: dict[str, str]) -> None:
    loaded = load({**FILES, **files})
    assert loaded.rule_set is None
    assert " ".join(loaded.codes) == code


def test_a_folder_without_a_framework_is_refused() -> None:
    assert load({name: text for name, text in FILES.items() if name != "framework.yaml"}).codes == ["R165"]


@pytest.mark.parametrize(("late", "grade"), [(5, "good"), (6, "inadequate")])
@pytest.mark.parametrize("most", ["limit + 2", "max of limit and 5", "min of 5 and 9", "limit * 5 / 3"])
def test_a_cell_may_compare_with_what_is_worked_out_from_parameters(late: int, grade: str, most: str) -> None:
    rows = table("late | grade", f"<= {most} | good", f"> {most} | inadequate")
    outcome = trace_of(f"evidence: {{late: {late}}}", leaders_yaml=rows).areas["leaders"].outcome
    assert outcome.proposed == grade


@pytest.mark.parametrize(("care", "grade"), [("good", "good"), ("not_judged", "inadequate")])
def test_a_cell_may_ask_whether_an_area_is_judged(care: str, grade: str) -> None:
    rows = table("care | grade", "judged | good", "not judged | inadequate")
    outcome = trace_of(f"given: {{care: {care}}}", leaders_yaml=rows).areas["leaders"].outcome
    assert outcome.proposed == grade


def test_an_area_may_start_at_a_level_that_is_written_like_a_grade() -> None:
    trace = trace_of(
        "evidence: {rated: requires_improvement or good}",
        schema_yaml=item("rated", "higher", GRADES),
        leaders_yaml=area("rated"),
    )
    start = trace.areas["leaders"].start
    assert (start.worst, start.best) == (1, 2)
    assert trace.areas["leaders"].settle == ("rated",)
