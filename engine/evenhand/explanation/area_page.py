"""One area of an inspection's page: scale, reasons, draft, why not better, what would settle it, rules."""

from __future__ import annotations

from evenhand.domain import Judged, Recorded
from evenhand.evaluation.trace import AnyRuleStep, FindingTableStep, LeafStep
from evenhand.evaluation.truth import Truth
from evenhand.explanation.area_reasons import permitted_sentence, reason_sentences
from evenhand.explanation.areas import (
    AreaWords,
    draft_sentences,
    proposal_sentences,
    settle_sentence,
    status_tag,
    whole_sentence,
)
from evenhand.explanation.asked import asked_words
from evenhand.explanation.book import Book, leaf_steps_of
from evenhand.explanation.conditions import rule_blocks, table_blocks
from evenhand.explanation.depth import Depth
from evenhand.explanation.document import (
    Block,
    Bullets,
    Details,
    Entry,
    Heading,
    Ladder,
    Line,
    Paragraph,
    Rung,
    Strong,
    Table,
    Tag,
    Tone,
    line,
)
from evenhand.explanation.rule_words import (
    because_words,
    conclusion_words,
    fired_words,
    rule_name,
    source_line,
)
from evenhand.explanation.values import source_words
from evenhand.explanation.voices import Voice
from evenhand.explanation.why_not import Direction, why_not
from evenhand.explanation.why_not_words import why_not_blocks, why_not_sentence, why_not_title
from evenhand.explanation.words import capital, listed, quoted, sentence, tidy
from evenhand.language import StartTable, items_in_leaf


def area_blocks(area: AreaWords, depth: Depth, level: int = 2) -> tuple[Block, ...]:
    """An area at a depth; its heading is at `level`."""
    if depth is Depth.SENTENCE:
        return (Paragraph(line(whole_sentence(area))),)
    if depth is Depth.PARAGRAPH:
        return (_heading(area, level), *_paragraphs(area))
    return (_heading(area, level), *_page(area, level + 1))


def _heading(area: AreaWords, level: int) -> Heading:
    return Heading(level, line(area.title), f"area-{area.step.area.id}")


def _paragraphs(area: AreaWords) -> tuple[Block, ...]:
    permitted = permitted_sentence(area)
    settle = settle_sentence(area)
    sentences = [*proposal_sentences(area), *reason_sentences(area)]
    sentences += [permitted] if permitted is not None else []
    sentences += draft_sentences(area)
    sentences += [settle] if settle is not None else []
    found = why_not(area.book.trace, area.step.area.id)
    if found.direction is Direction.BETTER:
        sentences.append(why_not_sentence(found, area.book))
    return (Paragraph(line(" ".join(sentences))),)


def _page(area: AreaWords, level: int) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Paragraph(line("Status: ", status_tag(area))),
        Paragraph(line(Strong(" ".join(proposal_sentences(area)))), lead=True),
    ]
    if area.step.outcome.judged is not Judged.NO:
        blocks.append(ladder(area))
    blocks += [Paragraph(line(words)) for words in reason_sentences(area)]
    if isinstance(area.step.area.start, StartTable) and area.step.start.table is not None:
        blocks += table_blocks(area.step.start.table, area.book, area.step.area.scale)
    permitted = permitted_sentence(area)
    if permitted is not None:
        blocks.append(Paragraph(line(permitted)))
    blocks += [Paragraph(line(note)) for note in area.view.area_notes.get(area.step.area.id, ())]
    blocks += _section(level, "The draft grade", _draft_blocks(area))
    blocks += _section(level, "What would settle it", _settle_blocks(area))
    found = why_not(area.book.trace, area.step.area.id)
    asked = found.direction is Direction.BETTER or found.message is not None
    if asked and area.step.given is None and area.step.outcome.judged is not Judged.NO:
        title = why_not_title(found, area.book)
        blocks += _section(level, title, why_not_blocks(found, area.book))
    blocks += _section(level, "Evidence", _evidence_blocks(area))
    blocks += _section(level, "Rules", _rules_blocks(area))
    return tuple(blocks)


def _section(level: int, title: str, blocks: tuple[Block, ...]) -> list[Block]:
    return [Heading(level, line(title)), *blocks] if blocks else []


def ladder(area: AreaWords) -> Ladder:
    """The area's scale, best grade first, with proposal, draft, reach and permitted range."""
    outcome = area.step.outcome
    scale = area.step.area.scale
    rungs = []
    for name in reversed(scale.names):
        marks: list[Tag] = []
        if name == outcome.proposed and area.step.given is None:
            marks.append(Tag("Proposed", Tone.GOOD, "●"))
        elif area.step.given == name:
            marks.append(Tag("Given", Tone.PLAIN, "●"))
        elif name in outcome.reach_grades and outcome.proposed is None:
            if name == outcome.provisional_grade:
                marks.append(Tag("Provisional", Tone.OPEN, "◐"))
            marks.append(Tag("Still possible", Tone.OPEN, "?"))
        if name == area.draft:
            marks.append(Tag("Draft", Tone.PLAIN, "✎"))
        permitted = name in outcome.permitted_grades
        if outcome.permitted is not None:
            marks.append(Tag("Permitted" if permitted else "Not permitted", Tone.PLAIN))
        rungs.append(Rung(capital(area.grade(name)), tuple(marks), permitted))
    return Ladder(f"Grades of {quoted(area.title)}, best first", tuple(rungs))


def _draft_blocks(area: AreaWords) -> tuple[Block, ...]:
    words = draft_sentences(area)
    return (Paragraph(line(" ".join(words))),) if words else ()


