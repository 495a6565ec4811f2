"""For the compiled path: in which order a rule set is decided, and where each rule stands in which word.

A *stage* decides all conditions whose findings and areas the stages before it have settled. It has two
words: the conditions that read no area, which come out the same for both readings, and the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from evenhand.evaluation.board import Board, Word, WordCode
from evenhand.evaluation.gates import Node, literals_of, normal, normal_all, normal_rule
from evenhand.language import (
    Area,
    Concludes,
    Conclusion,
    DecisionTable,
    FindingTable,
    Leaf,
    Moves,
    Rule,
    RulesInForce,
    StartTable,
    areas_in_leaf,
    areas_of_start,
    finding_in_leaf,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the conclusions of one area stand in a word: the first rule of each."""

    word: WordPlan
    places: tuple[int, ...]
    conclusions: tuple[Conclusion, ...]


@dataclass(eq=False, slots=True)
class WordPlan:
    """One word of one stage.

    First come the rules that grade, those with one conclusion for one area side by side, so that they can be
    laid over each other to tell whether it is reached. Then whatever else is asked, one by one.
    """

    stage: int
    reads_areas: bool
    grading: dict[tuple[str, Conclusion, str | None], list[Rule]] = field(default_factory=dict)
    others: list[tuple[Node, str | None]] = field(default_factory=list)
    rules: list[str | None] = field(default_factory=list)
    leaves: frozenset[Leaf] = frozenset()
    start: int = 0
    bits: int = 0
    """Where its part of the board starts, and all bits of that part, from there on."""
    _word: Word | None = None

    @property
    def name(self) -> str:
        """The variable that holds it, read off the board of what is known."""
        return f"{'r' if self.reads_areas else 'n'}{self.stage}"

    @property
    def provisional_name(self) -> str:
        """The variable that holds it, read provisionally."""
        return f"{'g' if self.reads_areas else 'n'}{self.stage}"

    @property
    def graded(self) -> int:
        """How many of its conditions are rules that grade."""
        return sum(map(len, self.grading.values()))

    @property
    def width(self) -> int:
        """How many conditions it has."""
        return self.graded + len(self.others)

    def add_grading(self, area: Area, rule: Rule) -> None:
        """Put a rule that grades beside those of its area and conclusion. Moves add up: each stands alone."""
        alone = rule.id if isinstance(rule.conclusion, Moves) else None
        self.grading.setdefault((area.id, rule.conclusion, alone), []).append(rule)

    def add(self, node: Node, rule: str | None = None) -> int:
        """Put a condition after those that grade; its place among them."""
        self.others.append((node, rule))
        return len(self.others) - 1

    def columns(self) -> Iterator[tuple[str, Conclusion, int, int]]:
        """For each conclusion of an area: the area, the conclusion, its first place and how many rules."""
        place = 0
        for (area, conclusion, _), rules in self.grading.items():
            yield area, conclusion, place, len(rules)
            place += len(rules)

    def columns_of(self, area: str) -> Columns | None:
        """Where the conclusions of an area stand."""
        own = [(place, conclusion) for of, conclusion, place, _ in self.columns() if of == area]
        if not own:
            return None
        places, conclusions = zip(*own, strict=True)
        return Columns(self, places, conclusions)

    def lay_out(self, board: Board) -> None:
        """Give every condition its place on the board. Nothing may be added afterwards."""
        grading = [rule for rules in self.grading.values() for rule in rules]
        conditions = [(normal_rule(rule), rule.id) for rule in grading] + self.others
        self.rules = [id for _, id in conditions]
        self.leaves = frozenset(literal.leaf for node, _ in conditions for literal in literals_of(node))
        self.start = board.size
        self._word = board.word([node for node, _ in conditions])
        self.bits = (1 << board.size - self.start) - 1

    def code(self, board: str, say: Callable[[str], None]) -> str:
        """Code that reads it off a board; `say` takes the lines that must come before."""
        assert self._word is not None
        return WordCode(board, say).whole(self._word, self.width)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a condition, or the first of several, stands in a word after those that grade."""

    word: WordPlan
    other: int

    @property
    def at(self) -> int:
        """Its place in the whole word."""
        return self.word.graded + self.other


class Plan:
    """Stages, words and places of a rule set in force."""

    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self.words: dict[tuple[int, bool], WordPlan] = {}
        self.concluding: dict[str, Place] = {}
        self.rows: dict[str, Place] = {}
        self.judged: dict[str, Place] = {}
        self.settled_at: dict[str, int] = {}
        for id in rules.rule_set.order:
            self.settled_at[id] = self._settled_at(id)
        for area in rules.areas:
            self._place_area(area)
        for rule in rules.all_rules:
            if isinstance(rule, FindingTable):
                self.rows[rule.id] = self._place_rows(rule.table)
            elif isinstance(rule.conclusion, Concludes):
                word = self._word(leaves_of_rule(rule))
                self.concluding[rule.id] = Place(word, word.add(normal_rule(rule), rule.id))
        self.board = Board()
        for _, word in sorted(self.words.items()):
            word.lay_out(self.board)

    @property
    def stages(self) -> int:
        """How many stages there are."""
        return max(self.settled_at.values(), default=0) + 1

    def words_of(self, stage: int) -> Iterator[WordPlan]:
        """The words of a stage."""
        for reads_areas in (False, True):
            word = self.words.get((stage, reads_areas))
            if word is not None:
                yield word

    def columns_of(self, area: str) -> list[Columns]:
        """Where the conclusions of an area stand, in every word."""
        found = (word.columns_of(area) for word in self.words.values())
        return [columns for columns in found if columns is not None]

    # --- when ----------------------------------------------------------------------------------------

    def stage_of_leaf(self, leaf: Leaf) -> int:
        """The first stage that may read a leaf: the one after what it reads was settled."""
        finding = finding_in_leaf(leaf)
        read = [*areas_in_leaf(leaf), *([] if finding is None else [finding])]
        return max((self.settled_at[id] + 1 for id in read), default=0)

    def _stage(self, leaves: Iterable[Leaf]) -> int:
        return max(map(self.stage_of_leaf, leaves), default=0)

    def _settled_at(self, id: str) -> int:
        """The stage at whose end a finding or an area is settled."""
        area = self.rules.area_by_id.get(id)
        if area is None:
            rules = self.rules.concluding_rules.get(id, ())
            return max((self._stage(leaves_of_rule(rule)) for rule in rules), default=0)
        asked = [self._stage(leaves_of_rule(rule)) for rule in area.grading_rules]
        asked.append(self._stage(leaves_of_start(area.start)))
        if area.judged_when is not None:
            asked.append(self._stage(leaves_of(area.judged_when)))
        # What an area starts from is settled before it in the same stage, in the order of dependence.
        asked += [self.settled_at[member] for member in areas_of_start(area.start)]
        return max(asked)

    # --- where ---------------------------------------------------------------------------------------

    def _word(self, leaves: Iterable[Leaf]) -> WordPlan:
        leaves = tuple(leaves)
        open_findings = self.rules.findings_reading_areas
        reads = any(areas_in_leaf(leaf) or finding_in_leaf(leaf) in open_findings for leaf in leaves)
        key = (self._stage(leaves), reads)
        return self.words.setdefault(key, WordPlan(*key))

    def _place_area(self, area: Area) -> None:
        for rule in area.grading_rules:
            self._word(leaves_of_rule(rule)).add_grading(area, rule)
        if area.judged_when is not None:
            word = self._word(leaves_of(area.judged_when))
            self.judged[area.id] = Place(word, word.add(normal(area.judged_when)))
        if isinstance(area.start, StartTable):
            self.rows[area.id] = self._place_rows(area.start.table)

    def _place_rows(self, table: DecisionTable) -> Place:
        cells = [cell for row in table.rows for cell in row.cells if cell is not None]
        word = self._word(leaf for cell in cells for leaf in leaves_of(cell))
        place = Place(word, len(word.others))
        for row in table.rows:
            word.add(normal_all([cell for cell in row.cells if cell is not None]))
        return place
