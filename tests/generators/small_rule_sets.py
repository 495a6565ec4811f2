"""Random rule sets with so few values that every complete case of them can be tried, and edits of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final

from hypothesis import strategies as st

from evenhand.domain import YES_NO, Better, EvidenceItem, ItemType, Scale
from evenhand.evidence import EvidenceSchema
from evenhand.language import (
    Area,
    Computed,
    Coverage,
    Derivations,
    FromCases,
    HitPolicy,
    IsOneOf,
    ItemName,
    ItemNumber,
    RulesInForce,
    Scaled,
    StartTable,
    Sum,
    Summary,
)
from generators.edits import draw_edit
from generators.rule_sets import draw_rule_set, in_force
from generators.strategies import seeds
from generators.vocabulary import FOUR, THREE, Vocabulary, draw_parameters
from oracle.every_case import how_many_cases
from oracle.values import CannotEnumerate

MOST_CASES: Final = 400
"""Rule sets with more complete cases than this are drawn again."""


def _item(id: str, type: ItemType, better: Better, **more: object) -> EvidenceItem:
    return EvidenceItem(id, type, id.replace("_", " "), better=better, **more)  # type: ignore[arg-type]


_STRENGTHS: Final = Scale("strengths", ("absent", "weak", "strong"), points=(0, 1, 3))
_HARM: Final = Scale("harm", ("little", "some", "serious"))
_PLACES: Final = Scale("places", ("home", "school"), ordered=False)
_HIGHER, _LOWER, _NEITHER = Better.HIGHER, Better.LOWER, Better.NEITHER

_CATALOGUE: Final[tuple[EvidenceItem, ...]] = (
    _item("gaps", ItemType.COUNT, _LOWER, lowest=0, highest=3),
    _item("staff", ItemType.COUNT, _HIGHER, lowest=0, highest=2),
    _item("visits", ItemType.COUNT, _HIGHER, lowest=0),
    _item("balance", ItemType.NUMBER, _HIGHER, lowest=-1, highest=2),
    _item("spend", ItemType.NUMBER, _LOWER, lowest=0, highest=Fraction(1, 2), places=1),
    _item("on_time", ItemType.SHARE, _HIGHER, lowest=0, highest=1),
    _item("late", ItemType.SHARE, _LOWER, lowest=0, highest=1),
    _item("seen", ItemType.SHARE, _HIGHER, lowest=0, highest=1, from_cases="seen_alone is yes", sampled=True),
    _item("unseen", ItemType.COUNT, _LOWER, lowest=0, from_cases="count of cases where seen_alone is no"),
    _item("grip", ItemType.LEVEL, _HIGHER, scale=_STRENGTHS),
    _item("oversight", ItemType.LEVEL, _HIGHER, scale=_STRENGTHS),
    _item("harm", ItemType.LEVEL, _LOWER, scale=_HARM),
    _item("self_rating", ItemType.LEVEL, _HIGHER, scale=replace(FOUR, id="self_rating", also_called={})),
    _item("audit", ItemType.LEVEL, _HIGHER, scale=replace(THREE, id="audit")),
    _item("setting", ItemType.CHOICE, _NEITHER, scale=_PLACES),
    _item("plan_kept", ItemType.YES_NO, _HIGHER, scale=YES_NO),
    _item("visible", ItemType.YES_NO, _HIGHER, scale=YES_NO),
    _item("breach", ItemType.YES_NO, _LOWER, scale=YES_NO),
)

_NUMBERS: Final = _CATALOGUE[:2] + _CATALOGUE[3:5]
"""Those that two can be made one of: numbers with few values."""

_SEEN_ALONE: Final = _item("seen_alone", ItemType.YES_NO, _HIGHER, scale=YES_NO)

_COUNTED: Final = (
    FromCases("seen", Summary.SHARE, IsOneOf(ItemName(_SEEN_ALONE), ("yes",)), None),
    FromCases("unseen", Summary.COUNT, IsOneOf(ItemName(_SEEN_ALONE), ("no",)), None),
)


def draw_small_vocabulary(rng: Random) -> Vocabulary:
    """2 to 5 items with few values, now and then a difference of two of them."""
    count = min(rng.randint(2, 5), rng.randint(2, 5))
    # Arithmetic takes two numbers, which chance alone seldom brings together.
    first = [*rng.sample(_NUMBERS, 2)] if rng.random() < 0.4 else []
    others = [item for item in _CATALOGUE if item not in first]
    chosen = [*first, *rng.sample(others, count - len(first))]
    rng.shuffle(chosen)
    items = [replace(item, may_not_apply=rng.random() < 0.2) for item in chosen]
    numbers = [
        item for item in items if item.type in (ItemType.NUMBER, ItemType.COUNT) and not item.from_cases
    ]
    computed: tuple[Computed, ...] = ()
    if len(numbers) >= 2 and rng.random() < 0.3:
        left, right = rng.sample(numbers, 2)
        text, places = f"{left.id} - {right.id}", max(left.places, right.places)
        items.append(_item("net", ItemType.NUMBER, _HIGHER, places=places, computed=text))
        computed = (Computed("net", Sum((ItemNumber(left), Scaled(ItemNumber(right), -1)))),)
    by_id = {item.id: item for item in items}
    counted = tuple(derived for derived in _COUNTED if derived.item in by_id)
    record = {_SEEN_ALONE.id: _SEEN_ALONE}
    schema = EvidenceSchema("small", "1", "A small schema", by_id, case_record=record)
    return Vocabulary(schema, draw_parameters(rng), Derivations(counted, computed))


def draw_small_rules(rng: Random, size: int, most: int = MOST_CASES) -> RulesInForce:
    """Rules in force of 1 to `size` areas, with at most `most` complete cases."""
    while True:
        rules = in_force(draw_rule_set(rng, size, draw_small_vocabulary(rng)))
        if is_small(most, rules):
            return rules


def is_small(most: int, *rules: RulesInForce) -> bool:
    """Whether some rule sets have at most `most` complete cases together."""
    try:
        return how_many_cases(*rules) <= most
    except CannotEnumerate:
        return False


@dataclass(frozen=True)
class SmallDrawing:
    """A small rule set and an edit of it, by what they are drawn from, so that a failure shows that alone."""

    size: int
    seed: int
    most: int = MOST_CASES

    @cached_property
    def rules(self) -> RulesInForce:
        """The rules in force on the day of the inspection."""
        return draw_small_rules(Random(self.seed), self.size, self.most)

    @cached_property
    def edited(self) -> RulesInForce:
        """The same rules with one to three edits, some of which change nothing."""
        rng = self.rng()
        while True:
            rule_set = self.rules.rule_set
            for _ in range(rng.randint(1, 3)):
                rule_set = draw_edit(rng, rule_set)
            edited = in_force(rule_set)
            if is_small(2 * self.most, self.rules, edited):
                return edited

    @cached_property
    def flawed(self) -> RulesInForce:
        """The same rules where a grading table that takes one row has a gap or an overlap.

        No file of this kind can be loaded. Without such a table they are the same rules.
        """
        rng = self.rng()
        areas = tuple(_with_flawed_table(rng, area) for area in self.rules.areas)
        return replace(self.rules, areas=areas)

    def rng(self) -> Random:
        """A source of chance for what a test draws besides, the same every time."""
        return Random(self.seed + 1)


def _with_flawed_table(rng: Random, area: Area) -> Area:
    start = area.start
    if not isinstance(start, StartTable) or start.table.hit is not HitPolicy.UNIQUE:
        return area
    rows = list(start.table.rows)
    place = rng.randrange(len(rows))
    if rng.random() < 0.5 and len(rows) > 1:
        del rows[place]
    else:
        rows[place] = replace(rows[place], cells=(None,) * len(rows[place].cells))
    table = replace(start.table, rows=tuple(rows), coverage=Coverage.PARTIAL)
    return replace(area, start=StartTable(table))


def small_drawings(most: int = MOST_CASES) -> st.SearchStrategy[SmallDrawing]:
    """Small rule sets of 1 to 3 areas, by what they are drawn from."""
    return st.builds(SmallDrawing, st.integers(1, 3), seeds, st.just(most))


def small_rule_sets(most: int = MOST_CASES) -> st.SearchStrategy[RulesInForce]:
    """Small rule sets in force, with at most `most` complete cases."""
    return small_drawings(most).map(lambda drawn: drawn.rules)


def small_pairs(most: int = MOST_CASES) -> st.SearchStrategy[tuple[RulesInForce, RulesInForce]]:
    """A small rule set in force and an edited one."""
    return small_drawings(most).map(lambda drawn: (drawn.rules, drawn.edited))
