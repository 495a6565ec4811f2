"""The reference page of the command line, and the command that writes every generated reference page.

Run it at the top of the repository: `python -m evenhand.cli.pages`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from evenhand.services.markdown import cell, heading, table
from evenhand.services.reference_pages import GENERATED, reference_pages
from evenhand.services.workspace import open_workspace

FOLDER = "docs/reference"
PROGRAM = "evenhand"
COMPLETION = (
    "`evenhand --install-completion` makes your shell complete commands, areas, grades and rule sets. Start "
    "a new shell afterwards."
)
_OF_TYPER = ("install_completion", "show_completion", "help")


def command_page(app: typer.Typer) -> str:
    """The page of the command line: what each command does, takes and gives, in Markdown.

    It is made from the commands and not from their printed help, which depends on the terminal.
    """
    root = typer.main.get_command(app)
    parts = [heading(1, "Commands"), *_prose(root.help), *_options(root), COMPLETION]
    parts.append("\n".join(f"- [`{name}`](#{_anchor(name)}): {_first(one)}" for name, one in _commands(root)))
    for name, command in _commands(root):
        parts += [heading(2, name), f"```text\n{_usage(name, command)}\n```", *_prose(command.help)]
        parts += [*_options(command), *_examples(command.epilog)]
    parts.append("See also [exit statuses](exit-statuses.md) and [JSON output](json.md).")
    return "\n\n".join(parts) + "\n"


def command_names(app: typer.Typer) -> tuple[str, ...]:
    """Every command that does something: `check`, `new inspection` and so on, in the order of the help."""
    return tuple(name for name, _ in _commands(typer.main.get_command(app)))


def write_all(folder: Path, app: typer.Typer) -> None:
    """Write every generated reference page below `folder`."""
    pages = reference_pages(open_workspace()) | {"cli.md": f"{GENERATED}\n\n{command_page(app)}"}
    for path, text in pages.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


# Typer's commands are those of Click, of which it carries a copy of its own: their types are not told apart.


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if getattr(command, "commands", None):
            yield from _commands(command, f"{before}{name} ")
        elif not command.hidden:
            yield f"{before}{name}", command


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def _first(command: Any) -> str:
    return next(iter(_prose(command.help)), "")


def _prose(text: str | None) -> list[str]:
    """Paragraphs, with the line breaks inside them taken out."""
    paragraphs = (text or "").strip().split("\n\n")
    return [" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()]


def _usage(name: str, command: Any) -> str:
    words = [PROGRAM, name]
    for parameter in command.params:
        shown = _metavar(parameter)
        if not _is_option(parameter):
            words.append(shown if parameter.required else f"[{shown}]")
        elif parameter.required:
            words.append(f"{parameter.opts[0]} {shown}")
    return " ".join([*words, "[OPTIONS]"])


def _options(command: Any) -> list[str]:
    own = (parameter for parameter in command.params if parameter.name not in _OF_TYPER)
    rows = [(_names(parameter), cell(parameter.help or "")) for parameter in own]
    return [table(("What you give", "What it does"), rows)] if rows else []


def _names(parameter: Any) -> str:
    shown = _metavar(parameter)
    if not _is_option(parameter):
        return f"`{shown}`"
    return ", ".join(f"`{name} {shown}`" if shown else f"`{name}`" for name in parameter.opts)


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _metavar(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        return ""
    return str(parameter.metavar or parameter.name.upper())


def _examples(epilog: str | None) -> list[str]:
    """The commands at the end of a command's help, as one block."""
    lines = [line.strip() for line in (epilog or "").splitlines() if line.strip().startswith(PROGRAM)]
    return ["For example:", "```text\n" + "\n".join(lines) + "\n```"] if lines else []


if __name__ == "__main__":
    from evenhand.cli.app import app as commands

    write_all(Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER), commands)
