"""What is tested of a fact that is asserted when something is settled: a table's rows, or an area's limits.

Also the starts that are made of other areas. Formulas are those of language.md sections 5 and 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from evenhand.backends.durable.conditions import Direct, Node, at_least
from evenhand.backends.durable.facts import EXISTS
from evenhand.backends.durable.productions import Compare, Test, every, some
from evenhand.backends.durable.values import ABSENT, PRESENT
from evenhand.language import HitPolicy, Ties

# --- rows, limits and conflicts -----------------------------------------------------------------------


def may_count(hit: HitPolicy, index: int, positions: Sequence[int]) -> Test:
    """Whether a row may be the one that counts, of rows that surely (`s`) or possibly (`p`) hold."""
    surely, possibly = Compare(f"s{index}", "=", 1), Compare(f"p{index}", "=", 1)
    own = positions[index]
    match hit:
        case HitPolicy.UNIQUE:
            return some(surely, every(possibly, *_no_sure_row(range(len(positions)))))
        case HitPolicy.FIRST:
            return every(possibly, *_no_sure_row(range(index)))
        case HitPolicy.BEST:
            return every(possibly, *_no_sure_row(at for at, other in enumerate(positions) if other > own))
        case HitPolicy.WORST:
            return every(possibly, *_no_sure_row(at for at, other in enumerate(positions) if other < own))
        case _:
            assert_never(hit)


def _no_sure_row(rows: Iterable[int]) -> Iterator[Test]:
    return (Compare(f"s{row}", "=", 0) for row in rows)


def surely_at_least(grade: int) -> Test:
    """The worst of reach (language.md section 8): A = ((start or S) and not L and not C) or F."""
    pointed = some(Compare("wo", ">=", grade), Compare(f"sus{grade}", "=", 1))
    held = every(pointed, Compare(f"lip{grade}", "=", 0), Compare(f"cep{grade}", "=", 0))
    return some(held, Compare(f"fls{grade}", "=", 1))


def possibly_at_least(grade: int) -> Test:
    """The best of reach: P = (((start or S) and not L) or F) and not C."""
    pointed = some(Compare("be", ">=", grade), Compare(f"sup{grade}", "=", 1))
    held = every(pointed, Compare(f"lis{grade}", "=", 0))
    return every(some(held, Compare(f"flp{grade}", "=", 1)), Compare(f"ces{grade}", "=", 0))


def is_permitted(grade: int, top: int) -> Test:
    """Whether what the fired must-rules leave open holds a grade."""
    floor = [Compare(f"fls{grade + 1}", "=", 0)] if grade < top else []
    ceiling = [Compare(f"ces{grade}", "=", 0)] if grade else []
    return every(*floor, *ceiling)


def crossing(rail: str, grades: Iterable[int]) -> Test:
    """Whether a floor stands above a ceiling: surely of what fired, possibly of what may."""
    return some(
        *(every(Compare(f"fl{rail}{grade}", "=", 1), Compare(f"ce{rail}{grade}", "=", 1)) for grade in grades)
    )


# --- starts made of other areas (language.md section 5) ------------------------------------------------


def not_surely_below(subject: str, grade: int) -> Node:
    """An area that is not judged, or surely at least a grade."""
    return Direct(subject, some(Compare(EXISTS, "=", ABSENT), Compare("lo", ">=", grade)))


def surely_reaches(subject: str, grade: int) -> Node:
    """An area that is judged, and surely at least a grade."""
    return Direct(subject, every(Compare(EXISTS, "=", PRESENT), Compare("lo", ">=", grade)))


def may_reach(subject: str, grade: int) -> Node:
    """An area that may be judged, and possibly is at least a grade."""
    return Direct(subject, every(Compare(EXISTS, ">", ABSENT), Compare("hi", ">=", grade)))


def may_not_be_below(subject: str, grade: int) -> Node:
    """An area that may not be judged, or possibly is at least a grade."""
    return Direct(subject, some(Compare(EXISTS, "<", PRESENT), Compare("hi", ">=", grade)))


class Kind(Protocol):
    """How areas make a start: whether it is surely, and possibly, at least a grade."""

    def surely(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it surely is, of those areas that are judged."""

    def possibly(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it possibly is."""


@dataclass(frozen=True)
class Median:
    """The median by counting. An area's vote of -1, 0 or 1 is 0, 1 or 2 tokens, so that a sum is a count."""

    ties: Ties

    def surely(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it surely is at least a grade."""
        return self._votes(subjects, grade, (not_surely_below, surely_reaches))

    def possibly(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it possibly is at least a grade."""
        return self._votes(subjects, grade, (may_not_be_below, may_reach))

    def _votes(
        self, subjects: Sequence[str], grade: int, tokens: Iterable[Callable[[str, int], Node]]
    ) -> Node:
        needed = len(subjects) + (0 if self.ties is Ties.BETTER else 1)
        return at_least(needed, [token(subject, grade) for token in tokens for subject in subjects])


class Best:
    """The best of the areas: one is enough."""

    def surely(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it surely is at least a grade."""
        return at_least(1, [surely_reaches(subject, grade) for subject in subjects])

    def possibly(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it possibly is at least a grade."""
        return at_least(1, [may_reach(subject, grade) for subject in subjects])


class Worst:
    """The worst of the areas: none may be below."""

    def surely(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it surely is at least a grade."""
        return at_least(len(subjects), [not_surely_below(subject, grade) for subject in subjects])

    def possibly(self, subjects: Sequence[str], grade: int) -> Node:
        """Whether it possibly is at least a grade."""
        return at_least(len(subjects), [may_not_be_below(subject, grade) for subject in subjects])
