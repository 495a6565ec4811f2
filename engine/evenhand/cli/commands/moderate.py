"""`evenhand moderate`: like cases with unlike grades, and whatever else a moderator should look at again."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import casebooks
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.formats import Format, FormatOption, chosen_format, show
from evenhand.cli.help import add_command
from evenhand.cli.numbers import whole
from evenhand.cli.options import (
    CasebookArgument,
    FrameworkOption,
    FromOption,
    JsonOption,
    OutOption,
    RejectsOption,
    ToOption,
    check_period,
)
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.services.moderation.moderate import Moderation

HELP = """Audit a casebook: which judgements to look at again, and why.

Says first what to do first. Records that cannot be right. Like cases with unlike grades, and the fewest
judgements to reconsider so that no case that is at least as good on everything is graded lower. Cases
decided for the same reasons and graded unalike. Departures from what the rules propose, agreement,
severity and drift.

On a terminal it prints one screen. -o report.html writes the whole report with its pictures, and --lists
every list as a workbook or as CSV files. Framework versions are kept apart. A finding says where judgements
differ, and not which of them is right.

Exit status: 0 nothing to look at again; 1 something; 3 rows could not be used, or nothing could."""

EXAMPLES = (
    "evenhand moderate published",
    "evenhand moderate published --area overall -o report.html --lists lists.xlsx",
    "evenhand moderate published --framework ilacs@2018 --from 2019-01-01",
    "evenhand moderate cases --beside official",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, moderate, help=HELP, examples=EXAMPLES)


def moderate(
    context: typer.Context,
    casebook: CasebookArgument,
    area: Annotated[
        str | None,
        typer.Option(
            "--area", metavar="AREA", help="One area by its id. Without it: all.", show_default=False
        ),
    ] = None,
    framework: FrameworkOption = None,
    first: FromOption = None,
    last: ToOption = None,
    by_year: Annotated[
        bool, typer.Option("--by-year", help="Liken cases to those of the same year only.")
    ] = False,
    beside: Annotated[
        str | None,
        typer.Option(
            "--beside",
            metavar="CASEBOOK",
            autocompletion=casebooks,
            help="Another record of the same inspections, to hold against this one.",
            show_default=False,
        ),
    ] = None,
    graders: Annotated[
        str, typer.Option("--graders", metavar="GROUP", help="The group that says who graded, in codes.")
    ] = "lead",
    minimum: Annotated[
        int,
        typer.Option(
            "--minimum",
            metavar="N",
            parser=whole(2),
            help="Show nobody with fewer inspections than this, 2 or more.",
        ),
    ] = 5,
    seed: Annotated[int, typer.Option("--seed", metavar="S", parser=whole(0), help="Of what is drawn.")] = 1,
    lists: Annotated[
        Path | None,
        typer.Option(
            "--lists",
            metavar="PATH",
            help="Write every list, to a workbook (.xlsx) or as CSV files into a folder.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
    format: FormatOption = None,
    rejects: RejectsOption = None,
    out: OutOption = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace the files that -o and --lists name, if they are there."),
    ] = False,
) -> None:
    """Moderate a casebook."""
    chosen = chosen_format(format, out, as_json=as_json)
    check_period(first, last)
    session = session_of(context, as_json=chosen is Format.JSON)
    from evenhand.services.moderation.casebook import Scope
    from evenhand.services.moderation.list_files import check_lists, write_lists
    from evenhand.services.moderation.moderate import Asked
    from evenhand.services.moderation.moderate import moderate as moderated
    from evenhand.services.replay_outputs import named_twice
    from evenhand.services.writing import OR_OVERWRITE, check_free

    twice = named_twice({"-o": out, "--lists": lists, "--rejects": rejects})
    if twice is not None:
        raise typer.BadParameter(f"{twice[0]} and {twice[1]} name the same file.", param_hint=twice[1])
    # Told at once, and not when the work is done.
    if out is not None and not overwrite:
        check_free(out, OR_OVERWRITE)
    if lists is not None:
        check_lists(lists, replace=overwrite)
    asked = Asked(datetime.date.today(), graders, minimum, by_year, seed)
    with output.stages() as stage, output.counting("Cases read") as told:
        found = moderated(
            casebook,
            session.workspace,
            asked,
            Scope(area, framework, first, last),
            beside=beside,
            rejects=rejects,
            outputs=(out, lists),
            told=told,
            stage=stage,
        )
    session.tell(found.book.diagnostics)
    _show(found, chosen, out, overwrite=overwrite)
    if lists is not None:
        written = write_lists(lists, found.book.casebook.document.title, found.lists, replace=overwrite)
        output.message(
            f"{len(found.lists)} lists are written to {written[0] if len(written) == 1 else lists}."
        )
    raise typer.Exit(_status(found))


def _show(found: Moderation, chosen: Format, out: Path | None, *, overwrite: bool) -> None:
    from evenhand.services.moderation.report import report_document, report_json, summary_document

    show(
        "moderate",
        chosen,
        out,
        overwrite=overwrite,
        as_json=lambda: report_json(found),
        page=lambda: report_document(found),
        screen=lambda: summary_document(found),
    )


def _status(found: Moderation) -> ExitStatus:
    statuses = []
    if any(diagnostic.is_error for diagnostic in found.book.diagnostics):
        statuses.append(ExitStatus.INVALID_INPUT)
    if found.has_something:
        statuses.append(ExitStatus.TO_REPORT)
    return overall(statuses)
