"""Changes of thresholds: set, added, taken away."""

from __future__ import annotations

import datetime

from evenhand.diagnostics import Span
from evenhand.language.amendments.applied import Applied, cannot, missing, shown, there_already
from evenhand.language.amendments.documents import AddParameterDocument, SetParameterDocument
from evenhand.language.amendments.tree import Tree, text_at
from evenhand.language.rule_reader import node_at
from evenhand.source import Mapping, Node, Sequence, place, with_value, without_key

_OF_THE_VALUE = ("from", "value", "source", "note")
_OF_THE_PARAMETER = ("title", "local", "min", "max")


def set_parameter(tree: Tree, wanted: SetParameterDocument, node: Mapping) -> Applied:
    """Another value from a day on, or at all times; or other words or bounds. Raises Refused."""
    id = wanted.parameter
    span = place(node, ("parameter",))
    listed = tree.parameters()
    if id not in listed:
        raise missing(tree, "parameter", id, span, listed)
    _, known = listed[id]
    if wanted.value is None and any(key in node for key in ("from", "source", "note")):
        raise cannot(node.span, f"`value` is missing, and the rest is about the value of `{id}`")
    made = known
    for key in _OF_THE_PARAMETER:
        value = node.get(key)
        made = made if value is None else with_value(made, key, value)
    if made is known and wanted.value is None:
        raise cannot(node.span, f"this does not say what is set of `{id}`", "add a `value`")
    if wanted.value is not None:
        made = with_value(made, "values", _dated(known, node, wanted.from_))
    description = f"Sets {id} {_words(known, made, wanted)} ({text_at(known, 'title')})"
    return Applied(tree.with_parameter(id, made, span), description, shown(known), shown(made))


def _dated(known: Mapping, node: Mapping, start: datetime.date | None) -> Sequence:
    """The values that hold: those before `start` as they were, and the one that `node` sets."""
    old = known.get("values")
    values = old.items if isinstance(old, Sequence) else ()
    new = without_key(node, *(key for key in node if key not in _OF_THE_VALUE))
    if start is None:
        first = node_at(values[0], "from") if values else None
        if first is not None:
            new = Mapping(
                (*with_value(Mapping((), node.span), "from", first).entries, *new.entries), node.span
            )
        return Sequence((new,), node.span)
    kept = [value for value in values if (text_at(value, "from") or "") < start.isoformat()]
    return Sequence((*kept, new), node.span)


def _words(known: Mapping, made: Mapping, wanted: SetParameterDocument) -> str:
    told = []
    if wanted.value is not None:
        since = f" from {wanted.from_} on" if wanted.from_ else ""
        told.append(f"to {wanted.value}{since}, in place of {_values(known)}")
    for key in _OF_THE_PARAMETER:
        if key != "title" and text_at(made, key) != text_at(known, key):
            before = text_at(known, key)
            told.append(f"{key} {text_at(made, key)}" + (f", in place of {before}" if before else ""))
    if wanted.title is not None:
        told.append(f"title “{wanted.title}”")
    return "; ".join(told) or "as it is"


def _values(parameter: Mapping) -> str:
    listed = parameter.get("values")
    values = listed.items if isinstance(listed, Sequence) else ()
    dates = len(values) > 1
    return ", then ".join(
        str(text_at(value, "value"))
        + (f" from {since}" if dates and (since := text_at(value, "from")) else "")
        for value in values
    )


def add_parameter(tree: Tree, wanted: AddParameterDocument, node: Mapping) -> Applied:
    """One more threshold. Raises Refused."""
    id = wanted.parameter
    span = place(node, ("parameter",))
    if id in tree.parameters():
        raise there_already(tree, "a parameter", id, span, "use `set_parameter`, or another name")
    made = without_key(node, "parameter")
    description = f"Adds the parameter {id}: {_values(made)} ({wanted.title})"
    return Applied(tree.with_parameter(id, made, span), description, None, shown(made))


def remove_parameter(tree: Tree, id: str, node: Node, span: Span) -> Applied:
    """One threshold less. Raises Refused."""
    listed = tree.parameters()
    if id not in listed:
        raise missing(tree, "parameter", id, span, listed)
    _, known = listed[id]
    return Applied(tree.without_parameter(id), f"Takes away the parameter {id}", shown(known), None)
