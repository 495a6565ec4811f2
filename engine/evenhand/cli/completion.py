"""What a shell offers when Tab is pressed after an option. It never fails and never prints."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from evenhand.cli.naming import all_codes

if TYPE_CHECKING:
    from evenhand.language import RuleSet
    from evenhand.services.workspace import Workspace

Offers = list[tuple[str, str]]


def _quietly(offers: Callable[[typer.Context, str], Offers]) -> Callable[[typer.Context, str], Offers]:
    def offered(ctx: typer.Context, incomplete: str) -> Offers:
        # In the middle of a line nobody can read a message.
        with contextlib.suppress(Exception):
            return [offer for offer in offers(ctx, incomplete) if offer[0].startswith(incomplete)]
        return []

    return offered


@_quietly
def rule_set_names(ctx: typer.Context, incomplete: str) -> Offers:
    """The rule sets and amendments of the workspace."""
    from evenhand.diagnostics import Problems

    folders = _workspace(ctx).rule_set_folders()
    frameworks = {folder.id: f"{folder.id}, the version in force" for folder in folders}
    amendments = _workspace(ctx).amendment_files(Problems())
    return [
        *frameworks.items(),
        *((folder.name, folder.title) for folder in folders),
        *((file.name, file.title) for file in amendments),
    ]


@_quietly
def areas_of_inspection(ctx: typer.Context, incomplete: str) -> Offers:
    """The areas of the inspection that the line names so far, else of every rule set."""
    from evenhand.diagnostics import Problems
    from evenhand.services.inspections import load_inspection

    workspace = _workspace(ctx)
    # While an option still lacks its value, arguments are not matched with their names yet.
    for named in (ctx.params.get("inspection"), *(ctx.params.get("inspections") or ()), *ctx.args):
        inspection = None
        if named is not None and Path(named).is_file():
            inspection = load_inspection(Path(named), workspace, Problems(), ctx.params.get("rules"))
        if inspection is not None:
            return [(area.id, area.title) for area in inspection.rules.areas]
    found: dict[str, str] = {}
    for rule_set in _rule_sets(workspace):
        for area in rule_set.areas:
            found.setdefault(area.id, area.title)
    return list(found.items())


@_quietly
def grades_of_area(ctx: typer.Context, incomplete: str) -> Offers:
    """The grades of the area that the line names, else of every rule set."""
    found: dict[str, str] = {}
    for rule_set in _rule_sets(_workspace(ctx)):
        for area in rule_set.areas:
            if ctx.params.get("area") in (None, area.id):
                found.update((name, area.scale.title(name)) for name in area.scale.names)
    return list(found.items())


@_quietly
def codes_and_rules(ctx: typer.Context, incomplete: str) -> Offers:
    """Diagnostic codes, and the rules of every rule set."""
    found = {code.id: code.template for code in all_codes().values()}
    for rule_set in _rule_sets(_workspace(ctx)):
        for rule in rule_set.all_rules:
            found.setdefault(rule.id, rule.title)
    return list(found.items())


@_quietly
def casebooks(ctx: typer.Context, incomplete: str) -> Offers:
    """The casebooks of the workspace."""
    from evenhand.services.casebooks import casebook_names

    return [(name, "") for name in casebook_names(_workspace(ctx))]


@_quietly
def evidence_schemas(ctx: typer.Context, incomplete: str) -> Offers:
    """The evidence schemas of the workspace."""
    return [(id, "") for id in _workspace(ctx).schema_paths()]


def _workspace(ctx: typer.Context) -> Workspace:
    from evenhand.services.workspace import open_workspace

    folder = ctx.find_root().params.get("workspace")
    return open_workspace(None if folder is None else Path(folder))


def _rule_sets(workspace: Workspace) -> Iterator[RuleSet]:
    """The rule sets that can be loaded: a broken one takes nothing from what the others offer."""
    from evenhand.diagnostics import Problems
    from evenhand.services.rule_sets import loaded_rule_sets

    return (rule_set for _, rule_set in loaded_rule_sets(workspace, Problems()))
