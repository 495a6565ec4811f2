"""Polars, in two forms: columns with nulls, as people have them, and columns in which a code stands for null.

Tried and slower, both for nulls and for codes: grades as sums of truths, counts of areas as sums, Int16
columns, the streaming engine, and chunks of 65,536 or 131,072 records. A second copy of each column with its
other code is as fast as one. Booleans of Polars are bits, so that truths are cheap. Comparisons that rules or
rule sets share are found by Polars itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.casebook_engines.engine import (
    MISSING,
    Answer,
    Engine,
    Matrix,
    Packs,
    Task,
)
from benchmarks.casebook_engines.layers import COMPARED, MAYBE, READINGS, Named, condition
from benchmarks.casebook_engines.polars_plans import UNDECIDED, Cases, Plan, Replay
from benchmarks.engines.engine import NotInstalledError
from benchmarks.workload import Pack


def build(packs: Packs) -> Engine:
    """Expressions over columns with nulls, whose logic is that of SQL."""
    polars = _polars()
    note = "lazy expressions over UInt8 and Boolean columns with nulls; for the replay made codes first"
    return _engine(packs, _Nulls(polars), _Filled(polars), "Polars", note)


def build_coded(packs: Packs) -> Engine:
    """Expressions over columns without nulls, each rule twice where it may be undecided."""
    polars = _polars()
    note = "UInt8 columns in which 255 is missing; each rule written for surely, and again for possibly"
    return _engine(packs, _Codes(polars), _Codes(polars), "Polars, coded", note)


def _polars() -> Any:
    try:
        import polars
    except ImportError:
        raise NotInstalledError("pip install polars") from None
    return polars


def _engine(packs: Packs, form: _Nulls | _Codes, counting: _Codes, name: str, note: str) -> Engine:
    polars = form.polars
    # Null is nothing in a `when`, which makes that the faster way for nulls. For codes the steps are faster.
    plan = Cases if form.nulls else Plan
    plans = {
        Task.GRADES: plan(packs, form, ("grade",)),
        Task.STATUSES: plan(packs, form, tuple(READINGS)),
    }
    replay, from_file = Replay(packs, counting), Replay(packs, _Filled(polars))

    def read(task: Task, found: Any) -> Answer:
        return replay.read(found) if task is Task.REPLAY else plans[task].read(found)

    def summary(path: Path) -> Any:
        counts = from_file.asked(polars.scan_parquet(path))
        return from_file.read(counts.collect(engine="streaming")).migration

    return Engine(
        name=name,
        version=polars.__version__,
        take=lambda matrix: form.take(packs, matrix),
        tasks={
            **{
                task: lambda frame, plan=plan: plan.asked(frame.lazy()).collect()
                for task, plan in plans.items()
            },
            Task.REPLAY: lambda frame: replay.asked(frame.lazy()).collect(),
        },
        read=read,
        note=note,
        # One way of reading a file, whichever form the columns in memory have.
        summary=None if not form.nulls else summary,
    )


# --- rules --------------------------------------------------------------------------------------------


class _Nulls:
    """Items with nulls. A comparison with null is null, and so are `and` and `or` where that decides them."""

    nulls = True

    def __init__(self, polars: Any) -> None:
        self.polars = polars

    def take(self, packs: Packs, matrix: Matrix) -> Any:
        """The columns in memory."""
        column = self.polars.col
        known = {
            item: self.polars.when(column(item) != MISSING).then(
                column(item) == 1 if item in packs.flags else column(item)
            )
            for item in packs.items
        }
        return self.polars.DataFrame(dict(zip(packs.items, matrix, strict=True))).select(**known).rechunk()

    def rules(self, frame: Any, packs: dict[str, Pack], *, statuses: bool) -> Any:
        """The rules of all packs, under each prefix."""
        written = {
            prefix + rule["id"]: condition(rule["when"], self._leaf)
            for prefix, pack in packs.items()
            for rule in pack["rules"]
        }
        return frame.select(**written)

    def statuses(self, rules: Sequence[str]) -> Named:
        """Of the rules that were made: whether each fired, and whether it is undecided."""
        column = self.polars.col
        fired = {rule: column(rule).fill_null(False) for rule in rules}
        return fired | {UNDECIDED + rule: column(rule).is_null() for rule in rules}

    def _leaf(self, item: str, operation: str, value: int | bool) -> Any:
        column = self.polars.col(item)
        if isinstance(value, bool):
            return column if value else ~column
        return COMPARED[operation](column, value)


class _Codes:
    """Items without nulls. MISSING is more than any value, so that some comparisons never hold of it."""

    nulls = False

    def __init__(self, polars: Any) -> None:
        self.polars = polars

    def take(self, packs: Packs, matrix: Matrix) -> Any:
        """The columns in memory: the rows of the matrix."""
        return self.polars.DataFrame(dict(zip(packs.items, matrix, strict=True)))

    def rules(self, frame: Any, packs: dict[str, Pack], *, statuses: bool) -> Any:
        """The rules of all packs, under each prefix."""
        rules = {
            prefix + rule["id"]: rule["when"] for prefix, pack in packs.items() for rule in pack["rules"]
        }
        written = {name: condition(when, self._surely) for name, when in rules.items()}
        if not statuses:
            return frame.select(**written)
        written |= {MAYBE + name: condition(when, self._possibly) for name, when in rules.items()}
        return frame.select(**written)

    def statuses(self, rules: Sequence[str]) -> Named:
        """Of the rules that were made: whether each fired, and whether it is undecided."""
        column = self.polars.col
        fired = {rule: column(rule) for rule in rules}
        return fired | {UNDECIDED + rule: column(MAYBE + rule) & ~column(rule) for rule in rules}

    def _surely(self, item: str, operation: str, value: int | bool) -> Any:
        column = self.polars.col(item)
        compared = COMPARED[operation](column, int(value))
        return compared if operation in ("<=", "<", "==") else compared & (column != MISSING)

    def _possibly(self, item: str, operation: str, value: int | bool) -> Any:
        column = self.polars.col(item)
        compared = COMPARED[operation](column, int(value))
        return compared | (column == MISSING) if operation in ("<=", "<", "==") else compared


class _Filled(_Codes):
    """Items with nulls, which are made codes at the beginning of every plan."""

    def rules(self, frame: Any, packs: dict[str, Pack], *, statuses: bool) -> Any:
        """The rules of all packs, under each prefix."""
        filled = frame.select(self.polars.all().cast(self.polars.UInt8).fill_null(MISSING))
        return super().rules(filled, packs, statuses=statuses)
