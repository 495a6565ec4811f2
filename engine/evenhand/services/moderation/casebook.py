"""A casebook read for moderation: its cases by framework version, decided, and what could not be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import Diagnostic, InvalidInput, codes, did_you_mean
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading, Outcome
from evenhand.services.casebooks import Casebook, open_casebook
from evenhand.services.cases import Cases
from evenhand.services.grade_words import GradeWords, WordOfGrade
from evenhand.services.moderation.judgements import FrameworkJudgements, judgements_of
from evenhand.services.replay_outputs import check_outputs
from evenhand.services.workspace import Workspace
from evenhand.services.writing import check_free


@dataclass(frozen=True)
class Scope:
    """Which judgements are looked at. What is None is not limited.

    A day is that of the inspection, or of publication where that of the inspection is not recorded. A case
    without either is in no period.
    """

    area: str | None = None
    framework: str | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None

    @property
    def has_period(self) -> bool:
        """Whether a period was asked for."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True)
class ModeratedCasebook:
    """The cases of a casebook that are in scope. `out_of_scope` counts the others."""

    casebook: Casebook
    scope: Scope
    frameworks: tuple[FrameworkJudgements, ...]
    read: int
    rejected: int
    out_of_scope: int
    diagnostics: tuple[Diagnostic, ...]
    rejects: Path | None
    words: tuple[WordOfGrade, ...] = ()
    """The words that stand for grades in its rows, those out of scope too."""

    @property
    def cases(self) -> int:
        """How many cases are in scope."""
        return sum(one.rows for one in self.frameworks)

    def areas_of(self, framework: FrameworkJudgements) -> tuple[str, ...]:
        """The judged areas of a framework version that are in scope."""
        asked = self.scope.area
        return tuple(id for id in framework.judged_areas if asked in (None, id))


def read_for_moderation(
    name: str,
    workspace: Workspace,
    scope: Scope | None = None,
    *,
    rejects: Path | None = None,
    outputs: Iterable[Path | None] = (),
    told: Callable[[int], None] = lambda read: None,
) -> ModeratedCasebook:
    """Read and decide a casebook.

    Rows with faults are left out and written to `rejects`, or to a file named after the casebook. `outputs`
    are files that will be written besides. Raises InvalidInput where nothing can be read, where nothing is in
    scope, or where what is written would replace what is read.
    """
    if rejects is not None:
        check_free(rejects)
    casebook = open_casebook(name, workspace)
    taken = (*outputs, rejects)
    check_outputs(taken, casebook, workspace)
    words = GradeWords()
    reading = CaseReading(casebook, workspace, CaseRules(workspace), words=words)
    counted = _Scoped(scope or Scope())
    frameworks = tuple(judgements_of(counted.chosen(reading.cases(told))))
    outcome = reading.outcome(rejects, taken)
    _check_scope(frameworks, counted, reading, outcome)
    return ModeratedCasebook(
        casebook,
        counted.scope,
        frameworks,
        reading.read,
        reading.rejects.count,
        counted.left_out,
        outcome.diagnostics,
        outcome.rejects,
        tuple(words.words()),
    )


class _Scoped:
    """Lets through the cases in scope, and counts the others."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.left_out = 0
        self.names: dict[str, None] = {}
        self.areas: dict[str, None] = {}

    def chosen(self, chunks: Iterable[Cases]) -> Iterator[Cases]:
        """The cases in scope, some at a time."""
        for cases in chunks:
            keep = self._of_framework(cases) & self._in_period(cases)
            self.left_out += int((~keep).sum())
            rows = np.flatnonzero(keep)
            if len(rows):
                yield cases if len(rows) == cases.rows else cases.taken(rows)

    def _of_framework(self, cases: Cases) -> npt.NDArray[np.bool_]:
        asked = self.scope.framework
        fits = []
        for rules in cases.rules.values:
            rule_set = rules.rule_set
            self.names[rule_set.name] = None
            self.areas |= dict.fromkeys(rules.area_by_id)
            fits.append(asked in (None, rule_set.name, rule_set.id))
        found: npt.NDArray[np.bool_] = np.array(fits, dtype=bool)[cases.rules.which]
        return found

    def _in_period(self, cases: Cases) -> npt.NDArray[np.bool_]:
        first, last = self.scope.first, self.scope.last
        if not self.scope.has_period:
            return np.ones(cases.rows, dtype=bool)
        keep = np.zeros(cases.rows, dtype=bool)
        for row in range(cases.rows):
            day = cases.on.at(row) or cases.published.at(row)
            keep[row] = day is not None and not (
                (first is not None and day < first) or (last is not None and day > last)
            )
        return keep


def _check_scope(
    frameworks: tuple[FrameworkJudgements, ...], counted: _Scoped, reading: CaseReading, outcome: Outcome
) -> None:
    """Told where there is nothing to moderate, and why; with it, what is wrong with rows."""
    scope = counted.scope
    if scope.framework is not None and not any(
        scope.framework in (name, name.split("@")[0]) for name in counted.names
    ):
        hint = did_you_mean(scope.framework, counted.names)
        problem = f"no case is under `{scope.framework}`"
        raise _nothing(problem, hint, outcome)
    if scope.area is not None and scope.area not in counted.areas:
        hint = did_you_mean(scope.area, counted.areas)
        problem = f"no framework of its cases has an area `{scope.area}`"
        raise _nothing(problem, hint, outcome)
    judged = {area for one in frameworks for area in one.judged_areas}
    if scope.area in judged or (scope.area is None and judged):
        return
    if not frameworks and counted.left_out:
        problem, hint = "no case is of this period", "widen --from and --to"
    elif not frameworks:
        problem, hint = "every row of it has a fault", None
    else:
        of = "" if scope.area is None else f" for `{scope.area}`"
        problem, hint = f"no case in scope was awarded a grade{of}", "name the columns under `awarded`"
        if reading.casebook.document.columns is None:
            hint = "give each inspection a `draft`"
    raise _nothing(problem, hint, outcome)


def _nothing(problem: str, hint: str | None, outcome: Outcome) -> InvalidInput:
    told = codes.NOTHING_TO_MODERATE.at(None, problem=problem, hint=hint)
    return InvalidInput([*outcome.diagnostics, told])
