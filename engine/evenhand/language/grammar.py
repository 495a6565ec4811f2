"""The grammar of one leaf: a line of near-English read into a surface tree of words and numbers.

Names are not looked up here: `leaves.py` and `terms.py` do that, and check that like is compared with like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args

GRAMMAR = r"""
start: quantified | comparison | statement | absence | applying

quantified: quantifier "of" members ("is" | "are") predicate
!quantifier: "at" "least" number | "at" "most" number | "exactly" number | "any" | "all" | "none"
members: NAME ("," NAME)* ("and" NAME)?

comparison: term COMPARATOR term
statement: term "is" NOT? predicate
absence: term "does" "not" "apply"
applying: term "does" "apply"

predicate: "between" term "and" term -> between
         | "at" "least" term         -> at_least
         | "at" "most" term          -> at_most
         | "better" "than" term      -> better
         | "worse" "than" term       -> worse
         | "one" "of" listed         -> one_of
         | alternatives              -> one_of
         | "known"                   -> known
         | "judged"                  -> judged
         | COMPARATOR term           -> compared

alternatives: term ("or" term)*
listed: term (("," | "or") term)*

?term: product
     | term "+" product -> add
     | term "-" product -> subtract
?product: factor
        | product "*" factor -> times
        | product "/" factor -> divided
?factor: atom
       | "-" factor -> negative
?atom: NAME                               -> name
     | "cases"                            -> cases
     | number
     | number UNIT                        -> quantity
     | NUMBER "%"                         -> percent
     | NUMBER "%" "of" part               -> percent_of
     | number "of" number                 -> share
     | "previous" NAME                    -> previous
     | "points" "of" NAME                 -> points
     | "total" "points" "of" members      -> total_points
     | EXTREME "of" arguments             -> function
     | "(" term ")"
!number: NUMBER | NUMBER_WORD | "one"
part: NAME -> name | "cases" -> cases
arguments: argument ("," argument)* "and" argument
?argument: NAME -> name | number | "(" term ")"

COMPARATOR: ">=" | "<=" | ">" | "<" | "="
NOT: "not"
EXTREME.2: /(min|max|mean)\b/
NUMBER_WORD.2: /(two|three|four|five|six|seven|eight|nine|ten)\b/
UNIT: /(working\s+days?|days?|weeks?|months?|years?|hours?)\b/
NUMBER: /[0-9](?:[0-9.]|,(?=[0-9]))*/
NAME: /[A-Za-z][A-Za-z0-9_]*/
%import common.WS_INLINE
%ignore WS_INLINE
"""

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}

Position = tuple[int, int]
"""First character and one past the last, in the leaf's text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A name as written: an item, area, parameter, level or group."""

    text: str
    at: Position


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written, with its unit; `of` is set for `3 of 4`."""

    text: str
    at: Position
    unit: str | None = None
    percent: bool = False
    of: str | None = None


@dataclass(frozen=True, slots=True)
class PreviousOf:
    """`previous AREA`."""

    area: Word
    at: Position


@dataclass(frozen=True, slots=True)
class Cases:
    """`cases`."""

    at: Position


@dataclass(frozen=True, slots=True)
class PointsOf:
    """`points of q1`, `total points of q1 and q2`."""

    members: tuple[Word, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two terms joined by a sign, or one negated (`left` is None)."""

    sign: Literal["+", "-", "*", "/"]
    left: Expression | None
    right: Expression
    at: Position


@dataclass(frozen=True, slots=True)
class PercentOf:
    """`10% of cases`."""

    percent: Figure
    of: Word | Cases
    at: Position


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """`min`, `max` or `mean of a, b and c`."""

    name: str
    arguments: tuple[Expression, ...]
    at: Position


Expression = Word | Figure | PreviousOf | Cases | PointsOf | Arithmetic | PercentOf | FunctionOf


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said of a subject: its kind, the terms it names, and the sign for `compared`."""

    kind: Literal[
        "between", "at_least", "at_most", "better", "worse", "one_of", "known", "judged", "compared"
    ]
    terms: tuple[Expression, ...]
    at: Position
    sign: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """`X is P`, `X is not P`, `X >= E`, `X does (not) apply`."""

    subject: Expression
    predicate: Predicate | Literal["absent", "applies"]
    negated: bool
    at: Position


@dataclass(frozen=True, slots=True)
class Quantified:
    """`at least 2 of a, b and c are good`."""

    quantifier: Literal["at least", "at most", "exactly", "any", "all", "none"]
    number: Figure | None
    members: tuple[Word, ...]
    predicate: Predicate
    at: Position


SurfaceLeaf = Statement | Quantified


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Where a leaf could not be read further, and a hint for what people often try."""

    at: Position
    hint: str | None


MOST_SIGNS = 100
"""How many signs and brackets a leaf may have: its tree is walked by recursion."""


def parse_leaf(text: str) -> SurfaceLeaf | NotUnderstood:
    """Read one leaf into its surface tree, or say where it could not be read."""
    from evenhand.language.hints import hint_for

    if len(re.findall(r"[-+*/(]", text)) > MOST_SIGNS:
        return NotUnderstood((0, len(text)), "it is too long: an item can be `computed` from part of it")
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        return NotUnderstood(_position_of(error, text), hint_for(text))
    found = _Builder().transform(tree)
    assert isinstance(found, Statement | Quantified)
    return found


