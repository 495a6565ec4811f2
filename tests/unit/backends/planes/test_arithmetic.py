from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from evenhand.backends.planes import Column, Columns, ColumnState
from evenhand.backends.planes.arithmetic import reckon
from evenhand.backends.planes.fractions_64 import Fractions, TooLargeError
from evenhand.backends.planes.knowing import decide_row
from evenhand.backends.planes.row_leaves import RowLeaf, columns_of
from evenhand.backends.planes.several import decide_several
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    EvidenceItem,
    ItemType,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
)
from evenhand.language import (
    Compare,
    Comparison,
    Constant,
    DoesNotApplyTo,
    Extreme,
    IsKnown,
    ItemNumber,
    Leaf,
    Not,
    Quotient,
    Scaled,
    Sum,
    Term,
    item_column,
)

LATE = EvidenceItem("late", ItemType.NUMBER, "Late", places=1, may_not_apply=True)
DUE = EvidenceItem("due", ItemType.COUNT, "Due", lowest=0)
SEEN = EvidenceItem("seen", ItemType.SHARE, "Seen", lowest=0, highest=1)
HEARD = EvidenceItem("heard", ItemType.SHARE, "Heard", lowest=0, highest=1)
NET = EvidenceItem("net", ItemType.NUMBER, "Net", computed="late / due")
late, due, seen, heard, net = (ItemNumber(item) for item in (LATE, DUE, SEEN, HEARD, NET))
COMPUTED: tuple[tuple[str, Term], ...] = (("net", Quotient(late, due)),)


def exactly(value: Number) -> Recorded:
    return Recorded(NumberRange(value, value))


LATES: tuple[ColumnState, ...] = (
    exactly(0),
    exactly(Fraction(5, 2)),
    exactly(-3),
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
)
DUES: tuple[ColumnState, ...] = (
    exactly(0),
    exactly(2),
    exactly(5),
    Recorded(NumberRange(0, 2)),
    NOT_LOOKED_AT,
)
SHARES: tuple[ColumnState, ...] = (
    *(Recorded(ShareRange(count, count, of)) for count, of in ((2, 3), (4, 6), (7, 28), (1, 4))),
    Recorded(ShareRange(Fraction(667, 1000), Fraction(667, 1000))),
    Recorded(ShareRange(1, 2, 4)),
)


def every_pair(one: tuple[ColumnState, ...], other: tuple[ColumnState, ...], ids: tuple[str, str]) -> Columns:
    pairs = list(product(one, other))
    columns = {item_column(id): Column.of(pair[at] for pair in pairs) for at, id in enumerate(ids)}
    return Columns(len(pairs), columns)


def decided_one_by_one(question: RowLeaf, columns: Columns) -> list[tuple[bool, bool]]:
    ids = columns_of(question)
    read = [columns.column(id) for id in ids]
    return [
        decide_row(question, ids, [column.states[column.which[row]] for column in read])
        for row in range(columns.rows)
    ]


LEAVES: tuple[Leaf, ...] = (
    Compare(Sum((late, due)), Comparison.AT_LEAST, Constant(2)),
    Not(Compare(Sum((late, due)), Comparison.AT_LEAST, Constant(2))),
    Compare(Quotient(late, due), Comparison.LESS, Constant(Fraction(5, 4))),
    Not(Compare(Quotient(late, due), Comparison.EQUAL, Constant(Fraction(5, 4)))),
    Compare(late, Comparison.MORE, Scaled(due, Fraction(1, 3))),
    Compare(Extreme(True, (late, due)), Comparison.AT_MOST, Constant(2)),
    Compare(Extreme(False, (late, Scaled(due, -1))), Comparison.LESS, Constant(-2)),
    Compare(net, Comparison.MORE, Constant(0)),
    DoesNotApplyTo(NET),
    Not(DoesNotApplyTo(NET)),
    IsKnown(NET),
    Not(IsKnown(NET)),
)


@pytest.mark.parametrize("leaf", LEAVES, ids=range(len(LEAVES)))
def test_rows_are_reckoned_as_the_interpreter_decides_them(leaf: Leaf) -> None:
    question = RowLeaf(leaf, COMPUTED)
    columns = every_pair(LATES, DUES, ("late", "due"))
    surely, possibly = decide_several(question, columns)
    found = list(zip(surely.tolist(), possibly.tolist(), strict=True))
    assert found == decided_one_by_one(question, columns)


@pytest.mark.parametrize("comparison", list(Comparison))
def test_shares_are_compared_by_multiplying_out(comparison: Comparison) -> None:
    question = RowLeaf(Compare(seen, comparison, heard))
    columns = every_pair(SHARES, SHARES, ("seen", "heard"))
    surely, possibly = decide_several(question, columns)
    found = list(zip(surely.tolist(), possibly.tolist(), strict=True))
    assert found == decided_one_by_one(question, columns)


def test_numbers_that_are_too_large_are_left_to_the_interpreter() -> None:
    large = 10**14 + 1
    third = Fraction(1, 3 * 10**14 + 7)
    question = RowLeaf(Compare(Scaled(due, third), Comparison.MORE, Scaled(late, Fraction(1, 10**14 + 3))))
    columns = every_pair((exactly(large),), (exactly(3 * large), exactly(1)), ("late", "due"))
    ids = columns_of(question)
    assert reckon(question, ids, [columns.column(id) for id in ids]) is None
    surely, _ = decide_several(question, columns)
    assert surely.tolist() == [held for held, _ in decided_one_by_one(question, columns)]


def test_bounds_are_checked_before_anything_overflows() -> None:
    large = Fractions.of([1 << 61])
    assert large.times(1).tops.tolist() == [1 << 61]
    for too_large in (
        lambda: large.times(4),
        lambda: large.plus(large).plus(large),
        lambda: Fractions.of([1 << 63]),
        lambda: large.over(Fractions.of([Fraction(1, 5)])),
    ):
        with pytest.raises(TooLargeError):
            too_large()


def test_fractions_without_a_small_common_bottom_keep_their_own() -> None:
    values = [Fraction(1, prime) for prime in (10_007, 10_009, 10_037)]
    found = Fractions.of(values)
    assert not isinstance(found.bottoms, int)
    assert found.compared(Comparison.MORE, Fractions.of([Fraction(1, 10_008)] * 3)).tolist() == [
        True,
        False,
        False,
    ]
