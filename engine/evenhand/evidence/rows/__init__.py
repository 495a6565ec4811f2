"""The rows of a casebook: CSV or Parquet, some at a time, each column with its values once.

Apart from the rest of its floor, because it needs numpy, and polars for Parquet.
"""

from evenhand.evidence.rows.chunk import BadRows, FindPlace, RowChunk
from evenhand.evidence.rows.column import Column, Which, column_of, constant, paired
from evenhand.evidence.rows.csv_rows import CsvRows
from evenhand.evidence.rows.parquet_rows import CellReader, Cells, ParquetRows, cell_reader

__all__ = [
    "BadRows",
    "CellReader",
    "Cells",
    "Column",
    "CsvRows",
    "FindPlace",
    "ParquetRows",
    "RowChunk",
    "Which",
    "cell_reader",
    "column_of",
    "constant",
    "paired",
]
