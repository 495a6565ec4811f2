"""Numbers as they are typed after an option: what is no number, or out of range, is told in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import typer

Number = TypeVar("Number", int, float)


def whole(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Reads a whole number within bounds. What it gives raises BadParameter."""
    return lambda written: _within(int, "a whole number", written, least, most)


def number(least: float, most: float | None = None) -> Callable[[str | float], float]:
    """Reads a number within bounds. What it gives raises BadParameter."""
    return lambda written: _within(float, "a number", written, least, most)


def _within(
    read: Callable[[str | Number], Number],
    kind: str,
    written: str | Number,
    least: Number,
    most: Number | None,
) -> Number:
    try:
        found = read(written)
        # This way round, because what is not a number is not within bounds either.
        if found >= least and (most is None or found <= most):
            return found
    except ValueError:
        pass
    bounds = f"of {least:,} or more" if most is None else f"from {least:,} to {most:,}"
    raise typer.BadParameter(f"`{written}` is not {kind} {bounds}.")
