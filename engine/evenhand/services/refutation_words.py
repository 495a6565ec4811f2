"""What shows that an obligation does not hold, in a few words: where that is so, and an example."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.evaluation import interpret
from evenhand.explanation.terms import area_title
from evenhand.explanation.values import name_words, state_words
from evenhand.explanation.words import either, first_few, listed, quoted, sentence
from evenhand.language import RulesInForce
from evenhand.services.region_words import region_words
from evenhand.services.verify import Answered
from evenhand.services.witness_words import evidence_parts
from evenhand.verification import Example, areas_named

_MOST_EVIDENCE = 8


def refutation_words(one: Answered, rules: RulesInForce) -> Iterator[str]:
    """What shows that an obligation does not hold, a sentence each: where that is so, and an example."""
    found = one.found
    if found.region is not None and found.region.parts:
        yield sentence(f"so it is whenever {region_words(found.region, rules)}")
    if one.claim is not None and found.witnesses:
        yield from _grades(found.witnesses[0], list(areas_named(one.claim.claim)), rules)
    if len(found.witnesses) == 1:
        yield f"For example: {evidence_words(found.witnesses[0], rules) or 'nothing is recorded'}."
    elif found.witnesses:
        yield from _pair(one, rules)
    if found.related:
        # Of a redundant rule: those of which one fires wherever it does.
        covering = either(found.related)
        says = "says" if len(found.related) == 1 else "one of them says"
        yield f"Wherever it fires, {covering} fires too, and {says} as much."
    if found.witnesses and not found.fewest:
        yield "It may be possible to show this with less recorded."


def _grades(example: Example, areas: Sequence[str], rules: RulesInForce) -> Iterator[str]:
    """What some areas come to in an inspection."""
    outcomes = interpret(rules, example.case).areas
    graded = [
        f"{quoted(area_title(rules, id))} is {name_words(outcomes[id].outcome.scale, grade)}"
        for id in areas
        if (grade := outcomes[id].outcome.proposed) is not None
    ]
    if graded:
        yield f"Here {listed(graded)}."


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
    return first_few(list(evidence_parts(example, rules, leaving_out)), _MOST_EVIDENCE)
