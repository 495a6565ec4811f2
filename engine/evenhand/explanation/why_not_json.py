"""A why-not as plain data (contracts.md, `why`)."""

from __future__ import annotations

from evenhand.domain import exact_text
from evenhand.evaluation.trace import Existence, InspectionTrace
from evenhand.explanation.leaves import distance_words, leaf_words
from evenhand.explanation.obstacles import GroupObstacle, LeafObstacle, leaves_in
from evenhand.explanation.why_not import WhyNot, WhyNotRule


def why_not_json(found: WhyNot, trace: InspectionTrace) -> dict[str, object]:
    """A why-not as plain data (contracts.md, `why`); `changes` is left empty for the solver to fill."""
    return {
        "area": found.area,
        "changes": [],
        "current": found.current,
        "direction": found.direction.value,
        "message": found.message,
        "not": found.grade,
        "provisional": found.provisional,
        "why_not": [_rule_json(rule, trace) for rule in found.rules],
    }


def _rule_json(rule: WhyNotRule, trace: InspectionTrace) -> dict[str, object]:
    blocked: list[dict[str, object]] = []
    for leaf, group in leaves_in(rule.obstacles):
        words = leaf_words(leaf.step, trace, leaf.voice)
        blocked.append(
            {
                "distance": distance_words(leaf.step),
                "exact_distance": exact_text(leaf.step.distance),
                "group": group,
                "text": words.short,
                "threshold": words.asked,
                "through": list(leaf.through),
                "truth": leaf.step.truth.value,
                "value": words.value,
            }
        )
    for member in rule.members:
        blocked.append(
            {
                "distance": member.distance,
                "exact_distance": None,
                "group": rule.note,
                "text": member.text,
                "threshold": member.needed,
                "through": [],
                "truth": "unknown" if member.exists is not Existence.YES or member.is_open else "false",
                "value": member.value,
            }
        )
    return {
        "blocked_by": blocked,
        "kind": rule.kind.value,
        "needed": [_obstacle_json(part) for part in rule.obstacles if isinstance(part, GroupObstacle)],
        "note": rule.note,
        "rule": rule.rule,
        "title": rule.title,
        "truth": rule.truth.value,
    }


def _obstacle_json(obstacle: GroupObstacle) -> dict[str, object]:
    return {
        "parts": [_obstacle_json(part) for part in obstacle.parts if isinstance(part, GroupObstacle)],
        "leaves": sum(isinstance(part, LeafObstacle) for part in obstacle.parts),
        "text": obstacle.text,
    }
