"""The three-valued reading says no more than it knows, and no less: unknown only where it is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import prod

from hypothesis import given

from evenhand.domain import (
    NOT_LOOKED_AT,
    Case,
    Conflict,
    EvidenceItem,
    ItemState,
    ItemType,
    Judged,
    NumberRange,
    Recorded,
    Scale,
    Unknown,
)
from evenhand.evaluation import interpret
from evenhand.evaluation.trace import AreaStep, Existence, Names
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    Compare,
    Comparison,
    Concludes,
    DoesNotApplyTo,
    Finding,
    Grades,
    IsAgainst,
    IsOneOf,
    IsRanked,
    ItemNumber,
    Leaf,
    Modality,
    Moves,
    Not,
    Quotient,
    Rule,
    RuleSet,
    StartExtreme,
    StartMedian,
    Term,
    Ties,
    areas_in_leaf,
    atoms_of,
    items_in_leaf,
    leaves_of,
    operands_of,
)
from generators import OFTEN, Drawing, drawings
from generators.cases import every_condition, recordable
from generators.completions import ways_of
from oracle import judge
from oracle.worlds import World, worlds

_MOST_WAYS = 400


@OFTEN
@given(drawings())
def test_a_leaf_is_unknown_only_where_what_is_open_can_make_it_both(drawn: Drawing) -> None:
    """For leaves over a few items, each read once: those must be exactly as open as their items."""
    leaves = {
        leaf
        for condition in every_condition(drawn.rule_set)
        for leaf in leaves_of(condition)
        if _is_exact(leaf)
    }
    for leaf in list(leaves)[:8]:
        rule_set = _only(drawn.rule_set, leaf)
        rules = rule_set.in_force_on(drawn.rules.on)
        found = {judge(rules, world).findings["held"] for world in _leaf_worlds(rule_set, drawn.case, leaf)}
        if found:
            truth = interpret(rules, Case(drawn.case.profile)).findings["held"].truth
            expected = Truth.UNKNOWN if len(found) == 2 else (Truth.TRUE if True in found else Truth.FALSE)
            assert truth is expected, leaf


def _is_exact(leaf: Leaf) -> bool:
    """Whether the leaf reads items alone, each once, and by order or name: bounds then decide it."""
    inner = leaf.leaf if isinstance(leaf, Not) else leaf
    if not isinstance(inner, Compare | IsOneOf | IsRanked | IsAgainst | DoesNotApplyTo):
        return False
    if isinstance(inner, Compare) and (
        inner.comparison is Comparison.EQUAL or _divides(inner.left) or _divides(inner.right)
    ):
        return False
    if any(item.computed for item in items_in_leaf(leaf)):
        return False
    atoms = [atom for operand in operands_of(leaf) for atom in atoms_of(operand)]
    read = [atom for atom in atoms if isinstance(atom, ItemNumber)]
    names = {type(atom).__name__ for atom in atoms}
    if "PreviousGrade" in names or "CaseTotal" in names or areas_in_leaf(leaf):
        return False
    return len(read) == len({atom.item.id for atom in read})


def _divides(term: Term) -> bool:
    return isinstance(term, Quotient)


def _only(rule_set: RuleSet, leaf: Leaf) -> RuleSet:
    rule = Rule("held", "The leaf alone", Concludes("held"), leaf)
    return replace(
        rule_set,
        areas=(),
        findings={"held": Finding("held", "held")},
        order=("held",),
        other_rules=(rule,),
    )


def _leaf_worlds(rule_set: RuleSet, case: Case, leaf: Leaf) -> Iterator[World]:
    """Every way in which the items of one leaf can turn out; none where there are too many."""
    read = {item.id for item in items_in_leaf(leaf)}
    ways: dict[str, tuple[ItemState, ...]] = {}
    for item in recordable(rule_set):
        state = case.profile.state(item.id)
        if isinstance(state, Unknown):
            state = NOT_LOOKED_AT
        every = ways_of(rule_set, item, state)
        if item.id in read and item.type in (ItemType.NUMBER, ItemType.COUNT):
            # The ends decide a comparison of sums; what cuts one item alone does not matter to it.
            every = (*every[:1], *every[-2:], *(_far(item) if state == NOT_LOOKED_AT else ()))
        ways[item.id] = every if item.id in read else every[:1]
    if prod(len(way) for way in ways.values()) > _MOST_WAYS:
        return
    for chosen in product(*ways.values()):
        states = dict(zip(ways, chosen, strict=True))
        completed = Case(replace(case.profile, states=states, cases=case.profile.cases or 0))
        yield next(worlds(rule_set, completed, 1))


def _far(item: EvidenceItem) -> Iterator[ItemState]:
    """Values far out in the directions in which an item has no bound."""
    for bound, value in ((item.lowest, -10_000), (item.highest, 10_000)):
        if bound is None:
            yield Recorded(NumberRange(value, value))


@OFTEN
@given(drawings())
def test_reach_is_exactly_what_undecided_rules_leave_open(drawn: Drawing) -> None:
    """Each undecided rule may or may not fire, whatever the others do, from any start still possible."""
    for step in interpret(drawn.rules, drawn.case).areas.values():
        outcome = step.outcome
        if step.given is not None or outcome.judged is Judged.NO or len(step.undecided) > 8:
            continue
        found = list(_graded(step, outcome.scale))
        grades = [grade for grade in found if grade is not None]
        conflict = Conflict.CERTAIN if not grades else Conflict.POSSIBLE if None in found else Conflict.NO
        assert outcome.conflict is conflict
        if conflict is Conflict.NO:
            assert outcome.reach == (min(grades), max(grades))
        elif outcome.reach is not None:
            assert outcome.reach[0] <= min(grades) <= max(grades) <= outcome.reach[1]


def _graded(step: AreaStep, scale: Scale) -> Iterator[int | None]:
    """The grade for every choice of start and undecided rules; None where limits cross."""
    rules = [rule for rule in step.rules if isinstance(rule.rule, Rule)]
    grading = [rule for rule in rules if not isinstance(rule.rule.conclusion, Concludes)]
    options = [
        (True, False) if rule.truth is Truth.UNKNOWN else (rule.truth is Truth.TRUE,) for rule in grading
    ]
    top = len(scale) - 1
    for start in range(step.start.worst, step.start.best + 1):
        for fires in product(*options):
            fired = [rule.rule.conclusion for rule, fire in zip(grading, fires, strict=True) if fire]
            said = {
                modality: [
                    scale.position(made.grade)
                    for made in fired
                    if isinstance(made, Grades) and made.modality is modality
                ]
                for modality in Modality
            }
            moved = start + sum(made.steps for made in fired if isinstance(made, Moves))
            pointed = max([min(max(moved, 0), top), *said[Modality.SUPPORTS]])
            pointed = min([pointed, *said[Modality.LIKELY]])
            floor = max([0, *said[Modality.AT_LEAST]])
            ceiling = min([top, *said[Modality.AT_MOST]])
            yield None if floor > ceiling else min(max(pointed, floor), ceiling)


@OFTEN
@given(drawings())
def test_a_median_worst_or_best_is_exactly_what_its_members_leave_open(drawn: Drawing) -> None:
    """Every way in which the members may turn out, the middle found by sorting and not by counting."""
    for step in interpret(drawn.rules, drawn.case).areas.values():
        start = step.area.start
        if not isinstance(start, StartMedian | StartExtreme):
            continue
        found = {_middle(start, grades) for grades in product(*map(_ways, step.start.members))}
        judged = {grade for grade in found if grade is not None}
        exists = Existence.NO if not judged else Existence.MAYBE if None in found else Existence.YES
        assert step.start.judged is exists
        if judged:
            assert (step.start.worst, step.start.best) == (min(judged), max(judged))


def _ways(member: tuple[str, Names]) -> list[int | None]:
    names = member[1]
    mask = names.scale.whole if names.in_conflict else names.mask
    ways: list[int | None] = [place for place in range(len(names.scale)) if mask >> place & 1]
    if names.exists is Existence.NO:
        return [None]
    return ways if names.exists is Existence.YES else [*ways, None]


def _middle(start: StartMedian | StartExtreme, grades: tuple[int | None, ...]) -> int | None:
    ranked = sorted(grade for grade in grades if grade is not None)
    if not ranked:
        return None
    if isinstance(start, StartExtreme):
        return ranked[-1] if start.best else ranked[0]
    half = len(ranked) // 2
    return ranked[half] if len(ranked) % 2 or start.ties is Ties.BETTER else ranked[half - 1]
