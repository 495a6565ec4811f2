"""What makes a judgement worth a second look: triggers, each with its reason in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.domain import ItemState, Scale, Unknown, UnknownReason
from evenhand.explanation.values import grade_run, name_words
from evenhand.explanation.words import listed, percent, quoted, tidy
from evenhand.moderation.precedents.gower import Feature
from evenhand.moderation.precedents.nearest import FAR, LEAST_COMPARED, far_from_others
from evenhand.replay import ABSENT, CONFLICT, UNDECIDED
from evenhand.services.cases import NO_PREVIOUS
from evenhand.services.moderation.judgements import AreaJudgements, FrameworkJudgements
from evenhand.services.moderation.like_cases import area_like_cases
from evenhand.services.moderation.precedents import given_by_most
from evenhand.services.moderation.precedents_profile import features_of, profile_of
from evenhand.services.moderation.reasons import same_reasons

Flags = npt.NDArray[np.bool_]
Why = Callable[[int], str]
"""The reason for one case, by its row."""

THIN = 0.25
"""From which part of what the rules read being unknown on evidence is thin."""


@dataclass(frozen=True, eq=False)
class Trigger:
    """One trigger in one area: which cases it holds for (shape (cases,)), and why.

    `asked` says of which cases it could be told; None is all that were graded.
    """

    id: str
    area: str
    holds: Flags
    why: Why
    asked: Flags | None = None


TITLES = {
    "outside": "Awarded outside what limiting rules leave",
    "departs": "Awarded another grade than the rules can come to",
    "lowest_grade": "Lowest grade awarded",
    "highest_grade": "Highest grade awarded",
    "two_grades": "Two grades or more from the inspection before",
    "across_good": "Across good from the inspection before",
    "limiting_rule": "A limiting rule decided",
    "thin_evidence": "Thin evidence",
    "sources_conflict": "Sources conflict",
    "far": "Far from every precedent",
    "unlike": "Unlike like cases",
}
"""Every trigger, by its id, in the order in which they are told."""


def triggers_of(one: FrameworkJudgements, area: str) -> Iterator[Trigger]:
    """The triggers of one area of a framework version; each holds only for cases graded in it."""
    own = one.areas[area]
    graded = own.graded
    for found in _all(one, own):
        asked = graded if found.asked is None else graded & found.asked
        yield Trigger(found.id, area, found.holds & asked, found.why, asked)


def _all(one: FrameworkJudgements, own: AreaJudgements) -> Iterator[Trigger]:
    yield from _beside_the_rules(own)
    yield from _extremes(own)
    yield from _moves(one, own)
    yield from _limits(one, own)
    yield from _evidence(one, own)
    yield _unlike(one, own)


def _title(scale: Scale, code: int) -> str:
    return name_words(scale, scale.names[code])


def _beside_the_rules(own: AreaJudgements) -> Iterator[Trigger]:
    scale, awarded = own.scale, own.awarded
    permitted = (own.floor >= 0) & ~own.given
    outside = permitted & ((awarded < own.floor) | (awarded > own.ceiling))

    def why_outside(row: int) -> str:
        left = grade_run(scale, int(own.floor[row]), int(own.ceiling[row]))
        return f"awarded {_title(scale, int(awarded[row]))}, where limiting rules leave {left}"

    yield Trigger("outside", own.id, outside, why_outside, permitted)
    reach = (own.worst >= 0) & ~own.given
    departs = reach & ~outside & ((awarded < own.worst) | (awarded > own.best))

    def why_departs(row: int) -> str:
        may = grade_run(scale, int(own.worst[row]), int(own.best[row]))
        return f"awarded {_title(scale, int(awarded[row]))}, where the rules come to {may}"

    yield Trigger("departs", own.id, departs, why_departs, reach)


def _extremes(own: AreaJudgements) -> Iterator[Trigger]:
    top = len(own.scale) - 1
    for id, code in (("lowest_grade", 0), ("highest_grade", top)):
        yield Trigger(id, own.id, own.awarded == code, _always(f"awarded {_title(own.scale, code)}"))


def _always(why: str) -> Why:
    return lambda row: why


def _moves(one: FrameworkJudgements, own: AreaJudgements) -> Iterator[Trigger]:
    scale = own.scale
    column = one.cases.previous.get(own.id)
    if column is None:
        before = np.full(one.rows, ABSENT, dtype=np.int8)
    else:
        words = [
            None if word is None or word == NO_PREVIOUS else scale.own_name(word) for word in column.values
        ]
        table = np.array([ABSENT if word is None else scale.position(word) for word in words], dtype=np.int8)
        before = table[column.which]
    known = before >= 0

    def why(row: int) -> str:
        then, now = _title(scale, int(before[row])), _title(scale, int(own.awarded[row]))
        return f"{then} at the inspection before, {now} now"

    steps = np.abs(own.awarded.astype(np.int64) - before)
    yield Trigger("two_grades", own.id, known & (steps >= 2), why, known)
    if "good" in scale:
        good = scale.position("good")
        across = known & ((own.awarded >= good) != (before >= good))
        yield Trigger("across_good", own.id, across & (steps < 2), why, known)


def _limits(one: FrameworkJudgements, own: AreaJudgements) -> Iterator[Trigger]:
    """Where a limiting rule is among those that set the grade proposed, or such rules leave none."""
    held = np.zeros(one.rows, dtype=bool)
    asked = np.zeros(one.rows, dtype=bool)
    rules: dict[int, tuple[str, ...]] = {}
    own_rules = one.rule_set.area_by_id[own.id].grading_rules
    limiting = {rule.id for rule in own_rules if rule.limit is not None}
    for group in same_reasons(one, own.id):
        if group.decisive is None:
            continue
        asked[group.rows] = True
        if not limiting.isdisjoint(group.decisive):
            held[group.rows] = True
            rules |= dict.fromkeys(group.rows.tolist(), group.decisive)
    titles = {rule.id: rule.title for rule in own_rules}

    def why(row: int) -> str:
        return f"{listed(f'{quoted(titles[id])} ({id})' for id in rules[row])} decided"

    yield Trigger("limiting_rule", own.id, held, why, asked)


# --- evidence ------------------------------------------------------------------------------------------


def _evidence(one: FrameworkJudgements, own: AreaJudgements) -> Iterator[Trigger]:
    cases = one.cases
    profile = profile_of(one.rules, [own.id], given_by_most(cases), set(cases.items))
    features = [each for each in features_of(profile, [cases], one.rules) if each.weight > 0]
    total = sum(feature.weight for feature in features)
    unknown = np.zeros(one.rows)
    for feature in features:
        unknown += feature.weight * ~feature.known
    share = unknown / total if total else np.zeros(one.rows)
    asked = ~own.given & bool(total)
    open_ = own.proposed == UNDECIDED

    def why_thin(row: int) -> str:
        parts = [f"{percent(round(float(share[row]), 3))} of what the rules read is not known"]
        return listed(parts + (["the grade is not decided"] if open_[row] else []))

    yield Trigger("thin_evidence", own.id, (share > THIN) | open_, why_thin, asked)
    conflicts = {
        id: _conflicting(cases.items[id].values, cases.items[id].which)
        for id in profile.items
        if id in cases.items
    }
    any_conflict = np.zeros(one.rows, dtype=bool)
    for held in conflicts.values():
        any_conflict |= held

    def why_conflict(row: int) -> str:
        named = [quoted(profile.items[id].title) for id, held in conflicts.items() if held[row]]
        return f"sources conflict about {listed(named)}"

    stuck = own.proposed == CONFLICT
    yield Trigger(
        "sources_conflict",
        own.id,
        any_conflict | stuck,
        lambda row: why_conflict(row) if any_conflict[row] else "limiting rules leave no grade",
        asked,
    )
    yield _far(own, features, asked)


def _conflicting(values: Sequence[ItemState], which: npt.NDArray[np.unsignedinteger]) -> Flags:
    told = Unknown(UnknownReason.SOURCES_CONFLICT)
    found: Flags = np.array([value == told for value in values], dtype=bool)[which]
    return found


def _far(own: AreaJudgements, features: Sequence[Feature], asked: Flags) -> Trigger:
    rows = np.flatnonzero(asked & own.graded)
    far = np.zeros(len(asked), dtype=bool)
    told = np.zeros(len(asked), dtype=bool)
    nearest = np.full(len(asked), np.nan)
    if features and len(rows) > 1:
        found = far_from_others([feature.taken(rows) for feature in features], FAR, LEAST_COMPARED)
        far[rows], told[rows], nearest[rows] = found.far, found.worked_out, found.nearest

    def why(row: int) -> str:
        if np.isinf(nearest[row]):
            return "no other case can be compared with it"
        return f"the nearest other case is at a distance of {nearest[row]:.2f}"

    return Trigger("far", own.id, far, why, told)


def _unlike(one: FrameworkJudgements, own: AreaJudgements) -> Trigger:
    """Those of the fewest judgements to reconsider so that like cases have like grades."""
    found = area_like_cases(one, own.id) if own.id in one.worked_out else None
    members = {} if found is None else {each.case.id: each for each in found.to_reconsider or ()}
    ids = one.cases.id
    held: Flags = np.array([id in members for id in ids.values], dtype=bool)[ids.which]

    def why(row: int) -> str:
        member = members[ids.at(row)]
        scale = own.scale
        precedent = member.precedent
        theirs = name_words(scale, precedent.awarded)
        return (
            f"{tidy(precedent.name)} ({precedent.id}) was awarded {theirs}, and like cases would settle at "
            f"{name_words(scale, member.suggested)}"
        )

    asked = np.full(one.rows, found is not None and found.to_reconsider is not None)
    return Trigger("unlike", own.id, held, why, asked)
