"""Two traces side by side: where they first part, and whether evidence explains a difference of grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evenhand.domain import Judged
from evenhand.evaluation.trace import InspectionTrace
from evenhand.explanation.book import Book
from evenhand.explanation.evidence_differences import EvidenceDifference, area_title_of, evidence_differences
from evenhand.explanation.first_difference import FirstDifference, first_difference
from evenhand.explanation.values import name_words

NOT_LIKE_FOR_LIKE = "Grades under different rule sets cannot be compared like for like."


@dataclass(frozen=True, slots=True)
class AreaSide:
    """An area in one of two inspections. `provisional` is set where `proposed` is not."""

    proposed: str | None
    provisional: str | None
    draft: str | None
    given: str | None
    judged: Judged

    @property
    def rules_say(self) -> str | None:
        """The proposed grade, else the provisional one."""
        return self.proposed if self.proposed is not None else self.provisional

    @property
    def compared(self) -> str | None:
        """The grade that is compared: the draft where there is one, else what the rules say."""
        return self.draft if self.draft is not None else self.rules_say


@dataclass(frozen=True, slots=True)
class AreaComparison:
    """One area in two inspections.

    `explained` is false where the grades compared differ although nothing that the area reads does.
    `drafts_only` says that the rules say the same and the drafts do not. Without `same_rules`, what differs
    in what the area reads need not be why the grades do.
    """

    area: str
    title: str
    a: AreaSide
    b: AreaSide
    first_difference: FirstDifference | None
    differences: tuple[EvidenceDifference, ...]
    explained: bool
    drafts_only: bool
    same_rules: bool

    @property
    def grades_differ(self) -> bool:
        """Whether the grades compared are not the same."""
        return self.a.compared != self.b.compared


@dataclass(frozen=True)
class Comparison:
    """Two inspections compared. Areas that only one rule set has are in `only_a` and `only_b`."""

    rules_a: str
    rules_b: str
    same_rules: bool
    areas: Mapping[str, AreaComparison]
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()

    @property
    def to_report(self) -> bool:
        """Whether evidence is not known to be behind every difference of grade."""
        return not self.same_rules or not all(area.explained for area in self.areas.values())


def compare(
    a: InspectionTrace,
    b: InspectionTrace,
    drafts_a: Mapping[str, str] | None = None,
    drafts_b: Mapping[str, str] | None = None,
) -> Comparison:
    """Compare two inspections area by area; rules are aligned by id, in the order of the first."""
    one, two = Book(a), Book(b)
    rules_a, rules_b = a.rules.rule_set, b.rules.rule_set
    same_rules = (rules_a.name, rules_a.hash) == (rules_b.name, rules_b.hash)
    sides = {
        id: (_side(one, id, (drafts_a or {}).get(id)), _side(two, id, (drafts_b or {}).get(id)))
        for id in a.areas
        if id in b.areas
    }
    areas = {id: _area(one, two, id, sides, same_rules) for id in sides}
    return Comparison(
        rules_a.name,
        rules_b.name,
        same_rules,
        areas,
        tuple(id for id in a.areas if id not in b.areas),
        tuple(id for id in b.areas if id not in a.areas),
    )


Sides = Mapping[str, tuple[AreaSide, AreaSide]]


def _area(one: Book, two: Book, id: str, sides: Sides, same_rules: bool) -> AreaComparison:
    a, b = sides[id]
    reads_a, reads_b = one.reads(id), two.reads(id)
    differences = (
        *_grade_differences(one, two, id, sides),
        *evidence_differences(one, two, id, reads_a, reads_b),
    )
    return AreaComparison(
        id,
        one.area(id).area.title,
        a,
        b,
        first_difference(one, two, id, reads_a),
        differences,
        a.compared == b.compared or bool(differences),
        a.rules_say == b.rules_say and a.judged is b.judged and a.compared != b.compared,
        same_rules,
    )


def _side(book: Book, id: str, draft: str | None) -> AreaSide:
    step = book.area(id)
    outcome = step.outcome
    proposed = outcome.proposed
    provisional = outcome.provisional_grade if proposed is None else None
    return AreaSide(proposed, provisional, draft, step.given, outcome.judged)


def _grade_differences(one: Book, two: Book, id: str, sides: Sides) -> Iterator[EvidenceDifference]:
    """Areas read directly whose grades differ, by their drafts where there are any."""
    direct = {
        **one.reads_directly(id).areas,
        **two.reads_directly(id).areas,
    }
    for area in direct:
        if area not in sides or one.trace.case.given.get(area) != two.trace.case.given.get(area):
            continue
        a, b = sides[area]
        if a.compared != b.compared:
            yield EvidenceDifference(
                area,
                area_title_of(one, two, area),
                _compared_words(one, area, a),
                _compared_words(two, area, b),
            )


def _compared_words(book: Book, area: str, side: AreaSide) -> str:
    if side.compared is None:
        return "no grade"
    words = name_words(book.area(area).area.scale, side.compared)
    if side.draft is not None:
        return f"draft {words}"
    return f"{words} (provisional)" if side.proposed is None else words


# --- plain data -----------------------------------------------------------------------------------


def comparison_json(found: Comparison) -> dict[str, object]:
    """A comparison as plain data (contracts.md, `compare`)."""
    return {
        "areas": {id: _area_json(area) for id, area in found.areas.items()},
        "caution": None if found.same_rules else NOT_LIKE_FOR_LIKE,
        "only_a": list(found.only_a),
        "only_b": list(found.only_b),
        "rules": {"a": found.rules_a, "b": found.rules_b, "same": found.same_rules},
    }


def _area_json(area: AreaComparison) -> dict[str, object]:
    first = area.first_difference
    return {
        "a": area.a.compared,
        "a_side": _side_json(area.a),
        "b": area.b.compared,
        "b_side": _side_json(area.b),
        "differences": [
            {"a": found.a, "b": found.b, "title": found.title, "what": found.what}
            for found in area.differences
        ],
        "drafts_only": area.drafts_only,
        "explained": area.explained,
        "first_difference": None
        if first is None
        else {"a": first.a, "b": first.b, "leaf": first.leaf, "rule": first.rule, "title": first.title},
    }


def _side_json(side: AreaSide) -> dict[str, object]:
    return {
        "draft": side.draft,
        "given": side.given,
        "judged": side.judged.value,
        "proposed": side.proposed,
        "provisional": side.provisional,
    }
