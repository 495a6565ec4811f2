"""A claim from what is written, one line or a block, to the closed tree; or all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evenhand.diagnostics import Problems, Span, codes, did_you_mean, nearest
from evenhand.language.claims.nodes import (
    AgainstRules,
    Always,
    Claim,
    Never,
    NeverDiffers,
    NeverSofter,
    NeverStricter,
    Whenever,
    WithinGrades,
)
from evenhand.language.conditions import read_condition
from evenhand.language.grammar import NUMBER_WORDS
from evenhand.language.names import Names, collapsed
from evenhand.language.nodes import Condition
from evenhand.language.references import names_one_version
from evenhand.source import Mapping, Node, Scalar, Sequence, describe, scalar_part, scalar_span

COMMAND_LINE = "--claim"
"""What a claim given on the command line is shown in, where a claim in a file has the file's name."""

FORMS = (
    "never softer on AREA than RULES",
    "never stricter on AREA than RULES",
    "never differs on AREA from RULES",
    "whenever CONDITION, CONDITION",
    "always CONDITION",
    "never CONDITION",
    "AREA never differs from AREA by more than one grade",
)
"""What a claim can say, in the words of hints."""

_COMPARISONS: dict[str, tuple[type[AgainstRules], str]] = {
    "softer": (NeverSofter, "than"),
    "stricter": (NeverStricter, "than"),
    "differs": (NeverDiffers, "from"),
}
_COMPARED = re.compile(r"never\s+(softer|stricter|differs)(?:\s+on\s+(\S+))?\s+(than|from)\s+(\S+)\s*\Z")
_TRIED_TO_COMPARE = re.compile(r"never\s+(softer|stricter|differs)\b")
_WITHIN = re.compile(
    r"([A-Za-z]\w*)\s+never\s+differs\s+from\s+([A-Za-z]\w*)\s+by\s+more\s+than\s+(\S+)\s+grades?\s*\Z"
)
_OPENING = re.compile(r"(whenever|always|never)\s+(?=\S)")
_BLOCKS = (frozenset(("whenever", "then")), frozenset(("always",)), frozenset(("never",)))


def read_claim(node: Node, names: Names, problems: Problems) -> Claim | None:
    """The claim at `node`, or None with every problem in it added."""
    match node:
        case Scalar():
            return _Line(node, names, problems).claim()
        case Mapping():
            return _block(node, names, problems)
        case Sequence(_, span):
            expected = "one claim"
            problems.add(codes.WRONG_SHAPE.at(span, expected=expected, found=describe(node)))
            return None


def read_claim_text(text: str, names: Names, problems: Problems) -> Claim | None:
    """The claim that one line on the command line writes, or None with every problem in it added."""
    end = max(1, len(text)) + 1
    return read_claim(Scalar(text, Span(COMMAND_LINE, 1, 1, 1, end)), names, problems)


# --- the block form ----------------------------------------------------------------------------------


def _block(node: Mapping, names: Names, problems: Problems) -> Claim | None:
    keys = frozenset(node)
    if keys not in _BLOCKS:
        listed = ", ".join(f"`{key}`" for key in node) or "nothing"
        hint = "write `whenever` with `then`, `always` alone, or `never` alone"
        problems.add(codes.NOT_A_CLAIM.at(node.span, text=listed.strip("`"), hint=hint))
        return None
    read = {entry.key.text: read_condition(entry.value, names, problems) for entry in node.entries}
    if "then" in read:
        return _whenever(read["whenever"], read["then"], node.span)
    condition = read.get("always") or read.get("never")
    if condition is None:
        return None
    return Always(condition, node.span) if "always" in read else Never(condition, node.span)


def _whenever(condition: Condition | None, then: Condition | None, span: Span) -> Claim | None:
    return None if condition is None or then is None else Whenever(condition, then, span)


# --- one line ----------------------------------------------------------------------------------------


