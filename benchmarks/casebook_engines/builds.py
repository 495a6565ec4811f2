"""Every engine that decides a casebook, by name. A name before a comma is that of the library."""

from __future__ import annotations

from benchmarks.casebook_engines import duckdb_engine, openfisca, ours, polars_engine, spark, zen
from benchmarks.casebook_engines.engine import Build

OURS = "evenhand"
"""What all others are held against, where it is among those that are measured."""

BUILDS: dict[str, Build] = {
    OURS: ours.build,
    "evenhand, from columns": ours.build_columns,
    "Polars": polars_engine.build,
    "Polars, coded": polars_engine.build_coded,
    "DuckDB": duckdb_engine.build,
    "DuckDB, coded": duckdb_engine.build_coded,
    "OpenFisca-core": openfisca.build,
    "Spark SQL": spark.build,
    "zen-engine": zen.build,
    "zen-engine, evaluator": zen.build_expression,
}
