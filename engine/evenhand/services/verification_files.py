"""The witnesses of a verification as inspection files, which can be opened, checked and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from evenhand.language import RulesInForce
from evenhand.services.verification_words import witness_note
from evenhand.services.verify import Answered
from evenhand.services.witness_text import cases_text, inspection_text
from evenhand.services.writing import write_result


def write_witnesses(answer: Answered, rules: RulesInForce, reference: str, folder: Path) -> tuple[Path, ...]:
    """Write the witnesses of one obligation into a folder: the file of each.

    `reference` is how a file names the rule set. Raises InvalidInput where a file is there already, or
    cannot be written.
    """
    return tuple(_write(answer, rules, reference, folder))


def _write(answer: Answered, rules: RulesInForce, reference: str, folder: Path) -> Iterator[Path]:
    witnesses = answer.found.witnesses
    roles = ("",) if len(witnesses) == 1 else ("-before", "-after")
    for role, example in zip(roles, witnesses, strict=True):
        name = f"{file_name(answer)}{role}"
        cases = cases_text(example, rules)
        if cases is not None:
            write_result(folder / f"{name}.csv", cases.encode())
        text = inspection_text(
            example,
            rules,
            name,
            witness_note(answer, rules),
            framework=reference,
            cases=None if cases is None else f"{name}.csv",
        )
        path = folder / f"{name}.yaml"
        write_result(path, text.encode())
        yield path


def file_name(answer: Answered) -> str:
    """A name for the files of an obligation: what is asked, and of what."""
    obligation = answer.obligation
    written = "-".join((obligation.name.value, *obligation.subject))
    return re.sub(r"[^A-Za-z0-9]+", "-", written).strip("-")[:100]
