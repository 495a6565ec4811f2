"""A trace with its indexes: rule steps by id, the area of each rule, what computed items come to."""

from __future__ import annotations

from functools import cached_property

from evenhand.domain import EvidenceItem, EvidenceProfile, ItemState, Scale, Unknown
from evenhand.evaluation.interpreter import reading_of
from evenhand.evaluation.readings import Knowledge, read_item_number
from evenhand.evaluation.trace import (
    Amount,
    AnyRuleStep,
    AreaStep,
    ConditionStep,
    InspectionTrace,
    LeafStep,
    Names,
    Step,
)
from evenhand.explanation.values import amount_words, item_words, short_words
from evenhand.explanation.voices import Voice, voices_of
from evenhand.language import AnyRule, RestsOn, RulesInForce, Whole, rests_on

Words = dict[tuple[str, ItemState | None, str | int | None], str]
"""The words of an item's state, by what stands beside it: the number of cases, or the text that follows."""


def leaf_steps_of(step: Step) -> list[LeafStep]:
    """The leaves of a condition, in the order written."""
    if isinstance(step, ConditionStep):
        return [leaf for part in step.parts for leaf in leaf_steps_of(part)]
    return [step]


class Book:
    """One trace, looked up often. It changes nothing; each index is made when it is first asked for.

    `words` keeps the words of values that occur again; books over the same rules may share it.
    """

    def __init__(self, trace: InspectionTrace, words: Words | None = None) -> None:
        self.trace = trace
        self._words: Words = {} if words is None else words

    @property
    def rules(self) -> RulesInForce:
        """The rules in force for the inspection."""
        return self.trace.rules

    @property
    def profile(self) -> EvidenceProfile:
        """What is recorded."""
        return self.trace.case.profile

    @cached_property
    def rule_steps(self) -> dict[str, AnyRuleStep]:
        """Every rule's step by the rule's id."""
        found = {step.rule.id: step for area in self.trace.areas.values() for step in area.rules}
        found.update((step.rule.id, step) for step in self.trace.other_rules)
        return found

    @cached_property
    def _area_of_rule(self) -> dict[str, str]:
        return {step.rule.id: id for id, area in self.trace.areas.items() for step in area.rules}

    @cached_property
    def _knowledge(self) -> Knowledge:
        computed = self.rules.rule_set.derivations.parts()
        return Knowledge(self.trace.case, self.rules.parameters, computed)

    @cached_property
    def _voices(self) -> dict[str, Voice]:
        return voices_of(self.rules)

    def voice(self, rule: AnyRule) -> Voice:
        """Whether a rule asks for good things or looks for bad ones."""
        return self._voices[rule.id]

    def reads(self, area: str) -> RestsOn:
        """What an area rests on, through findings and other areas; computed items stand for themselves.

        Of an area that is given, nothing but its grade bears on others.
        """
        return rests_on(self.rules, area, Whole(area=self.trace.case.given.__contains__, item=_always))

    def reads_directly(self, area: str) -> RestsOn:
        """What an area rests on, other areas named but not gone into."""
        return rests_on(self.rules, area, Whole(area=_always, item=_always))

    def area(self, id: str) -> AreaStep:
        """An area's step. Raises KeyError for an area that the rule set does not have."""
        return self.trace.areas[id]

    def area_of(self, rule_id: str) -> str | None:
        """The area in whose file a rule stands."""
        return self._area_of_rule.get(rule_id)

    def scale_of(self, rule_id: str) -> Scale:
        """The scale of the area in whose file a rule stands."""
        return self.trace.areas[self._area_of_rule[rule_id]].area.scale

    def amount(self, item: EvidenceItem) -> Amount | None:
        """What a number, count or share item can be; None for other types."""
        return read_item_number(item, self._knowledge) if item.type.is_numeric else None

    def item_value(self, item: EvidenceItem) -> str:
        """What is recorded or worked out for an item, in words."""
        profile = self.profile
        state = profile.states.get(item.id)
        # A computed value, an assumption or a conflict says more than the state alone.
        if state is None or isinstance(state, Unknown) or profile.has_assumptions:
            amount = self.amount(item) if item.computed is not None else None
            return item_words(item, profile, amount)
        key = (item.id, state, profile.cases)
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = item_words(item, profile)
        return found

    def short_value(self, item: EvidenceItem, following: str) -> str:
        """The value to stand inside a rule's own sentence, which goes on with `following`."""
        state = self.profile.states.get(item.id)
        if item.computed is not None and state is None:
            amount = self.amount(item)
            if amount is not None:
                return amount_words(amount)
        key = (item.id, state, following)
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = short_words(item, self.profile.state(item.id), following)
        return found

    def reading(self, area: str) -> Names:
        """What other rules read of an area."""
        return reading_of(self.trace.areas[area].outcome)


def _always(id: str) -> bool:
    return True
