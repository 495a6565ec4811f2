"""Which other rules say as much as one that is redundant, wherever it fires."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evenhand.backends.planes.circuit import Signal
from evenhand.language import Area, Concludes, Grades, Modality, Moves, Rule, RulesInForce
from evenhand.verification.asking import Solver, Verdict
from evenhand.verification.world_rules import WorldRules

MOST_NAMED = 6
"""So many rules are still an answer to "what covers it?"."""


def covering_rules(
    rules: RulesInForce, read: WorldRules, solver: Solver, id: str, left: Callable[[], float | None]
) -> tuple[str, ...]:
    """Rules of which, whenever one fires, another fires too that concludes as much: as few as are found.

    None where no such rules are known. `left` gives the seconds that are left.
    """
    owner = next((area for area in rules.areas if any(rule.id == id for rule in area.rules)), None)
    rule = next(rule for rule in rules.all_rules if rule.id == id)
    if not isinstance(rule, Rule):
        return ()
    others = {
        other.id: read.circuit.negated(read.rules[other.id].surely)
        for other in _as_strong(rule, rules, owner)
    }
    return _fewest(read.rules[id].surely, others, solver, left)


def _fewest(
    fires: Signal, others: dict[str, Signal], solver: Solver, left: Callable[[], float | None]
) -> tuple[str, ...]:
    answer = solver.ask(fires, *others.values(), seconds=left())
    if answer.verdict is not Verdict.IMPOSSIBLE or fires not in answer.core:
        return ()
    needed = [id for id, signal in others.items() if signal in answer.core]
    for id in tuple(needed):
        rest = [others[other] for other in needed if other != id]
        if solver.ask(fires, *rest, seconds=left()).verdict is Verdict.IMPOSSIBLE:
            needed.remove(id)
    return tuple(needed) if len(needed) <= MOST_NAMED else ()


def _as_strong(rule: Rule, rules: RulesInForce, owner: Area | None) -> Iterator[Rule]:
    """Other rules whose conclusion leaves nothing for that of one to add."""
    among: Sequence[object] = rules.all_rules if isinstance(rule.conclusion, Concludes) else ()
    if owner is not None and not isinstance(rule.conclusion, Concludes):
        among = owner.grading_rules
    for other in among:
        if isinstance(other, Rule) and other.id != rule.id and _adds_nothing(rule, other, owner):
            yield other


def _adds_nothing(rule: Rule, other: Rule, owner: Area | None) -> bool:
    match rule.conclusion, other.conclusion:
        case Concludes(finding), Concludes(same):
            return finding == same
        case Grades(modality, grade), Grades(same_modality, further) if owner is not None:
            if modality is not same_modality:
                return False
            own, its = owner.scale.position(grade), owner.scale.position(further)
            return its >= own if modality in (Modality.SUPPORTS, Modality.AT_LEAST) else its <= own
        case Moves(), _:
            return False
        case _:
            return False
