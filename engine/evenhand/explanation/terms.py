"""Terms and thresholds in words: `10% of the cases sampled`, `at least 85% (“Supervision expected”)`."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from evenhand.domain import EvidenceItem, Number
from evenhand.evaluation.trace import Amount, Names, Reading
from evenhand.explanation.values import amount_words, names_words
from evenhand.explanation.words import capital, counted, listed, number, percent, quoted, tidy
from evenhand.language import (
    AreaGrade,
    CaseTotal,
    Constant,
    Extreme,
    ItemName,
    ItemNumber,
    Named,
    ParameterValue,
    Points,
    PreviousGrade,
    Quotient,
    RulesInForce,
    Scaled,
    Sum,
    Term,
)


def area_title(rules: RulesInForce, area: str) -> str:
    """The title of an area, also of one that this rule set does not have."""
    found = rules.area_by_id.get(area)
    return tidy(found.title if found is not None else area)


def parameter_title(rules: RulesInForce, id: str) -> str:
    """The title of a parameter."""
    found = rules.rule_set.parameters.get(id)
    return tidy(found.title if found is not None else id)


def parameter_value(rules: RulesInForce, id: str) -> str:
    """The value of a parameter on the day of the inspection, with its unit."""
    value = rules.parameters.get(id)
    parameter = rules.rule_set.parameters.get(id)
    if value is None or parameter is None:
        return "not set"
    return percent(value) if parameter.is_share else counted(value, parameter.unit)


def named_subject(subject: Named, rules: RulesInForce) -> str:
    """An item, area or previous grade at the head of a sentence."""
    match subject:
        case ItemName(item):
            return tidy(item.title)
        case AreaGrade(area, _):
            return area_title(rules, area)
        case PreviousGrade(area, _):
            return f"{area_title(rules, area)} at the previous inspection"
        case _:
            assert_never(subject)


def named_phrase(subject: Named, rules: RulesInForce) -> str:
    """An item, area or previous grade inside a sentence."""
    match subject:
        case ItemName(item):
            return quoted(item.title)
        case AreaGrade(area, _):
            return quoted(area_title(rules, area))
        case PreviousGrade(area, _):
            return f"{quoted(area_title(rules, area))} at the previous inspection"
        case _:
            assert_never(subject)


def term_subject(term: Term, rules: RulesInForce) -> str:
    """A term at the head of a sentence: an item's title, or a phrase with a capital."""
    if isinstance(term, ItemNumber):
        return tidy(term.item.title)
    return capital(term_phrase(term, rules))


def term_phrase(term: Term, rules: RulesInForce) -> str:
    """A term inside a sentence, without its value."""
    match term:
        case Constant(value, unit, is_share):
            return percent(value) if is_share else counted(value, unit)
        case ParameterValue(id):
            return quoted(parameter_title(rules, id))
        case ItemNumber(item):
            return quoted(item.title)
        case CaseTotal():
            return "the number of cases sampled"
        case Points(subject):
            return f"the points for {named_phrase(subject, rules)}"
        case Sum(parts):
            return _sum_phrase(parts, rules)
        case Scaled(part, by):
            return _scaled_phrase(part, by, rules)
        case Quotient(part, by):
            return f"{term_phrase(part, rules)} divided by {term_phrase(by, rules)}"
        case Extreme(greatest, parts):
            which = "highest" if greatest else "lowest"
            return f"the {which} of {listed(term_phrase(part, rules) for part in parts)}"
        case _:
            assert_never(term)


def threshold_words(term: Term, rules: RulesInForce, reading: Reading | None, unit: str | None) -> str:
    """What a value is compared with: its value, and where it is more than a number, what it is.

    `unit` is that of the value compared, for a number written without one.
    """
    if isinstance(term, Constant):
        return percent(term.value) if term.is_share else counted(term.value, term.unit or unit)
    if isinstance(term, ParameterValue):
        value = rules.parameters.get(term.id)
        title = quoted(parameter_title(rules, term.id))
        if value is None:
            return title
        words = percent(value) if term.is_share else counted(value, term.unit or unit)
        return f"{words} ({title})"
    phrase = term_phrase(term, rules)
    if not isinstance(reading, Amount):
        return phrase
    return f"{amount_words(reading)} ({phrase})"


def parts_words(term: Term, values: dict[str, str]) -> str:
    """The values of the items in a term, for a reader who wants to add up: `“A” 10 and “B” 12`."""
    found = dict.fromkeys(
        f"{quoted(item.title)} {values[item.id]}" for item in _items(term) if item.id in values
    )
    return listed(found)


def reading_words(reading: Reading | None, *, area: bool = False) -> str:
    """What a side of a comparison can be, in words."""
    if reading is None:
        return ""
    if isinstance(reading, Names):
        return names_words(reading, area=area)
    return amount_words(reading)


def _items(term: Term) -> list[EvidenceItem]:
    match term:
        case ItemNumber(item) | Points(ItemName(item)):
            return [item]
        case Sum(parts) | Extreme(_, parts):
            return [item for part in parts for item in _items(part)]
        case Scaled(part):
            return _items(part)
        case Quotient(part, by):
            return [*_items(part), *_items(by)]
        case _:
            return []


def _sum_phrase(parts: tuple[Term, ...], rules: RulesInForce) -> str:
    if len(parts) > 1 and all(isinstance(part, Points) for part in parts):
        subjects = [named_phrase(part.subject, rules) for part in parts if isinstance(part, Points)]
        return f"the total points for {listed(subjects)}"
    words = term_phrase(parts[0], rules)
    for part in parts[1:]:
        match part:
            case Scaled(inner, by) if by < 0:
                taken = inner if by == -1 else Scaled(inner, -by)
                words += f" minus {term_phrase(taken, rules)}"
            case Constant(value, unit, is_share) if value < 0:
                words += f" minus {term_phrase(Constant(-value, unit, is_share), rules)}"
            case _:
                words += f" plus {term_phrase(part, rules)}"
    return words


def _scaled_phrase(part: Term, by: Number, rules: RulesInForce) -> str:
    if isinstance(part, Sum) and by == Fraction(1, len(part.parts)):
        return f"the mean of {listed(term_phrase(one, rules) for one in part.parts)}"
    inner = term_phrase(part, rules)
    if by == -1:
        return f"minus {inner}"
    if by < 0:
        return f"minus {_scaled_phrase(part, -by, rules)}"
    if isinstance(part, Sum) and len(part.parts) > 1:
        inner = f"({inner})"
    hundred = by * 100
    if by < 1 and (isinstance(part, CaseTotal) or Fraction(hundred).denominator == 1):
        of = "the cases sampled" if isinstance(part, CaseTotal) else inner
        return f"{percent(by)} of {of}"
    if isinstance(by, Fraction) and by.numerator == 1:
        return f"{inner} divided by {by.denominator:,}"
    return f"{number(by)} times {inner}"
