"""What the witnesses of an obligation record and show, in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.domain import NOT_LOOKED_AT, DoesNotApply, EvidenceItem, ItemState
from evenhand.evaluation import interpret
from evenhand.explanation.terms import area_title
from evenhand.explanation.values import name_words, state_words
from evenhand.explanation.words import counted, first_few, listed, quoted, sentence
from evenhand.language import RulesInForce
from evenhand.services.region_words import region_words
from evenhand.services.verify import Answered
from evenhand.verification import Example

_MOST_EVIDENCE = 8


def witness_words(one: Answered, rules: RulesInForce) -> Iterator[str]:
    """What shows that an obligation does not hold, a sentence each: where that is so, and an example."""
    found = one.found
    if found.region is not None and found.region.parts:
        yield sentence(f"so it is whenever {region_words(found.region, rules)}")
    if len(found.witnesses) == 1:
        yield f"For example: {evidence_words(found.witnesses[0], rules) or 'nothing is recorded'}."
    elif found.witnesses:
        yield from _pair(one, rules)
    if found.related:
        yield f"See {listed(found.related)}."
    if found.witnesses and not found.fewest:
        yield "It may be possible to show this with less recorded."


def _pair(one: Answered, rules: RulesInForce) -> Iterator[str]:
    """Two inspections, of which the better one has the lower grade."""
    area, *better = one.obligation.subject
    before, after = one.found.witnesses
    grades = []
    for example in (before, after):
        outcome = interpret(rules, example.case).areas[area].outcome
        grades.append(name_words(outcome.scale, outcome.proposed or ""))
    changed = [
        f"{quoted(title_of(id, rules))} from {_value(id, before, rules)} to {_value(id, after, rules)}"
        for id in better
    ]
    verb = "takes" if len(changed) == 1 else "take"
    yield f"For example: {listed(changed)} {verb} the grade from {grades[0]} to {grades[1]}."
    rest = evidence_words(before, rules, leaving_out=better)
    if rest:
        yield f"The same in both: {rest}."


def title_of(id: str, rules: RulesInForce) -> str:
    """The title of an item, or of an area whose grade is given."""
    item = rules.schema.items.get(id)
    return area_title(rules, id) if item is None else item.title


def _value(id: str, example: Example, rules: RulesInForce) -> str:
    item = rules.schema.items.get(id)
    if item is None:
        return _given(id, example, rules)
    return state_words(item, example.case.profile.state(id), example.case.profile.cases)


def _given(area: str, example: Example, rules: RulesInForce) -> str:
    grade, scale = example.case.given.get(area), rules.area_by_id[area].scale
    return name_words(scale, grade) if grade is not None and grade in scale else "not judged"


def evidence_words(example: Example, rules: RulesInForce, leaving_out: Sequence[str] = ()) -> str:
    """What an inspection records, in a few words; nothing where it records nothing."""
    case = example.case
    parts = [
        _recorded(item, state, case.profile.cases)
        for id, item in rules.schema.items.items()
        if id not in leaving_out and (state := case.profile.state(id)) != NOT_LOOKED_AT
    ]
    for area in rules.areas:
        if area.id in case.given and area.id not in leaving_out:
            parts.append(f"{quoted(area.title)} is given as {_given(area.id, example, rules)}")
        if area.id in case.previous.grades:
            grade = name_words(area.scale, case.previous.grades[area.id])
            parts.append(f"{quoted(area.title)} was {grade} before")
    if case.previous.none:
        parts.append("there was no inspection before")
    if case.profile.cases is not None:
        verb = "is" if case.profile.cases == 1 else "are"
        parts.append(f"{counted(case.profile.cases, 'cases')} {verb} sampled")
    return first_few(parts, _MOST_EVIDENCE)


def _recorded(item: EvidenceItem, state: ItemState, cases: int | None) -> str:
    verb = "" if isinstance(state, DoesNotApply) else "is "
    return f"{quoted(item.title)} {verb}{state_words(item, state, cases)}"
