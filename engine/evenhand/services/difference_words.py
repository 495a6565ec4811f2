"""The difference of two rule sets in English: a sentence for each area, and the inspections that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evenhand.domain import Conflict, Judged, Outcome
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
    line,
)
from evenhand.explanation.values import name_words
from evenhand.explanation.words import capital, counted, date_words, listed, quoted, sentence, tidy
from evenhand.language import rests_on
from evenhand.services.difference import AreaCompared, ComparedSide, RuleSetsCompared, WitnessCases
from evenhand.services.region_words import region_words
from evenhand.services.witness_words import evidence_parts
from evenhand.verification import (
    AreaDifference,
    DifferenceWitness,
    Direction,
    Relation,
    SameArea,
    WitnessSide,
)

MOST_RULES = 4
"""How many of the rules that made an outcome are named."""

MOST_EVIDENCE = 8
"""How many of the items that a witness records are named."""

_OnSide = tuple[ComparedSide, WitnessSide, str]
"""One side, what it makes of a witness, and what it calls the area."""

Files = Mapping[DifferenceWitness, Sequence[Path]]


def difference_document(found: RuleSetsCompared, files: Files) -> Document:
    """The page of a difference. `files` has where each witness was written."""
    title = f"{found.after.name} beside {found.before.name}"
    blocks: list[Block] = [Heading(1, line(title)), Facts(tuple(_particulars(found)))]
    for id, area in found.areas.items():
        blocks += _area(id, area, found, files)
    return Document(title, tuple(blocks))


def _particulars(found: RuleSetsCompared) -> Iterator[tuple[str, Line]]:
    for name, side in (("From", found.before), ("To", found.after)):
        day = f", as on {date_words(side.rules.on)}"
        yield name, line(f"{side.rule_set.title} ({side.name}){day}")
    if found.casebook is not None:
        cases = counted(found.casebook.cases, "cases")
        left_out = [
            f"{counted(number, 'cases')} {why}"
            for number, why in (
                (found.casebook.not_affected, "not affected"),
                (found.casebook.without_rules, "that cannot be put to both"),
            )
            if number
        ]
        more = f" ({listed(left_out)})" if left_out else ""
        yield "Casebook", line(f"{found.casebook.casebook.id}, {cases}{more}")


# --- areas -------------------------------------------------------------------------------------------


def _area(id: str, area: AreaCompared, found: RuleSetsCompared, files: Files) -> Iterator[Block]:
    yield Heading(2, line(tidy(area.title)))
    lead, rest = relation_words(area.difference, found)
    yield Paragraph(line(Strong(lead), rest))
    if area.counts is not None:
        yield Paragraph(line(_counts_words(area, found)))
    same = area.difference.area
    if same is not None and area.witnesses:
        yield Bullets(tuple(_witness(one, same, found, files) for one in area.witnesses))
    if not area.difference.complete:
        yield Inset(line("The time was up: there may be inspections that show something else."))


def relation_words(area: AreaDifference, found: RuleSetsCompared) -> tuple[str, str]:
    """What the second rule set is beside the first: a word or two that stand out, and the rest."""
    before, after = found.before.name, found.after.name
    match area.relation:
        case Relation.EQUIVALENT:
            if area.range_differs:
                return "Equivalent", ": the grade is always the same, but not which drafts are permitted."
            return "Equivalent", ": every inspection comes out the same."
        case Relation.STRICTER:
            return (
                "Stricter",
                f": {after} never gives a better grade than {before}, and sometimes a worse one.",
            )
        case Relation.SOFTER:
            return "Softer", f": {after} {_never('worse', before, 'better')}"
        case Relation.NEITHER:
            return "Neither", f": {_neither_words(area, found)}"
        case Relation.NEW:
            return "New", f": only {after} has rules for it."
        case Relation.GONE:
            return "Gone", f": only {before} has rules for it."
        case None:
            known = [direction for direction, there in area.directions.items() if there]
            some = f" Some inspections are {listed(known)} in {after}." if known else ""
            return "Not decided", f" within the time limit.{some}"


def _never(never: str, than: str, sometimes: str) -> str:
    return f"never gives a {never} grade than {than}, and sometimes a {sometimes} one."


def _neither_words(area: AreaDifference, found: RuleSetsCompared) -> str:
    if area.area is not None and not area.area.comparable:
        return "the grades of the two have nothing in common that says which is better."
    words = {
        Direction.STRICTER: "a worse grade",
        Direction.SOFTER: "a better grade",
        Direction.OTHER: "no grade or a first one",
    }
    given = [f"some get {words[direction]}" for direction, there in area.directions.items() if there]
    return f"under {found.after.name} {listed(given)}."


def _counts_words(area: AreaCompared, found: RuleSetsCompared) -> str:
    counts = area.counts
    assert counts is not None
    parts = [
        f"{number} {word}"
        for number, word in ((counts.stricter, "lower"), (counts.softer, "higher"))
        if number
    ]
    if counts.other:
        parts.append(f"{counts.other} judged or in conflict in one alone")
    differ = f" ({listed(parts)})" if parts else ""
    verb = "comes" if counts.differ == 1 else "come"
    open_ = f" {capital(counted(counts.undecided, 'cases'))} cannot be decided." if counts.undecided else ""
    return f"{counts.differ} of {counted(counts.cases, 'cases')} {verb} out differently{differ}.{open_}"


# --- witnesses ---------------------------------------------------------------------------------------


def witness_sentence(found: RuleSetsCompared, witness: DifferenceWitness) -> str:
    """What becomes of a witness under both."""
    one, other = outcome_words(witness.before.outcome), outcome_words(witness.after.outcome)
    return f"{one} under {found.before.name}, and {other} under {found.after.name}"


def outcome_words(outcome: Outcome) -> str:
    """One outcome inside a sentence."""
    if outcome.judged is Judged.NO:
        return "not judged"
    if outcome.judged is Judged.YES and outcome.conflict is Conflict.CERTAIN:
        return "in conflict"
    if outcome.proposed is not None:
        return name_words(outcome.scale, outcome.proposed)
    return "not decided"


def _witness(one: WitnessCases, same: SameArea, found: RuleSetsCompared, files: Files) -> Entry:
    witness = one.witness
    head = capital(witness_sentence(found, witness))
    pairs = ((found.before, witness.before, same.before), (found.after, witness.after, same.after))
    entries = [*_below(pairs), _recorded(witness, found)]
    entries += [_responsible(witness, *pair) for pair in pairs]
    if witness.region is not None:
        entries.append(_region(one, witness, found))
    if files.get(witness):
        entries.append(f"File: {listed(path.as_posix() for path in files[witness])}")
    bullets = Bullets(tuple(Entry(line(entry)) for entry in entries))
    return Entry(line(Strong(f"{head}.")), (bullets,))


def _recorded(witness: DifferenceWitness, found: RuleSetsCompared) -> str:
    parts = list(evidence_parts(witness.before.example, found.before.rules))
    more = f"; and {len(parts) - MOST_EVIDENCE} more" if len(parts) > MOST_EVIDENCE else ""
    return f"Recorded: {'; '.join(parts[:MOST_EVIDENCE]) or 'nothing'}{more}"


def _below(pairs: Sequence[_OnSide]) -> Iterator[str]:
    """What becomes of the areas that an area rests on, told once where it is the same in both."""
    below = [_areas_below(*pair) for pair in pairs]
    if below[0] == below[1]:
        pairs_told = [("both", below[0])]
    else:
        pairs_told = [(side.name, words) for (side, _, _), words in zip(pairs, below, strict=True)]
    yield from (f"So in {name}: {words}" for name, words in pairs_told if words)


def _areas_below(side: ComparedSide, own: WitnessSide, area: str) -> str:
    """The grades of the areas that an area rests on; nothing where it rests on none."""
    steps = [own.trace.areas[id] for id in rests_on(side.rules, area).areas]
    return listed(f"{quoted(step.area.title)} is {outcome_words(step.outcome)}" for step in steps)


def _responsible(witness: DifferenceWitness, side: ComparedSide, own: WitnessSide, area: str) -> str:
    """The rules that made the outcome: those of the area itself first, then those that differ.

    The others only where the area rests on no areas, whose grades would tell the same in fewer words.
    """
    rules = {rule.id: rule for rule in side.rules.all_rules}
    made = own.responsible.rules
    ids = [rule.id for rule in side.rules.area_by_id[area].rules if rule.id in made]
    ids += [id for id in made if id in witness.causes]
    if not _areas_below(side, own, area):
        ids += made
    elif made and not ids:
        return f"In {side.name}: no rule of its own, only where it starts"
    named = []
    for id in dict.fromkeys(ids):
        rule = rules[id]
        place = "" if rule.span is None else f", {rule.span.file}:{rule.span.line}"
        named.append(f"{quoted(rule.title)} ({id}{place})")
    rest = len(named) - MOST_RULES
    more = f"; and {counted(rest, 'more rules')}" if rest > 0 else ""
    return f"In {side.name}: {'; '.join(named[:MOST_RULES]) or 'no rule made it so'}{more}"


def _region(one: WitnessCases, witness: DifferenceWitness, found: RuleSetsCompared) -> str:
    assert witness.region is not None
    inside = "" if one.cases is None else f" {_inside_words(one.cases)}"
    if not witness.region.parts:
        return f"So it is in every inspection.{inside}"
    return f"{sentence('so it is whenever ' + region_words(witness.region, found.after.rules))}{inside}"


def _inside_words(cases: int) -> str:
    return f"{capital(counted(cases, 'cases'))} of the casebook {'is' if cases == 1 else 'are'} such."
