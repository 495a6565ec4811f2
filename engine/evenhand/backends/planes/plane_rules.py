"""A rule set in force, decided over columns: many inspections at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from evenhand.backends.planes.circuit import Kind
from evenhand.backends.planes.coding import CodedColumns, Coding, Form
from evenhand.backends.planes.program import CHUNK_WORDS, Program
from evenhand.backends.planes.reading import LookUp
from evenhand.backends.planes.result import PlaneResult
from evenhand.backends.planes.rule_circuit import RuleCircuit
from evenhand.backends.planes.views import Asked, View, views_of
from evenhand.language import (
    ColumnId,
    RulesInForce,
)


class PlaneRules:
    """A rule set in force, compiled for columns once.

    `coding` says how columns are coded; without one, the rule set has its own. To run several rule sets on
    the same planes, compile them with `compile_together`.
    """

    def __init__(
        self, rules: RulesInForce, *, circuit: RuleCircuit | None = None, coding: Coding | None = None
    ) -> None:
        self.rules = rules
        self.circuit = RuleCircuit.of(rules) if circuit is None else circuit
        self.scales = {area.id: area.scale for area in rules.areas}
        self.coding = coding_of([self.circuit]) if coding is None else coding
        self._programs: dict[tuple[Form, Asked], tuple[dict[View, list[int]], Program]] = {}

    def run(self, coded: CodedColumns, asked: Asked, *, chunk_words: int = CHUNK_WORDS) -> PlaneResult:
        """Decide what is asked for every row of some columns that `coding` coded.

        Raises ValueError for columns that were coded otherwise.
        """
        if len(coded.planes) != self.coding.layout(coded.form).planes:
            raise ValueError("these columns were coded for other rules")
        views, program = self._program(coded.form, asked)
        levels = program.run(coded, chunk_words)
        found = {view: tuple(levels[at] for at in places) for view, places in views.items()}
        return PlaneResult(coded.rows, self.scales, found)

    def _program(self, form: Form, asked: Asked) -> tuple[dict[View, list[int]], Program]:
        found = self._programs.get((form, asked))
        if found is None:
            views = views_of(self.circuit, asked)
            outputs = list(dict.fromkeys(signal for levels in views.values() for signal in levels))
            place = {signal: at for at, signal in enumerate(outputs)}
            program = Program(self.circuit.circuit, outputs, self.coding.layout(form).inputs)
            places = {view: [place[signal] for signal in levels] for view, levels in views.items()}
            found = self._programs[form, asked] = (places, program)
        return found


def compile_together(rule_sets: Sequence[RulesInForce], asked: Asked = Asked.EVERYTHING) -> list[PlaneRules]:
    """Compile rule sets that are to be run on the same coded columns. `asked` is all that may be asked."""
    circuits = [RuleCircuit.of(rules) for rules in rule_sets]
    coding = coding_of(circuits, asked)
    return [
        PlaneRules(rules, circuit=circuit, coding=coding)
        for rules, circuit in zip(rule_sets, circuits, strict=True)
    ]


def coding_of(circuits: Iterable[RuleCircuit], asked: Asked = Asked.EVERYTHING) -> Coding:
    """The coding that has all that some circuits are asked."""
    inputs: dict[Hashable, None] = {}
    raw: dict[ColumnId, None] = {}
    for own in circuits:
        views = views_of(own, asked)
        outputs = [signal for levels in views.values() for signal in levels]
        for signal in own.circuit.needed_for(outputs):
            key = own.circuit.keys.get(signal)
            if own.circuit.kinds[signal] is Kind.INPUT:
                inputs[key] = None
            elif own.circuit.kinds[signal] is Kind.LOOKED_UP:
                looked_up, _ = own.circuit.looked_up_as(signal)
                assert isinstance(looked_up, LookUp)
                raw |= dict.fromkeys(looked_up.columns)
    return Coding(inputs, raw)
