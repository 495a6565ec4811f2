from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import product

import pytest

from evenhand.backends.planes.circuit import FALSE, TRUE, Circuit, Signal


class Values:
    """The algebra of True and False."""

    def __init__(self, inputs: Mapping[Hashable, bool]) -> None:
        self.inputs = inputs

    def constant(self, value: bool) -> bool:
        return value

    def input(self, key: Hashable) -> bool:
        return self.inputs[key]

    def both(self, one: bool, other: bool) -> bool:
        return one and other

    def either(self, one: bool, other: bool) -> bool:
        return one or other

    def differ(self, one: bool, other: bool) -> bool:
        return one is not other

    def negated(self, one: bool) -> bool:
        return not one

    def looked_up(self, key: Hashable, output: int, arguments: Sequence[bool]) -> bool:
        return (sum(arguments) > 0, sum(arguments) > 1)[output]


def value(circuit: Circuit, signal: Signal, **inputs: bool) -> bool:
    (found,) = circuit.read([signal], Values(inputs))
    return found


def inputs(circuit: Circuit, names: str) -> list[Signal]:
    return [circuit.input(name) for name in names]


def test_equal_parts_are_one() -> None:
    circuit = Circuit()
    a, b = inputs(circuit, "ab")
    assert circuit.both(a, b) == circuit.both(b, a)
    assert circuit.negated(circuit.negated(a)) == a
    size = len(circuit)
    circuit.either(circuit.both(a, b), a)
    circuit.either(a, circuit.both(b, a))
    assert len(circuit) == size + 1


def test_what_is_always_so_is_folded() -> None:
    circuit = Circuit()
    (a,) = inputs(circuit, "a")
    not_a = circuit.negated(a)
    assert circuit.both(a, not_a) == circuit.both(FALSE, a) == circuit.differ(a, a) == FALSE
    assert circuit.either(a, not_a) == circuit.either(TRUE, a) == TRUE
    assert circuit.both(TRUE, a) == circuit.either(a, a) == circuit.differ(a, FALSE) == a
    assert circuit.differ(TRUE, a) == not_a
    assert circuit.chosen(not_a, a, a) == a
    assert circuit.all_of([]) == TRUE and circuit.any_of([]) == FALSE


@pytest.mark.parametrize("count", ["at_least", "_counted", "_added_up"])
@pytest.mark.parametrize("width", range(1, 9))
def test_at_least_counts(width: int, count: str) -> None:
    """With and without adders, whichever is the shorter."""
    circuit = Circuit()
    names = "abcdefgh"[:width]
    parts = inputs(circuit, names)
    needed = range(1, width + 1)
    counts = [getattr(circuit, count)(number, parts) for number in needed]
    for values in product((False, True), repeat=width):
        found = circuit.read(counts, Values(dict(zip(names, values, strict=True))))
        assert found == [sum(values) >= number for number in needed]


def test_fewer_than_none_and_more_than_all() -> None:
    circuit = Circuit()
    parts = inputs(circuit, "abc")
    assert circuit.at_least(0, parts) == circuit.at_least(-1, []) == TRUE
    assert circuit.at_least(4, parts) == circuit.at_least(1, []) == FALSE


def test_a_part_that_stands_twice_counts_twice_and_constants_count() -> None:
    circuit = Circuit()
    a, b = inputs(circuit, "ab")
    counted = circuit.at_least(3, [a, a, b, FALSE])
    for one, other in product((False, True), repeat=2):
        assert value(circuit, counted, a=one, b=other) == (one and other)
    assert circuit.at_least(2, [TRUE, a, FALSE]) == a
    assert circuit.at_least(1, [TRUE, a]) == TRUE
    assert circuit.at_least(2, [FALSE, a]) == FALSE


def test_counting_many_parts_grows_with_their_number() -> None:
    def gates(width: int) -> int:
        circuit = Circuit()
        circuit.at_least(width // 2, [circuit.input(at) for at in range(width)])
        return len(circuit)

    assert gates(400) < 11 * gates(40)


def test_a_circuit_is_read_over_another() -> None:
    circuit, other = Circuit(), Circuit()
    a, b = inputs(circuit, "ab")
    (found,) = circuit.read([circuit.either(circuit.both(a, b), circuit.negated(b))], other)
    assert value(other, found, a=True, b=True) and not value(other, found, a=False, b=True)


def test_only_what_is_needed_is_read() -> None:
    circuit = Circuit()
    a, b = inputs(circuit, "ab")
    circuit.both(a, b)
    assert value(circuit, circuit.negated(a), a=False)


def test_what_is_looked_up_is_read_by_its_arguments() -> None:
    circuit = Circuit()
    a, b = inputs(circuit, "ab")
    outputs = [circuit.looked_up("how many", output, [a, b]) for output in range(2)]
    assert circuit.read(outputs, Values({"a": True, "b": False})) == [True, False]
    assert circuit.looked_up("how many", 0, [a, b]) == outputs[0] != outputs[1]
