"""durable-rules as evenhand asks it for a second opinion: in this process, and in a process of its own."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.engines.engine import Decided, Engine, NotInstalledError, Task
from benchmarks.engines.ours import PLACE
from benchmarks.translate import case_of, load_pack
from benchmarks.workload import Pack
from evenhand import __version__
from evenhand.backends.durable import Derivation, DurableRules, Program, compile_program
from evenhand.backends.durable import NotInstalledError as EngineMissingError
from evenhand.backends.durable.worker import Worker
from evenhand.domain import Case

Loaded = DurableRules | Worker


def build(pack: Pack) -> Engine:
    """The guarded engine in this process."""
    return _build(pack, "evenhand's guard, in this process", DurableRules)


def build_worker(pack: Pack) -> Engine:
    """The guarded engine in a process of its own, which is what `check --second-opinion` calls."""
    return _build(pack, "evenhand's guard, in its own process", _start)


def _start(program: Program) -> Worker:
    worker = Worker(program)
    atexit.register(worker.close)
    return worker


def _build(pack: Pack, name: str, load: Callable[[Program], Loaded]) -> Engine:
    rules = load_pack(pack)
    try:
        loaded = load(compile_program(rules))
    except EngineMissingError as missing:
        raise NotInstalledError(str(missing)) from missing

    def take(record: Mapping[str, Any]) -> Case:
        return case_of(dict(record), rules.rule_set)

    return Engine(
        name=name,
        version=__version__,
        take=take,
        tasks={Task.REACH: loaded.run},
        read=_read,
    )


def _read(_: Task, found: Derivation) -> Decided:
    places = {
        id: (
            PLACE[str(area.provisional_grade)],
            [PLACE[grade] for grade in area.reach_grades],
            [PLACE[grade] for grade in area.permitted_grades],
        )
        for id, area in found.areas.items()
    }
    return Decided(
        grades={id: provisional for id, (provisional, _, _) in places.items()},
        fired=[rule for rule in found.fired if rule.startswith("R")],
        undecided=[rule for rule in found.undecided if rule.startswith("R")],
        lowest={id: reach[0] for id, (_, reach, _) in places.items()},
        highest={id: reach[-1] for id, (_, reach, _) in places.items()},
        permitted={id: (permitted[0], permitted[-1]) for id, (_, _, permitted) in places.items()},
    )
