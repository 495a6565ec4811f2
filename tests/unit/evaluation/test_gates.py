"""A condition in normal form, read off a board of bits, is true, false or unknown as its parts make it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from evenhand.evaluation.board import Board, Marks, WordCode
from evenhand.evaluation.compiled_areas import TRUTHS
from evenhand.evaluation.gates import Node, normal
from evenhand.evaluation.interpreter import connect
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    AllOf,
    AnyOf,
    Condition,
    Connective,
    CountOf,
    HasFinding,
    NoneOf,
    Quantity,
)

A, B, C, D = (HasFinding(name) for name in "abcd")


def connectives() -> Iterator[Connective]:
    """Every connective over four leaves, and some over connectives."""
    yield from (AllOf((A, B, C, D)), AnyOf((A, B, C, D)), NoneOf((A, B, C, D)))
    for quantity, number in product(Quantity, range(1, 5)):
        yield CountOf(quantity, number, (A, B, C, D))
    yield AllOf((A, AnyOf((B, NoneOf((C, D))))))
    yield NoneOf((CountOf(Quantity.EXACTLY, 1, (A, B)), AllOf((C, D))))
    yield CountOf(Quantity.AT_MOST, 1, (AllOf((A, B)), AnyOf((C, D)), NoneOf((A, D))))


def truth_of(condition: Condition, truths: dict[Condition, Truth]) -> Truth:
    """The truth of a condition as the interpreter connects it."""
    if isinstance(condition, HasFinding):
        return truths[condition]
    return connect(condition, [truth_of(part, truths) for part in condition.parts])


def read_together(row: list[Node], truths: dict[Condition, Truth]) -> list[Truth]:
    """The truths of a row of conditions, read off one board."""
    board = Board()
    word = board.word(row)
    written = board.start
    for leaf, truth in truths.items():
        written |= board.marks.get(leaf, Marks()).of(truth)
    lines: list[str] = []
    code = WordCode("A", lines.append).whole(word, len(row))
    names = {"A": written}
    exec("\n".join(line.strip() for line in lines), names)
    found = eval(code, names)
    return [TRUTHS[found >> 2 * at & 3] for at in range(len(row))]


@pytest.mark.parametrize("holds", [True, False])
def test_conditions_decided_side_by_side_are_decided_as_one_by_one(holds: bool) -> None:
    conditions = list(connectives())
    row = [normal(condition, holds=holds) for condition in conditions]
    for values in product(Truth, repeat=4):
        truths = dict(zip((A, B, C, D), values, strict=True))
        expected = [truth_of(condition, truths) for condition in conditions]
        assert read_together(row, truths) == [truth if holds else truth.negated() for truth in expected], (
            values
        )
