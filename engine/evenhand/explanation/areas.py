"""One area in sentences: what is proposed, where it starts, what set it, what is permitted, the draft."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.domain import Conflict, DraftStatus, Judged, Unknown
from evenhand.evaluation.trace import AreaStep, Existence
from evenhand.evaluation.truth import Truth
from evenhand.explanation.book import Book
from evenhand.explanation.decisive import decisive
from evenhand.explanation.document import Tag, Tone
from evenhand.explanation.leaves import leaf_words
from evenhand.explanation.obstacles import in_the_way_of, leaves_in
from evenhand.explanation.rule_words import conclusion_words, rule_name
from evenhand.explanation.starts import start_words
from evenhand.explanation.values import grade_run, name_words
from evenhand.explanation.view import InspectionView
from evenhand.explanation.voices import Voice
from evenhand.explanation.words import either, listed, sentence, tidy

_STATUS = {
    DraftStatus.AGREES: Tag("Draft agrees", Tone.GOOD, "✓"),
    DraftStatus.DEPARTS: Tag("Draft departs", Tone.BAD, "▲"),
    DraftStatus.OUTSIDE: Tag("Draft outside the permitted range", Tone.BAD, "■"),
    DraftStatus.UNDECIDED: Tag("Undecided", Tone.OPEN, "?"),
    DraftStatus.CONFLICT: Tag("Rules conflict", Tone.BAD, "✗"),
    DraftStatus.NOT_JUDGED: Tag("Not judged", Tone.PLAIN, "–"),
    DraftStatus.NO_DRAFT: Tag("No draft yet", Tone.PLAIN, "○"),
}


@dataclass(frozen=True, slots=True)
class AreaWords:
    """An area and its draft, put into words by the functions below."""

    book: Book
    step: AreaStep
    view: InspectionView

    @property
    def title(self) -> str:
        """The area's title."""
        return tidy(self.step.area.title)

    @property
    def draft(self) -> str | None:
        """The draft grade by id."""
        return self.view.drafts.get(self.step.area.id)

    @property
    def status(self) -> DraftStatus:
        """How the draft stands to the proposal."""
        return self.step.outcome.status_of(self.draft)

    def grade(self, name: str) -> str:
        """A grade of the area in words."""
        return name_words(self.step.area.scale, name)


def status_tag(area: AreaWords) -> Tag:
    """The draft's status as a word with a symbol."""
    if area.step.given is not None and area.status is DraftStatus.NO_DRAFT:
        return Tag("Given", Tone.PLAIN, "○")
    return _STATUS[area.status]


def answer_words(area: AreaWords) -> str:
    """What the rules say, in a few words for a table: `good`, `undecided (provisional: good)`."""
    outcome = area.step.outcome
    if area.step.given is not None:
        return (
            "not judged (given)" if outcome.judged is Judged.NO else f"{area.grade(area.step.given)} (given)"
        )
    if outcome.judged is Judged.NO:
        return "not judged"
    if outcome.conflict is Conflict.CERTAIN and outcome.judged is Judged.YES:
        return "no grade: rules conflict"
    if outcome.proposed is not None:
        return area.grade(outcome.proposed)
    if outcome.provisional_grade is None:
        return "undecided"
    return f"undecided (provisional: {area.grade(outcome.provisional_grade)})"


def permitted_words(area: AreaWords) -> str:
    """The permitted range in a few words."""
    outcome = area.step.outcome
    if outcome.permitted is None:
        return "no grade"
    worst, best = outcome.permitted
    top = len(area.step.area.scale) - 1
    if (worst, best) == (0, top):
        return "any grade"
    grades = [area.grade(name) for name in outcome.permitted_grades]
    if len(grades) == 1:
        return f"only {grades[0]}"
    return either(grades) if len(grades) == 2 else f"from {grades[0]} up to {grades[-1]}"


def proposal_sentences(area: AreaWords) -> list[str]:
    """What is proposed; or that it is given, undecided, in conflict or not judged, and why."""
    outcome = area.step.outcome
    if area.step.given is not None:
        return _given(area)
    if outcome.judged is Judged.NO:
        return _not_judged(area)
    if outcome.conflict is Conflict.CERTAIN:
        return [*_conflict(area), *_possibly_not_judged(area)]
    if outcome.proposed is not None:
        return [f"The rules propose {area.grade(outcome.proposed)}."]
    return _undecided(area)


def draft_sentences(area: AreaWords) -> list[str]:
    """How the draft stands to the proposal, and the departure that is recorded or needed."""
    departure = area.view.departures.get(area.step.area.id)
    found: list[str] = []
    if area.draft is None:
        if area.status not in (DraftStatus.NOT_JUDGED, DraftStatus.CONFLICT):
            found.append("No draft grade is recorded.")
    else:
        found.append(_draft(area, f"The draft grade, {area.grade(area.draft)},"))
    if departure is not None:
        found.append(
            f"{sentence(f'Departure recorded by {departure.by}')} Reason: {sentence(departure.reason)}"
        )
        if departure.second is not None:
            found.append(f"Second person: {sentence(departure.second)}")
        elif area.status is DraftStatus.OUTSIDE:
            found.append("No second person is recorded. A grade outside the permitted range needs one.")
        if area.status is DraftStatus.AGREES:
            found.append("The draft agrees with the proposal, so this departure is not needed.")
    elif area.status is DraftStatus.OUTSIDE:
        found.append("It needs a reason and a second person, and no departure is recorded.")
    elif area.status is DraftStatus.DEPARTS:
        found.append("It needs a reason, and no departure is recorded.")
    return found


