"""A second opinion on a checked inspection, by an engine that is not ours: durable-rules.

It reads the same tree and nothing of the interpreter. Whatever it makes of an inspection otherwise than the
interpreter is a fault of ours, and is told as one.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
from dataclasses import dataclass
from typing import Any, Self

from evenhand.backends.durable import (
    Account,
    CannotExpressError,
    Derivation,
    DurableRulesError,
    Ends,
    NotInstalledError,
    Program,
    TooLargeError,
    account_of,
    compile_program,
    ends_of_case,
)
from evenhand.backends.durable.worker import SECONDS, Worker, WorkerHungError, WorkerLostError
from evenhand.diagnostics import Diagnostic, InvalidInput, Span, codes
from evenhand.explanation.words import capital
from evenhand.language import RulesInForce, print_leaf
from evenhand.records import outcome_facts
from evenhand.services.check import Checked
from evenhand.services.records import make_record
from evenhand.services.two_readings import (
    Difference,
    Reading,
    by_durable_rules,
    by_interpreter,
    differences,
)

Json = dict[str, Any]

MOST_RULE_SETS = 4
"""How many rule sets are kept loaded at once, each in a process of its own."""

SCHEMA = "evenhand/disagreement/1"
"""What a file with both derivations says that it is."""

_PACKAGE = "durable-rules==2.0.28"
_REBUILT = "--force-reinstall --no-cache-dir --no-binary durable-rules "

_STANDS = "the proposals stand: they are worked out without durable-rules"


@dataclass(frozen=True)
class Opinion:
    """What durable-rules makes of an inspection, and where that differs from the interpreter.

    `account` says how much of it is durable-rules' own for any inspection under these rules, and `ends` what
    of this inspection was counted first or asserted as the two ends of what it can be.
    """

    engine: str
    derivation: Derivation
    differences: tuple[Difference, ...]
    account: Account
    ends: Ends

    @property
    def agrees(self) -> bool:
        """Whether both come to the same in every rule and area."""
        return not self.differences


def second_opinion(checked: Checked) -> Opinion:
    """What durable-rules makes of a checked inspection, and where that differs from the interpreter.

    Each call starts a process, which takes a fraction of a second. Raises InvalidInput where durable-rules is
    not installed, cannot be asked about these rules or this evidence, or was lost on the way.
    """
    with SecondOpinions() as opinions:
        return opinions.ask(checked)


@dataclass(frozen=True)
class _Loaded:
    account: Account
    worker: Worker


class SecondOpinions:
    """Asks durable-rules about inspections; rules are loaded once. Use it as a context manager."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.missing: InvalidInput | None = None
        """Set once durable-rules was found not to be there: it is not looked for again."""
        self._loaded: dict[object, _Loaded | InvalidInput] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for loaded in self._loaded.values():
            if isinstance(loaded, _Loaded):
                loaded.worker.close()
        self._loaded.clear()

    def ask(self, checked: Checked) -> Opinion:
        """The second opinion on a checked inspection. Raises InvalidInput: see `second_opinion`."""
        inspection = checked.inspection
        loaded = self._rules(inspection.rules)
        try:
            derivation = loaded.worker.run(inspection.case)
        except TooLargeError as fault:
            span = inspection.node.span
            at = codes.NUMBER_BEYOND_ENGINE.at(span, id=inspection.id, problem=str(fault), hint=_STANDS)
            raise InvalidInput([at]) from fault
        except DurableRulesError as fault:
            raise InvalidInput([lost(fault, inspection.id, inspection.node.span)]) from fault
        return Opinion(
            engine_name(),
            derivation,
            tuple(differences(checked.trace, derivation)),
            loaded.account,
            ends_of_case(loaded.account, inspection.rules, inspection.case),
        )

    def _rules(self, rules: RulesInForce) -> _Loaded:
        if self.missing is not None:
            raise self.missing
        # A day matters only by the rules in force on it, and by the values of their parameters.
        in_force = tuple(rule.id for rule in rules.all_rules)
        key = (rules.rule_set.hash, in_force, tuple(sorted(rules.parameters.items())))
        found = self._loaded.get(key)
        if found is None:
            try:
                found = self._load(rules)
            except InvalidInput as refused:
                # Rules that were refused, or that hung, would be again.
                found = refused
            self._make_room()
            self._loaded[key] = found
        if isinstance(found, InvalidInput):
            raise found
        return found

    def _load(self, rules: RulesInForce) -> _Loaded:
        program = prepare(rules)
        try:
            worker = self._start(program)
        except NotInstalledError as fault:
            self.missing = InvalidInput([missing(fault)])
            raise self.missing from fault
        except DurableRulesError as fault:
            raise InvalidInput([lost(fault, rules.rule_set.name)]) from fault
        return _Loaded(account_of(program), worker)

    def _start(self, program: Program) -> Worker:
        """A process with the rules loaded. One that ends is tried again: it may have been ended by others."""
        try:
            return Worker(program, self.seconds)
        except WorkerHungError:
            raise
        except WorkerLostError:
            return Worker(program, self.seconds)

    def _make_room(self) -> None:
        running = [key for key, loaded in self._loaded.items() if isinstance(loaded, _Loaded)]
        for key in running[: max(0, len(running) - MOST_RULE_SETS + 1)]:
            oldest = self._loaded.pop(key)
            if isinstance(oldest, _Loaded):
                oldest.worker.close()


