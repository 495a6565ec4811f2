"""From a rule set and changes to the rule set that they make, or what stands in the way and where."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, codes
from evenhand.language.amendments.applied import Applied, Refused
from evenhand.language.amendments.changes import Change, make, targets
from evenhand.language.amendments.tree import Named, Tree, text_at
from evenhand.language.loader import load_rule_set
from evenhand.language.rule_set_printer import dump
from evenhand.language.ruleset import RuleSet
from evenhand.source import Node, plain, text_node, with_value


@dataclass(frozen=True)
class Made:
    """Changes that were made in order, and what each took away, by its name."""

    tree: Tree
    changes: tuple[Change, ...]
    gone: Mapping[str, frozenset[Named]]


def amended(base: RuleSet, changes: Sequence[Change]) -> RuleSet:
    """The rule set that `changes` make of `base`, made in the order given; with none it is `base` itself.

    The changes may be some of those of an amendment, or of a chain of them. Raises InvalidInput where these
    alone make no valid rule set, as when one adds a rule that reads what another, left out, would add.
    """
    if not changes:
        return base
    problems = Problems()
    made = make_all(Tree.of(base), changes, problems)
    problems.raise_if_errors()
    assert made is not None
    rule_set = load_amended(base, made.tree, made.changes, {}, problems)
    if rule_set is None:
        raise InvalidInput(problems.sorted())
    return rule_set


def make_all(tree: Tree, changes: Sequence[Change], problems: Problems) -> Made | None:
    """The files after every change, or None with what stood in the way added."""
    done: list[Change] = []
    gone: dict[str, frozenset[Named]] = {}
    refused_too: set[Named] = set()
    rules: dict[str, tuple[str, Change]] = {}
    whole = True
    for change in changes:
        try:
            applied = make(change, tree)
        except Refused as refused:
            if not _is_missing(refused.diagnostic, refused_too):
                problems.add(_with_culprit(refused.diagnostic, gone))
            refused_too.update(_things(change, tree))
            whole = False
            continue
        gone[change.name] = tree.inventory() - applied.tree.inventory()
        whole = _check_area_is_free(change, rules, problems) and whole
        for area, rule in _rules_touched(change, tree, applied.tree):
            rules.setdefault(area, (rule, change))
        done.append(_told(change, applied))
        tree = applied.tree
    return Made(tree, tuple(done), gone) if whole else None


def _told(change: Change, applied: Applied) -> Change:
    return replace(change, description=applied.description, before=applied.before, after=applied.after)


def _rules_touched(change: Change, *trees: Tree) -> Iterator[tuple[str, str]]:
    """The rules that a change is about, each after the area that it belongs to before or after it."""
    assert change.document is not None
    for kind, name, _ in targets(change.document, trees[0].default_scale()):
        for tree in trees if kind == "rule" else ():
            file, _ = tree.rule_ids().get(name, ("", 0))
            area = text_at(tree.nodes[file], "area") if file else None
            if area is not None:
                yield area, name


def _check_area_is_free(change: Change, rules: Mapping[str, tuple[str, Change]], problems: Problems) -> bool:
    """Taking an area away takes its rules too, so no change before may be about one of them."""
    assert change.document is not None
    rule, other = rules.get(change.document.remove_area or "", ("", change))
    if other is change or other.heading != change.heading:
        return True
    related = [(other.span, "the other change")]
    problems.add(
        codes.TOUCHED_TWICE.at(
            change.span, first=other.id, second=change.id, what=f"the rule `{rule}`", related=related
        )
    )
    return False


def _with_culprit(diagnostic: Diagnostic, gone: Mapping[str, frozenset[Named]]) -> Diagnostic:
    """A refusal that names the change before it that took away what is missing."""
    for change, things in gone.items():
        if _is_missing(diagnostic, things):
            id = change.rpartition(".")[2]
            return replace(diagnostic, hint=f"the change `{id}`, which comes before, takes it away")
    return diagnostic


def _is_missing(diagnostic: Diagnostic, things: Iterable[Named]) -> bool:
    """Whether what is told is that one of `things` is not there."""
    if diagnostic.code is not codes.NOTHING_TO_CHANGE:
        return False
    return any(f" no {kind} `{name}`" in diagnostic.message for kind, name in things)


def _things(change: Change, tree: Tree) -> Iterator[Named]:
    """What a change is about; where it was refused, nothing more is told of changes to the same."""
    assert change.document is not None
    for kind, name, _ in targets(change.document, tree.default_scale()):
        yield kind, name


# --- from changed files to a rule set ------------------------------------------------------------------


def load_amended(
    base: RuleSet,
    tree: Tree,
    changes: Sequence[Change],
    extra: Mapping[str, Node],
    problems: Problems,
) -> RuleSet | None:
    """The rule set of changed files, or None with every problem added, the change that leads to it named."""
    found = Problems()
    rule_set = _read(base, _headed(tree, base, changes), extra, found)
    if rule_set is not None and not found.has_errors:
        return rule_set
    own = {change.span.file for change in changes}
    without = _problems_without_each(base, changes) if found.has_errors else {}
    for diagnostic in found:
        elsewhere = diagnostic.span is None or diagnostic.span.file not in own
        problems.add(_blamed(diagnostic, changes, without) if elsewhere else diagnostic)
    return None


def _read(base: RuleSet, tree: Tree, extra: Mapping[str, Node], problems: Problems) -> RuleSet | None:
    nodes = {**{name: tree.nodes[name] for name in tree.touched if name in tree.nodes}, **extra}
    texts = {**tree.texts, **{name: dump(_plain(node)) for name, node in nodes.items()}}
    return load_rule_set(
        texts, {base.schema.id: base.schema}.get, problems, shown_in=tree.shown_in, nodes=nodes
    )


def _plain(node: Node) -> dict[str, object]:
    found = plain(node)
    assert isinstance(found, dict)
    return found


def _headed(tree: Tree, base: RuleSet, changes: Sequence[Change]) -> Tree:
    """The files with a name of their own: which rule set is amended, and by what."""
    last = changes[-1]
    version = base.version
    for heading, own in itertools.groupby(changes, key=lambda change: change.heading):
        ids = [change.id for change in own]
        version += f"+{heading.id}" + ("" if tuple(ids) == heading.changes else "." + ".".join(ids))
    framework = tree.framework
    written = (
        ("version", version),
        ("amends", base.name),
        ("title", last.heading.title),
        ("status", "draft"),
    )
    for key, value in written:
        framework = with_value(framework, key, text_node(value, last.span))
    return tree.with_framework(framework)


_MOST_TO_TRY = 40
"""Of more changes than these, it is not tried out which one leads to a problem: each takes a loading."""

_Told = frozenset[tuple[str, str]]
"""What was told: where, and in what words."""


def _problems_without_each(base: RuleSet, changes: Sequence[Change]) -> dict[str, _Told]:
    """For each change that the others do not need, what is wrong when they are made and it is not."""
    found: dict[str, _Told] = {}
    if len(changes) > _MOST_TO_TRY:
        return found
    for change in changes:
        others = [other for other in changes if other is not change]
        told = Problems()
        made = make_all(Tree.of(base), others, told)
        if made is not None:
            _read(base, made.tree, {}, told)
            found[change.name] = frozenset(map(_key, told))
    return found


def _key(diagnostic: Diagnostic) -> tuple[str, str]:
    return (str(diagnostic.span), diagnostic.message)


def _blamed(diagnostic: Diagnostic, changes: Sequence[Change], without: Mapping[str, _Told]) -> Diagnostic:
    """A problem in a file of the base, with the change that leads to it: without it all is well there."""
    key = _key(diagnostic)
    guilty = [change for change in changes if change.name in without and key not in without[change.name]]
    if not guilty and len(changes) > 1:
        return replace(diagnostic, hint="the changes together lead to this: change this place too")
    guilty = guilty or list(changes)
    names = " and ".join(f"`{change.id}`" for change in guilty)
    hint = f"the change {names} leads to this: change this place too, or leave that change out"
    if len(guilty) > 1:
        hint = f"the changes {names} lead to this: change this place too, or leave one of those changes out"
    related = [(change.span, "the change that leads to this") for change in guilty]
    return replace(diagnostic, hint=hint, related=(*diagnostic.related, *related))
