"""What a random rule set may speak of: grade scales, evidence items and parameters."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Final

from evenhand.domain import (
    PERCENT,
    YES_NO,
    Better,
    EvidenceItem,
    ItemType,
    Number,
    Scale,
    show_number,
    show_percent,
    simplest,
)
from evenhand.evidence import EvidenceSchema
from evenhand.language import (
    Computed,
    DatedValue,
    Derivations,
    FromCases,
    IsOneOf,
    ItemName,
    ItemNumber,
    Parameter,
    Points,
    Scaled,
    Sum,
    Summary,
    Term,
)

DAY: Final = datetime.date(2024, 5, 13)
"""The day of every generated inspection."""

FOUR: Final = Scale(
    "four_grades",
    ("inadequate", "requires_improvement", "good", "outstanding"),
    points=(1, 2, 3, 4),
    also_called={"requires_improvement": ("adequate", "satisfactory")},
)
THREE: Final = Scale("three_outcomes", ("unmet", "partly_met", "met"))
SCALES: Final = {scale.id: scale for scale in (FOUR, THREE)}

_STRENGTHS: Final = Scale("", ("absent", "weak", "adequate", "strong"), points=(0, 1, 2, 5))
_HARM: Final = Scale("", ("little", "some", "serious"))
_PLACES: Final = Scale("", ("home", "school", "hospital"), ordered=False)


def _levels(id: str, scale: Scale, **more: object) -> EvidenceItem:
    kind = ItemType.LEVEL if scale.ordered else ItemType.CHOICE
    own = replace(scale, id=id)
    return EvidenceItem(id, kind, id.replace("_", " "), scale=own, **more)  # type: ignore[arg-type]


def _number(id: str, kind: ItemType, **more: object) -> EvidenceItem:
    if kind is ItemType.SHARE:
        more |= {"lowest": 0, "highest": 1}
    if kind is ItemType.COUNT:
        more.setdefault("lowest", 0)
    return EvidenceItem(id, kind, id.replace("_", " "), **more)  # type: ignore[arg-type]


def _yes_no(id: str, better: Better) -> EvidenceItem:
    return EvidenceItem(id, ItemType.YES_NO, id.replace("_", " "), scale=YES_NO, better=better)


_HIGHER, _LOWER = Better.HIGHER, Better.LOWER

_CATALOGUE: Final[tuple[EvidenceItem, ...]] = (
    _number("hours", ItemType.NUMBER, places=1, lowest=0, highest=3, better=_HIGHER),
    _number("balance", ItemType.NUMBER, lowest=-2, highest=4, better=_HIGHER),
    _number("spend", ItemType.NUMBER, better=Better.NEITHER),
    _number("delay", ItemType.NUMBER, unit="days", lowest=0, highest=21, better=_LOWER),
    _number("gaps", ItemType.COUNT, highest=6, better=_LOWER),
    _number("staff", ItemType.COUNT, highest=5, better=_HIGHER),
    _number("visits", ItemType.COUNT, better=_HIGHER),
    _number("on_time", ItemType.SHARE, better=_HIGHER),
    _number("late", ItemType.SHARE, better=_LOWER),
    _number("seen", ItemType.SHARE, better=_HIGHER, from_cases="seen_alone is yes", sampled=True),
    _levels("grip", _STRENGTHS, better=_HIGHER),
    _levels("oversight", _STRENGTHS, better=_HIGHER),
    _levels("harm", _HARM, better=_LOWER),
    _levels("drift", _HARM, better=_LOWER),
    _levels("self_rating", Scale("", FOUR.names, points=FOUR.points), better=_HIGHER),
    _levels("audit", Scale("", THREE.names), better=_HIGHER),
    _levels("setting", _PLACES),
    _levels("base", _PLACES),
    _yes_no("plan_kept", _HIGHER),
    _yes_no("breach", _LOWER),
)

_SEEN_ALONE: Final = replace(_yes_no("seen_alone", Better.HIGHER), may_not_apply=True)
"""The one item of a sampled case, from which the share `seen` is counted."""

_COUNTED: Final = FromCases("seen", Summary.SHARE, IsOneOf(ItemName(_SEEN_ALONE), ("yes",)), None)

_PAIRS: Final = (
    ("grip", "oversight"),
    ("harm", "drift"),
    ("setting", "base"),
    ("on_time", "late"),
    ("on_time", "seen"),
)
"""Items that can be compared with each other, and so are drawn together more often."""


@dataclass(frozen=True)
class Vocabulary:
    """The schema, its computed items and the parameters of one rule set."""

    schema: EvidenceSchema
    parameters: dict[str, Parameter]
    derivations: Derivations

    @property
    def items(self) -> Sequence[EvidenceItem]:
        """Every item of the schema."""
        return tuple(self.schema.items.values())

    def of_type(self, *types: ItemType) -> list[EvidenceItem]:
        """The items of some types."""
        return [item for item in self.items if item.type in types]


def draw_vocabulary(rng: Random, most_items: int = 9) -> Vocabulary:
    """Some items of the catalogue, any of which may be one that may not apply, and some parameters."""
    chosen = set(rng.sample(range(len(_CATALOGUE)), rng.randint(min(4, most_items), most_items)))
    for left, right in _PAIRS:
        ids = [item.id for item in _CATALOGUE]
        if ids.index(left) in chosen and rng.random() < 0.5:
            chosen.add(ids.index(right))
    items = [replace(_CATALOGUE[place], may_not_apply=rng.random() < 0.3) for place in sorted(chosen)]
    computed = _draw_computed(rng, items)
    items += [item for item, _ in computed]
    rng.shuffle(items)
    by_id = {item.id: item for item in items}
    record = {_SEEN_ALONE.id: _SEEN_ALONE}
    schema = EvidenceSchema("drawn", "1", "A drawn schema", by_id, case_record=record)
    counted = (_COUNTED,) if _COUNTED.item in by_id else ()
    terms = {item.id: term for item, term in computed}
    derived = tuple(Computed(item.id, terms[item.id]) for item in items if item.id in terms)
    return Vocabulary(schema, draw_parameters(rng), Derivations(counted, derived))


def _draw_computed(rng: Random, items: Sequence[EvidenceItem]) -> list[tuple[EvidenceItem, Term]]:
    """Up to one sum and one difference of items: what they rest on may be unknown or not apply."""
    numbers = [item for item in items if item.type in _PLAIN and item.unit is None]
    rated = [item for item in items if item.scale is not None and item.scale.points]
    found: list[tuple[EvidenceItem, Term]] = []
    if len(numbers) >= 2 and rng.random() < 0.25:
        left, right = rng.sample(numbers, 2)
        difference = Sum((ItemNumber(left), Scaled(ItemNumber(right), -1)))
        found.append((_computed("net", f"{left.id} - {right.id}", _places(left, right)), difference))
    if len(rated) >= 2 and rng.random() < 0.25:
        left, right = rng.sample(rated, 2)
        total = Sum((Points(ItemName(left)), Points(ItemName(right))))
        text = f"points of {left.id} + points of {right.id}"
        found.append((_computed("score", text, 0), total))
    return found


def _places(*items: EvidenceItem) -> int:
    return max(item.places for item in items)


def _computed(id: str, text: str, places: int) -> EvidenceItem:
    return _number(id, ItemType.NUMBER, places=places, better=_HIGHER, computed=text)


_PLAIN: Final = (ItemType.NUMBER, ItemType.COUNT)


def draw_parameters(rng: Random) -> dict[str, Parameter]:
    """Some named thresholds, each of a kind that conditions ask for."""
    drawn = (
        _parameter(rng, "few", (0, 1, 2, 3, 4)),
        _parameter(rng, "much", (Fraction(1, 2), 1, Fraction(17, 10), 2)),
        _parameter(rng, "usual", SHARES, is_share=True),
        _parameter(rng, "soon", (3, 7, 14), unit="days"),
        _parameter(rng, "within", (1, 2), unit="weeks"),
    )
    return {parameter.id: parameter for parameter in drawn}


SHARES: Final[tuple[Number, ...]] = tuple(
    simplest(Fraction(percent, 100)) for percent in (0, 10, 25, 40, 50, 75, 90, 100)
)


def _parameter(
    rng: Random,
    id: str,
    values: Sequence[Number],
    *,
    is_share: bool = False,
    unit: str | None = None,
) -> Parameter:
    def dated(start: datetime.date | None) -> DatedValue:
        value = rng.choice(values)
        number = show_percent(value) if is_share else show_number(value)
        written = f"{number} {unit}" if unit else number
        return DatedValue(start, value, written)

    dates: list[datetime.date | None] = [None]
    if rng.random() < 0.5:
        dates.append(datetime.date(2024, rng.choice((1, 5, 9)), 13))
    return Parameter(
        id,
        id,
        tuple(dated(day) for day in dates),
        unit=PERCENT if is_share else unit,
        is_share=is_share,
        local=rng.random() < 0.2,
    )
