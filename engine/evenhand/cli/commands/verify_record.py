"""`evenhand verify-record`: run what a record carries again, and compare to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.help import add_command
from evenhand.cli.options import JsonOption
from evenhand.cli.session import session_of

HELP = """Verify a record.

Runs the rules and evidence that the record carries again, and compares the result with it to the byte.

Exit status: 0 the same; 1 it differs, and where; 3 the file is not a record."""

EXAMPLES = ("evenhand verify-record my-inspection.record.json",)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, verify_record, help=HELP, examples=EXAMPLES, name="verify-record")


def verify_record(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A record.", show_default=False)],
    as_json: JsonOption = False,
) -> None:
    """Verify one record."""
    from evenhand.services import records
    from evenhand.services.reading import read_bytes, refused_record

    session_of(context, as_json=as_json)
    written = read_bytes(file)
    with refused_record(file):
        found = records.verify_record(written)
    if as_json:
        content = {"same": found.same, "place": found.place, "problem": found.problem}
        output.result_json("verify-record", content)
    elif found.same:
        output.result(f"{file} is as it was made: running it again gives the same bytes.")
    else:
        output.result(f"{file} differs from what its own rules and evidence give.")
        output.result(f"Where: {found.place}. What: {found.problem}.")
    raise typer.Exit(ExitStatus.DONE if found.same else ExitStatus.TO_REPORT)
