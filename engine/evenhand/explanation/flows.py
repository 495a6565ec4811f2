"""A picture of moves: how many went from each grade to each, as bands between two columns. Drawn as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.explanation.document import Flows
from evenhand.explanation.html_text import escape

WIDTH, TOP, COLUMN, GAP = 680, 26, 14, 14
"""All in units of the picture, which is as wide as its page lets it be."""
_BAND_HEIGHT = 260
_LABEL_ROOM = 215
_COLOURS = {"same": "#b1b4b6", "up": "#00703c", "down": "#d4351c"}


def draw(flows: Flows) -> str:
    """The picture. Everything that it shows stands in the words of its label, and in the table beside it."""
    total = sum(map(sum, flows.counts))
    size = len(flows.grades)
    height = TOP + _BAND_HEIGHT + GAP * (size - 1) + 4
    scale = _BAND_HEIGHT / max(total, 1)
    left = [sum(row) for row in flows.counts]
    right = [sum(row[at] for row in flows.counts) for at in range(size)]
    near, far = _LABEL_ROOM, WIDTH - _LABEL_ROOM - COLUMN
    parts = [
        *_headings(flows, near, far),
        *_bands(flows, left, right, scale, near + COLUMN, far),
        *_column(flows.grades, left, scale, near, labels_end=near - 8, anchor="end"),
        *_column(flows.grades, right, scale, far, labels_end=far + COLUMN + 8, anchor="start"),
    ]
    label = escape(f"{flows.caption}. {_in_words(flows)}")
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}" '
        f'font-family="inherit" font-size="17">{"".join(parts)}</svg>'
    )


def _in_words(flows: Flows) -> str:
    moved = [
        f"{count:,} from {flows.grades[row]} to {flows.grades[column]}"
        for row, counts in enumerate(flows.counts)
        for column, count in enumerate(counts)
        if count and row != column
    ]
    return f"{'; '.join(moved)}." if moved else "No case moved."


def _headings(flows: Flows, near: float, far: float) -> Iterator[str]:
    for x, anchor, text in ((near + COLUMN, "end", flows.before), (far, "start", flows.after)):
        yield f'<text x="{x:g}" y="14" text-anchor="{anchor}" font-weight="bold">{escape(text)}</text>'


def _starts(counts: Sequence[int], scale: float) -> list[float]:
    found, y = [], float(TOP)
    for count in counts:
        found.append(y)
        y += count * scale + GAP
    return found


def _column(
    grades: Sequence[str], counts: Sequence[int], scale: float, x: float, *, labels_end: float, anchor: str
) -> Iterator[str]:
    for grade, count, y in zip(grades, counts, _starts(counts, scale), strict=True):
        tall = count * scale
        yield f'<rect x="{x:g}" y="{y:.1f}" width="{COLUMN}" height="{max(tall, 0.5):.1f}" fill="#0b0c0c"/>'
        middle = y + tall / 2 + 5
        words = escape(f"{grade} {count:,}")
        yield f'<text x="{labels_end:g}" y="{middle:.1f}" text-anchor="{anchor}">{words}</text>'


def _bands(
    flows: Flows, left: Sequence[int], right: Sequence[int], scale: float, near: float, far: float
) -> Iterator[str]:
    out, into = _starts(left, scale), _starts(right, scale)
    middle = (near + far) / 2
    drawn = []
    for row, counts in enumerate(flows.counts):
        for column, count in enumerate(counts):
            if not count:
                continue
            tall = count * scale
            y, z = out[row], into[column]
            out[row] += tall
            into[column] += tall
            # Grades stand best first, so a move to a later place is one down.
            way = "same" if row == column else "down" if column > row else "up"
            path = (
                f"M{near:g} {y:.1f}C{middle:g} {y:.1f} {middle:g} {z:.1f} {far:g} {z:.1f}"
                f"V{z + tall:.1f}C{middle:g} {z + tall:.1f} {middle:g} {y + tall:.1f} "
                f"{near:g} {y + tall:.1f}Z"
            )
            opacity = 0.5 if way == "same" else 0.8
            band = f'<path d="{path}" fill="{_COLOURS[way]}" fill-opacity="{opacity}"/>'
            drawn.append((way != "same", band))
    # What moved lies on top of what stayed.
    return (band for _, band in sorted(drawn, key=lambda one: one[0]))
