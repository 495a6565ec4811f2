"""Rows of a Parquet file, some at a time, however large it is. polars is loaded only here."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import Span
from evenhand.evidence.rows.chunk import BadRows, RowChunk
from evenhand.evidence.rows.column import Column

if TYPE_CHECKING:
    import polars as pl

_WIDEST_TABLE = 1 << 16
"""Up to this many whole numbers side by side are looked up in a table; others are sorted out by polars."""


_LARGEST = (1 << 63) - 1
"""Whole numbers up to here can be looked up."""


@dataclass
class ParquetRows:
    """A Parquet file. Raises BadRows where it cannot be read, or holds columns that are no plain values."""

    path: Path
    shown: str
    head: tuple[str, ...] = field(init=False)
    size: int = field(init=False)
    """How much there is to read, for progress: rows."""

    def __post_init__(self) -> None:
        import polars as pl

        try:
            self._scan = pl.scan_parquet(self.path, glob=False)
            self._types = dict(self._scan.collect_schema())
            self.size = int(self._scan.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise self._unreadable(error) from error
        self.head = tuple(self._types)

    def _unreadable(self, error: Exception) -> BadRows:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        return BadRows(f"it is no whole Parquet file ({said})", Span.whole(self.shown))

    def place_in_head(self, column: str) -> Span:
        """The file: a Parquet file has no lines."""
        return Span.whole(self.shown)

    def chunks(self, columns: frozenset[str], rows: int) -> Iterator[RowChunk]:
        """The rows, no more than `rows` at a time, with those of the columns that are asked for."""
        import polars as pl

        asked = [name for name in self.head if name in columns]
        readers = {name: self._reader(name) for name in asked}
        for start in range(0, self.size, rows):
            try:
                frame = self._scan.select(asked).slice(start, rows).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                raise self._unreadable(error) from error
            found = {name: readers[name](frame[name]) for name in asked}
            yield RowChunk(start + 1, min(rows, self.size - start), found, lambda row, column: None)

    def _reader(self, name: str) -> Callable[[pl.Series], Column[str]]:
        import polars as pl

        kind = self._types[name]
        if kind.is_integer():
            return _whole_numbers
        if kind == pl.Boolean:
            return partial(_by_value, words=lambda value: "yes" if value else "no")
        if kind in (pl.String, pl.Categorical, pl.Enum):
            return partial(_by_value, words=lambda value: str(value).strip())
        if kind == pl.Float32:
            # As a wider number it would have digits that nobody wrote.
            return partial(_by_value, words=lambda value: _number_in_words(np.float32(value)))
        if kind.is_numeric():
            return partial(_by_value, words=_number_in_words)
        if kind == pl.Date:
            return partial(_by_value, words=datetime.date.isoformat)
        hint = "write numbers, text, dates, or true and false"
        raise BadRows(f"column `{name}` holds {kind}, which is no plain value", Span.whole(self.shown), hint)


def _number_in_words(value: Any) -> str:
    """A number as it would be written: a whole one without a point.

    >>> _number_in_words(17.0), _number_in_words(17.25), _number_in_words(0.00001)
    ('17', '17.25', '0.00001')
    """
    if isinstance(value, (float, np.floating)) and not math.isfinite(value):
        return str(value)
    words = format(value if isinstance(value, Decimal) else Decimal(str(value)), "f")
    return words.removesuffix(".0")


def _by_value(series: pl.Series, words: Callable[[Any], str]) -> Column[str]:
    import polars as pl

    if series.dtype in (pl.Categorical, pl.Enum):
        series = series.cast(pl.String)
    values = series.unique()
    places = pl.int_range(len(values), eager=True, dtype=pl.UInt32)
    which = series.replace_strict(values, places, return_dtype=pl.UInt32)
    cells = ["" if value is None else words(value) for value in values.to_list()]
    return Column(cells, which.to_numpy())


def _whole_numbers(series: pl.Series) -> Column[str]:
    import polars as pl

    lowest, highest = series.min(), series.max()
    if lowest is None or highest is None:
        return Column([""], np.zeros(len(series), dtype=np.uint32))
    first, last = int(str(lowest)), int(str(highest))
    if last - first >= _WIDEST_TABLE or last > _LARGEST:
        return _by_value(series, str)
    blank = last - first + 1
    offsets = (series.cast(pl.Int64) - first).fill_null(blank).to_numpy()
    return _looked_up(offsets, first, blank)


def _looked_up(offsets: npt.NDArray[np.int64], first: int, blank: int) -> Column[str]:
    present = np.zeros(blank + 1, dtype=bool)
    present[offsets] = True
    found = np.flatnonzero(present)
    table = np.zeros(blank + 1, dtype=np.uint32)
    table[found] = np.arange(len(found), dtype=np.uint32)
    cells = ["" if offset == blank else str(first + offset) for offset in found.tolist()]
    return Column(cells, table[offsets])
