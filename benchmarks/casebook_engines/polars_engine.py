"""Polars, in two forms: columns with nulls, as people have them, and columns in which a code stands for null.

Tried and slower, both for nulls and for codes: grades made with when and then, Int16 columns, one expression
for all layers, the streaming engine, chunks of 16,384 to 131,072 records, and a second copy of each column
with its other sentinel (as fast as codes, and twice the memory). Booleans of Polars are bits, so that truths
are cheap. Comparisons that two rules share, or two rule sets, are found by Polars itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.casebook_engines.engine import (
    GRADES,
    MISSING,
    Answer,
    Engine,
    Matrix,
    Packs,
    Task,
    counted,
    stacked,
)
from benchmarks.casebook_engines.layers import COMPARED, MAYBE, READINGS, STEPS, Layers, Named, condition
from benchmarks.engines.engine import NotInstalledError
from benchmarks.workload import Pack

UNDECIDED = "undecided_"
BEFORE, AFTER = "", "edited_"


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
    plans = {
        Task.GRADES: _Plan(packs, form, ("grade",)),
        Task.STATUSES: _Plan(packs, form, tuple(READINGS)),
    }
    replay, from_file = _Replay(packs, counting), _Replay(packs, _Filled(polars))

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
        summary=None if isinstance(form, _Codes) else summary,
    )


# --- rules --------------------------------------------------------------------------------------------


class _Nulls:
    """Items with nulls. A comparison with null is null, and so are `and` and `or` where that decides them."""

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
        column = self.polars.col
        ruled = frame.select(**written)
        sure = {name: column(name).fill_null(False) for name in written}
        if not statuses:
            return ruled.select(**sure)
        maybe = {MAYBE + name: column(name).fill_null(True) for name in written}
        undecided = {UNDECIDED + name: column(name).is_null() for name in written}
        return ruled.select(**sure, **maybe, **undecided)

    def _leaf(self, item: str, operation: str, value: int | bool) -> Any:
        column = self.polars.col(item)
        if isinstance(value, bool):
            return column if value else ~column
        return COMPARED[operation](column, value)


class _Codes:
    """Items without nulls. MISSING is more than any value, so that some comparisons never hold of it."""

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
        column = self.polars.col
        undecided = {UNDECIDED + name: column(MAYBE + name) & ~column(name) for name in rules}
        return frame.select(**written).with_columns(**undecided)

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


# --- grades -------------------------------------------------------------------------------------------


class _Words:
    def __init__(self, polars: Any, same: dict[str, str]) -> None:
        self.polars = polars
        self.same = same
        """Columns that are the same as another, which stands for both."""

    def column(self, name: str) -> Any:
        return self.polars.col(self.same.get(name, name))

    def number(self, truths: Any) -> Any:
        return sum((one.cast(self.polars.UInt8) for one in truths[1:]), truths[0].cast(self.polars.UInt8))


class _Plan:
    """Grades of one kind or more, with every rule's status where all kinds are asked for."""

    def __init__(self, packs: Packs, form: _Nulls | _Codes, kinds: tuple[str, ...]) -> None:
        self.packs = packs
        self.form = form
        self.kinds = kinds
        self.statuses = len(kinds) > 1
        layers = Layers(packs.now, _Words(form.polars, {}), kinds)
        self.steps, self.overall, self.grades = layers.steps(), layers.overall(), layers.grades()
        self.kept = [*packs.rules, *(UNDECIDED + rule for rule in packs.rules)] if self.statuses else []

    def asked(self, frame: Any) -> Any:
        """The lazy frame of an answer."""
        ruled = self.form.rules(frame, {"": self.packs.now}, statuses=self.statuses)
        stepped = ruled.select(*self.kept, **self.steps).with_columns(**self.overall)
        return stepped.select(*self.kept, **self.grades)

    def read(self, found: Any) -> Answer:
        """The arrays of an answer."""

        def of(kind: str) -> Any:
            return stacked(found, [f"{kind}_{area}" for area in self.packs.areas])

        if not self.statuses:
            return Answer(of("grade"))
        fired = stacked(found, self.packs.rules)
        undecided = stacked(found, [UNDECIDED + rule for rule in self.packs.rules])
        return Answer(of("grade"), of("lower"), of("upper"), fired, undecided)


class _Replay:
    """How many records reach each pair of steps, which is counted in bits."""

    def __init__(self, packs: Packs, form: _Codes) -> None:
        self.packs = packs
        self.form = form
        before = {rule["id"]: rule["when"] for rule in packs.now["rules"]}
        edited = [rule for rule in packs.edited["rules"] if rule["when"] != before.get(rule["id"])]
        self.edited = {**packs.edited, "rules": edited}
        same = {AFTER + id: id for id in before if all(rule["id"] != id for rule in edited)}
        words = _Words(form.polars, same)
        self.layers = {
            BEFORE: Layers(packs.now, words, prefix=BEFORE),
            AFTER: Layers(packs.edited, words, prefix=AFTER),
        }

    def asked(self, frame: Any) -> Any:
        """The lazy frame of one row, whose columns are the counts."""
        steps: Named = {}
        overall: Named = {}
        for layers in self.layers.values():
            steps |= layers.steps()
            overall |= layers.overall()
        ruled = self.form.rules(frame, {BEFORE: self.packs.now, AFTER: self.edited}, statuses=False)
        return ruled.select(**steps).with_columns(**overall).select(**self._counts())

    def _counts(self) -> Named:
        polars = self.form.polars
        found = {"records": polars.len()}
        for area in self.packs.areas:
            for before in (0, *STEPS):
                for after in (0, *STEPS):
                    reached = [
                        polars.col(self.layers[prefix].step("grade", area, step))
                        for prefix, step in ((BEFORE, before), (AFTER, after))
                        if step
                    ]
                    if reached:
                        both = reached[0] if len(reached) == 1 else reached[0] & reached[1]
                        found[f"{area}_{before}_{after}"] = both.sum()
        return found

    def read(self, found: Any) -> Answer:
        """The migration counts."""
        import numpy

        row = found.row(0, named=True)
        tables = []
        for area in self.packs.areas:
            cells = [
                row.get(f"{area}_{before}_{after}", row["records"])
                for before in range(GRADES)
                for after in range(GRADES)
            ]
            tables.append(counted(numpy.array(cells).reshape(GRADES, GRADES)))
        return Answer(migration=numpy.stack(tables))
