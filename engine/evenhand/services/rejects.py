"""The rows of a casebook that cannot be used: told, and kept in a file with the reasons."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.diagnostics import Diagnostic, codes
from evenhand.services.case_rows import Rejected
from evenhand.services.writing import write_result

MOST_TOLD = 20
"""How many diagnostics are told one by one. The file has all of them."""

HEAD = ("rejected row", "faulty column", "code", "reason", "hint")
"""What stands in the file beside the columns of the row itself."""


@dataclass
class Rejects:
    """The rows rejected so far."""

    rows: list[Rejected] = field(default_factory=list)

    def add(self, rejected: Iterable[Rejected]) -> None:
        """Keep some rows more."""
        self.rows.extend(rejected)

    def diagnostics(self) -> list[Diagnostic]:
        """The first few diagnostics."""
        found: list[Diagnostic] = []
        for row in self.rows:
            found += [diagnostic for _, diagnostic in row.faults]
            if len(found) >= MOST_TOLD:
                break
        return found[:MOST_TOLD]

    def write(self, path: Path, rows: int) -> Diagnostic:
        """Write all of them to a CSV file, one line for each reason; what to say of it is returned.

        Raises InvalidInput where the file is there, or cannot be written.
        """
        text = io.StringIO(newline="")
        out = csv.writer(text, lineterminator="\n")
        columns = list(self.rows[0].cells)
        out.writerow([*HEAD, *columns])
        for row in self.rows:
            for column, told in row.faults:
                cells = [row.cells[name] for name in columns]
                out.writerow([row.number or "", column, told.code.id, told.message, told.hint or "", *cells])
        write_result(path, text.getvalue().encode())
        return codes.ROWS_REJECTED.at(None, rejected=f"{len(self.rows):,}", rows=f"{rows:,}", path=path)


def free_name(path: Path) -> Path:
    """The path, or the first like it with a number at which nothing lies: what is there may be worked on."""
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