def parse_term(text: str) -> Expression | None:
    """Read a term standing alone, such as `late / due`, into its surface tree; None where it is no term."""
    # A term is no leaf; comparing it with nothing in particular makes one that the grammar reads.
    parsed = parse_leaf(f"{text} >= 0")
    return parsed.subject if isinstance(parsed, Statement) else None


def _position_of(error: UnexpectedInput, text: str) -> Position:
    start = error.pos_in_stream
    if start is None or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return (max(0, len(text.rstrip()) - 1), len(text))
    length = len(str(error.token)) if isinstance(error, UnexpectedToken) else 1
    return (start, start + max(1, length))


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _word(token: Token) -> Word:
    return Word(str(token), (token.start_pos or 0, token.end_pos or 0))


@v_args(meta=True)
class _Builder(Transformer[Token, Any]):
    """Lark's tree into the surface tree. Methods are named after the grammar's rules."""

    def start(self, meta: Any, parts: list[Any]) -> Any:
        return parts[0]

    def quantified(self, meta: Any, parts: list[Any]) -> Quantified:
        (quantifier, number), members, predicate = parts
        return Quantified(quantifier, number, members, predicate, _at(meta))

    def quantifier(self, meta: Any, parts: list[Any]) -> tuple[str, Figure | None]:
        words = [part for part in parts if isinstance(part, Token)]
        return " ".join(words), parts[-1] if len(words) < len(parts) else None

    def members(self, meta: Any, parts: list[Token]) -> tuple[Word, ...]:
        return tuple(_word(token) for token in parts)

    def comparison(self, meta: Any, parts: list[Any]) -> Statement:
        left, sign, right = parts
        at = (sign.start_pos, right.at[1])
        return Statement(left, Predicate("compared", (right,), at, str(sign)), False, _at(meta))

    def statement(self, meta: Any, parts: list[Any]) -> Statement:
        return Statement(parts[0], parts[-1], len(parts) == 3, _at(meta))

    def absence(self, meta: Any, parts: list[Any]) -> Statement:
        return Statement(parts[0], "absent", False, _at(meta))

    def applying(self, meta: Any, parts: list[Any]) -> Statement:
        return Statement(parts[0], "applies", False, _at(meta))

    def between(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("between", tuple(parts), _at(meta))

    def at_least(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("at_least", tuple(parts), _at(meta))

    def at_most(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("at_most", tuple(parts), _at(meta))

    def better(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("better", tuple(parts), _at(meta))

    def worse(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("worse", tuple(parts), _at(meta))

    def one_of(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("one_of", parts[0], _at(meta))

    def known(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("known", (), _at(meta))

    def judged(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("judged", (), _at(meta))

    def compared(self, meta: Any, parts: list[Any]) -> Predicate:
        return Predicate("compared", (parts[1],), _at(meta), str(parts[0]))

    def alternatives(self, meta: Any, parts: list[Any]) -> tuple[Expression, ...]:
        return tuple(parts)

    listed = alternatives
    arguments = alternatives

    def add(self, meta: Any, parts: list[Any]) -> Arithmetic:
        return Arithmetic("+", parts[0], parts[1], _at(meta))

    def subtract(self, meta: Any, parts: list[Any]) -> Arithmetic:
        return Arithmetic("-", parts[0], parts[1], _at(meta))

    def times(self, meta: Any, parts: list[Any]) -> Arithmetic:
        return Arithmetic("*", parts[0], parts[1], _at(meta))

    def divided(self, meta: Any, parts: list[Any]) -> Arithmetic:
        return Arithmetic("/", parts[0], parts[1], _at(meta))

    def negative(self, meta: Any, parts: list[Any]) -> Arithmetic:
        return Arithmetic("-", None, parts[0], _at(meta))

    def name(self, meta: Any, parts: list[Token]) -> Word:
        return _word(parts[0])

    def cases(self, meta: Any, parts: list[Any]) -> Cases:
        return Cases(_at(meta))

    def number(self, meta: Any, parts: list[Any]) -> Figure:
        written = str(parts[0])
        return Figure(str(NUMBER_WORDS.get(written, written)), _at(meta))

    def quantity(self, meta: Any, parts: list[Any]) -> Figure:
        return Figure(parts[0].text, _at(meta), unit=" ".join(str(parts[1]).split()))

    def percent(self, meta: Any, parts: list[Any]) -> Figure:
        return Figure(str(parts[0]), _at(meta), percent=True)

    def percent_of(self, meta: Any, parts: list[Any]) -> PercentOf:
        token = parts[0]
        at = (token.start_pos, token.end_pos + 1)
        return PercentOf(Figure(str(token), at, percent=True), parts[1], _at(meta))

    def share(self, meta: Any, parts: list[Any]) -> Figure:
        return Figure(parts[0].text, _at(meta), of=parts[1].text)

    def previous(self, meta: Any, parts: list[Any]) -> PreviousOf:
        return PreviousOf(_word(parts[0]), _at(meta))

    def points(self, meta: Any, parts: list[Any]) -> PointsOf:
        return PointsOf((_word(parts[0]),), _at(meta))

    def total_points(self, meta: Any, parts: list[Any]) -> PointsOf:
        return PointsOf(parts[0], _at(meta))

    def function(self, meta: Any, parts: list[Any]) -> FunctionOf:
        return FunctionOf(str(parts[0]), parts[1], _at(meta))


def _at(meta: Any) -> Position:
    if meta.empty:
        return (0, 0)
    return (meta.start_pos, meta.end_pos)
