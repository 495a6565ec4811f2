"""Rows that a Spark cluster reads and works on, part by part. What becomes of a part is for others to say.

pyspark and pyarrow are loaded only here, and only when somebody asks for Spark.
"""

from evenhand.backends.spark.rows import PartlyDone, SparkRows, from_csv, parquet_rows, table_rows
from evenhand.backends.spark.session import (
    SparkFailedError,
    SparkMissingError,
    WorkersLackError,
    open_session,
)

__all__ = [
    "PartlyDone",
    "SparkFailedError",
    "SparkMissingError",
    "SparkRows",
    "WorkersLackError",
    "from_csv",
    "open_session",
    "parquet_rows",
    "table_rows",
]
