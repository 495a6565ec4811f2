"""`evenhand generate casebook`: synthetic cases of any number, with known inconsistencies planted."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import rule_set_names
from evenhand.cli.grid import grid
from evenhand.cli.help import add_command, example
from evenhand.cli.numbers import whole
from evenhand.cli.session import session_of

if TYPE_CHECKING:
    from evenhand.language import RuleSet
    from evenhand.services.synthetic_casebook import Generated
    from evenhand.services.workspace import Workspace

HELP = """Generate a casebook of synthetic cases.

Evidence is drawn so that items hang together, and so that the grades proposed come near the published mix.
Some of it is missing. The grades awarded are those that the rules propose, but for what is planted:

severity=0.3: lead inspectors grade harder or softer than each other, 0.3 grades being the standard deviation.

drift=0.1: awarded grades rise by 0.1 grades a year.

departures=5%: in 5% of the cases one grade is moved, with a reason code.

unlike=20: 20 pairs of cases have the same evidence and unlike grades (or unlike=1% of the cases).

noise=5%: once cases are graded, 5% of the values of their evidence are recorded with an error.

panel=10%: 10% of the cases are graded by a panel that weighs all evidence together, and knows no rules.

Without --plant you get severity=0.2, drift=0.05, departures=5% and unlike=1%. With it, only
what it names. The folder holds casebook.yaml, cases.parquet, and truth.json, which lists what was
planted. The same seed gives the same bytes."""

EXAMPLES = (
    "evenhand generate casebook --rules ilacs --cases 10000 -o synthetic",
    "evenhand generate casebook --rules sif --cases 500 --plant unlike=9 -o pairs",
    "evenhand replay synthetic",
)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(help="Generate synthetic cases.", no_args_is_help=True, rich_markup_mode=None)
    # Without a callback, Typer takes a group of one command for the command itself.
    group.callback()(_generate)
    add_command(group, casebook, help=HELP, examples=EXAMPLES)
    app.add_typer(group, name="generate", epilog=example(*EXAMPLES))


def _generate() -> None:
    """Generate synthetic cases."""


def casebook(
    context: typer.Context,
    rules: Annotated[
        str,
        typer.Option(
            "--rules",
            metavar="REF",
            autocompletion=rule_set_names,
            help="The rule set: ilacs@2023, ilacs (the version in force, else the latest), a folder or an "
            "amendment.",
            show_default=False,
        ),
    ],
    cases: Annotated[
        int, typer.Option("--cases", metavar="N", parser=whole(1), help="How many cases.", show_default=False)
    ],
    folder: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="FOLDER",
            help="The folder to make. One that is there must be empty.",
            show_default=False,
        ),
    ],
    seed: Annotated[
        int,
        typer.Option("--seed", metavar="S", parser=whole(0), help="The seed of everything that is drawn."),
    ] = 1,
    plant: Annotated[
        list[str] | None,
        typer.Option(
            "--plant",
            metavar="KIND=SIZE",
            help="What to plant: severity, drift, departures, unlike, noise or panel, or the word "
            "nothing. May be given several times.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Generate a casebook of synthetic cases."""
    from evenhand import __version__
    from evenhand.services.synthetic_casebook import generate_casebook

    session = session_of(context)
    rule_set, framework = _rule_set(session.workspace, rules)
    with output.counting("Cases written") as told:
        found = generate_casebook(
            rule_set,
            _from_within(folder, framework),
            session.workspace,
            folder,
            cases=cases,
            seed=seed,
            plant=plant or (),
            program=f"evenhand {__version__}",
            told=told,
        )
    output.result("\n".join(_summary(found, folder)))
    output.hint(f"See what the rules make of them: {output.command('replay', folder)}")


def _from_within(folder: Path, framework: str) -> str:
    """How a casebook in a folder names a rule set; a path is told from there."""
    from evenhand.services.casebooks import is_path

    return Path(os.path.relpath(framework, folder)).as_posix() if is_path(framework) else framework


def _rule_set(workspace: Workspace, reference: str) -> tuple[RuleSet, str]:
    """The rule set that is meant, and what a casebook calls it: its name, or the path that was given."""
    from evenhand.services.rule_sets import rule_set_in_force

    path = rule_set_in_force(workspace, reference, datetime.date.today())
    rule_set = workspace.load(path)
    return rule_set, reference if path == Path(reference) else rule_set.name


def _summary(found: Generated, folder: Path) -> list[str]:
    from evenhand.explanation.words import counted

    cases, are = counted(found.cases, "synthetic cases"), "is" if found.cases == 1 else "are"
    head = f"{cases} under {found.rule_set.name}, seed {found.seed}, {are} in {folder}."
    return [output.wrapped(head), "", *_mix(found), "", *_planted(found, folder)]


def _mix(found: Generated) -> list[str]:
    from evenhand.services.figures import percentage
    from evenhand.services.synthetic_truth import shares_of

    target = found.maker.target
    scale, mix = target.scale, found.mix
    sides = [
        shares_of(counts[target.id], scale.names)
        for counts in (found.counted.proposed, found.counted.awarded)
    ]
    published = dict.fromkeys(scale.names, "-")
    if mix is not None:
        published = {name: percentage(share) for name, share in zip(scale.names, mix.shares, strict=True)}
    rows = [
        (scale.title(name), published[name], *(percentage(side[name]) for side in sides))
        for name in scale.names
    ]
    where = "Nothing published" if mix is None else f"Published ({mix.rules})"
    return grid((target.title, where, "Proposed", "Awarded"), rows, output.columns())


def _planted(found: Generated, folder: Path) -> list[str]:
    from evenhand.explanation.words import counted

    planter = found.planter
    told = [
        (f"severity={found.plants.severity:g}", f"{counted(planter.by_lead.judgements, 'judgements')} moved"),
        (f"drift={found.plants.drift:g}", f"{counted(planter.by_year.judgements, 'judgements')} moved"),
        ("departures", counted(planter.departures, "cases")),
        ("unlike", counted(planter.pairs, "pairs")),
    ]
    if found.recorder.errs:
        told.append(("noise", counted(found.recorder.changed, "values")))
    if planter.panel is not None:
        told.append(("panel", counted(planter.panels, "cases")))
    lines = grid(("Planted", "Found in"), told, output.columns())
    return [*lines, "", output.wrapped(f"Each is listed in {folder / 'truth.json'}.")]
