"""`evenhand why`: why an area is not at another grade."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import areas_of_inspection, grades_of_area
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file, known_area, known_grade
from evenhand.cli.options import InspectionFile, JsonOption, RulesOption
from evenhand.cli.session import session_of

HELP = """Say why an area is not at another grade.

What stands in the way of the grade, which rules were needed, and for each the evidence that it lacks, with
the distance to the threshold."""

EXAMPLES = (
    "evenhand why my-inspection.yaml --area leaders",
    "evenhand why my-inspection.yaml --area leaders --not outstanding",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, why, help=HELP, examples=EXAMPLES)


def why(
    context: typer.Context,
    inspection: InspectionFile,
    area: Annotated[
        str,
        typer.Option(
            "--area",
            metavar="AREA",
            autocompletion=areas_of_inspection,
            help="The judgement area, by its id.",
            show_default=False,
        ),
    ],
    grade: Annotated[
        str | None,
        typer.Option(
            "--not",
            metavar="GRADE",
            autocompletion=grades_of_area,
            help="The grade to ask about. Without it: the next one up.",
            show_default=False,
        ),
    ] = None,
    rules: RulesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why an area of one inspection is not at a grade."""
    session = session_of(context, as_json=as_json)
    checked = checked_file(inspection, session, rules)
    rule_set = checked.inspection.rules.rule_set
    known_area(rule_set, area)
    if grade is not None:
        known_grade(rule_set, area, grade)
    from evenhand.explanation import explain_why_not, why_not, why_not_json

    found = why_not(checked.trace, area, grade)
    if as_json:
        output.result_json("why", why_not_json(found, checked.trace))
    else:
        output.result_document(explain_why_not(checked.trace, found))
