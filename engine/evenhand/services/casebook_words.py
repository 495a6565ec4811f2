"""What a casebook is, and what to bear in mind about figures made from it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenhand.evidence import CasebookDocument
from evenhand.explanation import Inset, Line, line
from evenhand.explanation.words import capital, counted, tidy

_KINDS = {"real": "real", "model": "written by hand", "synthetic": "synthetic: no case is real"}


def casebook_line(document: CasebookDocument, cases: int) -> Line:
    """A casebook by its id, of what kind it is, and how many of its cases can be used."""
    return line(f"{document.casebook} ({_KINDS[document.kind]}), {counted(cases, 'cases')}")


def casebook_cautions(document: CasebookDocument, rejected: int, rejects: Path | None) -> Iterator[Inset]:
    """What every figure leaves out or takes for granted: rejected rows, and what is assumed."""
    if rejected:
        number = counted(rejected, "rows")
        where = "" if rejects is None else f" See {rejects}."
        yield Inset(line(f"Left out of every figure here: {number} that cannot be used.{where}"))
    for item, assumed in document.assume.items():
        told = f"{capital(tidy(item))} is assumed to be {assumed.value} where it is not recorded:"
        yield Inset(line(f"{told} {assumed.because}"))
