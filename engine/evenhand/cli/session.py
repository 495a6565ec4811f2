"""What the commands of one run share: the workspace asked for, and how diagnostics are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from evenhand.cli import output

if TYPE_CHECKING:
    from evenhand.diagnostics import Diagnostic
    from evenhand.services.workspace import Workspace


@dataclass
class Session:
    """One run of the program."""

    folder: Path | None = None
    as_json: bool = False

    @cached_property
    def workspace(self) -> Workspace:
        """The folders that rules, evidence schemas and casebooks are read from: each rule set once a run."""
        from evenhand.services.workspace import open_workspace

        return open_workspace(self.folder)

    def tell(self, found: Iterable[Diagnostic]) -> None:
        """Tell diagnostics in the form that the command was asked for."""
        output.diagnostics(found, as_json=self.as_json)


def session_of(context: typer.Context, *, as_json: bool = False) -> Session:
    """The session of a command. `as_json` is what the command was asked for."""
    session = context.find_object(Session)
    if session is None:
        session = Session()
        context.obj = session
    session.as_json = as_json
    return session
