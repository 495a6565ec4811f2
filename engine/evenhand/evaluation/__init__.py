"""Floor 4: what rules mean. Every other reading answers to the interpreter here."""

from evenhand.evaluation.case_samples import CaseRow, count_cases
from evenhand.evaluation.interpreter import interpret

__all__ = ["CaseRow", "count_cases", "interpret"]
