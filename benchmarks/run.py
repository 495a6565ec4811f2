"""Measure evenhand beside other rule engines: `make bench`.

Writes a file into benchmarks/results for each benchmark, and the tables in benchmarks/README.md. Needs the
reference data (EVENHAND_DATA) for the workload.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # run as a file: what it imports is found from the top of the repository
    sys.path[0] = str(Path(__file__).parent.parent)

from benchmarks import (
    casebook,
    casebook_figures,
    moderation_likeness,
    moderation_planted,
    moderation_repair_truth,
    one_inspection,
    second_opinion,
    start_up,
    verification,
    verification_figures,
)
from benchmarks.engine_table import engine_table
from benchmarks.engines.engine import NotInstalledError, Task
from benchmarks.measuring import SECONDS

FOLDER = Path(__file__).parent
README = FOLDER / "README.md"
BENCHMARKS = (
    "one_inspection",
    "second_opinion",
    "casebook",
    "verification",
    "moderation_likeness",
    "moderation_planted",
    "moderation_repair_truth",
)


def main() -> int:
    """Measure, print and write; 1 where the workload is not there or an engine decides otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benchmarks", nargs="*", metavar="BENCHMARK", help=f"all of {', '.join(BENCHMARKS)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each engine and task in a round")
    parser.add_argument(
        "--rows", type=int, default=casebook.ROWS, help="of the casebook; in Parquet 10 times as many"
    )
    parser.add_argument("--no-write", action="store_true", help="leave results and README as they are")
    options = parser.parse_args()
    wrong = [name for name in options.benchmarks if name not in BENCHMARKS]
    if wrong:
        parser.error(f"there is no benchmark {wrong[0]}")
    for name in options.benchmarks or BENCHMARKS:
        try:
            found, text = _measured(name, options)
        except FileNotFoundError as missing:
            print(f"nothing was measured: {missing}", file=sys.stderr)
            return 1
        except NotInstalledError as missing:
            print(f"{name} was not measured: {missing}", file=sys.stderr)
            continue
        print(text)
        if not options.no_write:
            _write(name, found, text)
    return 0


def _measured(name: str, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The report of a benchmark, and its tables."""

    def told(line: str) -> None:
        print(line, file=sys.stderr)

    if name == "casebook":
        found = casebook.run(options.rows, options.rounds, options.seconds, told)
        return found, casebook_figures.figures(found)
    if name == "second_opinion":
        found = second_opinion.run(options.rounds, options.seconds, told)
        return found, second_opinion.figures(found)
    if name == "verification":
        found = verification.run(options.rounds, told)
        return found, verification_figures.figures(found)
    if name == "moderation_planted":
        found = moderation_planted.run(options.rounds, told)
        return found, moderation_planted.figures(found)
    if name == "moderation_likeness":
        found = moderation_likeness.run(options.rounds, told)
        return found, moderation_likeness.figures(found)
    if name == "moderation_repair_truth":
        found = moderation_repair_truth.run(told)
        return found, moderation_repair_truth.figures(found)
    found = one_inspection.run(options.rounds, options.seconds, told)
    found["start_up_seconds"] = start_up.run()
    return found, figures(found)


def _write(name: str, found: dict[str, Any], text: str) -> None:
    results = FOLDER / "results" / f"{name}.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    begin, end = (f"<!-- {edge} of figures: {name} -->" for edge in ("beginning", "end"))
    before, _, rest = README.read_text(encoding="utf-8").partition(begin)
    after = rest.partition(end)[2]
    README.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def figures(found: dict[str, Any]) -> str:
    """The tables of a report, in Markdown."""
    how, workload = found["how"], found["workload"]
    lines = [
        f"Made by `make bench` on {how['machine']}, Python {how['python']}, one core, median of "
        f"{how['rounds']} rounds in turn. Records a second; in brackets how many times faster evenhand is. "
        f"{workload['rules']} rules, {workload['items']} items, {workload['areas']} areas.",
        "",
        *engine_table(found, Task, "records_a_second", "{:,.0f}".format),
    ]
    for task, rate in found["evenhand_on_all_records_in_turn"].items():
        lines += [
            "",
            f"evenhand with all {workload['records_checked']:,} records in turn: {task}, {rate:,.0f}.",
        ]
    lines += ["", "| asked for | at least | reached | |", "|---|---:|---:|---|"]
    for task, asked in found["asked_for"].items():
        for what, standing in asked.items():
            lines.append(
                _standing(f"{task}: {what}", standing["asked"], standing["reached"], standing["met"])
            )
    lines += ["", "| start-up | at most | best | median | processor | |", "|---|---:|---:|---:|---:|---|"]
    for measured in found["start_up_seconds"].values():
        word = "met" if measured["met"] else "not met"
        lines.append(
            f"| `{measured['command']}` | {measured['asked']} s | {measured['best']} s "
            f"| {measured['median']} s | {measured['best_processor']} s | {word} |"
        )
    return "\n".join(lines)


def _standing(what: str, asked: int, reached: float | None, met: bool | None) -> str:
    if reached is None:
        return f"| {what} | {asked:,} | not measured | |"
    return f"| {what} | {asked:,} | {reached:,.0f} | {'met' if met else 'not met'} |"


if __name__ == "__main__":
    sys.exit(main())
