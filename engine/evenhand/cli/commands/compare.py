"""`evenhand compare`: two or three inspections side by side, and whether evidence explains unlike grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import casebooks
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file, known_area
from evenhand.cli.options import AreaOption, JsonOption
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evenhand.diagnostics import Diagnostic
    from evenhand.evaluation import InspectionTrace
    from evenhand.explanation import Comparison
    from evenhand.services.check import Checked
    from evenhand.services.moderation.precedents_pool import Subject

HELP = """Compare two or three inspections, area by area.

Draft grades are compared where there are any, else what the rules propose. Where the grades differ, you see
the first point at which the traces part, and what differs in the evidence; or that nothing recorded explains
the difference.

With --casebook, cases of a casebook are compared by their ids, with the grades awarded as drafts.

Grades under different rule sets cannot be compared like for like, and you are told so.

Exit status: 0 every difference of grade has a difference of evidence behind it; 1 one has none, or they are
under different rule sets."""

EXAMPLES = (
    "evenhand compare trafford.yaml herefordshire.yaml --area overall",
    "evenhand compare --casebook cases --area overall A-17 A-18 A-19",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, compare, help=HELP, examples=EXAMPLES)


@dataclass(frozen=True)
class _Side:
    """One of those that are compared: `called` is its provider where there is one, `id` tells it apart."""

    id: str
    called: str
    trace: InspectionTrace
    drafts: Mapping[str, str]


def compare(
    context: typer.Context,
    inspections: Annotated[
        list[str],
        typer.Argument(
            metavar="INSPECTION",
            help="Two or three inspection files, or with --casebook ids of its cases.",
            show_default=False,
        ),
    ],
    casebook: Annotated[
        str | None,
        typer.Option(
            "--casebook",
            metavar="CASEBOOK",
            autocompletion=casebooks,
            help="Compare cases of this casebook, by its id or path.",
            show_default=False,
        ),
    ] = None,
    area: AreaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two or three inspections."""
    if len(inspections) not in (2, 3):
        raise typer.BadParameter("name two or three of them.", param_hint="INSPECTION")
    session = session_of(context, as_json=as_json)
    sides = _files(inspections, session) if casebook is None else _cases(inspections, casebook, session)
    if area is not None:
        for side in sides:
            known_area(side.trace.rules.rule_set, area)
    to_report = _two(sides, area, as_json) if len(sides) == 2 else _three(sides, area, as_json)
    raise typer.Exit(ExitStatus.TO_REPORT if to_report else ExitStatus.DONE)


def _files(names: list[str], session: Session) -> list[_Side]:
    from evenhand.services.views import name_of

    checked = [checked_file(Path(name), session) for name in names]
    return [_Side(one.inspection.id, name_of(one), one.trace, one.inspection.drafts) for one in checked]


def _cases(ids: list[str], casebook: str, session: Session) -> list[_Side]:
    from evenhand.diagnostics import InvalidInput
    from evenhand.services.moderation.casebook import read_for_moderation
    from evenhand.services.moderation.precedents_pool import of_case
    from evenhand.services.moderation.precedents_values import book_of

    with output.counting("Cases read") as told:
        moderated = read_for_moderation(casebook, session.workspace, told=told)
    session.tell(moderated.diagnostics)
    found: list[Subject] = []
    unknown: list[Diagnostic] = []
    for id in ids:
        try:
            found.append(of_case(id, moderated))
        except InvalidInput as invalid:
            unknown += invalid.diagnostics
    if unknown:
        raise InvalidInput(unknown)
    return [_Side(one.id, one.name, book_of(one.cases, 0).trace, one.drafts) for one in found]


def _names(sides: Sequence[_Side]) -> list[str]:
    """What to call them side by side: with the id where names would be the same."""
    often = Counter(side.called for side in sides)
    return [side.called if often[side.called] == 1 else f"{side.called} ({side.id})" for side in sides]


def _two(sides: Sequence[_Side], area: str | None, as_json: bool) -> bool:
    from evenhand.explanation import compare, comparison_json, explain_comparison

    one, two = sides
    found = compare(one.trace, two.trace, one.drafts, two.drafts)
    if area is not None:
        found = replace(found, areas={area: found.areas[area]}, only_a=(), only_b=())
    if as_json:
        output.result_json("compare", comparison_json(found))
    else:
        a, b = _names(sides)
        output.result_document(explain_comparison(found, one.trace, two.trace, (a, b)))
    return found.to_report


def _three(sides: Sequence[_Side], area: str | None, as_json: bool) -> bool:
    from evenhand.explanation.comparison_of_three import compare_three, explain_three, three_json

    found = compare_three([side.trace for side in sides], [side.drafts for side in sides])
    if area is not None:
        found = replace(found, areas={area: found.areas[area]}, not_in_all=())
    if as_json:
        output.result_json("compare", three_json(found))
    else:
        output.result_document(explain_three(found, _names(sides)))
    return found.to_report


def compared(one: Checked, two: Checked) -> Comparison:
    """Two checked inspections compared, by their drafts where they have any."""
    from evenhand.explanation import compare

    return compare(one.trace, two.trace, one.inspection.drafts, two.inspection.drafts)
