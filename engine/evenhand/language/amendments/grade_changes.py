"""Changes of a scale: a grade added, renamed, taken away."""

from __future__ import annotations

from evenhand.diagnostics import Span
from evenhand.language.amendments.applied import (
    Applied,
    cannot,
    in_words,
    missing,
    shown,
    there_already,
)
from evenhand.language.amendments.documents import (
    AddGradeDocument,
    RemoveGradeDocument,
    RenameGradeDocument,
)
from evenhand.language.amendments.renaming import rename_grade_everywhere
from evenhand.language.amendments.tree import Tree
from evenhand.source import (
    Mapping,
    Sequence,
    place,
    text_node,
    with_item,
    with_item_at,
    with_key_renamed,
    with_value,
    without_item,
    without_key,
)


def add_grade(tree: Tree, wanted: AddGradeDocument, node: Mapping) -> Applied:
    """One more grade, next to one that is there. Raises Refused."""
    scale, written, grades = _scale(tree, wanted.scale, node)
    names = tree.grades(scale)
    if wanted.grade in names:
        raise there_already(tree, "a grade", wanted.grade, place(node, ("grade",)))
    beside = wanted.better_than or wanted.worse_than
    if beside is None or (wanted.better_than and wanted.worse_than):
        problem = f"where `{wanted.grade}` stands on the scale is not said once"
        raise cannot(node.span, problem, "name the next grade with `better_than` or with `worse_than`")
    if beside not in names:
        key = "better_than" if wanted.better_than else "worse_than"
        raise missing(tree, "grade", beside, place(node, (key,)), names)
    at = names.index(beside) + (1 if wanted.better_than else 0)
    made = with_value(written, "grades", with_item(grades, text_node(wanted.grade, node.span), at))
    title, points, old_points = node.get("title"), node.get("points"), written.get("points")
    if title is not None:
        titles = written.get("titles")
        titles = titles if isinstance(titles, Mapping) else Mapping((), node.span)
        made = with_value(made, "titles", with_value(titles, wanted.grade, title))
    if isinstance(old_points, Sequence):
        if points is None:
            raise cannot(node.span, f"`{scale}` has points, and none are given for `{wanted.grade}`")
        made = with_value(made, "points", with_item(old_points, points, at))
    elif points is not None:
        raise cannot(place(node, ("points",)), f"`{scale}` has no points")
    side = "better" if wanted.better_than else "worse"
    told = f"Adds the grade {wanted.grade} to {scale}, next {side} than {beside}"
    return _applied(tree, scale, written, made, told)


def remove_grade(tree: Tree, wanted: RemoveGradeDocument, node: Mapping) -> Applied:
    """One grade less. Raises Refused."""
    scale, written, grades = _scale(tree, wanted.scale, node)
    at = _position(tree, scale, wanted.grade, node)
    if len(grades.items) == 1:
        raise cannot(node.span, f"`{wanted.grade}` is the only grade of `{scale}`")
    made = with_value(written, "grades", without_item(grades, at))
    points = written.get("points")
    if isinstance(points, Sequence):
        made = with_value(made, "points", without_item(points, at))
    for key in ("titles", "also_called"):
        by_grade = made.get(key)
        if isinstance(by_grade, Mapping):
            made = with_value(made, key, without_key(by_grade, wanted.grade))
    return _applied(tree, scale, written, made, f"Takes away the grade {wanted.grade} of {scale}")


def rename_grade(tree: Tree, wanted: RenameGradeDocument, node: Mapping) -> Applied:
    """Another id for a grade, wherever it is named; the old one stays as another name. Raises Refused."""
    scale, written, grades = _scale(tree, wanted.scale, node)
    at = _position(tree, scale, wanted.grade, node)
    to = place(node, ("to",))
    if wanted.to in tree.grades(scale):
        raise there_already(tree, "a grade", wanted.to, to)
    made = with_value(written, "grades", with_item_at(grades, at, text_node(wanted.to, to)))
    title = node.get("title")
    titles = written.get("titles")
    if isinstance(titles, Mapping):
        titles = without_key(titles, wanted.grade) if title else titles
        made = with_value(made, "titles", with_key_renamed(titles, wanted.grade, text_node(wanted.to, to)))
    if title is not None:
        titles = made.get("titles")
        titles = titles if isinstance(titles, Mapping) else Mapping((), to)
        made = with_value(made, "titles", with_value(titles, wanted.to, title))
    made = with_value(made, "also_called", _also_called(written, wanted, to))
    tree = rename_grade_everywhere(tree, scale, wanted.grade, wanted.to, to)
    return _applied(tree, scale, written, made, f"Renames the grade {wanted.grade} of {scale} to {wanted.to}")


def _also_called(written: Mapping, wanted: RenameGradeDocument, to: Span) -> Mapping:
    """The other names of the grades: the old id is one of them now, the new one no longer."""
    known = written.get("also_called")
    named = known if isinstance(known, Mapping) else Mapping((), to)
    own = named.get(wanted.grade)
    others = tuple(
        item for item in (own.items if isinstance(own, Sequence) else ()) if shown(item) != wanted.to
    )
    names = Sequence((text_node(wanted.grade, to), *others), to)
    return with_value(without_key(named, wanted.grade), wanted.to, names, at=to)


def _scale(tree: Tree, id: str | None, node: Mapping) -> tuple[str, Mapping, Sequence]:
    """The scale that a change is about, as written, and its grades."""
    scales = tree.section("scales")
    scale = id or tree.default_scale()
    written = scales.get(scale)
    if not isinstance(written, Mapping):
        raise missing(tree, "scale", scale, place(node, ("scale",)), scales.keys())
    grades = written.get("grades")
    assert isinstance(grades, Sequence)
    return scale, written, grades


def _position(tree: Tree, scale: str, grade: str, node: Mapping) -> int:
    names = tree.grades(scale)
    if grade not in names:
        raise missing(tree, "grade", grade, place(node, ("grade",)), names)
    return names.index(grade)


def _applied(tree: Tree, scale: str, before: Mapping, made: Mapping, told: str) -> Applied:
    scales = with_value(tree.section("scales"), scale, made)
    tree = tree.with_framework(with_value(tree.framework, "scales", scales))
    told = f"{told}: {in_words(tree.grades(scale))}"
    return Applied(tree, told, shown(before), shown(made))
