"""Second opinions in English: whether they agree, both derivations where not, what was worked out first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from evenhand.backends.durable import Account
from evenhand.explanation import (
    Block,
    Bullets,
    Document,
    Entry,
    Heading,
    Inset,
    Line,
    Paragraph,
    Strong,
    Table,
    Tag,
    Tone,
    line,
)
from evenhand.explanation.words import capital, counted, listed, percent, quoted
from evenhand.language import print_leaf
from evenhand.services.check import Checked
from evenhand.services.second_opinion import Heard, Opinion
from evenhand.services.two_readings import ELSEWHERE, Row, side_by_side

TITLE = "Second opinion"
DIFFERS = "differs"

_MOST_NAMED = 3
_OUR_FAULT = "One of the two readings is wrong. That is a fault of ours, and neither is to be relied on."


def second_opinions(heard: Sequence[Heard]) -> Document:
    """What came of asking about some inspections: one, or several summed up."""
    blocks: list[Block] = [Heading(2, line(TITLE))]
    opinions = [(one, one.opinion) for one in heard if one.opinion is not None]
    blocks += [Paragraph(line(text)) for text in _agreeing(heard, [opinion for _, opinion in opinions])]
    for one, opinion in opinions:
        if not opinion.agrees:
            blocks += _disagreement(one, opinion, named=len(heard) > 1)
    blocks += _unheard(heard)
    for rules, own in _by_rules(opinions).items():
        blocks += _account(own, rules if len(heard) > 1 else None)
    return Document(TITLE, tuple(blocks))


def with_second_opinion(document: Document, heard: Heard) -> Document:
    """The page of an inspection with the second opinion on it; a disagreement is told at the top as well."""
    blocks = list(document.blocks)
    if heard.opinion is not None and not heard.opinion.agrees:
        told = f"{heard.opinion.engine} does not agree: see “{TITLE}” on this page. {_OUR_FAULT}"
        blocks.insert(1, Inset(line(told)))
    return Document(document.title, (*blocks, *second_opinions([heard]).blocks))


# --- whether they agree -------------------------------------------------------------------------------


def _agreeing(heard: Sequence[Heard], opinions: Sequence[Opinion]) -> Iterable[str]:
    agreeing = [opinion for opinion in opinions if opinion.agrees]
    if not agreeing:
        return
    engine = agreeing[0].engine
    if len(heard) == 1:
        inspection = heard[0].checked.inspection
        compared = (
            (len(inspection.rules.all_rules), "rules"),
            (len(inspection.rules.areas), "judgement areas"),
        )
        shown = listed(counted(number, what) for number, what in compared if number)
        yield f"{engine} comes to the same: {shown}, and no difference in any of them."
    else:
        number = "all" if len(agreeing) == len(heard) else f"{len(agreeing)} of"
        yield f"{engine} comes to the same for {number} {len(heard)} inspections, in every rule and area."


def _unheard(heard: Sequence[Heard]) -> Iterable[Block]:
    reasons: dict[tuple[str, ...], list[str]] = {}
    for one in heard:
        if one.opinion is None:
            why = tuple(diagnostic.message for diagnostic in one.why_not) or ("evenhand itself failed",)
            reasons.setdefault(why, []).append(one.checked.inspection.id)
    for why, ids in reasons.items():
        about = "this inspection" if len(heard) == 1 else _some(ids)
        yield Paragraph(line(Strong(f"There is no second opinion on {about}: "), f"{'; '.join(why)}."))


def _disagreement(heard: Heard, opinion: Opinion, *, named: bool) -> Iterable[Block]:
    about = f" about {heard.checked.inspection.id}" if named else ""
    yield Paragraph(line(Strong(f"{opinion.engine} does not agree{about}."), f" {_OUR_FAULT}"))
    for area, rows in side_by_side(heard.checked.trace, opinion.derivation).items():
        yield Table(
            _caption(heard.checked, area),
            ("What", "Interpreter", "durable-rules", "Compared"),
            tuple(_row(row) for row in rows),
            frozenset(place for place, row in enumerate(rows) if not row.same),
        )
    if heard.kept is not None:
        kept = f"Both derivations are in `{heard.kept}`, with the rules and the evidence."
        yield Paragraph(line(f"{kept} Look through it, and send it to the people you have evenhand from."))


def _caption(checked: Checked, area: str) -> str:
    return "Findings outside the areas" if area == ELSEWHERE else checked.trace.areas[area].area.title


def _row(row: Row) -> tuple[Line, ...]:
    mark = "same" if row.same else Tag(DIFFERS, Tone.BAD)
    return (line(capital(row.subject)), *(line(side) for side in (row.ours, row.theirs)), line(mark))


# --- what was worked out first ------------------------------------------------------------------------


def _by_rules(opinions: Iterable[tuple[Heard, Opinion]]) -> dict[str, list[tuple[Heard, Opinion]]]:
    found: dict[str, list[tuple[Heard, Opinion]]] = {}
    for heard, opinion in opinions:
        found.setdefault(heard.checked.inspection.rules.rule_set.name, []).append((heard, opinion))
    return found


def _account(asked: Sequence[tuple[Heard, Opinion]], rules: str | None) -> Iterable[Block]:
    # Rules that came into force between two inspections: the most conditions are told of.
    account = max((opinion.account for _, opinion in asked), key=lambda account: account.leaves)
    under = "" if rules is None else f"Under {rules}: "
    all_of_them = counted(account.leaves, "conditions")
    share = f"It decided {account.decided} of {all_of_them} ({_percent(account)}) itself."
    first = [Entry(line(text)) for text in _worked_out(asked)]
    end = " Worked out before it was asked:" if first else " Nothing was worked out before it was asked."
    rest = "" if account.decided == account.leaves else " The rest cannot matter, whatever is recorded."
    yield Paragraph(line(f"{under}{share if not under else share[0].lower() + share[1:]}{rest}{end}"))
    if first:
        yield Bullets(tuple(first))


def _percent(account: Account) -> str:
    # Rules without a condition leave nothing that it did not decide.
    return percent(Fraction(account.decided, account.leaves) if account.leaves else 1)


def _worked_out(asked: Sequence[tuple[Heard, Opinion]]) -> Iterable[str]:
    account = max((opinion.account for _, opinion in asked), key=lambda account: account.leaves)
    trace = asked[0][0].checked.trace
    items = trace.rules.schema.items

    def titles(ids: Iterable[str]) -> str:
        return _some([quoted(items[id].title) for id in dict.fromkeys(ids)])

    if account.arithmetic:
        written = _some([f"`{print_leaf(leaf)}`" for leaf in account.arithmetic])
        yield f"arithmetic in {counted(len(account.arithmetic), 'conditions')}: {written}"
    if account.computed:
        yield f"{counted(len(account.computed), 'computed items')}: {titles(account.computed)}"
    cases = [id for _, opinion in asked for id in opinion.ends.counted]
    if cases:
        yield f"{counted(len(set(cases)), 'items')} counted from cases: {titles(cases)}"
    fractions = [(account.shares, "shares"), (account.decimals, "decimal numbers")]
    if any(ids for ids, _ in fractions):
        both = listed(counted(len(ids), word) for ids, word in fractions if ids)
        yield f"{both}, as whole numbers"
    for what, ends in (
        (
            "values partly known, or counted from cases with gaps",
            [opinion.ends.partly for _, opinion in asked],
        ),
        ("unknown values", [opinion.ends.unknown for _, opinion in asked]),
    ):
        number = sum(map(len, ends))
        if number:
            named = f": {titles(ends[0])}" if len(asked) == 1 else ""
            each = "each " if number > 1 else ""
            yield f"{_number_of(number, what)}, {each}as its two bounds{named}"
    if account.moved:
        areas = _some([quoted(trace.areas[id].area.title) for id in account.moved])
        yield f"by how much rules raise and lower {areas}"
    if account.tables:
        yield f"whether {counted(len(account.tables), 'decision tables')} may leave a gap"


def _number_of(number: int, what: str) -> str:
    """
    >>> _number_of(1, "values partly known")
    '1 value partly known'
    """
    return f"{number} {what.replace('values', 'value', 1) if number == 1 else what}"


def _some(names: Sequence[str]) -> str:
    """A list of which no more than a few are named.

    >>> _some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    if len(names) <= _MOST_NAMED + 1:
        return listed(names)
    return listed([*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"])
