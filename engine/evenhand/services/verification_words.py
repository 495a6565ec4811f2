"""What was found of a rule set's obligations, in English: what is to be done first, by area and rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from evenhand.diagnostics import Span
from evenhand.explanation import (
    Block,
    Bullets,
    Document,
    Entry,
    Facts,
    Heading,
    Paragraph,
    Strong,
    Tone,
    line,
)
from evenhand.explanation.words import capital, date_words, first_few, listed, sentence
from evenhand.language import RulesInForce
from evenhand.services.obligation_words import (
    HOLDS,
    REMEDIES,
    finding_words,
    is_typed,
    names_asked,
    rule_of,
    waiver_line,
)
from evenhand.services.refutation_words import refutation_words
from evenhand.services.verify import Answered
from evenhand.verification import Result

Files = Mapping[int, Sequence[Path]]
"""Where the witnesses of an answer were written, by its place among the answers."""

_WHERE_WAIVERS_GO = (
    "A waiver goes into waivers.yaml beside the rules, or under `waivers` of the amendment, with the reason "
    "after `because`."
)


def verification_document(rules: RulesInForce, answers: Sequence[Answered], files: Files) -> Document:
    """The page of a verification: what is open first, then what is waived, and how much was proved."""
    title = f"Verifying {rules.rule_set.name}"
    told = list(enumerate(answers))
    refuted = [(at, one) for at, one in told if one.is_open and one.found.result is Result.REFUTED]
    undecided = [one for one in answers if one.is_open and one.found.result is Result.UNDECIDED]
    waived = [(at, one) for at, one in told if one.waiver is not None]
    blocks: list[Block] = [
        Heading(1, line(title)),
        Facts(
            (
                (
                    "Rule set",
                    (f"{rules.rule_set.title} ({rules.rule_set.name}), as on {date_words(rules.on)}",),
                ),
                ("Obligations", (_how_many(answers),)),
            )
        ),
    ]
    if refuted:
        first = {one.obligation.name: at for at, one in reversed(refuted)}
        remedied = frozenset(first.values())
        blocks += [Heading(2, line("Refuted")), *_by_place(refuted, rules, files, remedied)]
        if any(waiver_line(one) for _, one in refuted):
            blocks.append(Paragraph(line(_WHERE_WAIVERS_GO)))
    blocks += _undecided(undecided)
    if waived:
        blocks += [Heading(2, line("Waived")), *_by_place(waived, rules, files)]
    blocks += _proved(answers)
    return Document(title, tuple(blocks))


def _how_many(answers: Sequence[Answered]) -> str:
    if not answers:
        return "none: there is no rule or claim to verify"
    results = Counter(one.found.result for one in answers)
    parts = [f"{results[Result.PROVED]} of {len(answers)} proved"]
    for result in (Result.REFUTED, Result.UNDECIDED):
        own = [one for one in answers if one.found.result is result]
        waived = sum(one.waiver is not None for one in own)
        if own:
            which = "" if not waived else ", waived" if waived == len(own) else f" ({waived} waived)"
            parts.append(f"{len(own)} {result.value}{which}")
    return "; ".join(parts)


# --- by area and rule --------------------------------------------------------------------------------


def _by_place(
    chosen: Sequence[tuple[int, Answered]],
    rules: RulesInForce,
    files: Files,
    remedied: Collection[int] = (),
) -> Iterator[Block]:
    """The answers, grouped by the area or rule that they are about, with its place in the files.

    What to do is said of those in `remedied`: once for each obligation.
    """
    groups: dict[str, list[tuple[int, Answered]]] = {}
    for at, one in chosen:
        groups.setdefault(_about(one, rules), []).append((at, one))
    for about, own in groups.items():
        yield Heading(3, line(about))
        yield Bullets(
            tuple(
                _refuted(one, rules, files.get(at, ()), remedy=at in remedied)
                if one.waiver is None
                else _waived(one, rules, files.get(at, ()))
                for at, one in own
            )
        )


def _refuted(one: Answered, rules: RulesInForce, files: Sequence[Path], *, remedy: bool) -> Entry:
    below = [Paragraph(line(text)) for text in refutation_words(one, rules)]
    below += _witness(files)
    if remedy:
        below.append(Paragraph(line(Strong("What to do: "), f"{REMEDIES[one.obligation.name]}.")))
    waiver = waiver_line(one)
    if waiver is not None:
        below.append(Paragraph(line(Strong("Or waive it: "), waiver)))
    return Entry(line(sentence(finding_words(one, rules))), tuple(below), Tone.BAD)


def _waived(one: Answered, rules: RulesInForce, files: Sequence[Path]) -> Entry:
    assert one.waiver is not None
    because = Paragraph(line(Strong("Waived: "), sentence(one.waiver.because)))
    found = finding_words(one, rules) if one.found.result is Result.REFUTED else _open_words(one)
    return Entry(line(sentence(found)), (because, *_witness(files)), Tone.PLAIN)


def _witness(files: Sequence[Path]) -> list[Paragraph]:
    return [Paragraph(line(Strong("Witness: "), listed(path.as_posix() for path in files)))] if files else []


def _open_words(one: Answered) -> str:
    return f"whether {HOLDS[one.obligation.name]} could not be decided"


def _about(one: Answered, rules: RulesInForce) -> str:
    span = place_of(one, rules)
    where = "" if span is None or is_typed(one) else f" ({span.file}:{span.line})"
    if one.claim is not None:
        return f"Claim {one.claim.name}{where}"
    area = rules.area_by_id.get(_owner(one))
    if area is not None:
        return f"{area.title}{where}"
    rule = rule_of(_owner(one), rules)
    return f"{rule.id} {rule.title}{where}"


def _owner(one: Answered) -> str:
    """The area or rule that an obligation is about, first of all."""
    row = one.obligation.row
    return one.obligation.subject[0] if row is None else row.owner


def place_of(one: Answered, rules: RulesInForce) -> Span | None:
    """Where what an obligation is about is written."""
    if one.claim is not None:
        return one.claim.span
    area = rules.area_by_id.get(_owner(one))
    return rule_of(_owner(one), rules).span if area is None else area.span


def witness_note(answer: Answered, rules: RulesInForce) -> str:
    """What a witness shows, for the top of its file."""
    lines = [
        f"A made-up inspection that shows something about {rules.rule_set.name}.",
        f"{_about(answer, rules)}: {finding_words(answer, rules)}.",
    ]
    if len(answer.found.witnesses) > 1:
        lines.append("The file that ends in -after is as good in everything, and gets a lower grade.")
    return "\n".join(lines)


# --- together ----------------------------------------------------------------------------------------


def _undecided(answers: Sequence[Answered]) -> Iterator[Block]:
    """What could not be decided, a line for each obligation: there may be very many."""
    if not answers:
        return
    yield Heading(2, line("Undecided"))
    entries = []
    for name in names_asked(answers):
        own = [_named(one) for one in answers if one.obligation.name is name]
        whether = f"Whether {HOLDS[name]}: {len(own)}"
        entries.append(Entry(line(f"{whether} ({first_few(own)})"), tone=Tone.OPEN))
    yield Bullets(tuple(entries))
    yield Paragraph(line("More time may decide them: see `--time-limit`."))


def _named(one: Answered) -> str:
    """What an obligation is of, by its ids: `leaders: good`."""
    first, *others = one.obligation.subject
    return f"{first}: {' + '.join(others)}" if others else first


def _proved(answers: Sequence[Answered]) -> Iterator[Block]:
    """What holds, a line for each obligation."""
    held = [one for one in answers if one.found.result is Result.PROVED]
    if not held:
        return
    asked = Counter(one.obligation.name for one in answers)
    proved = Counter(one.obligation.name for one in held)
    yield Heading(2, line("Proved"))
    yield Bullets(
        tuple(
            Entry(line(f"{capital(HOLDS[name])}: {proved[name]} of {asked[name]}"), tone=Tone.GOOD)
            for name in names_asked(held)
        )
    )
