"""Named thresholds: dated values in one unit, and values that local policy sets."""

from __future__ import annotations

import datetime
from fractions import Fraction

from evenhand.diagnostics import Problems, codes, did_you_mean
from evenhand.domain import (
    PERCENT,
    UNIT_WORDS,
    Number,
    factor_between,
    normal_unit,
    read_decimal,
    simplest,
    slip_hint,
)
from evenhand.language.documents import ParameterDocument
from evenhand.language.rules import DatedValue, Parameter, Period
from evenhand.source import Node, place


class BadThreshold(Exception):
    """A value that does not fit its parameter; the message says why.

    `unit_hint` is set where its unit is not known at all, `hint` where a number is written in another way.
    """

    def __init__(self, problem: str, unit_hint: str | None = None, hint: str | None = None) -> None:
        super().__init__(problem)
        self.unit_hint = unit_hint
        self.hint = hint


def read_parameter(
    id: str, written: ParameterDocument, node: Node, period: Period, problems: Problems
) -> Parameter | None:
    """One parameter; None with its problems added. `node` is the file."""
    base = ("parameters", id)
    before = problems.error_count()
    unit = normal_unit(written.unit)
    share = unit == PERCENT or (unit is None and written.values[0].value.strip().endswith("%"))
    unit = PERCENT if share else unit

    def value(text: str, *loc: str | int) -> Number:
        try:
            return read_threshold(text, unit, is_share=share)
        except BadThreshold as bad:
            span = place(node, (*base, *loc))
            if bad.unit_hint is not None:
                problems.add(codes.UNKNOWN_UNIT.at(span, text=text, hint=bad.unit_hint))
            else:
                problem = f"`{text}` cannot be a value of `{id}`: {bad}"
                problems.add(codes.BAD_PARAMETER.at(span, problem=problem, hint=bad.hint))
            return 0

    values = []
    for index, dated in enumerate(written.values):
        number = value(dated.value, "values", index, "value")
        source = dated.source.as_source() if dated.source else None
        values.append(DatedValue(dated.from_, number, dated.value, source, dated.note))
        previous = written.values[index - 1].from_ if index else None
        if index and (dated.from_ is None or (previous is not None and dated.from_ <= previous)):
            problem = "each value but the first says `from` which day it holds, later than the one before"
            span = place(node, (*base, "values", index))
            problems.add(codes.BAD_PARAMETER.at(span, problem=problem))
    low = None if written.min is None else value(written.min, "min")
    high = None if written.max is None else value(written.max, "max")
    parameter = Parameter(
        id=id,
        title=written.title,
        values=tuple(values),
        unit=unit,
        is_share=share,
        local=written.local,
        lowest=low,
        highest=high,
        note=written.note,
    )
    for index, known in enumerate(values):
        problem_words = _outside(known.value, parameter)
        if problem_words:
            span = place(node, (*base, "values", index, "value"))
            problem = f"`{known.written}` is {problem_words}"
            problems.add(codes.BAD_PARAMETER.at(span, problem=problem, hint=_share_hint(parameter)))
    if parameter.on(period.start or datetime.date.min) is None:
        span = place(node, base)
        first = f"{period.start}, the first day of the rule set" if period.start else "its first day"
        problems.add(codes.NO_VALUE_IN_FORCE.at(span, name=id, day=first))
    return parameter if problems.error_count() == before else None


def read_threshold(text: str, unit: str | None, *, is_share: bool) -> Number:
    """A threshold in its parameter's unit. Raises BadThreshold."""
    written = " ".join(text.split())
    if is_share:
        if not written.endswith("%"):
            raise BadThreshold("it is no percentage")
        found = read_decimal(written.removesuffix("%").strip())
        if isinstance(found, str):
            raise BadThreshold("it is no percentage", hint=slip_hint(found))
        return simplest(Fraction(found) / 100)
    if written.endswith("%") and not isinstance(read_decimal(written.removesuffix("%").strip()), str):
        raise BadThreshold(f"its unit is {unit}, not %" if unit else "it is no share, so it has no %")
    number_text, _, rest = written.partition(" ")
    factor: Number = 1
    if rest:
        own = normal_unit(rest)
        converted = 1 if own == unit else factor_between(own, unit or "no unit")
        if converted is None:
            known = [*UNIT_WORDS, unit] if unit else UNIT_WORDS
            problem = f"its unit is {unit}, not {own}" if unit else "it has no unit"
            raise BadThreshold(problem, None if own in UNIT_WORDS else did_you_mean(rest, known))
        factor = converted
    found = read_decimal(number_text)
    if isinstance(found, str):
        raise BadThreshold("it is no number", hint=slip_hint(found))
    return simplest(Fraction(found) * factor)


def local_value(parameter: Parameter, text: str) -> Number:
    """The value that an inspection sets for a local-policy parameter. Raises BadThreshold."""
    value = read_threshold(text, parameter.unit, is_share=parameter.is_share)
    problem = _outside(value, parameter)
    if problem:
        raise BadThreshold(f"it is {problem}")
    return value


def _share_hint(parameter: Parameter) -> str | None:
    if parameter.is_share and parameter.lowest is None and parameter.highest is None:
        return "a share goes from 0% to 100%; what may go beyond says so with `min` and `max`"
    return None


def _outside(value: Number, parameter: Parameter) -> str | None:
    if parameter.least is not None and value < parameter.least:
        return "below the least value allowed"
    if parameter.most is not None and value > parameter.most:
        return "above the greatest value allowed"
    return None
