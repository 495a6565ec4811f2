"""Coded cases as files of a cache: planes that are mapped into memory, and what else a replay counts by."""

from __future__ import annotations

import datetime
import io
import mmap
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from evenhand.backends.planes import CodedColumns, ColumnId, ColumnKind, Form
from evenhand.evidence.rows import Column, constant
from evenhand.language import RulesInForce
from evenhand.services.cases import Cases, Rows

Value = TypeVar("Value")

_DAYS = ("on", "published")
_NAMED = ("groups", "given", "awarded")


@dataclass
class Store:
    """A folder that arrays are written to or read from, numbered in order.

    The name of a file ends in a checksum of it, so what is read is what was written.
    """

    folder: Path
    written: int = 0

    def keep(self, array: np.ndarray) -> str:
        """Write an array; its name is returned."""
        buffer = io.BytesIO()
        np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
        content = buffer.getbuffer()
        name = f"{self.written}-{zlib.crc32(content):08x}.npy"
        self.written += 1
        (self.folder / name).write_bytes(content)
        return name

    def read(self, name: str) -> np.ndarray:
        """An array, mapped into memory. Raises OSError or ValueError where it is not whole."""
        with (
            (self.folder / name).open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            if not name.endswith(f"-{zlib.crc32(content):08x}.npy"):
                raise ValueError(f"{name} is not as it was written")
        found: np.ndarray = np.load(self.folder / name, mmap_mode="r", allow_pickle=False)
        return found


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
