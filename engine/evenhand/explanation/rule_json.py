"""What is the same of a rule in every trace, as JSON fragments."""

from __future__ import annotations

from typing import assert_never

from evenhand.domain import Source
from evenhand.explanation.fragments import compact
from evenhand.language import AnyRule, Concludes, FindingTable, Grades, Moves


def rule_constants(rule: AnyRule) -> tuple[str, str]:
    """The keys from `conclusion` to `source` and then `title`, between which a table stands."""
    source = None if rule.source is None else source_json(rule.source)
    before = (
        f'"conclusion":{compact(conclusion_json(rule))},"id":{compact(rule.id)},"source":{compact(source)}'
    )
    return before, f'"title":{compact(rule.title)}'


def source_json(source: Source) -> dict[str, str | None]:
    """A source as plain data."""
    return {"document": source.document, "part": source.part, "url": source.url}


def conclusion_json(rule: AnyRule) -> dict[str, object]:
    """What a rule concludes as plain data: the kind, and the grade, finding or steps."""
    if isinstance(rule, FindingTable):
        return {"kind": "findings"}
    match rule.conclusion:
        case Concludes(finding):
            return {"finding": finding, "kind": "finding"}
        case Grades(modality, grade):
            return {"grade": grade, "kind": modality.value}
        case Moves(steps):
            return {"kind": "raise" if steps > 0 else "lower", "steps": abs(steps)}
        case _:
            assert_never(rule.conclusion)
