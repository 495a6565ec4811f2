"""The changes of an amendment, each alone and some together, replayed to tell what each move is owed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np

from evenhand.diagnostics import InvalidInput
from evenhand.domain import Scale
from evenhand.language import Amendment, Change, RuleSet, RulesInForce, amended
from evenhand.replay import Changes, Codes, Reason, Tally, sets_of
from evenhand.services.case_rules import CaseRules, Day
from evenhand.services.cases import Cases, Rows

COUNTS = ("alone", "owed", "lost", "elsewhere")
"""What is counted while cases are replayed."""


@dataclass
class Attribution:
    """What an amendment's changes do: how many cases moved for which reason, and under each change alone.

    `refused` are the sets of changes that make no rule set by themselves.
    """

    amendment: Amendment
    case_rules: CaseRules
    below: Amendment | None = None
    """The amendment that the other side is under already, where `amendment` stands on it."""
    sets: dict[Changes, RuleSet] = field(default_factory=dict)
    refused: list[Changes] = field(default_factory=list)
    alone: dict[tuple[str, str], Tally] = field(default_factory=dict)
    owed: dict[tuple[str, Reason], Tally] = field(default_factory=dict)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many cases each change alone would move, by area, that have no grade with all of them."""
    elsewhere: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many each alone would move to one grade, and all of them move to another."""

    def __post_init__(self) -> None:
        for some in sets_of(list(self.changes)):
            try:
                chosen = [change for id, change in self.changes.items() if id in some]
                self.sets[some] = amended(self.base, chosen)
            except InvalidInput:
                self.refused.append(some)

    @property
    def base(self) -> RuleSet:
        """The rule set that the changes are made to."""
        return self.amendment.chain[0].base if self.below is None else self.below.rule_set

    @property
    def changes(self) -> dict[str, Change]:
        """Every change, in order, by id; in a chain of amendments with the id of its own before it."""
        chain = self.amendment.chain
        known = () if self.below is None else self.below.chain
        every = [change for one in chain[len(known) :] for change in one.changes]
        return {change.id if len(chain) == 1 else change.name: change for change in every}

    def of_day(self, day: Day) -> Hashable:
        """What tells days apart on which some of the changes make other rules, and all of them do not.

        Within one amendment each part of the rules is as it is before or as it is after, so there is nothing.
        In a chain a later change may undo what an earlier one says of some days only.
        """
        if len(self.amendment.chain) == 1:
            return None
        rules = [self.case_rules.replayed(rule_set, day) for rule_set in self.sets.values()]
        # Rules that are the same are the same object; of all that are not, nothing is tried.
        return tuple(id(one) if isinstance(one, RulesInForce) else 0 for one in rules)

    def rules_for(self, cases: Cases) -> dict[Changes, RulesInForce]:
        """The rules that each set of changes makes for some cases.

        The cases are all under one set of rules before, and under one with all changes, and `of_day` tells no
        day of theirs from another.
        """
        found = {}
        for some, rule_set in self.sets.items():
            # They are the same for all of these cases, so any of their days does.
            rules = self.case_rules.replayed(rule_set, cases.on.at(0), cases.rules.at(0))
            if isinstance(rules, RulesInForce):
                found[some] = rules
        return found

    def add(
        self,
        area: str,
        scale: Scale,
        before: Codes,
        after: Codes,
        alone: Mapping[Changes, Codes],
        because: Mapping[Reason, Rows],
    ) -> dict[Changes, Rows]:
        """Count what the moves of some cases are owed to. `because` has the rows that moved, by why they did.

        Returned are, by change, the rows that it alone would move, and all changes together do not.
        """
        for reason, rows in because.items():
            self.owed.setdefault((area, reason), Tally(scale)).add(before[rows], after[rows])
        stayed = {}
        for changes, codes in alone.items():
            if len(changes) == 1:
                (change,) = changes
                self.alone.setdefault((area, change), Tally(scale)).add(before, codes)
                would = (before >= 0) & (codes >= 0) & (codes != before)
                self.lost[area, change] += int(np.count_nonzero(would & (after < 0)))
                other = would & (after >= 0) & (after != before) & (after != codes)
                self.elsewhere[area, change] += int(np.count_nonzero(other))
                stayed[changes] = np.flatnonzero(would & (after == before))
        return stayed
