"""The names that a condition may use: items, areas, parameters, findings and groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from evenhand.diagnostics import Code, Problems, Span, did_you_mean
from evenhand.domain import EvidenceItem, Scale
from evenhand.language.grammar import Arithmetic, Cases, Word, parse_term
from evenhand.language.rules import Parameter
from evenhand.language.ruleset import RuleSet


def collapsed(name: str) -> str:
    """A name with its runs of spaces made single: how finding names are compared."""
    return " ".join(name.split())


@dataclass(frozen=True)
class Names:
    """What each name stands for. Items, areas, parameters, finding ids and groups share one namespace.

    `areas` gives each area's scale. `findings` maps a finding's name and its id to its id.
    """

    items: Mapping[str, EvidenceItem]
    areas: Mapping[str, Scale] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    """Names whose own definition is refused already: nothing more is told where they are used."""

    @cached_property
    def quotients(self) -> frozenset[str]:
        """The ids of items that are computed as a quotient by a count, or as nothing but such an item."""
        found: list[str] = []
        copies: dict[str, list[str]] = {}
        for id, item in self.items.items():
            match parse_term(item.computed) if item.computed is not None else None:
                case Arithmetic("/", _, Word() | Cases()):
                    found.append(id)
                case Word(copied):
                    copies.setdefault(copied, []).append(id)
        # The list grows while it is read. Items that are copies in a circle are never reached from it.
        for id in found:
            found.extend(copies.get(id, ()))
        return frozenset(found)

    def all(self) -> Iterator[str]:
        """Every name there is, for hints."""
        yield from self.items
        yield from self.areas
        yield from self.parameters
        yield from self.findings
        yield from self.groups

    def what(self, name: str) -> str | None:
        """What a name stands for, in words; None when it is free."""
        if name in self.items:
            return "an evidence item"
        if name in self.areas:
            return "a judgement area"
        if name in self.parameters:
            return "a parameter"
        if name in self.groups:
            return "a group"
        if name in self.findings:
            return "a finding"
        return None

    def refuse_unknown(
        self, name: str, code: Code, span: Span, known: Iterable[str], problems: Problems
    ) -> None:
        """Tell that a name stands for nothing, with the nearest one `known`; nothing where it is broken."""
        if name not in self.broken:
            problems.add(code.at(span, name=name, hint=did_you_mean(name, known)))


def names_of(rule_set: RuleSet) -> Names:
    """The names that a condition about a rule set may use, outside its files as inside."""
    findings = rule_set.findings.values()
    return Names(
        items=rule_set.schema.items,
        areas={area.id: area.scale for area in rule_set.areas},
        parameters=rule_set.parameters,
        findings={
            **{found.id: found.id for found in findings},
            **{found.name: found.id for found in findings},
        },
        groups=rule_set.groups,
    )
