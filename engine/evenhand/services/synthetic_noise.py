"""Recording noise in synthetic cases: put in after they are graded, and counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from evenhand.services.synthetic_cases import CaseMaker, Drawn, stream
from evenhand.synthesis import Grades, changed, recorded_again


@dataclass
class Recorder:
    """Records the evidence of one block of cases after another, with errors where these are planted.

    `values` counts cells that hold a single value and so could be hit, `changed` those that say something
    else now, and `moved`, by area, the cases of which the rules would propose another grade by what is
    recorded than by what is true.
    """

    maker: CaseMaker
    values: int = 0
    changed: int = 0
    moved: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.moved = {area.id: 0 for area in self.maker.graded}

    @property
    def errs(self) -> bool:
        """Whether any error is planted."""
        return self.maker.plants.noise > 0

    def record(self, drawn: Drawn, block: int) -> Drawn:
        """The cases of one block with the evidence as it was recorded."""
        if not self.errs:
            return drawn
        evidence, cells = self.maker.evidence, self.maker.evidence.cells
        random = stream(self.maker.seed, "noise", block)
        share = float(self.maker.plants.noise)
        found = recorded_again(random, evidence, drawn.evidence, drawn.sample, share)
        self.values += sum(int((codes < cells[id].exact).sum()) for id, codes in drawn.evidence.items())
        self.changed += changed(drawn.evidence, found)
        return replace(drawn, evidence=found)

    def compare(self, true: dict[str, Grades], recorded: dict[str, Grades]) -> None:
        """Count the cases in which the rules propose another grade by the evidence recorded."""
        for area, grades in true.items():
            self.moved[area] += int((grades != recorded[area]).sum())
