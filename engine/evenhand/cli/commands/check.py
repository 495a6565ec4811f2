"""`evenhand check`: draft judgements beside what the rules make of the evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus, of_areas, overall
from evenhand.cli.faults import tell_our_fault
from evenhand.cli.formats import Format, FormatOption, chosen_format, put
from evenhand.cli.help import add_command
from evenhand.cli.options import (
    InspectionFiles,
    JsonOption,
    OutOption,
    OverwriteOption,
    RulesOption,
)
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.services.check import Checked
    from evenhand.services.second_opinion import Heard

HELP = """Set drafts beside what the rules make of the evidence.

For each judgement area: the draft, the proposed grade, the permitted range (what the limiting rules leave
open), the reach (the grades still possible while evidence is missing), and how the draft stands to them.

Exit status: 0 every draft agrees, or there is none; 1 a draft departs or is outside the permitted range, or
rules conflict; 3 a file cannot be used, or durable-rules cannot be asked; 4 missing evidence leaves an area
undecided; 5 a second opinion disagrees, which is our fault."""

EXAMPLES = (
    "evenhand check my-inspection.yaml",
    "evenhand check inspections/*.yaml --json",
    "evenhand check my-inspection.yaml --format html -o my-inspection.html",
    "evenhand check my-inspection.yaml --second-opinion",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, check, help=HELP, examples=EXAMPLES)


def check(
    context: typer.Context,
    inspections: InspectionFiles,
    rules: RulesOption = None,
    as_json: JsonOption = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="With every step: in the JSON, or as a whole page of text.")
    ] = False,
    format: FormatOption = None,
    second_opinion: Annotated[
        bool,
        typer.Option(
            "--second-opinion",
            help="Have every proposal worked out again by durable-rules, an engine that is not ours. Where "
            "it disagrees, both derivations are kept in ID.disagreement.json.",
        ),
    ] = False,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
) -> None:
    """Check inspections, one after the other: a bad file does not stop the others."""
    chosen = chosen_format(format, out, as_json=as_json)
    session = session_of(context, as_json=chosen is Format.JSON)
    paths = _each_once(inspections)
    one_file = chosen in (Format.HTML, Format.DOCX)
    if one_file and len(paths) > 1:
        raise typer.BadParameter(f"one inspection at a time as {chosen.value}.", param_hint="--format")
    checked, status = _check_all(paths, session, rules)
    heard: dict[str, Heard] | None = None
    if second_opinion:
        from evenhand.cli.opinions import ask_all

        heard, of_opinions = ask_all(checked, session)
        status = overall([status, of_opinions])
    if checked or chosen is Format.JSON:
        _show(checked, chosen, trace, heard, out, overwrite)
    raise typer.Exit(status)


def _each_once(paths: list[Path]) -> list[Path]:
    return list({path.absolute(): path for path in paths}.values())


def _check_all(paths: list[Path], session: Session, rules: str | None) -> tuple[list[Checked], ExitStatus]:
    """Check every file; what is wrong with one is told, and the others go on."""
    from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes
    from evenhand.services.check import check_file

    workspace = session.workspace
    told: set[Diagnostic] = set()
    checked: list[Checked] = []
    statuses: list[ExitStatus] = []
    for path in output.with_progress(paths, "Checking"):
        problems = Problems()
        try:
            found = check_file(path, workspace, problems, rules)
        except InvalidInput as invalid:
            found = None
            problems.extend(invalid.diagnostics)
        except Exception as error:
            tell_our_fault(error)
            statuses.append(ExitStatus.OUR_FAULT)
            continue
        if found is None:
            statuses.append(ExitStatus.INVALID_INPUT)
        else:
            if any(found.inspection.id == other.inspection.id for other in checked):
                span = Span.whole(found.inspection.file)
                problems.add(codes.DUPLICATE_INSPECTION.at(span, id=found.inspection.id))
            checked.append(found)
            statuses.append(of_areas(found.status.values()))
        # A fault of the rules is the same for every file that they are asked about: it is told once.
        session.tell(sorted(set(problems) - told, key=Diagnostic.sort_key))
        told |= set(problems)
    return checked, overall(statuses)


def _show(
    checked: list[Checked],
    chosen: Format,
    trace: bool,
    heard: dict[str, Heard] | None,
    out: Path | None,
    overwrite: bool,
) -> None:
    from evenhand.cli import check_output

    in_order = [] if heard is None else [heard[one.inspection.file] for one in checked]
    of_one = in_order[0] if in_order else None
    match chosen:
        case Format.JSON:
            written = check_output.as_json(checked, trace=trace, heard=heard)
        case Format.HTML:
            written = check_output.as_html(checked[0], of_one)
        case Format.DOCX:
            written = check_output.as_word(checked[0], of_one)
        case Format.TEXT:
            if out is None:
                check_output.print_text(checked, trace=trace, heard=in_order)
                return
            written = check_output.as_plain_text(checked, trace=trace, heard=in_order)
    put(written, out, overwrite=overwrite)
