"""Rows of a Parquet file, some at a time, however large it is. polars is loaded only here."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import Span
from evenhand.evidence.rows.chunk import BadRows, RowChunk
from evenhand.evidence.rows.column import Column, smallest

if TYPE_CHECKING:
    import polars as pl

_WIDEST_TABLE = 1 << 16
"""Up to this many whole numbers side by side are looked up in a table; others are sorted out by polars."""

_LARGEST = (1 << 63) - 1
"""Whole numbers up to here can be looked up."""

Words = Callable[[Any], str]
"""What a value of a column is as it would be written."""

CellReader = Callable[["pl.Series"], Column[str]]
"""Puts the values of a column into words."""


@dataclass
class ParquetRows:
    """A Parquet file, or a folder of them that follow each other by name.

    Raises BadRows where it cannot be read, or holds columns that are no plain values.
    """

    path: Path
    shown: str
    head: tuple[str, ...] = field(init=False)
    files: tuple[Path, ...] = field(init=False)
    size: int = field(init=False)
    """How much there is to read, for progress: rows."""

    def __post_init__(self) -> None:
        import polars as pl

        self.files = self._files()
        self._types = self._types_of(self.files[0])
        self.head = tuple(self._types)
        self._check_alike()
        self._scan = pl.scan_parquet(list(self.files), glob=False)
        self.size = int(self._collect(self._scan.select(pl.len())).item())

    def _files(self) -> tuple[Path, ...]:
        """The file, or those in the folder: not what Spark puts beside them, which begins with `_`."""
        if not self.path.is_dir():
            return (self.path,)
        found = [path for path in sorted(self.path.glob("*.parquet")) if path.name[0] not in "._"]
        if not found:
            raise BadRows("there is no .parquet file in this folder", Span.whole(self.shown))
        return tuple(found)

    def _types_of(self, path: Path) -> dict[str, pl.DataType]:
        import polars as pl

        try:
            return dict(pl.scan_parquet(path, glob=False).collect_schema())
        except _errors() as error:
            raise self._unreadable(error, path) from error

    def _check_alike(self) -> None:
        """All files have the same columns, or cases of some would lose a part without a word."""
        first = self.files[0].name
        for path in self.files[1:]:
            own = self._types_of(path)
            problem = None
            for name in dict.fromkeys([*self._types, *own]):
                if name not in own:
                    problem = f"`{path.name}` has no column `{name}`, and `{first}` has one"
                elif name not in self._types:
                    problem = f"`{path.name}` has a column `{name}`, and `{first}` has none"
                elif own[name] != self._types[name]:
                    kinds = f"{own[name]} in `{path.name}` and {self._types[name]} in `{first}`"
                    problem = f"column `{name}` holds {kinds}"
                if problem is not None:
                    raise BadRows(problem, Span.whole(self.shown), "write every file with the same columns")

    @property
    def most_rows(self) -> int:
        """How many rows there are."""
        return self.size

    def _collect(self, asked: pl.LazyFrame, columns: Sequence[str] = ()) -> pl.DataFrame:
        """What is asked of some columns. Pages may be damaged where the end of a file, read first, is not."""
        try:
            return asked.collect()
        except _errors() as error:
            raise self._unreadable(error, self._broken(columns)) from error

    def _broken(self, columns: Sequence[str]) -> Path | None:
        """The file of a folder that cannot be read, where it is one by itself."""
        import polars as pl

        if len(self.files) == 1:
            return None
        for path in self.files:
            try:
                pl.scan_parquet(path, glob=False).select(columns or pl.len()).collect()
            except _errors():
                return path
        return None

    def _unreadable(self, error: BaseException, path: Path | None = None) -> BadRows:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        part = "it" if path is None or path == self.path else f"`{path.name}`"
        return BadRows(f"{part} is no whole Parquet file ({said})", Span.whole(self.shown))

    def place_in_head(self, column: str) -> Span:
        """The file: a Parquet file has no lines."""
        return Span.whole(self.shown)

    def repeated(self, column: str) -> frozenset[str]:
        """The cells of a column that more than one row has."""
        import polars as pl

        words = _words_of(self._types[column])
        own = self._scan.select(pl.col(column).alias("cell")).drop_nulls()
        if self._types[column] in (pl.String, pl.Categorical, pl.Enum):
            own = own.select(pl.col("cell").cast(pl.String).str.strip_chars())
        follows = own.select((pl.col("cell") > pl.col("cell").shift(1)).all())
        rising = self._collect(follows, [column]).item()
        if rising or words is None:
            return frozenset()
        again = self._collect(own.group_by("cell").len().filter(pl.col("len") > 1), [column])
        return frozenset(words(cell) for cell in again["cell"].to_list())

    def chunks(
        self, columns: frozenset[str], rows: int, *, lazily: frozenset[str] = frozenset(), start: int = 0
    ) -> Iterator[RowChunk]:
        """The rows from place `start` on, no more than `rows` at a time, with the columns that are asked for.

        The cells of those columns in `lazily` are put into words only when somebody asks. The next rows are
        read while these are worked on.
        """
        asked = [name for name in self.head if name in columns]
        readers = {name: self._reader(name, lazily=name in lazily) for name in asked}
        starts = range(start, self.size, rows)
        with ThreadPoolExecutor(1) as ahead:
            coming: Future[pl.DataFrame] | None = None
            for at in starts:
                frame = self._read(asked, at, rows) if coming is None else coming.result()
                following = at + rows
                coming = ahead.submit(self._read, asked, following, rows) if following < self.size else None
                yield _chunk(frame, at, readers)

    def slice(self, columns: frozenset[str], start: int, rows: int) -> RowChunk:
        """`rows` rows from place `start` on, read alone. Raises BadRows where there are not so many."""
        asked = [name for name in self.head if name in columns]
        frame = self._read(asked, start, rows)
        if len(frame) < rows:
            raise BadRows("it has fewer rows than it had", Span.whole(self.shown))
        return _chunk(frame, start, {name: self._reader(name, lazily=False) for name in asked})

    def _read(self, asked: Sequence[str], start: int, rows: int) -> pl.DataFrame:
        return self._collect(self._scan.select(asked).slice(start, rows), asked)

    def _reader(self, name: str, *, lazily: bool) -> CellReader:
        return cell_reader(name, self._types[name], self.shown, lazily=lazily)


def _chunk(frame: pl.DataFrame, start: int, readers: Mapping[str, CellReader]) -> RowChunk:
    found = {name: read(frame[name]) for name, read in readers.items()}
    return RowChunk(start + 1, len(frame), found, lambda row, column: None)


def _errors() -> tuple[type[BaseException], ...]:
    """What polars raises for a file that is damaged: the last where even its parts make no sense."""
    import polars as pl

    return pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException


def cell_reader(name: str, kind: pl.DataType, shown: str, *, lazily: bool = False) -> CellReader:
    """What puts the values of a column into words. With `lazily`, only those that somebody asks for.

    Raises BadRows for a type that is no plain value; `shown` is the file that it is in.
    """
    import polars as pl

    words = _words_of(kind)
    if words is None:
        hint = "write numbers, text, dates, or true and false"
        if isinstance(kind, pl.Datetime):
            hint = "write the day alone: in pandas, `.dt.date` makes dates of the column"
        problem = f"column `{name}` holds {kind}, which is no plain value"
        raise BadRows(problem, Span.whole(shown), hint)
    if kind.is_(pl.Null):
        return lambda series: Column([""], np.zeros(len(series), dtype=np.uint8))
    if lazily:
        return partial(_one_by_one, words=words)
    return _whole_numbers if kind.is_integer() else partial(_by_value, words=words)


def _words_of(kind: pl.DataType) -> Words | None:
    """How values of a type are written; None for a type that is no plain value."""
    import polars as pl

    if kind == pl.Null:
        return lambda value: ""
    if kind.is_integer():
        return str
    if kind == pl.Boolean:
        return lambda value: "yes" if value else "no"
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return lambda value: str(value).strip()
    if kind == pl.Float32:
        # As a wider number it would have digits that nobody wrote.
        return lambda value: _number_in_words(np.float32(value))
    if kind.is_numeric():
        return _number_in_words
    return datetime.date.isoformat if kind == pl.Date else None


def _number_in_words(value: Any) -> str:
    """A number as it would be written: a whole one without a point.

    >>> _number_in_words(17.0), _number_in_words(17.25), _number_in_words(0.00001)
    ('17', '17.25', '0.00001')
    """
    if isinstance(value, (float, np.floating)) and not math.isfinite(value):
        return str(value)
    words = format(value if isinstance(value, Decimal) else Decimal(str(value)), "f")
    return words.removesuffix(".0")


@dataclass(frozen=True)
class Cells(Sequence[str]):
    """The cells of a column that is not the same in many rows, put into words when they are asked for."""

    series: pl.Series
    words: Words

    def __len__(self) -> int:
        return len(self.series)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        value = self.series[at]
        return "" if value is None else self.words(value)

    def blank(self) -> list[int]:
        """The places of cells that say nothing."""
        import polars as pl

        nothing = self.series.is_null()
        if self.series.dtype in (pl.String, pl.Categorical, pl.Enum):
            nothing |= (self.series.cast(pl.String).str.strip_chars() == "").fill_null(True)
        return nothing.arg_true().to_list()


def _one_by_one(series: pl.Series, words: Words) -> Column[str]:
    return Column(Cells(series, words), np.arange(len(series), dtype=np.uint32))


def _by_value(series: pl.Series, words: Words) -> Column[str]:
    import polars as pl

    values = series.unique()
    cells = ["" if value is None else words(value) for value in values.to_list()]
    if series.dtype in (pl.Categorical, pl.Enum):
        physical = series.to_physical()
        return Column(cells, _looked_up(physical, values.to_physical()))
    kind = {np.uint8: pl.UInt8, np.uint16: pl.UInt16, np.uint32: pl.UInt32}[smallest(len(values))]
    # The number of values need not fit where the place of the last one does.
    places = pl.int_range(len(values), eager=True).cast(kind)
    return Column(cells, series.replace_strict(values, places, return_dtype=kind).to_numpy())


def _looked_up(series: pl.Series, values: pl.Series) -> npt.NDArray[Any]:
    """For each row the place of its value among `values`; both hold small whole numbers, or nothing."""
    blank = int(str(values.max() or 0)) + 1
    table = np.zeros(blank + 1, dtype=smallest(len(values)))
    table[values.fill_null(blank).to_numpy()] = np.arange(len(values))
    found: npt.NDArray[Any] = table[series.fill_null(blank).to_numpy()]
    return found


def _whole_numbers(series: pl.Series) -> Column[str]:
    import polars as pl

    lowest, highest = series.min(), series.max()
    if lowest is None or highest is None:
        return Column([""], np.zeros(len(series), dtype=np.uint8))
    first, last = int(str(lowest)), int(str(highest))
    if last - first >= _WIDEST_TABLE or last > _LARGEST:
        return _by_value(series, str)
    blank = last - first + 1
    if first >= 0 and last < 255:
        # The usual case, in the fewest bytes: small numbers from 0 on, 255 for nothing.
        first, blank = 0, 255
        offsets = series.cast(pl.UInt8).fill_null(blank).to_numpy()
    else:
        offsets = (series.cast(pl.Int64) - first).fill_null(blank).to_numpy()
    present = np.zeros(blank + 1, dtype=bool)
    present[offsets] = True
    found = np.flatnonzero(present)
    table = np.zeros(blank + 1, dtype=smallest(len(found)))
    table[found] = np.arange(len(found))
    cells = ["" if offset == blank else str(first + offset) for offset in found.tolist()]
    return Column(cells, table[offsets])
