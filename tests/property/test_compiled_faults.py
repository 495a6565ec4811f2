"""Faults put into the compiled path on purpose are caught by comparing it with the interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from evenhand.domain import Case, Scale
from evenhand.evaluation import (
    CompiledOutcome,
    board,
    compile_rules,
    compiled_areas,
    compiled_plan,
    compiled_tables,
    gates,
    interpreter,
    item_codes,
)
from evenhand.evaluation.trace import Existence, Limits
from evenhand.evaluation.truth import Truth
from evenhand.language import (
    Comparison,
    Conclusion,
    Grades,
    HitPolicy,
    Modality,
    RulesInForce,
)
from generators import Drawing
from oracle.checks import is_noticed

DRAWS = 400

Fault = Callable[[pytest.MonkeyPatch], None]


def flipped_comparison(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `<=`."""
    _reading_signs(patch, {Comparison.AT_LEAST: Comparison.AT_MOST})


def threshold_left_out(patch: pytest.MonkeyPatch) -> None:
    """`>=` read as `>`: wrong only exactly on the threshold."""
    _reading_signs(patch, {Comparison.AT_LEAST: Comparison.MORE})


def _reading_signs(patch: pytest.MonkeyPatch, signs: dict[Comparison, Comparison]) -> None:
    right = item_codes.satisfies

    def compare(code: int, sign: Comparison, threshold: int) -> bool:
        return right(code, signs.get(sign, sign), threshold)

    patch.setattr(item_codes, "satisfies", compare)


def lost_unknown(patch: pytest.MonkeyPatch) -> None:
    """A number that is not known exactly: what may hold is taken not to."""
    right = item_codes.ItemCodes._over

    def over(codes: item_codes.ItemCodes, first: int, last: int) -> tuple[int, int]:
        certain, _ = right(codes, first, last)
        return certain, certain

    patch.setattr(item_codes.ItemCodes, "_over", over)


def unknown_names_lost(patch: pytest.MonkeyPatch) -> None:
    """A level that is not known exactly: what may hold is taken not to."""
    right = item_codes.ItemCodes._over_names

    def over(codes: item_codes.ItemCodes, mask: int) -> tuple[int, int]:
        certain, _ = right(codes, mask)
        return certain, certain

    patch.setattr(item_codes.ItemCodes, "_over_names", over)


def limit_read_backwards(patch: pytest.MonkeyPatch) -> None:
    """`at_most` read as `at_least`."""
    right = compiled_areas.limits_of

    def read(scale: Scale, start: Any, made: Iterable[tuple[Conclusion, Truth]]) -> Limits:
        turned = (
            (Grades(Modality.AT_LEAST, conclusion.grade), truth)
            if isinstance(conclusion, Grades) and conclusion.modality is Modality.AT_MOST
            else (conclusion, truth)
            for conclusion, truth in made
        )
        return right(scale, start, turned)

    patch.setattr(compiled_areas, "limits_of", read)


def rails_crossed(patch: pytest.MonkeyPatch) -> None:
    """`unless` and `none` are hindered only by what surely holds."""
    right = board.Board._places

    def places(own: board.Board, alone: dict[int, gates.Node], width: int) -> int:
        place = right(own, alone, width)
        for at, node in alone.items():
            if isinstance(node, gates.Literal) and not node.holds:
                own.marks[node.leaf].unknown |= board.BOTH << place + 2 * at
        return place

    patch.setattr(board.Board, "_places", places)


def any_as_all(patch: pytest.MonkeyPatch) -> None:
    """`any` inside a condition read as `all`."""
    right = gates._at_least
    patch.setattr(
        gates,
        "_at_least",
        lambda number, parts, holds: right(len(parts) if number == 1 else number, parts, holds),
    )


def shorter_gates_never_hold(patch: pytest.MonkeyPatch) -> None:
    """An `all` with fewer parts than its neighbours waits for parts that it does not have."""
    patch.setattr(board, "ALWAYS", gates.NEVER)


def counted_once_too_often(patch: pytest.MonkeyPatch) -> None:
    """`at least 2 of` is content with one part."""
    right = board.WordCode._count
    patch.setattr(board.WordCode, "_count", lambda code, needed, slots: right(code, needed - 1, slots))


