"""Ordered and unordered sets of names: the grades of an area, the levels of an item, its choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Scale:
    """Names in the order written: grades from worst to best, levels from worst or lowest first.

    `points` gives each name a whole number for arithmetic, in the same order. `also_called` maps a name
    to names that other scales use for the same grade.
    """

    id: str
    names: tuple[str, ...]
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    points: tuple[int, ...] | None = None
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    ordered: bool = True

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self._positions

    def position(self, name: str) -> int:
        """Where `name` stands, from 0. Raises KeyError for a name the scale does not have."""
        return self._positions[name]

    def title(self, name: str) -> str:
        """The words to show for `name`."""
        return self.titles.get(name) or name.replace("_", " ")

    def bit(self, name: str) -> int:
        """`name` as one bit of a set of names."""
        return 1 << self._positions[name]

    def mask(self, names: Iterable[str]) -> int:
        """A set of names as bits, bit i standing for the name at position i."""
        found = 0
        for name in names:
            found |= self.bit(name)
        return found

    @cached_property
    def whole(self) -> int:
        """Every name, as bits."""
        return (1 << len(self.names)) - 1

    def names_in(self, mask: int) -> tuple[str, ...]:
        """The names whose bits are set, in the order of the scale."""
        return tuple(name for position, name in enumerate(self.names) if mask >> position & 1)

    def run(self, lowest: int, highest: int) -> tuple[str, ...]:
        """The names from position `lowest` to `highest`, both included."""
        return self.names[lowest : highest + 1]

    def same_names(self, other: Scale) -> bool:
        """Whether the two have the same names in the same order, so that they can be compared."""
        return self.names == other.names

    def own_name(self, name: str) -> str | None:
        """This scale's name for `name`, which may be one that it is also called by; None if it has none."""
        if name in self:
            return name
        for own, others in self.also_called.items():
            if name in others:
                return own
        return None


YES_NO = Scale("yes_no", ("no", "yes"), ordered=False)
"""The two answers of a yes/no item, `no` at position 0."""
