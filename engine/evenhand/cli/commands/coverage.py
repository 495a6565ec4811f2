"""`evenhand coverage`: what the cases of a casebook test of the rules, and cases for what they do not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.help import add_command
from evenhand.cli.numbers import whole
from evenhand.cli.options import CasebookArgument, JsonOption, RejectsOption
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.services.coverage_casebook import CasebookCoverage

HELP = """See which rules and thresholds a casebook tests.

For each rule: in how many cases it fired, did not, and was undecided. For each threshold: how many cases
lie on it and beside it. Then which rows of tables never counted, which levels no case has, and how
many cases propose each grade. What is not tested comes first.

With --boundary-cases, a file of model cases is written for a panel to grade: two for each boundary that no
cases show from both sides, on it and one step beyond, alike in all else. Where one can be found the two get
unlike grades. The panel fills in what it expects, and `evenhand test` runs the file.

Exit status: 0 everything is tested; 1 something is not; 3 rows could not be used, or nothing could."""

EXAMPLES = (
    "evenhand coverage model --rules ilacs@2023",
    "evenhand coverage my-casebook --json",
    "evenhand coverage my-casebook --boundary-cases boundaries.yaml",
    "evenhand test ilacs@2023 --examples boundaries.yaml",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, coverage, help=HELP, examples=EXAMPLES)


def coverage(
    context: typer.Context,
    casebook: CasebookArgument,
    rules: Annotated[
        str,
        typer.Option(
            "--rules",
            metavar="REF",
            autocompletion=rule_set_names,
            help="Own (the rules that each case was judged under), or a rule set: ilacs@2023, ilacs, a "
            "folder or an amendment.",
        ),
    ] = "own",
    boundary_cases: Annotated[
        Path | None,
        typer.Option(
            "--boundary-cases",
            metavar="FILE",
            help="Write model cases for the boundaries that are not exercised to this file.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="S", parser=whole(0), help="The seed of the search for boundary cases."
        ),
    ] = 1,
    as_json: JsonOption = False,
    rejects: RejectsOption = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace the file that --boundary-cases names, if it is there."),
    ] = False,
) -> None:
    """See what a casebook tests."""
    session = session_of(context, as_json=as_json)
    from evenhand.services.coverage_casebook import cover_casebook
    from evenhand.services.replay_outputs import named_twice
    from evenhand.services.writing import OR_OVERWRITE, check_free

    if named_twice({"--boundary-cases": boundary_cases, "--rejects": rejects}) is not None:
        raise typer.BadParameter("--boundary-cases names the same file.", param_hint="--rejects")
    # Told at once, and not when the work is done.
    if boundary_cases is not None and not overwrite:
        check_free(boundary_cases, OR_OVERWRITE)
    with output.counting("Cases read") as told:
        found = cover_casebook(
            casebook, session.workspace, rules=rules, rejects=rejects, out=boundary_cases, told=told
        )
    session.tell(found.diagnostics)
    if as_json:
        from evenhand.services.coverage_json import coverage_json

        output.result_json("coverage", coverage_json(found))
    else:
        from evenhand.services.coverage_document import coverage_document

        output.result_document(coverage_document(found))
    if boundary_cases is not None:
        _write_cases(found, boundary_cases, seed, overwrite=overwrite)
    raise typer.Exit(_status(found))


def _write_cases(found: CasebookCoverage, path: Path, seed: int, *, overwrite: bool) -> None:
    from evenhand.explanation.words import counted
    from evenhand.services.boundary_cases import boundary_cases
    from evenhand.services.boundary_file import boundary_file
    from evenhand.services.writing import OR_OVERWRITE, write_result

    with output.counting("Boundaries searched") as told:
        cases = boundary_cases(found, seed, told)
    if cases is None or not cases.pairs:
        why = "Every boundary is exercised" if cases is None else "No case can be made for any boundary"
        output.message(f"{why}, so {path} was not written.")
        return
    write_result(path, boundary_file(cases).encode(), replace=overwrite, hint=OR_OVERWRITE)
    matter = sum(pair.matters for pair in cases.pairs)
    output.message(
        f"Written to {path}: two model cases for each of {counted(len(cases.pairs), 'boundaries')}, "
        f"seed {seed}. They get unlike grades at {matter}."
    )
    then = output.command("test", cases.rule_set.name, "--examples", path)
    output.message(f"Fill in what the panel expects, and run them with: {then}")


def _status(found: CasebookCoverage) -> ExitStatus:
    statuses = []
    if any(diagnostic.is_error for diagnostic in found.diagnostics):
        statuses.append(ExitStatus.INVALID_INPUT)
    if not found.is_complete or found.without_rules:
        statuses.append(ExitStatus.TO_REPORT)
    return overall(statuses)
