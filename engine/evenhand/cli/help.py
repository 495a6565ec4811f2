"""How the help of a command is written: plain, with an example at its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand


class Command(TyperCommand):
    """A command whose help names its arguments without the Python type of each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parameter in self.params:
            if parameter.param_type_name == "argument":
                parameter.display_type_rich = _nothing  # type: ignore[attr-defined]


def _nothing(ctx: object) -> None:
    """No type to show."""


def add_command(
    app: typer.Typer,
    function: Callable[..., None],
    *,
    help: str,
    examples: tuple[str, ...],
    name: str | None = None,
) -> None:
    """Add a command with its help and examples."""
    app.command(name, cls=Command, help=help, epilog=example(*examples))(function)


def example(*lines: str) -> str:
    """The examples at the end of a help, their lines kept as they are.

    >>> example("evenhand demo")
    '\\x08\\nExample:\\n  evenhand demo'
    """
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join(("\b", title, *(f"  {line}" for line in lines)))
