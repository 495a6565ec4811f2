"""`evenhand replay`: what two rule sets, or rules and the grades awarded, make of the same past cases."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.formats import Format, FormatOption, chosen_format, show
from evenhand.cli.help import add_command
from evenhand.cli.numbers import whole
from evenhand.cli.options import CasebookArgument, JsonOption, OutOption, RejectsOption
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.services.replay_casebook import Replayed
    from evenhand.services.replay_on_spark import OnSpark

HELP = """Replay past cases under other rules, or beside the grades awarded.

Every case of a casebook is graded twice: from one side, and to the other. You see how many moved and
which way, the matrix of grades, the cases that moved, and those that cannot be replayed, with what is
missing.

A side is "own" (the rules that each case was judged under), a rule set (ilacs@2023, a folder, or an
amendment), or "awarded" (the grades that people gave). Rows with faults are left out, told, and
written to a file.

Exit status: 0 no case moved; 1 some did, or rules conflict; 3 rows could not be used, or nothing
could; 4 none moved, and missing evidence leaves some open."""

EXAMPLES = (
    "evenhand replay published --area overall --by framework",
    "evenhand replay published --after my-change.yaml --format html -o page.html",
    "evenhand replay cases --after own --sweep supervision_expected=70%:95%:5%",
    "evenhand replay cases --after ilacs@2023 --departures keep --moved moved.csv",
    "evenhand replay cases --after awarded --on spark --master spark://head:7077",
)


class Departures(StrEnum):
    """What becomes of departures that are recorded."""

    DROP = "drop"
    KEEP = "keep"


class Where(StrEnum):
    """Where a replay is worked out."""

    LOCAL = "local"
    SPARK = "spark"


SIDE = "own, awarded or a rule set"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, replay, help=HELP, examples=EXAMPLES)


def replay(
    context: typer.Context,
    casebook: CasebookArgument,
    before: Annotated[
        str, typer.Option("--before", metavar="REF", autocompletion=rule_set_names, help=f"From: {SIDE}.")
    ] = "own",
    after: Annotated[
        str, typer.Option("--after", metavar="REF", autocompletion=rule_set_names, help=f"To: {SIDE}.")
    ] = "awarded",
    area: Annotated[
        str | None,
        typer.Option(
            "--area",
            metavar="AREA",
            help="One area by its id. Without it: all that rules grade.",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="GROUP",
            help="Tell cases apart: by framework, period (year inspected), published (year) or a group of "
            "the casebook.",
            show_default=False,
        ),
    ] = None,
    sweep: Annotated[
        str | None,
        typer.Option(
            "--sweep",
            metavar="NAME=a:b:step",
            help="Try a threshold of the rules after, value by value: supervision_expected=70%:95%:5%.",
            show_default=False,
        ),
    ] = None,
    moved: Annotated[
        Path | None,
        typer.Option(
            "--moved",
            metavar="FILE",
            help="Write every case that moved to this .csv or .parquet file.",
            show_default=False,
        ),
    ] = None,
    suppress_below: Annotated[
        int | None,
        typer.Option(
            "--suppress-below",
            metavar="N",
            parser=whole(1),
            help="Keep counts below N out of tables by group. Without it: as the casebook says, else 5.",
            show_default=False,
        ),
    ] = None,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Count a case that is undecided at its provisional grade.")
    ] = False,
    departures: Annotated[
        Departures,
        typer.Option(
            "--departures",
            help="With keep, a case with a recorded departure keeps the grade awarded, under any rules.",
        ),
    ] = Departures.DROP,
    cache: Annotated[
        bool,
        typer.Option(
            help="Keep the coded columns of a long casebook beside it, in .evenhand-cache. They "
            "may be deleted.",
        ),
    ] = True,
    on: Annotated[
        Where, typer.Option("--on", help="Where it is worked out: on this machine, or on a Spark cluster.")
    ] = Where.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(
            "--master",
            metavar="URL",
            help="The master of the cluster, such as spark://head:7077. Without it: as the environment of "
            "Spark says.",
            show_default=False,
        ),
    ] = None,
    spark_table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help="On Spark: take the rows from this table, and not from those that the casebook names.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
    format: FormatOption = None,
    rejects: RejectsOption = None,
    out: OutOption = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace the files that -o and --moved name, if they are there."),
    ] = False,
) -> None:
    """Replay a casebook."""
    chosen = chosen_format(format, out, as_json=as_json)
    if before == "awarded" and after == "awarded":
        raise typer.BadParameter(
            "the grades awarded cannot be replayed into themselves.", param_hint="--before"
        )
    cluster = _cluster(on, master, spark_table)
    _check_named_once(out, moved, rejects)
    session = session_of(context, as_json=chosen is Format.JSON)
    from evenhand.services.moved_table import MovedTable
    from evenhand.services.replay_casebook import replay_casebook
    from evenhand.services.writing import OR_OVERWRITE, check_free

    # Told at once, and not when the work is done.
    if out is not None and not overwrite:
        check_free(out, OR_OVERWRITE)
    table = None if moved is None else MovedTable(moved, replace=overwrite)
    with output.counting("Cases read") as told:
        found = replay_casebook(
            casebook,
            session.workspace,
            before=before,
            after=after,
            area=area,
            by=by,
            sweep=sweep,
            table=table,
            suppress_below=suppress_below,
            provisional=provisional,
            keep_departures=departures is Departures.KEEP,
            rejects=rejects,
            out=out,
            cache=cache,
            on=cluster,
            told=told,
        )
    session.tell(found.diagnostics)
    _show(found, chosen, out, overwrite=overwrite)
    raise typer.Exit(_status(found))


def _check_named_once(out: Path | None, moved: Path | None, rejects: Path | None) -> None:
    from evenhand.services.replay_outputs import named_twice

    twice = named_twice({"-o": out, "--moved": moved, "--rejects": rejects})
    if twice is not None:
        first, second = twice
        raise typer.BadParameter(f"{first} and {second} name the same file.", param_hint=second)


def _cluster(on: Where, master: str | None, table: str | None) -> OnSpark | None:
    if on is Where.LOCAL:
        for name, given in (("--master", master), ("--table", table)):
            if given is not None:
                raise typer.BadParameter("it is for `--on spark`.", param_hint=name)
        return None
    from evenhand.services.replay_on_spark import OnSpark

    return OnSpark(master, table)


def _show(found: Replayed, chosen: Format, out: Path | None, *, overwrite: bool) -> None:
    from evenhand.services.replay_document import replay_document
    from evenhand.services.replay_json import replay_json

    show(
        "replay",
        chosen,
        out,
        overwrite=overwrite,
        as_json=lambda: replay_json(found),
        page=lambda: replay_document(found),
    )


def _status(found: Replayed) -> ExitStatus:
    replay = found.replay
    statuses = []
    if any(diagnostic.is_error for diagnostic in found.diagnostics):
        statuses.append(ExitStatus.INVALID_INPUT)
    conflicts = any(area.tally.count_of("conflict") for area in replay.areas.values())
    if replay.moved_count or conflicts:
        statuses.append(ExitStatus.TO_REPORT)
    if replay.unreplayed_count:
        statuses.append(ExitStatus.UNDECIDED)
    return overall(statuses)
