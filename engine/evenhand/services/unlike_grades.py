"""Cases whose areas have like grades and whose awarded grade is unlike that of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.domain import Scale
from evenhand.language import RulesInForce, areas_in_leaf, areas_of_start, leaves_of_rule
from evenhand.services.cases import Cases

Profile = tuple[tuple[str, str | None], ...]
"""The grades given of the areas that a grade rests on."""


@dataclass(frozen=True)
class LikeCases:
    """The cases under one rule set whose areas have the same grades.

    `awarded` says how many of them were awarded which grade; `apart` holds those that were awarded another
    grade than most, as people call them, with that grade.
    """

    rules: str
    scale: Scale
    grades: Profile
    awarded: Counter[str]
    apart: tuple[tuple[str, str], ...]

    @property
    def usual(self) -> str:
        """The grade that most were awarded; of two that are as frequent, the better."""
        return max(self.awarded, key=lambda grade: (self.awarded[grade], self.scale.position(grade)))


def unlike_grades(chunks: Iterable[Cases], area: str) -> list[LikeCases]:
    """Where cases with like grades of the areas below were awarded unlike grades of `area`.

    The areas compared are those that `area` is worked out from and that the casebook gives. They stand in the
    order of the cases, each where the first of its like is.
    """
    found: dict[tuple[str, Profile], list[tuple[str, str, str]]] = defaultdict(list)
    scales: dict[str, Scale] = {}
    for cases in chunks:
        awarded = cases.awarded.get(area)
        for row in range(cases.rows if awarded is not None else 0):
            rules = cases.rules.at(row)
            grade = None if awarded is None else awarded.at(row)
            if grade is None or grade not in rules.area_by_id[area].scale:
                continue
            name = rules.rule_set.name
            scales[name] = rules.area_by_id[area].scale
            profile = tuple(
                (id, cases.given[id].at(row)) for id in rests_on(area, rules) if id in cases.given
            )
            found[name, profile].append((grade, cases.id.at(row), _named(cases, row)))
    unlike = [_like(name, scales[name], profile, rows) for (name, profile), rows in found.items()]
    return [like for like in unlike if len(like.awarded) > 1]


def rests_on(area: str, rules: RulesInForce) -> list[str]:
    """The areas that the start and the rules of an area read, in the order of the rule set."""
    own = rules.area_by_id[area]
    read = {*areas_of_start(own.start)}
    read |= {id for rule in own.rules for leaf in leaves_of_rule(rule) for id in areas_in_leaf(leaf)}
    return [id for id in rules.area_by_id if id in read]


def _named(cases: Cases, row: int) -> str:
    """A case as people call it: the provider and the year."""
    day = cases.on.at(row) or cases.published.at(row)
    provider = cases.provider.at(row) or cases.id.at(row)
    return provider if day is None else f"{provider} {day.year}"


def _like(name: str, scale: Scale, profile: Profile, rows: list[tuple[str, str, str]]) -> LikeCases:
    awarded = Counter(grade for grade, _, _ in rows)
    like = LikeCases(name, scale, profile, awarded, ())
    apart = tuple((called, grade) for grade, _, called in rows if grade != like.usual)
    return LikeCases(name, scale, profile, awarded, apart)
