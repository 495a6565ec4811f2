"""`evenhand explain`: what a code means, or what a rule asks, in plain English."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.cli import output
from evenhand.cli.completion import codes_and_rules
from evenhand.cli.grid import grid
from evenhand.cli.help import add_command
from evenhand.cli.naming import all_codes
from evenhand.cli.session import Session, session_of

if TYPE_CHECKING:
    from evenhand.diagnostics import Code

HELP = """Explain a code from a message, or a rule.

For a code: why it matters, with a bad and a good example. For a rule: what it asks, what it concludes, and
where it comes from. Without a name: the list of all codes."""

EXAMPLES = (
    "evenhand explain R104",
    "evenhand explain HP3",
    "evenhand explain ilacs@2023:HP3",
)

_GROUPS = {
    "S": "Files as text",
    "D": "The shape of a file",
    "E": "Evidence",
    "R": "Rules",
    "A": "Amendments",
    "I": "Inspections, records and files",
    "B": "Other engines",
    "L": "An inspection in progress",
    "C": "Casebooks",
    "V": "Claims, waivers and comparisons",
    "M": "Moderation",
}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    add_command(app, explain, help=HELP, examples=EXAMPLES)


def explain(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE|RULE",
            autocompletion=codes_and_rules,
            help="A code such as R104, or a rule's id, with its rule set where it matters.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Explain a code or a rule."""
    session = session_of(context)
    if name is None:
        output.result(_all_codes())
        return
    found = all_codes().get(name.upper())
    if found is not None:
        output.result(_code(found))
    else:
        _rule(name, session)


def _rule(name: str, session: Session) -> None:
    from evenhand.diagnostics import Problems
    from evenhand.services.rule_pages import rule_page
    from evenhand.services.rule_sets import find_rules

    problems = Problems()
    found = find_rules(session.workspace, name, problems)
    first, *others = found
    output.result_document(rule_page(first, datetime.date.today()))
    if others:
        names = ", ".join(other.name for other in others)
        output.message(f"Other rule sets have a rule of that id: evenhand explain {names}")
    session.tell(problems.sorted())


def _code(code: Code) -> str:
    kind = "Error" if code.severity == "error" else "Warning"
    lines = [
        output.wrapped(f"{code.id}: {_template_words(code.template)}"),
        "",
        output.wrapped(f"{kind}. {code.why}"),
        "",
        "Not like this:",
        *_indented(code.bad),
        "",
        "Like this:",
        *_indented(code.good),
    ]
    return "\n".join(lines)


def _template_words(template: str) -> str:
    """A message with what it is filled with in capitals."""
    return re.sub(r"\{(\w+)\}", lambda found: found[1].upper(), template)


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]


def _all_codes() -> str:
    known = all_codes().values()
    lines: list[str] = []
    for letter in dict.fromkeys(code.id[0] for code in known):
        own = [code for code in known if code.id[0] == letter]
        lines += ["", _GROUPS.get(letter, "Other"), ""]
        rows = [(code.id, _template_words(code.template)) for code in own]
        lines += grid(("Code", "Message"), rows, output.columns())
    return "\n".join(lines).strip("\n")
