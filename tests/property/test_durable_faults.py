"""Faults put into what durable-rules is asked on purpose are caught by comparing it with the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import Any

import pytest

from evenhand.backends.durable import (
    conditions,
    deciding,
    facts,
    guard,
    leaves,
    plans,
    productions,
    program,
    settling,
    values,
)
from evenhand.domain import Judged
from evenhand.language import Comparison, HitPolicy, Rule, Ties
from generators import Drawing
from oracle.checks import is_noticed
from unit.backends.deriving import derive, needs_durable_rules

pytestmark = needs_durable_rules

DRAWS = 400

Fault = Callable[[pytest.MonkeyPatch], None]


# --- comparisons -----------------------------------------------------------------------------------------


def flipped_comparison(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `<=`."""
    _reading_signs(patch, {Comparison.AT_LEAST: Comparison.AT_MOST})


def threshold_left_out(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `>`: wrong only exactly on the threshold."""
    _reading_signs(patch, {Comparison.AT_LEAST: Comparison.MORE})


def _reading_signs(patch: pytest.MonkeyPatch, signs: Mapping[Comparison, Comparison]) -> None:
    right = leaves._compared
    patch.setattr(leaves, "_compared", lambda sign, ordered: right(signs.get(sign, sign), ordered))


def equal_as_at_least(patch: pytest.MonkeyPatch) -> None:
    """`=` read as `>=`."""
    _reading_signs(patch, {Comparison.EQUAL: Comparison.AT_LEAST})


def wrong_opposite(patch: pytest.MonkeyPatch) -> None:
    """What is not below is taken to be above."""
    patch.setattr(productions, "_OPPOSITE", {**productions._OPPOSITE, "<": ">"})


def opposite_of_all_is_none(patch: pytest.MonkeyPatch) -> None:
    """Not all of them: taken to mean none of them."""

    def opposite(test: productions.Test) -> productions.Test:
        if isinstance(test, productions.Compare):
            return productions.Compare(test.attribute, productions._OPPOSITE[test.operator], test.value)
        return productions.every(*map(opposite, test.parts))

    patch.setattr(leaves, "opposite", opposite)


def rounded_down_only(patch: pytest.MonkeyPatch) -> None:
    """A value between two thresholds is asserted as the lower one."""
    patch.setattr(facts, "ceil", floor)


def no_bound_read_as_the_threshold(patch: pytest.MonkeyPatch) -> None:
    """What may be above every threshold is taken to be on the highest."""
    right = leaves.grid_of

    def grid_of(item: str, thresholds: Any) -> facts.Grid:
        grid = right(item, thresholds)
        return replace(grid, greatest=grid.greatest - 1)

    patch.setattr(leaves, "grid_of", grid_of)


def a_position_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Two names that are both the best are not taken to be the same."""
    right = leaves._same
    patch.setattr(leaves, "_same", lambda size: right(size - 1))


def only_the_first_way(patch: pytest.MonkeyPatch) -> None:
    """Of an "or", only its first part is asked."""
    patch.setattr(program, "ways", lambda test: list(productions.ways(test))[:1])


# --- what is not known -----------------------------------------------------------------------------------


def lost_unknown(patch: pytest.MonkeyPatch) -> None:
    """What may hold is taken not to."""
    right = leaves.LeafTests.rail
    patch.setattr(leaves.LeafTests, "rail", lambda tests, surely, holds: right(tests, True, holds))


def rails_crossed(patch: pytest.MonkeyPatch) -> None:
    """`unless` and `none` are hindered only by what surely holds."""
    right = leaves.LeafTests.rail
    patch.setattr(
        leaves.LeafTests,
        "rail",
        lambda tests, surely, holds: right(tests, surely if holds else not surely, holds),
    )


def may_not_exist_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Decided by bounds although it may not exist."""
    _standing(patch, lambda surely, possibly, right: (surely, right[1]))


def absent_holds(patch: pytest.MonkeyPatch) -> None:
    """What does not exist may hold all the same."""
    _standing(patch, lambda surely, possibly, right: (right[0], possibly))


def conflict_not_seen_by_readers(patch: pytest.MonkeyPatch) -> None:
    """An area whose limits cross is read at the grade that it might have had."""
    right = leaves._standing
    patch.setattr(
        leaves,
        "_standing",
        lambda surely, possibly, *, may_conflict: right(surely, possibly, may_conflict=False),
    )


def _standing(patch: pytest.MonkeyPatch, wrong: Callable[..., Any]) -> None:
    right = leaves._standing
    patch.setattr(
        leaves,
        "_standing",
        lambda surely, possibly, *, may_conflict: wrong(
            surely, possibly, right(surely, possibly, may_conflict=may_conflict)
        ),
    )


def could_not_tell_is_known(patch: pytest.MonkeyPatch) -> None:
    """Whatever was looked at counts as known."""
    right = deciding._Pass._item
    patch.setattr(deciding._Pass, "_item", lambda own, item: right(own, item) | {facts.KNOWN: 2})


def findings_decided_too_early(patch: pytest.MonkeyPatch) -> None:
    """A finding that is undecided counts as missing."""
    right = deciding._Pass._assert

    def asserting(own: deciding._Pass, subject: str, told: facts.Facts) -> None:
        if facts.POSSIBLY in told:
            told = {**told, facts.POSSIBLY: told[facts.SURELY]}
        right(own, subject, told)

    patch.setattr(deciding._Pass, "_assert", asserting)


# --- arithmetic ------------------------------------------------------------------------------------------


def difference_added(patch: pytest.MonkeyPatch) -> None:
    """Multiples of a range keep its ends in their places when the factor is negative."""
    right = values._times
    patch.setattr(values, "_times", lambda part, by: right(part, abs(by)))


def divided_by_what_may_be_zero(patch: pytest.MonkeyPatch) -> None:
    """A quotient by a count that may be zero takes it to be one at least."""
    right = values._divided

    def divided(part: values.Amount, by: values.Amount) -> values.Amount:
        return right(part, replace(by, low=max(by.low or Fraction(1), Fraction(1))))

    patch.setattr(values, "_divided", divided)


def greatest_for_least(patch: pytest.MonkeyPatch) -> None:
    """The least of some numbers read as the greatest."""
    right = values._extreme
    patch.setattr(values, "_extreme", lambda parts, greatest: right(parts, not greatest))


# --- connectives -----------------------------------------------------------------------------------------


def any_as_all(patch: pytest.MonkeyPatch) -> None:
    """`any` read as `all`."""
    right = conditions.Normal._count

    def count(normal: conditions.Normal, number: int, parts: Sequence[Any], holds: bool) -> conditions.Node:
        return right(normal, len(parts) if number == 1 else number, parts, holds)

    patch.setattr(conditions.Normal, "_count", count)


def counted_once_too_often(patch: pytest.MonkeyPatch) -> None:
    """`at least 2 of` is content with one part."""
    right = guard.count_rule
    patch.setattr(guard, "count_rule", lambda gate, needed: right(gate, max(needed - 1, 1)))


def unless_forgotten(patch: pytest.MonkeyPatch) -> None:
    """`unless` is never looked at."""
    right = conditions.Normal.rule

    def read(normal: conditions.Normal, rule: Rule) -> conditions.Node:
        return right(normal, rule if rule.when is None else replace(rule, unless=None))

    patch.setattr(conditions.Normal, "rule", read)


def a_part_computed_once_is_enough(patch: pytest.MonkeyPatch) -> None:
    """A computed item is known where any of its parts is."""
    right = conditions.Normal._known

    def known(normal: conditions.Normal, item: Any, leaf: Any, holds: bool) -> conditions.Node:
        found = right(normal, item, leaf, holds)
        return conditions.AtLeast(1, found.parts) if isinstance(found, conditions.AtLeast) else found

    patch.setattr(conditions.Normal, "_known", known)


# --- tables ----------------------------------------------------------------------------------------------


def first_row_as_any(patch: pytest.MonkeyPatch) -> None:
    """`first` takes every row that holds."""
    _counting(patch, HitPolicy.FIRST)


def best_row_as_any(patch: pytest.MonkeyPatch) -> None:
    """`best` takes every row that holds."""
    _counting(patch, HitPolicy.BEST)


def worst_row_as_any(patch: pytest.MonkeyPatch) -> None:
    """`worst` takes every row that holds."""
    _counting(patch, HitPolicy.WORST)


def row_that_surely_holds_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A row that surely holds does not count for it."""
    right = settling.may_count

    def may_count(hit: HitPolicy, index: int, positions: Sequence[int]) -> productions.Test:
        unless = productions.Compare(f"s{index}", "=", 0)
        return productions.every(right(hit, index, positions), unless)

    patch.setattr(settling, "may_count", may_count)


def _counting(patch: pytest.MonkeyPatch, policy: HitPolicy) -> None:
    right = settling.may_count

    def may_count(hit: HitPolicy, index: int, positions: Sequence[int]) -> productions.Test:
        return productions.Compare(f"p{index}", "=", 1) if hit is policy else right(hit, index, positions)

    patch.setattr(settling, "may_count", may_count)


def no_gap_ever(patch: pytest.MonkeyPatch) -> None:
    """A table of which no row may hold decides all the same."""
    right = deciding._Pass._table

    def table(own: deciding._Pass, plan: plans.TablePlan) -> int:
        right(own, plan)
        return values.ABSENT

    patch.setattr(deciding._Pass, "_table", table)


def a_gap_that_may_be_left_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A table never leaves a gap where some row may hold."""
    patch.setattr(deciding, "may_leave_gap", lambda table, narrowed, parameters: False)


# --- areas -----------------------------------------------------------------------------------------------


def ties_turned_round(patch: pytest.MonkeyPatch) -> None:
    """A median takes the other of the two middle grades."""
    right = settling.Median
    other = {Ties.BETTER: Ties.WORSE, Ties.WORSE: Ties.BETTER}
    patch.setattr(settling, "Median", lambda ties: right(other[ties]))


def median_of_one_vote_less(patch: pytest.MonkeyPatch) -> None:
    """A median is reached with one vote too few."""
    right = settling.Median._votes

    def votes(median: settling.Median, subjects: Sequence[str], grade: int, tokens: Any) -> conditions.Node:
        found = right(median, subjects, grade, tokens)
        assert isinstance(found, conditions.AtLeast)
        return conditions.at_least(found.needed - 1, found.parts)

    patch.setattr(settling.Median, "_votes", votes)


def members_not_judged_counted(patch: pytest.MonkeyPatch) -> None:
    """An area that is not judged holds a median down."""
    patch.setattr(settling, "not_surely_below", settling.surely_reaches)


def best_for_worst(patch: pytest.MonkeyPatch) -> None:
    """The best of the members where the worst is meant."""
    patch.setattr(settling, "Worst", settling.Best)


def undecided_likely_dropped(patch: pytest.MonkeyPatch) -> None:
    """`likely` that is undecided does not bring the worst of reach down."""
    _in_the_worst(patch, "lip", "lis")


def undecided_limit_dropped(patch: pytest.MonkeyPatch) -> None:
    """`at_most` that is undecided does not bring the worst of reach down."""
    _in_the_worst(patch, "cep", "ces")


def _in_the_worst(patch: pytest.MonkeyPatch, old: str, new: str) -> None:
    right = settling.surely_at_least

    def renamed(test: productions.Test) -> productions.Test:
        if isinstance(test, productions.Compare):
            return replace(test, attribute=test.attribute.replace(old, new))
        return type(test)(tuple(map(renamed, test.parts)))

    patch.setattr(settling, "surely_at_least", lambda grade: renamed(right(grade)))


def limits_before_likely(patch: pytest.MonkeyPatch) -> None:
    """`likely` lowers below the floor."""

    def surely(grade: int) -> productions.Test:
        return productions.every(
            productions.some(
                productions.Compare("wo", ">=", grade),
                productions.Compare(f"sus{grade}", "=", 1),
                productions.Compare(f"fls{grade}", "=", 1),
            ),
            productions.Compare(f"lip{grade}", "=", 0),
            productions.Compare(f"cep{grade}", "=", 0),
        )

    patch.setattr(settling, "surely_at_least", surely)


def conflict_not_seen(patch: pytest.MonkeyPatch) -> None:
    """A floor above a ceiling is no conflict."""
    patch.setattr(settling, "crossing", lambda rail, grades: productions.FAILS)


def permitted_without_a_floor(patch: pytest.MonkeyPatch) -> None:
    """What fired as `at_least` does not narrow the permitted range."""
    right = settling.is_permitted
    patch.setattr(settling, "is_permitted", lambda grade, top: right(grade, 0))


def no_area_moves(patch: pytest.MonkeyPatch) -> None:
    """Rules that raise and lower do nothing."""

    class Nothing:
        pass

    patch.setattr(program, "Moves", Nothing)


def provisional_read_off_the_reach(patch: pytest.MonkeyPatch) -> None:
    """The provisional grade is the worst of reach, whatever fired."""

    def already(own: deciding._Pass) -> dict[str, int | None]:
        return {
            id: None if settled.judged is Judged.NO else settled.reach[0]
            for id, settled in own.settled.items()
        }

    patch.setattr(deciding._Pass, "already_provisional", already)


def provisional_read_as_reach(patch: pytest.MonkeyPatch) -> None:
    """An area is read at its reach where its provisional grade is meant."""
    right = deciding._Pass._settle_provisionally

    def settle(own: deciding._Pass, plan: plans.AreaPlan, settled: Any) -> None:
        right(own, plan, settled)
        assert own.first is not None
        own.known.areas[plan.area.id] = own.first.known.areas[plan.area.id]

    patch.setattr(deciding._Pass, "_settle_provisionally", settle)


def nothing_asked_again(patch: pytest.MonkeyPatch) -> None:
    """What the rules made of areas at their reach stands for their provisional grades."""
    patch.setattr(deciding, "asked_again", lambda program: frozenset())


def nothing_handed_on(patch: pytest.MonkeyPatch) -> None:
    """What rests on evidence alone is forgotten when the rest is asked again."""
    patch.setattr(deciding, "handed_on", lambda program, again: ())


# --- the guard -------------------------------------------------------------------------------------------


def only_the_first_firing(patch: pytest.MonkeyPatch) -> None:
    """Of several rules that fire for one fact, only the first is heard."""
    right = guard.Session._firings

    def firings(session: guard.Session, handle: int, offset: int) -> Iterator[str]:
        yield from list(right(session, handle, offset))[:1]

    patch.setattr(guard.Session, "_firings", firings)


def a_rule_lost_between_parts(patch: pytest.MonkeyPatch) -> None:
    """A rule set that is split loses the last rule of its first part."""
    right = guard._portions

    def portions(own: Any) -> Iterator[list[productions.Production]]:
        for at, portion in enumerate(right(own)):
            yield portion if at else portion[:-1]

    patch.setattr(guard, "_portions", portions)


def conclusions_not_told_on(patch: pytest.MonkeyPatch) -> None:
    """What is concluded is told to the first count that waits for it only."""
    right = guard.Session.assert_token

    def assert_token(session: guard.Session, token: str) -> Iterator[str]:
        kept = session.by_token
        session.by_token = {name: own[:1] for name, own in kept.items()}
        session.by_token = {name: [(own[0][0], own[0][1][:1])] for name, own in session.by_token.items()}
        try:
            yield from right(session, token)
        finally:
            session.by_token = kept

    patch.setattr(guard.Session, "assert_token", assert_token)


FAULTS: tuple[Fault, ...] = (
    flipped_comparison,
    threshold_left_out,
    equal_as_at_least,
    wrong_opposite,
    opposite_of_all_is_none,
    rounded_down_only,
    no_bound_read_as_the_threshold,
    a_position_forgotten,
    only_the_first_way,
    lost_unknown,
    rails_crossed,
    may_not_exist_forgotten,
    absent_holds,
    conflict_not_seen_by_readers,
    could_not_tell_is_known,
    findings_decided_too_early,
    difference_added,
    divided_by_what_may_be_zero,
    greatest_for_least,
    any_as_all,
    counted_once_too_often,
    unless_forgotten,
    a_part_computed_once_is_enough,
    first_row_as_any,
    best_row_as_any,
    worst_row_as_any,
    row_that_surely_holds_forgotten,
    no_gap_ever,
    a_gap_that_may_be_left_forgotten,
    ties_turned_round,
    median_of_one_vote_less,
    members_not_judged_counted,
    best_for_worst,
    undecided_likely_dropped,
    undecided_limit_dropped,
    limits_before_likely,
    conflict_not_seen,
    permitted_without_a_floor,
    no_area_moves,
    provisional_read_off_the_reach,
    provisional_read_as_reach,
    nothing_asked_again,
    nothing_handed_on,
    only_the_first_firing,
    a_rule_lost_between_parts,
    conclusions_not_told_on,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_what_durable_rules_is_asked_is_caught(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)
    drawings = (Drawing(6, seed) for seed in range(DRAWS))
    assert is_noticed(derive, drawings), f"{fault.__doc__} Not seen in {DRAWS} draws."
