"""`evenhand compare`: two inspections side by side, and whether evidence explains unlike grades."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus
from evenhand.cli.help import add_command
from evenhand.cli.naming import checked_file, known_area
from evenhand.cli.options import AreaOption, JsonOption
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.explanation import Comparison
    from evenhand.services.check import Checked

HELP = """Compare two inspections, area by area.

Draft grades are compared where there are any, else what the rules propose. Where the grades differ, you see
the first point at which the two traces part, and what differs in the evidence; or that nothing recorded
explains the difference.

Exit status: 0 every difference of grade has a difference of evidence behind it; 1 one has none."""

EXAMPLES = ("evenhand compare trafford.yaml herefordshire.yaml --area overall",)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, compare, help=HELP, examples=EXAMPLES)


def compare(
    context: typer.Context,
    a: Annotated[Path, typer.Argument(metavar="A", help="An inspection file.", show_default=False)],
    b: Annotated[Path, typer.Argument(metavar="B", help="Another one.", show_default=False)],
    area: AreaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two inspections."""
    session = session_of(context, as_json=as_json)
    one, two = checked_file(a, session), checked_file(b, session)
    if area is not None:
        for checked in (one, two):
            known_area(checked.inspection.rules.rule_set, area)
    found = compared(one, two)
    if area is not None:
        found = replace(found, areas={area: found.areas[area]}, only_a=(), only_b=())
    if as_json:
        from evenhand.explanation import comparison_json

        output.result_json("compare", comparison_json(found))
    else:
        from evenhand.explanation import explain_comparison
        from evenhand.services.views import names_of

        names = names_of(one, two)
        output.result_document(explain_comparison(found, one.trace, two.trace, names))
    explained = all(area.explained for area in found.areas.values())
    raise typer.Exit(ExitStatus.DONE if explained else ExitStatus.TO_REPORT)


def compared(one: Checked, two: Checked) -> Comparison:
    """Two checked inspections compared, by their drafts where they have any."""
    from evenhand.explanation import compare

    return compare(one.trace, two.trace, one.inspection.drafts, two.inspection.drafts)
