"""Floor 6: synthetic cases, drawn from a seed; what is planted in them is known. Decides no grade."""

from evenhand.synthesis.authorities import (
    KINDS,
    REGIONS,
    Authorities,
    Met,
    authorities,
    met,
    working_days,
)
from evenhand.synthesis.cells import SAMPLE_SIZES, Cells, Codes
from evenhand.synthesis.evidence import MISSING, RANGES, Evidence, EvidenceMaker
from evenhand.synthesis.moves import (
    REASONS,
    Chosen,
    Grades,
    Rows,
    choose_areas,
    drift_by_year,
    severities,
    shifted,
)
from evenhand.synthesis.normal import Floats, point_above, share_below
from evenhand.synthesis.panel import Panel
from evenhand.synthesis.plants import DEFAULT_PLANTS, Plants, read_plants
from evenhand.synthesis.quality import BINS, QualitySpread, fitted_spread, natural_spread
from evenhand.synthesis.recording import changed, recorded_again

__all__ = [
    "BINS",
    "DEFAULT_PLANTS",
    "KINDS",
    "MISSING",
    "RANGES",
    "REASONS",
    "REGIONS",
    "SAMPLE_SIZES",
    "Authorities",
    "Cells",
    "Chosen",
    "Codes",
    "Evidence",
    "EvidenceMaker",
    "Floats",
    "Grades",
    "Met",
    "Panel",
    "Plants",
    "QualitySpread",
    "Rows",
    "authorities",
    "changed",
    "choose_areas",
    "drift_by_year",
    "fitted_spread",
    "met",
    "natural_spread",
    "point_above",
    "read_plants",
    "recorded_again",
    "severities",
    "share_below",
    "shifted",
    "working_days",
]
