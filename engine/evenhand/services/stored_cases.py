"""Coded cases as files of a cache: planes that are mapped into memory, and what else a replay counts by."""

from __future__ import annotations

import datetime
import math
import mmap
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np

from evenhand.backends.planes import CodedColumns, Form
from evenhand.evidence.rows import Column, constant
from evenhand.language import (
    ColumnId,
    ColumnKind,
    RulesInForce,
)
from evenhand.services.cases import Cases, Rows

Value = TypeVar("Value")

ARRAYS = "arrays.bin"
_ALIGNED = 64
"""Arrays begin at a multiple of so many bytes, as wide words of a processor and its caches like it."""

_DAYS = ("on", "published")
_NAMED = ("groups", "given", "awarded", "departures")


Place = Sequence[Any]
"""Where an array is: the byte it begins at, its type, its shape, and a checksum of it. Plain data."""


@dataclass
class Store:
    """A folder whose one file arrays are written to, or read from while it is mapped into memory.

    One file, because each that is mapped is one of the few that a process may have open.
    """

    folder: Path
    written: int = 0
    """How many arrays were written."""
    _file: BinaryIO | None = None
    _map: mmap.mmap | None = None

    def keep(self, array: np.ndarray) -> Place:
        """Write an array; its place is returned."""
        array = np.ascontiguousarray(array)
        content = array.tobytes()
        if self._file is None:
            self._file = (self.folder / ARRAYS).open("xb")
        self._file.write(bytes(-self._file.tell() % _ALIGNED))
        first = self._file.tell()
        self._file.write(content)
        self.written += 1
        return [first, array.dtype.str, list(array.shape), zlib.crc32(content)]

    def close(self) -> None:
        """Bring everything to the file. Raises OSError where there is no room for it."""
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def read(self, place: Place) -> np.ndarray:
        """An array, mapped into memory. Raises OSError or ValueError where it is not whole."""
        first, kind, shape, checksum = place
        count = math.prod(shape)
        if not count:
            return np.empty(shape, np.dtype(kind))
        if self._map is None:
            # The map outlives the file: a cache may be deleted while it is read.
            with (self.folder / ARRAYS).open("rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        found: np.ndarray = np.frombuffer(self._map, np.dtype(kind), count, first)
        if zlib.crc32(found.data) != checksum:
            raise ValueError(f"what begins at {first} is not as it was written")
        return found.reshape(shape)


def stored(cases: Cases, coded: Sequence[CodedColumns], store: Store) -> dict[str, Any]:
    """Write some cases; what is returned, as plain data, reads them back."""
    number = cases.number
    first, last = int(number[0]), int(number[-1])
    found: dict[str, Any] = {"rows": cases.rows, "first": first}
    if last - first + 1 != cases.rows:
        found["number"] = store.keep(number)
    for name in _DAYS:
        column: Column[datetime.date | None] = getattr(cases, name)
        found[name] = _column(column.mapped(lambda day: None if day is None else day.isoformat()), store)
    for kind in _NAMED:
        found[kind] = {name: _column(column, store) for name, column in getattr(cases, kind).items()}
    found["coded"] = [_coded(one, store) for one in coded]
    return found


def _column(column: Column[Any], store: Store) -> dict[str, Any]:
    used = column.used()
    values = list(used.values)
    return {"values": values} if len(values) == 1 else {"values": values, "which": store.keep(used.which)}


def _coded(coded: CodedColumns, store: Store) -> dict[str, Any]:
    return {
        "full": sorted([column.kind.value, column.id] for column in coded.form.full),
        "given": sorted(coded.form.given),
        "planes": store.keep(coded.planes),
    }


def read_back(
    found: Mapping[str, Any],
    rules: Column[RulesInForce],
    store: Store,
    find: Callable[[Sequence[int], bool], Cases],
) -> tuple[Cases, list[CodedColumns]]:
    """Some stored cases and their coded columns. `find` gives whole cases by the numbers of their rows.

    Raises OSError, ValueError or KeyError where a file is not whole.
    """
    rows = int(found["rows"])

    def column(written: Mapping[str, Any], change: Callable[[Any], Value]) -> Column[Value]:
        values = [change(value) for value in written["values"]]
        if "which" not in written:
            return constant(values[0], rows)
        return Column(values, _of_length(store.read(written["which"]), rows))

    def named(kind: str) -> dict[str, Column[Any]]:
        return {name: column(written, lambda value: value) for name, written in found[kind].items()}

    def day(written: str | None) -> datetime.date | None:
        return None if written is None else datetime.date.fromisoformat(written)

    first = int(found["first"])
    number = first + np.arange(rows) if "number" not in found else store.read(found["number"])

    def whole(some: Rows, evidence: bool) -> Cases:
        return find([int(one) for one in number[some]], evidence)

    cases = Cases(
        number=_of_length(number, rows),
        id=constant("", rows),
        provider=constant("", rows),
        on=column(found["on"], day),
        published=column(found["published"], day),
        rules=rules,
        groups=named("groups"),
        items={},
        given=named("given"),
        awarded=named("awarded"),
        previous={},
        sampled=constant(None, rows),
        departures=named("departures"),
        find=whole,
    )
    return cases, [_read_coded(one, rows, store) for one in found["coded"]]


def _of_length(array: Any, rows: int) -> Any:
    if array.shape != (rows,):
        raise ValueError(f"{array.shape} is not the shape of {rows} rows")
    return array


def _read_coded(found: Mapping[str, Any], rows: int, store: Store) -> CodedColumns:
    full = frozenset(ColumnId(ColumnKind(kind), id) for kind, id in found["full"])
    planes = store.read(found["planes"])
    if planes.ndim != 2 or planes.shape[1] != -(-rows // 64) or planes.dtype != np.dtype("<u8"):
        raise ValueError("these are not the planes of so many rows")
    return CodedColumns(rows, Form(full, frozenset(found["given"])), planes, {})
