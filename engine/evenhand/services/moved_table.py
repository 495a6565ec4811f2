"""The cases that moved as a table for other programs: CSV or Parquet, every one of them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.diagnostics import InvalidInput, codes
from evenhand.services.replay_results import Moved
from evenhand.services.writing import OR_OVERWRITE, check_free, write_result

if TYPE_CHECKING:
    import polars as pl

_FORMULA = r"^[=+\-@]"
"""How text begins that a spreadsheet takes for a formula."""

COLUMNS = ("id", "provider", "rules", "on", "published", "area", "from", "to", "because")


class MovedTable:
    """Gathers cases that moved, and writes them at the end.

    Raises InvalidInput for another kind of file, and, without `replace`, for one that is there already.
    """

    def __init__(self, path: Path, *, replace: bool = False) -> None:
        if path.suffix.lower() not in (".csv", ".parquet"):
            raise InvalidInput([codes.BAD_MOVED_FILE.at(None, name=path.name)])
        if not replace:
            check_free(path, OR_OVERWRITE)
        self.path = path
        self.replace = replace
        self._frames: list[pl.DataFrame] = []

    def add(self, moved: Iterable[Moved]) -> None:
        """Add some cases."""
        self._frames.append(_frame(moved))

    def write(self) -> None:
        """Write the whole table. Raises InvalidInput where it cannot be, or something is there already."""
        import polars as pl

        table = pl.concat([_frame(()), *self._frames])
        written = io.BytesIO()
        if self.path.suffix.lower() == ".csv":
            _as_text(table).write_csv(written)
        else:
            table.write_parquet(written)
        write_result(self.path, written.getvalue(), replace=self.replace, hint=OR_OVERWRITE)


def _as_text(table: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before text that a spreadsheet would take for a formula, and run."""
    import polars as pl
    import polars.selectors as cs

    text = cs.string()
    formula = text.str.contains(_FORMULA)
    return table.with_columns(pl.when(formula).then("'" + text).otherwise(text).name.keep())


def _frame(moved: Iterable[Moved]) -> pl.DataFrame:
    import polars as pl

    rows = [
        (
            *(one.id, one.provider or None, one.rules, one.on, one.published),
            *(one.area, one.before, one.after, because(one)),
        )
        for one in moved
    ]
    days = {"on": pl.Date, "published": pl.Date}
    schema = {name: days.get(name, pl.String) for name in COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def because(one: Moved) -> str | None:
    """The changes that a move is owed to, in one line: `a`, `a + b` together, `a or b` each by itself."""
    return " or ".join(" + ".join(sorted(changes)) for changes in one.because) or None
