"""A small rule set as a pack of the benchmarks' workload."""

from __future__ import annotations

from benchmarks.workload import Pack

PACK: Pack = {
    "version": "v1",
    "grades": [1, 2, 3, 4],
    "areas": ["safe", "well_led"],
    "indicators": [
        {"id": "late", "type": "int", "min": 0, "max": 40},
        {"id": "grip", "type": "ord", "min": 1, "max": 4},
        {"id": "harm", "type": "bool", "min": 0, "max": 1},
    ],
    "rules": [
        {
            "id": "R1",
            "when": {"and": [{"cmp": ["late", "<=", 5]}, {"cmp": ["grip", ">=", 3]}]},
            "then": {"kind": "supports", "area": "safe", "grade": 3},
        },
        {
            "id": "R2",
            "when": {"or": [{"cmp": ["late", ">", 5]}, {"cmp": ["harm", "==", True]}]},
            "then": {"kind": "limits", "area": "safe", "grade": 2},
        },
        {
            "id": "R3",
            "when": {"and": [{"cmp": ["late", "<", 10]}, {"cmp": ["harm", "==", False]}]},
            "then": {"kind": "supports", "area": "well_led", "grade": 4},
        },
    ],
    "overall": [{"id": "O1", "areas": ["safe", "well_led"], "at_most": 1, "count": 1, "cap": 2}],
}
