"""Why not another grade, in words: what is in the way, what was needed, and what that lacks."""

from __future__ import annotations

from evenhand.evaluation.trace import LeafStep
from evenhand.evaluation.truth import Truth
from evenhand.explanation.book import Book
from evenhand.explanation.document import Block, Bullets, Entry, Paragraph, Tone, line
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.obstacles import LeafObstacle, Obstacle, leaves_in
from evenhand.explanation.rule_words import conclusion_words, rule_name
from evenhand.explanation.values import name_words, or_better
from evenhand.explanation.why_not import Direction, WhyNot, WhyNotKind, WhyNotRule
from evenhand.explanation.words import capital, listed, sentence


def why_not_title(found: WhyNot, book: Book) -> str:
    """The question as a heading: `Why not outstanding?`."""
    if found.grade is None:
        return "Why not a better grade?"
    scale = book.area(found.area).area.scale
    return f"Why not {name_words(scale, found.grade)}?"


def why_not_sentence(found: WhyNot, book: Book) -> str:
    """The answer in one or two sentences, for a paragraph."""
    if found.message is not None:
        return found.message
    scale = book.area(found.area).area.scale
    if found.grade is None or found.direction is Direction.SAME:
        return "The rules say this grade already."
    grade = name_words(scale, found.grade)
    if found.direction is Direction.WORSE:
        names = [_name(rule, book) for rule in found.rules]
        return (
            f"{capital(grade)} is not proposed, because {_holds(names)} it up."
            if names
            else (f"{capital(grade)} is not proposed, because no rule lowers the grade so far.")
        )
    parts: list[str] = []
    ceilings = [rule for rule in found.limits if rule.truth is Truth.TRUE]
    open_limits = [rule for rule in found.limits if rule.truth is not Truth.TRUE]
    if ceilings:
        parts.append(f"{capital(grade)} is not open: {_does(ceilings, book)}.")
    if open_limits:
        they = "it fires" if len(open_limits) == 1 else "they fire"
        parts.append(f"Not yet decided, and in the way if {they}: {_names(open_limits, book)}.")
    needed = [rule for rule in found.needed if rule.kind is not WhyNotKind.START]
    if len(needed) == 1:
        parts.append(f"To reach {grade}, {_names(needed, book)} would have to fire.")
    elif needed:
        parts.append(f"To reach {grade}, one of these would have to fire: {_names(needed, book)}.")
    for rule in found.needed:
        if rule.kind is WhyNotKind.START and rule.note is not None:
            parts.append(rule.note)
    if not parts:
        parts.append(f"No rule leads to {grade} from here.")
    return " ".join(parts)


def why_not_blocks(found: WhyNot, book: Book) -> tuple[Block, ...]:
    """The whole answer: every rule in the way or needed, with the leaves that it lacks."""
    if found.message is not None and not found.rules:
        return (Paragraph(line(found.message)),)
    blocks: list[Block] = []
    if found.message is not None:
        blocks.append(Paragraph(line(found.message)))
    if found.direction is Direction.SAME:
        return (Paragraph(line("The rules say this grade already.")),)
    scale = book.area(found.area).area.scale
    grade = name_words(scale, found.grade) if found.grade is not None else "a grade"
    goal = grade if found.grade is None else or_better(scale, scale.position(found.grade))
    if found.direction is Direction.WORSE:
        blocks += _part(f"What holds the grade above {grade}:", found.rules, book)
        if not found.rules:
            blocks.append(Paragraph(line("No rule lowers the grade so far.")))
        return tuple(blocks)
    judged = tuple(rule for rule in found.limits if rule.kind is WhyNotKind.JUDGED)
    limits = tuple(rule for rule in found.limits if rule.kind is not WhyNotKind.JUDGED)
    blocks += _part("For the area to be judged, this would have to hold:", judged, book)
    blocks += _part(f"In the way of {grade}. None of these may fire:", limits, book)
    needed = found.needed
    if needed:
        enough = "This was needed" if len(needed) == 1 else "One of these was needed"
        blocks += _part(f"{enough}, for the evidence to point to {grade}:", needed, book)
    elif found.direction is Direction.BETTER and not found.limits:
        blocks.append(Paragraph(line(f"No rule of this area leads to {grade} from where it starts.")))
    elif found.direction is Direction.BETTER and found.limits:
        blocks.append(Paragraph(line(f"Without that, the evidence would point to {goal}.")))
    return tuple(blocks)


def _part(lead: str, rules: tuple[WhyNotRule, ...], book: Book) -> list[Block]:
    if not rules:
        return []
    shown: set[object] = set()
    entries = tuple(_rule_entry(rule, book, shown) for rule in rules)
    return [Paragraph(line(lead)), Bullets(entries)]


def _rule_entry(rule: WhyNotRule, book: Book, shown: set[object]) -> Entry:
    below: list[Entry] = []
    for member in rule.members:
        below.append(Entry(line(member.text), tone=Tone.OPEN if member.is_open else Tone.BAD))
    below += [_obstacle_entry(obstacle, book, shown) for obstacle in rule.obstacles]
    words = _rule_line(rule, book)
    blocks: tuple[Block, ...] = (Bullets(tuple(below)),) if below else ()
    return Entry(line(words), blocks)


def _rule_line(rule: WhyNotRule, book: Book) -> str:
    if rule.kind in (WhyNotKind.START, WhyNotKind.JUDGED):
        return rule.note or sentence(rule.title)
    step = book.rule_steps[rule.rule].rule
    words = f"{capital(rule_name(step, book))} {conclusion_words(step, book)}"
    if rule.truth is Truth.UNKNOWN:
        return f"{words}. Whether it fires is not decided."
    if rule.kind in (WhyNotKind.SUPPORT_NEEDED, WhyNotKind.RAISE_NEEDED, WhyNotKind.FLOOR_NEEDED):
        return f"{words}, but did not fire."
    return f"{words}, and fired."


def _obstacle_entry(obstacle: Obstacle, book: Book, shown: set[object]) -> Entry:
    if isinstance(obstacle, LeafObstacle):
        words = leaf_words(obstacle.step, book.trace, obstacle.voice).full
        return Entry(line(words), tone=_tone(obstacle.step))
    # What two rules need alike is written out once.
    key = (obstacle.text, tuple(id(leaf.step) for leaf, _ in leaves_in((obstacle,))))
    if key in shown:
        return Entry(line(f"{capital(obstacle.text)}, as above."))
    shown.add(key)
    parts = tuple(_obstacle_entry(part, book, shown) for part in obstacle.parts)
    return Entry(line(f"{capital(obstacle.text)}:"), (Bullets(parts),))


def _tone(step: LeafStep) -> Tone:
    return Tone.OPEN if step.truth is Truth.UNKNOWN else Tone.BAD


def _names(rules: list[WhyNotRule], book: Book) -> str:
    return listed((_name(rule, book) for rule in rules), "or")


def _does(rules: list[WhyNotRule], book: Book) -> str:
    return listed(
        f"{_name(rule, book)} {conclusion_words(book.rule_steps[rule.rule].rule, book)}"
        for rule in rules
        if rule.rule in book.rule_steps
    )


def _name(rule: WhyNotRule, book: Book) -> str:
    if rule.rule in book.rule_steps:
        return rule_name(book.rule_steps[rule.rule].rule, book)
    return "the start of the area"


def _holds(names: list[str]) -> str:
    return f"{listed(names)} {'holds' if len(names) == 1 else 'hold'}"
