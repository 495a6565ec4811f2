"""What other readings are held to: a second reading of rules, and brute force over every case.

The second reading is two-valued and written from language.md alone, to hold the interpreter to. It shares no
code with `evenhand.evaluation`. Nothing is ever unknown to it: it is asked about one `World` at a time, in
which every value is fixed, those that inspectors will never learn included.

Brute force asks the interpreter about every complete case of a small rule set (`oracle.every_case`). What
must hold of rule sets is answered from that alone (`oracle.obligations`), and so is how two compare
(`oracle.relations`) and what one inspection can turn out as (`oracle.inspections`).
"""

from oracle.grading import AreaVerdict, Verdict, judge, judge_with_facts
from oracle.worlds import World, worlds

__all__ = ["AreaVerdict", "Verdict", "World", "judge", "judge_with_facts", "worlds"]
