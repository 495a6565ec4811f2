"""`evenhand agree`: how far people agree who graded the same cases."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import casebooks, rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.formats import Format, FormatOption, chosen_format, show
from evenhand.cli.help import add_command
from evenhand.cli.numbers import whole
from evenhand.cli.options import JsonOption, OutOption, OverwriteOption
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evenhand.diagnostics import Diagnostic
    from evenhand.services.moderation.agreement import AgreementOfRatings
    from evenhand.services.moderation.casebook import ModeratedCasebook

HELP = """See how far people agree who graded the same cases.

Give a CSV file with commas, in one of two layouts. Long has the columns case, rater and grade, one
rating a row. Wide has a column case, and one column for each rater. Either may have a column area.
The column of the case may also be called id. An empty cell or "not judged" is a missing rating.
Raters are codes, never names.

You see the share of the same and of adjacent grades, kappa, weighted kappa, Krippendorff's alpha,
Gwet's AC and Fleiss' kappa, each with its weighting, a 95% interval (samples of the cases, with a
seed) and the number of cases, or words where there is no value. Cases graded far apart come first.

Exit status: 0 no case is far apart; 1 some case has grades two or more apart (on a scale of two
grades, unlike ones); 3 the ratings, or rows of the casebook, cannot be used; 4 no case has two
ratings."""

EXAMPLES = (
    "evenhand agree ratings.csv",
    "evenhand agree ratings.csv --weights quadratic --json",
    "evenhand agree ratings.csv --grades poor,fair,good",
    "evenhand agree ratings.csv --casebook cases --area overall --with-awarded",
    "evenhand agree ratings.csv --format html -o agreement.html",
)


class Weighting(StrEnum):
    """The weights that one may ask for."""

    ORDINAL = "ordinal"
    NOMINAL = "nominal"
    QUADRATIC = "quadratic"
    LINEAR = "linear"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, agree, help=HELP, examples=EXAMPLES)


def agree(
    context: typer.Context,
    ratings: Annotated[
        Path, typer.Argument(metavar="RATINGS.csv", help="A CSV file of ratings.", show_default=False)
    ],
    weights: Annotated[
        Weighting,
        typer.Option(
            "--weights",
            help="How near unlike grades are, for weighted kappa and Gwet's AC. For alpha it is the "
            "metric: quadratic means interval.",
        ),
    ] = Weighting.ORDINAL,
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules",
            metavar="REF",
            autocompletion=rule_set_names,
            help="The rule set whose grades they are: ilacs@2023, ilacs, a folder or an amendment. Without "
            "it: the one whose scale the grades fit.",
            show_default=False,
        ),
    ] = None,
    grades: Annotated[
        str | None,
        typer.Option(
            "--grades",
            metavar="WORST,...,BEST",
            help="The scale, where the grades are those of no rule set.",
            show_default=False,
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area",
            metavar="AREA",
            help="One area of the ratings; or which area they are of, where they do not say.",
            show_default=False,
        ),
    ] = None,
    casebook: Annotated[
        str | None,
        typer.Option(
            "--casebook",
            metavar="CASEBOOK",
            autocompletion=casebooks,
            help="Every rated case must be one of this casebook.",
            show_default=False,
        ),
    ] = None,
    with_awarded: Annotated[
        bool,
        typer.Option(
            "--with-awarded", help="Count the grade that the casebook records as that of one more rater."
        ),
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", parser=whole(0), help="The seed of the samples.")
    ] = 1,
    resamples: Annotated[
        int,
        typer.Option(
            "--resamples",
            metavar="N",
            parser=whole(100, 1_000_000),
            help="How many samples intervals are from, 100 or more.",
        ),
    ] = 2_000,
    as_json: JsonOption = False,
    format: FormatOption = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """See how far raters agree."""
    chosen = chosen_format(format, out, as_json=as_json)
    if rules is not None and grades is not None:
        raise typer.BadParameter("--rules says already which grades there are.", param_hint="--grades")
    if with_awarded and casebook is None:
        raise typer.BadParameter(
            "say with --casebook where grades were awarded.", param_hint="--with-awarded"
        )
    session = session_of(context, as_json=chosen is Format.JSON)
    from evenhand.services.moderation.agreement import agreement_of_ratings
    from evenhand.services.moderation.ratings import check_out, read_ratings
    from evenhand.services.writing import OR_OVERWRITE, check_free
    from evenhand.statistics import Weights

    check_out(out, ratings)
    if out is not None and not overwrite:
        check_free(out, OR_OVERWRITE)
    cases = None if casebook is None else _cases(casebook, session, out)
    read = read_ratings(
        ratings,
        session.workspace,
        rules=rules,
        grades=grades,
        area=area,
        casebook=cases,
        with_awarded=with_awarded,
    )
    session.tell(read.diagnostics)
    found = agreement_of_ratings(
        read,
        Weights(weights.value),
        seed=seed,
        resamples=resamples,
        casebook=None if cases is None else cases.casebook.id,
        with_awarded=with_awarded,
    )
    _show(found, chosen, out, overwrite=overwrite)
    raise typer.Exit(_status(found, () if cases is None else cases.diagnostics))


def _cases(name: str, session: Session, out: Path | None) -> ModeratedCasebook:
    from evenhand.services.moderation.casebook import read_for_moderation

    with output.counting("Cases read") as told:
        found = read_for_moderation(name, session.workspace, outputs=(out,), told=told)
    session.tell(found.diagnostics)
    return found


def _show(found: AgreementOfRatings, chosen: Format, out: Path | None, *, overwrite: bool) -> None:
    from evenhand.services.moderation.agreement_document import agreement_document
    from evenhand.services.moderation.agreement_json import agreement_json

    show(
        "agree",
        chosen,
        out,
        overwrite=overwrite,
        as_json=lambda: agreement_json(found),
        page=lambda: agreement_document(found),
    )


def _status(found: AgreementOfRatings, told: Iterable[Diagnostic]) -> ExitStatus:
    statuses = [ExitStatus.INVALID_INPUT for one in told if one.is_error]
    for one in found.areas:
        if one.far:
            statuses.append(ExitStatus.TO_REPORT)
        elif not one.is_compared:
            statuses.append(ExitStatus.UNDECIDED)
    return overall(statuses)
