"""Why an area has its grade, in sentences: where it starts, which rules set it, what limits leave open."""

from __future__ import annotations

from evenhand.domain import Conflict, Judged
from evenhand.evaluation.trace import AnyRuleStep, RuleStep
from evenhand.evaluation.truth import Truth
from evenhand.explanation.areas import AreaWords, permitted_words
from evenhand.explanation.book import Book, leaf_steps_of
from evenhand.explanation.decisive import SetBy, counting_rules, decisive
from evenhand.explanation.rule_words import because_words, conclusion_words, rule_name, says_conclusion
from evenhand.explanation.starts import start_words
from evenhand.explanation.values import grade_run
from evenhand.explanation.words import capital, listed
from evenhand.language import Grades, Modality, Not, finding_in_leaf


def reason_sentences(area: AreaWords) -> list[str]:
    """Where the area starts, the rules that set its grade and their own reasons, and what limits say."""
    outcome = area.step.outcome
    if area.step.given is not None or outcome.judged is Judged.NO:
        return []
    found = [start_words(area.book, area.step)]
    if outcome.conflict is Conflict.CERTAIN:
        return found
    how = decisive(area.book.trace, area.step.area.id)
    shown = outcome.proposed if outcome.proposed is not None else outcome.provisional_grade
    if shown is None:
        return found
    label = "the grade" if outcome.proposed is not None else "the provisional grade"
    if not how.rules:
        found.append(_start_alone(area, label, how.set_by))
        return found
    steps = [area.book.rule_steps[id] for id in how.rules]
    found.append(_set_by(steps, label, area.book))
    found += [words for step in steps for words in reasons_of(step, area.book)]
    overruled = _overruled(area, how.set_by)
    if overruled is not None:
        found.append(overruled)
    return found


def _set_by(steps: list[AnyRuleStep], label: str, book: Book) -> str:
    names = capital(listed(rule_name(step.rule, book) for step in steps))
    verb = "sets" if len(steps) == 1 else "set"
    # Many titles say what the rule concludes; then it is not said twice.
    said = all(says_conclusion(step.rule, book) for step in steps)
    if said:
        return f"{names} {verb} {label}."
    if len(steps) == 1:
        return f"{names} {verb} {label}: it {conclusion_words(steps[0].rule, book)}."
    each = [f"{rule_name(step.rule, book)} {conclusion_words(step.rule, book)}" for step in steps]
    return f"{capital(listed(each))}. They set {label}."


def reasons_of(step: AnyRuleStep, book: Book) -> list[str]:
    """A fired rule's own reason, and those of the rules that made the findings it reads."""
    found = [because_words(step, book)]
    if isinstance(step, RuleStep) and step.when is not None:
        for leaf in leaf_steps_of(step.when):
            finding = finding_in_leaf(leaf.leaf)
            if finding is None or leaf.truth is not Truth.TRUE or isinstance(leaf.leaf, Not):
                continue
            for id in book.trace.findings[finding].concluded_by:
                found.append(because_words(book.rule_steps[id], book))
    return [words for words in dict.fromkeys(found) if words is not None]


def permitted_sentence(area: AreaWords) -> str | None:
    """What the fired limiting rules leave open, and which of them set its ends."""
    outcome = area.step.outcome
    if outcome.permitted is None:
        return None
    worst, best = outcome.permitted
    binding = []
    for step in area.step.rules:
        if not isinstance(step, RuleStep) or step.truth is not Truth.TRUE:
            continue
        match step.rule.conclusion:
            case Grades(Modality.AT_MOST, grade) if area.step.area.scale.position(grade) == best:
                binding.append(step)
            case Grades(Modality.AT_LEAST, grade) if area.step.area.scale.position(grade) == worst:
                binding.append(step)
            case _:
                pass
    if (worst, best) == (0, len(area.step.area.scale) - 1):
        return "No limiting rule that fired narrows the grade, so any grade is permitted."
    names = listed(rule_name(step.rule, area.book) for step in binding)
    verb = "is" if worst == best else "are"
    grades = [area.grade(name) for name in outcome.permitted_grades]
    words = listed(grades) if len(grades) == 2 else permitted_words(area)
    words = f"Grades {words}" if len(grades) > 2 else words
    return f"{capital(words)} {verb} permitted, because of {names}."


def _start_alone(area: AreaWords, label: str, set_by: SetBy) -> str:
    if area.step.undecided and area.step.outcome.proposed is not None and set_by is SetBy.START:
        return f"No rule that fired changes that, and those not decided cannot, so the start sets {label}."
    if counting_rules(area.step):
        return f"The rules that fired do not change that, so the start sets {label}."
    return f"No rule changes that, so the start sets {label}."


def _overruled(area: AreaWords, set_by: SetBy) -> str | None:
    """What the evidence points to where a limit set the grade."""
    worst, best = area.step.limits.pointed
    if set_by not in (SetBy.CEILING, SetBy.FLOOR) or area.step.outcome.proposed is None:
        return None
    pointed = grade_run(area.step.area.scale, worst, best)
    return f"Without that limit the evidence would point to {pointed}."
