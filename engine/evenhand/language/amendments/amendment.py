"""An amendment: from its text to its changes, checked against the rule set that it amends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from evenhand.diagnostics import Diagnostic, Problems, Span, codes
from evenhand.domain import Source
from evenhand.language.amendments.changes import (
    Change,
    Heading,
    Target,
    actions_of,
    clash,
    renamed_areas,
    targets,
)
from evenhand.language.amendments.documents import AmendmentDocument, ChangeDocument
from evenhand.language.amendments.making import Made, load_amended, make_all
from evenhand.language.amendments.tree import Tree
from evenhand.language.framework_files import CLAIMS_FILE, EXAMPLES_FILE, WAIVERS_FILE
from evenhand.language.rule_reader import node_at
from evenhand.language.ruleset import RuleSet
from evenhand.source import Mapping as MappingNode
from evenhand.source import Node, place, plain, read_as, read_yaml, text_node, with_value
from evenhand.source import Sequence as SequenceNode


@dataclass(frozen=True)
class WrittenAmendment:
    """An amendment as it is written, before the rule set that it amends is looked for."""

    document: AmendmentDocument
    node: MappingNode
    text: str
    file: str

    @property
    def id_at(self) -> Span:
        """Where its id is written."""
        return place(self.node, ("amendment",))

    @property
    def amends_at(self) -> Span:
        """Where it says which rule set it amends."""
        return place(self.node, ("amends",))


@dataclass(frozen=True)
class Amendment:
    """A proposed change of a rule set, checked.

    `base` is the rule set that it amends, and `rule_set` what all its changes make of it. `below` is the
    amendment that made `base`, where that is one. `warnings` are what to tell of changes that can be made.
    """

    id: str
    title: str
    base: RuleSet
    changes: tuple[Change, ...]
    rule_set: RuleSet
    below: Amendment | None = None
    source: Source | None = None
    note: str | None = None
    file: str = ""
    text: str = field(default="", repr=False)
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def chain(self) -> tuple[Amendment, ...]:
        """The amendments that lead to it from a rule set that is none, itself the last."""
        return (*(self.below.chain if self.below is not None else ()), self)


# --- from text --------------------------------------------------------------------------------------


def read_amendment(text: bytes | str, file: str, problems: Problems) -> WrittenAmendment | None:
    """What the text of an amendment says, or None with every problem of its shape added."""
    node = read_yaml(text, file, problems)
    if node is None:
        return None
    if not isinstance(node, MappingNode) or "amendment" not in node:
        hint = "a rule set is named by its folder" if node_at(node, "framework") is not None else None
        problems.add(codes.NOT_AN_AMENDMENT.at(Span.whole(file), path=file, hint=hint))
        return None
    before = problems.error_count()
    _check_changes(node, problems)
    document = read_as(AmendmentDocument, node, problems)
    if document is None or problems.error_count() > before:
        return None
    written = text if isinstance(text, str) else text.decode("utf-8")
    return WrittenAmendment(document, node, written, file)


def _check_changes(node: MappingNode, problems: Problems) -> None:
    """Each change has an id of its own and does one thing."""
    places: dict[str, Span] = {}
    for change in _change_nodes(node):
        id = str(plain(change.get("id") or text_node("", change.span)))
        span = place(change, ("id",))
        if id in places:
            related = [(places[id], "the other one")]
            problems.add(codes.SAME_CHANGE_ID.at(span, change=id, related=related))
        places.setdefault(id, span)
        actions = actions_of(change)
        # A key that nobody knows is told of by itself; it was meant to say what the change does.
        if len(actions) > 1 or (not actions and all(key in ChangeDocument.model_fields for key in change)):
            listed = ", ".join(f"`{action}`" for action in actions) or "nothing"
            hint = "make a change of each" if actions else "say what it does, such as `replace_rule`"
            problems.add(codes.NOT_ONE_ACTION.at(span, change=id, listed=listed, hint=hint))


def _change_nodes(node: MappingNode) -> list[MappingNode]:
    changes = node.get("changes")
    items = changes.items if isinstance(changes, SequenceNode) else ()
    return [item for item in items if isinstance(item, MappingNode)]


def check_amendment(
    written: WrittenAmendment, base: RuleSet, problems: Problems, below: Amendment | None = None
) -> Amendment | None:
    """The amendment of `base`, or None with every problem of its changes, and of what they make, added."""
    before = problems.error_count()
    document = written.document
    changes = _changes(written)
    if _clashes(changes, Tree.of(base).default_scale(), problems):
        return None
    _check_ids_are_new(changes, below, problems)
    made = make_all(Tree.of(base), changes, problems)
    if problems.error_count() > before or made is None:
        return None
    rule_set = load_amended(base, made.tree, made.changes, _beside(written, base), problems)
    if rule_set is None:
        return None
    warnings = (*_empty(made, base, rule_set), *_taken_back(made, below))
    return Amendment(
        id=document.amendment,
        title=document.title,
        base=base,
        changes=made.changes,
        rule_set=rule_set,
        below=below,
        source=document.source.as_source() if document.source else None,
        note=document.note,
        file=written.file,
        text=written.text,
        warnings=tuple(warnings),
    )


def _beside(written: WrittenAmendment, base: RuleSet) -> dict[str, Node]:
    """The files beside the rules that an amendment makes: its own model cases, and all claims and waivers."""
    found: dict[str, Node] = {}
    examples = node_at(written.node, "examples")
    if examples is not None:
        found[EXAMPLES_FILE] = with_value(MappingNode((), examples.span), "examples", examples)
    for file, key in ((CLAIMS_FILE, "claims"), (WAIVERS_FILE, "waivers")):
        below, own = _listed_in_base(base, file, key), node_at(written.node, key)
        items = (*(below or ()), *(own.items if isinstance(own, SequenceNode) else ()))
        # What is wrong with a file of the base is told when it is read: it stays as it is.
        if items and below is not None:
            listed = SequenceNode(items, written.node.span)
            found[file] = with_value(MappingNode((), written.node.span), key, listed)
    return found


def _listed_in_base(base: RuleSet, file: str, key: str) -> tuple[Node, ...] | None:
    """What a file beside the rules of the base lists; None where it cannot be read."""
    if file not in base.files:
        return ()
    known = base.nodes.get(file) or read_yaml(base.files[file], f"{base.shown_in}{file}", Problems())
    listed = None if known is None else node_at(known, key)
    return listed.items if isinstance(listed, SequenceNode) else None


def _changes(written: WrittenAmendment) -> tuple[Change, ...]:
    document = written.document
    heading = Heading(document.amendment, document.title, tuple(one.id for one in document.changes))
    return tuple(
        Change(
            id=one.id,
            reason=one.because,
            action=actions_of(node)[0],
            heading=heading,
            source=one.source.as_source() if one.source else None,
            note=one.note,
            document=one,
            node=node,
        )
        for one, node in zip(document.changes, _change_nodes(written.node), strict=True)
    )


def _clashes(changes: Sequence[Change], default_scale: str, problems: Problems) -> bool:
    """Whether two changes are about the same thing, which is told."""
    about: list[tuple[Change, Target]] = []
    found = False
    for change in changes:
        assert change.document is not None
        own = list(targets(change.document, default_scale))
        told = next(((other, what) for other, its in about for one in own if (what := clash(its, one))), None)
        if told is not None:
            other, what = told
            related = [(other.span, "the other change")]
            problems.add(
                codes.TOUCHED_TWICE.at(
                    change.span, first=other.id, second=change.id, what=what, related=related
                )
            )
            found = True
        about += [(change, target) for target in own]
    return found


# --- what is told of changes that can be made ---------------------------------------------------------


def _empty(made: Made, base: RuleSet, rule_set: RuleSet) -> Iterator[Diagnostic]:
    for change in made.changes:
        same = _collapsed(change.before) == _collapsed(change.after)
        if same or _is_same_threshold(change, base, rule_set):
            yield codes.CHANGES_NOTHING.at(change.span, change=change.id)


def _is_same_threshold(change: Change, base: RuleSet, rule_set: RuleSet) -> bool:
    """Whether a threshold is set to what it is: 4 weeks are 28 days, wherever that was read."""
    assert change.document is not None
    wanted = change.document.set_parameter
    if wanted is None:
        return False

    def known(of: RuleSet) -> object:
        found = of.parameters[wanted.parameter]
        dated = tuple((value.start, value.value) for value in found.values)
        return replace(found, values=()), dated

    return wanted.note is None and wanted.source is None and known(base) == known(rule_set)


def _collapsed(part: object) -> object:
    """Plain data whose runs of spaces are made single: how text is wrapped means nothing."""
    match part:
        case str():
            return " ".join(part.split())
        case dict():
            return {key: _collapsed(value) for key, value in part.items()}
        case list():
            return [_collapsed(one) for one in part]
        case _:
            return part


def _check_ids_are_new(changes: Sequence[Change], below: Amendment | None, problems: Problems) -> None:
    """An id that an area had is not given to another area, so that what cases say of it stays its own."""
    done = [] if below is None else [change for one in below.chain for change in one.changes]
    for change in changes:
        assert change.document is not None
        added, renamed = change.document.add_area, change.document.rename_area
        id = added.area if added is not None else renamed.to if renamed is not None else ""
        before = renamed_areas(done)
        if id in before and (renamed is None or renamed.area != before[id]):
            problem = f"`{id}` was the id of the area that is called `{before[id]}` now"
            hint = "give it an id that no area had"
            problems.add(codes.CANNOT_CHANGE.at(change.span, problem=problem, hint=hint))
        done.append(change)


def _taken_back(made: Made, below: Amendment | None) -> Iterator[Diagnostic]:
    """What changes take away that amendments below added."""
    for amendment in below.chain if below is not None else ():
        added = Tree.of(amendment.rule_set).inventory() - Tree.of(amendment.base).inventory()
        for change in made.changes:
            for kind, name in sorted(added & made.gone[change.name]):
                yield codes.TAKES_BACK.at(
                    change.span, change=change.id, what=f"the {kind} `{name}`", amendment=amendment.id
                )
