"""`evenhand precedents`: the nearest past cases, and whether a draft parts from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import casebooks, rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.formats import Format, FormatOption, chosen_format, show
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file
from evenhand.cli.numbers import number, whole
from evenhand.cli.options import (
    AreaOption,
    FromOption,
    JsonOption,
    OutOption,
    OverwriteOption,
    RejectsOption,
    RulesOption,
    ToOption,
    check_period,
)
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.services.moderation.precedents import Precedents

HELP = """Find the nearest past cases, and whether a draft parts from them.

Cases are compared by all that the rules of the judged areas read, or those of one area: Gower's distance,
from 0 (the same in all that is known of both) to 1. What either has not recorded is left out, and cases of
which less than half can be compared are passed over. For each precedent you see its grades, its departures
with their reasons, and what differs.

Ask it before you hand a draft in: for each area it says whether most precedents were awarded another grade.
Precedents are cases to think of, and do not decide.

Exit status: 0 every draft agrees with its precedents; 1 one parts from them; 3 what was given cannot be
used; 4 no case is near enough."""

EXAMPLES = (
    "evenhand precedents mine.yaml --casebook past-cases",
    "evenhand precedents mine.yaml --casebook past-cases --area leaders",
    "evenhand precedents --case bradford-2014-05-23 --casebook published",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, precedents, help=HELP, examples=EXAMPLES)


def precedents(
    context: typer.Context,
    casebook: Annotated[
        str,
        typer.Option(
            "--casebook",
            metavar="CASEBOOK",
            autocompletion=casebooks,
            help="The past cases: a casebook by its id, or by the path of its folder or file.",
            show_default=False,
        ),
    ],
    inspection: Annotated[
        Path | None, typer.Argument(metavar="INSPECTION", help="An inspection file.", show_default=False)
    ] = None,
    case: Annotated[
        str | None,
        typer.Option(
            "--case",
            metavar="ID",
            help="In place of a file: a case of the casebook, set beside the others.",
            show_default=False,
        ),
    ] = None,
    area: AreaOption = None,
    k: Annotated[int, typer.Option("-k", metavar="N", parser=whole(1), help="How many cases to show.")] = 5,
    near: Annotated[
        float,
        typer.Option(
            "--near",
            metavar="D",
            parser=number(0, 1),
            help="How far a case may be to be near enough, from 0 to 1.",
        ),
    ] = 0.05,
    within: Annotated[
        int | None,
        typer.Option(
            "--within",
            metavar="YEARS",
            parser=whole(0),
            help="Only cases at most so many years before or after.",
            show_default=False,
        ),
    ] = None,
    first: FromOption = None,
    last: ToOption = None,
    framework: Annotated[
        str | None,
        typer.Option(
            "--framework",
            metavar="REF",
            autocompletion=rule_set_names,
            help="Cases under this rule set: ilacs@2018, or ilacs for all its versions. Without it: the one "
            "that the inspection is under.",
            show_default=False,
        ),
    ] = None,
    rules: RulesOption = None,
    as_json: JsonOption = False,
    format: FormatOption = None,
    rejects: RejectsOption = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """Find precedents."""
    chosen = chosen_format(format, out, as_json=as_json)
    if (inspection is None) == (case is None):
        raise typer.BadParameter("name an inspection file, or a case with --case.", param_hint="INSPECTION")
    if case is not None and rules is not None:
        raise typer.BadParameter("a case of a casebook is under its own rules.", param_hint="--rules")
    if within is not None and (first is not None or last is not None):
        raise typer.BadParameter("ask for --within, or for --from and --to.", param_hint="--within")
    check_period(first, last)
    session = session_of(context, as_json=chosen is Format.JSON)
    from evenhand.services.moderation.precedents import find_precedents
    from evenhand.services.moderation.precedents_pool import Wanted

    if inspection is not None:
        subject = checked_file(inspection, session, rules).inspection
    with output.counting("Cases read") as told:
        found = find_precedents(
            subject if case is None else case,
            casebook,
            session.workspace,
            Wanted(area, framework, within, first, last, k, near),
            rejects=rejects,
            outputs=(out,),
            told=told,
        )
    session.tell(found.moderated.diagnostics)
    _show(found, chosen, out, overwrite=overwrite)
    raise typer.Exit(_status(found))


def _show(found: Precedents, chosen: Format, out: Path | None, *, overwrite: bool) -> None:
    from evenhand.services.moderation.precedents_document import precedents_document, precedents_json

    show(
        "precedents",
        chosen,
        out,
        overwrite=overwrite,
        as_json=lambda: precedents_json(found),
        page=lambda: precedents_document(found),
    )


def _status(found: Precedents) -> ExitStatus:
    from evenhand.services.moderation.precedents import NO_PRECEDENT, PARTS

    statuses = []
    if any(diagnostic.is_error for diagnostic in found.moderated.diagnostics):
        statuses.append(ExitStatus.INVALID_INPUT)
    stand = {one.status for one in found.drafts}
    if PARTS in stand:
        statuses.append(ExitStatus.TO_REPORT)
    if NO_PRECEDENT in stand or found.note is not None:
        statuses.append(ExitStatus.UNDECIDED)
    return overall(statuses)