def prepare(rules: RulesInForce) -> Program:
    """The program of a rule set. Raises InvalidInput where it cannot be expressed."""
    try:
        return compile_program(rules)
    except CannotExpressError as fault:
        at = codes.CANNOT_EXPRESS.at(fault.span, what=fault.what, why=fault.why, hint=_STANDS)
        raise InvalidInput([at]) from fault


def missing(fault: NotInstalledError, python: tuple[int, ...] = sys.version_info[:2]) -> Diagnostic:
    """What to do where durable-rules cannot be loaded by a version of Python."""
    not_there = "No module named" in str(fault)
    # What is there but cannot be loaded would be kept by pip, or taken from its cache once more.
    again = "" if not_there else _REBUILT
    command = f"pip install {again}{_PACKAGE}"
    if python >= (3, 13):
        command = f"CPPFLAGS='-DPyEval_CallObject=PyObject_CallObject' pip install {_REBUILT}{_PACKAGE}"
    hint = (
        f"{command} (it needs a C compiler and Python's headers; on Debian: apt-get install gcc libc6-dev "
        "python3-dev)"
    )
    problem = "it is not installed" if not_there else str(fault)
    return codes.ENGINE_MISSING.at(None, problem=problem, hint=hint)


def lost(fault: DurableRulesError, id: str, span: Span | None = None) -> Diagnostic:
    """What went wrong while durable-rules was asked about an inspection, or given a rule set."""
    hint = f"ask again; if it comes back, send us this message. {capital(_STANDS)}"
    return codes.ENGINE_LOST.at(span, id=id, problem=str(fault), hint=hint)


def engine_name() -> str:
    """durable-rules and its version."""
    try:
        return f"durable-rules {importlib.metadata.version('durable_rules')}"
    except importlib.metadata.PackageNotFoundError:
        return "durable-rules"


# --- what came of asking ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """What came of asking about one inspection: an opinion, or why there is none.

    `kept` names the file in which a disagreement was kept.
    """

    checked: Checked
    opinion: Opinion | None
    why_not: tuple[Diagnostic, ...] = ()
    kept: str | None = None


# --- for other programs, and for us ------------------------------------------------------------------


def opinion_json(opinion: Opinion, *, file: str | None = None) -> Json:
    """A second opinion as plain data. `file` is the file in which a disagreement was kept."""
    account, ends = opinion.account, opinion.ends
    return {
        "engine": opinion.engine,
        "agrees": opinion.agrees,
        "differences": [
            {
                "area": one.area or None,
                "subject": one.subject,
                "interpreter": one.ours,
                "durable_rules": one.theirs,
            }
            for one in opinion.differences
        ],
        "file": file,
        "conditions": {
            "all": account.leaves,
            "decided_by_durable_rules": account.decided,
            "without_arithmetic": account.as_recorded,
        },
        "worked_out_first": {
            "arithmetic": [print_leaf(leaf) for leaf in account.arithmetic],
            "computed_items": list(account.computed),
            "counted_from_cases": list(ends.counted),
            "shares_as_whole_numbers": list(account.shares),
            "decimals_as_whole_numbers": list(account.decimals),
            "partly_known_as_two_bounds": list(ends.partly),
            "unknown_as_two_bounds": list(ends.unknown),
            "grades_moved": list(account.moved),
            "gaps_of_tables": list(account.tables),
        },
    }


def disagreement(checked: Checked, opinion: Opinion) -> bytes:
    """The file to send to us: the record of the inspection, and both derivations."""
    found = {
        "schema": SCHEMA,
        "record": json.loads(make_record(checked)),
        "interpreter": _reading_json(by_interpreter(checked.trace)),
        "durable_rules": _reading_json(by_durable_rules(opinion.derivation)),
        "second_opinion": opinion_json(opinion),
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _reading_json(reading: Reading) -> Json:
    return {
        "fired": list(reading.fired),
        "undecided": list(reading.undecided),
        "areas": {id: outcome_facts(outcome) for id, outcome in reading.areas.items()},
    }
