"""Rows of a casebook as a data frame of Spark: in Parquet files, a table, or brought along."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from evenhand.backends.spark.parts import NUMBER
from evenhand.backends.spark.session import WorkersLackError, failures
from evenhand.diagnostics import Span
from evenhand.evidence.rows import BadRows, RowChunk

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

_FILE, _PLACE, _COUNT, _BEFORE = "__file", "__place", "__count", "__before"

PartlyDone = Callable[[bytes, Iterable[RowChunk], Path], bytes]
"""Works on one part: given are a task as bytes, its rows, and a folder for files; returned is the answer."""


@dataclass(frozen=True)
class SparkRows:
    """Rows that workers read. `numbered` says whether they have an order; without one, no row is first."""

    frame: DataFrame
    shown: str
    numbered: bool

    @property
    def head(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name in self.frame.columns if name != NUMBER)

    def place_in_head(self, column: str) -> Span:
        """The table as a whole: it has no lines."""
        return Span.whole(self.shown)

    def repeated(self, column: str) -> dict[str, int]:
        """The cells of a column that several rows have, and the number of the first row; 0 in a table."""
        import pyspark.sql.functions as F

        cell: Column = quoted(column)
        if dict(self.frame.dtypes)[column] == "string":
            cell = F.regexp_replace(cell, r"(?U)^\s+|\s+$", "")
        number = F.min(quoted(NUMBER)) if self.numbered else F.lit(0)
        counted = self.frame.groupBy(cell.alias("cell")).agg(
            F.count("*").alias("rows"), number.alias("first")
        )
        with failures():
            found = counted.where("rows > 1 and cell is not null and cell != ''").drop("rows").toArrow()
        return dict(zip(_words(found, "cell", self.shown), found["first"].to_pylist(), strict=True))

    def each_part(self, columns: Iterable[str], done: str, task: bytes, version: str) -> Iterator[bytes]:
        """The answers of `done`, a PartlyDone by `module:name`, for every part of the rows.

        Workers are to have the `version` of evenhand that is asked for. Raises SparkFailedError, or
        WorkersLackError where workers lack what it takes.
        """
        names = [*columns, *([NUMBER] if self.numbered else [])]
        # Spark takes a point in a name for a way into a structure, so columns travel under other names.
        wanted = [quoted(name).alias(f"c{at}") for at, name in enumerate(names)]
        run = _in_worker(done, task, names, self.shown, version)
        with failures(), warnings.catch_warnings():
            # pyspark warns of a version of pandas that nothing here is done with.
            warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
            found = self.frame.select(*wanted).mapInArrow(run, "lacks string, answer binary").collect()
        for row in found:
            if row["lacks"] is not None:
                raise WorkersLackError(row["lacks"])
            yield bytes(row["answer"])


def _words(found: Any, column: str, shown: str) -> list[str]:
    import polars as pl

    from evenhand.evidence.rows import cell_reader

    series = pl.DataFrame(pl.from_arrow(found.select([column])))[column]
    return cell_reader(column, series.dtype, shown)(series).each()


def quoted(name: str) -> Column:
    """A column by its name, whatever stands in it."""
    import pyspark.sql.functions as F

    return F.col("`" + name.replace("`", "``") + "`")


def _in_worker(
    done: str, task: bytes, names: Sequence[str], shown: str, version: str
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    # A function within a function goes to the workers as code, so that it can say that evenhand is not there.
    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import importlib

        import pyarrow

        lacks, answer = None, None
        try:
            own = importlib.import_module("evenhand").__version__
            if own == version:
                from evenhand.backends.spark.parts import answered

                answer = answered(done, task, names, shown, batches)
            else:
                lacks = f"evenhand {own} is installed there, and {version} here"
        except ModuleNotFoundError as error:
            lacks = f"there is no {error.name}"
        columns = [pyarrow.array([lacks], pyarrow.string()), pyarrow.array([answer], pyarrow.binary())]
        yield pyarrow.RecordBatch.from_arrays(columns, ["lacks", "answer"])

    return run


# --- where rows come from ----------------------------------------------------------------------------


def table_rows(session: SparkSession, name: str) -> SparkRows:
    """A table that the cluster knows by name. Raises SparkFailedError where there is none."""
    with failures():
        frame = session.table(name)
        frame.schema  # noqa: B018  asked for now, so that a name of nothing is told as such
        return SparkRows(frame, name, numbered=False)


def parquet_rows(session: SparkSession, files: Sequence[Path], shown: str) -> SparkRows:
    """Parquet files that follow each other and that every worker can read. Raises SparkFailedError."""
    import pyspark.sql.functions as F

    with failures():
        read = session.read.parquet(*map(_address, files))
        columns = [quoted(name) for name in read.columns]
        place = F.col("_metadata.row_index").alias(_PLACE)
        frame = read.select(*columns, place, F.col("_metadata.file_name").alias(_FILE))
        counts = frame.groupBy(_FILE).agg(F.count("*").alias(_COUNT)).collect()
        # Each file begins where those before it end, in the order that they have when they are read here.
        order = {path.name: at for at, path in enumerate(files)}
        before, starts = 0, []
        for row in sorted(counts, key=lambda row: order[_known(row[_FILE], order)]):
            starts.append((row[_FILE], before))
            before += row[_COUNT]
        begin = session.createDataFrame(starts or [("", 0)], f"{_FILE} string, {_BEFORE} long")
        number = (F.col(_BEFORE) + F.col(_PLACE) + 1).alias(NUMBER)
        numbered = frame.join(F.broadcast(begin), _FILE).select(*columns, number)
    return SparkRows(numbered, shown, numbered=True)


def _address(path: Path) -> str:
    """A file as Spark wants it named: nothing in the name stands for other characters."""
    plain = re.sub(r"([{}\[\]*?\\])", r"\\\1", path.resolve().as_posix())
    return f"file:///{plain.lstrip('/')}"


def _known(name: str, known: Container[str]) -> str:
    """The name of a file as it was given. Spark tells it as part of an address."""
    return name if name in known else unquote(name)


def from_csv(session: SparkSession, head: Iterable[str], chunks: Iterable[RowChunk], shown: str) -> SparkRows:
    """Rows that this machine reads and brings along, if there are any, with the columns of the file.

    Raises BadRows where a row has not as many cells as the head: Spark's rows all have the same.
    """
    import numpy as np
    import pyarrow as pa

    # Spark wants to know the columns also where no row has them.
    columns = [*((name, pa.string()) for name in head), (NUMBER, pa.int64())]
    tables = [pa.schema(columns).empty_table()]
    for chunk in chunks:
        for row, own in chunk.ragged.items():
            span = chunk.place(row, None)
            assert span is not None, "text has lines"
            raise BadRows(f"this row has {len(own)} cells, and the head has {len(columns) - 1}", span)
        number = chunk.first + np.arange(chunk.rows, dtype=np.int64)
        cells = {name: pa.array(column.each(), pa.string()) for name, column in chunk.columns.items()}
        tables.append(pa.table({**cells, NUMBER: number}).select([name for name, _ in columns]))
    with failures():
        return SparkRows(session.createDataFrame(pa.concat_tables(tables)), shown, numbered=True)
