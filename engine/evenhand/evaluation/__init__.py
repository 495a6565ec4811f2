"""Floor 4: what rules mean. Every other reading answers to the interpreter here."""

from evenhand.evaluation.afterwards import decide_afterwards
from evenhand.evaluation.boundaries import SHARE_WIDTH, Belongs, Boundary, boundaries_of
from evenhand.evaluation.case_samples import (
    CaseRow,
    count_cases,
)
from evenhand.evaluation.compiled import CompiledOutcome, CompiledRules, compile_rules
from evenhand.evaluation.interpreter import interpret
from evenhand.evaluation.trace import (
    Amount,
    AnyRuleStep,
    AreaStep,
    ConditionStep,
    Existence,
    FindingStep,
    FindingTableStep,
    InspectionTrace,
    LeafNote,
    LeafStep,
    Limits,
    Names,
    Reading,
    RowStep,
    RuleStep,
    StartStep,
    Step,
    TableStep,
)
from evenhand.evaluation.truth import Truth

__all__ = [
    "SHARE_WIDTH",
    "Amount",
    "AnyRuleStep",
    "AreaStep",
    "Belongs",
    "Boundary",
    "CaseRow",
    "CompiledOutcome",
    "CompiledRules",
    "ConditionStep",
    "Existence",
    "FindingStep",
    "FindingTableStep",
    "InspectionTrace",
    "LeafNote",
    "LeafStep",
    "Limits",
    "Names",
    "Reading",
    "RowStep",
    "RuleStep",
    "StartStep",
    "Step",
    "TableStep",
    "Truth",
    "boundaries_of",
    "compile_rules",
    "count_cases",
    "decide_afterwards",
    "interpret",
]
