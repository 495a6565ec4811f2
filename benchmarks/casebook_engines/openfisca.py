"""OpenFisca-core: a variable for each item, each rule, each area and the overall grade, as people write them.

It has no missing values. So whether an item is known is a variable too, and each rule is a second variable
for whether it possibly holds. Tried and slower: all records in one simulation (a quarter slower), simulations
of 16,384 to 65,536 records, and asking every comparison whether its item is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from benchmarks.casebook_engines.engine import GRADES, MISSING, Answer, Engine, Matrix, Packs, Task
from benchmarks.casebook_engines.layers import COMPARED, MAYBE, READINGS, STEPS, condition
from benchmarks.engines.engine import NotInstalledError
from benchmarks.workload import Pack

YEAR = "2026"
KNOWN = "known_"
TOGETHER = 262_144
"""How many records one simulation has."""

Formula = Callable[[Any, Any], Any]


def build(packs: Packs) -> Engine:
    """A tax and benefit system for each of the two rule sets."""
    try:
        from openfisca_core.simulations import SimulationBuilder
    except ImportError:
        raise NotInstalledError("pip install openfisca-core") from None
    systems = [_system(pack) for pack in (packs.now, packs.edited)]

    def simulation(system: Any, matrix: Matrix) -> Any:
        made = SimulationBuilder().build_default_simulation(system, matrix.shape[1])
        for item, values in zip(packs.items, matrix, strict=True):
            known = values != MISSING
            made.set_input(item, YEAR, (values == 1) if item in packs.flags else values)
            made.set_input(KNOWN + item, YEAR, known)
        return made

    def take(matrix: Matrix) -> Any:
        starts = range(0, matrix.shape[1], TOGETHER)
        parts = [matrix[:, start : start + TOGETHER] for start in starts]
        return [[simulation(system, part) for part in parts] for system in systems]

    return Engine(
        name="OpenFisca-core",
        version=version("openfisca-core"),
        take=take,
        tasks={
            Task.GRADES: lambda held: _asked(held[0], packs, ("grade",), []),
            Task.STATUSES: lambda held: _asked(held[0], packs, tuple(READINGS), packs.rules),
            Task.REPLAY: lambda held: _replay(held, packs),
        },
        read=lambda task, found: _read(packs, task, found),
        note="a formula a rule and an area over NumPy arrays; whether an item is known is a variable too",
    )


# --- the system ---------------------------------------------------------------------------------------


def _system(pack: Pack) -> Any:
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    case = build_entity("case", "cases", "One inspection", is_person=True)
    system = TaxBenefitSystem([case])

    def add(name: str, kind: type, formula: Formula | None = None) -> None:
        said = {"value_type": kind, "entity": case, "definition_period": DateUnit.YEAR, "label": name}
        if formula is not None:
            said["formula"] = formula
        system.add_variable(type(name, (Variable,), said))

    for item in pack["indicators"]:
        add(item["id"], bool if item["type"] == "bool" else int)
        add(KNOWN + item["id"], bool)
    for rule in pack["rules"]:
        add(rule["id"], bool, _rule(rule["when"], _surely))
        add(MAYBE + rule["id"], bool, _rule(rule["when"], _possibly))
    for kind in READINGS:
        for area in pack["areas"]:
            add(f"{kind}_{area}", int, _area(pack, kind, area))
        add(f"{kind}_overall", int, _overall(pack, kind))
    return system


@dataclass(frozen=True)
class _Term:
    """Part of a condition, to be computed for a population and a period."""

    of: Formula

    def __and__(self, other: _Term) -> _Term:
        return _Term(lambda case, period: self.of(case, period) & other.of(case, period))

    def __or__(self, other: _Term) -> _Term:
        return _Term(lambda case, period: self.of(case, period) | other.of(case, period))


def _rule(when: Any, leaf: Callable[[str, str, int | bool], _Term]) -> Formula:
    term = condition(when, leaf)
    return lambda case, period: term.of(case, period)


def _surely(item: str, operation: str, value: int | bool) -> _Term:
    compared = _compared(item, operation, value)
    if _false_of_missing(operation, value):
        return compared
    return compared & _Term(lambda case, period: case(KNOWN + item, period))


def _possibly(item: str, operation: str, value: int | bool) -> _Term:
    compared = _compared(item, operation, value)
    if not _false_of_missing(operation, value):
        return compared
    return compared | _Term(lambda case, period: ~case(KNOWN + item, period))


def _false_of_missing(operation: str, value: int | bool) -> bool:
    """Whether a comparison does not hold of what stands for a missing value: MISSING, or no."""
    return value is not False and operation in ("<=", "<", "==")


def _compared(item: str, operation: str, value: int | bool) -> _Term:
    compare = COMPARED[operation]
    if isinstance(value, bool):
        return _Term(lambda case, period: case(item, period) if value else ~case(item, period))
    return _Term(lambda case, period: compare(case(item, period), value))


def _area(pack: Pack, kind: str, area: str) -> Formula:
    """The number of steps that hold: what supports a grade or a better one, and is not limited below it."""
    own = [rule for rule in pack["rules"] if rule["then"]["area"] == area]
    support, limit = READINGS[kind]

    def said(word: str, certainty: str, grade: int) -> list[str]:
        wanted = (word, grade)
        return [
            certainty + rule["id"] for rule in own if (rule["then"]["kind"], rule["then"]["grade"]) == wanted
        ]

    supporting = {step: said("supports", support, step) for step in STEPS}
    limiting = {step: said("limits", limit, step - 1) for step in STEPS}

    def formula(case: Any, period: Any) -> Any:
        supported = _so_far(case, period, supporting, reversed(STEPS))
        limited = _so_far(case, period, limiting, STEPS)
        held = [supported[step] & ~limited[step] if step in limited else supported[step] for step in STEPS]
        return sum((one.view("int8") for one in held[1:]), held[0].view("int8"))

    return formula


def _so_far(case: Any, period: Any, rules: dict[int, list[str]], steps: Iterable[int]) -> dict[int, Any]:
    """Whether some rule of a step, or of one passed on the way to it, holds."""
    found: dict[int, Any] = {}
    held = None
    for step in steps:
        for rule in rules[step]:
            truth = case(rule, period)
            held = truth if held is None else held | truth
        if held is not None:
            found[step] = held
    return found


def _overall(pack: Pack, kind: str) -> Formula:
    def formula(case: Any, period: Any) -> Any:
        import numpy

        grades = {area: case(f"{kind}_{area}", period).astype("int8") for area in pack["areas"]}
        found = numpy.full(case.count, max(pack["grades"]), "int8")
        for one in pack["overall"]:
            below = sum((grades[area] <= one["at_most"]).view("int8") for area in one["areas"])
            numpy.minimum(found, one["cap"], out=found, where=below >= one["count"])
        return found

    return formula


# --- answers ------------------------------------------------------------------------------------------


def _asked(simulations: list[Any], packs: Packs, kinds: tuple[str, ...], rules: Iterable[str]) -> Any:
    """The variables that are asked for, of each simulation. What it computed before is forgotten."""
    names = [f"{kind}_{area}" for kind in kinds for area in packs.areas]
    names += [certainty + rule for rule in rules for certainty in ("", MAYBE)]
    found = []
    for simulation in simulations:
        computed = [name for name, one in simulation.tax_benefit_system.variables.items() if one.formulas]
        for name in computed:
            simulation.delete_arrays(name)
        found.append({name: simulation.calculate(name, YEAR) for name in names})
    return found


def _replay(held: Any, packs: Packs) -> Any:
    import numpy

    before, after = (_asked(simulations, packs, ("grade",), []) for simulations in held)
    counts = numpy.zeros((len(packs.areas), GRADES * GRADES), dtype=numpy.int64)
    for one, other in zip(before, after, strict=True):
        for place, area in enumerate(packs.areas):
            codes = one[f"grade_{area}"] * GRADES + other[f"grade_{area}"]
            counts[place] += numpy.bincount(codes, minlength=GRADES * GRADES)
    return counts.reshape(-1, GRADES, GRADES)


def _read(packs: Packs, task: Task, found: Any) -> Answer:
    import numpy

    if task is Task.REPLAY:
        return Answer(migration=found)

    def of(names: Iterable[str]) -> Any:
        return numpy.stack([numpy.concatenate([part[name] for part in found]) for name in names])

    def graded(kind: str) -> Any:
        return of(f"{kind}_{area}" for area in packs.areas)

    if task is Task.GRADES:
        return Answer(graded("grade"))
    fired = of(packs.rules)
    maybe = of(MAYBE + rule for rule in packs.rules)
    return Answer(graded("grade"), graded("lower"), graded("upper"), fired, maybe & ~fired)
