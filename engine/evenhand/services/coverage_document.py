"""What a casebook tests of the rules, in English: what is worth knowing first, then area by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.domain import ItemType, Number
from evenhand.explanation import (
    Block,
    Bullets,
    Document,
    Entry,
    Facts,
    Heading,
    Inset,
    Line,
    Paragraph,
    Strong,
    Table,
    line,
)
from evenhand.explanation.words import capital, counted, first_few, listed, number, percent, tidy
from evenhand.language import AnyRule, Place
from evenhand.services.casebook_words import casebook_cautions, casebook_line
from evenhand.services.coverage import RuleSeen, Seen
from evenhand.services.coverage_boundaries import BoundarySeen
from evenhand.services.coverage_casebook import CasebookCoverage
from evenhand.services.coverage_counts import GIVEN, RuleSetCoverage

_BESIDE = (
    "A boundary is exercised where cases lie on each side of it: on the threshold, or beside it. Beside it "
    "is the next value that can be recorded; of a share, all within 2 percentage points."
)
_MOST_NAMED = 8


def coverage_document(found: CasebookCoverage) -> Document:
    """The page of what a casebook tests."""
    document = found.casebook.document
    title = f"What {document.title} tests"
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(_particulars(found)))]
    blocks += casebook_cautions(document, found.rejected, found.rejects)
    if found.rule_sets:
        blocks += [
            Bullets(tuple(Entry(_in_short(one)) for one in found.rule_sets)),
            Paragraph(line(f"{_BESIDE} --json has every count.")),
        ]
    for one in found.rule_sets:
        blocks += _rule_set(one)
    if document.attribution:
        blocks.append(Paragraph(line(document.attribution)))
    return Document(title, tuple(blocks))


def _particulars(found: CasebookCoverage) -> Iterator[tuple[str, Line]]:
    yield "Casebook", casebook_line(found.casebook.document, found.cases)
    yield "Rules", line(capital(found.side.name) if found.side.rule_set is None else found.side.name)
    if found.not_affected:
        yield "Left out", line(f"{counted(found.not_affected, 'cases')} under rules that are not changed")
    if found.without_rules:
        told = f"{counted(found.without_rules, 'cases')}: which rules hold depends on a day that is not known"
        yield "Left out", line(told)


# --- in short ----------------------------------------------------------------------------------------


def _in_short(one: RuleSetCoverage) -> Line:
    """What is most worth knowing of one rule set."""
    head = Strong(f"{one.rule_set.name}, {counted(one.cases, 'cases')}: ")
    told = list(_gaps(one))
    if not told:
        boundaries = ", and every boundary is exercised" if one.boundaries else ""
        return line(head, f"every rule was seen firing and not firing{boundaries}.")
    return line(head, f"{listed(told)}.")


def _gaps(one: RuleSetCoverage) -> Iterator[str]:
    rules = [
        (one.never_fired, "never fired"),
        (one.always_fired, "never failed to fire"),
        (one.never_decided, "undecided in every case"),
    ]
    total = len(one.seen.rules) - len(one.not_in_force)
    for some, how in rules:
        if some:
            verb = "" if how.startswith("never") else "is " if len(some) == 1 else "are "
            yield f"{len(some)} of {counted(total, 'rules')} {verb}{how}"
    boundaries = [boundary for boundary in one.boundaries if boundary.can_be_exercised]
    if one.unexercised:
        are = "is" if len(one.unexercised) == 1 else "are"
        yield f"{len(one.unexercised)} of {counted(len(boundaries), 'boundaries')} {are} not exercised"
    never = [place for place, seen in one.rows.items() if not seen.true]
    if never:
        yield f"{len(never)} of {counted(len(one.rows), 'rows')} of decision tables never counted"


# --- one rule set ------------------------------------------------------------------------------------


def _rule_set(one: RuleSetCoverage) -> Iterator[Block]:
    name = one.rule_set.name
    yield Heading(2, line(name), anchor=name)
    yield from _not_recorded(one)
    if one.not_in_force:
        told = f"In force for none of these cases: {listed([rule.id for rule in one.not_in_force])}."
        yield Paragraph(line(told))
    groups: list[tuple[str | None, str, Sequence[AnyRule]]] = [
        (area.id, area.title, area.rules) for area in one.rule_set.areas
    ]
    groups.append((None, "Rules outside areas", one.rule_set.other_rules))
    for area, title, rules in groups:
        blocks = [*_grades(one, area), *_rules(one, rules), *_unseen(one, area, rules)]
        if blocks:
            yield Heading(3, line(title), anchor=area)
            yield from blocks
    yield from _names(one)


def _not_recorded(one: RuleSetCoverage) -> Iterator[Block]:
    """What no case says anything of cannot be covered by any of them."""
    missing = one.not_recorded
    if not missing:
        return
    if len(missing) == len(one.recorded):
        decided = len(one.seen.rules) - len(one.never_decided) - len(one.not_in_force)
        told = (
            f"No case records any of the evidence that these rules read. What can be covered is the rest: "
            f"{counted(decided, 'rules')} that rest on grades which are given."
        )
    else:
        named = first_few([tidy(item) for item in missing], _MOST_NAMED)
        told = (
            f"No case records {named}: {len(missing)} of the {counted(len(one.recorded), 'items')} that "
            "these rules read. What rests on them alone cannot be covered."
        )
    yield Inset(line(told))


def _grades(one: RuleSetCoverage, area: str | None) -> Iterator[Block]:
    if area is None:
        return
    counts = one.grades[area]
    scale = one.rule_set.area_by_id[area].scale
    given = counts[GIVEN]
    others = sorted(word for word in counts if word not in scale and word != GIVEN)
    told = [f"{tidy(scale.title(name))} {counts[name]:,}" for name in reversed(scale.names)]
    told += [f"{tidy(word)} {counts[word]:,}" for word in others]
    cases = one.cases - given
    proposed = f"Proposed in {counted(cases, 'cases')}: {', '.join(told)}." if cases else ""
    also = f"Its grade is given in {counted(given, 'cases')}." if given else ""
    yield Paragraph(line(f"{proposed} {also}".strip()))


def _rules(one: RuleSetCoverage, rules: Sequence[AnyRule]) -> Iterator[Block]:
    if all(rule.id in {open_.id for open_ in one.never_decided} for rule in rules):
        # They are named below: a table would have nothing else to say.
        return
    rows = []
    for rule in rules:
        seen = one.seen.rules[rule.id].seen
        first = [id for _, id in one.examples[rule.id]["fired"][:1]]
        counts = (seen.true, seen.false, seen.unknown)
        rows.append(
            (
                line(f"{rule.id} {rule.title}"),
                *(line(f"{count:,}") for count in counts),
                line(*(first or ["-"])),
            )
        )
    if rows:
        yield Table("Rules", ("Rule", "Fired", "Not", "Undecided", "First fired in"), tuple(rows))


# --- what was not seen -------------------------------------------------------------------------------


def _unseen(one: RuleSetCoverage, area: str | None, rules: Sequence[AnyRule]) -> Iterator[Block]:
    own = {rule.id: rule for rule in rules}
    yield from _section("Rules seen one way only", _one_way(one, own))
    boundaries = [boundary for boundary in one.unexercised if boundary.area == area]
    met = [boundary for boundary in boundaries if boundary.cases]
    yield from _section("Boundaries not exercised", [Entry(_boundary(boundary)) for boundary in met])
    left = len(boundaries) - len(met)
    if left:
        are, their = ("boundary is", "its item") if left == 1 else ("boundaries are", "their items")
        more = "more " if met else ""
        told = f"{left} {more}{are} not exercised: no case has an exact value of {their}."
        yield Paragraph(line(told))
    yield from _section("Conditions seen one way only", list(_conditions(one, area)))
    rows = [
        Entry(line(f"{place[0]}, {place[1]}: ", _row(seen), _at(one, place)))
        for place, seen in one.rows.items()
        if one.places[place].area == area and not seen.true
    ]
    yield from _section("Rows of tables that never counted", rows)


def _section(title: str, entries: Sequence[Entry]) -> Iterator[Block]:
    if entries:
        yield Paragraph(line(Strong(f"{title}:")))
        yield Bullets(tuple(entries))


def _one_way(one: RuleSetCoverage, own: dict[str, AnyRule]) -> list[Entry]:
    entries = []
    for rules, how in ((one.never_fired, "never fired"), (one.always_fired, "never failed to fire")):
        for rule in rules:
            if rule.id in own:
                entries.append(Entry(line(f"{_rule(rule)}: ", Strong(how), _in_file(own[rule.id].span))))
    undecided = [rule.id for rule in one.never_decided if rule.id in own]
    if undecided:
        entries.append(Entry(line(Strong("Undecided in every case"), f": {', '.join(undecided)}")))
    return entries


def _rule(rule: RuleSeen) -> str:
    return f"{rule.id} {rule.title}"


def _row(seen: Seen) -> str:
    return "may have counted" if seen.unknown else "never counted"


def _conditions(one: RuleSetCoverage, area: str | None) -> Iterator[Entry]:
    """Conditions other than boundaries that were not seen both ways, where a case decides them."""
    thresholds = {boundary.place for boundary in one.boundaries}
    for place, seen in one.conditions.items():
        if one.places[place].area != area or place in thresholds or seen.both_ways:
            continue
        if seen.true or seen.false:
            how = "never false" if seen.true else "never true"
            yield Entry(line(f"{_part(place)}: {one.text_of(place)}: ", Strong(how), _at(one, place)))


def _part(place: Place) -> str:
    rule, part, _ = place
    return rule if part == "when" else f"{rule} ({part})"


def _at(one: RuleSetCoverage, place: Place) -> str:
    return _in_file(one.places[place].span)


def _in_file(span: object) -> str:
    return "" if span is None else f" ({span})"


def _boundary(one: BoundarySeen) -> Line:
    item = one.boundary.item
    told = f"{_part(one.place)}: {one.text}, at {value_words(one, one.boundary.threshold)}. "
    counts = f"On it {one.at:,}, beside it {one.below:,} below and {one.above:,} above"
    nearest = [
        f"{value_words(one, value)} {side}"
        for value, side in ((one.nearest_below, "below"), (one.nearest_above, "above"))
        if value is not None
    ]
    near = f"; nearest {listed(nearest)}" if nearest else ""
    truth = f"The condition is true in {one.seen.true:,}, false in {one.seen.false:,}"
    unknown = f", unknown in {one.seen.unknown:,}" if one.seen.unknown else ""
    recorded = f"{counted(one.cases, 'cases')} with an exact {item.type.value}"
    return line(told, Strong(counts), f"{near}. {truth}{unknown}; {recorded}.{_in_file(one.span)}")


def value_words(one: BoundarySeen, value: Number) -> str:
    """A value of a boundary's item as it is read."""
    return percent(value) if one.boundary.item.type is ItemType.SHARE else number(value, 4)


def _names(one: RuleSetCoverage) -> Iterator[Block]:
    entries = []
    for names in one.names.values():
        # What nobody recorded at all is told above.
        if names.never and names.counts:
            missing = ", ".join(names.scale.title(name) for name in names.never)
            entries.append(Entry(line(f"{tidy(names.title)} ({names.id}): ", Strong(missing))))
    if entries:
        yield Heading(3, line("Levels, answers and grades before that no case has"))
        yield Bullets(tuple(entries))
