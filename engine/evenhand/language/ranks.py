"""Exact numbers and names on a scale compared: what satisfies `>= 5`, `is at least good` and the like."""

from __future__ import annotations

from typing import assert_never

from evenhand.domain import Better, Number
from evenhand.language.nodes import Comparison, ItemName, Named, Relation


def satisfies(value: Number, comparison: Comparison, threshold: Number) -> bool:
    """Whether one number stands to another as a comparison says."""
    match comparison:
        case Comparison.AT_LEAST:
            return value >= threshold
        case Comparison.AT_MOST:
            return value <= threshold
        case Comparison.MORE:
            return value > threshold
        case Comparison.LESS:
            return value < threshold
        case Comparison.EQUAL:
            return value == threshold
        case _:
            assert_never(comparison)


def ranked_mask(subject: Named, relation: Relation, name: str) -> int:
    """The names that satisfy `subject is at least NAME` and the like, as bits of its scale."""
    scale = subject.scale
    position = scale.position(name)
    upper = scale.whole & ~((1 << position) - 1)
    lower = (1 << position + 1) - 1
    match written_order(relation, subject):
        case Comparison.AT_LEAST:
            return upper
        case Comparison.AT_MOST:
            return lower
        case Comparison.MORE:
            return upper & ~scale.bit(name)
        case Comparison.LESS:
            return lower & ~scale.bit(name)
        case Comparison.EQUAL:
            return scale.bit(name)
        case other:
            assert_never(other)


def written_order(relation: Relation, subject: Named) -> Comparison:
    """The relation in the order that the names are written in.

    Grades are written worst to best; a level item says which direction is better.
    """
    lower_is_better = isinstance(subject, ItemName) and subject.item.better is Better.LOWER
    match relation:
        case Relation.AT_LEAST:
            return Comparison.AT_LEAST
        case Relation.AT_MOST:
            return Comparison.AT_MOST
        case Relation.BETTER:
            return Comparison.LESS if lower_is_better else Comparison.MORE
        case Relation.WORSE:
            return Comparison.MORE if lower_is_better else Comparison.LESS
        case Relation.SAME:
            return Comparison.EQUAL
        case _:
            assert_never(relation)
