"""`evenhand why`: why an area is not at another grade, what would change it, and what would settle it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import areas_of_inspection, grades_of_area
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file, known_area, known_grade
from evenhand.cli.numbers import number, whole
from evenhand.cli.options import InspectionFile, JsonOption, RulesOption
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.explanation import Block
    from evenhand.services.check import Checked
    from evenhand.services.what_would_change import WhatWouldChange

HELP = """Say why an area is not at another grade.

What stands in the way of the grade, which rules were needed, and for each the evidence that it lacks, with
the distance to the threshold.

With --change-to: the fewest changes of evidence that would reach a grade, up or down, the least change first.
With --settle: what the area can really turn out as while evidence is missing, and the fewest items that would
settle it. Both are exact, and ask the solver. The status is 4 where the time limit leaves an answer open."""

EXAMPLES = (
    "evenhand why my-inspection.yaml --area leaders",
    "evenhand why my-inspection.yaml --area leaders --not outstanding",
    "evenhand why my-inspection.yaml --area leaders --change-to good",
    "evenhand why my-inspection.yaml --area leaders --change-to better",
    "evenhand why my-inspection.yaml --area leaders --settle",
)

TIME_LIMIT = 30.0


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
    change_to: Annotated[
        str | None,
        typer.Option(
            "--change-to",
            metavar="GRADE",
            autocompletion=grades_of_area,
            help="Say what would change it to this grade; better and worse stand for the next one.",
            show_default=False,
        ),
    ] = None,
    only_changeable: Annotated[
        bool,
        typer.Option("--changeable-only", help="With --change-to: only items that a provider can change."),
    ] = False,
    settle: Annotated[
        bool, typer.Option("--settle", help="Say what would settle an area that is open.")
    ] = False,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            metavar="S",
            parser=number(0),
            help="The seconds that the solver may take for each.",
        ),
    ] = TIME_LIMIT,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="N", parser=whole(0), help="With --settle: the seed of random completions."
        ),
    ] = 1,
    rules: RulesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why an area of one inspection is not at a grade."""
    if only_changeable and change_to is None:
        raise typer.BadParameter("it needs --change-to.", param_hint="--changeable-only")
    session = session_of(context, as_json=as_json)
    checked = checked_file(inspection, session, rules)
    rule_set = checked.inspection.rules.rule_set
    known_area(rule_set, area)
    if grade is not None:
        known_grade(rule_set, area, grade)
    goal, none_beside = (None, None) if change_to is None else _goal(checked, area, change_to)
    from evenhand.explanation import explain_why_not, why_not, why_not_json

    found = why_not(checked.trace, area, grade if grade is not None else goal)
    content = why_not_json(found, checked.trace)
    blocks: list[Block] = []
    decided = True
    if change_to is not None:
        from evenhand.services.change_words import change_blocks, change_json
        from evenhand.services.what_would_change import what_would_change

        answer = none_beside or what_would_change(
            checked, area, goal or change_to, only_changeable=only_changeable, seconds=time_limit
        )
        blocks += change_blocks(answer, checked.trace)
        content |= change_json(answer)
        decided = answer.is_decided
    if settle:
        from evenhand.services.change_words import settle_blocks, settle_json
        from evenhand.services.what_would_change import what_would_settle

        settled = what_would_settle(checked, area, seed=seed, seconds=time_limit)
        blocks += settle_blocks(settled, checked.trace)
        content["settle"] = settle_json(settled)
        decided = decided and settled.is_decided
    if as_json:
        output.result_json("why", content)
    else:
        document = explain_why_not(checked.trace, found)
        output.result_document(replace(document, blocks=(*document.blocks, *blocks)))
    if not decided:
        raise typer.Exit(ExitStatus.UNDECIDED)


def _goal(checked: Checked, area: str, change_to: str) -> tuple[str | None, WhatWouldChange | None]:
    """The grade to change to: one of the scale, or the next one up or down; else why there is none.

    Where there is no worse grade, it is the one that the area has.
    """
    rule_set = checked.inspection.rules.rule_set
    if change_to in ("better", "worse") and change_to not in rule_set.area_by_id[area].scale:
        from evenhand.services.what_would_change import grade_beside, none_beside

        step, better = checked.trace.areas[area], change_to == "better"
        beside = grade_beside(step, better)
        if beside is not None:
            return beside, None
        return None if better else step.outcome.proposed, none_beside(step, better)
    known_grade(rule_set, area, change_to)
    return change_to, None
