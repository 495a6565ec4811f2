"""Which scale the grades of ratings are of: as asked for, or the one of a known rule set that they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evenhand.diagnostics import Diagnostic, InvalidInput, Problems, Span, codes, did_you_mean
from evenhand.domain import Scale
from evenhand.explanation.words import first_few
from evenhand.language import Role, RuleSet
from evenhand.services.moderation.ratings_csv import WrittenRating, fold
from evenhand.services.workspace import Workspace


@dataclass(frozen=True)
class RatingScale:
    """A scale, `of` whom it is, and the words that mean each of its grades."""

    scale: Scale
    of: str

    @cached_property
    def own(self) -> Mapping[str, int]:
        """The place of each grade by its id and title, folded."""
        names = self.scale.names
        return {fold(word): at for at, name in enumerate(names) for word in (name, self.scale.title(name))}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each grade by every word for it, folded."""
        also = {
            fold(word): self.scale.position(name)
            for name, words in self.scale.also_called.items()
            for word in words
        }
        return {**also, **self.own}

    def words(self) -> str:
        """The grades in order, in words."""
        return ", ".join(self.scale.title(name) for name in self.scale.names)

    def unknown(self, rating: WrittenRating) -> Diagnostic:
        """That the word of a rating is none of its grades."""
        hint = did_you_mean(rating.word, self.scale.names)
        return codes.UNKNOWN_GRADE_OF_RATING.at(rating.span, word=rating.word, scale=self.of, hint=hint)


def scale_as_listed(written: str) -> RatingScale:
    """The scale that `worst,...,best` lists. Raises InvalidInput where it is none."""
    names = tuple(name.strip() for name in written.split(","))
    problem = None
    if not all(names):
        problem = "a grade is empty"
    elif len(names) < 2:
        problem = "a scale has two grades or more"
    elif len({fold(name) for name in names}) < len(names):
        problem = "a grade stands twice"
    if problem is not None:
        hint = "from worst to best, as in `--grades poor,fair,good`"
        raise InvalidInput([codes.BAD_GRADES.at(None, written=written, problem=problem, hint=hint)])
    return RatingScale(Scale("listed", names), "the scale listed")


@dataclass(frozen=True)
class Scales:
    """Where scales are taken from: one that is listed, a rule set that is named, or several that may fit."""

    listed: RatingScale | None = None
    rule_set: RuleSet | None = None
    others: tuple[RuleSet, ...] = ()

    def title_of(self, area: str | None) -> str | None:
        """What the rule set that was named calls an area."""
        found = None if self.rule_set is None or area is None else self.rule_set.area_by_id.get(area)
        return None if found is None else found.title

    def scale_for(
        self, area: str | None, ratings: Sequence[WrittenRating], problems: Problems
    ) -> RatingScale | None:
        """The scale of the ratings of an area, or None with the reason added."""
        if self.listed is not None:
            return self.listed
        if self.rule_set is not None and area is not None:
            return self._of_area(self.rule_set, area, ratings[0].area_span, problems)
        sets = self.others if self.rule_set is None else (self.rule_set,)
        return _fitting(_candidates(sets, area), ratings, problems)

    def _of_area(self, rules: RuleSet, area: str, span: Span, problems: Problems) -> RatingScale | None:
        known = rules.area_by_id
        if area in known:
            return RatingScale(known[area].scale, rules.name)
        hint = did_you_mean(area, known)
        where = f"{rules.name} has"
        problems.add(codes.UNKNOWN_AREA_OF_RATINGS.at(span, where=where, name=area, hint=hint))
        return None


def all_rule_sets(workspace: Workspace) -> tuple[RuleSet, ...]:
    """Every rule set that can be loaded, the newest first; broken ones are told where they are asked for."""
    found = []
    newest = sorted(workspace.rule_set_folders(), key=lambda one: str(one.start or ""), reverse=True)
    for folder in newest:
        try:
            found.append(workspace.load_folder(folder.path))
        except InvalidInput:
            continue
    return tuple(found)


def _candidates(rule_sets: Iterable[RuleSet], area: str | None) -> list[RatingScale]:
    """The scales of judgement areas, those with the same grades once. `area` counts where any has it."""
    found: dict[tuple[str, ...], RatingScale] = {}
    sets = list(rule_sets)
    having = [rules for rules in sets if area in rules.area_by_id]
    for rules in having or sets:
        for one in rules.areas:
            if one.role is Role.JUDGEMENT and (not having or one.id == area):
                found.setdefault(one.scale.names, RatingScale(one.scale, rules.name))
    return list(found.values())


def _fitting(
    candidates: Sequence[RatingScale], ratings: Sequence[WrittenRating], problems: Problems
) -> RatingScale | None:
    words = {fold(one.word): one.word for one in ratings}
    fits = [one for one in candidates if words.keys() <= one.places.keys()]
    # Words that are grades of a scale speak for it before those that it is also called by.
    fits.sort(key=lambda one: -len(words.keys() & one.own.keys()))
    unlike = {(len(one.scale), tuple(one.places[word] for word in words)) for one in fits}
    told = first_few([f"`{word}`" for word in words.values()], 5)
    if len(unlike) > 1:
        names = " or ".join(f"{one.of} ({one.words()})" for one in fits[:3])
        problem = f"could be those of {names}"
        hint = "say with --rules which rule set, or with --grades which scale"
        problems.add(codes.NO_SCALE_OF_RATINGS.at(ratings[0].span, words=told, problem=problem, hint=hint))
        return None
    if fits:
        return fits[0]
    best = max(candidates, key=lambda one: len(words.keys() & one.places.keys()), default=None)
    if best is None or not words.keys() & best.places.keys():
        problem = "are those of no rule set"
        hint = "list the scale from worst to best, as in `--grades poor,fair,good`"
        problems.add(codes.NO_SCALE_OF_RATINGS.at(ratings[0].span, words=told, problem=problem, hint=hint))
        return None
    problems.extend(best.unknown(one) for one in ratings if fold(one.word) not in best.places)
    return None
