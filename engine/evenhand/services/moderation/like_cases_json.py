"""Like cases and unlike grades as JSON, and as lists for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenhand.services.moderation.like_cases import AreaLikeCases, LikeCase, LikeCases, ToReconsider
from evenhand.services.moderation.lists import Cell, ListTable

TOO_MANY = "too many pairs contradict each other to find the fewest judgements to reconsider"


def like_cases_json(found: LikeCases) -> dict[str, Any]:
    """What is said under `consistency`: framework version, then area."""
    said: dict[str, Any] = {}
    for one in found.areas:
        said.setdefault(one.framework, {})[one.area.id] = _area(one)
    return said


def _area(one: AreaLikeCases) -> dict[str, Any]:
    members = one.to_reconsider
    return {
        "cases": one.cases,
        "left_out": sum(one.left_out.values()),
        "left_out_because": dict(one.left_out),
        "pairs": one.pairs,
        "possible_pairs": one.possible_pairs,
        "tainted": one.tainted,
        "quality": one.quality,
        "repair": [_member(member) for member in members or ()],
        "repair_size": None if members is None else len(members),
        "ties": {"only": one.only, "others": list(one.others)},
        "unlike": [
            {
                "profile": dict(like.profile),
                "grades": {grade: list(ids) for grade, ids in like.grades.items()},
            }
            for like in one.unlike
        ],
        "compared_on": list(one.compared_on),
        "not_compared_on": [{"id": id, "why": why} for id, why in one.not_compared_on.items()],
        "note": TOO_MANY if members is None else None,
    }


def _member(member: ToReconsider) -> dict[str, Any]:
    return {
        **_case(member.case),
        "suggested": member.suggested,
        "in_every_smallest_set": member.in_every,
        "opposed_by": member.opposed_by,
        "strongest_precedent": member.precedent.id,
        "precedent": _case(member.precedent),
    }


def _case(case: LikeCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "awarded": case.awarded,
        "proposed": case.proposed,
        "decisive": None if case.decisive is None else list(case.decisive),
        "profile": dict(case.profile),
    }


def like_cases_lists(found: LikeCases) -> list[ListTable]:
    """Every judgement to reconsider, and every case of a profile that was graded in several ways."""
    return [
        ListTable(
            "reconsider",
            "The fewest judgements to reconsider so that no two contradict each other",
            (
                *("framework", "area", "id", "case", "awarded", "suggested", "in_every_smallest_set"),
                *("opposed_by", "strongest_precedent", "precedent_case", "precedent_awarded"),
                *("proposed", "decisive_rules", "precedent_proposed", "precedent_decisive_rules"),
            ),
            [_row(one, member) for one in found.areas for member in one.to_reconsider or ()],
        ),
        ListTable(
            "unlike",
            "Cases with the same profile that were not all awarded the same grade",
            ("framework", "area", "group", "id", "awarded", "profile"),
            [
                (one.framework, one.area.id, number, id, grade, profile_text(like.profile))
                for one in found.areas
                for number, like in enumerate(one.unlike, start=1)
                for grade, ids in like.grades.items()
                for id in ids
            ],
        ),
    ]


def _row(one: AreaLikeCases, member: ToReconsider) -> tuple[Cell, ...]:
    case, other = member.case, member.precedent
    in_every = {True: "yes", False: "no", None: "not worked out"}[member.in_every]
    return (
        *(one.framework, one.area.id, case.id, case.name, case.awarded, member.suggested, in_every),
        *(member.opposed_by, other.id, other.name, other.awarded),
        *(case.proposed, _rules(case), other.proposed, _rules(other)),
    )


def _rules(case: LikeCase) -> str | None:
    return None if case.decisive is None else " ".join(case.decisive)


def profile_text(profile: Mapping[str, str]) -> str:
    """A profile as one cell: each item or area, and what it is.

    >>> profile_text({"leaders": "good", "care": "poor"})
    'leaders: good; care: poor'
    """
    return "; ".join(f"{id}: {words}" for id, words in profile.items())
