"""Boundary cases as a file of model cases, in which a panel fills in the grades that it expects."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from fractions import Fraction

from evenhand import __version__
from evenhand.diagnostics import Problems
from evenhand.domain import (
    EvidenceItem,
    ItemState,
    ItemType,
    NameSet,
    Number,
    NumberRange,
    Recorded,
    ShareRange,
    exact_text,
    simplest,
)
from evenhand.evaluation import interpret
from evenhand.explanation.words import either, tidy
from evenhand.language import (
    ColumnKind,
    Parameter,
    RulesInForce,
    item_column,
)
from evenhand.services.boundary_cases import BoundaryCases, BoundaryPair
from evenhand.services.case_rules import local_thresholds
from evenhand.services.case_settings import Settings, case_of
from evenhand.services.coverage_document import value_words
from evenhand.services.model_cases import day_of_examples, examples_in, outcome_word

_WIDTH = 100


def boundary_file(cases: BoundaryCases) -> str:
    """The text of the file. Its `expected` are comments: the panel takes their `#` away and fills them in.

    It was read back: under the rules each case comes to what the file says is proposed.
    """
    _check(cases)
    return _text(cases, filled=False)


def _check(cases: BoundaryCases) -> None:
    """Where what is written would be read as another case, that is our own fault."""
    problems = Problems()
    read = examples_in(_text(cases, filled=True), "boundary-cases.yaml", cases.rule_set, problems)
    wrong = [case.id for case in read if not case.agrees]
    if list(problems) or wrong or len(read) != 2 * len(cases.pairs):
        raise RuntimeError(f"boundary cases are not read as they were made: {[*problems, *wrong]}")


def _text(cases: BoundaryCases, *, filled: bool) -> str:
    lines = _head(cases)
    for number, pair in enumerate(cases.pairs, start=1):
        lines += ["", *_comment(_about(number, pair), "  ")]
        for settings, which in ((pair.pair.lower, "lower"), (pair.pair.upper, "higher")):
            lines += [line for line in _example(pair, settings, which, number, filled=filled)]
    return "\n".join(lines) + "\n"


def _head(cases: BoundaryCases) -> list[str]:
    told = [
        f"Boundary cases for {cases.rule_set.name}: model cases for a panel to grade. None is a real case.",
        "They come in pairs that differ in one item alone: its value is on a threshold of the rules in one, "
        f"and one step beyond it in the other. No cases of the casebook {cases.casebook} show that threshold "
        "from both sides.",
        "Fill in the grade that the panel gives: take away the # before `expected:` and before the line "
        "below it, and write the grade there. What the rules propose is for comparison, and may be taken out "
        "before the panel sees it. Then run them:",
        f"  evenhand test {cases.rule_set.name} --examples THIS-FILE",
        f"Made by evenhand {__version__}, seed {cases.seed}.",
    ]
    if cases.without:
        named = ", ".join(f"{one.place[0]} ({one.text})" for one in cases.without)
        told.append(f"No case could be made for: {named}.")
    lines: list[str] = []
    for paragraph in told:
        lines += [*([] if paragraph.startswith("  ") or not lines else ["#"]), *_comment(paragraph, "")]
    return [*lines, "examples:"]


def _about(number: int, one: BoundaryPair) -> str:
    seen, area = one.seen, one.options.rules.area_by_id[one.area]
    rule, part, _ = seen.place
    where = "" if seen.span is None else f" ({seen.span.file}:{seen.span.line})"
    told = f"{number}. {rule}, {part}: {seen.text}, at {value_words(seen, seen.boundary.threshold)}{where}."
    begun = "Begun in the middle of all values"
    if one.begun_with is not None:
        begun = f"Begun with the evidence of case {one.begun_with}"
    if one.matters:
        return f"{told} It matters here: the rules propose unlike grades of {tidy(area.title)}. {begun}."
    return (
        f"{told} No case was found in which it matters: the rules propose the same of {tidy(area.title)} on "
        f"both sides. {begun}."
    )


def _example(
    one: BoundaryPair, settings: Settings, which: str, number: int, *, filled: bool
) -> Iterator[str]:
    rules = one.options.rules
    rule_set, area = rules.rule_set, rules.area_by_id[one.area]
    item = one.seen.boundary.item
    pair = one.seen.boundary.pair
    assert pair is not None
    value = value_words(one.seen, pair[0] if which == "lower" else pair[1])
    proposed = outcome_word(interpret(rules, case_of(settings)).areas[one.area].outcome)
    behind = dict.fromkeys(one.options.behind[one.area])
    behind |= {item_column(part.id): None for part in one.options.recorded_parts(item)}
    yield f"  - id: {one.seen.place[0]}_{number}_{which}"
    yield f"    title: {json.dumps(f'{tidy(item.title)}: {value}', ensure_ascii=False)}"
    if _differs(rules):
        yield f"    on: {rules.on.isoformat()}"
    yield from _local(rules)
    for name, kind in (("evidence", ColumnKind.ITEM), ("given", ColumnKind.GIVEN)):
        own = [key for key in behind if key.kind is kind]
        if own:
            order = list(rule_set.schema.items) if kind is ColumnKind.ITEM else list(rule_set.area_by_id)
            yield f"    {name}:"
            for key in sorted(own, key=lambda key: order.index(key.id)):
                yield f"      {key.id}: {_written(rule_set.schema.items.get(key.id), settings[key])}"
    before = [key for key in behind if key.kind is ColumnKind.PREVIOUS]
    if before:
        yield "    previous:"
        yield "      grades:"
        yield from (f"        {key.id}: {settings[key]}" for key in before)
    if filled:
        yield "    expected:"
        yield f"      {one.area}: {proposed}"
        return
    yield f"    # The rules propose: {proposed}"
    yield "    # expected:"
    yield f"    #   {one.area}:   # {either(area.scale.names)}"


def _differs(rules: RulesInForce) -> bool:
    """Whether a case without a day would be under other rules."""
    local = local_thresholds(rules)
    usual = rules.rule_set.in_force_on(day_of_examples(rules.rule_set), local)
    same = [rule.id for rule in usual.all_rules] == [rule.id for rule in rules.all_rules]
    return not same or dict(usual.parameters) != dict(rules.parameters)


def _local(rules: RulesInForce) -> Iterator[str]:
    """The thresholds of local policy under which the boundary lies there."""
    found = local_thresholds(rules)
    if found:
        yield "    parameters:"
        for id, value in found.items():
            yield f"      {id}: {{value: {_threshold(rules.rule_set.parameters[id], value)}}}"


def _threshold(parameter: Parameter, value: Number) -> str:
    return _percentage(value) if parameter.is_share else str(exact_text(value))


def _percentage(value: Number) -> str:
    """Without any loss, as it is read back: `explanation.words.percent` rounds for a reader."""
    return f"{exact_text(simplest(Fraction(value) * 100))}%"


def _written(item: EvidenceItem | None, value: ItemState | str) -> str:
    """A setting as a file records it, without any loss."""
    if isinstance(value, str):
        return value
    assert item is not None
    match value:
        case Recorded(NumberRange(low, _)):
            return str(exact_text(low))
        case Recorded(ShareRange(low, _, of)):
            return _percentage(low) if of is None else f"{low} of {of}"
        case Recorded(NameSet(mask)) if item.type is not ItemType.NUMBER:
            return item.names.names_in(mask)[0]
    raise TypeError(f"{item.id} is not set to one value")


def _comment(text: str, indent: str) -> list[str]:
    if text.startswith("  "):
        return [f"{indent}# {text}"]
    return textwrap.wrap(
        text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ", break_on_hyphens=False
    )
