"""One problem in something a person wrote: its code, place, message and hint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evenhand.diagnostics.span import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem. A code never changes its meaning and is never reused."""

    id: str
    template: str
    why: str
    bad: str
    good: str
    severity: Severity = "error"

    def at(
        self,
        span: Span | None,
        *,
        hint: str | None = None,
        related: Sequence[tuple[Span, str]] = (),
        **values: object,
    ) -> Diagnostic:
        """Make a diagnostic of this kind at `span`, the template filled from `values`."""
        message = self.template.format(**values)
        return Diagnostic(self, message, span, hint, tuple(related))


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem, ready to be shown. `related` holds other places that belong to it."""

    code: Code
    message: str
    span: Span | None
    hint: str | None = None
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the file cannot be used until this is mended."""
        return self.code.severity == "error"

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by file, then place, then code."""
        if self.span is None:
            return ("", 0, 0, self.code.id, self.message)
        return (self.span.file, self.span.line, self.span.column, self.code.id, self.message)

    def __str__(self) -> str:
        where = f"{self.span}: " if self.span else ""
        return f"{where}{self.code.id} {self.message}"


_CATALOGUE: dict[str, Code] = {}


def code(id: str, template: str, *, why: str, bad: str, good: str, severity: Severity = "error") -> Code:
    """Define a code and enter it in the catalogue.

    Raises ValueError when the id is taken: that is a mistake in the program.
    """
    if id in _CATALOGUE:
        raise ValueError(f"diagnostic code {id} is defined twice")
    made = Code(id, template, why, bad, good, severity)
    _CATALOGUE[id] = made
    return made


def catalogue() -> dict[str, Code]:
    """Every code, by id, in order."""
    return dict(sorted(_CATALOGUE.items()))


class Problems:
    """Gathers diagnostics so that all of them are told, not only the first."""

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        self._found: list[Diagnostic] = []
        self._seen: set[tuple[object, ...]] = set()
        self.extend(found)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep `diagnostic`, unless the very same one is already kept."""
        key = (diagnostic.code.id, diagnostic.message, diagnostic.span)
        if key not in self._seen:
            self._seen.add(key)
            self._found.append(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep each of `diagnostics`."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether any of them stops the file from being used (warnings do not)."""
        return any(diagnostic.is_error for diagnostic in self._found)

    def error_count(self) -> int:
        """How many errors were gathered so far."""
        return sum(diagnostic.is_error for diagnostic in self._found)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them in the order of files and places."""
        return tuple(sorted(self._found, key=Diagnostic.sort_key))

    def raise_if_errors(self) -> None:
        """Raise `InvalidInput` with everything gathered, when there is an error among it."""
        if self.has_errors:
            raise InvalidInput(self.sorted())

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)


class InvalidInput(Exception):
    """What a person wrote cannot be used; carries every diagnostic."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(str(diagnostic) for diagnostic in self.diagnostics[:3]))
