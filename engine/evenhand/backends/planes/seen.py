"""Which values of an item, or grades of an inspection before, occur in some rows, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from evenhand.backends.planes.columns import Column, Columns, ColumnState
from evenhand.backends.planes.combinations import occurring
from evenhand.backends.planes.knowing import knowledge_of
from evenhand.backends.planes.row_leaves import columns_read
from evenhand.domain import EvidenceItem, NameSet, Number, NumberRange, Recorded, Scale, ShareRange, Unknown
from evenhand.evaluation.readings import read_item_number
from evenhand.evaluation.trace import Existence
from evenhand.language import (
    ColumnId,
    ItemNumber,
    RulesInForce,
    Term,
    item_column,
)


def numbers_seen(item: EvidenceItem, columns: Columns, rules: RulesInForce) -> Counter[Number]:
    """How many rows have each value of a numeric item; those not known exactly are left out.

    A computed item is worked out once for each combination of its parts.
    """
    computed = rules.rule_set.derivations.parts()
    if item.id in computed:
        return _computed(item, columns, rules.parameters, computed)
    found: Counter[Number] = Counter()
    for state, rows in _states(columns.column(item_column(item.id))):
        match state:
            case Recorded(NumberRange(low, high), False) if low is not None and low == high:
                found[low] += rows
            case Recorded(ShareRange() as share, False) if share.is_exact:
                found[share.bounds[0]] += rows
    return found


def names_seen(id: ColumnId, scale: Scale, columns: Columns) -> Counter[str]:
    """How many rows have each level or choice of an item, or each grade before; ranges are left out."""
    found: Counter[str] = Counter()
    for state, rows in _states(columns.column(id)):
        match state:
            case Recorded(NameSet() as names, False) if names.is_exact:
                found[scale.names_in(names.mask)[0]] += rows
            case str() if scale.own_name(state) is not None:
                found[str(scale.own_name(state))] += rows
    return found


def rows_recorded(item: str, columns: Columns) -> int:
    """In how many rows something is known of an item: a value, part of it, or that it does not apply."""
    seen = _states(columns.column(item_column(item)))
    return sum(rows for state, rows in seen if not isinstance(state, Unknown))


def _states(column: Column) -> Iterator[tuple[ColumnState, int]]:
    counts = np.bincount(column.which, minlength=len(column.states))
    for at in np.flatnonzero(counts).tolist():
        yield column.states[at], int(counts[at])


def _computed(
    item: EvidenceItem, columns: Columns, parameters: Mapping[str, Number], computed: Mapping[str, Term]
) -> Counter[Number]:
    ids = columns_read(iter([ItemNumber(item)]), computed)
    found: Counter[Number] = Counter()
    if not ids or not columns.rows:
        return found
    read = [columns.column(id) for id in ids]
    place, combinations = occurring([(column.which, len(column.states)) for column in read])
    counts = np.bincount(place, minlength=len(combinations[0]))
    for rows, *places in zip(counts.tolist(), *(codes.tolist() for codes in combinations), strict=True):
        states = [column.states[at] for column, at in zip(read, places, strict=True)]
        known = knowledge_of(tuple(computed.items()), ids, states, parameters)
        amount = read_item_number(item, known)
        if amount.exists is Existence.YES and amount.is_exact and amount.lowest is not None:
            found[amount.lowest] += rows
    return found
