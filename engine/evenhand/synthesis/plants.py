"""What is planted in a synthetic casebook: kinds and sizes, read from what a person asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from evenhand.diagnostics import Diagnostic, InvalidInput, codes, did_you_mean
from evenhand.domain import read_decimal

NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Plants:
    """How much of each kind is planted.

    `severity` is the standard deviation of lead inspectors' severity in grades, `drift` by how many grades
    awarded grades rise each year, `departures` the share of cases with one, and `unlike` the number of pairs
    of like cases with unlike grades, or, where `unlike_share` is set, their share of all cases. `noise` is
    the share of recorded values with an error, and `panel` the share of cases that no rule set graded.
    """

    severity: float = 0.0
    drift: float = 0.0
    departures: Fraction = Fraction(0)
    unlike: int = 0
    unlike_share: Fraction | None = None
    noise: Fraction = Fraction(0)
    panel: Fraction = Fraction(0)

    def pairs(self, cases: int) -> int:
        """How many pairs are to be planted in so many cases."""
        return self.unlike if self.unlike_share is None else int(self.unlike_share * cases)


DEFAULT_PLANTS: Final = "severity=0.2 drift=0.05 departures=5% unlike=1%"
"""What is planted where nothing is asked for."""

MOST_SEVERITY, MOST_DRIFT = 1.0, 1.0

_HINTS: Final = {
    "severity": "grades, from 0 to 1: `severity=0.3`",
    "drift": "grades each year, from -1 to 1: `drift=0.1`",
    "departures": "a share of the cases: `departures=5%`",
    "unlike": "a number of pairs, or a share of the cases up to 50%: `unlike=20` or `unlike=1%`",
    "noise": "a share of the recorded values: `noise=5%`",
    "panel": "a share of the cases: `panel=10%`",
}


def read_plants(words: Sequence[str], cases: int) -> Plants:
    """What `severity=0.3`, `unlike=20` and the like ask for; what is not named is not planted.

    Several may stand in one text, with spaces or commas between them. Without any: DEFAULT_PLANTS. Raises
    InvalidInput with every diagnostic.
    """
    asked = [word for text in words or [DEFAULT_PLANTS] for word in re.split(r"[\s,]+", text) if word]
    if asked == [NOTHING]:
        return Plants()
    found, seen, problems = Plants(), set[str](), list[Diagnostic]()
    for word in asked:
        name, _, size = word.partition("=")
        read = _READERS.get(name)
        if read is None:
            problems.append(_unknown(name, word))
        elif name in seen:
            problems.append(codes.BAD_PLANT.at(None, word=word, hint=f"give `{name}` once"))
        else:
            seen.add(name)
            planted = read(found, size)
            if planted is None:
                problems.append(codes.BAD_PLANT.at(None, word=word, hint=f"its size is {_HINTS[name]}"))
            else:
                found = planted
    problems += _too_many(found, cases)
    if problems or not asked:
        raise InvalidInput(problems or [codes.BAD_PLANT.at(None, word=" ".join(words), hint=_KNOWN)])
    return found


_KNOWN = f"it is one of {', '.join(f'`{name}`' for name in _HINTS)}, or `{NOTHING}` alone"


def _unknown(name: str, word: str) -> Diagnostic:
    hint = _KNOWN if name == NOTHING else did_you_mean(name, _HINTS) or _KNOWN
    return codes.BAD_PLANT.at(None, word=word, hint=hint)


def _too_many(plants: Plants, cases: int) -> list[Diagnostic]:
    if plants.unlike_share is not None or 2 * plants.unlike <= cases:
        return []
    hint = f"each pair is two of the {cases:,} cases"
    return [codes.BAD_PLANT.at(None, word=f"unlike={plants.unlike}", hint=hint)]


def _severity(plants: Plants, size: str) -> Plants | None:
    value = read_decimal(size)
    if isinstance(value, str) or not 0 <= value <= MOST_SEVERITY:
        return None
    return replace(plants, severity=float(value))


def _drift(plants: Plants, size: str) -> Plants | None:
    value = read_decimal(size)
    if isinstance(value, str) or not -MOST_DRIFT <= value <= MOST_DRIFT:
        return None
    return replace(plants, drift=float(value))


def _departures(plants: Plants, size: str) -> Plants | None:
    share = _share(size)
    return None if share is None else replace(plants, departures=share)


def _unlike(plants: Plants, size: str) -> Plants | None:
    if re.fullmatch(r"0|[1-9][0-9]{0,8}", size):
        return replace(plants, unlike=int(size))
    share = _share(size)
    return None if share is None or share > Fraction(1, 2) else replace(plants, unlike_share=share)


def _noise(plants: Plants, size: str) -> Plants | None:
    share = _share(size)
    return None if share is None else replace(plants, noise=share)


def _panel(plants: Plants, size: str) -> Plants | None:
    share = _share(size)
    return None if share is None else replace(plants, panel=share)


_READERS = {
    "severity": _severity,
    "drift": _drift,
    "departures": _departures,
    "unlike": _unlike,
    "noise": _noise,
    "panel": _panel,
}


def _share(size: str) -> Fraction | None:
    value = read_decimal(size.removesuffix("%")) if size.endswith("%") else "not_a_number"
    if isinstance(value, str) or not 0 <= value <= 100:
        return None
    return Fraction(value) / 100
