"""Recorded values: from the words people write to exact states of an item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import assert_never

from evenhand.diagnostics import Code, codes, did_you_mean
from evenhand.domain import (
    DOES_NOT_APPLY,
    NOT_LOOKED_AT,
    UNIT_WORDS,
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    Unknown,
    UnknownReason,
    factor_between,
    normal_unit,
    places_of,
    read_decimal,
    show_number,
    show_percent,
    simplest,
    slip_hint,
)


@dataclass
class BadValue(Exception):
    """What was written is not a value of the item: the code to report, with its details."""

    code: Code
    details: dict[str, object] = field(default_factory=dict)
    hint: str | None = None


_EXPECTED = {
    ItemType.NUMBER: "a number such as `17.2` or `15 to 18`",
    ItemType.COUNT: "a whole number such as `4` or `3 to 5`",
    ItemType.SHARE: "a share such as `31 of 40` or `77.5%`",
    ItemType.YES_NO: "`yes` or `no`",
}
_UNIT = re.compile(
    rf"(?P<number>.+?)\s+(?P<unit>{'|'.join(UNIT_WORDS)}|day|week|month|year|hour|working day)\Z",
    re.IGNORECASE,
)
_OTHER_UNIT = re.compile(r"[0-9.,]+(?:\s+to\s+[0-9.,]+)?\s+(?P<unit>[^\W\d]\w*)(?:\s+\w+)*\Z")
"""A number followed by words that are no unit."""
_OUT_OF = re.compile(r"(?P<part>[0-9]+(?: to [0-9]+)?) out of (?P<whole>[0-9]+)\Z", re.IGNORECASE)
_NOT_KNOWN = "where it is not known, leave the cell empty or write one of " + ", ".join(
    f"`{reason}`" for reason in UnknownReason
)
"""How a cell of a table says that nothing is known."""
_NOT_APPLYING = frozenset(("n/a", "na", "not applicable", "none", "-"))
_YES_AND_NO = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}


def read_value(item: EvidenceItem, written: str, *, sampled: bool = False) -> ItemState:
    """The state of `item` that `written` records. Raises BadValue with the code to report."""
    text = " ".join(written.split())
    if text == "does not apply":
        if not item.may_not_apply:
            hint = "record why it is not known: `unknown: not looked at`"
            raise BadValue(codes.ALWAYS_APPLIES, {"item": item.id}, hint)
        return DOES_NOT_APPLY
    if item.type is ItemType.SHARE:
        return _read_share(item, text, sampled=sampled)
    if item.type.is_numeric:
        return _read_number(item, text)
    return _read_names(item, text)


def read_cell(item: EvidenceItem, cell: str) -> ItemState:
    """The state of `item` that a cell of a table records. An empty cell is not looked at. Raises BadValue."""
    text = " ".join(cell.split())
    if not text:
        return NOT_LOOKED_AT
    reason = text.removeprefix("unknown:").strip()
    if text.startswith("unknown:") or text in set(UnknownReason):
        return read_reason(reason)
    try:
        return read_value(item, text)
    except BadValue as bad:
        # Words may say in their own way that nothing is known. Those that are nearly a value do not.
        slip = bad.hint is not None and not bad.hint.startswith(("write it as", "it can be"))
        if bad.code is codes.BAD_VALUE and not slip and not any(sign.isdigit() for sign in text):
            bad.hint = "; ".join(filter(None, (bad.hint, _NOT_KNOWN)))
        raise


def read_reason(written: str) -> Unknown:
    """The state that a reason for not knowing writes. Raises BadValue."""
    text = " ".join(written.split())
    for reason in UnknownReason:
        if text == reason:
            return Unknown(reason)
    hint = did_you_mean(text, list(UnknownReason))
    raise BadValue(codes.UNKNOWN_REASON, {"reason": text}, hint)


def _bad(item: EvidenceItem, text: str, hint: str | None = None) -> BadValue:
    hint = _usual_slip(item, text) or hint
    expected = _EXPECTED.get(item.type)
    if expected is None:
        names = item.names.names
        expected = "one of " + ", ".join(f"`{name}`" for name in names)
    return BadValue(codes.BAD_VALUE, {"value": text, "item": item.id, "expected": expected}, hint)


def _usual_slip(item: EvidenceItem, text: str) -> str | None:
    """How to write what is often written in another way."""
    folded = text.casefold()
    out_of = _OUT_OF.match(text)
    if folded in ("unknown", "not known", "?"):
        return "write why it is not known, such as `unknown: not looked at`"
    if text in set(UnknownReason):
        return f"write `unknown: {text}`"
    if folded in _NOT_APPLYING or folded == "does not apply":
        return "write `does not apply`" if item.may_not_apply else None
    if item.type is ItemType.SHARE and out_of is not None:
        return f"write `{out_of['part']} of {out_of['whole']}`"
    if item.type is ItemType.YES_NO and folded in _YES_AND_NO:
        return f"write `{_YES_AND_NO[folded]}`"
    return None


def _decimal(item: EvidenceItem, text: str, whole: str) -> Number:
    found = read_decimal(text)
    if isinstance(found, str):
        hint = slip_hint(found)
        if found == "not_finite":
            hint = f"{hint}; if it is not known, write `unknown: ...`"
        raise _bad(item, whole, hint)
    return found


def _ends(text: str) -> tuple[str, str]:
    low, to, high = text.partition(" to ")
    return (low.strip(), high.strip()) if to else (text, text)


# --- numbers ---------------------------------------------------------------------------------------


def _read_number(item: EvidenceItem, text: str) -> ItemState:
    bare, factor = _without_unit(item, text)
    low_text, high_text = _ends(bare)
    if low_text.endswith("%") or " of " in bare:
        raise _bad(item, text, f"this item is a {item.type}, not a share")
    low = simplest(Fraction(_decimal(item, low_text, text)) * factor)
    high = simplest(Fraction(_decimal(item, high_text, text)) * factor)
    for written, value in ((low_text, low), (high_text, high)):
        # A decimal too many is an error even where it is a nought: `17.20` claims more than `17.2`.
        _check_number(item, value, places_of(written) if factor == 1 else None, text)
    if low > high:
        raise _bad(item, text, "the lower end comes first")
    return Recorded(NumberRange(low, high))


def _without_unit(item: EvidenceItem, text: str) -> tuple[str, Number]:
    """The text without its unit, and what to multiply by for the item's own."""
    own = normal_unit(item.unit)
    if own and text.casefold().endswith(" " + own.casefold()) and own not in UNIT_WORDS:
        return text[: -len(own)].strip(), 1
    found = _UNIT.match(text)
    if found is None:
        other = _OTHER_UNIT.match(text)
        if other is not None and other["unit"] not in ("to", "of"):
            raise _bad(item, text, f"it is recorded in {own}" if own else "it has no unit")
        return text, 1
    factor = factor_between(normal_unit(found["unit"]), own or "no unit")
    if factor is None:
        raise _bad(item, text, f"it is recorded in {own}" if own else "it has no unit")
    return found["number"], factor


