"""What making a change gives: the files as they are then, and what to tell of it; or why it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.diagnostics import Diagnostic, Span, codes, did_you_mean
from evenhand.language.amendments.tree import Tree
from evenhand.source import Node, Sequence, plain


@dataclass(frozen=True)
class Applied:
    """A change that was made. `before` and `after` are the part that it is about, as plain data."""

    tree: Tree
    description: str
    before: object = None
    after: object = None


class Refused(Exception):
    """A change that cannot be made; carries what to tell of it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def missing(tree: Tree, what: str, name: str, span: Span, known: Iterable[str]) -> Refused:
    """The refusal of a change to what is not there."""
    hint = did_you_mean(name, known)
    return Refused(codes.NOTHING_TO_CHANGE.at(span, base=tree.name, what=what, name=name, hint=hint))


def there_already(tree: Tree, what: str, name: str, span: Span, hint: str | None = None) -> Refused:
    """The refusal to add what is there."""
    return Refused(codes.THERE_ALREADY.at(span, base=tree.name, what=what, name=name, hint=hint))


def cannot(span: Span, problem: str, hint: str | None = None) -> Refused:
    """The refusal of a change that does not fit what is there."""
    return Refused(codes.CANNOT_CHANGE.at(span, problem=problem, hint=hint))


def shown(node: Node | None) -> object:
    """A part as plain data; None where there is none."""
    return None if node is None else plain(node)


def in_words(names: Iterable[str]) -> str:
    """
    >>> in_words(["leaders", "care_leavers", "overall"])
    'leaders, care_leavers and overall'
    """
    listed = list(names)
    return " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]]))


def texts(node: Node | None) -> list[str]:
    """The texts of a list."""
    return [str(plain(item)) for item in node.items] if isinstance(node, Sequence) else []
