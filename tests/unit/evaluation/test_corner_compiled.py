"""Corners of the compiled path that drawn rule sets do not come to."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest

from evenhand.domain import Case, EvidenceItem, EvidenceProfile, ItemType
from evenhand.evaluation import (
    CompiledOutcome,
    compile_rules,
    compiled_areas,
    compiled_starts,
    compiled_tables,
    compiled_words,
    item_codes,
)
from evenhand.evaluation.readings import Knowledge, read_term
from evenhand.evaluation.trace import Amount
from evenhand.language import ItemNumber, RulesInForce, Scaled
from generators import Drawing
from oracle.checks import unlike_interpreter
from unit.evaluation.asking import trace_of

FULL = (
    (compiled_areas, "KEPT_OUTCOMES"),
    (compiled_starts, "KEPT_OUTCOMES"),
    (compiled_tables, "KEPT_ROWS"),
    (compiled_words, "KEPT_WORDS"),
    (item_codes, "KEPT_VALUES"),
)
QUANTITIES = (
    *("all", "any", "none"),
    *(f"{quantity} {number} of" for quantity in ("at least", "at most", "exactly") for number in (1, 2)),
)


def run(rules: RulesInForce, case: Case) -> CompiledOutcome:
    return compile_rules(rules).run(case)


def rules_over_the_same_leaves() -> str:
    """Every connective over two or three of two leaves: some leaves stand twice, some counts always hold."""
    lines = ["area: leaders", "title: Leaders", "starts_at: good", "rules:"]
    leaves = ("harm is yes", "visible is yes")
    parts = [part for number in (2, 3) for part in combinations_with_replacement(leaves, number)]
    for index, (side, quantity, part) in enumerate(product(("when", "unless"), QUANTITIES, parts)):
        lines += [
            f"  - id: L{index}",
            "    title: A rule",
            f"    {side}: {{{quantity}: [{', '.join(part)}]}}",
            "    then: {at_most: inadequate}",
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("evidence", [*product(("yes", "no", None), repeat=2)], ids=str)
def test_a_leaf_that_stands_twice_counts_twice(evidence: tuple[str | None, str | None]) -> None:
    written = ", ".join(
        f"{item}: {value}" for item, value in zip(("harm", "visible"), evidence, strict=True) if value
    )
    trace = trace_of(f"evidence: {{{written}}}", leaders_yaml=rules_over_the_same_leaves())
    assert not list(unlike_interpreter(trace.rules, trace.case, run))


def test_a_memory_that_is_full_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in FULL:
        monkeypatch.setattr(module, name, 0)
    for seed in range(60):
        drawn = Drawing(6, seed)
        assert not list(unlike_interpreter(drawn.rules, drawn.case, run))


def test_nought_times_what_has_no_bound_is_nought() -> None:
    late = EvidenceItem("late", ItemType.NUMBER, "Late")
    known = Knowledge(Case(EvidenceProfile({})), {}, {})
    assert read_term(ItemNumber(late), known) == Amount(None, None)
    assert read_term(Scaled(ItemNumber(late), 0), known) == Amount(0, 0)


FOUND = """\
area: leaders
title: Leaders
starts_at: good
rules:
  - {id: F1, title: Grip, when: grip is strong, then: {finding: {id: keeps_grip, name: managers keep a grip}}}
  - {id: L1, title: Kept, when: managers keep a grip, then: {supports: outstanding}}
"""
HARMED = (
    "area: %s\ntitle: A\nstarts_at: good\n"
    "rules:\n  - {id: %s, title: H, when: harm is yes, then: {at_most: good}}\n"
)


@pytest.mark.parametrize("grip", ["strong", "weak", "adequate or strong", "absent or weak"])
def test_findings_are_told_where_nothing_else_needs_what_is_known(grip: str) -> None:
    """Neither a case's facts, nor tables, nor starts at other areas: the boards hold all there is."""
    files = {
        "leaders_yaml": FOUND,
        "care_yaml": HARMED % ("care", "C1"),
        "homes_yaml": HARMED % ("homes", "H1"),
    }
    trace = trace_of(f"evidence: {{grip: {grip}}}", **files)
    assert not list(unlike_interpreter(trace.rules, trace.case, run))
