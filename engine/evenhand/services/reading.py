"""Files given on the command line that are not YAML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand import source
from evenhand.diagnostics import InvalidInput, Problems, Span, codes
from evenhand.records import NotARecord
from evenhand.services.workspace import shown_path
from evenhand.source import Limits

# A record carries a case sample and a whole rule set.
_LIMITS = Limits(size=64 * 1024 * 1024)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises InvalidInput where it cannot be read."""
    problems = Problems()
    written = source.read_bytes(path, problems, _LIMITS, shown_path(path))
    if written is None:
        raise InvalidInput(problems.sorted())
    return written


@contextmanager
def refused_record(path: Path) -> Iterator[None]:
    """Turn the refusal of a file that is no record into a diagnostic."""
    try:
        yield
    except NotARecord as refused:
        span = Span.whole(shown_path(path))
        raise InvalidInput([codes.NOT_A_RECORD.at(span, problem=str(refused))]) from refused
