"""The table of engines by task that a report has, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def engine_table(
    found: dict[str, Any],
    tasks: Iterable[str],
    rates: str,
    rate: Callable[[float], str],
    more: Callable[[dict[str, Any]], str] = lambda engine: "",
) -> list[str]:
    """The lines of a table with a row an engine and a column a task.

    `rates` is the part of the report that has the figures by task and engine; `rate` writes one of them, and
    `more` what is said of an engine behind its version.
    """
    tasks = list(tasks)
    lines = ["| engine | " + " | ".join(tasks) + " |", "|---|" + "---:|" * len(tasks)]
    for name, engine in found["engines"].items():
        cells = [_cell(found[rates].get(task, {}).get(name), rate) for task in tasks]
        lines.append(f"| {name} {engine['version']}{more(engine)} | " + " | ".join(cells) + " |")
    for name, why in found["skipped"].items():
        lines.append(f"| {name} | {why} |" + " |" * (len(tasks) - 1))
    return lines


def _cell(figures: dict[str, Any] | None, rate: Callable[[float], str]) -> str:
    if figures is None:
        return "-"
    times = figures.get("evenhand_is_times_faster")
    return rate(figures["median"]) + ("" if times is None else f" ({times:g}x)")
