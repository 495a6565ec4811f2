"""An amendment in plain view: each change with its reason, and the part it is about before and after."""

from __future__ import annotations

from typing import Any

from evenhand.explanation import (
    Block,
    Bullets,
    Document,
    Entry,
    Facts,
    Heading,
    Line,
    Paragraph,
    Strong,
    line,
)
from evenhand.explanation.rule_words import source_line
from evenhand.explanation.words import listed, sentence
from evenhand.language import Amendment, Change
from evenhand.services.rule_set_views import condition_blocks, rule_blocks, start_blocks

Json = dict[str, Any]


def amendment_json(amendment: Amendment) -> Json:
    """An amendment as plain data: what it amends, and each change with before and after."""
    return {
        "id": amendment.id,
        "title": amendment.title,
        "note": amendment.note,
        "source": _source(amendment),
        "file": amendment.file,
        "amends": _name(amendment.base.id, amendment.base.version, amendment.base.hash),
        "makes": _name(amendment.rule_set.id, amendment.rule_set.version, amendment.rule_set.hash),
        "chain": [one.id for one in amendment.chain],
        "changes": [_change_json(change) for change in amendment.changes],
    }


def _name(id: str, version: str, hash: str) -> Json:
    return {"id": id, "version": version, "hash": hash}


def _source(of: Amendment | Change) -> Json | None:
    if of.source is None:
        return None
    return {"document": of.source.document, "part": of.source.part, "url": of.source.url}


def _change_json(change: Change) -> Json:
    return {
        "id": change.id,
        "action": change.action,
        "description": change.description,
        "because": change.reason,
        "note": change.note,
        "source": _source(change),
        "before": change.before,
        "after": change.after,
    }


def amendment_view(amendment: Amendment) -> Document:
    """An amendment for reading: its particulars, and every change."""
    title = f"{amendment.title} ({amendment.rule_set.name})"
    blocks: list[Block] = [Heading(1, line(title)), Facts(_particulars(amendment))]
    if amendment.note is not None:
        blocks.append(Paragraph(line(sentence(amendment.note))))
    for change in amendment.changes:
        blocks += _change(change)
    return Document(title, tuple(blocks))


def _particulars(amendment: Amendment) -> tuple[tuple[str, Line], ...]:
    base = amendment.base
    pairs = [("Amends", line(f"{base.title} ({base.name})"))]
    if len(amendment.chain) > 1:
        pairs.append(("On top of", line(listed(one.id for one in amendment.chain[:-1]))))
    if amendment.source is not None:
        pairs.append(("Source", source_line(amendment.source)))
    pairs.append(("Changes", line(str(len(amendment.changes)))))
    return tuple(pairs)


def _change(change: Change) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, line(f"{change.description} ({change.id})")),
        Paragraph(line(f"Because: {sentence(change.reason)}")),
    ]
    if change.note is not None:
        blocks.append(Paragraph(line(f"Note: {sentence(change.note)}")))
    if change.source is not None:
        blocks.append(Paragraph(line("Source: ", *source_line(change.source))))
    sides = (("Before", change.before), ("After", change.after))
    blocks.append(Bullets(tuple(_side(name, part, change) for name, part in sides)))
    return blocks


def _side(name: str, part: object, change: Change) -> Entry:
    if part is None:
        return Entry(line(Strong(f"{name}: "), "none"))
    below = tuple(_rule(part) if _is_rule(change) else _area(part) if _is_area(change) else _lines(part))
    if len(below) == 1 and isinstance(below[0], Paragraph):
        return Entry(line(Strong(f"{name}: "), *below[0].line))
    return Entry(line(Strong(name)), below)


def _is_rule(change: Change) -> bool:
    return change.action.endswith("_rule")


def _is_area(change: Change) -> bool:
    return change.action.endswith("_area")


def _rule(part: Any) -> list[Block]:
    """A rule with its reason, so that a change of nothing else is seen too."""
    blocks: list[Block] = [Paragraph(line(Strong(f"{part['id']} {part['title']}"))), *rule_blocks(part)]
    for key in ("because", "note"):
        if key in part:
            blocks.append(Paragraph(line(f"{key.capitalize()}: {' '.join(part[key].split())}")))
    return blocks


def _area(part: Any) -> list[Block]:
    """Keys of an area, and its rules where it has them here."""
    blocks: list[Block] = []
    for key, value in part.items():
        if key == "starts_at":
            blocks += start_blocks(part)
        elif key == "judged_when":
            blocks += condition_blocks("Judged only when", value)
        elif key == "rules":
            blocks.append(Bullets(tuple(Entry((), tuple(_rule(rule))) for rule in value)))
        else:
            blocks += _lines({key: value})
    return blocks


def _lines(part: object) -> list[Block]:
    """Any other part: a line for each of its keys, and lists in words."""
    match part:
        case dict():
            return [Paragraph(line(f"{key}: {_words(value)}")) for key, value in part.items()]
        case _:
            return [Paragraph(line(_words(part)))]


def _words(part: object) -> str:
    match part:
        case dict():
            # A grade whose title is its id is said once.
            return "; ".join(key if value == key else f"{key} {_words(value)}" for key, value in part.items())
        case list():
            if all(isinstance(one, str) for one in part):
                return listed(part)
            return "; ".join(f"({_words(one)})" for one in part)
        case _:
            return " ".join(str(part).split())
