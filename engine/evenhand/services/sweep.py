"""A threshold swept over values: how many grades would move at each of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from evenhand.diagnostics import InvalidInput, Problems, codes, did_you_mean
from evenhand.domain import Number, Scale, show_number, show_percent, simplest
from evenhand.language import BadThreshold, Parameter, RulesInForce, local_value, read_threshold
from evenhand.replay import Tally
from evenhand.services.case_reading import check_tables

MOST_VALUES = 200


@dataclass(frozen=True)
class SweepAsked:
    """A parameter and the ends and step of its values, as they are written: `NAME=a:b:step`."""

    parameter: str
    low: str
    high: str
    step: str


def read_sweep(written: str) -> SweepAsked:
    """What is asked for by `NAME=a:b:step`. Raises InvalidInput where it is written otherwise."""
    name, equals, values = written.partition("=")
    parts = [part.strip() for part in values.split(":")]
    if not name.strip() or not equals or len(parts) != 3 or not all(parts):
        raise InvalidInput([codes.BAD_SWEEP.at(None, problem=f"`{written}` is not written as NAME=a:b:step")])
    return SweepAsked(name.strip(), *parts)


@dataclass
class Sweep:
    """A sweep while cases are replayed: a tally for each value and area, from the other side to it."""

    asked: SweepAsked
    parameter: Parameter | None = None
    values: tuple[Number, ...] = ()
    current: set[Number] = field(default_factory=set)
    """What the rules swept say themselves."""
    known: set[str] = field(default_factory=set)
    """Every parameter of the rules met so far."""
    tallies: dict[tuple[Number, str], Tally] = field(default_factory=dict)
    _rules: dict[tuple[int, Number], tuple[RulesInForce, RulesInForce]] = field(default_factory=dict)

    def under(self, rules: RulesInForce) -> dict[Number, RulesInForce]:
        """The rules with each value of the parameter; none where they have no such parameter.

        Raises InvalidInput for a value that does not fit the parameter, or that opens a gap in a table.
        """
        self.known.update(rules.rule_set.parameters)
        own = rules.rule_set.parameters.get(self.asked.parameter)
        if own is None:
            return {}
        if self.parameter is None:
            self.parameter = own
            self.values = _values(self.asked, own)
        if own.id in rules.parameters:
            self.current.add(rules.parameters[own.id])
        return {value: self._with(rules, value) for value in self.values}

    def _with(self, rules: RulesInForce, value: Number) -> RulesInForce:
        key = (id(rules), value)
        if key not in self._rules:
            changed = replace(rules, parameters={**rules.parameters, self.asked.parameter: value})
            problems = Problems()
            check_tables(changed, problems)
            problems.raise_if_errors()
            # The rules are kept beside, so that no other rules can come to have their identity.
            self._rules[key] = (rules, changed)
        return self._rules[key][1]

    def tally(self, value: Number, area: str, scale: Scale) -> Tally:
        """The tally of an area from the other side to a value."""
        return self.tallies.setdefault((value, area), Tally(scale))

    def shown(self, value: Number) -> str:
        """A value as it is written."""
        assert self.parameter is not None
        if self.parameter.is_share:
            return show_percent(value)
        return show_number(value) + (f" {self.parameter.unit}" if self.parameter.unit else "")

    def check_was_met(self) -> None:
        """Raises InvalidInput where no rules that were replayed have the parameter."""
        if self.parameter is None:
            name = self.asked.parameter
            hint = did_you_mean(name, self.known)
            raise InvalidInput([codes.UNKNOWN_PARAMETER.at(None, name=name, hint=hint)])


def _values(asked: SweepAsked, parameter: Parameter) -> tuple[Number, ...]:
    def bad(problem: str, hint: str | None = None) -> InvalidInput:
        return InvalidInput([codes.BAD_SWEEP.at(None, problem=problem, hint=hint)])

    try:
        low, high = local_value(parameter, asked.low), local_value(parameter, asked.high)
        step = Fraction(read_threshold(asked.step, parameter.unit, is_share=parameter.is_share))
    except BadThreshold as threshold:
        written = f"`{asked.low}:{asked.high}:{asked.step}`"
        example = "80%:95%:5%" if parameter.is_share else "10:20:1"
        hint = threshold.hint or threshold.unit_hint or f"write values of `{parameter.id}`, such as {example}"
        raise bad(f"{written} does not fit `{parameter.id}`: {threshold}", hint) from threshold
    if step <= 0 or low > high:
        raise bad("a sweep goes up, from the lower value to the higher", "such as 80%:95%:5%")
    count = int((Fraction(high) - Fraction(low)) / step) + 1
    if count > MOST_VALUES:
        raise bad(f"that is {count:,} values, and {MOST_VALUES} is the most", "take a larger step")
    found = [simplest(Fraction(low) + at * step) for at in range(count)]
    # The upper end is asked for, so it is tried even where no step leads to it.
    return tuple(found if found[-1] == high else [*found, high])
