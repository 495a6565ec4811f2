"""The two sides of a replay: each case's own rules, one rule set for all, or the grades that were awarded."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

import numpy as np

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import Number
from evenhand.evidence.rows import paired
from evenhand.language import Amendment, Area, RuleSet, RulesInForce
from evenhand.replay import Changes
from evenhand.services.area_names import AreaNames
from evenhand.services.case_rules import CaseRules, Day, Fault
from evenhand.services.cases import Cases
from evenhand.services.workspace import Workspace

OWN = "own"
AWARDED: Final = "awarded"

Asked = RulesInForce | Fault | Literal["awarded"] | None
"""How one side grades a case: by rules, by what was awarded, not for a reason, or (None) not affected."""


@dataclass(frozen=True)
class Side:
    """One side of a replay. `rule_set` is the one that it names, where it names one version."""

    name: str
    reference: str
    rule_set: RuleSet | None
    case_rules: CaseRules
    amendment: Amendment | None = None

    @property
    def is_awarded(self) -> bool:
        """Whether it is the grades that people awarded."""
        return self.reference == AWARDED

    def asked(self, own: RulesInForce, day: Day) -> Asked:
        """How it grades a case that was judged under `own` on `day`."""
        if self.reference == OWN:
            return own
        if self.reference == AWARDED:
            return AWARDED
        if self.rule_set is None:
            return self.case_rules.own(self.reference, day)
        return self.case_rules.replayed(self.rule_set, day, own)

    def leaves_out(self, own: RulesInForce, other: Side, asked: Asked) -> bool:
        """Whether a case judged under `own`, which the other side grades as `asked`, is not affected.

        An amendment affects the cases that are otherwise under the rule set that it amends, and no others.
        Where the other side is another rule set for all cases, every case is under both.
        """
        if self.amendment is None:
            return False
        base = self.amendment.chain[0].base.name
        if other.rule_set is not None:
            if other.amendment is None or other.amendment.chain[0].base.name != base:
                return False
        elif isinstance(asked, RulesInForce):
            return base_name(asked.rule_set) != base
        return base_name(own.rule_set) != base


def base_name(rule_set: RuleSet) -> str:
    """The name of a rule set, or of the one under all amendments that made it: `ilacs@2023`."""
    return rule_set.name.partition("+")[0]


def side_of(reference: str, workspace: Workspace, case_rules: CaseRules) -> Side:
    """The side that `own`, `awarded` or a rule set's name stands for.

    `ilacs` without a version is, for each case, the one in force on its day. Raises InvalidInput for a rule
    set that is not there or is broken.
    """
    if reference == OWN:
        return Side("each case's own rules", OWN, None, case_rules)
    if reference == AWARDED:
        return Side("the grades awarded", AWARDED, None, case_rules)
    # Read here even where each case has its own version, so that a wrong name is told at once.
    path = workspace.find(reference)
    rule_set, amendment = workspace.rule_set(reference), workspace.amendment_at(path)
    if amendment is None and reference != rule_set.name and is_framework(reference):
        return Side(reference, reference, None, case_rules)
    return Side(rule_set.name, reference, rule_set, case_rules, amendment)


def is_framework(reference: str) -> bool:
    """Whether a reference names a framework without saying which version."""
    return re.fullmatch(r"[A-Za-z]\w*", reference) is not None


# --- cases that both sides grade alike ----------------------------------------------------------------


@dataclass(frozen=True)
class Alike:
    """Some cases that each side grades in one way, and how."""

    cases: Cases
    before: Asked
    after: Asked


def alike(
    cases: Cases, before: Side, after: Side, besides: Callable[[Day], Hashable] = lambda day: None
) -> Iterator[Alike]:
    """The cases told apart by how the two sides grade them, and by what else tells their days apart."""

    def sides(own: tuple[RulesInForce, Day]) -> tuple[Asked, Asked, Hashable]:
        first, last = before.asked(*own), after.asked(*own)
        if before.leaves_out(own[0], after, last) or after.leaves_out(own[0], before, first):
            return None, None, None
        return first, last, besides(own[1])

    asked = paired(cases.rules, cases.on).mapped(sides)
    places: dict[tuple[int, int, Hashable], list[int]] = {}
    for at, (one, other, beside) in enumerate(asked.values):
        places.setdefault((id(one), id(other), beside), []).append(at)
    for same in places.values():
        how = asked.values[same[0]][:2]
        if len(places) == 1:
            yield Alike(cases, *how)
        else:
            yield Alike(cases.taken(np.flatnonzero(np.isin(asked.which, same))), *how)


def check_schemas(cases: Cases, sides: Sequence[RulesInForce]) -> None:
    """Evidence is read only by rules of its own schema: an item of another may mean something else.

    Raises InvalidInput.
    """
    if not cases.items:
        return
    for own in cases.rules.used().values:
        for side in sides:
            if side.schema.id != own.schema.id:
                name, schema = side.rule_set.name, side.schema.id
                raise InvalidInput([codes.OTHER_SCHEMA.at(None, name=name, schema=schema, own=own.schema.id)])


# --- the rules that are tried on them -----------------------------------------------------------------

Name = Hashable
"""What a set of rules is tried as: BEFORE, AFTER, some changes of an amendment, a value of a threshold."""

BEFORE, AFTER = "before", "after"


@dataclass
class Tried:
    """The sets of rules that some cases are decided under: the two sides, and what is tried besides."""

    before: RulesInForce | Literal["awarded"]
    after: RulesInForce | Literal["awarded"]
    subsets: Mapping[Changes, RulesInForce] = field(default_factory=dict)
    swept: Mapping[Number, RulesInForce] = field(default_factory=dict)
    called: AreaNames = field(default_factory=AreaNames)
    """What the sides call areas."""

    def area(self, rules: RulesInForce, id: str) -> Area | None:
        """An area of one set of rules, renamed or not; None where it has none such."""
        return self.called.area(rules, id)

    def on_sides(self, id: str) -> list[tuple[RulesInForce, str]]:
        """What an area is called on each side that has it."""
        areas = [(side, self.area(side, id)) for side in self.sides]
        return [(side, area.id) for side, area in areas if area is not None]

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Every area of the two sides by what it goes by; one that is renamed is there once."""
        return self.called.of_sides(self.sides)

    @property
    def ends(self) -> tuple[tuple[str, RulesInForce | Literal["awarded"]], ...]:
        """The two sides by name."""
        return ((BEFORE, self.before), (AFTER, self.after))

    @property
    def sides(self) -> list[RulesInForce]:
        """The sides that are rules: two, or one where the other is the grades awarded."""
        return [side for _, side in self.ends if isinstance(side, RulesInForce)]

    @cached_property
    def by_name(self) -> dict[Name, RulesInForce]:
        """Every set of rules by what it is tried as."""
        found: dict[Name, RulesInForce] = {
            name: side for name, side in self.ends if isinstance(side, RulesInForce)
        }
        found |= {("changes", changes): rules for changes, rules in self.subsets.items()}
        return found | {("value", value): rules for value, rules in self.swept.items()}

    @property
    def names(self) -> list[Name]:
        """What the sets of rules are tried as, in order."""
        return list(self.by_name)

    @property
    def rules(self) -> list[RulesInForce]:
        """The sets of rules, in order."""
        return list(self.by_name.values())
