"""What was found of a rule set's obligations, in English: what is to be done first, by area and rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evenhand.diagnostics import Span
from evenhand.evaluation import interpret
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
from evenhand.explanation.terms import area_title
from evenhand.explanation.values import name_words, state_words
from evenhand.explanation.words import capital, counted, date_words, first_few, listed, quoted, sentence
from evenhand.language import AnyRule, Grades, Rule, RulesInForce
from evenhand.language.claims import ObligationName
from evenhand.services.region_words import region_words
from evenhand.services.verify import Answered
from evenhand.services.witness_words import evidence_parts
from evenhand.verification import Example, Result

Files = Mapping[int, Sequence[Path]]
"""Where the witnesses of an answer were written, by its place among the answers."""

_MOST_EVIDENCE = 8


def verification_document(rules: RulesInForce, answers: Sequence[Answered], files: Files) -> Document:
    """The page of a verification: what is open first, then what is waived, and how much was proved."""
    title = f"Verifying {rules.rule_set.name}"
    blocks: list[Block] = [Heading(1, line(title)), Facts(_particulars(rules, answers))]
    told = list(enumerate(answers))
    for heading, tone, wanted in (
        ("Refuted", Tone.BAD, lambda one: one.is_open and one.found.result is Result.REFUTED),
        ("Undecided", Tone.OPEN, lambda one: one.is_open and one.found.result is Result.UNDECIDED),
        ("Waived", Tone.PLAIN, lambda one: one.waiver is not None),
    ):
        chosen = [(at, one) for at, one in told if wanted(one)]
        if chosen:
            blocks.append(Heading(2, line(heading)))
            blocks += _by_place(chosen, rules, files, tone)
    blocks += _proved(rules, answers)
    return Document(title, tuple(blocks))


def _particulars(rules: RulesInForce, answers: Sequence[Answered]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    results = Counter(one.found.result for one in answers)
    waived = sum(one.waiver is not None for one in answers)
    refuted = f"{results[Result.REFUTED]} refuted"
    if waived:
        refuted += f" ({counted(waived, 'waived')})"
    parts = [f"{results[Result.PROVED]} proved", refuted, f"{results[Result.UNDECIDED]} undecided"]
    return (
        ("Rule set", (f"{rules.rule_set.title} ({rules.rule_set.name}), as on {date_words(rules.on)}",)),
        ("Obligations", (f"{counted(len(answers), 'obligations')}: {listed(parts)}",)),
    )


def _proved(rules: RulesInForce, answers: Sequence[Answered]) -> Iterator[Block]:
    """What holds, a line for each obligation."""
    held = Counter(one.obligation.name for one in answers if one.found.result is Result.PROVED)
    asked = Counter(one.obligation.name for one in answers)
    if held:
        yield Heading(2, line("Proved"))
        yield Bullets(
            tuple(
                Entry(line(f"{capital(_HOLDS[name])}: {held[name]} of {asked[name]}"), tone=Tone.GOOD)
                for name in ObligationName
                if held[name]
            )
        )


_HOLDS = {
    ObligationName.NO_CONFLICT: "must-rules always leave a grade",
    ObligationName.FLOOR_BELOW_CEILING: "two must-rules that leave no grade never fire together",
    ObligationName.A_RULE_SPEAKS: "some rule of an area always fires",
    ObligationName.CAN_FIRE: "rules, and rows of tables, can fire",
    ObligationName.NOT_REDUNDANT: "without the rule or row, some inspection would turn out otherwise",
    ObligationName.NOT_ALWAYS: "rules do not always fire",
    ObligationName.GRADE_REACHED: "grades can be reached",
    ObligationName.BETTER_NEVER_LOWERS: "better evidence never lowers a grade",
    ObligationName.TABLE_COMPLETE: "tables have a row for every inspection",
    ObligationName.ROWS_APART: "no two rows of a table hold at once",
    ObligationName.CLAIM: "claims hold",
}


# --- what is open or waived --------------------------------------------------------------------------


def _by_place(
    chosen: Sequence[tuple[int, Answered]], rules: RulesInForce, files: Files, tone: Tone
) -> Iterator[Block]:
    """The answers, grouped by the area or rule that they are about, with its place in the files."""
    groups: dict[str, list[tuple[int, Answered]]] = {}
    for at, one in chosen:
        groups.setdefault(_about(one, rules), []).append((at, one))
    for about, own in groups.items():
        yield Heading(3, line(about))
        yield Bullets(tuple(_entry(at, one, rules, files, tone) for at, one in own))


def _entry(at: int, one: Answered, rules: RulesInForce, files: Files, tone: Tone) -> Entry:
    below: list[Block] = [Paragraph(line(text)) for text in _details(one, rules)]
    if one.waiver is not None:
        below.append(Paragraph(line(Strong("Waived: "), sentence(one.waiver.because))))
    if files.get(at):
        written = listed(path.as_posix() for path in files[at])
        below.append(Paragraph(line(Strong("Witness: "), written)))
    return Entry(line(sentence(finding_words(one, rules))), tuple(below), tone)


def _about(one: Answered, rules: RulesInForce) -> str:
    span = place_of(one, rules)
    where = "" if span is None else f" ({span.file}:{span.line})"
    if one.claim is not None:
        return f"Claim {one.claim.name}{where}"
    area = rules.area_by_id.get(_owner(one))
    if area is not None:
        return f"{area.title}{where}"
    rule = _rule(_owner(one), rules)
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
    return _rule(_owner(one), rules).span if area is None else area.span


def _rule(id: str, rules: RulesInForce) -> AnyRule:
    return next(rule for rule in rules.all_rules if rule.id == id)


def finding_words(one: Answered, rules: RulesInForce) -> str:
    """What was found of an obligation that is not proved."""
    if one.found.result is Result.UNDECIDED:
        return f"whether {_question(one, rules)} was not decided within the time limit"
    subject = one.obligation.subject
    match one.obligation.name:
        case ObligationName.NO_CONFLICT:
            return "its must-rules can leave no grade"
        case ObligationName.FLOOR_BELOW_CEILING:
            floor, ceiling = (_rule(id, rules) for id in subject)
            return (
                f"{subject[0]} ({_limit(floor, rules)}) and {subject[1]} ({_limit(ceiling, rules)}) "
                "can fire together, and then leave no grade"
            )
        case ObligationName.A_RULE_SPEAKS:
            return (
                f"no rule speaks of some inspections, and the grade is then its start, {_start(one, rules)}"
            )
        case ObligationName.CAN_FIRE:
            what = "this row can never count" if one.obligation.row is not None else "it can never fire"
            row = f" (row {one.obligation.row.row})" if one.obligation.row is not None else ""
            return f"{what}{row}: no inspection meets its conditions"
        case ObligationName.NOT_REDUNDANT:
            return f"{_redundant(one)}: without it every inspection turns out the same"
        case ObligationName.NOT_ALWAYS:
            return "it always fires: every inspection meets its conditions"
        case ObligationName.GRADE_REACHED:
            scale = rules.area_by_id[subject[0]].scale
            return f"no inspection can be {name_words(scale, subject[1])}"
        case ObligationName.BETTER_NEVER_LOWERS:
            return f"better evidence can lower the grade: {_items(subject[1:], rules)}"
        case ObligationName.TABLE_COMPLETE:
            return "its table has no row for some inspections"
        case ObligationName.ROWS_APART:
            return "two rows of its table hold at once for some inspections"
        case ObligationName.CLAIM:
            assert one.claim is not None
            return f"it does not hold of every inspection: {one.claim.text}"


def _question(one: Answered, rules: RulesInForce) -> str:
    name = one.obligation.name
    if name is ObligationName.BETTER_NEVER_LOWERS:
        items = one.obligation.subject[1:]
        return f"better evidence can lower the grade{': ' + _items(items, rules) if items else ''}"
    words = {
        ObligationName.NO_CONFLICT: "its must-rules can leave no grade",
        ObligationName.FLOOR_BELOW_CEILING: f"{listed(one.obligation.subject)} can fire together",
        ObligationName.A_RULE_SPEAKS: "some rule always speaks",
        ObligationName.CAN_FIRE: "it can ever fire",
        ObligationName.NOT_REDUNDANT: "it is redundant",
        ObligationName.NOT_ALWAYS: "it always fires",
        ObligationName.GRADE_REACHED: f"an inspection can be {one.obligation.subject[-1]}",
        ObligationName.TABLE_COMPLETE: "its table has a row for every inspection",
        ObligationName.ROWS_APART: "two rows of its table can hold at once",
        ObligationName.CLAIM: "the claim holds",
    }[name]
    row = f" (row {one.obligation.row.row})" if one.obligation.row is not None else ""
    return f"{words}{row}"


def _redundant(one: Answered) -> str:
    row = one.obligation.row
    return "it is redundant" if row is None or row.row is None else f"row {row.row} is redundant"


def _limit(rule: AnyRule, rules: RulesInForce) -> str:
    assert isinstance(rule, Rule) and isinstance(rule.conclusion, Grades)
    area = next(area for area in rules.areas if rule in area.rules)
    modality = rule.conclusion.modality.value.replace("_", " ")
    return f"{modality} {name_words(area.scale, rule.conclusion.grade)}"


def _start(one: Answered, rules: RulesInForce) -> str:
    area = rules.area_by_id[one.obligation.subject[0]]
    return name_words(area.scale, getattr(area.start, "grade"))  # noqa: B009


def _items(ids: Sequence[str], rules: RulesInForce) -> str:
    return listed(quoted(_title(id, rules)) for id in ids)


def _title(id: str, rules: RulesInForce) -> str:
    item = rules.schema.items.get(id)
    return area_title(rules, id) if item is None else item.title


# --- witnesses ---------------------------------------------------------------------------------------


def _details(one: Answered, rules: RulesInForce) -> Iterator[str]:
    found = one.found
    if found.region is not None and found.region.parts:
        yield sentence(f"so it is whenever {region_words(found.region, rules)}")
    if len(found.witnesses) == 1:
        yield f"For example: {evidence_words(found.witnesses[0], rules)}."
    elif found.witnesses:
        yield from _pair(one, rules)
    if found.related:
        yield f"See {listed(found.related)}."
    if found.witnesses and not found.fewest:
        yield "It may be possible to show this with less recorded."


def _pair(one: Answered, rules: RulesInForce) -> Iterator[str]:
    """Two inspections, of which the better one has the lower grade."""
    area = one.obligation.subject[0]
    before, after = one.found.witnesses
    grades = []
    for example in (before, after):
        outcome = interpret(rules, example.case).areas[area].outcome
        grades.append(name_words(outcome.scale, outcome.proposed or ""))
    changed = [
        f"{quoted(_title(id, rules))} from {_value(id, before, rules)} to {_value(id, after, rules)}"
        for id in one.obligation.subject[1:]
    ]
    yield f"For example: {listed(changed)} takes {grades[0]} to {grades[1]}."
    rest = evidence_words(before, rules, leaving_out=one.obligation.subject[1:])
    if rest:
        yield f"Besides: {rest}."


def _value(id: str, example: Example, rules: RulesInForce) -> str:
    item = rules.schema.items.get(id)
    if item is None:
        grade = example.case.given.get(id)
        scale = rules.area_by_id[id].scale
        return name_words(scale, grade) if grade in scale else "not judged"
    return state_words(item, example.case.profile.state(id), example.case.profile.cases)


def evidence_words(example: Example, rules: RulesInForce, leaving_out: Sequence[str] = ()) -> str:
    """What an inspection records, in a few words; nothing where it records nothing."""
    return first_few(list(evidence_parts(example, rules, leaving_out)), _MOST_EVIDENCE)


def witness_note(answer: Answered, rules: RulesInForce) -> str:
    """What a witness shows, for the top of its file."""
    about = _about(answer, rules)
    lines = [
        f"A made-up inspection that shows something about {rules.rule_set.name}.",
        f"{about}: {finding_words(answer, rules)}.",
    ]
    if len(answer.found.witnesses) > 1:
        lines.append("The file that ends in -after is as good in everything, and gets a lower grade.")
    return "\n".join(lines)
