"""The one renderer of a trace in plain English: a sentence, a paragraph or a page."""

from __future__ import annotations

from evenhand.domain import Source
from evenhand.evaluation.trace import InspectionTrace
from evenhand.evaluation.truth import Truth
from evenhand.explanation.area_page import area_blocks
from evenhand.explanation.areas import AreaWords, answer_words, permitted_words, status_tag
from evenhand.explanation.book import Book
from evenhand.explanation.comparison import Comparison
from evenhand.explanation.comparison_words import comparison_blocks
from evenhand.explanation.depth import Depth
from evenhand.explanation.document import (
    Block,
    Bullets,
    Document,
    Entry,
    Facts,
    Heading,
    Inset,
    Line,
    Paragraph,
    Table,
    Tag,
    Tone,
    line,
)
from evenhand.explanation.rule_words import rule_names, source_line
from evenhand.explanation.signature import signature
from evenhand.explanation.terms import area_title, parameter_value
from evenhand.explanation.view import InspectionView
from evenhand.explanation.why_not import WhyNot
from evenhand.explanation.why_not_words import why_not_blocks, why_not_title
from evenhand.explanation.words import capital, date_words, lower_first, sentence, tidy
from evenhand.language import Role

PEOPLE_DECIDE = (
    "These grades are proposals that follow from the evidence recorded and the rules shown. An inspection "
    "judgement is a professional decision, and people make it."
)
SAMPLES = (
    "Inspectors choose cases on purpose, so the interval given for a share of sampled cases is the least "
    "uncertainty that there is."
)


def explain_inspection(trace: InspectionTrace, view: InspectionView, depth: Depth = Depth.PAGE) -> Document:
    """Explain every area of an inspection: one sentence each, a paragraph each, or the whole page."""
    book = Book(trace)
    areas = [AreaWords(book, step, view) for step in trace.areas.values()]
    title = _title(view)
    if depth is Depth.SENTENCE:
        entries = tuple(
            Entry(block.line)
            for area in areas
            for block in area_blocks(area, depth)
            if isinstance(block, Paragraph)
        )
        return Document(title, (Heading(1, line(title)), Bullets(entries)))
    blocks: list[Block] = [Heading(1, line(title)), _facts(book, view)]
    blocks += [Inset(line(note)) for note in view.notes]
    if depth is Depth.PAGE:
        blocks.append(Inset(line(PEOPLE_DECIDE)))
        blocks += [Heading(2, line("Summary")), _summary(areas)]
        blocks += _assumptions(book)
    for area in areas:
        blocks += area_blocks(area, depth)
    if depth is Depth.PAGE:
        blocks += _findings(book)
        blocks += _thresholds(book)
        blocks += _sources(book)
        blocks += _about(book, trace)
    return Document(title, tuple(blocks))


def explain_area(
    trace: InspectionTrace, area_id: str, view: InspectionView, depth: Depth = Depth.PAGE
) -> Document:
    """Explain one area. Raises KeyError for an area that the rule set does not have."""
    area = AreaWords(Book(trace), trace.areas[area_id], view)
    title = f"{area.title}: {_title(view)}"
    return Document(title, area_blocks(area, depth, level=1))


def explain_why_not(trace: InspectionTrace, found: WhyNot) -> Document:
    """Explain why an area did not get a grade, with every leaf in the way."""
    book = Book(trace)
    title = f"{area_title(trace.rules, found.area)}: {lower_first(why_not_title(found, book))}"
    return Document(title, (Heading(1, line(title)), *why_not_blocks(found, book)))


def explain_comparison(
    found: Comparison,
    a: InspectionTrace,
    b: InspectionTrace,
    names: tuple[str, str] = ("First", "Second"),
) -> Document:
    """Explain a comparison side by side; `names` are what to call the two inspections."""
    title = f"{names[0]} and {names[1]} compared"
    scales = {id: a.areas[id].area.scale for id in found.areas}
    titles = {id: step.area.title for trace in (b, a) for id, step in trace.areas.items()}
    blocks = comparison_blocks(found, scales, titles, names)
    return Document(title, (Heading(1, line(title)), *blocks))


# --- the page --------------------------------------------------------------------------------------


def _title(view: InspectionView) -> str:
    return f"{view.provider or 'Inspection'} ({view.id})"


def _facts(book: Book, view: InspectionView) -> Facts:
    rules = book.rules.rule_set
    pairs: list[tuple[str, Line]] = [("Inspection", line(view.id))]
    if view.provider is not None:
        pairs.append(("Provider", line(view.provider)))
    if view.date is not None:
        pairs.append(("Date", line(date_words(view.date))))
    if view.kind is not None:
        pairs.append(("Kind", line(capital(tidy(view.kind)))))
    pairs.append(("Rule set", line(f"{rules.title} ({rules.id}, version {rules.version})")))
    if rules.hash:
        pairs.append(("Rule set fingerprint", line(rules.hash)))
    if book.profile.cases is not None:
        pairs.append(("Cases sampled", line(f"{book.profile.cases:,}")))
    return Facts(tuple(pairs))


