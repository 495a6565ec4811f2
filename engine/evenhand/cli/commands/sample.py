"""`evenhand sample`: which past judgements to mark again, drawn so that anybody can draw them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.help import add_command
from evenhand.cli.numbers import number, whole
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
    from evenhand.services.moderation.sampling import By, Sample

HELP = """Draw judgements for second marking.

--by triggers: those most worth a second look first. A trigger is, in one area: awarded outside what the
rules leave or come to, the lowest or highest grade, two grades or across good from the inspection before, a
limiting rule fired, thin or conflicting evidence, far from every precedent, unlike like cases.

--by risk: at random, with a weight of 1 and 1 more for each trigger.

--by stratified: at random of every framework and grade (or of every --stratify group), in proportion.

--by random: at random. Only this and strata tell about agreement in the whole casebook.

In place of --size, --precision 0.05 takes the fewest cases for which the 95% interval of exact agreement
reaches 5 points either way, if --expect of the grades agree.

The same seed gives the same sample, in whatever order the rows are. --ratings writes a form without the
grades awarded, for `evenhand agree` to read when it is filled in.

Exit status: 0 done; 3 rows could not be used, or nothing could be drawn."""

EXAMPLES = (
    "evenhand sample published --by triggers --area overall --size 20",
    "evenhand sample published --by random --precision 0.05 -o sample.csv",
    "evenhand sample published --by risk --size 30 --ratings form.csv",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, sample, help=HELP, examples=EXAMPLES)


def sample(
    context: typer.Context,
    casebook: CasebookArgument,
    by: Annotated[
        str, typer.Option("--by", metavar="triggers|risk|stratified|random", help="How cases are drawn.")
    ],
    size: Annotated[
        int | None,
        typer.Option(
            "--size", metavar="N", parser=whole(1), help="How many cases to draw.", show_default=False
        ),
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            "--precision",
            metavar="D",
            parser=number(0.001, 0.5),
            help="In place of --size: half of the interval of agreement, from 0.001 to 0.5.",
            show_default=False,
        ),
    ] = None,
    expect: Annotated[
        float,
        typer.Option(
            "--expect", metavar="P", parser=number(0, 1), help="The agreement that is expected, from 0 to 1."
        ),
    ] = 0.9,
    seed: Annotated[int, typer.Option("--seed", metavar="S", parser=whole(0), help="Of what is drawn.")] = 1,
    stratify: Annotated[
        str | None,
        typer.Option(
            "--stratify",
            metavar="GROUP",
            help="Strata: framework, period, published or a group of the casebook. Without it: framework "
            "and grade.",
            show_default=False,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude",
            metavar="ID|FILE",
            help="Leave a case out, or those whose ids a file has, one a line. May be said again.",
            show_default=False,
        ),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area", metavar="AREA", help="One area by its id. Without it: all.", show_default=False
        ),
    ] = None,
    framework: FrameworkOption = None,
    first: FromOption = None,
    last: ToOption = None,
    as_json: JsonOption = False,
    rejects: RejectsOption = None,
    ratings: Annotated[
        Path | None,
        typer.Option(
            "--ratings",
            metavar="FILE",
            help="Write a form for second markers to this .csv file.",
            show_default=False,
        ),
    ] = None,
    out: OutOption = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace the files that -o and --ratings name, if they are there."),
    ] = False,
) -> None:
    """Draw a sample."""
    how = _by(by)
    if (size is None) == (precision is None):
        raise typer.BadParameter(
            "say how many with --size, or how precise with --precision.", param_hint="--size"
        )
    if stratify is not None and how.value != "stratified":
        raise typer.BadParameter("it is for `--by stratified`.", param_hint="--stratify")
    check_period(first, last)
    session = session_of(context, as_json=as_json or _kind(out) == ".json")
    from evenhand.services.moderation.casebook import Scope
    from evenhand.services.moderation.sampling import Plan, draw_sample
    from evenhand.services.replay_outputs import named_twice
    from evenhand.services.writing import OR_OVERWRITE, check_free

    if ratings is not None and ratings.suffix.lower() != ".csv":
        raise typer.BadParameter(f"`{ratings.name}` does not end in .csv.", param_hint="--ratings")
    twice = named_twice({"-o": out, "--ratings": ratings, "--rejects": rejects})
    if twice is not None:
        raise typer.BadParameter(f"{twice[0]} and {twice[1]} name the same file.", param_hint=twice[1])
    for path in (out, ratings):
        if path is not None and not overwrite:
            check_free(path, OR_OVERWRITE)
    with output.counting("Cases read") as told:
        found = draw_sample(
            casebook,
            session.workspace,
            Plan(how, seed, size, precision, expect, stratify, _excluded(exclude or [])),
            Scope(area, framework, first, last),
            rejects=rejects,
            outputs=(out, ratings),
            told=told,
        )
    session.tell(found.book.diagnostics)
    _show(found, out, as_json=as_json, overwrite=overwrite)
    if ratings is not None:
        _write_form(found, ratings, overwrite=overwrite)
    invalid = any(diagnostic.is_error for diagnostic in found.book.diagnostics)
    raise typer.Exit(ExitStatus.INVALID_INPUT if invalid else ExitStatus.DONE)


def _by(written: str) -> By:
    from evenhand.diagnostics import did_you_mean
    from evenhand.services.moderation.sampling import By

    known = [by.value for by in By]
    if written not in known:
        hint = did_you_mean(written, known)
        raise typer.BadParameter(f"samples are not drawn by `{written}`; {hint}", param_hint="--by")
    return By(written)


_KINDS = (".csv", ".xlsx", ".json")


def _kind(out: Path | None) -> str | None:
    """How the name after -o ends. Raises BadParameter where nothing is written so."""
    if out is None:
        return None
    kind = out.suffix.lower()
    if kind not in _KINDS:
        raise typer.BadParameter(f"`{out.name}` ends neither in .csv nor in .xlsx or .json.", param_hint="-o")
    return kind


def _excluded(written: list[str]) -> tuple[str, ...]:
    """The ids that are left out: each as it is said, or those in a file that is there."""
    found: dict[str, None] = {}
    for one in written:
        path = Path(one)
        if path.suffix and path.is_file():
            from evenhand.diagnostics import Problems
            from evenhand.source import decode, read_bytes

            problems = Problems()
            text = read_bytes(path, problems, shown_as=one)
            lines = None if text is None else decode(text, one, problems)
            problems.raise_if_errors()
            found |= dict.fromkeys(line.strip() for line in (lines or "").splitlines() if line.strip())
        else:
            found[one] = None
    return tuple(found)


def _show(found: Sample, out: Path | None, *, as_json: bool, overwrite: bool) -> None:
    from evenhand.services.moderation.list_files import csv_text, workbook
    from evenhand.services.moderation.sampling_document import sample_document, sample_json, sample_lists
    from evenhand.services.writing import OR_OVERWRITE, write_result

    if as_json:
        output.result_json("sample", sample_json(found))
    elif out is None:
        output.result_document(sample_document(found))
    if out is None:
        return
    match _kind(out):
        case ".json":
            written = output.json_bytes("sample", sample_json(found))
        case ".xlsx":
            written = workbook(f"Sample of {found.book.casebook.id}", sample_lists(found))
        case _:
            written = csv_text(sample_lists(found)[0]).encode()
    write_result(out, written, replace=overwrite, hint=OR_OVERWRITE)
    number = f"{found.size:,} of {found.population:,} cases"
    output.message(f"{number}, drawn with the seed {found.plan.seed}, are written to {out}.")


def _write_form(found: Sample, path: Path, *, overwrite: bool) -> None:
    from evenhand.services.moderation.list_files import csv_text
    from evenhand.services.moderation.sampling_document import ratings_form
    from evenhand.services.writing import OR_OVERWRITE, write_result

    form = csv_text(ratings_form(found)).encode()
    write_result(path, form, replace=overwrite, hint=OR_OVERWRITE)
    output.message(f"A form to fill in is written to {path}.")
