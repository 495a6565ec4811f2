"""The rows of a casebook that cannot be used: told, and kept in a file with the reasons."""

from __future__ import annotations

import csv
import io
import tempfile
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.diagnostics import Diagnostic, codes
from evenhand.services.case_rows import Rejected
from evenhand.services.writing import cannot_write, reason, write_result

MOST_TOLD = 20
"""How many diagnostics are told one by one. The file has all of them."""

MOST_HELD = 1_000
"""How many rejected rows are held as they are."""

IN_MEMORY = 1 << 20
"""Up to this many bytes of the file are put together in memory; more goes to the disk meanwhile."""

HEAD = ("rejected row", "faulty column", "code", "reason", "hint")
"""What stands in the file beside the columns of the row itself."""


def _spool() -> tempfile.SpooledTemporaryFile[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


@dataclass
class Rejects:
    """The rows rejected so far. However many they are, few are held in memory."""

    first: list[Rejected] = field(default_factory=list)
    """The first of them, MOST_HELD at most."""
    count: int = 0
    _written: tempfile.SpooledTemporaryFile[bytes] = field(default_factory=_spool)

    def __post_init__(self) -> None:
        weakref.finalize(self, self._written.close)

    def add(self, rejected: Iterable[Rejected]) -> None:
        """Keep some rows more. Raises InvalidInput where there is no room for them."""
        text = io.StringIO(newline="")
        out = csv.writer(text, lineterminator="\n")
        for row in rejected:
            if not self.count:
                out.writerow([*HEAD, *row.cells])
            self.count += 1
            if len(self.first) < MOST_HELD:
                self.first.append(row)
            # Every row of a casebook has the same columns, in the same order.
            cells = (*row.cells.values(), *row.more)
            for column, told in row.faults:
                out.writerow([row.number or "", column, told.code.id, told.message, told.hint or "", *cells])
        try:
            self._written.write(text.getvalue().encode())
        except OSError as error:
            raise cannot_write(Path(tempfile.gettempdir()), reason(error)) from error

    def diagnostics(self) -> list[Diagnostic]:
        """The first few diagnostics."""
        found = [told for row in self.first[:MOST_TOLD] for _, told in row.faults]
        return found[:MOST_TOLD]

    def write(self, path: Path, rows: int) -> Diagnostic:
        """Write all of them to a CSV file, one line for each reason; what to say of it is returned.

        Raises InvalidInput where the file is there, or cannot be written.
        """
        self._written.seek(0)
        write_result(path, self._written)
        return codes.ROWS_REJECTED.at(None, rejected=f"{self.count:,}", rows=f"{rows:,}", path=path)


def free_name(path: Path, taken: Iterable[Path | None] = ()) -> Path:
    """The path, or the first like it with a number at which nothing lies: what is there may be worked on.

    Nor is it one of those `taken` for something else.
    """
    number = 1
    found = path
    others = {other.resolve() for other in taken if other is not None}
    while found.exists() or found.resolve() in others:
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found
