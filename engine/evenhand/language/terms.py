"""Numbers in a condition: names looked up, units converted, shares kept apart from numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from evenhand.diagnostics import Code, Problems, Span, codes, did_you_mean
from evenhand.domain import (
    DECIMAL_HINTS,
    UNIT_WORDS,
    EvidenceItem,
    ItemType,
    Number,
    Scale,
    factor_between,
    normal_unit,
    read_decimal,
    show_percent,
    simplest,
)
from evenhand.language.grammar import (
    Arithmetic,
    Cases,
    Expression,
    Figure,
    FunctionOf,
    PercentOf,
    PointsOf,
    Position,
    PreviousOf,
    Word,
)
from evenhand.language.names import Names
from evenhand.language.nodes import (
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
    Scaled,
    Sum,
    Term,
    Written,
)
from evenhand.language.reads import items_in_operand

ASK_KNOWN = "write `X is not known`"
"""The hint for `X is unknown`."""

Place = Callable[[Position], Span]
"""Gives the place in the file of a run of characters in the leaf."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What sort of number a term is.

    A ratio (something divided) fits both numbers and percentages. `unit` None fits every unit.
    """

    unit: str | None = None
    is_share: bool = False
    is_ratio: bool = False
    is_fixed: bool = False
    """A constant or parameter, or made of those alone."""
    is_quotient: bool = False


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """A term with what sort of number it is."""

    term: Term
    kind: Kind


class Unresolved(Exception):
    """A part of a leaf was refused; its diagnostic is already kept."""


@dataclass
class Resolver:
    """Looks up the names of one leaf. `text` is the leaf as written; `place` puts positions in the file."""

    names: Names
    problems: Problems
    text: str
    place: Place

    def refuse(self, code: Code, at: Position, *, hint: str | None = None, **values: object) -> Unresolved:
        """Keep a diagnostic and give the exception to raise."""
        self.problems.add(code.at(self.place(at), hint=hint, related=(), **values))
        return Unresolved()

    def written(self, at: Position) -> str:
        """The text of a run of characters."""
        return self.text[at[0] : at[1]]

    # --- names ---------------------------------------------------------------------------------------

    def unknown(self, word: Word) -> Unresolved:
        """Refuse a name that stands for nothing."""
        if word.text in self.names.broken:
            return Unresolved()
        hint = ASK_KNOWN if word.text == "unknown" else did_you_mean(word.text, self.names.all())
        return self.refuse(codes.UNKNOWN_NAME, word.at, name=word.text, hint=hint)

    def named(self, expression: Expression) -> Named | None:
        """The item, area or previous grade that is compared by name; None for a number."""
        span = self.place(expression.at)
        match expression:
            case PreviousOf(word):
                return PreviousGrade(word.text, self.area(word), span)
            case Word(text) if text in self.names.areas:
                return AreaGrade(text, self.names.areas[text], span)
            case Word(text) if text in self.names.items:
                item = self.names.items[text]
                return None if item.type.is_numeric else ItemName(item, span)
            case Word(text) if text not in self.names.parameters:
                if text in self.names.groups or text in self.names.findings:
                    what = "compared; it is " + str(self.names.what(text))
                    raise self.refuse(codes.NAME_MISUSED, expression.at, name=text, what=what)
                raise self.unknown(expression)
            case _:
                return None

    def area(self, word: Word) -> Scale:
        """The scale of an area that must be one."""
        scale = self.names.areas.get(word.text)
        if scale is None:
            span = self.place(word.at)
            self.names.refuse_unknown(word.text, codes.UNKNOWN_AREA, span, self.names.areas, self.problems)
            raise Unresolved
        return scale

    def item(self, word: Word) -> EvidenceItem | None:
        """The evidence item of that name, if it is one."""
        return self.names.items.get(word.text)

    # --- numbers -------------------------------------------------------------------------------------

    def number(self, text: str, at: Position) -> Number:
        """An exact number as written."""
        found = read_decimal(text)
        if isinstance(found, str):
            raise self.refuse(codes.BAD_NUMBER, at, text=text, hint=DECIMAL_HINTS[found])
        return found

    def term(self, expression: Expression) -> TypedTerm:
        """A numeric term with its names looked up. Raises Unresolved when it is refused."""
        span = self.place(expression.at)
        match expression:
            case Figure():
                return self._figure(expression, span)
            case Word():
                return self._word(expression, span)
            case Cases():
                return TypedTerm(CaseTotal(span), Kind())
            case PercentOf(percent, of):
                part = self.term(of)
                self._no_share(part, expression.at)
                if part.kind.is_quotient:
                    raise self._not_alone(expression.at)
                by = simplest(Fraction(self.number(percent.text, percent.at)) / 100)
                kind = replace(part.kind, is_fixed=False)
                return TypedTerm(Scaled(part.term, by, Written.PERCENT, span), kind)
            case PointsOf(members):
                return self._points(members, span)
            case FunctionOf(name, arguments):
                return self._function(name, arguments, expression.at, span)
            case Arithmetic():
                return self._arithmetic(expression, span)
            case PreviousOf(word):
                raise self.refuse(codes.NOT_A_NUMBER, expression.at, name=f"previous {word.text}")

    def _figure(self, figure: Figure, span: Span) -> TypedTerm:
        value = self.number(figure.text, figure.at)
        if figure.of is not None:
            of = self.number(figure.of, figure.at)
            hint = None
            if not isinstance(value, int) or not isinstance(of, int):
                hint = "the parts of a share are whole numbers"
            elif of == 0 or value > of:
                hint = "a share is some of a whole that is not empty"
            if hint is not None:
                raise self.refuse(codes.BAD_NUMBER, figure.at, text=self.written(figure.at), hint=hint)
            share = simplest(Fraction(value) / of)
            return TypedTerm(Constant(share, None, True, span), Kind(is_share=True, is_fixed=True))
        if figure.percent:
            share = simplest(Fraction(value) / 100)
            return TypedTerm(Constant(share, None, True, span), Kind(is_share=True, is_fixed=True))
        unit = normal_unit(figure.unit)
        return TypedTerm(Constant(value, unit, False, span), Kind(unit, is_fixed=True))

    def _word(self, word: Word, span: Span) -> TypedTerm:
        item = self.names.items.get(word.text)
        if item is not None:
            if not item.type.is_numeric:
                hint = f"compare it by name, or use `points of {item.id}`"
                raise self.refuse(codes.NOT_A_NUMBER, word.at, name=item.id, hint=hint)
            share = item.type is ItemType.SHARE
            unit = None if share else normal_unit(item.unit)
            quotient = word.text in self.names.quotients
            return TypedTerm(ItemNumber(item, span), Kind(unit, is_share=share, is_quotient=quotient))
        parameter = self.names.parameters.get(word.text)
        if parameter is not None:
            unit = None if parameter.is_share else parameter.unit
            kind = Kind(unit, is_share=parameter.is_share, is_fixed=True)
            return TypedTerm(ParameterValue(parameter.id, unit, parameter.is_share, span), kind)
        if word.text in self.names.areas:
            hint = f"compare it by name, or use `points of {word.text}`"
            raise self.refuse(codes.NOT_A_NUMBER, word.at, name=word.text, hint=hint)
        what = self.names.what(word.text)
        if what is not None:
            raise self.refuse(codes.NAME_MISUSED, word.at, name=word.text, what=f"a number; it is {what}")
        raise self.unknown(word)

    def within_a_whole(self, parts: Sequence[TypedTerm], written: Sequence[Expression]) -> None:
        """Refuse shares that are compared with more than a share can be.

        What is computed is not held to 100%, so it, and what is made of it, may be compared with more.
        """
        if any(item.computed for part in parts for item in items_in_operand(part.term)):
            return
        for part, expression in zip(parts, written, strict=True):
            most, hint = self._most(part.term)
            if most is not None and most > 1:
                text = self.written(expression.at)
                raise self.refuse(codes.MORE_THAN_A_SHARE, expression.at, text=text, hint=hint)

    def _most(self, term: Term) -> tuple[Number | None, str | None]:
        """The greatest value that a constant or parameter can have, and a hint where that is too much."""
        match term:
            case Constant(value):
                return value, "write a percentage from 0% to 100%"
            case ParameterValue(id) if id in self.names.parameters:
                most = self.names.parameters[id].most
                return most, None if most is None else f"it can be {show_percent(most)}"
            case _:
                return None, None

    def _no_share(self, part: TypedTerm, at: Position) -> None:
        if part.kind.is_share:
            raise self.refuse(codes.SHARE_IN_ARITHMETIC, at, text=self.written(at))

    def _points(self, members: tuple[Word, ...], span: Span) -> TypedTerm:
        parts: list[Term] = []
        for word in self.expanded(members):
            subject = self.named(word)
            if subject is None:
                raise self.refuse(codes.NO_POINTS, word.at, name=word.text)
            if subject.scale.points is None:
                ordered = subject.scale.ordered
                hint = "give its levels `points`" if ordered else "only levels and grades have points"
                raise self.refuse(codes.NO_POINTS, word.at, name=word.text, hint=hint)
            parts.append(Points(subject, self.place(word.at)))
        if len(parts) == 1:
            return TypedTerm(parts[0], Kind())
        return TypedTerm(Sum(tuple(parts), span), Kind())

    def expanded(self, members: tuple[Word, ...]) -> tuple[Word, ...]:
        """Members of a list; a single name may be a group's. Refuses a member that stands twice."""
        if len(members) == 1 and members[0].text in self.names.groups:
            at = members[0].at
            return tuple(Word(name, at) for name in self.names.groups[members[0].text])
        seen: set[str] = set()
        for word in members:
            if word.text in self.names.groups:
                what = "one member of a list; it is a group"
                raise self.refuse(codes.NAME_MISUSED, word.at, name=word.text, what=what)
            if word.text in seen:
                raise self.refuse(codes.REPEATED_MEMBER, word.at, name=word.text)
            seen.add(word.text)
        return members

    def _function(self, name: str, arguments: tuple[Expression, ...], at: Position, span: Span) -> TypedTerm:
        parts = [self.term(argument) for argument in arguments]
        if any(part.kind.is_quotient for part in parts):
            raise self._not_alone(at)
        shares = {part.kind.is_share for part in parts}
        if name == "mean":
            for part in parts:
                self._no_share(part, at)
        elif len(shares) > 1:
            raise self.refuse(codes.PERCENT_MISMATCH, at, text=self.written(at))
        elif shares == {True}:
            self.within_a_whole(parts, arguments)
        terms = self._in_one_unit(parts, arguments)
        kind = self._joined(parts)
        if name == "mean":
            total = Sum(flattened(terms), span)
            return TypedTerm(Scaled(total, Fraction(1, len(parts)), span=span), kind)
        return TypedTerm(Extreme(name == "max", tuple(terms), span), kind)

    def _joined(self, parts: list[TypedTerm]) -> Kind:
        return Kind(
            unit=next((part.kind.unit for part in parts if part.kind.unit), None),
            is_share=all(part.kind.is_share for part in parts),
            is_ratio=any(part.kind.is_ratio for part in parts),
            is_fixed=all(part.kind.is_fixed for part in parts),
        )

    def _in_one_unit(self, parts: list[TypedTerm], written: tuple[Expression, ...]) -> list[Term]:
        unit = next((part.kind.unit for part in parts if part.kind.unit), None)
        return [
            self.converted(part, unit, written[0], expression)
            for part, expression in zip(parts, written, strict=True)
        ]

    def converted(self, part: TypedTerm, unit: str | None, left: Expression, right: Expression) -> Term:
        """The term in another unit. Refuses units that do not convert."""
        factor = factor_between(part.kind.unit, unit)
        if factor is None:
            raise self.refuse(
                codes.UNIT_MISMATCH,
                right.at,
                left=self.written(left.at),
                left_unit=unit,
                right_unit=part.kind.unit,
            )
        if factor == 1:
            return part.term
        if isinstance(part.term, Constant):
            value = simplest(Fraction(part.term.value) * factor)
            return replace(part.term, value=value, unit=unit)
        return Scaled(part.term, factor, Written.UNIT, part.term.span)

    def _arithmetic(self, expression: Arithmetic, span: Span) -> TypedTerm:
        right = self.term(expression.right)
        if expression.left is None:
            self._no_share(right, expression.at)
            if right.kind.is_quotient:
                raise self._not_alone(expression.at)
            return TypedTerm(scaled(right.term, -1, span), right.kind)
        left = self.term(expression.left)
        parts = [left, right]
        match expression.sign:
            case "+" | "-":
                for part in parts:
                    self._no_share(part, expression.at)
                    if part.kind.is_quotient:
                        raise self._not_alone(expression.at)
                terms = self._in_one_unit(parts, (expression.left, expression.right))
                if expression.sign == "-":
                    terms[1] = scaled(terms[1], -1, terms[1].span)
                return TypedTerm(Sum(flattened(terms), span), self._joined(parts))
            case "*":
                return self._product(parts, expression, span)
            case "/":
                return self._division(left, right, expression, span)

    def _product(self, parts: list[TypedTerm], expression: Arithmetic, span: Span) -> TypedTerm:
        for number, other in (parts, reversed(parts)):
            if isinstance(number.term, Constant) and _is_plain(number.kind):
                self._no_share(other, expression.at)
                if other.kind.is_quotient:
                    raise self._not_alone(expression.at)
                return TypedTerm(scaled(other.term, number.term.value, span), other.kind)
        text = self.written(expression.at)
        raise self.refuse(codes.ITEM_TIMES_ITEM, expression.at, text=text)

    def _division(self, left: TypedTerm, right: TypedTerm, expression: Arithmetic, span: Span) -> TypedTerm:
        self._no_share(left, expression.at)
        text = self.written(expression.at)
        if left.kind.is_quotient:
            raise self._not_alone(expression.at)
        if isinstance(right.term, Constant) and _is_plain(right.kind):
            if right.term.value == 0:
                raise self.refuse(
                    codes.ITEM_TIMES_ITEM, expression.at, text=text, hint="nothing divides by zero"
                )
            by = simplest(Fraction(1) / right.term.value)
            return TypedTerm(scaled(left.term, by, span), replace(left.kind, is_ratio=True))
        if isinstance(right.term, CaseTotal) or (
            isinstance(right.term, ItemNumber) and right.term.item.type is ItemType.COUNT
        ):
            # Days for each of a count are still days; of other units only words would tell.
            unit = left.kind.unit if left.kind.unit in UNIT_WORDS else None
            kind = Kind(unit, is_ratio=True, is_quotient=True)
            return TypedTerm(Quotient(left.term, right.term, span), kind)
        raise self.refuse(codes.ITEM_TIMES_ITEM, expression.at, text=text)

    def _not_alone(self, at: Position) -> Unresolved:
        return self.refuse(codes.QUOTIENT_ALONE, at, text=self.written(at))


def _is_plain(kind: Kind) -> bool:
    """Whether a number is a bare one, so that it may multiply or divide."""
    return not kind.is_share and kind.unit is None


def scaled(part: Term, by: Number, span: Span | None) -> Term:
    """A term times a number, with constants folded and scales merged."""
    if isinstance(part, Constant):
        return replace(part, value=simplest(Fraction(part.value) * by), span=span)
    if isinstance(part, Scaled) and part.written is not Written.UNIT:
        by = simplest(Fraction(part.by) * by)
        return replace(part, by=by, written=Written.TIMES, span=span)
    return Scaled(part, by, span=span)


def flattened(parts: list[Term]) -> tuple[Term, ...]:
    """The parts of a sum, with sums among them opened."""
    found: list[Term] = []
    for part in parts:
        found.extend(part.parts if isinstance(part, Sum) else (part,))
    return tuple(found)
