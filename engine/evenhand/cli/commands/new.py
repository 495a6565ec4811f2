"""`evenhand new inspection`: a commented file to fill in."""

from __future__ import annotations

import datetime
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.help import add_command, example
from evenhand.cli.options import OutOption, check_ending
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.language import RuleSet
    from evenhand.services.editor_schemas import EditorSchema

HELP = """Write a new inspection file to fill in.

Areas are in order, each with the items that its rules read: the question, the values allowed and where the
answer is usually found. Every item starts as not looked at, so the file can be checked
at any time.

With -o, the first line of the file tells an editor which JSON Schema it follows. The schema is written beside
the file, unless the workspace that the file lies in has one in evidence_schemas/json."""

EXAMPLES = (
    "evenhand new inspection --rules ilacs -o my-inspection.yaml",
    "evenhand check my-inspection.yaml",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(help="Start a new file.", no_args_is_help=True, rich_markup_mode=None)
    # Without a callback, Typer takes a group of one command for the command itself.
    group.callback()(_new)
    add_command(group, inspection, help=HELP, examples=EXAMPLES)
    app.add_typer(group, name="new", epilog=example(*EXAMPLES))


def _new() -> None:
    """Start a new file."""


def inspection(
    context: typer.Context,
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules",
            metavar="REF",
            autocompletion=rule_set_names,
            help="The rule set: ilacs@2023, ilacs (the version in force, else the latest) or a folder. "
            "Without it: the framework there is, if there is one.",
            show_default=False,
        ),
    ] = None,
    id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="The inspection's id. Without it: the name of the file."),
    ] = None,
    out: OutOption = None,
) -> None:
    """Write a new inspection file."""
    check_ending(out, ".yaml", ".yml")
    session = session_of(context)
    from evenhand.services.editor_schemas import inspection_schema
    from evenhand.services.writing import is_stream, write_result

    begun = begin(session, rules, id, out)
    rule_set, text = begun.rule_set, begun.text
    if out is None:
        output.result_bytes(text.encode())
        return
    if is_stream(out):
        # Where a pipe leads, nothing can lie beside the file.
        write_result(out, text.encode())
        return
    editor = inspection_schema(out, rule_set, session.workspace)
    write_result(out, (editor.first_line + text).encode())
    then = output.command("check", out)
    output.message(f"Written to {out}. Fill it in, and see what follows with: {then}")
    _write_beside(editor, rule_set.schema.id)


@dataclass(frozen=True)
class Begun:
    """A new inspection's text, and the rule set that it is under."""

    rule_set: RuleSet
    text: str


def begin(session: Session, rules: str | None, id: str | None, out: Path | None) -> Begun:
    """A new inspection under a rule set, or under the only framework there is. Raises BadParameter."""
    from evenhand.services.new_inspection import new_inspection
    from evenhand.services.rule_sets import day_in_force, rule_set_in_force

    reference = rules or _only_framework(session)
    workspace = session.workspace
    today = datetime.date.today()
    rule_set = workspace.load(rule_set_in_force(workspace, reference, today))
    day = day_in_force(rule_set.in_force, today)
    return Begun(rule_set, new_inspection(rule_set, reference, _id(id, out), day))


def _write_beside(editor: EditorSchema, schema: str) -> None:
    if not editor.is_there():
        editor.write()
        output.message(f"So that an editor completes it, its JSON Schema is in {editor.path}.")
    elif not editor.is_current():
        again = output.command("schema", "--for", "inspection", "--schema", schema)
        output.message(
            f"{editor.path}, from which an editor completes it, is not up to date. Write it again with:"
        )
        output.message(f"  {again} > {shlex.quote(str(editor.path))}")


def _only_framework(session: Session) -> str:
    names = sorted({folder.id for folder in session.workspace.rule_set_folders()})
    if len(names) == 1:
        return names[0]
    known = ", ".join(names) or "none here"
    raise typer.BadParameter(f"say which rule set. There are: {known}.", param_hint="--rules")


def _id(given: str | None, out: Path | None) -> str:
    if given is None:
        return "new-inspection" if out is None else out.stem
    if not given.strip() or not given.isprintable():
        raise typer.BadParameter("an id is text that can be seen.", param_hint="--id")
    return given