def _check_number(item: EvidenceItem, value: Number, written: int | None, text: str) -> None:
    places = 0 if item.type is ItemType.COUNT else item.places
    scaled = Fraction(value) * 10**places
    if scaled.denominator != 1 or (written or 0) > places:
        if item.type is ItemType.COUNT:
            raise _bad(item, text, "a count is a whole number")
        raise BadValue(codes.TOO_MANY_PLACES, {"value": text, "item": item.id, "places": places})
    _in_bounds(item, Recorded(NumberRange(value, value)), text)


def in_bounds(item: EvidenceItem, recorded: Recorded) -> bool:
    """Whether a number, count or share keeps its item's bounds at both ends."""
    low: Number | None
    high: Number | None
    match recorded.value:
        case NumberRange(low, high):
            pass
        case ShareRange() as share:
            low, high = share.bounds
        case NameSet():
            return True
        case other:
            assert_never(other)
    below = item.lowest is not None and low is not None and low < item.lowest
    above = item.highest is not None and high is not None and high > item.highest
    return not (below or above)


def bounds_in_words(item: EvidenceItem) -> str:
    """The bounds of a numeric item, in words.

    >>> bounds_in_words(EvidenceItem("a", ItemType.COUNT, "A", lowest=0))
    '0 or more'
    """
    show = show_percent if item.type is ItemType.SHARE else show_number
    if item.lowest is not None and item.highest is not None:
        return f"{show(item.lowest)} to {show(item.highest)}"
    if item.lowest is not None:
        return f"{show(item.lowest)} or more"
    if item.highest is not None:
        return f"{show(item.highest)} or less"
    return "any number"


