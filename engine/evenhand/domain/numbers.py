"""Exact numbers: decimals as written, kept as whole numbers or fractions and never as binary floats."""

from __future__ import annotations

import re
from fractions import Fraction
from math import floor
from typing import Literal

Number = int | Fraction
"""An exact number. Whole values are `int`, because that is both smaller and faster."""

MOST_DIGITS = 15

DecimalFault = Literal["not_a_number", "comma", "leading_zero", "exponent", "too_long", "not_finite"]

DECIMAL_HINTS: dict[DecimalFault, str] = {
    "comma": "write it without commas",
    "leading_zero": "write it without leading zeros",
    "exponent": "write it in full, without an exponent",
    "too_long": f"at most {MOST_DIGITS} digits",
    "not_finite": "only finite numbers",
    "not_a_number": "digits, with a point for decimals",
}
"""How each fault is mended, in words for the person who wrote it."""

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")
_COMMAS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
_EXPONENT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+\Z")
_NOT_FINITE = re.compile(r"[+-]?\.?(nan|inf|infinity)\Z", re.IGNORECASE)


def simplest(value: Fraction | int) -> Number:
    """The same number, as `int` when it is whole.

    >>> simplest(Fraction(6, 3))
    2
    """
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def read_decimal(text: str) -> Number | DecimalFault:
    """The exact number that `text` writes, or what is wrong with it.

    >>> read_decimal("17.2")
    Fraction(86, 5)
    >>> read_decimal("1,000")
    'comma'
    >>> read_decimal("012")
    'leading_zero'
    """
    written = text.strip()
    if _DECIMAL.match(written):
        digits = written.lstrip("+-")
        whole = digits.partition(".")[0]
        if len(whole) > 1 and whole.startswith("0"):
            return "leading_zero"
        if len(digits.replace(".", "").lstrip("0")) > MOST_DIGITS:
            return "too_long"
        return simplest(Fraction(written))
    if _COMMAS.match(written):
        return "comma"
    if _EXPONENT.match(written):
        return "exponent"
    if _NOT_FINITE.match(written):
        return "not_finite"
    return "not_a_number"


def slip_hint(fault: DecimalFault) -> str | None:
    """How a number that is written in another way is mended; None for words, where a message says what fits.

    >>> slip_hint("comma")
    'write it without commas'
    """
    return None if fault == "not_a_number" else DECIMAL_HINTS[fault]


def places_of(text: str) -> int:
    """How many decimals `text` writes.

    >>> places_of("17.20")
    2
    """
    return len(text.strip().partition(".")[2])


def show_number(value: Number, most_places: int = 6) -> str:
    """The number as a person writes it: its decimals, at most `most_places`; halves are rounded up.

    >>> show_number(Fraction(86, 5))
    '17.2'
    >>> show_number(Fraction(1, 3), 2)
    '0.33'
    """
    if isinstance(value, int):
        return str(value)
    shift = 10**most_places
    digits = floor(abs(value) * shift + Fraction(1, 2))
    sign = "-" if value < 0 and digits else ""
    whole, rest = divmod(digits, shift)
    decimals = str(rest).rjust(most_places, "0").rstrip("0") if rest else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def show_percent(value: Number, most_places: int = 1) -> str:
    """A share as a percentage: exactly where two decimals write it, else rounded to `most_places`.

    A percentage is often recorded with two decimals, and is then never shown as another one.

    >>> show_percent(Fraction(31, 40)), show_percent(Fraction(8499, 10000)), show_percent(Fraction(2, 3))
    ('77.5%', '84.99%', '66.7%')
    """
    percentage = simplest(Fraction(value) * 100)
    exactly_in_two = (Fraction(percentage) * 100).denominator == 1
    return f"{show_number(percentage, max(2, most_places) if exactly_in_two else most_places)}%"


def exact_text(value: Number | None) -> str | None:
    """The number without any loss, for JSON: a whole number, a decimal, or `n/d`; None stays None.

    >>> exact_text(Fraction(86, 5)), exact_text(Fraction(1, 3))
    ('17.2', '1/3')
    """
    if value is None:
        return None
    if isinstance(value, int):
        return str(value)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        return show_number(value, 30)
    return f"{value.numerator}/{value.denominator}"
