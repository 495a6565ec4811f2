"""A replay that keeps departures counts what the interpreter says of cases with the awarded grades given."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings

from evenhand.domain import Case
from evenhand.evidence.rows import column_of
from evenhand.services.replay import Replay, Replayer
from evenhand.services.replay_sides import AWARDED, OWN
from generators import Drawing, drawings
from property.test_replay import OTHER, SIDES, Replaying, counted, totals, word


class Keeping(Replaying):
    """A drawn casebook of which some cases record departures."""

    def __init__(self, drawn: Drawing) -> None:
        super().__init__(drawn)
        rng = drawn.rng()
        areas = [area.id for area in self.own.areas]
        self.reasons = {id: [rng.choice((None, "SCALE")) for _ in self.casebook.drawn] for id in areas}
        recorded = {id: column_of(one) for id, one in self.reasons.items()}
        self.casebook = replace(self.casebook, cases=replace(self.casebook.cases, departures=recorded))

    def kept(self, before: str, after: str, *, keep: bool = True) -> Replay:
        replayer = Replayer(self.sides[before], self.sides[after], by="region", keep_departures=keep)
        for some in replayer.alike(self.casebook.cases):
            replayer.add(some, replayer.tried(some))
        return replayer.found

    def case(self, row: int) -> Case:
        """The case as those put it to the rules who keep its departures: grades that stand are given."""
        case, awarded = self.casebook.drawn[row], self.casebook.awarded[row]
        kept = {
            id: str(awarded[id])
            for id, reasons in self.reasons.items()
            if reasons[row] is not None and awarded[id] is not None and case.given.get(id) is None
        }
        return replace(case, given={**case.given, **kept})

    def outcome_kept(self, side: str, row: int, area: str) -> str | None:
        if side == AWARDED:
            return self.casebook.awarded[row][area]
        return word(self.own if side == OWN else self.other, self.case(row), area)


@settings(max_examples=80)
@given(drawings(), SIDES)
def test_a_kept_departure_is_a_grade_given_by_those_who_departed(drawn: Drawing, sides) -> None:
    asked = Keeping(drawn)
    found = asked.kept(*sides)
    for id, area in found.areas.items():
        matrix: Counter[tuple[str, str]] = Counter()
        kept = 0
        for row, case in enumerate(asked.casebook.drawn):
            both = [asked.outcome_kept(side, row, id) for side in sides]
            if id not in case.given and None not in both:
                matrix[str(both[0]), str(both[1])] += 1
                kept += id in asked.case(row).given
        assert counted(found, id) == matrix
        assert area.kept == kept
    assert len(found.unreplayed) == found.unreplayed_count


@settings(max_examples=20)
@given(drawings())
def test_what_was_departed_from_never_moves_between_rules(drawn: Drawing) -> None:
    asked = Keeping(drawn)
    for one in asked.kept(OWN, OTHER).moved:
        assert asked.reasons[one.area][int(one.id.removeprefix("case-"))] is None or (
            asked.casebook.awarded[int(one.id.removeprefix("case-"))][one.area] is None
        )


@settings(max_examples=8)
@given(drawings(), SIDES)
def test_departures_that_are_dropped_change_nothing(drawn: Drawing, sides) -> None:
    asked = Keeping(drawn)
    dropped = asked.kept(*sides, keep=False)
    assert totals(dropped) == totals(Replaying(drawn).replay(*sides))
    assert all(area.kept == 0 for area in dropped.areas.values())
