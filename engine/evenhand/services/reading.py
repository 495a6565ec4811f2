"""Files given on the command line that are not YAML."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.diagnostics import InvalidInput, Span, codes
from evenhand.records import NotARecord
from evenhand.services.workspace import shown_path


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises InvalidInput where it cannot be read."""
    name = shown_path(path)
    try:
        if path.is_dir():
            raise InvalidInput([codes.NOT_A_FILE.at(None, path=name, hint="name one file inside it")])
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InvalidInput([codes.FILE_MISSING.at(None, path=name)]) from error
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
        raise InvalidInput([codes.CANNOT_READ.at(None, path=name, problem=problem)]) from error


@contextmanager
def refused_record(path: Path) -> Iterator[None]:
    """Turn the refusal of a file that is no record into a diagnostic."""
    try:
        yield
    except NotARecord as refused:
        span = Span.whole(shown_path(path))
        raise InvalidInput([codes.NOT_A_RECORD.at(span, problem=str(refused))]) from refused
