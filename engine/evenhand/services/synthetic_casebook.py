"""Generate a casebook of synthetic cases: drawn, graded by the rules, planted in, and written as a whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.language import RuleSet
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebooks import CASEBOOK_FILE, casebook_id
from evenhand.services.published_mix import PublishedMix, published_grades
from evenhand.services.synthetic_cases import CaseMaker, together
from evenhand.services.synthetic_grades import CaseGrader, check_reads_evidence
from evenhand.services.synthetic_noise import Recorder
from evenhand.services.synthetic_panel import PanelGrader
from evenhand.services.synthetic_planting import Planter
from evenhand.services.synthetic_rows import ROWS_FILE, RowFormat, write_rows
from evenhand.services.synthetic_truth import TRUTH_FILE, Counted, PlantedLists, write_truth
from evenhand.services.workspace import Workspace
from evenhand.services.writing import cannot_write, folder_taken, free_folder, keep_names, reason
from evenhand.synthesis import Plants, read_plants

if TYPE_CHECKING:
    import polars as pl

BATCH = 12
"""How many blocks are decided at a time: some 50,000 cases."""

Told = Callable[[int], None]
"""Is told how many cases are done."""


@dataclass(frozen=True)
class Generated:
    """A casebook that was generated, and what is in it."""

    folder: Path
    rule_set: RuleSet
    seed: int
    cases: int
    plants: Plants
    mix: PublishedMix | None
    maker: CaseMaker
    counted: Counted
    planter: Planter
    recorder: Recorder


def generate_casebook(
    rule_set: RuleSet,
    framework: str,
    workspace: Workspace,
    folder: Path,
    *,
    cases: int,
    seed: int,
    plant: Sequence[str] = (),
    program: str,
    told: Told = lambda done: None,
    batch: int = BATCH,
) -> Generated:
    """Write a casebook of `cases` synthetic cases under a rule set into a new folder.

    `framework` is what its casebook file calls the rule set. Everything is written into a folder beside it,
    which takes its name in the end: a folder that is there is whole. The same seed and program give the same
    bytes, whatever `batch` (in blocks) is done at a time. Raises InvalidInput where the rules grade nothing
    from evidence, `plant` asks for nothing that there is, or the folder is there.
    """
    plants = read_plants(plant, cases)
    folder = free_folder(folder)
    case_rules = CaseRules(workspace)
    published = published_grades(workspace, case_rules)
    maker = CaseMaker(rule_set, case_rules, seed, cases, plants, published)
    check_reads_evidence(maker)
    grader = CaseGrader(maker)
    mix = grader.calibrate()
    with _Beside(folder) as beside, PlantedLists(beside.path) as lists:
        planter = Planter(maker, lists.departed, lists.unlike, lists.panelled, PanelGrader.formed(grader))
        recorder = Recorder(maker)
        counted = Counted(maker)
        rows = RowFormat(maker)
        work = _Work(grader, planter, recorder, counted, rows, told, batch)
        write_rows(beside.path / ROWS_FILE, rows.schema(), work.frames)
        write_truth(beside.path / TRUTH_FILE, program, maker, mix, counted, planter, recorder, lists)
        # Last, because a folder with this file is a casebook.
        document = rows.document(casebook_id(folder), framework, program)
        (beside.path / CASEBOOK_FILE).write_bytes(document)
    return Generated(folder, rule_set, seed, cases, plants, mix, maker, counted, planter, recorder)


@dataclass(frozen=True)
class _Work:
    """The cases one batch after another."""

    grader: CaseGrader
    planter: Planter
    recorder: Recorder
    counted: Counted
    rows: RowFormat
    told: Told
    batch: int

    def frames(self) -> Iterator[pl.DataFrame]:
        """The rows of each block, decided a batch at a time."""
        maker = self.grader.maker
        for start in range(0, maker.blocks, self.batch):
            numbers = range(start, min(start + self.batch, maker.blocks))
            blocks = [maker.block(number) for number in numbers]
            all_blocks = together(blocks)
            proposed, open_ = self.grader.propose(all_blocks)
            # People graded what was there; what was written down of it may be wrong.
            recorded = [
                self.recorder.record(block, number) for number, block in zip(numbers, blocks, strict=True)
            ]
            if self.recorder.errs:
                again, open_ = self.grader.propose(together(recorded))
                self.recorder.compare(proposed, again)
            for number, block, written in zip(numbers, blocks, recorded, strict=True):
                first = block.first - all_blocks.first
                own = {area: one[first : first + block.count] for area, one in proposed.items()}
                planted = self.planter.plant(block, own, number)
                self.counted.add(block, own, planted.awarded)
                yield self.rows.frame(written, planted)
            for area, count in open_.items():
                self.counted.open[area] += count
            self.told(all_blocks.first + all_blocks.count)


# --- the folder --------------------------------------------------------------------------------------


class _Beside:
    """A folder beside the one that is made, which takes its name when all went well, and else is removed.

    Where the program is killed it stays, under a name that nobody takes for a casebook.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder.with_name(f".{folder.name}.{os.getpid()}.part")

    def __enter__(self) -> _Beside:
        try:
            self.path.mkdir()
        except FileNotFoundError as error:
            above = self.folder.parent
            problem, hint = f"there is no folder `{above.as_posix()}`", "make the folder first"
            if above.is_dir():
                # Some folders are there and take no new ones, such as `/proc`.
                problem, hint = f"nothing can be made in `{above.as_posix()}`", "choose another folder"
            raise cannot_write(self.folder, problem, hint) from error
        except OSError as error:
            raise cannot_write(self.folder, reason(error)) from error
        return self

    def __exit__(self, kind: object, raised: BaseException | None, trace: object) -> None:
        try:
            if raised is None:
                self._put_in_place()
            elif isinstance(raised, OSError):
                raise cannot_write(self.folder, reason(raised)) from raised
        finally:
            shutil.rmtree(self.path, ignore_errors=True)

    def _put_in_place(self) -> None:
        try:
            for file in self.path.iterdir():
                with file.open("rb") as stream:
                    os.fsync(stream.fileno())
            keep_names(self.path)
            if self.folder.is_dir():
                # Empty when last looked at; one that is not any more stays, and is told.
                self.folder.rmdir()
            self.path.rename(self.folder)
            keep_names(self.folder.parent)
        except OSError as error:
            if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
                raise folder_taken(self.folder) from error
            raise cannot_write(self.folder, reason(error)) from error
