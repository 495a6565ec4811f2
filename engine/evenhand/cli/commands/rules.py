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
    from evenhand.services.workspace import AmendmentFile, RuleSetFolder

HELP = """List the rule sets and amendments there are, or show one.

A rule set is shown in plain view: its areas, where each starts, every rule as it is written, and its
thresholds. Of an amendment each change is shown, with its reason and with what it changes before and
after."""

EXAMPLES = (
    "evenhand rules",
    "evenhand rules ilacs@2023",
    "evenhand rules rules/amendments/overall_is_the_worst_2023.yaml",
    "evenhand rules --whole rules/amendments/overall_is_the_worst_2023.yaml",
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
            help="A rule set: ilacs@2023, ilacs (the version in force, else the latest), a folder or an "
            "amendment.",
            show_default=False,
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Of an amendment: show the whole rule set that it makes.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List rule sets, or show one."""
    session = session_of(context, as_json=as_json)
    if reference is None:
        raise typer.Exit(_list(session))
    from evenhand.services.amendment_views import amendment_json, amendment_view
    from evenhand.services.rule_set_views import rule_set_json, rule_set_view
    from evenhand.services.rule_sets import rule_set_in_force

    workspace = session.workspace
    path = rule_set_in_force(workspace, reference, datetime.date.today())
    rule_set, amendment = workspace.load(path), workspace.amendment_at(path)
    if as_json:
        found = {"rule_set": rule_set_json(rule_set)}
        output.result_json(
            "rules", found if amendment is None else {**found, "amendment": amendment_json(amendment)}
        )
    elif amendment is None or whole:
        output.result_document(rule_set_view(rule_set))
    else:
        output.result_document(amendment_view(amendment))
        output.hint("See the whole rule set with: " + output.command("rules", "--whole", reference))
    session.tell(amendment.warnings if amendment is not None else ())


def _list(session: Session) -> ExitStatus:
    from evenhand.diagnostics import Problems
    from evenhand.services.rule_sets import listed_rule_sets

    problems = Problems()
    folders = listed_rule_sets(session.workspace, problems)
    amendments = session.workspace.amendment_files(problems)
    if session.as_json:
        output.result_json(
            "rules",
            {
                "rule_sets": [_json(folder) for folder in folders],
                "amendments": [_amendment_json(file) for file in amendments],
            },
        )
    elif folders:
        rows = [(folder.name, folder.title, _in_force(folder)) for folder in folders]
        lines = grid(("Rule set", "Title", "In force"), rows, output.columns())
        if amendments:
            named = [(file.name, file.title, file.amends) for file in amendments]
            lines += ["", *grid(("Amendment", "Title", "Amends"), named, output.columns())]
        output.result("\n".join(lines))
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


def _amendment_json(file: AmendmentFile) -> dict[str, object]:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "amends": file.amends,
        "path": file.path.as_posix(),
    }


def _in_force(folder: RuleSetFolder) -> str:
    from evenhand.language import Period
    from evenhand.services.rule_pages import period_words

    words = period_words(Period(folder.start, folder.end))
    return words if folder.status == "in_force" else f"{folder.status}; {words}"
