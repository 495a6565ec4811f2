"""Changes of rules: one replaced, added, taken away."""

from __future__ import annotations

from evenhand.diagnostics import Span
from evenhand.language.amendments.applied import Applied, missing, shown, there_already
from evenhand.language.amendments.documents import AddRuleDocument
from evenhand.language.amendments.tree import Tree, text_at
from evenhand.language.documents import RuleDocument
from evenhand.language.rule_reader import node_at
from evenhand.source import (
    Mapping,
    Node,
    Sequence,
    place,
    text_node,
    with_item,
    with_item_at,
    with_value,
    without_item,
    without_key,
)

_FINDINGS_FILE = "added_findings.yaml"


def replace_rule(tree: Tree, wanted: RuleDocument, node: Mapping) -> Applied:
    """A whole rule in place of the one of the same id. Raises Refused."""
    name, index, rules = _find(tree, wanted.id, place(node, ("id",)))
    made = with_item_at(rules, index, node)
    description = f"Replaces rule {wanted.id}{_of(tree, name)}: {wanted.title}"
    return Applied(tree.with_rules(name, made), description, shown(rules.items[index]), shown(node))


def add_rule(tree: Tree, wanted: AddRuleDocument, node: Mapping) -> Applied:
    """One more rule, in an area, or, where it makes a finding, in none. Raises Refused."""
    span = place(node, ("id",))
    if wanted.id in tree.rule_ids():
        raise there_already(tree, "a rule", wanted.id, span, "use `replace_rule`, or another id")
    if wanted.area is not None and wanted.area not in tree.areas():
        raise missing(tree, "area", wanted.area, place(node, ("area",)), tree.areas())
    tree, name = _file_for(tree, wanted.area, span)
    rule = without_key(node, "area")
    old = tree.nodes[name].get("rules")
    rules = old if isinstance(old, Sequence) else Sequence((), span)
    description = f"Adds rule {wanted.id}{_to(tree, name)}: {wanted.title}"
    return Applied(tree.with_rules(name, with_item(rules, rule)), description, None, shown(rule))


def remove_rule(tree: Tree, id: str, node: Node, span: Span) -> Applied:
    """One rule less. Raises Refused."""
    name, index, rules = _find(tree, id, span)
    rule = rules.items[index]
    description = f"Takes away rule {id}{_of(tree, name)}: {text_at(rule, 'title')}"
    return Applied(tree.with_rules(name, without_item(rules, index)), description, shown(rule), None)


def _find(tree: Tree, id: str, span: Span) -> tuple[str, int, Sequence]:
    found = tree.rule_ids()
    if id not in found:
        raise missing(tree, "rule", id, span, found)
    name, index = found[id]
    rules = node_at(tree.nodes[name], "rules")
    assert isinstance(rules, Sequence)
    return name, index, rules


def _file_for(tree: Tree, area: str | None, span: Span) -> tuple[Tree, str]:
    """The file that a rule goes into; the tree has it."""
    if area is not None:
        return tree, tree.areas()[area]
    for name, file in tree.rule_files():
        if "area" not in file:
            return tree, name
    title = text_node("Findings that an amendment added", span)
    return tree.with_new_file(
        _FINDINGS_FILE, with_value(Mapping((), span), "title", title), span
    ), _FINDINGS_FILE


def _of(tree: Tree, name: str) -> str:
    area = text_at(tree.nodes[name], "area")
    return f" of {area}" if area else ""


def _to(tree: Tree, name: str) -> str:
    area = text_at(tree.nodes[name], "area")
    return f" to {area}" if area else ""