def _settle_blocks(area: AreaWords) -> tuple[Block, ...]:
    words = settle_sentence(area)
    if words is None:
        return ()
    items = area.book.rules.schema.items
    asked = [items[id] for id in area.step.settle if id in items]
    if not asked:
        return (Paragraph(line(words)),)
    readers = _readers(area.book)
    entries = []
    for item in asked:
        below: list[Entry] = []
        state = area.book.profile.state(item.id)
        if isinstance(state, Recorded):
            below.append(Entry(line(f"Known so far: {area.book.item_value(item)}.")))
        else:
            below.append(Entry(line(f"Now: {area.book.item_value(item)}.")))
        if item.found_in is not None:
            below.append(Entry(line(f"Usually found in: {sentence(item.found_in)}")))
        waiting = readers.get(item.id, ())
        if waiting:
            below.append(Entry(line(f"Waiting for it: {listed(waiting)}.")))
        question = f": {item.question}" if item.question else ""
        entries.append(
            Entry(line(Strong(tidy(item.title)), question), (Bullets(tuple(below)),) if below else ())
        )
    lead = Paragraph(line("Find out the following, the most useful first:"))
    return (lead, Bullets(tuple(entries)))


def _readers(book: Book) -> dict[str, tuple[str, ...]]:
    """The undecided rules whose undecided leaves read each item."""
    found: dict[str, dict[str, None]] = {}
    for step in book.rule_steps.values():
        if step.truth is not Truth.UNKNOWN:
            continue
        for _, leaf in leaf_steps(step, book):
            if leaf.truth is Truth.UNKNOWN:
                for item in items_in_leaf(leaf.leaf):
                    found.setdefault(item.id, {})[rule_name(step.rule, book)] = None
    return {item: tuple(names) for item, names in found.items()}


def leaf_steps(step: AnyRuleStep, book: Book) -> list[tuple[Voice, LeafStep]]:
    """The leaves of a rule's step in the order written, each with how the rule speaks of it."""
    if isinstance(step, FindingTableStep):
        cells = [cell for row in step.table.rows for cell in row.cells if cell is not None]
        return [(Voice.ASKS, leaf) for cell in cells for leaf in leaf_steps_of(cell)]
    parts = ((book.voice(step.rule), step.when), (Voice.EXCEPTION, step.unless))
    return [(voice, leaf) for voice, part in parts if part is not None for leaf in leaf_steps_of(part)]


# --- evidence --------------------------------------------------------------------------------------


def _evidence_blocks(area: AreaWords) -> tuple[Block, ...]:
    """Every item that the area's own rules and findings read, with source, thresholds and results."""
    book = area.book
    reads = book.reads_directly(area.step.area.id)
    asked: dict[str, list[str]] = {}
    for id in reads.rules:
        step = book.rule_steps[id]
        for voice, leaf in leaf_steps(step, book):
            for item in items_in_leaf(leaf.leaf):
                asks = asked_words(leaf.leaf, book.rules, leaf)
                words = f"{voice.short_verb} {asks}: {voice.verdict(leaf.truth)}"
                found = asked.setdefault(item.id, [])
                if words not in found:
                    found.append(words)
    rows = []
    for id in reads.items:
        read = book.rules.schema.items.get(id)
        if read is None:
            continue
        rows.append(
            (
                line(tidy(read.title)),
                line(capital(book.item_value(read))),
                line(source_words(read, book.profile)),
                line("; ".join(asked.get(id, ["Read by the area's start"]))),
            )
        )
    if not rows:
        return ()
    columns = ("Evidence", "What is recorded", "Source", "What rules ask of it")
    return (Table(f"Evidence read for {quoted(area.title)}", columns, tuple(rows)),)


# --- rules -----------------------------------------------------------------------------------------


def _rules_blocks(area: AreaWords) -> tuple[Block, ...]:
    book = area.book
    reads = book.reads_directly(area.step.area.id)
    own = area.step.rules
    shown = {step.rule.id for step in own}
    steps = [*own, *(book.rule_steps[id] for id in reads.rules if id not in shown)]
    blocks: list[Block] = []
    for truth, title in (
        (Truth.TRUE, "Rules that fired"),
        (Truth.UNKNOWN, "Rules that are not decided"),
        (Truth.FALSE, "Rules that did not fire"),
    ):
        chosen = [step for step in steps if step.truth is truth]
        if chosen:
            inner = tuple(block for step in chosen for block in rule_page(step, book))
            blocks.append(Details(f"{title} ({len(chosen)})", inner))
    return tuple(blocks)


def rule_page(step: AnyRuleStep, book: Book) -> tuple[Block, ...]:
    """One rule in full: what it concludes, its reason, its conditions and its source."""
    rule = step.rule
    lead = "It" if step.truth is Truth.TRUE else "If it fires, it"
    head = Paragraph(
        line(
            Strong(capital(rule_name(rule, book))),
            f" {fired_words(step.truth)}. {lead} {conclusion_words(rule, book)}.",
        )
    )
    blocks: list[Block] = [head]
    because = because_words(step, book)
    if because is not None:
        blocks.append(Paragraph(line(because)))
    blocks += rule_blocks(step, book)
    if rule.note is not None:
        blocks.append(Paragraph(line(f"Note: {sentence(rule.note)}")))
    if rule.source is not None:
        source: Line = line("Source: ", *source_line(rule.source))
        blocks.append(Paragraph(source))
    return tuple(blocks)
