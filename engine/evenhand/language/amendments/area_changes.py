"""Changes of judgement areas and groups: keys set, areas added, renamed and taken away."""

from __future__ import annotations

from evenhand.diagnostics import Span
from evenhand.language.amendments.applied import (
    Applied,
    cannot,
    in_words,
    missing,
    shown,
    texts,
    there_already,
)
from evenhand.language.amendments.documents import (
    AddAreaDocument,
    RenameAreaDocument,
    SetAreaDocument,
    SetGroupDocument,
)
from evenhand.language.amendments.renaming import rename_area_everywhere
from evenhand.language.amendments.tree import Tree, text_at, without_text
from evenhand.source import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    place,
    text_node,
    with_item,
    with_value,
    without_key,
)

_KEYS = ("title", "scale", "role", "part_of", "given_only", "judged_when", "starts_at", "source", "note")


def set_area(tree: Tree, wanted: SetAreaDocument, node: Mapping) -> Applied:
    """Other values of keys of an area, or keys taken out of it. Raises Refused."""
    name, file = _find(tree, wanted.area, place(node, ("area",)))
    titled = tree.section("area_titles").get(wanted.area)
    # The framework's own title of an area goes before that of its file, which other rule sets may share.
    file = file if titled is None else with_value(file, "title", titled)
    made = file
    for index, unwanted in enumerate(wanted.without):
        if unwanted not in file:
            problem = f"`{wanted.area}` has no key `{unwanted}` to take out"
            raise cannot(place(node, ("without", index)), problem)
        made = without_key(made, unwanted)
    for key in _KEYS:
        value = node.get(key)
        made = made if value is None else with_value(made, key, value)
    if wanted.ties is not None:
        made = with_value(made, "starts_at", _with_ties(made, wanted, node))
    if made is file:
        raise cannot(node.span, f"this does not say what is set of `{wanted.area}`")
    keys = [key for key in _KEYS if key in node or key in wanted.without]
    if wanted.ties is not None and "starts_at" not in keys:
        keys.append("starts_at")
    told = "; ".join(_words(wanted.area, key, file.get(key), made.get(key)) for key in keys)
    before = {key: shown(file.get(key)) for key in keys if key in file}
    after = {key: shown(made.get(key)) for key in keys if key in made}
    tree = tree.with_file(name, made)
    title = node.get("title")
    return Applied(tree if title is None else tree.with_title(wanted.area, title), told, before, after)


def _with_ties(file: Mapping, wanted: SetAreaDocument, node: Mapping) -> Mapping:
    start, ties = file.get("starts_at"), node.get("ties")
    if not isinstance(start, Mapping) or "median_of" not in start or ties is None:
        problem = f"`{wanted.area}` does not start at a median, so it has no ties"
        raise cannot(place(node, ("ties",)), problem)
    return with_value(start, "ties", ties)


def _words(area: str, key: str, before: Node | None, after: Node | None) -> str:
    if key == "starts_at" and _ties_alone(before, after):
        ties, was = (text_at(start, "ties") for start in (after, before) if start is not None)
        return f"Lets ties of {area} go to the {ties}, in place of the {was}"
    if key == "starts_at":
        was = f", in place of {_start_words(before)}" if before is not None else ""
        return f"Starts {area} at {_start_words(after)}{was}"
    if after is None:
        return f"Takes `{key}` out of {area}"
    if isinstance(after, Scalar):
        was = f", in place of “{before.text}”" if isinstance(before, Scalar) else ""
        return f"Sets {key} of {area} to “{after.text}”{was}"
    return f"Sets {key} of {area}"


