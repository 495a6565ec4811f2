"""Numbers as they are typed after an option: what is no number, or out of range, is told in plain words."""

from __future__ import annotations

from collections.abc import Callable

import typer


def whole(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Reads a whole number within bounds. What it gives raises BadParameter."""

    def read(written: str | int) -> int:
        try:
            found = int(written)
        except ValueError:
            raise typer.BadParameter(_told(written, "a whole number", least, most)) from None
        if found < least or (most is not None and found > most):
            raise typer.BadParameter(_told(written, "a whole number", least, most))
        return found

    return read


def number(least: float, most: float | None = None) -> Callable[[str | float], float]:
    """Reads a number within bounds. What it gives raises BadParameter."""

    def read(written: str | float) -> float:
        try:
            found = float(written)
        except ValueError:
            raise typer.BadParameter(_told(written, "a number", least, most)) from None
        # This way round, because what is not a number is not within bounds either.
        if not (found >= least and (most is None or found <= most)):
            raise typer.BadParameter(_told(written, "a number", least, most))
        return found

    return read


def _told(written: str | float, kind: str, least: float, most: float | None) -> str:
    bounds = f"of {least:,} or more" if most is None else f"from {least:,} to {most:,}"
    return f"`{written}` is not {kind} {bounds}."
