"""The examples of the catalogue, each put where it would stand in a file that is otherwise in order."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable

from evenhand.diagnostics import Diagnostic, Problems
from written import INSPECTION_FILE, SCHEMA_FILE, check, load

Told = Callable[[str], list[Diagnostic]]
"""Everything that is told of an example, put where it belongs."""

SCHEMA = """\
schema: children_social_care
title: What the examples of the catalogue speak of
sections: {workforce: Workforce}
case_record:
  child_seen: {type: yes_no, title: Child seen}
  supervision_gap_days: {type: count, title: Days between supervisions, unit: days, max: 365}
items:
  caseload_mean:
    {type: number, title: Mean caseload, unit: children, places: 1, min: 0, max: 100, better: lower}
  supervision_gap: {type: count, title: Supervision gap, unit: days, max: 365, better: lower}
  supervision_on_time: {type: share, title: Supervision on time, better: higher}
  children_seen: {type: share, title: Children seen, better: higher}
  children_seen_alone: {type: share, title: Children seen alone, better: higher}
  reviews_late: {type: count, title: Late reviews, max: 500, better: lower}
  visits_late: {type: count, title: Late visits, max: 500, better: lower}
  plans_late: {type: count, title: Late, better: lower, computed: reviews_late + visits_late}
  spend: {type: number, title: Spend, better: neither}
  children: {type: count, title: Children, better: neither}
  management_grip:
    {type: level, title: Grip, levels: [absent, weak, adequate, strong], better: higher}
  practice_quality:
    {type: level, title: Practice, levels: [poor, fair, sound], points: [1, 2, 3], better: higher}
  scale_of_failure:
    {type: level, title: Failure, levels: [not_found, isolated, widespread, serious], better: lower}
  harm_left_too_long: {type: yes_no, title: Harm left too long}
  managers_visible: {type: yes_no, title: Managers are visible}
  placement: {type: choice, title: Placement, options: [foster, kinship, residential]}
"""
FRAMEWORK = """\
framework: ilacs
version: "2023"
title: What the examples of the catalogue are rules of
in_force: {from: 2023-01-01, to: 2026-03-31}
evidence_schema: children_social_care
scales:
  four_grades:
    grades: [inadequate, requires_improvement, good, outstanding]
areas: [leaders, help_and_protection, care_leavers]
groups: {practice_areas: [help_and_protection, care_leavers]}
finding_kinds: {strength: Strength}
"""
LEADERS = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - id: L1
    title: Harm limits the grade
    when: harm_left_too_long is yes
    then: {at_most: inadequate}
  - id: L2
    title: Late visits lower it
    when: visits_late > 3
    then: {lower: 1 grade}
"""
PARAMETERS = """\
parameters:
  visit_interval: {title: Interval, unit: days, local: yes, min: 7, max: 60, values: [{value: 31}]}
  caseload_manageable: {title: Caseload, unit: children, values: [{value: 18}]}
"""
HEADER = "inspection: {id: EX-017, framework: ilacs, on: 2024-05-13}\n"
FILES = {
    SCHEMA_FILE: SCHEMA,
    "framework.yaml": FRAMEWORK,
    "parameters.yaml": PARAMETERS,
    "leaders.yaml": LEADERS,
    "help_and_protection.yaml": "area: help_and_protection\ntitle: Help\ngiven_only: yes\n",
    "care_leavers.yaml": "area: care_leavers\ntitle: Care leavers\ngiven_only: yes\n",
}
CASES = "case,child_seen\nC1,yes\n"

_BLOCK = re.compile(r"^(?=\S)", re.MULTILINE)


def keys_of(text: str) -> list[str]:
    """The keys at the start of a line."""
    return re.findall(r"^([\w-]+):", text, re.MULTILINE)


def in_place_of(text: str, example: str) -> str:
    """`text` with the top-level keys that `example` writes taken from there."""
    written = set(keys_of(example))
    kept = [block for block in _BLOCK.split(text) if block.split(":", 1)[0] not in written]
    return "".join(kept) + ending(example)


def with_defaults(example: str, **defaults: str) -> str:
    """`example` with each key that it does not write."""
    missing = [f"{key}: {value}" for key, value in defaults.items() if key not in keys_of(example)]
    return "\n".join([*missing, example])


