"""What some rule sets ask of an inspection, sorted by what it rests on."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evenhand.backends.planes import Coding, RuleCircuit
from evenhand.backends.planes.area_circuit import GivenInput
from evenhand.backends.planes.one_column import OneColumn
from evenhand.backends.planes.reading import LookUp, Switch
from evenhand.backends.planes.row_leaves import RowInput, RowLeaf, RowQuestion, columns_of
from evenhand.domain import EvidenceItem, Scale
from evenhand.language import (
    ColumnId,
    GivenOnly,
    PreviousGrade,
    RulesInForce,
    positive_of,
)


@dataclass(frozen=True)
class Asked:
    """All that some rule sets ask of an inspection, sorted by what it rests on.

    `alone` has the leaves that one column decides, `several` the questions over several columns (with
    `columns`, each column they read), `given` the areas that are given only, with their scales.
    """

    alone: tuple[OneColumn, ...]
    several: tuple[RowQuestion, ...]
    columns: tuple[ColumnId, ...]
    items: Mapping[str, EvidenceItem]
    scales: Mapping[str, Scale]
    given: Mapping[str, Scale]

    @classmethod
    def of(cls, circuits: Iterable[RuleCircuit], rule_sets: Sequence[RulesInForce]) -> Asked:
        """What the circuits of some rule sets in force ask."""
        inputs: dict[Hashable, None] = {}
        raw: dict[ColumnId, None] = {}
        for own in circuits:
            for signal, key in own.circuit.keys.items():
                if isinstance(key, RowInput | GivenInput):
                    inputs[key] = None
                elif not isinstance(key, Switch):
                    looked_up, _ = own.circuit.looked_up_as(signal)
                    assert isinstance(looked_up, LookUp)
                    raw |= dict.fromkeys(looked_up.columns)
        coding = Coding(inputs, raw)
        several = tuple(question for question, _ in coding.several)
        columns = {part.column: None for part in coding.alone}
        for question in several:
            columns |= dict.fromkeys(columns_of(question))
        columns |= raw
        items = {id: item for rules in rule_sets for id, item in rules.schema.items.items()}
        scales = {area.id: area.scale for rules in rule_sets for area in rules.areas}
        for question in several:
            if isinstance(question, RowLeaf):
                for atom in _previous_in(question):
                    scales.setdefault(atom.area, atom.scale)
        given = {
            area.id: area.scale
            for rules in rule_sets
            for area in rules.areas
            if isinstance(area.start, GivenOnly)
        }
        return cls(tuple(coding.alone), several, tuple(columns), items, scales, given)

    @cached_property
    def leaves(self) -> dict[ColumnId, tuple[RowLeaf, ...]]:
        """The leaves that each column decides by itself."""
        return {part.column: part.questions for part in self.alone}


def _previous_in(question: RowLeaf) -> list[PreviousGrade]:
    inner = positive_of(question.leaf)
    return [
        part
        for part in (getattr(inner, "subject", None), getattr(inner, "other", None))
        if isinstance(part, PreviousGrade)
    ]
