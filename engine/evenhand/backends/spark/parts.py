"""In a worker of Spark: the rows of one part as casebooks have them, handed to what works on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from evenhand.evidence.rows import RowChunk, cell_reader

NUMBER = "__number"
"""The column with the number of each row, from 1, where rows have an order."""

CHUNK = 1 << 16
"""How many rows are worked on at a time. Spark hands them over in smaller batches."""


def answered(done: str, task: bytes, names: Sequence[str], shown: str, batches: Iterable[Any]) -> bytes:
    """What `done`, as `module:name`, answers for the batches of one part."""
    from pyspark import SparkFiles

    module, _, name = done.partition(":")
    answer: bytes = getattr(import_module(module), name)(
        task, chunks_of(batches, names, shown), Path(SparkFiles.getRootDirectory())
    )
    return answer


def chunks_of(
    batches: Iterable[Any], names: Sequence[str], shown: str, rows: int = CHUNK
) -> Iterator[RowChunk]:
    """Arrow batches as rows, each cell in the words that it has when it is read from a file.

    Rows of one chunk follow each other in the casebook; where they have no numbers, they are counted from 1.
    Raises BadRows for a column of a type that is no plain value.
    """
    read = 0
    for table in _gathered(batches, rows):
        frame = pl.DataFrame(pl.from_arrow(table.rename_columns(list(names))))
        if NUMBER not in frame.columns:
            yield _chunk(frame, read + 1, shown, numbered=False)
        else:
            numbers = frame[NUMBER].to_numpy()
            ends = [*(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(frame)]
            start = 0
            for end in ends:
                part = frame.slice(start, end - start).drop(NUMBER)
                yield _chunk(part, int(numbers[start]), shown, numbered=True)
                start = end
        read += len(frame)


def _gathered(batches: Iterable[Any], rows: int) -> Iterator[Any]:
    import pyarrow as pa

    waiting: list[Any] = []
    for batch in batches:
        if batch.num_rows:
            waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= rows:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)


def _chunk(frame: pl.DataFrame, first: int, shown: str, *, numbered: bool) -> RowChunk:
    columns = {
        name: cell_reader(name, series.dtype, shown)(series)
        for name, series in zip(frame.columns, frame.get_columns(), strict=True)
    }
    return RowChunk(first, len(frame), columns, lambda row, column: None, numbered)
