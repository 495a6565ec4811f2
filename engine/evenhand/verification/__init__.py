"""Every possible inspection: what a rule set can and can never do, proved or shown by an inspection.

Importing this loads Z3, so whoever needs it imports it where it is used.
"""

from evenhand.verification.asking import Answer, Limit, Model, Solver, Verdict
from evenhand.verification.changes import Change, ChangeFinder, Changes, ChangeSet
from evenhand.verification.claims import Against, areas_named, decide_claim
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import CaseClass, Example
from evenhand.verification.difference import (
    AreaDifference,
    Difference,
    DifferenceWitness,
    Relation,
    WitnessSide,
)
from evenhand.verification.likely_to_settle import Likely, likely_to_settle
from evenhand.verification.parts import AreaPart, ColumnPart, FindingPart, Part
from evenhand.verification.reach import ExactReach, exact_reach
from evenhand.verification.regions import Region
from evenhand.verification.results import Found, Obligation, Result
from evenhand.verification.settling import Settling, settling_sets
from evenhand.verification.sides import CannotCompare, SameArea
from evenhand.verification.solver import Z3Solver
from evenhand.verification.unlike import Direction
from evenhand.verification.verifier import Budget, MakeSolver, Verifier

__all__ = [
    "Against",
    "Answer",
    "AreaDifference",
    "AreaPart",
    "Budget",
    "CannotCompare",
    "CaseClass",
    "Change",
    "ChangeFinder",
    "ChangeSet",
    "Changes",
    "ColumnPart",
    "Difference",
    "DifferenceWitness",
    "Direction",
    "ExactReach",
    "Example",
    "FindingPart",
    "Found",
    "Likely",
    "Limit",
    "MakeSolver",
    "Model",
    "Obligation",
    "Part",
    "ReadingsDisagree",
    "Region",
    "Relation",
    "Result",
    "SameArea",
    "Settling",
    "Solver",
    "Verdict",
    "Verifier",
    "WitnessSide",
    "Z3Solver",
    "areas_named",
    "decide_claim",
    "exact_reach",
    "likely_to_settle",
    "settling_sets",
]
