"""Options that several commands take, so that they are named and explained alike."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.completion import areas_of_inspection, rule_set_names

InspectionFile = Annotated[
    Path, typer.Argument(metavar="INSPECTION", help="An inspection file.", show_default=False)
]
InspectionFiles = Annotated[
    list[Path], typer.Argument(metavar="INSPECTION", help="Inspection files.", show_default=False)
]
RulesOption = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="REF",
        autocompletion=rule_set_names,
        help="The rule set: ilacs@2023, ilacs (the one in force on the inspection's date), a folder or an "
        "amendment. "
        "Without it: what the file says.",
        show_default=False,
    ),
]
AreaOption = Annotated[
    str | None,
    typer.Option(
        "--area",
        metavar="AREA",
        autocompletion=areas_of_inspection,
        help="A judgement area by its id.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document; diagnostics become JSON lines.")
]


def _file(out: Path | None) -> Path | None:
    """The file to write; None for `-`, which stands for standard output as in other programs."""
    return None if out == Path("-") else out


OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        callback=_file,
        help="Write to this file. Without it, or as -: standard output.",
        show_default=False,
    ),
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace the file that -o names, if it is there.")
]
