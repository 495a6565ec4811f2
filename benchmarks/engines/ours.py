"""evenhand: the compiled path that `replay` calls, and the interpreter with its trace that `check` calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import evenhand
from benchmarks.engines.engine import Decided, Engine, Task
from benchmarks.translate import GRADES, case_of, load_pack
from benchmarks.workload import Pack
from evenhand.domain import Case
from evenhand.evaluation import compile_rules, interpret
from evenhand.explanation import TraceJson

PLACE = {grade: place for place, grade in enumerate(GRADES)}


def build(pack: Pack) -> Engine:
    """evenhand with the pack loaded from its YAML files."""
    rules = load_pack(pack)
    compiled = compile_rules(rules)
    renderer = TraceJson(rules)

    def statuses(case: Case) -> Any:
        found = compiled.run(case)
        grades = {id: outcome.provisional_grade for id, outcome in found.areas.items()}
        return found.fired, found.undecided, grades

    def fired(case: Case) -> Any:
        found = compiled.run(case)
        return found.fired, (), {id: outcome.provisional_grade for id, outcome in found.areas.items()}

    def reach(case: Case) -> Any:
        found = compiled.run(case)
        areas = {
            id: (outcome.provisional_grade, outcome.reach_grades, outcome.permitted_grades)
            for id, outcome in found.areas.items()
        }
        return found.fired, found.undecided, areas

    def trace(case: Case) -> str:
        return renderer.text(interpret(rules, case))

    return Engine(
        name="evenhand",
        version=evenhand.__version__,
        take=lambda record: case_of(record, rules.rule_set),
        tasks={Task.FIRED: fired, Task.STATUSES: statuses, Task.REACH: reach, Task.TRACE: trace},
        read=_read,
    )


def _read(task: Task, found: Any) -> Decided:
    if task is Task.TRACE:
        return _read_trace(json.loads(found))
    fired, undecided, areas = found
    own = [rule for rule in fired if rule.startswith("R")]
    if task is Task.FIRED:
        return Decided(_places(areas), own)
    open_ = [rule for rule in undecided if rule.startswith("R")]
    if task is Task.STATUSES:
        return Decided(_places(areas), own, open_)
    return Decided(
        {id: PLACE[grade] for id, (grade, _, _) in areas.items()},
        own,
        open_,
        {id: PLACE[reach[0]] for id, (_, reach, _) in areas.items()},
        {id: PLACE[reach[-1]] for id, (_, reach, _) in areas.items()},
        {id: (PLACE[permitted[0]], PLACE[permitted[-1]]) for id, (_, _, permitted) in areas.items()},
    )


def _places(grades: Mapping[str, str | None]) -> dict[str, int]:
    return {id: PLACE[str(grade)] for id, grade in grades.items()}


def _read_trace(trace: Any) -> Decided:
    areas = trace["areas"]
    rules = [rule for area in areas.values() for rule in area["rules"] if rule["id"].startswith("R")]

    def of(key: str, at: int) -> dict[str, int]:
        return {id: PLACE[area[key][at]] for id, area in areas.items()}

    return Decided(
        {id: PLACE[area["provisional"]] for id, area in areas.items()},
        [rule["id"] for rule in rules if rule["truth"] == "true"],
        [rule["id"] for rule in rules if rule["truth"] == "unknown"],
        of("reach", 0),
        of("reach", -1),
        {id: (PLACE[area["permitted"][0]], PLACE[area["permitted"][-1]]) for id, area in areas.items()},
    )
