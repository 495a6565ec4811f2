"""One leaf: from its text to a checked node, or all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from evenhand.diagnostics import Problems, Span, codes, did_you_mean, nearest
from evenhand.domain import RESERVED, UNIT_WORDS, Better, show_number, simplest
from evenhand.language.grammar import (
    Expression,
    Figure,
    NotUnderstood,
    Position,
    Predicate,
    Quantified,
    Statement,
    Word,
    parse_leaf,
)
from evenhand.language.names import Names, collapsed
from evenhand.language.nodes import (
    AllOf,
    AnyOf,
    AreaGrade,
    Between,
    Compare,
    Comparison,
    Condition,
    Constant,
    CountOf,
    DoesNotApplyTo,
    HasFinding,
    IsAgainst,
    IsJudged,
    IsKnown,
    IsOneOf,
    IsRanked,
    ItemName,
    Named,
    NoneOf,
    Not,
    PositiveLeaf,
    PreviousGrade,
    Quantity,
    Relation,
    Term,
)
from evenhand.language.terms import ASK_KNOWN, Resolver, TypedTerm, Unresolved
from evenhand.source import Scalar, scalar_span

_RELATIONS = {
    "at_least": Relation.AT_LEAST,
    "at_most": Relation.AT_MOST,
    "better": Relation.BETTER,
    "worse": Relation.WORSE,
}


def read_leaf(written: Scalar, names: Names, problems: Problems, *, whole: bool = False) -> Condition | None:
    """The condition that one line writes, or None with every problem added.

    A finding's name or id, standing alone, is that finding. Lists of things (`at least 2 of a, b and c
    are good`, `x is 5 or 7`) come back as connectives over leaves. With `whole`, problems are put at the
    whole of `written` and not at characters in it: its text was put together from elsewhere.
    """
    text = collapsed(written.text)
    negated = text.startswith("not ")
    finding = names.findings.get(text.removeprefix("not ").strip())
    if finding is not None:
        leaf = HasFinding(finding, written.span)
        return Not(leaf, written.span) if negated else leaf

    def place(at: Position) -> Span:
        return written.span if whole else scalar_span(written, *at)

    parsed = parse_leaf(written.text)
    if isinstance(parsed, NotUnderstood):
        hint = parsed.hint
        unit = None if hint else _unit_tried(written.text, parsed.at)
        if unit is not None:
            at, tried, hint = unit
            problems.add(codes.UNKNOWN_UNIT.at(place(at), text=tried, hint=hint))
            return None
        meant = nearest(text, names.findings, at_least=0.6 if hint is None else 0.8)
        if meant is not None and not any(sign in text for sign in "<>="):
            hint = f"did you mean `{meant}`?"
        shown = text if len(text) <= 60 else text[:57] + "…"
        problems.add(codes.NOT_A_CONDITION.at(place(parsed.at), text=shown, hint=hint))
        return None
    reader = _LeafReader(names, problems, written.text, place)
    try:
        if isinstance(parsed, Quantified):
            return reader.quantified(parsed)
        return reader.statement(parsed)
    except Unresolved:
        return None


def _unit_tried(text: str, at: Position) -> tuple[Position, str, str | None] | None:
    """A number with a word that is no unit, where a leaf could not be read further: place, text, hint."""
    number = re.search(r"(?<![\w.,])\d[\d.,]*\s*\Z", text[: at[0]])
    word = re.match(r"working\s+\w+|[A-Za-z]\w*", text[at[0] :])
    if number is None or word is None or word.group() in RESERVED:
        return None
    end = at[0] + word.end()
    return (number.start(), end), text[number.start() : end], did_you_mean(word.group(), UNIT_WORDS)


class _LeafReader(Resolver):
    """A resolver that also builds leaves."""

    def statement(self, leaf: Statement) -> Condition:
        """`X >= E`, `X is P`, `X does not apply`."""
        if leaf.predicate in ("absent", "applies"):
            return self._absence(leaf)
        assert isinstance(leaf.predicate, Predicate)
        return self.said_of(leaf.subject, leaf.predicate, leaf.negated, leaf.at)

    def _absence(self, leaf: Statement) -> Condition:
        span = self.place(leaf.at)
        item = self.item(leaf.subject) if isinstance(leaf.subject, Word) else None
        if item is None:
            raise self.refuse(
                codes.NAME_MISUSED,
                leaf.subject.at,
                name=self.written(leaf.subject.at),
                what="said to apply or not; only an evidence item can",
            )
        absent = DoesNotApplyTo(item, span)
        return absent if leaf.predicate == "absent" else Not(absent, span)

    def quantified(self, leaf: Quantified) -> Condition:
        """`at least 2 of a, b and c are good`, lowered to a count over one leaf a member."""
        members = self.expanded(leaf.members)
        self._one_type(members)
        parts = tuple(self.said_of(member, leaf.predicate, False, leaf.at) for member in members)
        span = self.place(leaf.at)
        match leaf.quantifier:
            case "any":
                return AnyOf(parts, span)
            case "all":
                return AllOf(parts, span)
            case "none":
                return NoneOf(parts, span)
            case quantifier:
                assert leaf.number is not None
                number = self._count(leaf.number, len(parts), leaf.at)
                return CountOf(Quantity(quantifier), number, parts, span)

    def _count(self, figure: Figure, parts: int, at: Position) -> int:
        number = self.number(figure.text, figure.at)
        if not isinstance(number, int) or not 1 <= number <= parts:
            raise self.refuse(codes.BAD_COUNT, at, number=self.written(figure.at), parts=parts)
        return number

    def _one_type(self, members: Sequence[Word]) -> None:
        kinds = [self._type_of(member) for member in members]
        for member, kind in zip(members, kinds, strict=True):
            if kind != kinds[0]:
                raise self.refuse(codes.MIXED_MEMBERS, member.at, name=member.text)

    def _type_of(self, member: Word) -> object:
        subject = self.named(member)
        if subject is None:
            return "share" if self.term(member).kind.is_share else "number"
        return ("area" if isinstance(subject, AreaGrade) else "item", subject.scale.names)

    def said_of(self, subject: Expression, predicate: Predicate, negated: bool, at: Position) -> Condition:
        """What is said of one subject, as a leaf (or a few, joined)."""
        if predicate.kind == "known":
            return self._known(subject, negated, at)
        if predicate.kind == "judged":
            return self._judged(subject, negated, at)
        named = self.named(subject)
        if named is None:
            return self._about_number(subject, predicate, negated, at)
        return self._about_name(subject, named, predicate, negated, at)

    def _known(self, subject: Expression, negated: bool, at: Position) -> Condition:
        text = self.written(subject.at)
        if isinstance(subject, Word) and subject.text in self.names.areas:
            raise self.refuse(codes.AREA_IS_KNOWN, subject.at, name=text)
        item = self.item(subject) if isinstance(subject, Word) else None
        if item is None:
            if isinstance(subject, Word) and self.names.what(subject.text) is None:
                raise self.unknown(subject)
            what = "known or unknown; only an evidence item can"
            raise self.refuse(codes.NAME_MISUSED, subject.at, name=text, what=what)
        return self._maybe_not(IsKnown(item, self.place(at)), negated, at)

    def _judged(self, subject: Expression, negated: bool, at: Position) -> Condition:
        if not isinstance(subject, Word) or subject.text not in self.names.areas:
            if isinstance(subject, Word) and self.names.what(subject.text) is None:
                raise self.unknown(subject)
            name = self.written(subject.at)
            raise self.refuse(codes.NOT_AN_AREA, subject.at, name=name)
        return self._maybe_not(IsJudged(subject.text, self.place(at)), negated, at)

    def _maybe_not(self, leaf: PositiveLeaf, negated: bool, at: Position) -> Condition:
        return Not(leaf, self.place(at)) if negated else leaf

    # --- numbers -------------------------------------------------------------------------------------

    def _about_number(
        self, subject: Expression, predicate: Predicate, negated: bool, at: Position
    ) -> Condition:
        span = self.place(at)
        match predicate.kind:
            case "compared":
                sign = Comparison(predicate.sign or "=")
                return self._maybe_not(self._compare(subject, sign, predicate.terms[0], at), negated, at)
            case "between":
                return self._maybe_not(self._between(subject, predicate.terms, at), negated, at)
            case "one_of":
                self._one_of_one(predicate)
                leaves = [self._compare(subject, Comparison.EQUAL, term, at) for term in predicate.terms]
                for place, leaf in enumerate(leaves):
                    if leaf in leaves[:place]:
                        term = predicate.terms[place]
                        raise self.refuse(codes.REPEATED_MEMBER, term.at, name=self.written(term.at))
                parts = tuple(self._maybe_not(leaf, negated, at) for leaf in leaves)
                if len(parts) == 1:
                    return parts[0]
                return AllOf(parts, span) if negated else AnyOf(parts, span)
            case _:
                name = self.written(subject.at)
                value = self.written(predicate.terms[0].at)
                sign_text = {"at_least": ">=", "at_most": "<="}.get(predicate.kind)
                hint = f"write `{name} {sign_text} {value}`" if sign_text else None
                raise self.refuse(codes.NOT_NAMED, predicate.at, name=name, hint=hint)

    def _compare(self, left: Expression, sign: Comparison, right: Expression, at: Position) -> Compare:
        a, b = self.term(left), self.term(right)
        self._alone(a, b, at)
        return Compare(a.term, sign, self._matched(a, left, b, right), self.place(at))

    def _between(self, subject: Expression, ends: tuple[Expression, ...], at: Position) -> PositiveLeaf:
        a = self.term(subject)
        low, high = (self.term(end) for end in ends)
        for end in (low, high):
            self._alone(a, end, at)
        lowest = self._matched(a, subject, low, ends[0])
        highest = self._matched(a, subject, high, ends[1])
        if isinstance(lowest, Constant) and isinstance(highest, Constant) and lowest.value > highest.value:
            raise self.refuse(
                codes.EMPTY_RANGE, at, low=self.written(ends[0].at), high=self.written(ends[1].at)
            )
        return Between(a.term, lowest, highest, self.place(at))

    def _alone(self, a: TypedTerm, b: TypedTerm, at: Position) -> None:
        for one, other in ((a, b), (b, a)):
            if one.kind.is_quotient and not other.kind.is_fixed:
                raise self.refuse(codes.QUOTIENT_ALONE, at, text=self.written(at))

    def _matched(self, a: TypedTerm, left: Expression, b: TypedTerm, right: Expression) -> Term:
        """The right side in the left side's unit. Shares and numbers only mix as limits of a ratio."""
        if a.kind.is_share and b.kind.is_share:
            self.within_a_whole((a, b), (left, right))
        fits = (a.kind.is_ratio and b.kind.is_fixed) or (b.kind.is_ratio and a.kind.is_fixed)
        if a.kind.is_share != b.kind.is_share and not fits:
            hint = None
            if a.kind.is_share and isinstance(right, Figure) and isinstance(b.term, Constant):
                value = b.term.value
                percent = right.text if value > 1 else show_number(simplest(Fraction(value) * 100))
                hint = f"did you mean `{percent}%`?"
            text = self.written((left.at[0], right.at[1]))
            raise self.refuse(codes.PERCENT_MISMATCH, right.at, text=text, hint=hint)
        return self.converted(b, a.kind.unit if b.kind.unit else None, left, right)

    # --- names ---------------------------------------------------------------------------------------

    def _about_name(
        self,
        subject: Expression,
        named: Named,
        predicate: Predicate,
        negated: bool,
        at: Position,
    ) -> Condition:
        match predicate.kind:
            case "compared":
                return self._signed(subject, named, predicate)
            case "between":
                name = self.written(subject.at)
                hint = "write `X is at least a`, and `X is at most b` on a line of its own"
                raise self.refuse(codes.NOT_A_NUMBER, subject.at, name=name, hint=hint)
            case "one_of":
                self._one_of_one(predicate)
                return self._maybe_not(self._equal(named, predicate.terms, at), negated, at)
            case kind:
                relation = _RELATIONS[kind]
                leaf = self._ranked(named, relation, predicate.terms[0], at)
                return self._maybe_not(leaf, negated, at)

    def _signed(self, subject: Expression, named: Named, predicate: Predicate) -> Condition:
        name, value = self.written(subject.at), self.written(predicate.terms[0].at)
        words = {"=": "is", ">=": "is at least", "<=": "is at most"}.get(predicate.sign or "")
        if value not in named.scale.names:
            value = named.scale.names[len(named.scale) // 2]
        hint = f"compare it by name, such as `{name} {words or 'is not'} {value}`"
        raise self.refuse(codes.NOT_A_NUMBER, subject.at, name=name, hint=hint)

    def _one_of_one(self, predicate: Predicate) -> None:
        if len(predicate.terms) == 1 and self.written(predicate.at).startswith("one of"):
            hint = "put the condition on a line of its own, without brackets round it"
            raise self.refuse(codes.ONE_OF_ONE, predicate.at, hint=hint)

    def _equal(self, named: Named, terms: tuple[Expression, ...], at: Position) -> PositiveLeaf:
        levels = [self._level(named, term) for term in terms]
        if len(terms) == 1 and levels[0] is None:
            return IsAgainst(named, Relation.SAME, self._other(named, terms[0]), self.place(at))
        for term, level in zip(terms, levels, strict=True):
            if level is None:
                raise self._no_such_level(named, term)
        chosen = {level for level in levels if level is not None}
        if len(chosen) < len(terms):
            raise self.refuse(codes.REPEATED_MEMBER, at, name=self.written(terms[-1].at))
        ordered = tuple(name for name in named.scale.names if name in chosen)
        return IsOneOf(named, ordered, self.place(at))

    def _ranked(self, named: Named, relation: Relation, term: Expression, at: Position) -> PositiveLeaf:
        self._check_order(named, relation, at)
        level = self._level(named, term)
        if level is not None:
            return IsRanked(named, relation, level, self.place(at))
        other = self._other(named, term)
        if relation in (Relation.BETTER, Relation.WORSE) and not _same_direction(named, other):
            hint = "what is better of one is not better of the other; write `at least` or `at most`"
            left, right = _shown(named), self.written(term.at)
            raise self.refuse(codes.DIFFERENT_SCALES, at, left=left, right=right, hint=hint)
        return IsAgainst(named, relation, other, self.place(at))

    def _check_order(self, named: Named, relation: Relation, at: Position) -> None:
        if not isinstance(named, ItemName):
            return
        item = named.item
        directed = relation in (Relation.BETTER, Relation.WORSE)
        if not item.names.ordered or (directed and item.better is Better.NEITHER):
            words = f"is {relation}"
            hint = "name the levels: `is a or b`"
            raise self.refuse(codes.NO_ORDER, at, name=item.id, words=words, hint=hint)
        if relation is Relation.AT_LEAST and item.better is Better.LOWER:
            self.problems.add(codes.AT_LEAST_ON_LOWER.at(self.place(at), name=item.id))

    def _level(self, named: Named, term: Expression) -> str | None:
        """The name of the left side's scale that a term writes; a level wins over any other name."""
        if isinstance(term, Word) and term.text in named.scale:
            return term.text
        return None

    def _other(self, named: Named, term: Expression) -> Named:
        if isinstance(term, Word) and self.names.what(term.text) is None:
            raise self._no_such_level(named, term)
        other = self.named(term) if not isinstance(term, Figure) else None
        if other is None:
            raise self._no_such_level(named, term)
        if not named.scale.same_names(other.scale):
            raise self.refuse(
                codes.DIFFERENT_SCALES, term.at, left=_shown(named), right=self.written(term.at)
            )
        return other

    def _no_such_level(self, named: Named, term: Expression) -> Unresolved:
        name = self.written(term.at)
        if name in self.names.broken:
            return Unresolved()
        hint = did_you_mean(name, named.scale.names)
        if name in ("better", "worse"):
            hint = f"write `is at {'least' if name == 'better' else 'most'}` and the level"
        if name == "unknown" and not isinstance(named, PreviousGrade):
            hint = ASK_KNOWN if isinstance(named, ItemName) else "write `X is not judged`"
        if isinstance(named, ItemName):
            return self.refuse(codes.UNKNOWN_LEVEL, term.at, name=name, subject=named.item.id, hint=hint)
        return self.refuse(codes.UNKNOWN_GRADE, term.at, name=name, hint=hint)


def _same_direction(one: Named, other: Named) -> bool:
    """Whether what is better of the one is better of the other; grades are written worst to best."""
    if isinstance(one, ItemName) and isinstance(other, ItemName):
        return one.item.better is other.item.better
    items = [named.item for named in (one, other) if isinstance(named, ItemName)]
    return all(item.better is not Better.LOWER for item in items)


def _shown(named: Named) -> str:
    match named:
        case ItemName(item):
            return item.id
        case AreaGrade(area):
            return area
        case PreviousGrade(area):
            return f"previous {area}"
        case _:
            assert_never(named)
