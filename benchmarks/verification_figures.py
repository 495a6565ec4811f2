"""The tables of the verification benchmark, in Markdown."""

from __future__ import annotations

from typing import Any

_RESULTS = ("proved", "refuted", "undecided")


def figures(found: dict[str, Any]) -> str:
    """The tables of a report, in Markdown."""
    how = found["how"]
    lines = [
        f"Made by `make bench` on {how['machine']}, Python {how['python']}, one core, median of "
        f"{how['rounds']} rounds. Seconds of processor time.",
        "",
        "| obligations | proved, refuted, undecided | to load | to the first answer | all | asked for "
        "| peak memory |",
        "|---|---:|---:|---:|---:|---|---:|",
    ]
    for name, one in found["obligations"].items():
        counts = ", ".join(str(one["results"].get(result, 0)) for result in _RESULTS)
        lines.append(
            f"| {name} | {counts} | {one['seconds_to_load']:.2f} | {one['seconds_to_the_first_answer']:.2f} "
            f"| {one['seconds']:.2f} | {_asked(one)} | {one['megabytes']} MB |"
        )
    lines += ["", "| whole command | on the wall | processor |", "|---|---:|---:|"]
    for name, one in found["commands"].items():
        lines.append(f"| `evenhand verify {name}` | {one['on_the_wall']:.2f} | {one['processor']:.2f} |")
    lines += [
        "",
        "| two versions compared | to read both | an area, median | worst | asked for "
        "| with inspections, median | worst |",
        "|---|---:|---:|---:|---|---:|---:|",
    ]
    for name, one in found["differences"].items():
        area, shown = one["an_area"], one["with_inspections"]
        lines.append(
            f"| {name} | {one['seconds_to_read_both']:.2f} | {area['median']:.3f} | {area['worst']:.3f} "
            f"| {_asked(one)} | {shown['median']:.2f} | {shown['worst']:.2f} |"
        )
    ways = next(iter(found["changes"].values()))["ways"]
    lines += [
        "",
        f"| fewest changes | questions | out of reach | median | worst | asked for "
        f"| {ways} ways, median | worst |",
        "|---|---:|---:|---:|---:|---|---:|---:|",
    ]
    for name, one in found["changes"].items():
        fewest, every = one["fewest"], one["every_way"]
        lines.append(
            f"| {name} | {one['questions']} | {one['out_of_reach']} | {fewest['median']:.3f} "
            f"| {fewest['worst']:.3f} | {_asked(one)} | {every['median']:.3f} | {every['worst']:.3f} |"
        )
    return "\n".join(lines)


def _asked(one: dict[str, Any]) -> str:
    if "asked" not in one:
        return ""
    return f"{one['asked']:g}: {'met' if one['met'] else 'not met'}"
