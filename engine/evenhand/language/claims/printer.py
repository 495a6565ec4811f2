"""Claims back to what they are written in. Reading that again gives an equal tree."""

from __future__ import annotations

from typing import assert_never

from evenhand.language.claims.nodes import (
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    Whenever,
    WithinGrades,
)
from evenhand.language.nodes import AllOf, AnyOf, Condition, CountOf, NoneOf
from evenhand.language.printer import Plain, print_condition, print_leaf


def print_claim(claim: Claim) -> Plain:
    """The claim as plain data that reads back as an equal tree: one line, or a block where that is needed."""
    match claim:
        case Whenever(condition, then):
            first, second = print_condition(condition), print_condition(then)
            # A comma of a condition's own could be taken for the one between the two.
            if isinstance(first, str) and isinstance(second, str) and "," not in first + second:
                return f"whenever {first}, {second}"
            return {"whenever": first, "then": second}
        case Always(condition):
            return _one_condition("always", condition)
        case Never(condition):
            return _one_condition("never", condition)
        case _:
            return claim_text(claim)


def _one_condition(word: str, condition: Condition) -> Plain:
    written = print_condition(condition)
    return f"{word} {written}" if isinstance(written, str) else {word: written}


def claim_text(claim: Claim) -> str:
    """The claim on one line, for people. Several conditions are joined by words, in brackets.

    >>> claim_text(NeverSofter("leaders", "ilacs@2023"))
    'never softer on leaders than ilacs@2023'
    """
    match claim:
        case NeverSofter(area, than):
            return f"never softer{_on(area)} than {than}"
        case NeverStricter(area, than):
            return f"never stricter{_on(area)} than {than}"
        case NeverDiffers(area, than):
            return f"never differs{_on(area)} from {than}"
        case Whenever(condition, then):
            return f"whenever {_in_words(condition)}, {_in_words(then)}"
        case Always(condition):
            return f"always {_in_words(condition)}"
        case Never(condition):
            return f"never {_in_words(condition)}"
        case WithinGrades(area, other, grades):
            noun = "grade" if grades == 1 else "grades"
            return f"{area} never differs from {other} by more than {grades} {noun}"
        case _:
            assert_never(claim)


def _on(area: str | None) -> str:
    return "" if area is None else f" on {area}"


def _in_words(condition: Condition) -> str:
    match condition:
        case AllOf(parts):
            return f"({' and '.join(map(_in_words, parts))})"
        case AnyOf(parts):
            return f"({' or '.join(map(_in_words, parts))})"
        case NoneOf(parts):
            return f"none of ({'; '.join(map(_in_words, parts))})"
        case CountOf(quantity, number, parts):
            return f"{quantity} {number} of ({'; '.join(map(_in_words, parts))})"
        case _:
            return print_leaf(condition)
