"""A replay in English: how many moved in each area, the matrix, who moved, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from evenhand.explanation import (
    Block,
    Document,
    Facts,
    Flows,
    Heading,
    Inset,
    Line,
    Paragraph,
    Strong,
    Table,
    line,
)
from evenhand.explanation.words import capital, counted, first_few, listed, tidy
from evenhand.replay import WORDS, Tally, group_rows
from evenhand.services.casebook_words import casebook_cautions, casebook_line
from evenhand.services.figures import percentage
from evenhand.services.replay_casebook import Replayed
from evenhand.services.replay_causes import owed, step, swept, when
from evenhand.services.replay_results import (
    MOST_LISTED,
    MOST_UNREPLAYED,
    AreaReplay,
    Moved,
    Replay,
    Unreplayed,
)
from evenhand.statistics import Agreement, wilson_interval

MOST_SHOWN = 30
"""How many cases are named on a page. JSON names more."""

_SUPPRESSED = "c"
"""What stands for a count that is kept out, as in official statistics."""


def replay_document(found: Replayed) -> Document:
    """The page of a replay."""
    title = f"Replay of {found.casebook.document.title}"
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(_particulars(found)))]
    blocks += _cautions(found)
    for area in found.replay.areas.values():
        blocks += _area(area, found.replay, found.suppress_below)
    blocks += _unreplayed(found.replay)
    attribution = found.casebook.document.attribution
    if attribution:
        blocks.append(Paragraph(line(attribution)))
    return Document(title, tuple(blocks))


def _particulars(found: Replayed) -> Iterator[tuple[str, Line]]:
    document, replay = found.casebook.document, found.replay
    yield "Casebook", casebook_line(document, replay.cases)
    yield "From", line(capital(replay.before.name) if replay.before.rule_set is None else replay.before.name)
    yield "To", line(capital(replay.after.name) if replay.after.rule_set is None else replay.after.name)
    if replay.not_affected:
        yield "Not affected", line(f"{counted(replay.not_affected, 'cases')} under rules that stay the same")
    if replay.without_rules:
        told = f"{counted(replay.without_rules, 'cases')}, in no table: a side has no rules for them"
        yield "No rules", line(told)
    if replay.without_area:
        yield "Left out", line(f"{counted(replay.without_area, 'cases')} under rules without this area")


def _cautions(found: Replayed) -> Iterator[Block]:
    if found.replay.provisional:
        yield Inset(line("Cases that are undecided count at their provisional grades."))
    if found.replay.keeps_departures:
        yield Inset(line(_kept_words(found.replay)))
    yield from casebook_cautions(found.casebook.document, found.rejected, found.rejects)


def _kept_words(replay: Replay) -> str:
    kept = sum(area.kept for area in replay.areas.values())
    if not kept:
        return "Departures are kept, but none is recorded, with its reason, in the judgements compared."
    number = counted(kept, "judgements")
    verb = "has" if kept == 1 else "have"
    return (
        f"Departures are kept: {number} {verb} the grade awarded on the sides of rules, as people departed."
    )


# --- one area ----------------------------------------------------------------------------------------


def _area(area: AreaReplay, replay: Replay, suppress_below: int) -> Iterator[Block]:
    tally = area.tally
    yield Heading(2, line(area.title), anchor=area.id)
    if area.new:
        told = f"{counted(area.new, 'cases')} not compared: there is no such area in {replay.before.name}."
        yield Paragraph(line(told))
    if area.gone:
        told = f"{counted(area.gone, 'cases')} not compared: there is no such area in {replay.after.name}."
        yield Paragraph(line(told))
    if not tally.cases:
        return
    yield Paragraph(line(*headline(tally)), lead=True)
    agreement = _agreement_words(tally.agreement())
    if agreement:
        yield Paragraph(line(agreement))
    if tally.moved:
        yield _flows(tally, replay)
    yield matrix(tally, replay)
    if area.groups:
        yield from _groups(area, replay, suppress_below)
    if replay.attribution is not None:
        yield from owed(area.id, replay, replay.attribution)
    if replay.sweep is not None:
        yield from swept(area.id, replay.sweep)
    yield from _moved([one for one in replay.moved if one.area == area.id], tally)


def headline(tally: Tally) -> Iterator[str | Strong]:
    """How many moved and which way, in a sentence or two."""
    n = counted(tally.n, "cases")
    if tally.moved:
        yield Strong(f"{tally.moved:,} of {n} moved")
        ways = [f"{count:,} {way}" for count, way in ((tally.up, "up"), (tally.down, "down")) if count]
        low, high = wilson_interval(tally.moved, tally.n)
        ends = f"{percentage(low)} to {percentage(high)}"
        yield f" ({percentage(tally.moved / tally.n)}, 95% interval {ends}): "
        yield f"{listed(ways)}."
    elif tally.n:
        yield Strong(f"None of {n} moved.")
    else:
        yield Strong("No case has a grade on both sides.")
    others = [(tally.count_of(word), word.replace("_", " ")) for word in WORDS.values()]
    told = [f"{count:,} {word}" for count, word in others if count]
    if told:
        yield f" Not counted: {listed(told)} on one side or both."


def _agreement_words(agreement: Agreement) -> str | None:
    if agreement.n == 0:
        return None
    if agreement.kappa is None or agreement.exact is None or agreement.adjacent is None:
        return f"Agreement beyond chance cannot be calculated: {agreement.note}."
    exact = f"The same grade in {percentage(agreement.exact)} of cases"
    near = f"within one grade in {percentage(agreement.adjacent)}"
    kappa = f"weighted kappa {agreement.kappa:.2f} ({agreement.weights} weights"
    if agreement.interval is None:
        return f"{exact}, {near}; {kappa}; no interval: {agreement.note})."
    low, high = agreement.interval
    return f"{exact}, {near}; {kappa}, 95% interval {low:.2f} to {high:.2f})."


def _flows(tally: Tally, replay: Replay) -> Flows:
    grades = tuple(grade.replace("_", " ") for grade in reversed(tally.scale.names))
    counts = tuple(tuple(int(count) for count in reversed(row)) for row in reversed(tally.graded.tolist()))
    caption = f"From {replay.before.name} to {replay.after.name}: moves up are green, moves down red"
    return Flows(caption, "From", "To", grades, counts)


def matrix(tally: Tally, replay: Replay) -> Table:
    """The migration matrix as a table."""
    found = tally.matrix()
    words = [word.replace("_", " ") for word in found]
    rows = []
    for before, counts in found.items():
        cells = [_cell(count, same=before == after) for after, count in counts.items()]
        rows.append((line(before.replace("_", " ")), *cells))
    caption = f"From {replay.before.name} (rows) to {replay.after.name} (columns)"
    return Table(caption, ("", *words), tuple(rows))


def _cell(count: int, *, same: bool) -> Line:
    if count == 0:
        return line("-")
    return line(f"{count:,}" if same else Strong(f"{count:,}"))


def _groups(area: AreaReplay, replay: Replay, below: int) -> Iterator[Block]:
    rows, kept_out = [], False
    found = group_rows(area.groups, below)
    if len(found) == 1:
        told = "has so few cases that what is kept out of their table would follow from the number of groups"
        yield Paragraph(line(f"Not shown by {tidy(replay.by or '')}: each group {told}."))
        return
    for row in found:
        counts = (row.cases, row.moved, row.up, row.down, row.no_grade)
        interval = (
            "-" if row.interval is None else f"{percentage(row.interval[0])} to {percentage(row.interval[1])}"
        )
        cells = [_SUPPRESSED if count is None else f"{count:,}" for count in counts]
        rows.append((line(row.group), *map(line, cells), line(interval)))
        kept_out = kept_out or not row.is_whole
    by = tidy(replay.by or "")
    head = (capital(by), "Cases", "Moved", "Up", "Down", "No grade", "Moved, 95% interval")
    yield Table(f"By {by}", head, tuple(rows))
    if kept_out:
        told = f"[{_SUPPRESSED}]: a count from 1 to {below - 1}, or one from which such a count would follow."
        yield Paragraph(line(told))


def _moved(moved: Sequence[Moved], tally: Tally) -> Iterator[Block]:
    shown = moved[:MOST_SHOWN]
    for rules in dict.fromkeys(one.rules for one in shown):
        own = [one for one in shown if one.rules == rules]
        rows = [(line(name), line(when(one)), line(*step(one))) for name, one in _by_name(own)]
        caption = f"Cases under {rules} that moved"
        if any(one.on is None and one.published is not None for one in own):
            caption += " (pub.: day of publication; that of the inspection is not recorded)"
        yield Table(caption, ("Case", "Inspected", "From and to"), tuple(rows))
    left = tally.moved - len(shown)
    if left:
        yield Paragraph(line(f"{left:,} more moved. {_where_listed(tally.moved, MOST_LISTED)}"))


def _by_name(moved: Sequence[Moved]) -> Iterator[tuple[str, Moved]]:
    """Cases by their provider, with the id where there are several of one provider and day."""
    often = Counter((one.provider, when(one)) for one in moved)
    for one in moved:
        name = one.provider or one.id
        yield (name if often[one.provider, when(one)] == 1 or name == one.id else f"{name} ({one.id})"), one


# --- what could not be replayed ----------------------------------------------------------------------


def _unreplayed(replay: Replay) -> Iterator[Block]:
    if not replay.unreplayed_count:
        return
    yield Heading(2, line("Cannot be replayed"))
    number = counted(replay.unreplayed_count, "times")
    why = "what would settle it is not recorded, or no rules hold for the case"
    yield Paragraph(line(f"{capital(number)} a grade cannot be worked out: {why}."))
    rows = [(line(one.id), line(_area_of(one)), line(_missing(one))) for one in _first(replay.unreplayed)]
    yield Table("What is missing", ("Case", "Area", "Missing"), tuple(rows))
    left = replay.unreplayed_count - len(rows)
    if left:
        told = _where_listed(replay.unreplayed_count, MOST_UNREPLAYED, every="")
        yield Paragraph(line(f"{left:,} more. {told}".strip()))


def _area_of(one: Unreplayed) -> str:
    return "every area" if one.area is None else tidy(one.area)


def _missing(one: Unreplayed) -> str:
    if one.missing == ("on",):
        return "the day of the inspection"
    if one.reason is not None:
        return capital(tidy(one.reason))
    return first_few([tidy(item) for item in one.missing]) or "nothing that could still be found out"


def _where_listed(count: int, most: int, every: str = " --moved FILE writes all of them.") -> str:
    """Where one finds those that are not shown here."""
    return "--json lists them." if count <= most else f"--json lists the first {most:,}.{every}"


def _first(found: Iterable[Unreplayed]) -> list[Unreplayed]:
    return list(found)[:MOST_SHOWN]
