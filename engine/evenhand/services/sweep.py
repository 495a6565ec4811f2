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
    rules: str = ""
    """The rule set whose parameter it is: that of the first case."""
    values: tuple[Number, ...] = ()
    current: set[Number] = field(default_factory=set)
    """What the rules swept say themselves: several values where it depends on the day or the rule set."""
    known: set[str] = field(default_factory=set)
    """Every parameter of the rules met so far."""
    tallies: dict[tuple[Number, str], Tally] = field(default_factory=dict)
    _rules: dict[tuple[int, Number], tuple[RulesInForce, RulesInForce]] = field(default_factory=dict)

    def under(self, rules: RulesInForce) -> dict[Number, RulesInForce]:
        """The rules with each value of the parameter; none where they have no such parameter.

        Raises InvalidInput for a value that does not fit the parameter, or that opens a gap in a table, and
        where rules met before have the parameter in another unit.
        """
        self.known.update(rules.rule_set.parameters)
        own = rules.rule_set.parameters.get(self.asked.parameter)
        if own is None:
            return {}
        name = rules.rule_set.name
        self.take(own, name, _values(self.asked, own, name))
        if own.id in rules.parameters:
            self.current.add(rules.parameters[own.id])
        return {value: self._with(rules, value) for value in self.values}

    def take(self, parameter: Parameter, rules: str, values: tuple[Number, ...]) -> None:
        """Sweep the parameter of some rules too. Raises InvalidInput where it has other values there."""
        if self.parameter is None:
            self.parameter, self.rules, self.values = parameter, rules, values
            return
        # A number alone would mean something else in another unit.
        if values != self.values or _unit(parameter) != _unit(self.parameter):
            # In one order, whichever of them is met first.
            (one, other) = sorted([(self.rules, _unit(self.parameter)), (rules, _unit(parameter))])
            problem = f"`{parameter.id}` is {one[1]} in {one[0]}, and {other[1]} in {other[0]}"
            hint = "replay cases under one of them, or one of them after"
            raise InvalidInput([codes.BAD_SWEEP.at(None, problem=problem, hint=hint)])

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
        return _shown(self.parameter, value)

    @property
    def as_it_is(self) -> Number | None:
        """The value that all rules swept have themselves; None where they have several."""
        return next(iter(self.current)) if len(self.current) == 1 else None

    def lacks_rules(self) -> InvalidInput:
        """What is told where there are no rules after that the threshold could be one of."""
        problem = f"`{self.asked.parameter}` is tried in the rules after, and after are the grades awarded"
        hint = "say `--after own`, or name a rule set after"
        return InvalidInput([codes.BAD_SWEEP.at(None, problem=problem, hint=hint)])

    def check_was_met(self) -> None:
        """Raises InvalidInput where no rules that were replayed have the parameter."""
        if self.parameter is None:
            name = self.asked.parameter
            hint = did_you_mean(name, self.known)
            raise InvalidInput([codes.UNKNOWN_PARAMETER.at(None, name=name, hint=hint)])


def _unit(parameter: Parameter) -> str:
    """What a number of the parameter counts, in words."""
    if parameter.is_share:
        return "a share"
    return f"in {parameter.unit}" if parameter.unit else "without a unit"


def _shown(parameter: Parameter, value: Number) -> str:
    if parameter.is_share:
        return show_percent(value)
    return show_number(value) + (f" {parameter.unit}" if parameter.unit else "")


def _bounds(parameter: Parameter) -> str:
    ends = (("at least", parameter.least), ("at most", parameter.most))
    return "it is " + " and ".join(
        f"{word} {_shown(parameter, end)}" for word, end in ends if end is not None
    )


def _values(asked: SweepAsked, parameter: Parameter, rules: str) -> tuple[Number, ...]:
    def bad(problem: str, hint: str | None = None) -> InvalidInput:
        return InvalidInput([codes.BAD_SWEEP.at(None, problem=problem, hint=hint)])

    written = f"`{asked.low}:{asked.high}:{asked.step}` does not fit `{parameter.id}` of {rules}"
    try:
        step = Fraction(read_threshold(asked.step, parameter.unit, is_share=parameter.is_share))
        for end in (asked.low, asked.high):
            read_threshold(end, parameter.unit, is_share=parameter.is_share)
    except BadThreshold as threshold:
        example = "80%:95%:5%" if parameter.is_share else "10:20:1"
        hint = threshold.hint or threshold.unit_hint or f"write values of `{parameter.id}`, such as {example}"
        raise bad(f"{written}: {threshold}", hint) from threshold
    try:
        low, high = local_value(parameter, asked.low), local_value(parameter, asked.high)
    except BadThreshold as threshold:
        raise bad(f"{written}: {threshold}", _bounds(parameter)) from threshold
    if step <= 0 or low > high:
        raise bad("a sweep goes up, from the lower value to the higher", "such as 80%:95%:5%")
    count = int((Fraction(high) - Fraction(low)) / step) + 1
    if count > MOST_VALUES:
        raise bad(f"that is {count:,} values, and {MOST_VALUES} is the most", "take a larger step")
    found = [simplest(Fraction(low) + at * step) for at in range(count)]
    # The upper end is asked for, so it is tried even where no step leads to it.
    return tuple(found if found[-1] == high else [*found, high])
