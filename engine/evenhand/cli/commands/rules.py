"""`evenhand rules`: the rule sets there are, or one of them in plain view."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.grid import grid
from evenhand.cli.help import add_command
from evenhand.cli.options import JsonOption
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.services.workspace import RuleSetFolder

HELP = """List the rule sets there are, or show one.

A rule set is shown in plain view: its areas, where each starts, every rule as it is written, and its
thresholds."""

EXAMPLES = (
    "evenhand rules",
    "evenhand rules ilacs@2023",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, rules, help=HELP, examples=EXAMPLES)


def rules(
    context: typer.Context,
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="REF",
            autocompletion=rule_set_names,
            help="A rule set: ilacs@2023, ilacs (the version in force, else the latest) or a folder.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List rule sets, or show one."""
    session = session_of(context, as_json=as_json)
    if reference is None:
        raise typer.Exit(_list(session))
    from evenhand.services.rule_set_views import rule_set_json, rule_set_view
    from evenhand.services.rule_sets import rule_set_in_force

    workspace = session.workspace
    rule_set = workspace.load_folder(rule_set_in_force(workspace, reference, datetime.date.today()))
    if as_json:
        output.result_json("rules", {"rule_set": rule_set_json(rule_set)})
    else:
        output.result_document(rule_set_view(rule_set))


def _list(session: Session) -> ExitStatus:
    from evenhand.diagnostics import Problems
    from evenhand.services.rule_sets import listed_rule_sets

    problems = Problems()
    folders = listed_rule_sets(session.workspace, problems)
    if session.as_json:
        output.result_json("rules", {"rule_sets": [_json(folder) for folder in folders]})
    elif folders:
        rows = [(folder.name, folder.title, _in_force(folder)) for folder in folders]
        output.result("\n".join(grid(("Rule set", "Title", "In force"), rows, output.columns())))
        output.hint("See one with: evenhand rules " + folders[-1].name)
    else:
        output.message("There are no rule sets here. Say where they are with --workspace.")
    session.tell(problems.sorted())
    return ExitStatus.INVALID_INPUT if problems.has_errors else ExitStatus.DONE


def _json(folder: RuleSetFolder) -> dict[str, object]:
    return {
        "id": folder.id,
        "version": folder.version,
        "title": folder.title,
        "status": folder.status,
        "in_force": {
            "from": None if folder.start is None else folder.start.isoformat(),
            "to": None if folder.end is None else folder.end.isoformat(),
        },
        "path": folder.path.as_posix(),
    }


def _in_force(folder: RuleSetFolder) -> str:
    from evenhand.language import Period
    from evenhand.services.rule_pages import period_words

    words = period_words(Period(folder.start, folder.end))
    return words if folder.status == "in_force" else f"{folder.status}; {words}"
