"""`evenhand diff`: two rule sets compared over every possible inspection, and over past cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import casebooks, rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.help import add_command
from evenhand.cli.numbers import number, whole
from evenhand.cli.options import JsonOption
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.services.difference import RuleSetsCompared

HELP = """Compare two rule sets over every possible inspection.

For each area you are told whether B always gives the same grade as A (equivalent), never a better one
(stricter), never a worse one (softer), or neither, and which areas are new or gone. Where they differ
you see made-up inspections that show it, each made by other rules, with as little recorded as was found,
and under which conditions B differs from A in the same way.

What is compared is all that can be recorded in full. An area that is judged, or in conflict, in one of the
two alone makes B neither stricter nor softer. A grade that a rule set takes as given is given to both.

With --casebook, the cases of a casebook that come out differently are counted too.

Exit status: 0 all areas are equivalent; 1 one differs; 3 the two cannot be compared, or cases could not
be used; 4 nothing differs as far as is known, and the time limit leaves some areas open."""

EXAMPLES = (
    "evenhand diff ilacs@2018 ilacs@2023 --area overall",
    "evenhand diff ilacs@2023 my-change.yaml --casebook published",
    "evenhand diff ilacs@2023 my-change.yaml -o witnesses",
)

SIDE = "a rule set by its name, or the path of a folder or an amendment"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, diff, help=HELP, examples=EXAMPLES)


def diff(
    context: typer.Context,
    a: Annotated[
        str,
        typer.Argument(metavar="A", autocompletion=rule_set_names, help=f"From: {SIDE}.", show_default=False),
    ],
    b: Annotated[
        str,
        typer.Argument(metavar="B", autocompletion=rule_set_names, help="To: the same.", show_default=False),
    ],
    casebook: Annotated[
        str | None,
        typer.Option(
            "--casebook",
            metavar="CASEBOOK",
            autocompletion=casebooks,
            help="Count the cases of this casebook that come out differently.",
            show_default=False,
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area", metavar="AREA", help="One area by its id. Without it: all.", show_default=False
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", metavar="S", parser=number(0.001), help="How many seconds an area may take."
        ),
    ] = 10.0,
    witnesses: Annotated[
        int,
        typer.Option(
            "--witnesses",
            metavar="N",
            parser=whole(0),
            help="How many inspections show each way of differing.",
        ),
    ] = 3,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FOLDER",
            help="Write each of these inspections to a file in this folder, which must be new or empty.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two rule sets."""
    import datetime
    import time

    session = session_of(context, as_json=as_json)
    from evenhand.services.difference import compare_rule_sets
    from evenhand.services.difference_files import write_witnesses
    from evenhand.services.writing import free_folder

    # Told at once, and not when the work is done.
    if folder is not None:
        free_folder(folder)
    with output.counting("Cases read") as told:
        found = compare_rule_sets(
            a,
            b,
            session.workspace,
            today=datetime.date.today(),
            clock=time.monotonic,
            seconds=time_limit,
            witnesses=witnesses,
            area=area,
            casebook=casebook,
            told=told,
        )
    session.tell(found.diagnostics)
    files = {} if folder is None else write_witnesses(found, folder)
    if as_json:
        from evenhand.services.difference_json import difference_json

        output.result_json("diff", difference_json(found, files))
    else:
        from evenhand.services.difference_words import difference_document

        output.result_document(difference_document(found, files))
    raise typer.Exit(_status(found))


def _status(found: RuleSetsCompared) -> ExitStatus:
    statuses = []
    if any(diagnostic.is_error for diagnostic in found.diagnostics):
        statuses.append(ExitStatus.INVALID_INPUT)
    for area in found.areas.values():
        difference = area.difference
        if difference.differs:
            statuses.append(ExitStatus.TO_REPORT)
        elif difference.differs is None:
            statuses.append(ExitStatus.UNDECIDED)
    return overall(statuses)
