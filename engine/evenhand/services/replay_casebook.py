"""Replay a casebook by name: its cases read and compared, and what could not be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evenhand.diagnostics import Diagnostic, InvalidInput, codes, did_you_mean
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import Casebook, open_casebook
from evenhand.services.moved_table import MovedTable
from evenhand.services.replay import Replayer
from evenhand.services.replay_on_spark import OnSpark, replay_on_spark
from evenhand.services.replay_outputs import check_outputs
from evenhand.services.replay_results import Replay
from evenhand.services.replay_rows import replay_cases
from evenhand.services.replay_sides import OWN, side_of
from evenhand.services.sweep import Sweep, read_sweep
from evenhand.services.workspace import Workspace
from evenhand.services.writing import check_free


@dataclass(frozen=True)
class Replayed:
    """A casebook replayed."""

    casebook: Casebook
    replay: Replay
    read: int
    rejected: int
    diagnostics: tuple[Diagnostic, ...]
    rejects: Path | None
    suppress_below: int


def replay_casebook(
    name: str,
    workspace: Workspace,
    *,
    before: str = OWN,
    after: str,
    area: str | None = None,
    by: str | None = None,
    sweep: str | None = None,
    table: MovedTable | None = None,
    suppress_below: int | None = None,
    provisional: bool = False,
    keep_departures: bool = False,
    rejects: Path | None = None,
    out: Path | None = None,
    cache: bool = True,
    on: OnSpark | None = None,
    told: Callable[[int], None] = lambda read: None,
) -> Replayed:
    """Replay a casebook: what two sides make of each of its cases.

    A side is `own` (each case's own rules), the name of a rule set, or `awarded`. `sweep` is a threshold to
    try on the side after, as `NAME=a:b:step`. Counts below `suppress_below` are kept out of tables by group;
    without it, those that the casebook says. With `provisional`, a case that is undecided counts at its
    provisional grade. With `keep_departures`, one with a recorded departure keeps the grade awarded under any
    rules. Rows with faults are left out and written to `rejects`, or to a
    file named after the casebook. `out` is where the result will be written. With `cache`, coded columns of a
    long casebook are kept beside it. `on` a Spark cluster nothing is kept, and lists are in the order of ids.
    Raises InvalidInput where nothing can be replayed, or where what is written would replace what is read.
    """
    if rejects is not None:
        check_free(rejects)
    case_rules = CaseRules(workspace)
    if on is None:
        casebook, on_spark = open_casebook(name, workspace), None
    else:
        casebook, on_spark = on.open(name, workspace)
    sides = [side_of(reference, workspace, case_rules) for reference in (before, after)]
    outputs = (out, None if table is None else table.path, rejects)
    check_outputs(outputs, casebook, workspace)
    swept = None if sweep is None else Sweep(read_sweep(sweep))
    if swept is not None and sides[1].is_awarded:
        raise swept.lacks_rules()
    replayer = Replayer(
        sides[0], sides[1], area, by, swept, table, provisional=provisional, keep_departures=keep_departures
    )
    reading = CaseReading(casebook, workspace, case_rules)
    if on_spark is not None:
        replayer.found = replay_on_spark(replayer, reading, on_spark, sweep)
    else:
        replay_cases(replayer, reading, told, keep=cache, sweep=sweep)
    replay = replayer.found
    _check_compared(replay, reading, area, workspace)
    replay.areas = {
        id: found for id, found in replay.areas.items() if found.tally.cases or found.gone or found.new
    }
    if replay.sweep is not None:
        replay.sweep.check_was_met()
    if table is not None:
        table.write()
    amendments = [side.amendment for side in sides if side.amendment is not None]
    warnings = dict.fromkeys(told for one in amendments for told in one.warnings)
    outcome = reading.outcome(rejects, outputs)
    diagnostics = (*warnings, *outcome.diagnostics)
    rejected = reading.rejects.count
    below = casebook.document.suppress_below if suppress_below is None else suppress_below
    return Replayed(casebook, replay, reading.read, rejected, diagnostics, outcome.rejects, below)


def _check_compared(replay: Replay, reading: CaseReading, area: str | None, workspace: Workspace) -> None:
    """Told where not one case could be compared in the area asked for, and why."""
    if any(found.tally.cases or found.gone or found.new for found in replay.areas.values()):
        return
    if not replay.cases or replay.not_affected == replay.cases or replay.unreplayed_count:
        return
    if area is None:
        problem = "no area of these rules has a grade to compare"
    elif area in replay.areas:
        has_awarded = replay.after.is_awarded or replay.before.is_awarded
        problem = "its grade is taken as given in every case"
        if not replay.areas[area].tally.cases and replay.without_area:
            problem = "the rules of its cases have no such area"
        if has_awarded and not _awards(reading, area):
            raise InvalidInput([codes.NO_AWARDED_GRADES.at(None, area=area)])
    else:
        folders = workspace.rule_set_folders()
        known = {one.id for folder in folders for one in workspace.load_folder(folder.path).areas}
        problem = "no rule set of its cases has such an area"
        hint = did_you_mean(area, known)
        raise InvalidInput([codes.NOTHING_TO_REPLAY.at(None, what=f"`{area}`", problem=problem, hint=hint)])
    what = "any area" if area is None else f"`{area}`"
    raise InvalidInput([codes.NOTHING_TO_REPLAY.at(None, what=what, problem=problem)])


def _awards(reading: CaseReading, area: str) -> bool:
    columns = reading.casebook.document.columns
    return columns is None or area in columns.awarded
