"""Names on a scale, ranked in the direction that is better."""

from __future__ import annotations

import pytest

from evenhand.language import ItemName, Relation, ranked_mask
from unit.language.vocabulary import names


@pytest.mark.parametrize(
    ("relation", "grip", "failure"),
    [
        (Relation.AT_LEAST, ("weak", "adequate", "strong"), ("isolated", "widespread", "serious")),
        (Relation.AT_MOST, ("absent", "weak"), ("not_found", "isolated")),
        (Relation.BETTER, ("adequate", "strong"), ("not_found",)),
        (Relation.WORSE, ("absent",), ("widespread", "serious")),
        (Relation.SAME, ("weak",), ("isolated",)),
    ],
)
def test_better_follows_the_item_and_at_least_the_order_written(
    relation: Relation, grip: tuple[str, ...], failure: tuple[str, ...]
) -> None:
    """`failure` is better the lower it is; both are compared with the second of their four names."""
    for id, name, expected in (("grip", "weak", grip), ("failure", "isolated", failure)):
        subject = ItemName(names().items[id])
        assert subject.scale.names_in(ranked_mask(subject, relation, name)) == expected
