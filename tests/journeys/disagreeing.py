"""The program with a fault planted in it: durable-rules comes to something else than the interpreter.

No rule did not fire that fired first, and what the first area can be is its worst grade alone. All else is
as it is. Run it as the program itself is run.
"""

from __future__ import annotations

from dataclasses import replace

from evenhand.backends.durable import Derivation
from evenhand.backends.durable.worker import Worker
from evenhand.cli.main import run
from evenhand.domain import Case

_honest = Worker.run


def _planted(worker: Worker, case: Case) -> Derivation:
    found = _honest(worker, case)
    first, outcome = next(iter(found.areas.items()))
    areas = {**found.areas, first: replace(outcome, reach=(0, 0), provisional=0)}
    return replace(found, fired=found.fired[1:], areas=areas)


if __name__ == "__main__":
    Worker.run = _planted  # type: ignore[method-assign]
    run()
