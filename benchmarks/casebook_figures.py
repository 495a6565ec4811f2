"""The tables of the casebook benchmark, in Markdown."""

from __future__ import annotations

from typing import Any

from benchmarks.casebook_engines.engine import Task
from benchmarks.engine_table import engine_table


def figures(found: dict[str, Any]) -> str:
    """The tables of a report."""
    how, workload = found["how"], found["workload"]
    lines = [
        f"Made by `make bench` on {how['machine']}, Python {how['python']}, one core and one thread, median "
        f"of {how['rounds']} rounds in turn. {workload['rows']:,} rows in memory. Million rows a second; in "
        f"brackets how many times faster evenhand is. {workload['rules']} rules, {workload['items']} items, "
        f"{workload['areas']} areas.",
        "",
        *engine_table(found, Task, "rows_a_second", _millions, lambda engine: _fewer(engine, workload)),
    ]
    return "\n".join([*lines, *asked_for(found), *_parquet(found), *_scaling(found)])


def _fewer(engine: dict[str, Any], workload: dict[str, Any]) -> str:
    return f", {engine['rows']:,} rows" if engine["rows"] < workload["rows"] else ""


def _millions(rate: float) -> str:
    return f"{rate / 1e6:.2f}" if rate >= 100_000 else f"{rate / 1e6:.4f}"


def asked_for(found: dict[str, Any]) -> list[str]:
    """How evenhand stands to what was asked for, as the lines of a table."""
    lines = ["", "| asked for | at least | reached | |", "|---|---:|---:|---|"]
    for task, asked in found["asked_for"].items():
        for what, one in asked.items():
            said = what if one["against"] is None else f"times {one['against']}"
            met = {True: " met", False: " not met", None: ""}[one["met"]]
            reached = "not measured" if one["reached"] is None else f"{one['reached']:,g}"
            if what == "rows a second" and one["reached"] is not None:
                reached = f"{one['reached']:,.0f}"
            lines.append(f"| {task}: {said} | {one['asked']:,} | {reached} |{met} |")
    return lines


def _parquet(found: dict[str, Any]) -> list[str]:
    measured = found["parquet"]
    lines = [
        "",
        f"From a Parquet file of {measured['rows']:,} rows ({measured['megabytes']:,} MB) to migration "
        f"counts of two rule sets, the whole process with {measured['cores']} cores:",
        "",
        "| engine | seconds | peak memory | asked for |",
        "|---|---:|---:|---|",
    ]
    for name, one in measured["engines"].items():
        asked = ""
        if "met" in one:
            word = "met" if one["met"] else "not met"
            asked = f" {one['asked_seconds']:g} s and {one['asked_megabytes']:,} MB: {word}"
        lines.append(f"| {name} | {one['median']:.2f} | {one['megabytes']:,} MB |{asked} |")
    return lines


def _scaling(found: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "Grades, as rules and rows grow. Seconds of the task, and peak memory of the whole process, columns "
        "included:",
        "",
        "| rules | rows | " + " | ".join(found["scaling"]["engines"]) + " |",
        "|---:|---:|" + "---:|" * len(found["scaling"]["engines"]),
    ]
    for size in found["scaling"]["sizes"]:
        cells = [
            "-" if one is None else f"{one['seconds']:.3f} s, {one['megabytes']:,} MB"
            for one in (size["engines"].get(name) for name in found["scaling"]["engines"])
        ]
        lines.append(f"| {size['rules']} | {size['rows']:,} | " + " | ".join(cells) + " |")
    return lines
