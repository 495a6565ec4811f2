"""Options that several commands take, so that they are named and explained alike."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.completion import areas_of_inspection, casebooks, rule_set_names

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


def check_ending(out: Path | None, *endings: str) -> None:
    """Raise BadParameter where the name after -o ends in anything else. It need not end in anything."""
    if out is not None and out.suffix and out.suffix.lower() not in endings:
        raise typer.BadParameter(f"`{out.name}` does not end in {' or '.join(endings)}.", param_hint="-o")


OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace the file that -o names, if it is there.")
]


# --- cases of a casebook -------------------------------------------------------------------------------

CasebookArgument = Annotated[
    str,
    typer.Argument(
        metavar="CASEBOOK",
        autocompletion=casebooks,
        help="A casebook by its id, or by the path of its folder or file.",
        show_default=False,
    ),
]
FrameworkOption = Annotated[
    str | None,
    typer.Option(
        "--framework",
        metavar="REF",
        autocompletion=rule_set_names,
        help="Only cases under this rule set: ilacs@2018, or ilacs for all its versions.",
        show_default=False,
    ),
]


def read_day(written: str) -> datetime.date:
    """A day as it is typed. Raises BadParameter."""
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as error:
        raise typer.BadParameter(f"`{written}` is not a day; write it as 2024-05-13.") from error


def check_period(first: datetime.date | None, last: datetime.date | None) -> None:
    """Raise BadParameter where a period ends before it begins."""
    if first is not None and last is not None and last < first:
        raise typer.BadParameter(f"{last} is before {first}.", param_hint="--to")


FromOption = Annotated[
    datetime.date | None,
    typer.Option(
        "--from",
        metavar="DAY",
        parser=read_day,
        help="Only cases from this day on, by inspection or else publication.",
        show_default=False,
    ),
]
ToOption = Annotated[
    datetime.date | None,
    typer.Option(
        "--to", metavar="DAY", parser=read_day, help="Only cases up to this day.", show_default=False
    ),
]
RejectsOption = Annotated[
    Path | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        help="Where rows that cannot be used are written. Without it: CASEBOOK.rejects.csv.",
        show_default=False,
    ),
]