def _ties_alone(before: Node | None, after: Node | None) -> bool:
    """Whether two starts are the same median but for its ties."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping) or "ties" not in before:
        return False
    rest = (shown(without_key(start, "ties")) for start in (before, after))
    return len({str(part) for part in rest}) == 1 and text_at(before, "ties") != text_at(after, "ties")


def _start_words(start: Node | None) -> str:
    match start:
        case Scalar(text):
            return text
        case Mapping():
            for key in ("median_of", "worst_of", "best_of"):
                listed = start.get(key)
                if listed is not None:
                    members = in_words(texts(listed)) or shown(listed)
                    ties = text_at(start, "ties")
                    return f"the {key.removesuffix('_of')} of {members}" + (
                        f", ties to the {ties}" if ties else ""
                    )
            return "what a table says"
        case _:
            return "nothing of its own"


def add_area(tree: Tree, wanted: AddAreaDocument, node: Mapping) -> Applied:
    """One more judgement area, with its rules. Raises Refused."""
    id, span = wanted.area, place(node, ("area",))
    if id in tree.areas():
        raise there_already(tree, "an area", id, span, "use `set_area`, or another id")
    rules = tree.rule_ids()
    for index, rule in enumerate(wanted.rules):
        if rule.id in rules:
            taken = place(node, ("rules", index, "id"))
            raise there_already(tree, "a rule", rule.id, taken, "give it another id")
    listed = tree.framework.get("areas")
    areas = listed if isinstance(listed, Sequence) else Sequence((), span)
    order = texts(areas)
    if wanted.after is not None and wanted.after not in order:
        raise missing(tree, "area", wanted.after, place(node, ("after",)), order)
    at = len(order) if wanted.after is None else order.index(wanted.after) + 1
    framework = with_value(tree.framework, "areas", with_item(areas, text_node(id, span), at))
    made = without_key(node, "after")
    tree = tree.with_framework(framework).with_new_file(_free_name(tree, id), made, span)
    count = len(wanted.rules)
    rules_too = f", with {count} {'rule' if count == 1 else 'rules'}" if count else ""
    return Applied(tree, f"Adds the area {id} ({wanted.title or id}){rules_too}", None, shown(made))


def _free_name(tree: Tree, area: str) -> str:
    name = f"{area}.yaml"
    while name in tree.texts:
        name = f"added_{name}"
    return name


def rename_area(tree: Tree, wanted: RenameAreaDocument, node: Mapping) -> Applied:
    """Another id for an area, wherever it is named. Raises Refused."""
    _find(tree, wanted.area, place(node, ("area",)))
    to = place(node, ("to",))
    if wanted.to in tree.areas():
        raise there_already(tree, "an area", wanted.to, to)
    before: dict[str, object] = {"area": wanted.area, "title": tree.title_of(wanted.area)}
    tree = rename_area_everywhere(tree, wanted.area, wanted.to, to)
    title = node.get("title")
    if title is not None:
        tree = tree.with_title(wanted.to, title)
    after: dict[str, object] = {"area": wanted.to, "title": tree.title_of(wanted.to)}
    told = f"Renames the area {wanted.area} to {wanted.to}"
    if before["title"] != after["title"]:
        told += f", with the title “{after['title']}”"
    return Applied(tree, told, before, after)


def remove_area(tree: Tree, id: str, node: Node, span: Span) -> Applied:
    """One area less, with its rules; groups no longer hold it. Raises Refused."""
    name, file = _find(tree, id, span)
    tree = tree.without_file(name)
    framework = without_text(tree.framework, "areas", id)
    left: list[str] = []
    groups = tree.section("groups")
    for group in groups:
        if id in tree.members(group):
            groups = without_text(groups, group, id)
            left.append(group)
    if left:
        framework = with_value(framework, "groups", groups)
    titles = tree.section("area_titles")
    if id in titles:
        framework = with_value(framework, "area_titles", without_key(titles, id))
    told = f"Takes away the area {id} and its rules"
    told += f", and takes it out of {in_words(left)}" if left else ""
    return Applied(tree.with_framework(framework), told, shown(file), None)


def set_group(tree: Tree, wanted: SetGroupDocument, node: Mapping) -> Applied:
    """What a group has, be it there already or not. Raises Refused."""
    known = {**tree.areas(), **tree.items}
    for index, member in enumerate(wanted.members):
        if member not in known:
            # Mostly areas are meant, and only these can be taken away or renamed by a change before.
            raise missing(tree, "area", member, place(node, ("members", index)), known)
    groups = tree.section("groups")
    before = groups.get(wanted.group)
    members = node.get("members")
    assert members is not None
    made = with_value(groups, wanted.group, members, at=place(node, ("group",)))
    was = f", in place of {in_words(texts(before))}" if before is not None else ""
    told = f"Lets the group {wanted.group} be {in_words(wanted.members)}{was}"
    framework = with_value(tree.framework, "groups", made)
    return Applied(tree.with_framework(framework), told, shown(before), shown(members))


def _find(tree: Tree, id: str, span: Span) -> tuple[str, Mapping]:
    areas = tree.areas()
    if id not in areas:
        raise missing(tree, "area", id, span, areas)
    return areas[id], tree.nodes[areas[id]]
