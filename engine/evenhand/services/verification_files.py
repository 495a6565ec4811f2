"""The witnesses of a verification as inspection files, which can be opened, checked and shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from evenhand.language import RulesInForce
from evenhand.services.verification_words import witness_note
from evenhand.services.verify import Answered
from evenhand.services.witness_text import cases_text, inspection_text
from evenhand.services.writing import make_folder, write_result

_LONGEST_NAME = 80


def write_witnesses(
    answers: Sequence[Answered], rules: RulesInForce, reference: str, folder: Path
) -> dict[int, tuple[Path, ...]]:
    """Write the witnesses of some answers into a folder: the files of each, by its place among the answers.

    `reference` is how a file names the rule set. The folder is made where there is something to write. Raises
    InvalidInput where a file is there already, or cannot be written.
    """
    shown = {at: one for at, one in enumerate(answers) if one.found.witnesses}
    if shown:
        make_folder(folder)
    names: set[str] = set()
    written = {}
    for at, one in shown.items():
        name = _not_taken(file_name(one), names)
        names.add(name.casefold())
        written[at] = tuple(_write(one, rules, reference, folder / name))
    return written


def _write(answer: Answered, rules: RulesInForce, reference: str, start: Path) -> Iterator[Path]:
    witnesses = answer.found.witnesses
    roles = ("",) if len(witnesses) == 1 else ("-before", "-after")
    for role, example in zip(roles, witnesses, strict=True):
        name = f"{start.name}{role}"
        cases = cases_text(example, rules)
        if cases is not None:
            write_result(start.with_name(f"{name}.csv"), cases.encode())
        text = inspection_text(
            example,
            rules,
            name,
            witness_note(answer, rules),
            framework=reference,
            cases=None if cases is None else f"{name}.csv",
        )
        path = start.with_name(f"{name}.yaml")
        write_result(path, text.encode())
        yield path


def file_name(answer: Answered) -> str:
    """A name for the files of an obligation: what is asked, and of what."""
    obligation = answer.obligation
    written = "-".join((obligation.name.value, *obligation.subject))
    return re.sub(r"[^A-Za-z0-9]+", "-", written).strip("-")[:_LONGEST_NAME].rstrip("-")


def _not_taken(name: str, taken: Collection[str]) -> str:
    """The name, with a number where another claim or rule has the same once signs are left out."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    return free
