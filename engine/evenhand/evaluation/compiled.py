"""The compiled path: a rule set as generated code, for every status and outcome without the trace.

The meaning is the interpreter's, and a property test holds the two together. What is recorded of each item
is looked up and written on a board of bits (`item_codes.py`, `board.py`). All rules of a stage are decided
at once by logic on it (`compiled_plan.py`), and the conclusions reached are looked up for the outcome of
each area (`compiled_areas.py`). Leaves that read several things at once are decided as the interpreter does.

In the generated code A is the board of what is known and G that of the provisional reading. Of the words
read off them, those named n hold conditions that read no area, the same on both; r and g hold the others,
read off A and G.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from evenhand.domain import NOT_LOOKED_AT, Case, EvidenceItem, ItemType, Outcome, Recorded
from evenhand.evaluation.board import BOTH, POSSIBLY, SURELY, Marks, bits_of, whole
from evenhand.evaluation.compiled_areas import TRUTHS, AreaProgram, Field, written
from evenhand.evaluation.compiled_plan import Place, Plan, WordPlan
from evenhand.evaluation.compiled_starts import (
    StartFromAreas,
    StartFromTable,
    decided_start,
    fixed_start,
)
from evenhand.evaluation.compiled_tables import RowBits, TableProgram
from evenhand.evaluation.compiled_words import FiredAndUndecided, ReadWord, RuleStatuses, reached_code
from evenhand.evaluation.item_codes import ItemCodes, coded_item
from evenhand.evaluation.readings import Knowledge
from evenhand.language import (
    Area,
    AreaGrade,
    Constant,
    FindingTable,
    Leaf,
    Not,
    RulesInForce,
    StartTable,
    areas_in_leaf,
    areas_of_start,
    atoms_of,
    finding_in_leaf,
    operands_of,
)


# Not frozen: a frozen class takes three times as long to make, and one is made for every case.
@dataclass(slots=True, eq=False)
class CompiledOutcome:
    """What the compiled path decides for one case: the same statuses and outcomes as the trace."""

    areas: Mapping[str, Outcome]
    _bits: int
    _statuses: RuleStatuses
    _named: FiredAndUndecided | None = None

    @property
    def fired(self) -> tuple[str, ...]:
        """Ids of the rules that fired, in the order of the rule set."""
        return self._by_status()[0]

    @property
    def undecided(self) -> tuple[str, ...]:
        """Ids of the rules that are undecided, in the order of the rule set."""
        return self._by_status()[1]

    def _by_status(self) -> FiredAndUndecided:
        if self._named is None:
            self._named = self._statuses.named(self._bits)
        return self._named


@dataclass(frozen=True)
class CompiledRules:
    """A rule set in force, compiled: `run` decides every rule's status and every area's outcome for a case.

    The case must have been checked. `source` is the generated Python, for whoever wants to read it.
    """

    rules: RulesInForce
    source: str
    run: Callable[[Case], CompiledOutcome]


def compile_rules(rules: RulesInForce) -> CompiledRules:
    """Compile a rule set in force. One compilation serves any number of cases."""
    return _Compiler(rules).compile()


class _Compiler:
    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self.parameters = rules.parameters
        self.computed = rules.rule_set.derivations.parts()
        self.plan = Plan(rules)
        self.marks = self.plan.board.marks
        self.finding_bit = {id: 1 << index for index, id in enumerate(rules.rule_set.findings)}
        self.position = {id: index for index, id in enumerate(rules.rule_set.order)}
        self.tables = [rule for rule in rules.all_rules if isinstance(rule, FindingTable)]
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {"Recorded": Recorded, "TRUTHS": TRUTHS}
        self._sort_leaves()

    def _sort_leaves(self) -> None:
        """Put each leaf where it can be decided: by one item, by the case, by a finding, by areas."""
        self.items: dict[str, tuple[EvidenceItem, dict[Leaf, Marks]]] = {}
        self.of_case: dict[Leaf, Marks] = {}
        self.of_finding: dict[str, dict[Leaf, Marks]] = {}
        self.of_area: dict[str, dict[Leaf, Marks]] = {}
        self.of_several: dict[str, dict[Leaf, Marks]] = {}
        for leaf, marks in self.marks.items():
            finding = finding_in_leaf(leaf)
            areas = areas_in_leaf(leaf)
            item = coded_item(leaf, self.parameters)
            if finding is not None:
                self.of_finding.setdefault(finding, {})[leaf] = marks
            elif areas:
                last = max(areas, key=lambda id: (self.plan.settled_at[id], self.position[id]))
                alone = len(areas) == 1 and _reads_only_areas(leaf)
                (self.of_area if alone else self.of_several).setdefault(last, {})[leaf] = marks
            elif item is not None and item.id not in self.computed:
                self.items.setdefault(item.id, (item, {}))[1][leaf] = marks
            else:
                self.of_case[leaf] = marks

    # --- the program ---------------------------------------------------------------------------------

    def compile(self) -> CompiledRules:
        """Generate the program, and load it."""
        plan = self.plan
        self._say("def run(case):")
        self._say(" get = case.profile.states.get; given = case.given")
        self._say(f" A = {plan.board.start:#x}; FT = FP = GT = GP = S = 0")
        for index, (item, marks) in enumerate(self.items.values()):
            self._item(index, item, marks)
        if self._needs_knowledge():
            parameters, computed = self.parameters, self.computed
            self.constants["knowledge"] = lambda case: Knowledge(case, parameters, computed)
            self._say(" known = knowledge(case); guess = knowledge(case)")
        if self.of_case:
            self._say(f" A |= {self._group('of_case', self.of_case)}(known)")
        self._say(" G = A")
        for stage in range(plan.stages):
            self._stage(stage)
        words = [plan.words[key] for key in sorted(plan.words)]
        statuses = RuleStatuses(
            tuple(rule.id for rule in self.rules.all_rules),
            [rule for word in words for rule in word.rules] + [table.id for table in self.tables],
        )
        beside = accumulate((2 * word.width for word in words), initial=0)
        names = [*(word.name for word in words), "S"]
        bits = " | ".join(f"{name} << {at}" for name, at in zip(names, beside, strict=True))
        ordered = ", ".join(f"{area.id!r}: o{self.position[area.id]}.outcome" for area in self.rules.areas)
        self.constants |= {"CompiledOutcome": CompiledOutcome, "statuses": statuses}
        self._say(f" return CompiledOutcome({{{ordered}}}, {bits}, statuses)")
        source = "\n".join(self.lines)
        exec(compile(source, f"<compiled {self.rules.rule_set.name}>", "exec"), self.constants)
        return CompiledRules(self.rules, source, self.constants["run"])

    def _say(self, line: str) -> None:
        self.lines.append(line)

    def _keep(self, name: str, value: object) -> str:
        self.constants[name] = value
        return name

    def _group(self, name: str, leaves: Mapping[Leaf, Marks]) -> str:
        kept = tuple(leaves.items())
        return self._keep(name, lambda known: written(kept, known))

    def _needs_knowledge(self) -> bool:
        starts = any(
            fixed_start(area) is None and not areas_of_start(area.start) for area in self.rules.areas
        )
        return bool(self.of_case or self.of_several or self.tables or starts)

    def _item(self, index: int, item: EvidenceItem, marks: Mapping[Leaf, Marks]) -> None:
        codes = ItemCodes(item, marks, self.parameters)
        looked_up = self._keep(f"item_{index}", codes)
        decided = self._keep(f"written_{index}", codes.written)
        match item.type:
            case ItemType.SHARE:
                key = "v.lowest, v.highest, v.of"
            case ItemType.NUMBER | ItemType.COUNT:
                key = "v.lowest if v.lowest == v.highest else (v.lowest, v.highest)"
            case _:
                key = "v.mask"
        self._say(f" s = get({item.id!r})")
        self._say(" if s.__class__ is Recorded and not s.may_not_exist:")
        self._say(f"  v = s.value; A |= {looked_up}[{key}]")
        self._say(f" elif s is None: A |= {codes.written(NOT_LOOKED_AT):#x}")
        self._say(f" else: A |= {decided}(s)")

    def _stage(self, stage: int) -> None:
        for word in self.plan.words_of(stage):
            self._word(word)
        for at, table in enumerate(self.tables):
            if self.plan.rows[table.id].word.stage == stage:
                self._finding_table(at, table)
        for id, settled_at in self.plan.settled_at.items():
            if settled_at == stage:
                area = self.rules.area_by_id.get(id)
                if area is None:
                    self._finding(id)
                else:
                    self._area(area)

    def _word(self, word: WordPlan) -> None:
        """Read a word off the board of what is known and, if it reads areas, off the provisional one."""
        boards = {"A": word.name}
        if word.reads_areas:
            boards["G"] = word.provisional_name
        remembered = self._remembered(word)
        for board, name in boards.items():
            if remembered is None:
                self._say(f" {name} = {word.code(board, self._say)}")
                self._say(f" d{name} = {reached_code(name, word)}")
            else:
                self._say(f" {name}, d{name} = {remembered}[{board} >> {word.start} & {word.bits:#x}]")

    def _remembered(self, word: WordPlan) -> str | None:
        """The name of what remembers a word by what is on the board, where that is a few areas' outcomes."""
        of_areas = {leaf for leaves in self.of_area.values() for leaf in leaves}
        if not of_areas.issuperset(word.leaves):
            return None
        lines = ["def read(A):"]
        code = word.code("A", lines.append)
        lines += [f" word = {code}", f" return word, {reached_code('word', word)}"]
        space: dict[str, Any] = {}
        exec("\n".join(lines), space)
        return self._keep(f"read_{word.name}", ReadWord(space["read"], word.start))

    # --- findings ------------------------------------------------------------------------------------

    def _finding_table(self, at: int, rule: FindingTable) -> None:
        """Decide the findings of a table on both readings: FT and FP, GT and GP; and the table's status."""
        program = TableProgram(rule.table, None)
        rows = RowBits(len(rule.table.rows))
        bits = self.finding_bit

        def findings(word: int, known: Knowledge) -> tuple[int, int]:
            sure, open_ = program.findings(*rows[word], known)
            return sum(bits[id] for id in sure), sum(bits[id] for id in open_)

        name = self._keep(f"table_{at}", findings)
        place = self.plan.rows[rule.id]
        known, guess = self._read(place, len(rule.table.rows))
        self._say(f" a, b = {name}({guess}, guess); GT |= a; GP |= b")
        self._say(f" a, b = {name}({known}, known); FT |= a; FP |= b")
        self._say(f" S |= {BOTH << 2 * at:#x} if a else {POSSIBLY << 2 * at:#x} if b else 0")

    def _read(self, place: Place, width: int) -> tuple[str, str]:
        """Code for some conditions side by side in a word, on both readings."""
        known, guess = (
            f"{name} >> {2 * place.at} & {whole(width):#x}"
            for name in (place.word.name, place.word.provisional_name)
        )
        return known, guess

    def _finding(self, id: str) -> None:
        """Write a finding on both boards: the rules or tables that conclude it are decided."""
        marks = _finding_marks(self.of_finding.get(id, {}))
        name = self._keep(f"finding_{self.position[id]}", tuple(marks.of(truth) for truth in TRUTHS))
        for board, known in (("A", "known"), ("G", "guess")):
            certain, possible = self._concluded(id, board)
            self._say(f" t = {BOTH} if {certain} else {POSSIBLY} if {possible} else 0")
            self._say(f" {board} |= {name}[t]")
            if self._needs_knowledge():
                self._say(f" {known}.findings[{id!r}] = TRUTHS[t]")

    def _concluded(self, id: str, board: str) -> tuple[str, str]:
        """Code for whether one of the rules or tables that conclude a finding surely or possibly does."""
        places: dict[str, list[int]] = {}
        by_table = False
        for rule in self.rules.concluding_rules.get(id, ()):
            if isinstance(rule, FindingTable):
                by_table = True
                continue
            place = self.plan.concluding[rule.id]
            name = place.word.name if board == "A" else place.word.provisional_name
            places.setdefault(name, []).append(place.at)
        certain = [f"{name} & {bits_of(SURELY, at):#x}" for name, at in places.items()]
        possible = [f"{name} & {bits_of(POSSIBLY, at):#x}" for name, at in places.items()]
        if by_table:
            sure, open_ = ("FT", "FP") if board == "A" else ("GT", "GP")
            certain.append(f"{sure} & {self.finding_bit[id]:#x}")
            possible.append(f"{open_} & {self.finding_bit[id]:#x}")
        return " or ".join(certain) or "False", " or ".join(possible) or "False"

    # --- areas ---------------------------------------------------------------------------------------

    def _area(self, area: Area) -> None:
        number = self.position[area.id]
        bits: list[str] = []
        fields: list[Field] = []
        for columns in self.plan.columns_of(area.id):
            word = columns.word
            boards = {word.name: True}
            if word.reads_areas:
                boards[word.provisional_name] = False
            for name, known in boards.items():
                bits.append(f"d{name} & {bits_of(BOTH, columns.places):#x}")
                fields.append(Field(columns, known, not (word.reads_areas and known)))
        beginning = fixed_start(area)
        judged = self.plan.judged.get(area.id)
        if beginning is not None and judged is None and len(bits) == 1:
            key = bits[0]
        else:
            start = self._start(area, number) if beginning is None else "None"
            judged_when = str(BOTH) if judged is None else self._read(judged, 1)[0]
            key = f"({''.join(f'{part}, ' for part in bits)}), {start}, {judged_when}"
        own = self.of_area.get(area.id, {})
        program = self._keep(f"area_{number}", AreaProgram(area, fields, beginning, own))
        self._say(f" k = {key}")
        self._say(f" o{number} = {program}.taken(given, k) if given else {program}[k]")
        if own:
            self._say(f" A |= o{number}.written; G |= o{number}.provisionally_written")
        if self._needs_knowledge():
            self._say(f" known.areas[{area.id!r}] = o{number}.names")
            self._say(f" guess.areas[{area.id!r}] = o{number}.provisional_names")
        if area.id in self.of_several:
            name = self._group(f"several_{number}", self.of_several[area.id])
            self._say(f" A |= {name}(known); G |= {name}(guess)")

    def _start(self, area: Area, number: int) -> str:
        """Code for where an area starts."""
        name = f"start_{number}"
        members = areas_of_start(area.start)
        if members:
            self._keep(name, StartFromAreas(area, members))
            return f"{name}[{''.join(f'o{self.position[member]}, ' for member in members)}]"
        if isinstance(area.start, StartTable):
            self._keep(name, StartFromTable(area, area.start.table).start)
            known, guess = self._read(self.plan.rows[area.id], len(area.start.table.rows))
            return f"{name}({known}, {guess}, known, guess)"
        self._keep(name, lambda known, guess: decided_start(area, known, guess))
        return f"{name}(known, guess)"


def _finding_marks(leaves: Mapping[Leaf, Marks]) -> Marks:
    """What a finding writes on the board: on the leaves that ask for it, and turned round on their nots."""
    found = Marks()
    for leaf, marks in leaves.items():
        turned = isinstance(leaf, Not)
        found.true |= marks.false if turned else marks.true
        found.unknown |= marks.unknown
        found.false |= marks.true if turned else marks.false
    return found


def _reads_only_areas(leaf: Leaf) -> bool:
    """Whether a leaf compares an area with constants alone, so that its outcome decides the leaf."""
    atoms = [atom for operand in operands_of(leaf) for atom in atoms_of(operand)]
    return all(isinstance(atom, AreaGrade | Constant) for atom in atoms)
