"""How Polars is asked: lazy frames over the rules, whichever form its columns have."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any, Protocol

from benchmarks.casebook_engines.engine import GRADES, Answer, Packs, counted, stacked
from benchmarks.casebook_engines.layers import MAYBE, READINGS, STEPS, Layers, Named
from benchmarks.workload import Pack

UNDECIDED = "undecided_"
BEFORE, AFTER = "", "edited_"


class Form(Protocol):
    """Columns with nulls or with codes, and the rules over them."""

    polars: Any
    nulls: bool
    """Whether an undecided rule is null. Otherwise a second column says whether it possibly holds."""

    def rules(self, frame: Any, packs: dict[str, Pack], *, statuses: bool) -> Any:
        """The rules of all packs, under each prefix."""

    def statuses(self, rules: Sequence[str]) -> Named:
        """Of the rules that were made: whether each fired, and whether it is undecided."""


class _Words:
    def __init__(self, form: Form, same: dict[str, str]) -> None:
        self.polars = form.polars
        self.nulls = form.nulls
        self.same = same
        """Rules that are the same as another, which stands for both."""

    def rule(self, name: str, certainty: str) -> Any:
        name = self.same.get(name, name)
        return self.polars.col(name if self.nulls else certainty + name)

    def settled(self, held: Any, certainty: str) -> Any:
        return held.fill_null(certainty == MAYBE) if self.nulls else held

    def column(self, name: str) -> Any:
        return self.polars.col(name)

    def grade(self, steps: Any) -> Any:
        polars = self.polars
        asked = polars
        for grade, step in reversed(list(enumerate(steps, 1))):
            asked = asked.when(step).then(polars.lit(grade, polars.UInt8))
        return asked.otherwise(polars.lit(0, polars.UInt8))


class Plan:
    """Grades of one kind or more, with every rule's status where all kinds are asked for."""

    def __init__(self, packs: Packs, form: Form, kinds: tuple[str, ...]) -> None:
        self.packs = packs
        self.form = form
        self.kinds = kinds
        self.statuses = len(kinds) > 1
        layers = Layers(packs.now, _Words(form, {}), kinds)
        self.steps, self.overall, self.grades = layers.steps(), layers.overall(), layers.grades()
        self.kept = form.statuses(packs.rules) if self.statuses else {}

    def asked(self, frame: Any) -> Any:
        """The lazy frame of an answer."""
        ruled = self.form.rules(frame, {"": self.packs.now}, statuses=self.statuses)
        stepped = ruled.select(**self.kept, **self.steps).with_columns(**self.overall)
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


class Cases(Plan):
    """The same without steps of areas: their grades with `when` and `then` over the rules.

    For rules that can be null this is faster: what is null does not count in a `when`.
    """

    def __init__(self, packs: Packs, form: Form, kinds: tuple[str, ...]) -> None:
        super().__init__(packs, form, kinds)
        words = _Words(form, {})
        self.areas = {
            f"{kind}_{area}": _area(packs.now, words, kind, area)
            for kind in kinds
            for area in packs.now["areas"]
        }
        self.steps = Layers(packs.now, _Steps(form, {}), kinds).overall()
        self.overall = {f"{kind}_overall": self.grades[f"{kind}_overall"] for kind in kinds}

    def asked(self, frame: Any) -> Any:
        """The lazy frame of an answer."""
        ruled = self.form.rules(frame, {"": self.packs.now}, statuses=self.statuses)
        graded = ruled.select(**self.kept, **self.areas).with_columns(**self.steps)
        return graded.select(*self.kept, *self.areas, **self.overall)


class _Steps(_Words):
    """Steps of an area that are read off its grade."""

    def column(self, name: str) -> Any:
        grade, _, step = name.rpartition("_")
        return self.polars.col(grade) >= int(step)


def _area(pack: Pack, words: _Words, kind: str, area: str) -> Any:
    """The best grade that is supported, cut to the lowest limit."""
    polars = words.polars
    best, lowest = max(pack["grades"]), min(pack["grades"])
    chains = []
    for said, certainty, grades, otherwise in (
        ("supports", READINGS[kind][0], range(best, lowest - 1, -1), 0),
        ("limits", READINGS[kind][1], range(lowest, best + 1), best),
    ):
        asked = polars
        for grade in grades:
            wanted = {"kind": said, "area": area, "grade": grade}
            rules = [words.rule(rule["id"], certainty) for rule in pack["rules"] if rule["then"] == wanted]
            if rules:
                held = functools.reduce(operator.or_, rules)
                asked = asked.when(held.fill_null(True) if certainty else held).then(
                    polars.lit(grade, polars.UInt8)
                )
        chains.append(asked.otherwise(polars.lit(otherwise, polars.UInt8)))
    return polars.min_horizontal(*chains)


class Replay:
    """How many records reach each pair of steps, which is counted in bits."""

    def __init__(self, packs: Packs, form: Form) -> None:
        self.packs = packs
        self.form = form
        before = {rule["id"]: rule["when"] for rule in packs.now["rules"]}
        edited = [rule for rule in packs.edited["rules"] if rule["when"] != before.get(rule["id"])]
        self.edited = {**packs.edited, "rules": edited}
        same = {AFTER + id: id for id in before if all(rule["id"] != id for rule in edited)}
        words = _Words(form, same)
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
