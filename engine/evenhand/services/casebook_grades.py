"""The words that a casebook file says stand for grades, checked against the rule sets that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evenhand.diagnostics import InvalidInput, Problems, codes, did_you_mean
from evenhand.domain import NOT_JUDGED
from evenhand.language import RuleSet
from evenhand.services.cases import NO_PREVIOUS
from evenhand.services.workspace import Workspace
from evenhand.source import Node, key_place, place


def check_grades(
    grades: Mapping[str, str],
    node: Node,
    references: Iterable[str],
    workspace: Workspace,
    problems: Problems,
    *,
    others: bool,
) -> None:
    """Tell of each word that is a grade already, and of each that stands for no grade at all.

    `references` are the rule sets that the casebook names. With `others`, a grade may be one of any other
    rule set: rows may name those, and cases may have been graded under them before. A rule set that cannot be
    loaded is told of elsewhere.
    """
    if not grades:
        return
    named = [rule_set for reference in references for rule_set in _versions(reference, workspace)]
    redefined = set()
    for word, grade in grades.items():
        rules = next((one.name for one in named if word != grade and _has(one, word)), None)
        if rules is not None:
            redefined.add(word)
            span = key_place(node, ("grades", word))
            problems.add(codes.GRADE_REDEFINED.at(span, word=word, rules=rules))
    known = {*_names(named), NOT_JUDGED, NO_PREVIOUS}
    if others and not known.issuperset(grades.values()):
        folders = workspace.rule_set_folders()
        known |= _names(one for folder in folders for one in _versions(folder.name, workspace))
    # Where no rule set can be loaded, nothing is known of its grades.
    if not _names(named) and not others:
        return
    for word, grade in grades.items():
        if grade not in known and word not in redefined:
            hint = did_you_mean(grade, known)
            span = place(node, ("grades", word))
            problems.add(codes.UNKNOWN_GRADE_OF_CASES.at(span, name=grade, hint=hint))


def _versions(reference: str, workspace: Workspace) -> Iterator[RuleSet]:
    """The rule sets that a reference can mean: a name without a version means the one of a day."""
    named = [folder.name for folder in workspace.rule_set_folders() if folder.id == reference]
    for name in named or [reference]:
        try:
            yield workspace.rule_set(name)
        except InvalidInput:
            continue


def _has(rule_set: RuleSet, grade: str) -> bool:
    return any(grade in scale for scale in rule_set.scales.values())


def _names(rule_sets: Iterable[RuleSet]) -> set[str]:
    """Every grade of some rule sets, and every name that a grade is also called by."""
    scales = [scale for rule_set in rule_sets for scale in rule_set.scales.values()]
    also = {name for scale in scales for names in scale.also_called.values() for name in names}
    return also.union(*(scale.names for scale in scales))
