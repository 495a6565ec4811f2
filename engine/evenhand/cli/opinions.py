"""`check --second-opinion`: ask durable-rules, say what it makes of each inspection, keep disagreements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli import output
from evenhand.cli.exit_status import ExitStatus, overall
from evenhand.cli.faults import tell_our_fault
from evenhand.cli.grid import grid

if TYPE_CHECKING:
    from evenhand.cli.session import Session
    from evenhand.diagnostics import Diagnostic
    from evenhand.explanation import Block, Table
    from evenhand.services.check import Checked
    from evenhand.services.second_opinion import Heard, Opinion, SecondOpinions

_OUR_FAULT = frozenset({"B403", "B410"})
_LONGEST_NAME = 80
_MOST_TO_READ = 64


def ask_all(checked: Sequence[Checked], session: Session) -> tuple[dict[str, Heard], ExitStatus]:
    """Ask about each inspection, by its file. What is in the way is told once, and the rest go on."""
    from evenhand.services.second_opinion import Heard, SecondOpinions

    found: dict[str, Heard] = {}
    told: set[Diagnostic] = set()
    statuses = [ExitStatus.DONE]
    taken: set[Path] = set()
    with SecondOpinions() as opinions:
        for one in output.with_progress(checked, "Asking durable-rules"):
            try:
                heard, problems = _ask(one, opinions, taken)
            except Exception as error:
                tell_our_fault(error)
                statuses.append(ExitStatus.OUR_FAULT)
                found[one.inspection.file] = Heard(one, None)
                continue
            found[one.inspection.file] = heard
            if problems:
                ours = any(problem.code.id in _OUR_FAULT for problem in problems)
                statuses.append(ExitStatus.OUR_FAULT if ours else ExitStatus.INVALID_INPUT)
            session.tell([problem for problem in problems if problem not in told])
            told.update(problems)
    return found, overall(statuses)


def _ask(one: Checked, opinions: SecondOpinions, taken: set[Path]) -> tuple[Heard, Sequence[Diagnostic]]:
    from evenhand.diagnostics import InvalidInput
    from evenhand.services.second_opinion import Heard

    try:
        opinion = opinions.ask(one)
    except InvalidInput as invalid:
        return Heard(one, None, invalid.diagnostics), invalid.diagnostics
    if opinion.agrees:
        return Heard(one, opinion), ()
    kept, problems = _keep(one, opinion, taken)
    return Heard(one, opinion, kept=kept), problems


# --- disagreements ------------------------------------------------------------------------------------


def _keep(one: Checked, opinion: Opinion, taken: set[Path]) -> tuple[str | None, list[Diagnostic]]:
    """Keep a disagreement in a file of the current folder: its name, and what is to be told."""
    from evenhand.diagnostics import InvalidInput, codes
    from evenhand.explanation.words import counted
    from evenhand.services.second_opinion import disagreement
    from evenhand.services.writing import write_result

    path, replace = _free_name(one.inspection.id, taken)
    taken.add(path)
    problems: list[Diagnostic] = []
    try:
        write_result(path, disagreement(one, opinion), replace=replace)
        kept: str | None = path.as_posix()
        hint = (
            f"both derivations are in `{kept}`, with the rules and the evidence: look through it, and "
            "send it to the people you have evenhand from"
        )
    except InvalidInput as invalid:
        problems += invalid.diagnostics
        kept = None
        hint = "run it again in a folder that can be written to: both derivations are then kept in a file"
    first, *others = opinion.differences
    more = f"; and {counted(len(others), 'more differences')}" if others else ""
    at = codes.READINGS_DISAGREE.at(
        one.inspection.node.span, id=one.inspection.id, difference=f"{first.words}{more}", hint=hint
    )
    return kept, [at, *problems]


def _free_name(id: str, taken: set[Path]) -> tuple[Path, bool]:
    """A name for the file of a disagreement, and whether an earlier one of ours is there to be replaced."""
    # An id is free text, and may hold what no name of a file can.
    written = re.sub(r"[^\w.-]+", "-", id).encode(errors="ignore")[:_LONGEST_NAME].decode(errors="ignore")
    stem = written.strip(".-") or "inspection"
    number = 1
    while True:
        path = Path(f"{stem}.disagreement{'' if number == 1 else f'-{number}'}.json")
        number += 1
        if path in taken:
            continue
        if not path.is_symlink() and not path.exists():
            return path, False
        if _is_ours(path):
            return path, True


def _is_ours(path: Path) -> bool:
    """Whether a file is a disagreement that was kept before: nothing else is written over."""
    from evenhand.services.second_opinion import SCHEMA

    if path.is_symlink() or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            start = stream.read(_MOST_TO_READ)
    except OSError:
        return False
    return start.startswith(f'{{\n  "schema": "{SCHEMA}"'.encode())


# --- as text ------------------------------------------------------------------------------------------


def as_text(heard: Sequence[Heard], *, colour: bool) -> str:
    """What came of asking, for a reader: to stand after the check itself."""
    from evenhand.services.opinion_document import second_opinions

    return "\n".join(_texts(second_opinions(heard).blocks, colour))


def _texts(blocks: Sequence[Block], colour: bool) -> Iterator[str]:
    """The blocks as text; the cells of a table are wrapped, as those of the check are."""
    from evenhand.explanation import Document, Table, render_text

    for block in blocks:
        if isinstance(block, Table):
            yield "\n".join([*_table(block, colour), ""])
        else:
            yield render_text(Document("", (block,)), width=output.columns(), colour=colour)


def _table(table: Table, colour: bool) -> list[str]:
    from evenhand.explanation import plain
    from evenhand.services.opinion_document import DIFFERS

    rows = [[plain(cell) for cell in row] for row in table.rows]
    colours = {DIFFERS: "31"} if colour else {}
    return [output.wrapped(table.caption), "", *grid(table.columns, rows, output.columns(), colours=colours)]
