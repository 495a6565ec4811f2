"""Every possible inspection: what a rule set can and can never do, proved or shown by an inspection.

Importing this loads Z3, so whoever needs it imports it where it is used.
"""

from evenhand.verification.claims import Against, decide_claim
from evenhand.verification.confirming import ReadingsDisagree
from evenhand.verification.counterexample import CaseClass, Example
from evenhand.verification.difference import (
    AreaDifference,
    Difference,
    DifferenceWitness,
    Relation,
    WitnessSide,
)
from evenhand.verification.regions import Part, Region
from evenhand.verification.results import Found, Obligation, Result
from evenhand.verification.sides import CannotCompare, SameArea
from evenhand.verification.solver import Answer, Limit, Model, Solver, Verdict, Z3Solver
from evenhand.verification.unlike import Direction
from evenhand.verification.verifier import Budget, MakeSolver, Verifier

__all__ = [
    "Against",
    "Answer",
    "AreaDifference",
    "Budget",
    "CannotCompare",
    "CaseClass",
    "Difference",
    "DifferenceWitness",
    "Direction",
    "Example",
    "Found",
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
    "Solver",
    "Verdict",
    "Verifier",
    "WitnessSide",
    "Z3Solver",
    "decide_claim",
]
