"""A second, two-valued reading of rules, written from language.md alone, to hold the interpreter to.

It shares no code with `evenhand.evaluation`. Nothing is ever unknown to it: it is asked about one `World`
at a time, in which every value is fixed, those that inspectors will never learn included.
"""

from oracle.grading import AreaVerdict, Verdict, judge, judge_with_facts
from oracle.worlds import World, worlds

__all__ = ["AreaVerdict", "Verdict", "World", "judge", "judge_with_facts", "worlds"]
