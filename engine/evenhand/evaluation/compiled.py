"""The compiled path: a rule set as generated code, for every status and outcome without the trace.

The meaning is the interpreter's, and a property test holds the two together. Leaves over one item are
looked up by its value (`item_codes.py`); rules are logic on the bits of leaves; grades come from the bits
of the rules that fired or may have. Whatever reads several items at once is decided as the interpreter
decides it.

In the generated code T and P hold the leaves that surely and possibly hold, F and U the rules that fired
and are undecided, FT and FP the findings; a name that begins with Q is the same, read provisionally.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evenhand.domain import Case, EvidenceItem, Outcome, Recorded
from evenhand.evaluation.compiled_areas import AreaProgram, GradingBits, leaf_bits
from evenhand.evaluation.compiled_tables import TableProgram
from evenhand.evaluation.condition_code import certain_code, possible_code
from evenhand.evaluation.interpreter import decide_start
from evenhand.evaluation.item_codes import ItemCodes, coded_item
from evenhand.evaluation.readings import Knowledge
from evenhand.evaluation.trace import Existence
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    AllOf,
    AnyRule,
    Area,
    AreaGrade,
    Concludes,
    Constant,
    DecisionTable,
    FindingTable,
    GivenOnly,
    Leaf,
    Modality,
    Not,
    Rule,
    RulesInForce,
    StartGrade,
    StartTable,
    areas_in_leaf,
    atoms_of,
    finding_in_leaf,
    leaves_of,
    leaves_of_rule,
    leaves_of_start,
    operands_of,
)


@dataclass(frozen=True)
class CompiledOutcome:
    """What the compiled path decides for one case: the same statuses and outcomes as the trace.

    `fired_bits` and `undecided_bits` have a bit for each rule, in the order of `rule_ids`.
    """

    rule_ids: tuple[str, ...]
    fired_bits: int
    undecided_bits: int
    areas: Mapping[str, Outcome]

    @cached_property
    def fired(self) -> tuple[str, ...]:
        """Ids of the rules that fired, in the order of the rule set."""
        return _ids(self.rule_ids, self.fired_bits)

    @cached_property
    def undecided(self) -> tuple[str, ...]:
        """Ids of the rules that are undecided, in the order of the rule set."""
        return _ids(self.rule_ids, self.undecided_bits)


def _ids(ids: tuple[str, ...], bits: int) -> tuple[str, ...]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(ids[lowest.bit_length() - 1])
        bits ^= lowest
    return tuple(found)


@dataclass(frozen=True)
class CompiledRules:
    """A rule set in force, compiled. `source` is the generated Python, for whoever wants to read it."""

    rules: RulesInForce
    source: str
    _run: Callable[[Case], tuple[int, int, dict[str, Outcome]]]
    _rule_ids: tuple[str, ...]

    def run(self, case: Case) -> CompiledOutcome:
        """Every rule's status and every area's outcome for one checked case."""
        fired, undecided, areas = self._run(case)
        return CompiledOutcome(self._rule_ids, fired, undecided, areas)


def compile_rules(rules: RulesInForce) -> CompiledRules:
    """Compile a rule set in force. One compilation serves any number of cases."""
    return _Compiler(rules).compile()


RAILS = (("", "known"), ("Q", "guess"))
"""The two readings: over what is possible, and provisionally."""


class _Compiler:
    def __init__(self, rules: RulesInForce) -> None:
        self.rules = rules
        self.parameters = rules.parameters
        self.computed = rules.rule_set.derivations.parts()
        self.rule_ids = tuple(rule.id for rule in rules.all_rules)
        self.rule_bit = {id: 1 << index for index, id in enumerate(self.rule_ids)}
        self.finding_bit = {id: 1 << index for index, id in enumerate(rules.rule_set.findings)}
        self.position = {id: index for index, id in enumerate(rules.rule_set.order)}
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {
            "Recorded": Recorded,
            "TRUE": Truth.TRUE,
            "UNKNOWN": Truth.UNKNOWN,
            "FALSE": Truth.FALSE,
        }
        self.decided: set[str] = set()
        self._number_leaves()
        self._sort_leaves()

    # --- leaves --------------------------------------------------------------------------------------

    def _number_leaves(self) -> None:
        found: dict[Leaf, None] = {}
        for rule in self.rules.all_rules:
            found.update(dict.fromkeys(leaves_of_rule(rule)))
        for area in self.rules.areas:
            found.update(dict.fromkeys(leaves_of_start(area.start)))
            if area.judged_when is not None:
                found.update(dict.fromkeys(leaves_of(area.judged_when)))
        self.leaf_bit = {leaf: 1 << index for index, leaf in enumerate(found)}

    def _sort_leaves(self) -> None:
        """Put each leaf where it can be decided: by one item, by the case, by a finding, by areas."""
        self.items: dict[str, tuple[EvidenceItem, list[tuple[Leaf, int]]]] = {}
        self.of_case: list[tuple[Leaf, int]] = []
        self.of_finding: dict[str, tuple[int, int]] = {}
        self.of_area: dict[str, list[tuple[Leaf, int]]] = {}
        self.of_several: dict[str, list[tuple[Leaf, int]]] = {}
        for leaf, bit in self.leaf_bit.items():
            finding = finding_in_leaf(leaf)
            areas = areas_in_leaf(leaf)
            item = coded_item(leaf, self.parameters)
            if finding is not None:
                held, not_held = self.of_finding.get(finding, (0, 0))
                if isinstance(leaf, Not):
                    self.of_finding[finding] = (held, not_held | bit)
                else:
                    self.of_finding[finding] = (held | bit, not_held)
            elif areas:
                last = max(areas, key=self.position.__getitem__)
                alone = len(areas) == 1 and _reads_only_areas(leaf)
                group = self.of_area if alone else self.of_several
                group.setdefault(last, []).append((leaf, bit))
            elif item is not None and item.id not in self.computed:
                self.items.setdefault(item.id, (item, []))[1].append((leaf, bit))
            else:
                self.of_case.append((leaf, bit))

    def bit(self, leaf: Leaf) -> int:
        """The bit of a leaf; equal leaves share one."""
        return self.leaf_bit[leaf]

    # --- the program ---------------------------------------------------------------------------------

    def compile(self) -> CompiledRules:
        """Generate the program, and load it."""
        self._say("def run(case):")
        self._say(" states = case.profile.states; given = case.given")
        self._say(" T = P = F = U = QF = QU = FT = FP = QFT = QFP = 0; areas = {}")
        for index, (item, leaves) in enumerate(self.items.values()):
            self._item(index, item, leaves)
        if self._needs_knowledge():
            parameters, computed = self.parameters, self.computed
            self.constants["knowledge"] = lambda case: Knowledge(case, parameters, computed)
            self._say(" known = knowledge(case); guess = knowledge(case)")
        if self.of_case:
            self._group("of_case", self.of_case)
            self._say(" b = of_case(known); T |= b[0]; P |= b[1]")
        self._say(" QT = T; QP = P")
        for id in self.rules.rule_set.order:
            area = self.rules.area_by_id.get(id)
            if area is None:
                self._finding(id)
            else:
                self._area(area)
        ordered = ", ".join(f"{area.id!r}: areas[{area.id!r}]" for area in self.rules.areas)
        self._say(f" return F, U, {{{ordered}}}")
        source = "\n".join(self.lines)
        exec(compile(source, f"<compiled {self.rules.rule_set.name}>", "exec"), self.constants)
        return CompiledRules(self.rules, source, self.constants["run"], self.rule_ids)

    def _say(self, line: str) -> None:
        self.lines.append(line)

    def _group(self, name: str, leaves: list[tuple[Leaf, int]]) -> None:
        kept = tuple(leaves)
        self.constants[name] = lambda known: leaf_bits(kept, known)

    def _needs_knowledge(self) -> bool:
        starts = any(not isinstance(area.start, StartGrade | GivenOnly) for area in self.rules.areas)
        tables = any(isinstance(rule, FindingTable) for rule in self.rules.all_rules)
        return bool(self.of_case or self.of_several or starts or tables)

    def _item(self, index: int, item: EvidenceItem, leaves: list[tuple[Leaf, int]]) -> None:
        codes = ItemCodes(item, leaves, self.parameters)
        self.constants[f"kept_{index}"] = codes.kept
        self.constants[f"remembered_{index}"] = codes.remembered
        self.constants[f"bits_{index}"] = codes.bits
        certain, possible = codes.unknown_bits(True)
        match item.type:
            case "share":
                key = "(v.lowest, v.highest, v.of)"
            case "number" | "count":
                key = "v.lowest if v.lowest == v.highest else (v.lowest, v.highest)"
            case _:
                key = "v.mask"
        self._say(f" s = states.get({item.id!r})")
        self._say(" if s is None:")
        self._say(f"  T |= {certain}; P |= {possible}")
        self._say(" elif s.__class__ is Recorded and not s.may_not_exist:")
        self._say(f"  v = s.value; k = {key}")
        self._say(f"  b = kept_{index}.get(k)")
        self._say(f"  if b is None: b = remembered_{index}(k, s)")
        self._say("  T |= b[0]; P |= b[1]")
        self._say(" else:")
        self._say(f"  b = bits_{index}(s); T |= b[0]; P |= b[1]")

    # --- rules and findings --------------------------------------------------------------------------

    def _rule(self, rule: AnyRule) -> None:
        """Decide one rule, on both rails, unless it was already."""
        if rule.id in self.decided:
            return
        self.decided.add(rule.id)
        bit = self.rule_bit[rule.id]
        again = rule.id in self.rules.rules_reading_areas
        for rail, known in RAILS if again else RAILS[:1]:
            if isinstance(rule, FindingTable):
                self._finding_table(rule, bit, rail, known)
                continue
            certain, possible = self._fires(rule, rail)
            self._say(f" if {certain}: {rail}F |= {bit}")
            self._say(f" elif {possible}: {rail}U |= {bit}")
        if not again:
            self._say(f" QF |= F & {bit}; QU |= U & {bit}")
            if isinstance(rule, FindingTable):
                self._say(" QFT |= a; QFP |= c")

    def _fires(self, rule: Rule, rail: str) -> tuple[str, str]:
        """Code for whether a rule surely and possibly fires."""
        t, p = f"{rail}T", f"{rail}P"
        certain: list[str] = []
        possible: list[str] = []
        if rule.when is not None:
            certain.append(certain_code(rule.when, self.bit, t=t, p=p))
            possible.append(possible_code(rule.when, self.bit, t=t, p=p))
        if rule.unless is not None:
            certain.append(f"not {possible_code(rule.unless, self.bit, t=t, p=p)}")
            possible.append(f"not {certain_code(rule.unless, self.bit, t=t, p=p)}")
        return " and ".join(certain), " and ".join(possible)

    def _rows(self, table: DecisionTable, rail: str) -> None:
        """Set `rt` and `rp` to the rows that surely and possibly hold."""
        t, p = f"{rail}T", f"{rail}P"
        self._say(" rt = rp = 0")
        for index, row in enumerate(table.rows):
            cells = tuple(cell for cell in row.cells if cell is not None)
            if not cells:
                self._say(f" rt |= {1 << index}; rp |= {1 << index}")
                continue
            whole = AllOf(cells)
            self._say(f" if {certain_code(whole, self.bit, t=t, p=p)}:")
            self._say(f"  rt |= {1 << index}; rp |= {1 << index}")
            self._say(f" elif {possible_code(whole, self.bit, t=t, p=p)}: rp |= {1 << index}")

    def _finding_table(self, rule: FindingTable, bit: int, rail: str, known: str) -> None:
        program = TableProgram(rule.table, None)
        bits = self.finding_bit

        def findings(certain: int, possible: int, known: Knowledge) -> tuple[int, int]:
            sure, open_ = program.findings(certain, possible, known)
            return sum(bits[id] for id in sure), sum(bits[id] for id in open_)

        name = f"table_{bit.bit_length()}"
        self.constants[name] = findings
        self._rows(rule.table, rail)
        self._say(f" a, c = {name}(rt, rp, {known})")
        self._say(f" {rail}FT |= a; {rail}FP |= c")
        self._say(f" if a: {rail}F |= {bit}")
        self._say(f" elif c: {rail}U |= {bit}")

    def _finding(self, id: str) -> None:
        """Decide the rules that conclude a finding, then set the bits of the leaves that read it."""
        concluding = self.rules.concluding_rules.get(id, ())
        for rule in concluding:
            self._rule(rule)
        rules = sum(self.rule_bit[rule.id] for rule in concluding if isinstance(rule, Rule))
        held, not_held = self.of_finding.get(id, (0, 0))
        kept = self._needs_knowledge()
        if not (held or not_held or kept):
            return
        own = self.finding_bit[id]
        for rail, known in RAILS:
            # A table looks its columns up in what is known, to see which of their values are still open.
            into = f"; {known}.findings[{id!r}] = " if kept else None
            keep = {truth: f"{into}{truth}" if into else "" for truth in ("TRUE", "UNKNOWN", "FALSE")}
            self._say(f" if {rail}F & {rules} or {rail}FT & {own}:")
            self._say(f"  {rail}T |= {held}; {rail}P |= {held}{keep['TRUE']}")
            self._say(f" elif {rail}U & {rules} or {rail}FP & {own}:")
            self._say(f"  {rail}P |= {held | not_held}{keep['UNKNOWN']}")
            self._say(f" else: {rail}T |= {not_held}; {rail}P |= {not_held}{keep['FALSE']}")

    # --- areas ---------------------------------------------------------------------------------------

    def _area(self, area: Area) -> None:
        grading = [
            rule
            for rule in area.rules
            if isinstance(rule, Rule) and not isinstance(rule.conclusion, Concludes)
        ]
        for rule in grading:
            self._rule(rule)
        number = self.position[area.id]
        program = AreaProgram(area, self.of_area.get(area.id, []))
        self.constants[f"kept_area_{number}"] = program.kept
        self.constants[f"settle_{number}"] = program.settle
        self.constants[f"given_{number}"] = program.settle_given
        bits = GradingBits.of(area.scale, [(rule, self.rule_bit[rule.id]) for rule in grading])
        self._start(area, number)
        if area.judged_when is not None:
            certain = certain_code(area.judged_when, self.bit)
            possible = possible_code(area.judged_when, self.bit)
            self._say(f" j = min(j, 2 if {certain} else 1 if {possible} else 0)")
        self._limits(bits)
        self._say(f" g = given.get({area.id!r}) if given else None")
        self._say(f" if g is not None: o = given_{number}(g, k)")
        self._say(" else:")
        self._say(f"  o = kept_area_{number}.get(k)")
        self._say(f"  if o is None: o = settle_{number}(k)")
        self._say(f" areas[{area.id!r}] = o.outcome")
        if area.id in self.of_area:
            self._say(" b = o.bits; T |= b[0]; P |= b[1]")
            self._say(" b = o.provisional_bits; QT |= b[0]; QP |= b[1]")
        if self._needs_knowledge():
            self._say(f" known.areas[{area.id!r}] = o.names")
            self._say(f" guess.areas[{area.id!r}] = o.provisional_names")
        if area.id in self.of_several:
            self._group(f"several_{number}", self.of_several[area.id])
            self._say(f" b = several_{number}(known); T |= b[0]; P |= b[1]")
            self._say(f" b = several_{number}(guess); QT |= b[0]; QP |= b[1]")

    def _start(self, area: Area, number: int) -> None:
        """Set `w` and `x` to the worst and best start, `j` to whether it is judged, `q` to the guess."""
        start = area.start
        if isinstance(start, StartGrade):
            at = area.scale.position(start.grade)
            self._say(f" w = x = q = {at}; j = 2")
            return
        if isinstance(start, GivenOnly):
            self._say(f" w = q = 0; x = {len(area.scale) - 1}; j = 2")
            return
        name = f"start_{number}"
        if isinstance(start, StartTable):
            program = TableProgram(start.table, area.scale)
            self.constants[name] = lambda rt, rp, known: _coded(program.start(rt, rp, known))
            for rail, known, into in (("", "known", "w, x, j"), ("Q", "guess", "q, y, z")):
                self._rows(start.table, rail)
                self._say(f" {into} = {name}(rt, rp, {known})")
        else:
            self.constants[name] = lambda known: _made_start(area, known)
            self._say(f" w, x, j = {name}(known); q, y, z = {name}(guess)")
        self._say(" if not z: q = w")

    def _limits(self, bits: GradingBits) -> None:
        """Set `k` to what grades the area: judged, pointed, floor and ceiling, and the provisional grade."""
        likely, supports = Modality.LIKELY, Modality.SUPPORTS
        self._say(" B = F | U")
        self._say(f" w = {bits.moved('w', 'F', 'U', upwards=False)}")
        self._say(f" x = {bits.moved('x', 'F', 'U', upwards=True)}")
        self._say(f" q = {bits.moved('q', 'QF', None, upwards=True)}")
        for name, up, down in (("w", "F", "B"), ("x", "B", "F"), ("q", "QF", "QF")):
            if bits.by_modality[supports]:
                self._say(f" s = {bits.best_of(supports, up)}")
                self._say(f" if s > {name}: {name} = s")
            if bits.by_modality[likely]:
                self._say(f" s = {bits.worst_of(likely, down)}")
                self._say(f" if s < {name}: {name} = s")
        floor, ceiling = Modality.AT_LEAST, Modality.AT_MOST
        self._say(f" fw = {bits.best_of(floor, 'F')}; fb = {bits.best_of(floor, 'B')}")
        self._say(f" cw = {bits.worst_of(ceiling, 'B')}; cb = {bits.worst_of(ceiling, 'F')}")
        self._say(f" f = {bits.best_of(floor, 'QF')}; c = {bits.worst_of(ceiling, 'QF')}")
        self._say(" if f > c: q = -1")
        self._say(" else:")
        self._say("  if q > c: q = c")
        self._say("  if q < f: q = f")
        self._say(" k = (j, w, x, fw, fb, cw, cb, q)")


_JUDGED_CODES = {Existence.NO: 0, Existence.MAYBE: 1, Existence.YES: 2}


def _coded(start: tuple[int, int, Existence]) -> tuple[int, int, int]:
    worst, best, judged = start
    return worst, best, _JUDGED_CODES[judged]


def _made_start(area: Area, known: Knowledge) -> tuple[int, int, int]:
    step = decide_start(area, known)
    return step.worst, step.best, _JUDGED_CODES[step.judged]


def _reads_only_areas(leaf: Leaf) -> bool:
    """Whether a leaf compares an area with constants alone, so that its outcome decides the leaf."""
    atoms = [atom for operand in operands_of(leaf) for atom in atoms_of(operand)]
    return all(isinstance(atom, AreaGrade | Constant) for atom in atoms)
