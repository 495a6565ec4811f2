from __future__ import annotations

from evenhand.backends.planes.basis import Expression, Held, PlaneOf, plain_basis, small_basis
from evenhand.backends.planes.row_leaves import Rail

EXACT = [Held(0b0110, 0b1110), Held(0b0001, 0b1001), Held(0b0100, 0b1100)]
"""At least 1, less than 1 and at least 2, for the values 0, 1 and 2 and for an unknown one."""


def test_one_unknown_plane_and_one_for_each_threshold_are_enough() -> None:
    basis = small_basis(EXACT, 4)
    assert basis.planes == (PlaneOf(0, None), PlaneOf(0, Rail.SURELY), PlaneOf(2, Rail.SURELY))
    assert basis.surely[1] == Expression((0, 1), turned=True)
    assert basis.fits(EXACT, 4)


def test_what_never_or_always_holds_takes_no_plane() -> None:
    basis = small_basis([Held(0, 0), Held(0b11, 0b11)], 2)
    assert basis.planes == ()
    assert basis.surely == (Expression(), Expression((), turned=True))


def test_a_range_does_not_fit_the_few_planes_and_fits_the_plain_ones() -> None:
    """From 1 to 2: at least 1 for sure, at least 2 perhaps, less than 1 never."""
    ranged = [Held(0b1, 0b1), Held(0, 0), Held(0, 0b1)]
    assert not small_basis(EXACT, 4).fits(ranged, 1)
    assert plain_basis(3).fits(ranged, 1)
    assert len(plain_basis(3).planes) == 6


def test_expressions_are_moved_with_their_planes() -> None:
    assert Expression((0, 2), turned=True).at(5) == Expression((5, 7), turned=True)
