"""A document as one self-contained page, or as a fragment for another page. Everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from evenhand.explanation.document import (
    Block,
    Bullets,
    ControlChart,
    Details,
    Document,
    Entry,
    Facts,
    Flows,
    Heading,
    Inset,
    Intervals,
    Ladder,
    Line,
    Link,
    Paragraph,
    Picture,
    Strong,
    Table,
    Tag,
    Tone,
    plain,
)
from evenhand.explanation.flows import draw
from evenhand.explanation.html_style import STYLE
from evenhand.explanation.html_text import escape

_BULLETS = {Tone.GOOD: "✓", Tone.BAD: "✗", Tone.OPEN: "?", Tone.PLAIN: "–", Tone.ALERT: "!"}
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def render_page(document: Document, *, service: str = "evenhand") -> str:
    """A whole page in British English, with its own style, no script and no request to anywhere."""
    contents = "".join(_contents(document.blocks))
    body = "".join(_blocks(document.blocks, 0))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)} - {escape(service)}</title>\n"
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to main content</a>\n'
        f'<header><div class="width">{escape(service)}</div></header>\n'
        f'<div class="width">\n<main id="main" tabindex="-1">\n{body}</main>\n</div>\n'
        f'<footer><div class="width">{contents}'
        "<p>Proposed by rules from recorded evidence. People decide.</p></div></footer>\n</body>\n</html>\n"
    )


def render_fragment(document: Document, *, heading_offset: int = 0) -> str:
    """The document's blocks alone; headings are moved down by `heading_offset` levels."""
    return "".join(_blocks(document.blocks, heading_offset))


def _contents(blocks: tuple[Block, ...]) -> Iterator[str]:
    linked = [block for block in blocks if isinstance(block, Heading) and block.anchor and block.level == 2]
    if len(linked) > 1:
        yield '<nav class="hide-print" aria-label="Judgement areas on this page"><ul>'
        for heading in linked:
            yield f'<li><a href="#{escape(heading.anchor or "")}">{escape(plain(heading.line))}</a></li>'
        yield "</ul></nav>"


def _blocks(blocks: tuple[Block, ...], offset: int) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, offset)


def _block(block: Block, offset: int) -> Iterator[str]:
    match block:
        case Heading(level, text, anchor):
            tag = f"h{min(level + offset, 6)}"
            id = f' id="{escape(anchor)}"' if anchor else ""
            yield f"<{tag}{id}>{_line(text)}</{tag}>\n"
        case Paragraph(text, lead):
            yield f'<p class="lead">{_line(text)}</p>\n' if lead else f"<p>{_line(text)}</p>\n"
        case Inset(text):
            yield f'<div class="inset">{_line(text)}</div>\n'
        case Bullets(entries):
            yield from _bullets(entries, offset)
        case Facts(pairs):
            yield "<dl>\n"
            for name, value in pairs:
                yield f"<div><dt>{escape(name)}</dt><dd>{_line(value)}</dd></div>\n"
            yield "</dl>\n"
        case Table():
            yield from _table(block)
        case Flows() | Intervals() | ControlChart():
            caption = escape(block.caption)
            # On a small screen its words stay large enough to be read, and it scrolls by itself.
            yield f'<figure><div class="scroll" role="group" tabindex="0" aria-label="{caption}">'
            yield f"{_drawn(block)}</div><figcaption>{caption}</figcaption></figure>\n"
        case Ladder():
            yield from _ladder(block)
        case Details(summary, inner):
            yield f"<details open>\n<summary>{escape(summary)}</summary>\n<div>\n"
            yield from _blocks(inner, offset)
            yield "</div>\n</details>\n"
        case _:
            assert_never(block)


def _drawn(picture: Picture) -> str:
    if isinstance(picture, Flows):
        return draw(picture)
    # The library that draws is loaded only where there is something to draw.
    from evenhand.explanation.charts import draw_chart

    return draw_chart(picture)


def _bullets(entries: tuple[Entry, ...], offset: int) -> Iterator[str]:
    marked = any(entry.tone is not None for entry in entries)
    yield '<ul class="marks">\n' if marked else "<ul>\n"
    for entry in entries:
        yield "<li>"
        if entry.tone is not None:
            yield f'<span class="bullet {entry.tone.value}" aria-hidden="true">{_BULLETS[entry.tone]}</span>'
        yield _line(entry.line)
        yield from _blocks(entry.below, offset)
        yield "</li>\n"
    yield "</ul>\n"


def _table(table: Table) -> Iterator[str]:
    caption = escape(table.caption)
    # A table may be wider than a small screen: it scrolls by itself, by keyboard too.
    yield f'<div class="scroll" role="group" tabindex="0" aria-label="{caption}">\n<table>\n'
    yield f"<caption>{caption}</caption>\n<thead>\n<tr>"
    for column in table.columns:
        yield f'<th scope="col">{escape(column)}</th>'
    yield "</tr>\n</thead>\n<tbody>\n"
    for place, row in enumerate(table.rows):
        yield '<tr class="marked">' if place in table.marked else "<tr>"
        for index, cell in enumerate(row):
            yield f'<th scope="row">{_line(cell)}</th>' if index == 0 else f"<td>{_line(cell)}</td>"
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"


def _ladder(ladder: Ladder) -> Iterator[str]:
    yield f'<table class="ladder">\n<caption>{escape(ladder.caption)}</caption>\n'
    yield '<thead>\n<tr><th scope="col">Grade</th><th scope="col">What stands here</th></tr>\n</thead>\n'
    yield "<tbody>\n"
    for rung in ladder.rungs:
        row = '<tr class="permitted">' if rung.permitted else "<tr>"
        marks = " ".join(_tag(mark) for mark in rung.marks)
        yield f'{row}<th scope="row">{escape(rung.grade)}</th><td>{marks}</td></tr>\n'
    yield "</tbody>\n</table>\n"


def _line(text: Line) -> str:
    return "".join(_run(run) for run in text)


def _run(run: str | Strong | Tag | Link) -> str:
    match run:
        case str():
            return escape(run)
        case Strong(text):
            return f"<strong>{escape(text)}</strong>"
        case Tag():
            return _tag(run)
        case Link(text, url):
            if not _ADDRESS.match(url):
                return escape(text)
            return f'<a href="{escape(url)}" rel="noreferrer">{escape(text)}</a>'
        case _:
            assert_never(run)


def _tag(tag: Tag) -> str:
    symbol = f'<span aria-hidden="true">{escape(tag.symbol)} </span>' if tag.symbol else ""
    return f'<span class="tag {tag.tone.value}">{symbol}{escape(tag.text)}</span>'
