"""Synthetic cases that a panel graded, not the rules: which they are, and what it awards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.diagnostics import InvalidInput, codes
from evenhand.domain import Better
from evenhand.replay import NOT_JUDGED
from evenhand.services.synthetic_cases import BLOCK, Drawn, stream
from evenhand.services.synthetic_grades import CaseGrader
from evenhand.synthesis import Grades, Panel, met, share_below


@dataclass(frozen=True)
class PanelGrader:
    """Grades a share of the cases by a panel."""

    panel: Panel
    seed: int
    share: float

    @classmethod
    def formed(cls, grader: CaseGrader) -> PanelGrader | None:
        """The panel of a casebook, None where none is planted.

        It is as generous as the rules: in a sample of cases of its own it gives the grades that the rules
        propose as often as these do, to cases of its choice. Raises InvalidInput where no item of the
        evidence schema is better higher or lower.
        """
        maker = grader.maker
        if not maker.plants.panel:
            return None
        if all(item.better is Better.NEITHER for item in maker.evidence.items):
            hint = "no item of the evidence schema says whether more of it is better"
            word = f"panel={float(100 * maker.plants.panel):g}%"
            raise InvalidInput([codes.BAD_PLANT.at(None, word=word, hint=hint)])
        random = stream(maker.seed, "panel")
        who = met(random, BLOCK, maker.known, len(maker.days))
        base = random.standard_normal(BLOCK)
        pilot = maker.drawn(random, random, 0, who, base, maker.spread.at(share_below(base)))
        proposed, _ = grader.propose(pilot)
        mixes = {
            area.id: _mix(proposed[area.id], len(area.scale))
            for area in maker.graded
            if (proposed[area.id] >= 0).any()
        }
        panel = Panel.formed(random, maker.evidence, pilot.evidence, mixes)
        return cls(panel, maker.seed, float(maker.plants.panel))

    def plant(
        self, drawn: Drawn, proposed: dict[str, Grades], paired: npt.NDArray[np.bool_], block: int
    ) -> tuple[npt.NDArray[np.bool_], dict[str, Grades]]:
        """Which cases of one block the panel graded, and the grades awarded in all of them.

        Cases that are `paired` are left to the rules. The panel judges no area that the rules say is not
        judged.
        """
        random = stream(self.seed, "graded", block)
        hit = (random.random(drawn.count) < self.share) & ~paired
        graded = self.panel.grades(random, drawn.evidence)
        found = {
            area: np.where(hit & (own != NOT_JUDGED), graded[area], own) if area in graded else own
            for area, own in proposed.items()
        }
        return hit, found


def _mix(grades: Grades, size: int) -> list[float]:
    counts = np.bincount(grades[grades >= 0], minlength=size)
    return [float(share) for share in counts / counts.sum()]
