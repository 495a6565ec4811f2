"""The closed tree of claims: what policy staff say that a rule set does or never does.

A claim speaks of complete cases in which the areas that it names are judged and not in conflict. Nodes carry
their place in the file; equality ignores it. `than` names a rule set, as `ilacs@2023` or by a path from where
the claim is written. An `area` of None stands for every area that both rule sets have.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from evenhand.diagnostics import Span
from evenhand.language.nodes import Condition


@dataclass(frozen=True, slots=True)
class NeverSofter:
    """`never softer on AREA than RULES`: no case gets a better grade here than there."""

    area: str | None
    than: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NeverStricter:
    """`never stricter on AREA than RULES`: no case gets a worse grade here than there."""

    area: str | None
    than: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NeverDiffers:
    """`never differs on AREA from RULES`: every case gets the same grade here and there."""

    area: str | None
    than: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Whenever:
    """`whenever A, B`: in every case in which A holds, B holds."""

    condition: Condition
    then: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Always:
    """`always A`: A holds in every case."""

    condition: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Never:
    """`never A`: A holds in no case."""

    condition: Condition
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WithinGrades:
    """`AREA never differs from OTHER by more than N grades`: two areas of one scale stay close."""

    area: str
    other: str
    grades: int
    span: Span | None = field(default=None, compare=False, repr=False)


AgainstRules = NeverSofter | NeverStricter | NeverDiffers
"""A claim that compares with another rule set."""

Claim = AgainstRules | Whenever | Always | Never | WithinGrades