# --- shares ----------------------------------------------------------------------------------------


def _read_share(item: EvidenceItem, text: str, *, sampled: bool) -> ItemState:
    sampled = sampled or item.sampled
    if " of " in text:
        return _read_counted(item, text, sampled=sampled)
    low_text, high_text = _ends(text)
    if not high_text.endswith("%"):
        hint = "write it as `77.5%` or `31 of 40`"
        raise _bad(item, text, hint)
    low = Fraction(_decimal(item, low_text.removesuffix("%").strip(), text)) / 100
    high = Fraction(_decimal(item, high_text.removesuffix("%").strip(), text)) / 100
    if not 0 <= low <= high <= 1:
        problem = "the lower end comes first" if 0 <= high < low <= 1 else "shares go from 0% to 100%"
        raise BadValue(codes.BAD_SHARE, {"value": text, "problem": problem})
    return _in_bounds(item, Recorded(ShareRange(simplest(low), simplest(high)), sampled=sampled), text)


def _read_counted(item: EvidenceItem, text: str, *, sampled: bool) -> ItemState:
    counted, _, of_text = text.partition(" of ")
    low_text, high_text = _ends(counted)
    low, high, of = (_decimal(item, part, text) for part in (low_text, high_text, of_text))
    if not (isinstance(low, int) and isinstance(high, int) and isinstance(of, int)):
        problem = "its parts are whole numbers"
        raise BadValue(codes.BAD_SHARE, {"value": text, "problem": problem})
    if low < 0 or of < 0:
        raise BadValue(codes.BAD_SHARE, {"value": text, "problem": "its parts are not negative"})
    if high < low:
        raise BadValue(codes.BAD_SHARE, {"value": text, "problem": "the lower end comes first"})
    if of == 0 and high == 0:
        # A share of nothing does not exist for this inspection: it is not 0%.
        return DOES_NOT_APPLY
    if high > of:
        problem = "there is nothing to be a part of" if of == 0 else "the part is larger than the whole"
        raise BadValue(codes.BAD_SHARE, {"value": text, "problem": problem})
    return _in_bounds(item, Recorded(ShareRange(low, high, of), sampled=sampled), text)


def _in_bounds(item: EvidenceItem, recorded: Recorded, text: str) -> Recorded:
    """The same, if it keeps its item's bounds. Raises BadValue."""
    if not in_bounds(item, recorded):
        details: dict[str, object] = {"value": text, "item": item.id, "bounds": bounds_in_words(item)}
        raise BadValue(codes.OUT_OF_BOUNDS, details)
    return recorded


# --- names -----------------------------------------------------------------------------------------


def _read_names(item: EvidenceItem, text: str) -> ItemState:
    scale = item.names
    names = [name.strip() for name in text.split(" or ")]
    for name in names:
        if name not in scale:
            hint = did_you_mean(name, scale.names)
            if " to " in name:
                hint = "write `a or b`"
            raise _bad(item, name, hint)
    return Recorded(NameSet(scale.mask(names)))
