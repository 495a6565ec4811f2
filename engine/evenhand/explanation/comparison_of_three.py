"""Three traces side by side: where any two first part, and whether evidence explains each difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from evenhand.domain import Scale
from evenhand.evaluation.trace import InspectionTrace
from evenhand.explanation.book import Book
from evenhand.explanation.comparison import (
    NOT_LIKE_FOR_LIKE,
    AreaComparison,
    AreaSide,
    Comparison,
    compare,
    comparison_json,
)
from evenhand.explanation.comparison_words import RULES_DIFFER, side_words, verdict_words
from evenhand.explanation.document import (
    Block,
    Bullets,
    Document,
    Entry,
    Heading,
    Inset,
    Line,
    Paragraph,
    Table,
    Tag,
    Tone,
    line,
)
from evenhand.explanation.first_difference import Parting, first_parting
from evenhand.explanation.words import listed, quoted, sentence, tidy

LETTERS = "abc"
_ALIGNED = "Rules are compared where all have one with the same id."


@dataclass(frozen=True)
class AreaOfThree:
    """One area in three inspections. `pairs` has the comparisons of two by their letters: ab, ac and bc.

    `first` is where any two of them first part, with what was decided of all.
    """

    area: str
    title: str
    scale: Scale
    sides: tuple[AreaSide, AreaSide, AreaSide]
    first: Parting | None
    pairs: Mapping[str, AreaComparison]

    @property
    def explained(self) -> bool:
        """Whether something that the area reads is behind every difference of grade."""
        return all(pair.explained for pair in self.pairs.values())

    @property
    def differing(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """What is not the same in all three: by its id the title, and what each has."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for letters, pair in self.pairs.items():
            for one in pair.differences:
                values = found.setdefault(one.what, (one.title, {}))[1]
                values |= {letters[0]: one.a, letters[1]: one.b}
        # Of two that are not told to differ, each has what the other has.
        return {
            what: (title, tuple(values.get(letter) or self._same(what, letter, values) for letter in LETTERS))
            for what, (title, values) in found.items()
        }

    def _same(self, what: str, letter: str, values: Mapping[str, str]) -> str:
        for letters, pair in self.pairs.items():
            if letter in letters and all(one.what != what for one in pair.differences):
                other = letters.replace(letter, "")
                if other in values:
                    return values[other]
        return "not compared"


@dataclass(frozen=True)
class ComparisonOfThree:
    """Three inspections compared, over the areas that all three rule sets have."""

    rules: tuple[str, str, str]
    pairs: Mapping[str, Comparison]
    areas: Mapping[str, AreaOfThree]
    not_in_all: tuple[str, ...]

    @property
    def same_rules(self) -> bool:
        """Whether all three are under the same rules."""
        return all(pair.same_rules for pair in self.pairs.values())

    @property
    def to_report(self) -> bool:
        """Whether evidence is not known to be behind every difference of grade."""
        return not self.same_rules or not all(area.explained for area in self.areas.values())


def compare_three(
    traces: Sequence[InspectionTrace], drafts: Sequence[Mapping[str, str]]
) -> ComparisonOfThree:
    """Compare three inspections area by area. Raises ValueError for another number of them."""
    if len(traces) != 3 or len(drafts) != 3:
        raise ValueError(f"three inspections are compared, not {len(traces)}")
    pairs = {
        LETTERS[one] + LETTERS[two]: compare(traces[one], traces[two], drafts[one], drafts[two])
        for one, two in combinations(range(3), 2)
    }
    books = [Book(trace) for trace in traces]
    areas = {}
    for id in traces[0].areas:
        if all(id in trace.areas for trace in traces):
            of_area = {letters: pair.areas[id] for letters, pair in pairs.items()}
            ab, ac = of_area["ab"], of_area["ac"]
            first = first_parting(books, id, books[0].reads(id))
            scale = traces[0].areas[id].area.scale
            areas[id] = AreaOfThree(id, ab.title, scale, (ab.a, ab.b, ac.b), first, of_area)
    every = dict.fromkeys(id for trace in traces for id in trace.areas)
    a, b, c = (trace.rules.rule_set.name for trace in traces)
    return ComparisonOfThree((a, b, c), pairs, areas, tuple(id for id in every if id not in areas))


# --- words ---------------------------------------------------------------------------------------------


