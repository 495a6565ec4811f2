"""`evenhand record`: an inspection with all that its proposal rests on, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import output
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file
from evenhand.cli.options import InspectionFile, RulesOption, check_ending
from evenhand.cli.session import session_of

HELP = """Write a record of one inspection.

It holds rules, evidence, cases, reasons, drafts, departures and their hashes, in one JSON file; and what was
known when, where the evidence was recorded by `evenhand live`. It can be verified years later, under a newer
evenhand, without any other file."""

EXAMPLES = ("evenhand record my-inspection.yaml -o my-inspection.record.json",)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, record, help=HELP, examples=EXAMPLES)


def record(
    context: typer.Context,
    inspection: InspectionFile,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", metavar="FILE", help="The .json file to write; it must not be there yet."
        ),
    ],
    rules: RulesOption = None,
) -> None:
    """Write the record of one inspection."""
    from evenhand.services.evidence_history import history_of
    from evenhand.services.records import make_record
    from evenhand.services.writing import write_result

    check_ending(out, ".json")
    checked = checked_file(inspection, session_of(context), rules)
    history = history_of(inspection, checked.inspection.node)
    write_result(out, make_record(checked, history))
    output.message(f"Written to {out}. Verify it with: {output.command('verify-record', out)}")
