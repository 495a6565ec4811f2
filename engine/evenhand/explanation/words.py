"""Small English: lists, numbers with units, percentages, one and many, quotation marks, dates."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from evenhand.domain import Number, show_number, show_percent, simplest

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ONE_OF = {
    "children": "child",
    "people": "person",
    "women": "woman",
    "men": "man",
    "staff": "member of staff",
    "authorities": "authority",
    "boundaries": "boundary",
    "agencies": "agency",
    "families": "family",
    "inquiries": "inquiry",
    "enquiries": "enquiry",
}
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def listed(parts: Iterable[str], last: str = "and") -> str:
    """The parts as a list in a sentence.

    >>> listed(["safe", "caring", "effective"])
    'safe, caring and effective'
    """
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def first_few(parts: Sequence[str], most: int = 3) -> str:
    """The first of several words, and how many more there are.

    >>> first_few(["visits", "plans", "reviews", "checks"])
    'visits, plans and reviews, and 1 more'
    """
    rest = len(parts) - most
    return listed(parts[:most]) + (f", and {rest} more" if rest > 0 else "")


def either(parts: Iterable[str]) -> str:
    """One of the parts; a comma keeps parts of several words apart.

    >>> either(["no", "yes"]), either(["requires improvement to be good", "good"])
    ('no or yes', 'requires improvement to be good, or good')
    """
    found = list(parts)
    several_words = len(found) > 1 and any(" " in part for part in found if part[:1] != "“")
    return listed(found, ", or" if several_words else "or").replace(" ,", ",")


def quoted(text: str) -> str:
    """A title or name inside a sentence.

    >>> quoted("Mean caseload")
    '“Mean caseload”'
    """
    return f"“{tidy(text)}”"


def tidy(text: str) -> str:
    """A title as a reader should see it: an id that stands in for one loses its underscores.

    >>> tidy("caseload_mean"), tidy("Mean caseload")
    ('caseload mean', 'Mean caseload')
    """
    text = " ".join(text.split())
    return text.replace("_", " ") if "_" in text and " " not in text else text


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """A grade or level inside a sentence; initials such as `SEND` keep their capitals.

    >>> lower_first("Requires improvement"), lower_first("SEND"), lower_first("A")
    ('requires improvement', 'SEND', 'A')
    """
    if len(text) > 1 and text[0].isupper() and (text[1].islower() or text[1] == " "):
        return text[0].lower() + text[1:]
    return text


def sentence(text: str) -> str:
    """The text with a capital letter first and a full stop last."""
    text = capital(text.strip())
    return text if text.endswith((".", "?", "!", ".”", ":")) else f"{text}."


@lru_cache(maxsize=8192)
def number(value: Number, places: int = 2) -> str:
    """A number as it is read: commas in thousands, few decimals.

    >>> number(12500), number(Fraction(86, 5)), number(Fraction(-1, 3))
    ('12,500', '17.2', 'minus 0.33')
    """
    if value < 0:
        return f"minus {number(-value, places)}"
    text = show_number(value, places)
    if value and text == "0":
        text = show_number(value, 6)
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"


@lru_cache(maxsize=8192)
def percent(share: Number, places: int = 1) -> str:
    """A share as a percentage: exactly where two decimals write it, else rounded.

    >>> percent(Fraction(31, 40)), percent(Fraction(8499, 10000)), percent(Fraction(2, 3))
    ('77.5%', '84.99%', '66.7%')
    """
    return show_percent(share, places)


def percentage_points(share: Number) -> str:
    """A difference of two shares.

    >>> percentage_points(Fraction(3, 40)), percentage_points(Fraction(1, 100))
    ('7.5 percentage points', '1 percentage point')
    """
    value = simplest(Fraction(share) * 100)
    places = 2 if (Fraction(value) * 100).denominator == 1 else 1 if round(value, 1) != 0 else 3
    return f"{number(value, places)} percentage point{'' if value == 1 else 's'}"


def counted(value: Number, unit: str | None) -> str:
    """A number with its unit, in the singular for one.

    >>> counted(1, "days"), counted(15, "children per social worker"), counted(1, "social workers")
    ('1 day', '15 children per social worker', '1 social worker')
    """
    if unit is None:
        return number(value)
    return f"{number(value)} {one_of(unit) if value == 1 else unit}"


def one_of(unit: str) -> str:
    """A unit in the singular; only what stands before `per`, `of` or `in` changes.

    >>> one_of("children per social worker"), one_of("working days"), one_of("classes")
    ('child per social worker', 'working day', 'class')
    """
    head, space, rest = unit, "", ""
    for joint in (" per ", " of ", " in ", " for ", " a "):
        if joint in unit:
            head, space, rest = unit.partition(joint)
            break
    before, gap, last = head.rpartition(" ")
    if last in _ONE_OF:
        last = _ONE_OF[last]
    elif last.endswith(("sses", "shes", "ches", "xes")):
        last = last[:-2]
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return f"{before}{gap}{last}{space}{rest}"


def number_word(value: int) -> str:
    """A small count as a word, a larger one in digits.

    >>> number_word(3), number_word(12)
    ('three', '12')
    """
    return _NUMBER_WORDS[value] if 0 <= value < len(_NUMBER_WORDS) else f"{value:,}"


def date_words(day: datetime.date) -> str:
    """A date as it is written in England.

    >>> date_words(datetime.date(2024, 5, 13))
    '13 May 2024'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: datetime.date) -> str:
    """A date as a table gives it.

    >>> short_date(datetime.date(2014, 9, 1))
    '1 Sep 2014'
    """
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"
