"""The files of a rule set as written, while changes are made to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evenhand.diagnostics import Problems, Span
from evenhand.domain import EvidenceItem
from evenhand.language.framework_files import (
    EXAMPLES_FILE,
    FRAMEWORK_FILE,
    PARAMETERS_FILE,
    holds_parameters,
    rule_files,
)
from evenhand.language.rule_reader import node_at
from evenhand.language.ruleset import RuleSet
from evenhand.source import Mapping as MappingNode
from evenhand.source import (
    Node,
    Scalar,
    Sequence,
    plain,
    read_yaml,
    text_node,
    with_item,
    with_value,
    without_key,
)

Named = tuple[str, str]
"""What kind of thing something is, and its name: `("rule", "OV2")`."""


@dataclass(frozen=True)
class Tree:
    """The files of a rule set: those that hold its rules as nodes, and the text of all but the model cases.

    `touched` names the files that no longer are what their text says. `name` is that of the rule set, for
    messages. Nothing here changes in place: every change makes another tree.
    """

    name: str
    nodes: Mapping[str, MappingNode]
    texts: Mapping[str, str]
    items: Mapping[str, EvidenceItem]
    shown_in: str = ""
    touched: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rule_set: RuleSet) -> Tree:
        """The files of a rule set that was loaded."""
        texts = {name: text for name, text in rule_set.files.items() if name != EXAMPLES_FILE}
        nodes: dict[str, MappingNode] = {}
        found = cls(rule_set.name, nodes, texts, rule_set.schema.items, rule_set.shown_in)
        nodes[FRAMEWORK_FILE] = _read(rule_set, FRAMEWORK_FILE)
        for name in (*found.parameter_file_names(), *found.rule_file_names()):
            if name in texts:
                nodes[name] = _read(rule_set, name)
        return replace(found, touched=frozenset(name for name in rule_set.nodes if name in nodes))

    # --- looking -------------------------------------------------------------------------------------

    @property
    def framework(self) -> MappingNode:
        """framework.yaml."""
        return self.nodes[FRAMEWORK_FILE]

    def rule_file_names(self) -> list[str]:
        """The files of rules: those that the framework lists, or all that stand beside it."""
        listed = self._listed()
        return (
            rule_files(self.texts)
            if listed is None
            else [name for name in listed if not holds_parameters(name)]
        )

    def parameter_file_names(self) -> list[str]:
        """The files of thresholds: `parameters.yaml`, and those that are listed or stand beside it."""
        listed = self._listed()
        beside = [name for name in sorted(self.texts) if "/" not in name] if listed is None else listed
        named = dict.fromkeys((PARAMETERS_FILE, *filter(holds_parameters, beside)))
        return [name for name in named if name in self.texts]

    def _listed(self) -> list[str] | None:
        listed = node_at(self.nodes[FRAMEWORK_FILE], "files")
        return [str(plain(item)) for item in listed.items] if isinstance(listed, Sequence) else None

    def rule_files(self) -> Iterator[tuple[str, MappingNode]]:
        """The files of rules by name."""
        for name in self.rule_file_names():
            if name in self.nodes:
                yield name, self.nodes[name]

    def areas(self) -> dict[str, str]:
        """The file of each judgement area, by the area's id."""
        return {area: name for name, file in self.rule_files() if (area := text_at(file, "area"))}

    def rules(self) -> Iterator[tuple[str, int, Node]]:
        """Every rule: its file, its position there, and the rule."""
        for name, file in self.rule_files():
            listed = file.get("rules")
            for index, rule in enumerate(listed.items if isinstance(listed, Sequence) else ()):
                yield name, index, rule

    def rule_ids(self) -> dict[str, tuple[str, int]]:
        """Where each rule stands: its file and its position there."""
        return {id: (name, index) for name, index, rule in self.rules() if (id := text_at(rule, "id"))}

    def parameters(self) -> dict[str, tuple[str, MappingNode]]:
        """Every threshold by id: its file, and what is written of it."""
        found: dict[str, tuple[str, MappingNode]] = {}
        for name in self.parameter_file_names():
            for id, node in _entries(self.nodes[name].get("parameters")):
                if isinstance(node, MappingNode):
                    found.setdefault(id, (name, node))
        return found

    def title_of(self, area: str) -> str | None:
        """The title of an area that is there: the framework's own, else that of its file."""
        return text_at(self.section("area_titles"), area) or text_at(self.nodes[self.areas()[area]], "title")

    def section(self, key: str) -> MappingNode:
        """`scales`, `groups` or `area_titles` of the framework; empty where there are none."""
        found = self.framework.get(key)
        return found if isinstance(found, MappingNode) else MappingNode((), self.framework.span)

    def default_scale(self) -> str:
        """The scale of areas that name none."""
        return text_at(self.framework, "scale") or next(iter(self.section("scales").keys()))

    def scale_of(self, area: str) -> str:
        """The scale of an area that is there."""
        return text_at(self.nodes[self.areas()[area]], "scale") or self.default_scale()

    def grades(self, scale: str) -> list[str]:
        """The grades of a scale, worst first; none where there is no such scale."""
        listed = node_at(self.section("scales"), scale, "grades")
        return [str(plain(item)) for item in listed.items] if isinstance(listed, Sequence) else []

    def members(self, group: str) -> list[str]:
        """The members of a group; none where there is no such group."""
        listed = self.section("groups").get(group)
        return [str(plain(item)) for item in listed.items] if isinstance(listed, Sequence) else []

    def inventory(self) -> frozenset[Named]:
        """Everything that a change can be about, by kind and name."""
        return frozenset(
            (
                *(("area", id) for id in self.areas()),
                *(("rule", id) for id in self.rule_ids()),
                *(("parameter", id) for id in self.parameters()),
                *(("group", id) for id in self.section("groups")),
                *(("grade", grade) for scale in self.section("scales") for grade in self.grades(scale)),
            )
        )

    # --- changing ------------------------------------------------------------------------------------

    def with_file(self, name: str, node: MappingNode) -> Tree:
        """The tree with another file under a name."""
        return replace(self, nodes={**self.nodes, name: node}, touched=self.touched | {name})

    def without_file(self, name: str) -> Tree:
        """The tree without a file of rules; the framework no longer lists it."""
        tree = self._without(name)
        return tree.with_framework(without_text(tree.framework, "files", name))

    def with_new_file(self, name: str, node: MappingNode, at: Span) -> Tree:
        """The tree with one more file of rules; a framework that lists its files lists it too."""
        tree = replace(self.with_file(name, node), texts={**self.texts, name: ""})
        listed = tree.framework.get("files")
        if isinstance(listed, Sequence):
            files = with_item(listed, text_node(name, at))
            tree = tree.with_framework(with_value(tree.framework, "files", files))
        return tree

    def with_framework(self, node: MappingNode) -> Tree:
        """The tree with another framework.yaml."""
        return self.with_file(FRAMEWORK_FILE, node)

    def with_rules(self, name: str, rules: Sequence) -> Tree:
        """The tree with other rules in a file."""
        return self.with_file(name, with_value(self.nodes[name], "rules", rules))

    def with_parameter(self, id: str, node: MappingNode, at: Span) -> Tree:
        """The tree with another threshold of an id, in the file that has it, else in parameters.yaml."""
        name, _ = self.parameters().get(id, (PARAMETERS_FILE, node))
        file = self.nodes.get(name) or MappingNode((), at)
        listed = file.get("parameters")
        known = listed if isinstance(listed, MappingNode) else MappingNode((), at)
        tree = replace(self, texts={name: "", **self.texts})
        return tree.with_file(name, with_value(file, "parameters", with_value(known, id, node, at)))

    def without_parameter(self, id: str) -> Tree:
        """The tree without a threshold that is there. A file that has no other is gone too."""
        name, _ = self.parameters()[id]
        file = self.nodes[name]
        listed = file.get("parameters")
        assert isinstance(listed, MappingNode)
        kept = without_key(listed, id)
        return (
            self.with_file(name, with_value(file, "parameters", kept))
            if len(kept)
            else self.without_file(name)
        )

    def with_title(self, area: str, title: Node) -> Tree:
        """The tree with another title of an area, where the framework or else its file gives it."""
        titles = self.section("area_titles")
        if area in titles:
            titles = with_value(titles, area, title)
            return self.with_framework(with_value(self.framework, "area_titles", titles))
        name = self.areas()[area]
        return self.with_file(name, with_value(self.nodes[name], "title", title))

    def _without(self, name: str) -> Tree:
        nodes = {known: node for known, node in self.nodes.items() if known != name}
        texts = {known: text for known, text in self.texts.items() if known != name}
        return replace(self, nodes=nodes, texts=texts, touched=self.touched - {name})


def _entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    for entry in node.entries if isinstance(node, MappingNode) else ():
        yield entry.key.text, entry.value


def text_at(node: Node, key: str) -> str | None:
    """The text under a key; None where there is none."""
    found = node_at(node, key)
    return found.text if isinstance(found, Scalar) else None


def without_text(node: MappingNode, key: str, text: str) -> MappingNode:
    """A set of keys whose list under `key` no longer holds `text`."""
    listed = node.get(key)
    if not isinstance(listed, Sequence):
        return node
    kept = tuple(item for item in listed.items if plain(item) != text)
    return with_value(node, key, Sequence(kept, listed.span))


def _read(rule_set: RuleSet, name: str) -> MappingNode:
    known = rule_set.nodes.get(name)
    node = known or read_yaml(rule_set.files[name], f"{rule_set.shown_in}{name}", Problems())
    # INVARIANT: the rule set was loaded from these very files, so each is a set of keys.
    assert isinstance(node, MappingNode)
    return node
