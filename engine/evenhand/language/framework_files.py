"""The files of a rule set while they are read: the framework, the files of areas, and what is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.diagnostics import Problems, codes
from evenhand.language.documents import AreaDocument, FrameworkDocument
from evenhand.language.rule_reader import node_at
from evenhand.language.rules import ALWAYS, Period
from evenhand.source import Node, Scalar, decode, place, read_as, read_yaml

FRAMEWORK_FILE = "framework.yaml"
PARAMETERS_FILE = "parameters.yaml"
EXAMPLES_FILE = "examples.yaml"
CLAIMS_FILE = "claims.yaml"
WAIVERS_FILE = "waivers.yaml"
ABOUT_RULES = frozenset((EXAMPLES_FILE, CLAIMS_FILE, WAIVERS_FILE))
"""Files that say what the rules should do and are no part of them: no hash is of these."""

NOT_RULES = ABOUT_RULES | {FRAMEWORK_FILE}


@dataclass(frozen=True, slots=True)
class AreaFile:
    """A file of rules that has the right shape."""

    name: str
    node: Node
    document: AreaDocument


@dataclass
class RuleSetFiles:
    """The contents of a rule set's files, by name, with what was found out about them.

    `broken` names what a file of the wrong shape would have defined, so that nothing is said of a name
    that may well be right. `unread` is set where a file is no text, or not even YAML. `shapes` are the
    files of rules, right or wrong. Those in `nodes` are read already.
    """

    files: Mapping[str, bytes | str]
    problems: Problems
    shown_in: str
    node: Node
    framework: FrameworkDocument
    period: Period = ALWAYS
    broken: set[str] = field(default_factory=set)
    unread: bool = False
    shapes: list[Node] = field(default_factory=list)
    nodes: Mapping[str, Node] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The text of a file, or None where there is none of that name."""
        found = self.files.get(name)
        return found if isinstance(found, str) else None

    def read(self, name: str) -> Node | None:
        """A file as YAML; where it is none, `unread` is set."""
        node = self.nodes.get(name) or read_yaml(self.files[name], f"{self.shown_in}{name}", self.problems)
        self.unread = self.unread or node is None
        return node

    def parameter_files(self) -> list[str]:
        """The files of thresholds: `parameters.yaml`, and those that are listed or stand beside it."""
        listed = self.framework.files
        beside = [name for name in sorted(self.files) if "/" not in name] if listed is None else listed
        named = [PARAMETERS_FILE, *filter(holds_parameters, beside)]
        return [name for name in dict.fromkeys(named) if name in self.files]

    def area_files(self) -> list[AreaFile]:
        """The files of rules that the framework lists, or all that stand beside it."""
        listed = self.framework.files
        found: list[AreaFile] = []
        for index, name in enumerate(listed or rule_files(self.files)):
            if name not in self.files:
                span = place(self.node, ("files", index))
                self.problems.add(codes.CANNOT_READ.at(span, path=name, problem="there is no such file"))
                continue
            if holds_parameters(name):
                continue
            node = self.read(name)
            if node is None:
                continue
            self.shapes.append(node)
            document = read_as(AreaDocument, node, self.problems)
            if document is not None:
                found.append(AreaFile(name, node, document))
                continue
            area = node_at(node, "area")
            if isinstance(area, Scalar):
                self.broken.add(area.text)
        return found


def holds_parameters(name: str) -> bool:
    """Whether a file holds thresholds, going by its name: `parameters.yaml` or `care_parameters.yaml`."""
    own = name.rsplit("/", 1)[-1]
    return own == PARAMETERS_FILE or own.endswith(f"_{PARAMETERS_FILE}")


def decoded(files: Mapping[str, bytes | str], shown_in: str, problems: Problems) -> dict[str, bytes | str]:
    """The files as text; one that is no UTF-8 text is told, and stays as it is."""
    found: dict[str, bytes | str] = {}
    for name, written in files.items():
        text: str | None = None
        if isinstance(written, bytes):
            text = decode(written, f"{shown_in}{name}", problems, may_be_marked=name.endswith(".csv"))
        found[name] = written if text is None else text
    return found


def rule_files(files: Mapping[str, bytes | str]) -> list[str]:
    """The names of the files beside a framework that hold rules."""
    return [
        name
        for name in sorted(files)
        if name.endswith(".yaml") and name not in NOT_RULES and not holds_parameters(name) and "/" not in name
    ]
