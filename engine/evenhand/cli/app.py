"""The commands put together."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from evenhand.cli.faults import status_of_failure
from evenhand.cli.help import example
from evenhand.cli.session import Session

HELP = """Propose grades from inspection evidence, show why, and compare.

evenhand sets your draft judgements beside what the rules make of the recorded evidence. People decide: it
proposes, shows its reasons, and says when the evidence is not enough."""

EPILOG = example(
    "evenhand demo",
    "evenhand new inspection --rules ilacs -o my-inspection.yaml",
    "evenhand check my-inspection.yaml",
)

COMMANDS = (
    "new",
    "check",
    "live",
    "why",
    "compare",
    "precedents",
    "replay",
    "coverage",
    "moderate",
    "sample",
    "agree",
    "diff",
    "generate",
    "record",
    "verify_record",
    "rules",
    "test",
    "verify",
    "explain",
    "schema",
    "demo",
)
"""The modules of the commands, in the order of the help."""


class Commands(TyperGroup):
    """The group of commands; what goes wrong inside one becomes an exit status."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order in which one meets them; Typer would put groups last."""
        return sorted(self.commands, key=lambda name: COMMANDS.index(name.replace("-", "_")))

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Read the command line. Typer would end without a word when that is interrupted."""
        try:
            return super().make_context(*args, **kwargs)
        except KeyboardInterrupt as error:
            status = _told(error, None)
        raise typer.Exit(status)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if _is_for_typer(error):
                raise
            status = _told(error, ctx)
        except KeyboardInterrupt as error:
            status = _told(error, ctx)
        raise typer.Exit(status)


def _told(error: BaseException, context: Any) -> int:
    session = getattr(context, "obj", None)
    if not isinstance(session, Session):
        session = Session()
    return int(status_of_failure(error, as_json=session.as_json))


# Usage errors have a base of their own, which Typer does not name.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def _is_for_typer(error: Exception) -> bool:
    return isinstance(error, (typer.Exit, typer.Abort, _USAGE_ERROR))


app = typer.Typer(
    cls=Commands,
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    # Plain help reads well aloud, in a file and on any terminal; boxes do not.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        from evenhand import __version__

        typer.echo(f"evenhand {__version__}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace",
            metavar="DIR",
            envvar="EVENHAND_WORKSPACE",
            help="The folder that holds rules, evidence_schemas and casebooks. Without it: the current "
            "folder where it holds them, then those that come with evenhand.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options that every command shares."""
    if workspace is not None and not os.path.isdir(workspace):
        raise typer.BadParameter(f"there is no folder `{workspace}`.", param_hint="--workspace")
    context.obj = Session(workspace)


for name in COMMANDS:
    import_module(f"evenhand.cli.commands.{name}").add_to(app)
