"""Floor 4: what rules mean. Every other reading answers to the interpreter here."""

from evenhand.evaluation.afterwards import decide_afterwards
from evenhand.evaluation.case_samples import (
    CaseRow,
    count_cases,
)
from evenhand.evaluation.compiled import CompiledOutcome, CompiledRules, compile_rules
from evenhand.evaluation.interpreter import (
    interpret,
)
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
from evenhand.evaluation.truth import (
    Truth,
)

__all__ = [
    "Amount",
    "AnyRuleStep",
    "AreaStep",
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
    "compile_rules",
    "count_cases",
    "decide_afterwards",
    "interpret",
]
