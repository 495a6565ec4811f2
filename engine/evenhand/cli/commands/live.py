"""`evenhand live`: record evidence item by item, and see what follows after each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.help import add_command
from evenhand.cli.options import RulesOption
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.services.live import LiveInspection

HELP = """Record evidence item by item, and see what follows after each.

If there is no such file, a new one is started. At a terminal you type at a prompt, which completes names and
values; `help` there shows what can be typed. Every item is saved at once. The version before is kept as
FILE.bak, and what was known when in FILE.history.jsonl. Ctrl-D leaves.

Piped, each line in is one JSON object and each line out its answer: {"set": ITEM, "value": V, "source": S},
{"unknown": ITEM, "reason": R}, {"withdraw": ITEM} or {"undo": true}."""

EXAMPLES = (
    "evenhand live my-inspection.yaml",
    "evenhand live my-inspection.yaml --history",
    "evenhand live my-inspection.yaml < steps.jsonl",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, live, help=HELP, examples=EXAMPLES)


def live(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="An inspection file; a new one is started if there is none."),
    ],
    rules: RulesOption = None,
    id: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="ID", help="The id of a new inspection. Without it: the name of the file."
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="CODE", help="Who works on it, for the history: a code, not a name."),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Show what was known when, and change nothing.")
    ] = False,
) -> None:
    """Record evidence item by item."""
    session = session_of(context)
    if history:
        from evenhand.cli.live_words import history_words
        from evenhand.cli.naming import checked_file
        from evenhand.services.evidence_history import history_of

        node = checked_file(file, session, rules).inspection.node
        output.result(history_words(history_of(file, node)))
        return
    from evenhand.cli.commands.new import begin
    from evenhand.services.live import LiveInspection

    # Where the input was closed, nothing is said.
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    session.as_json = not at_terminal
    if file.exists():
        if id is not None:
            raise typer.BadParameter("it is for a new inspection, and the file is there.", param_hint="--id")
        new = None
    else:
        new = begin(session, rules, id, file).text
    with LiveInspection(file, session.workspace, rules, new=new, by=by) as inspection:
        all_taken = _work_on(inspection, at_terminal)
        session.tell(inspection.take_notes())
    if inspection.at_fault:
        raise typer.Exit(ExitStatus.OUR_FAULT)
    if not all_taken:
        raise typer.Exit(ExitStatus.INVALID_INPUT)


def _work_on(inspection: LiveInspection, at_terminal: bool) -> bool:
    if at_terminal:
        from evenhand.cli.live_prompt import converse

        converse(inspection)
        return True
    from evenhand.cli.live_lines import answer_lines

    return answer_lines(inspection)
