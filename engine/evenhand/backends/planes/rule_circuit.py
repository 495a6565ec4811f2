"""A rule set in force as one circuit: every rule, finding and outcome as signals over what is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from evenhand.backends.planes.area_circuit import AreaCircuit, area_circuit
from evenhand.backends.planes.circuit import Circuit
from evenhand.backends.planes.rails import Rails, any_of
from evenhand.backends.planes.reading import Reading
from evenhand.backends.planes.tables import concluded
from evenhand.language import AnyRule, Area, Condition, FindingTable, Rule, RulesInForce, findings_of


@dataclass(frozen=True)
class RuleCircuit:
    """The circuit of a rule set in force, and the signals that say what follows.

    `rules` has whether each rule fires, `findings` whether each finding is concluded, `areas` the outcomes,
    all in the order of the rule set. `in_force` are the rules, and `known` is what is known of their areas
    and findings, by which any of their conditions can be asked besides; `asked` has those that were.
    """

    circuit: Circuit
    rules: dict[str, Rails]
    findings: dict[str, Rails]
    areas: dict[str, AreaCircuit]
    in_force: RulesInForce
    known: Reading
    asked: dict[Condition, Rails] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: RulesInForce, *, asking: Iterable[Condition] = (), switched: bool = False) -> Self:
        """Build the circuit of a rule set in force.

        `asking` has conditions to decide besides. Where `switched`, every rule and every row of a table
        counts only while its `Switch` is on.
        """
        builder = _Builder(rules, switched)
        built = builder.build()
        asked = {condition: builder.known.condition(condition) for condition in asking}
        return cls(*built, asked)


class _Builder:
    def __init__(self, rules: RulesInForce, switched: bool) -> None:
        self.rules = rules
        circuit = Circuit()
        computed = rules.rule_set.derivations.parts()
        self.circuit = circuit
        self.known = Reading(circuit, rules.parameters, computed, switched=switched)
        self.guess = Reading(circuit, rules.parameters, computed, switched=switched)
        self.areas: dict[str, AreaCircuit] = {}
        self.fired: dict[str, Rails] = {}
        self.concluded: dict[str, tuple[dict[str, Rails], dict[str, Rails]]] = {}

    def build(
        self,
    ) -> tuple[Circuit, dict[str, Rails], dict[str, Rails], dict[str, AreaCircuit], RulesInForce, Reading]:
        for id in self.rules.rule_set.order:
            area = self.rules.area_by_id.get(id)
            if area is None:
                self._finding(id)
            else:
                self._area(area)
        return (
            self.circuit,
            {rule.id: self.fired[rule.id] for rule in self.rules.all_rules},
            {id: self.known.findings[id] for id in self.rules.rule_set.findings},
            {area.id: self.areas[area.id] for area in self.rules.areas},
            self.rules,
            self.known,
        )

    def _finding(self, id: str) -> None:
        """A finding holds if one of the rules or tables that conclude it says so."""
        concluding = self.rules.concluding_rules.get(id, ())
        known, guess = [], []
        for rule in concluding:
            own, again = self._concluded(rule)
            known.append(own[id])
            guess.append(again[id])
        self.known.findings[id] = any_of(self.circuit, known)
        self.guess.findings[id] = any_of(self.circuit, guess)

    def _concluded(self, rule: AnyRule) -> tuple[dict[str, Rails], dict[str, Rails]]:
        """What a rule or table concludes on both readings, worked out once."""
        found = self.concluded.get(rule.id)
        if found is not None:
            return found
        if isinstance(rule, FindingTable):
            again = rule.id in self.rules.rules_reading_areas
            known = concluded(rule.table, self.known, rule.id)
            guess = concluded(rule.table, self.guess, rule.id) if again else known
            self.fired[rule.id] = any_of(self.circuit, known.values())
        else:
            own, other = self._rule(rule)
            (finding,) = findings_of(rule)
            known, guess = {finding: own}, {finding: other}
        self.concluded[rule.id] = known, guess
        return known, guess

    def _rule(self, rule: Rule) -> tuple[Rails, Rails]:
        """Whether a rule fires, on both readings."""
        known = self.fired[rule.id] = self.known.rule(rule)
        again = rule.id in self.rules.rules_reading_areas
        return known, self.guess.rule(rule) if again else known

    def _area(self, area: Area) -> None:
        pairs = [(rule, *self._rule(rule)) for rule in area.grading_rules]
        known = [(rule, rails) for rule, rails, _ in pairs]
        guess = [(rule, rails) for rule, _, rails in pairs]
        found = self.areas[area.id] = area_circuit(area, self.known, self.guess, known, guess)
        self.known.areas[area.id] = found.names(self.circuit)
        self.guess.areas[area.id] = found.provisional_names(self.circuit)