def _summary(areas: list[AreaWords]) -> Table:
    rows = []
    for area in areas:
        draft = "no draft" if area.draft is None else area.grade(area.draft)
        rows.append(
            (
                line(_area_label(area)),
                line(capital(answer_words(area))),
                line(capital(permitted_words(area))),
                line(capital(draft)),
                line(status_tag(area)),
            )
        )
    columns = ("Judgement area", "What the rules propose", "Permitted range", "Draft", "Status")
    return Table("Judgement areas and what the rules propose", columns, tuple(rows))


def _area_label(area: AreaWords) -> str:
    role = area.step.area.role
    return area.title if role is Role.JUDGEMENT else f"{area.title} ({role.value})"


def _assumptions(book: Book) -> list[Block]:
    found = [
        Entry(
            line(
                f"{tidy(book.rules.schema.items[id].title)}: {book.item_value(book.rules.schema.items[id])}. "
                f"{sentence(entry.assumed_because or '')}"
            )
        )
        for id, entries in book.profile.entries.items()
        for entry in entries
        if entry.is_assumed and id in book.rules.schema.items
    ]
    if not found:
        return []
    return [
        Paragraph(line("These values are assumed and not recorded. Proposals that read them rest on them:")),
        Bullets(tuple(found)),
    ]


def _findings(book: Book) -> list[Block]:
    """The findings made and those not decided, by the framework's own kinds."""
    kinds = book.rules.rule_set.finding_kinds
    rows: list[tuple[Line, ...]] = []
    for step in book.trace.findings.values():
        if step.truth is Truth.FALSE:
            continue
        kind = step.finding.kind
        label = capital(tidy(kinds.get(kind, kind))) if kind else "Finding"
        by = tuple(id for id in step.concluded_by if book.rule_steps[id].truth is step.truth)
        state = (
            Tag("Made", Tone.GOOD, "✓") if step.truth is Truth.TRUE else Tag("Not decided", Tone.OPEN, "?")
        )
        rows.append(
            (line(capital(tidy(step.finding.name))), line(label), line(state), line(rule_names(by, book)))
        )
    if not rows:
        return []
    columns = ("Finding", "Kind", "Status", "Rule")
    return [Heading(2, line("Findings")), Table("Findings made or not yet decided", columns, tuple(rows))]


def _thresholds(book: Book) -> list[Block]:
    used: dict[str, None] = {}
    for id in book.trace.areas:
        used.update(book.reads(id).parameters)
    rows: list[tuple[Line, ...]] = []
    for id in book.rules.rule_set.parameters:
        if id not in used:
            continue
        parameter = book.rules.rule_set.parameters[id]
        dated = parameter.on(book.rules.on)
        local = dated is not None and dated.value != book.rules.parameters.get(id)
        source: Line = line("Local policy, set in the inspection file") if local else line("Not given")
        if not local and dated is not None and dated.source is not None:
            source = source_line(dated.source)
        rows.append((line(tidy(parameter.title)), line(parameter_value(book.rules, id)), source))
    if not rows:
        return []
    return [
        Heading(2, line("Thresholds used")),
        Table("Thresholds that the rules read by name", ("Threshold", "Value", "Source"), tuple(rows)),
    ]


def _sources(book: Book) -> list[Block]:
    rules = book.rules.rule_set
    found: dict[Source, None] = {}
    for source in (rules.source, rules.schema.source):
        if source is not None:
            found[source] = None
    for step in book.rule_steps.values():
        if step.rule.source is not None:
            found[step.rule.source] = None
    if not found:
        return []
    entries = tuple(Entry(source_line(source)) for source in found)
    return [Heading(2, line("Sources")), Bullets(entries)]


def _about(book: Book, trace: InspectionTrace) -> list[Block]:
    rules = book.rules.rule_set
    blocks: list[Block] = [Heading(2, line("About this page"))]
    blocks.append(Paragraph(line(PEOPLE_DECIDE)))
    if any(item.sampled for item in rules.schema.items.values()):
        blocks.append(Paragraph(line(SAMPLES)))
    if rules.note is not None:
        blocks.append(Paragraph(line(sentence(rules.note))))
    blocks.append(
        Paragraph(
            line(
                f"Made by evenhand from the rule set {rules.title} (version {rules.version}) and the "
                f"evidence schema {rules.schema.title}. Reasons signature: {signature(trace)}. "
                "Inspections with the same signature under one rule set were decided for the same reasons."
            )
        )
    )
    return blocks
