"""`evenhand schema`: JSON Schemas for editors."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import evidence_schemas
from evenhand.cli.help import add_command
from evenhand.cli.session import session_of

HELP = """Print the JSON Schema of a kind of file.

With it, an editor completes the file and checks it as you type.

With the YAML support of an editor, name it in the first line of a file:
# yaml-language-server: $schema=inspection.schema.json"""

EXAMPLES = (
    "evenhand schema --for inspection --schema children_social_care > my.json",
    "evenhand schema --for rules",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, schema, help=HELP, examples=EXAMPLES)


def _kinds(ctx: typer.Context, incomplete: str) -> list[str]:
    from evenhand.services.json_schemas import KINDS

    return [kind for kind in KINDS if kind.startswith(incomplete)]


def schema(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Option(
            "--for",
            metavar="KIND",
            autocompletion=_kinds,
            help="inspection, rules, casebook, amendment; or one of framework, parameters, area, examples, "
            "claims, waivers, evidence_schema.",
        ),
    ] = "inspection",
    schema_id: Annotated[
        str | None,
        typer.Option(
            "--schema",
            metavar="ID",
            autocompletion=evidence_schemas,
            help="The evidence schema whose items to know, where there are several.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same: a schema is always JSON.")] = False,
) -> None:
    """Print a JSON Schema."""
    session = session_of(context, as_json=as_json)
    from evenhand.diagnostics import did_you_mean
    from evenhand.services.json_schemas import KINDS, json_schema

    if kind not in KINDS:
        nearest = did_you_mean(kind, KINDS)
        words = f"there is no schema for `{kind}`{'; ' + nearest if nearest else ''}"
        raise typer.BadParameter(words, param_hint="--for")
    output.result_bytes(output.plain_json(json_schema(kind, session.workspace, schema_id)))