def settle_sentence(area: AreaWords) -> str | None:
    """What would settle an undecided area, by title."""
    if not _is_open(area):
        return None
    items = area.book.rules.schema.items
    titles = [f"“{tidy(items[id].title)}”" for id in area.step.settle if id in items]
    if not titles:
        return "Nothing that is still open would settle it: what is missing will stay unknown."
    stuck = stays_unknown(area)
    found = f"What may settle it: {listed(titles)}."
    if not stuck:
        return found
    names = listed(f"“{tidy(items[id].title)}”" for id in stuck)
    return f"{found} It may stay undecided even then, because {names} will stay unknown."


def stays_unknown(area: AreaWords) -> tuple[str, ...]:
    """The items that the area reads and that will stay unknown: could not tell, or suppressed."""
    reads = area.book.reads(area.step.area.id)
    found = []
    for id in reads.items:
        state = area.book.profile.state(id)
        if isinstance(state, Unknown) and not state.reason.may_be_settled:
            found.append(id)
    return tuple(id for id in found if id in area.book.rules.schema.items)


def whole_sentence(area: AreaWords) -> str:
    """The area in one sentence."""
    outcome = area.step.outcome
    how = decisive(area.book.trace, area.step.area.id)
    answer = answer_words(area)
    if outcome.proposed is None and outcome.provisional_grade is not None and area.step.given is None:
        answer = f"undecided, provisionally {area.grade(outcome.provisional_grade)}"
    words = f"{area.title}: {answer}"
    if how.rules and outcome.conflict is not Conflict.CERTAIN:
        words += f", set by {listed(rule_name(area.book.rule_steps[id].rule, area.book) for id in how.rules)}"
    if area.draft is not None:
        words += f"; {_draft(area, f'the draft, {area.grade(area.draft)},').removesuffix('.')}"
    if area.step.area.id in area.view.departures:
        words += "; a departure is recorded"
    return sentence(words)


# --- parts -----------------------------------------------------------------------------------------


def _is_open(area: AreaWords) -> bool:
    outcome = area.step.outcome
    return outcome.proposed is None and area.step.given is None and outcome.judged is not Judged.NO


def _given(area: AreaWords) -> list[str]:
    outcome = area.step.outcome
    given = area.step.given
    if outcome.judged is Judged.NO or given is None:
        return ["The inspection file says that this area is not judged."]
    found = [f"The grade is given in the inspection file: {area.grade(given)}. The rules do not decide it."]
    if outcome.permitted is not None and given not in outcome.permitted_grades:
        found.append("The given grade is outside the permitted range: check the record.")
    return found


def _not_judged(area: AreaWords) -> list[str]:
    found = ["This area is not judged, so it has no grade."]
    if area.step.start.judged is Existence.NO:
        found.append(start_words(area.book, area.step))
    when = area.step.judged_when
    if when is not None and when.truth is Truth.FALSE:
        leaves = [leaf for leaf, _ in leaves_in(in_the_way_of(when, area.book, Voice.ASKS))]
        found += [leaf_words(leaf.step, area.book.trace, leaf.voice).short for leaf in leaves]
    return found


def _possibly_not_judged(area: AreaWords) -> list[str]:
    if area.step.outcome.judged is not Judged.POSSIBLY:
        return []
    found = ["It may also turn out not to be judged."]
    when = area.step.judged_when
    if when is not None and when.truth is Truth.UNKNOWN:
        leaves = [leaf for leaf, _ in leaves_in(in_the_way_of(when, area.book, Voice.ASKS))]
        found += [leaf_words(leaf.step, area.book.trace, leaf.voice).short for leaf in leaves]
    return found


def _conflict(area: AreaWords) -> list[str]:
    how = decisive(area.book.trace, area.step.area.id)
    steps = [area.book.rule_steps[id] for id in how.rules]
    rules = [f"{rule_name(step.rule, area.book)} {conclusion_words(step.rule, area.book)}" for step in steps]
    return [f"The rules conflict, so there is no grade: {listed(rules)}."]


def _undecided(area: AreaWords) -> list[str]:
    outcome = area.step.outcome
    found: list[str] = []
    if outcome.reach is not None:
        worst, best = outcome.reach
        reach = grade_run(area.step.area.scale, worst, best)
        if worst == best:
            found.append(f"The grade can only be {reach}, but it is not yet sure that there is one.")
        else:
            found.append(f"Undecided: with what is known so far the grade may be {reach}.")
    if outcome.conflict is Conflict.POSSIBLE:
        found.append("The rules may also turn out to conflict.")
    found += _possibly_not_judged(area)
    if outcome.provisional_grade is None:
        found.append("There is no provisional grade, because rules that have fired conflict.")
    else:
        grade = area.grade(outcome.provisional_grade)
        found.append(f"On what is already decided the provisional grade is {grade}. That is not a proposal.")
    return found


def _draft(area: AreaWords, subject: str) -> str:
    match area.status:
        case DraftStatus.AGREES:
            return f"{subject} agrees with the proposal."
        case DraftStatus.DEPARTS:
            if area.step.outcome.proposed is None:
                return f"{subject} is not among the grades still possible."
            return f"{subject} departs from the proposal and is within the permitted range."
        case DraftStatus.OUTSIDE:
            return f"{subject} is outside the permitted range."
        case DraftStatus.UNDECIDED:
            if area.step.outcome.reach is None:
                return f"{subject} cannot be compared: it is not decided whether there is a grade."
            return f"{subject} is among the grades still possible, but the rules do not decide."
        case DraftStatus.CONFLICT:
            return f"{subject} cannot be compared, because the rules conflict."
        case _:
            return f"{subject} cannot be compared, because the area is not judged."