class _Line:
    """Reads a claim of one line."""

    def __init__(self, written: Scalar, names: Names, problems: Problems) -> None:
        self.written = written
        self.names = names
        self.problems = problems
        self.start = len(written.text) - len(written.text.lstrip())

    def claim(self) -> Claim | None:
        """The claim, or None with every problem added."""
        text = self.written.text
        opening = _OPENING.match(text, self.start)
        if opening is not None and opening[1] != "whenever" and self._is_finding(text[opening.end() :]):
            return self._of_condition(opening)
        within = _WITHIN.match(text, self.start)
        if within is not None:
            return self._within(within)
        compared = _COMPARED.match(text, self.start)
        if compared is not None:
            return self._compared(compared)
        tried = _TRIED_TO_COMPARE.match(text, self.start)
        if tried is not None and self.names.what(tried[1]) is None:
            preposition = _COMPARISONS[tried[1]][1]
            return self._refuse(f"write `never {tried[1]} on AREA {preposition} ilacs@2023`")
        if opening is None:
            return self._refuse(self._meant())
        return self._whenever(opening.end()) if opening[1] == "whenever" else self._of_condition(opening)

    def _refuse(self, hint: str) -> Claim | None:
        shown = collapsed(self.written.text)
        shown = shown if len(shown) <= 60 else shown[:57] + "…"
        self.problems.add(codes.NOT_A_CLAIM.at(self.written.span, text=shown, hint=hint))
        return None

    def _is_finding(self, text: str) -> bool:
        return collapsed(text).removeprefix("not ").strip() in self.names.findings

    def _meant(self) -> str:
        """A hint for a line that begins as no claim does."""
        text = collapsed(self.written.text)
        turned = re.fullmatch(r"(.+?) (is|are) (always|never) (.+)", text)
        if turned is not None:
            subject, verb, word, rest = turned.groups()
            return f"begin with `{word}`: `{word} {subject} {verb} {rest}`"
        first = text.split(" ", 1)[0]
        if first in ("if", "when"):
            return "write `whenever CONDITION, CONDITION`"
        meant = nearest(first, ("whenever", "always", "never"), at_least=0.75)
        if meant is not None and meant != first:
            return f"did you mean `{meant}`?"
        return "a claim is " + ", ".join(f"`{form}`" for form in FORMS[:-1]) + f" or `{FORMS[-1]}`"

    # --- conditions ----------------------------------------------------------------------------------

    def _of_condition(self, opening: re.Match[str]) -> Claim | None:
        condition = self._condition(opening.end(), len(self.written.text), self.problems)
        if condition is None:
            return None
        kind = Always if opening[1] == "always" else Never
        return kind(condition, self.written.span)

    def _condition(self, start: int, end: int, problems: Problems) -> Condition | None:
        part = self.written.text[start:end]
        start += len(part) - len(part.lstrip())
        end -= len(part) - len(part.rstrip())
        return read_condition(scalar_part(self.written, start, max(start, end)), self.names, problems)

    def _whenever(self, start: int) -> Claim | None:
        """The two conditions, cut at the comma that leaves two that can be read."""
        tries = list(self._cut(start))
        if not tries:
            return self._refuse("write a comma between the two conditions: `whenever A, B`")
        good = [one for one in tries if not one[1].has_errors]
        if len(good) > 1:
            hint = "write it as a block: `{whenever: CONDITION, then: CONDITION}`"
            text = collapsed(self.written.text)
            self.problems.add(codes.AMBIGUOUS_CLAIM.at(self.written.span, text=text, hint=hint))
            return None
        if not good and re.search(r",\s*then\s", self.written.text):
            return self._refuse("leave `then` out: `whenever A, B`")
        # Where no comma will do, what is told is of the one that leaves the least to tell.
        claim, told = good[0] if good else min(tries, key=lambda one: _unread(one[1]))
        self.problems.extend(told)
        return claim

    def _cut(self, start: int) -> Iterator[tuple[Claim | None, Problems]]:
        text = self.written.text
        for comma in re.finditer(",", text[start:]):
            at = start + comma.start()
            if text[start:at].strip() and text[at + 1 :].strip():
                told = Problems()
                first = self._condition(start, at, told)
                second = self._condition(at + 1, len(text), told)
                yield _whenever(first, second, self.written.span), told

    # --- areas and rule sets -------------------------------------------------------------------------

    def _area(self, name: str, at: tuple[int, int]) -> bool:
        """Whether an area is one; it is told where not."""
        if name not in self.names.areas:
            span = scalar_span(self.written, *at)
            self.names.refuse_unknown(name, codes.UNKNOWN_AREA, span, self.names.areas, self.problems)
        return name in self.names.areas

    def _compared(self, found: re.Match[str]) -> Claim | None:
        word, area, preposition, than = found.groups()
        kind, wanted = _COMPARISONS[word]
        on = "" if area is None else f"on {area} "
        if preposition != wanted:
            return self._refuse(f"write `never {word} {on}{wanted} {than}`")
        known = area is None or self._area(area, found.span(2))
        if not names_one_version(than):
            hint = "write it as `ilacs@2023`, or as a path"
            span = scalar_span(self.written, *found.span(4))
            self.problems.add(codes.NAMES_NO_VERSION.at(span, name=than, hint=hint))
            return None
        return kind(area, than, self.written.span) if known else None

    def _within(self, found: re.Match[str]) -> Claim | None:
        area, other, number = found.groups()
        known = [self._area(name, found.span(group)) for group, name in ((1, area), (2, other))]
        grades = _whole(number)
        span = scalar_span(self.written, *found.span(3))
        if grades is None:
            equal = number in ("0", "no", "zero", "any")
            meant = did_you_mean(number, NUMBER_WORDS) or "write it as `one` or `2`"
            hint = f"write `always {area} is {other}`" if equal else meant
            self.problems.add(codes.NOT_A_NUMBER_OF_GRADES.at(span, text=number, hint=hint))
        if grades is None or not all(known):
            return None
        scales = [self.names.areas[name] for name in (area, other)]
        if not scales[0].same_names(scales[1]):
            at = scalar_span(self.written, found.start(1), found.end(2))
            self.problems.add(codes.DIFFERENT_SCALES.at(at, left=area, right=other))
            return None
        most = len(scales[0]) - 1 if area != other else 0
        if grades >= most:
            why = None if area == other else f"the grades of `{area}` are at most {most} apart"
            apart = f"{number} {'grade' if grades == 1 else 'grades'}"
            told = codes.CLAIM_CANNOT_FAIL.at(span, area=area, other=other, apart=apart, hint=why)
            self.problems.add(told)
        return WithinGrades(area, other, grades, self.written.span)


def _unread(problems: Problems) -> tuple[int, int]:
    """How little of a cut could be read: conditions that are none, then all that is wrong."""
    return sum(told.code is codes.NOT_A_CONDITION for told in problems), problems.error_count()


def _whole(number: str) -> int | None:
    if number in NUMBER_WORDS:
        return NUMBER_WORDS[number]
    return int(number) if re.fullmatch(r"[1-9]\d{0,3}", number, re.ASCII) else None
