"""Two rule sets over the same inspections: renamed areas, previous and given grades, scales, time."""

from __future__ import annotations

import itertools

import pytest

from evenhand.evaluation import interpret
from evenhand.language import RulesInForce
from evenhand.verification import (
    Answer,
    CannotCompare,
    Difference,
    Direction,
    Relation,
    SameArea,
    Verdict,
)
from evenhand.verification.renaming import with_areas_called
from written import load

SCHEMA = """\
schema: tiny
title: Tiny
items:
  late: {type: count, title: Late, max: 4, better: lower}
"""


def framework(areas: str, scale: str = "two: {grades: [poor, good]}") -> str:
    return (
        'framework: tiny\nversion: "1"\ntitle: Tiny\nin_force: {from: 2024-01-01}\n'
        f"evidence_schema: tiny\nscales: {{{scale}}}\nareas: [{areas}]\n"
    )


def rules_of(schema: str = SCHEMA, scale: str = "two: {grades: [poor, good]}", **areas: str) -> RulesInForce:
    """The rules in force of some areas, each written as what follows its title."""
    files = {"schema.yaml": schema, "framework.yaml": framework(", ".join(areas), scale)}
    files |= {f"{id}.yaml": f"area: {id}\ntitle: {id}\n{text}" for id, text in areas.items()}
    rule_set = load(files).usable
    return rule_set.in_force_on(rule_set.in_force.start)


def rule(id: str, when: str, then: str = "{at_most: poor}") -> str:
    return f"starts_at: good\nrules:\n  - {{id: {id}, title: {id}, when: {when}, then: {then}}}\n"


GIVEN = "given_only: yes\n"
CARE = rule("C1", "late > 2")


def same(id: str, after: str | None = None, places: tuple[int, ...] | None = (0, 1)) -> SameArea:
    return SameArea(id, id, after or id, places)


def compared(before: RulesInForce, after: RulesInForce, *areas: SameArea) -> Difference:
    return Difference(before, after, areas, clock=itertools.count().__next__)


def test_areas_are_renamed_wherever_they_are_read():
    own = "{id: O1, title: O, when: previous care is poor, then: {at_most: poor}}"
    text = f"starts_at: {{worst_of: [care]}}\nrules: [{own}]\n"
    rules = with_areas_called(rules_of(care=CARE, overall=text), {"care": "caring"})
    assert [area.id for area in rules.areas] == ["caring", "overall"]
    assert rules.rule_set.order == ("caring", "overall")
    assert rules.areas[1].start.areas == ("caring",)
    assert rules.areas[1].rules[0].when.subject.area == "caring"


def test_nothing_is_made_anew_where_nothing_is_renamed():
    rules = rules_of(care=CARE)
    assert with_areas_called(rules, {"care": "care"}) is rules


def test_the_previous_grade_of_a_renamed_area_is_one_and_the_same():
    before = rules_of(care=rule("C1", "previous care is poor"))
    after = rules_of(caring=rule("C1", "previous caring is poor"))
    assert compared(before, after, same("care", "caring")).area("care").relation is Relation.EQUIVALENT
    other = rules_of(caring=rule("C1", "previous caring is good"))
    found = compared(before, other, same("care", "caring")).area("care")
    assert found.relation is Relation.NEITHER
    for witness in found.witnesses:
        assert set(witness.before.example.case.previous.grades) <= {"care"}
        assert set(witness.after.example.case.previous.grades) <= {"caring"}


def test_what_is_given_is_given_to_both():
    before = rules_of(care=GIVEN, overall=rule("O1", "care is poor"))
    after = rules_of(care=CARE, overall=rule("O1", "care is poor"))
    found = compared(before, after, same("care"), same("overall"))
    assert {id: found.area(id).relation for id in found.ids} == {
        "care": Relation.NEW,
        "overall": Relation.EQUIVALENT,
    }


def test_areas_that_one_has_alone_are_new_or_gone():
    before = rules_of(care=CARE, old=rule("D1", "late > 1"))
    after = rules_of(care=CARE, fresh=rule("F1", "late > 1"))
    found = compared(before, after, same("care"))
    relations = {id: found.area(id).relation for id in found.ids}
    assert relations == {"care": Relation.EQUIVALENT, "old": Relation.GONE, "fresh": Relation.NEW}
    assert found.area("old").differs


def test_grades_are_compared_by_what_they_stand_for():
    four = "four: {grades: [bad, poor, good, top]}"
    before = rules_of(care=CARE)
    after = rules_of(scale=four, care=rule("C1", "late > 2", "{at_most: bad}"))
    placed = compared(after, before, same("care", places=(1, 2))).area("care")
    assert placed.relation is Relation.SOFTER
    assert compared(before, after, same("care", places=None)).area("care").directions == {
        Direction.STRICTER: False,
        Direction.SOFTER: False,
        Direction.OTHER: True,
    }


def test_given_grades_that_have_nothing_in_common_cannot_be_compared():
    after = rules_of(scale="other: {grades: [bad, fine]}", care=GIVEN, overall="starts_at: fine\n")
    before = rules_of(care=GIVEN, overall="starts_at: good\n")
    with pytest.raises(CannotCompare, match="care"):
        compared(before, after, same("care", places=None))


def test_an_item_that_is_declared_in_two_ways_cannot_be_compared():
    after = rules_of(SCHEMA.replace("max: 4", "max: 9"), care=CARE)
    with pytest.raises(CannotCompare, match="late"):
        compared(rules_of(care=CARE), after, same("care"))


def test_what_is_permitted_is_compared_where_grades_are_equal():
    before = rules_of(care="starts_at: poor\n")
    after = rules_of(care=rule("C1", "late >= 0").replace("good", "poor"))
    found = compared(before, after, same("care")).area("care")
    assert (found.relation, found.range_differs, found.differs) == (Relation.EQUIVALENT, True, True)


class Slow:
    """A solver that never has the time."""

    def __init__(self, *asked: object) -> None:
        pass

    def ask(self, *signals: object, **more: object) -> Answer:
        return Answer(Verdict.UNKNOWN)


def test_where_the_time_is_up_the_relation_is_not_known():
    before, after = rules_of(care=CARE), rules_of(care=rule("C1", "late > 1"))
    found = Difference(
        before, after, [same("care")], clock=itertools.count().__next__, make_solver=Slow
    ).area("care")
    assert (found.relation, found.differs, found.witnesses) == (None, None, ())


def test_different_rules_make_different_witnesses():
    text = "starts_at: good\nrules:\n"
    one, two = (
        "  - {id: C1, title: A, when: late > 3, then: {at_most: poor}}\n",
        "  - {id: C2, title: B, when: previous care is poor, then: {at_most: poor}}\n",
    )
    before, after = rules_of(care=text + one + two), rules_of(care="starts_at: good\n")
    found = compared(before, after, same("care")).area("care")
    assert found.relation is Relation.SOFTER
    assert {witness.before.responsible.rules for witness in found.witnesses[:2]} == {("C1",), ("C2",)}
    for witness in found.witnesses:
        assert interpret(before, witness.before.example.case).areas["care"].outcome.proposed == "poor"
