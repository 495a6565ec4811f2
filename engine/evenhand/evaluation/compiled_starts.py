"""For the compiled path: where an area starts, on both readings."""

from __future__ import annotations

from evenhand.evaluation.compiled_areas import KEPT_OUTCOMES, Beginning, Settled, knowing_areas
from evenhand.evaluation.compiled_tables import RowBits, TableProgram
from evenhand.evaluation.grading import provisional_start
from evenhand.evaluation.interpreter import decide_start
from evenhand.evaluation.readings import Knowledge
from evenhand.language import Area, DecisionTable, GivenOnly, StartGrade


def fixed_start(area: Area) -> Beginning | None:
    """Where an area starts, if that is the same for every case."""
    if not isinstance(area.start, StartGrade | GivenOnly):
        return None
    nothing = knowing_areas({})
    return decided_start(area, nothing, nothing)


class StartFromAreas(dict[tuple[Settled, ...], Beginning]):
    """Where an area starts that starts from others, by how those turned out."""

    def __init__(self, area: Area, members: tuple[str, ...]) -> None:
        super().__init__()
        self.area = area
        self.members = members

    def __missing__(self, settled: tuple[Settled, ...]) -> Beginning:
        known = knowing_areas({id: one.names for id, one in zip(self.members, settled, strict=True)})
        guess = knowing_areas(
            {id: one.provisional_names for id, one in zip(self.members, settled, strict=True)}
        )
        found = decided_start(self.area, known, guess)
        if len(self) < KEPT_OUTCOMES:
            self[settled] = found
        return found


class StartFromTable:
    """Where an area starts that starts from a table, by the bits of its rows."""

    def __init__(self, area: Area, table: DecisionTable) -> None:
        self.program = TableProgram(table, area.scale)
        self.rows = RowBits(len(table.rows))

    def start(self, rows: int, provisional_rows: int, known: Knowledge, guess: Knowledge) -> Beginning:
        """Where the area starts, by the bits of the rows on both readings."""
        worst, best, judged = self.program.start(*self.rows[rows], known)
        again, _, judged_again = self.program.start(*self.rows[provisional_rows], guess)
        return Beginning(worst, best, judged, provisional_start(worst, again, judged_again))


def decided_start(area: Area, known: Knowledge, guess: Knowledge) -> Beginning:
    """Where an area starts, decided as the interpreter does."""
    step, again = decide_start(area, known), decide_start(area, guess)
    provisional = provisional_start(step.worst, again.worst, again.judged)
    return Beginning(step.worst, step.best, step.judged, provisional)