def explain_three(found: ComparisonOfThree, names: Sequence[str]) -> Document:
    """Explain a comparison of three side by side; `names` are what to call the inspections."""
    title = f"{listed(names)} compared"
    blocks: list[Block] = [Heading(1, line(title))]
    if not found.same_rules:
        told = listed(
            f"{name} is under the rule set {rules}" for name, rules in zip(names, found.rules, strict=True)
        )
        blocks.append(Inset(line(f"{told}. {NOT_LIKE_FOR_LIKE} {_ALIGNED}")))
    if found.areas:
        head = ("Judgement area", *names, "What explains it")
        blocks.append(Table("Grades compared", head, tuple(_row(area) for area in found.areas.values())))
    if found.not_in_all:
        blocks.append(Paragraph(line(f"Not all of them have {listed(map(quoted, found.not_in_all))}.")))
    for area in found.areas.values():
        if area.first is not None or area.differing or len({side.compared for side in area.sides}) > 1:
            blocks += _area(area, names)
    return Document(title, tuple(blocks))


def _row(area: AreaOfThree) -> tuple[Line, ...]:
    if len({side.compared for side in area.sides}) == 1:
        verdict = Tag("Same grade", Tone.GOOD, "✓")
    elif any(pair.same_rules and not pair.explained for pair in area.pairs.values()):
        verdict = Tag("Not explained", Tone.BAD, "✗")
    elif any(not pair.same_rules and pair.grades_differ for pair in area.pairs.values()):
        verdict = RULES_DIFFER
    elif any(pair.drafts_only for pair in area.pairs.values()):
        verdict = Tag("Drafts differ, proposals do not", Tone.OPEN, "?")
    else:
        verdict = Tag("Evidence differs", Tone.PLAIN, "–")
    sides = tuple(line(side_words(side, area.scale)) for side in area.sides)
    return (line(tidy(area.title)), *sides, line(verdict))


def _area(area: AreaOfThree, names: Sequence[str]) -> list[Block]:
    entries = []
    for letters, pair in area.pairs.items():
        one, two = (names[LETTERS.index(letter)] for letter in letters)
        entries.append(Entry(line(f"{one} and {two}: {verdict_words(pair)}")))
    blocks: list[Block] = [
        Heading(2, line(tidy(area.title)), f"area-{area.area}"),
        Bullets(tuple(entries)),
    ]
    first = area.first
    if first is not None:
        where = f"{quoted(first.title)} ({first.rule})" if "." not in first.rule else quoted(first.title)
        asked = f": {first.leaf}" if first.leaf else ""
        blocks.append(Paragraph(line(f"They first part at {where}{asked}.")))
        rows = tuple(
            (line(name), line(sentence(side))) for name, side in zip(names, first.sides, strict=True)
        )
        blocks.append(Table("Where they first part", ("Inspection", "What was decided"), rows))
    differing = area.differing
    if differing:
        rows_of = tuple((line(tidy(title)), *map(line, values)) for title, values in differing.values())
        blocks.append(Table("What differs in what the area reads", ("Evidence", *names), rows_of))
    return blocks


# --- plain data ----------------------------------------------------------------------------------------


def three_json(found: ComparisonOfThree) -> dict[str, object]:
    """A comparison of three as plain data: that of two with `c`, and every pair."""
    pairs = {letters: comparison_json(pair) for letters, pair in found.pairs.items()}
    return {
        "areas": {id: _area_json(area, pairs) for id, area in found.areas.items()},
        "caution": None if found.same_rules else NOT_LIKE_FOR_LIKE,
        "not_in_all": list(found.not_in_all),
        "rules": {
            **dict(zip(LETTERS, found.rules, strict=True)),
            "same": found.same_rules,
        },
    }


def _area_json(area: AreaOfThree, pairs: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    of_pairs = {}
    for letters, pair in pairs.items():
        areas = pair["areas"]
        assert isinstance(areas, dict)
        of_pairs[letters] = areas[area.area]
    first = area.first
    return {
        **{letter: side.compared for letter, side in zip(LETTERS, area.sides, strict=True)},
        "a_side": of_pairs["ab"]["a_side"],
        "b_side": of_pairs["ab"]["b_side"],
        "c_side": of_pairs["ac"]["b_side"],
        "differences": [
            {**dict(zip(LETTERS, values, strict=True)), "title": title, "what": what}
            for what, (title, values) in area.differing.items()
        ],
        "explained": area.explained,
        "first_difference": None
        if first is None
        else {
            **dict(zip(LETTERS, first.sides, strict=True)),
            "leaf": first.leaf,
            "rule": first.rule,
            "title": first.title,
        },
        "pairs": {
            letters: {
                "drafts_only": found["drafts_only"],
                "explained": found["explained"],
                "first_difference": found["first_difference"],
            }
            for letters, found in of_pairs.items()
        },
    }
