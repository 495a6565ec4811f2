"""What a made-up inspection records, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from evenhand.domain import NOT_LOOKED_AT
from evenhand.explanation.values import name_words, state_words
from evenhand.explanation.words import counted, quoted
from evenhand.language import RulesInForce

if TYPE_CHECKING:
    from evenhand.verification import Example


def evidence_parts(example: Example, rules: RulesInForce, leaving_out: Collection[str] = ()) -> Iterator[str]:
    """What an inspection records, item by item and area by area; nothing where it records nothing."""
    case = example.case
    for id, item in rules.schema.items.items():
        state = case.profile.state(id)
        if id not in leaving_out and state != NOT_LOOKED_AT:
            words = state_words(item, state, case.profile.cases)
            yield f"{quoted(item.title)} {words if words.startswith('does not') else f'is {words}'}"
    for area in rules.areas:
        if area.id in case.given and area.id not in leaving_out:
            grade = case.given[area.id]
            words = name_words(area.scale, grade) if grade in area.scale else "not judged"
            yield f"{quoted(area.title)} is given as {words}"
        if area.id in case.previous.grades:
            grade = name_words(area.scale, case.previous.grades[area.id])
            yield f"{quoted(area.title)} was {grade} before"
    if case.previous.none:
        yield "there was no inspection before"
    if case.profile.cases is not None:
        verb = "is" if case.profile.cases == 1 else "are"
        yield f"{counted(case.profile.cases, 'cases')} {verb} sampled"