def memory_without_denominator(patch: pytest.MonkeyPatch) -> None:
    """A share is remembered by its count alone."""
    right = item_codes.ItemCodes._compared

    def compared(codes: item_codes.ItemCodes, value: Any) -> tuple[int, int]:
        share = codes.item.type == "share" and value.of is not None
        return right(codes, type(value)(value.lowest, value.highest, 10)) if share else right(codes, value)

    patch.setattr(item_codes.ItemCodes, "_compared", compared)


def provisional_read_as_reach(patch: pytest.MonkeyPatch) -> None:
    """An area is read at its reach where its provisional grade is meant."""
    patch.setattr(compiled_areas, "provisional_reading_of", interpreter.reading_of)


def later_rows_cut_off(patch: pytest.MonkeyPatch) -> None:
    """`first` takes the last row that holds."""
    right = compiled_tables.TableProgram.counting

    def counting(program: compiled_tables.TableProgram, certain: int, possible: int) -> int:
        if program.table.hit is HitPolicy.FIRST and certain:
            return 1 << (certain.bit_length() - 1)
        return right(program, certain, possible)

    patch.setattr(compiled_tables.TableProgram, "counting", counting)


def no_gap_ever(patch: pytest.MonkeyPatch) -> None:
    """A table whose column may not exist grades the area all the same."""
    right = compiled_tables.gap_of

    def gap(certain: bool, possible: bool, table: Any, known: Any) -> Existence:
        found = right(certain, possible, table, known)
        return Existence.NO if found is Existence.MAYBE else found

    patch.setattr(compiled_tables, "gap_of", gap)


def absence_forgotten(patch: pytest.MonkeyPatch) -> None:
    """An item that may not apply is taken to apply while it is unknown."""
    right = item_codes.ItemCodes.unknown_bits

    def bits(codes: item_codes.ItemCodes, may_be_settled: bool) -> tuple[int, int]:
        certain, possible = right(codes, may_be_settled)
        if codes.item.may_not_apply:
            if codes.item.type.is_numeric:
                held, _ = codes._over(0, len(codes.codes) - 1)
            else:
                held, _ = codes._over_names(codes.item.names.whole)
            certain |= held
        return certain, possible

    patch.setattr(item_codes.ItemCodes, "unknown_bits", bits)


def starts_not_judged_graded(patch: pytest.MonkeyPatch) -> None:
    """An area that starts from one that is not judged is judged all the same."""
    right = compiled_areas.judged_of
    patch.setattr(
        compiled_areas,
        "judged_of",
        lambda start, judged_when: right(Existence.YES, judged_when),
    )


def undecided_conclusions_dropped(patch: pytest.MonkeyPatch) -> None:
    """Rules that are undecided do not widen the reach."""
    right = compiled_areas.AreaProgram._conclusions

    def conclusions(program: compiled_areas.AreaProgram, key: Any, *, guess: bool) -> Any:
        return [(said, truth) for said, truth in right(program, key, guess=guess) if truth is Truth.TRUE]

    patch.setattr(compiled_areas.AreaProgram, "_conclusions", conclusions)


def both_readings_alike(patch: pytest.MonkeyPatch) -> None:
    """What rules say that read areas counts for the provisional grade as it stands in the reach."""
    patch.setattr(compiled_plan.WordPlan, "provisional_name", compiled_plan.WordPlan.name)


FAULTS: tuple[Fault, ...] = (
    flipped_comparison,
    threshold_left_out,
    lost_unknown,
    unknown_names_lost,
    limit_read_backwards,
    rails_crossed,
    any_as_all,
    shorter_gates_never_hold,
    counted_once_too_often,
    memory_without_denominator,
    provisional_read_as_reach,
    later_rows_cut_off,
    no_gap_ever,
    absence_forgotten,
    starts_not_judged_graded,
    undecided_conclusions_dropped,
    both_readings_alike,
)


def run(rules: RulesInForce, case: Case) -> CompiledOutcome:
    return compile_rules(rules).run(case)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_the_compiled_path_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    drawings = (Drawing(6, seed) for seed in range(DRAWS))
    assert is_noticed(run, drawings), f"{fault.__doc__} Not seen in {DRAWS} draws."
