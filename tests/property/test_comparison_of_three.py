"""Three inspections compared say of each two what a comparison of two says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evenhand.evaluation import interpret
from evenhand.explanation import compare
from evenhand.explanation.comparison_of_three import compare_three, explain_three
from generators import Drawing, draw_case, drawings, in_force


@given(drawings(), st.booleans())
def test_three_part_where_the_first_two_of_them_part(drawn: Drawing, twice: bool) -> None:
    rng = drawn.rng()
    rules = in_force(drawn.rule_set)
    cases = [draw_case(rng, drawn.rule_set) for _ in range(3)]
    if twice:
        cases[1] = cases[0]
    traces = [interpret(rules, case) for case in cases]
    found = compare_three(traces, [{}, {}, {}])
    assert found.not_in_all == ()
    explain_three(found, ["One", "Two", "Three"])
    for id, area in found.areas.items():
        pairs = {"ab": (0, 1), "ac": (0, 2), "bc": (1, 2)}
        plain = {
            letters: compare(traces[one], traces[two]).areas[id] for letters, (one, two) in pairs.items()
        }
        assert dict(area.pairs) == plain
        firsts = [plain[letters].first_difference for letters in ("ab", "ac")]
        told = [first for first in firsts if first is not None]
        assert (area.first is None) == (not told)
        if area.first is not None:
            assert area.first.rule in {first.rule for first in told}
            assert len(area.first.sides) == 3
            for first, second in ((0, 1), (0, 2)):
                pair = firsts[second - 1]
                if pair is not None and (pair.rule, pair.leaf) == (area.first.rule, area.first.leaf):
                    assert (area.first.sides[first], area.first.sides[second]) == (pair.a, pair.b)
        for values in area.differing.values():
            assert "not compared" not in values[1]
