"""Published judgements under two frameworks with other areas: decided as by the interpreter."""

from __future__ import annotations

from collections import Counter

import pytest

from evenhand.domain import Judged
from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.services.case_of_row import case_at
from evenhand.services.case_rules import CaseRules
from evenhand.services.casebook_cases import CaseReading
from evenhand.services.casebooks import open_casebook
from evenhand.services.replay_casebook import replay_casebook
from evenhand.services.replay_sides import side_of
from evenhand.services.workspace import Workspace


def slow_counts(before: str, after: str, workspace: Workspace) -> Counter[tuple[str, str]]:
    """What the interpreter makes of overall on both sides, case by case."""
    case_rules = CaseRules(workspace)
    sides = [side_of(reference, workspace, case_rules) for reference in (before, after)]
    found: Counter[tuple[str, str]] = Counter()
    for cases in CaseReading(open_casebook("published", workspace), workspace, case_rules).cases():
        for row in range(cases.rows):
            own, day = cases.rules.at(row), cases.on.at(row)
            both = [side.asked(own, day) for side in sides]
            if all(isinstance(rules, RulesInForce) for rules in both) and both[0] is not both[1]:
                words = [word(case_at(cases, row, rules), rules) for rules in both]
                found[words[0], words[1]] += 1
    return found


def word(case, rules: RulesInForce) -> str:
    outcome = interpret(rules, case).areas["overall"].outcome
    return "not_judged" if outcome.judged is Judged.NO else outcome.proposed or "undecided"


PAIRS = [
    ("own", "ilacs@2018"),
    ("ilacs@2018", "own"),
    ("ilacs@2018", "ilacs@2023"),
    ("ilacs@2023", "ilacs@2018"),
    ("sif@2013", "ilacs@2023"),
]


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_areas_that_one_side_has_are_known_to_it(workspace: Workspace, before: str, after: str) -> None:
    found = replay_casebook("published", workspace, before=before, after=after, area="overall")
    matrix = found.replay.areas["overall"].tally.matrix()
    counts = {(one, other): count for one, row in matrix.items() for other, count in row.items() if count}
    assert counts == slow_counts(before, after, workspace)
    assert sum(counts.values()) > 90