def ending(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def indented(text: str, by: int) -> str:
    return ending(textwrap.indent(text, " " * by))


def rule_set(**changed: str) -> list[Diagnostic]:
    """All that is told of the rule set, with some of its files changed."""
    files = {name.replace("_yaml", ".yaml"): text for name, text in changed.items()}
    return load({**FILES, **files}).told


# --- where an example stands in a rule set -----------------------------------------------------------


def framework(example: str) -> list[Diagnostic]:
    return rule_set(framework_yaml=in_place_of(FRAMEWORK, example))


def area_file(example: str) -> list[Diagnostic]:
    """A file of its own; the framework lists its area."""
    named = re.search(r"^area: ([A-Za-z]\w*)$", example, re.MULTILINE)
    areas = dict.fromkeys(["leaders", "help_and_protection", "care_leavers", *([named[1]] if named else [])])
    file = f"{named[1] if named else 'shared'}_yaml"
    listed = FRAMEWORK.replace(
        "areas: [leaders, help_and_protection, care_leavers]", f"areas: [{', '.join(areas)}]"
    )
    return rule_set(framework_yaml=listed, **{file: ending(example)})


def area(example: str) -> list[Diagnostic]:
    """Some keys of an area's file."""
    return area_file(with_defaults(example, area="leaders", title="Leaders", starts_at="good"))


def rules(example: str) -> list[Diagnostic]:
    """Some items of the list under `rules:`."""
    return area("rules:\n" + indented(example, 2))


def whole_rule(example: str) -> list[Diagnostic]:
    """The keys of one rule, none added but its id."""
    return rules("- " + indented(with_defaults(example, id="A1"), 2).lstrip())


def rule(example: str) -> list[Diagnostic]:
    """Some keys of one rule."""
    return whole_rule(
        with_defaults(
            example, title="A rule", when="managers_visible is no", then="{at_most: requires_improvement}"
        )
    )


def start(example: str) -> list[Diagnostic]:
    """Some keys of a table that an area starts at."""
    return area(
        "starts_at:\n" + indented(with_defaults(example, table='"placement | grade\\n\\n- | good"'), 2)
    )


def table(example: str) -> list[Diagnostic]:
    """The text of a table that an area starts at."""
    return area("starts_at:\n  table: |\n" + indented(example, 4))


def finding_table(example: str) -> list[Diagnostic]:
    """Some keys of a rule that is a table of findings."""
    return whole_rule(
        with_defaults(example, title="A table", table='"placement | finding\\n\\n- | homes are steady"')
    )


def parameter(example: str) -> list[Diagnostic]:
    """Some keys of one parameter."""
    text = with_defaults(example, title="A parameter")
    return rule_set(parameters_yaml=PARAMETERS + "  tried:\n" + indented(text, 4))


def parameters_file(example: str) -> list[Diagnostic]:
    return rule_set(parameters_yaml=PARAMETERS + ending(example).removeprefix("parameters:\n"))


# --- schemas -----------------------------------------------------------------------------------------


def items(example: str) -> list[Diagnostic]:
    """Some items of a schema."""
    without = re.sub(rf"^  {example.split(':')[0]}:\n? .*?\n(?=  \w)", "", SCHEMA, flags=re.M | re.S)
    return rule_set(schema_yaml=without + indented(example, 2))


def item(example: str) -> list[Diagnostic]:
    """Some keys of an item of a schema."""
    return items("tried:\n" + indented(with_defaults(example, type="number", title="A", better="lower"), 2))


def level_item(example: str) -> list[Diagnostic]:
    return item(with_defaults(example, type="level"))


# --- inspections -------------------------------------------------------------------------------------


def told_of_inspection(text: str, *, cases: str = CASES, files: dict[str, str] = FILES) -> list[Diagnostic]:
    """All that is told of an inspection file under the rule set."""
    loaded = load(files)
    problems = Problems()
    check({**files, "cases.csv": cases, INSPECTION_FILE: text}, loaded.usable, problems)
    return list(problems.sorted())


def inspection(example: str) -> list[Diagnostic]:
    """Some keys of an inspection file."""
    return told_of_inspection(in_place_of(HEADER, example))


def header(example: str) -> list[Diagnostic]:
    text = with_defaults(example, id="EX-017", framework="ilacs", on="2024-05-13")
    return told_of_inspection("inspection:\n" + indented(text, 2))


def entries(example: str) -> list[Diagnostic]:
    """Some items of the list under `evidence:`."""
    return inspection("evidence:\n" + indented(example, 2))


def departing(example: str) -> list[Diagnostic]:
    """A draft of good where late visits make requires improvement: it departs, inside the permitted range."""
    drafted = with_defaults(example, draft="{leaders: good}")
    return inspection(with_defaults(drafted, evidence="{visits_late: 4, harm_left_too_long: no}"))


def outside(example: str) -> list[Diagnostic]:
    """A draft of good where harm limits the grade."""
    return inspection(with_defaults(example, draft="{leaders: good}", evidence="{harm_left_too_long: yes}"))


def agreeing(example: str) -> list[Diagnostic]:
    """Evidence that makes good."""
    return inspection(with_defaults(example, evidence="{visits_late: 0, harm_left_too_long: no}"))


def undrafted(example: str) -> list[Diagnostic]:
    return inspection(with_defaults(example, evidence="{visits_late: 4, harm_left_too_long: no}"))


def cases_file(example: str) -> list[Diagnostic]:
    return told_of_inspection(HEADER + "cases: cases.csv\n", cases=ending(example))


def ids_of(told: Iterable[Diagnostic]) -> list[str]:
    """The codes of what was told."""
    return [diagnostic.code.id for diagnostic in told]
