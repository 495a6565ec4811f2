"""The agreement on one area in English: the statistics, under other weights, who met whom, and cautions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evenhand.explanation import Block, Bullets, Details, Entry, Inset, Line, Paragraph, Strong, Table, line
from evenhand.explanation.words import counted, listed, lower_first, percent
from evenhand.moderation.agreement.bootstrap import FEWEST_CASES
from evenhand.moderation.agreement.estimates import WEIGHTED, Estimate
from evenhand.moderation.agreement.overlap import FAR_APART, RaterPair
from evenhand.services.moderation.agreement import AreaAgreement
from evenhand.statistics import Weights

MOST_SHOWN = 30
"""How many cases, and how many pairs of raters, a page names. JSON names all."""

_FEW = 30
_SIDE_BY_SIDE = 4
_SHARES = ("exact", "adjacent")
_PARADOX = 0.3
_COMMON = 0.7


def area_blocks(one: AreaAgreement) -> Iterator[Block]:
    """What is said of one area, without its heading."""
    yield Paragraph(headline(one), lead=True)
    yield from far_blocks(one)
    yield from _statistics(one)
    yield from cautions(one)
    if one.is_compared:
        yield _under_weights(one)
        yield _matrix(one)
        yield from _pairs(one)


def headline(one: AreaAgreement) -> Line:
    """How often ratings are alike, in a sentence or two."""
    exact, adjacent = one.statistics["exact"], one.statistics["adjacent"]
    if exact.value is None or adjacent.value is None:
        return line("Agreement cannot be calculated: ", Strong(f"{exact.note}."))
    if one.two_raters:
        same, near = (round(one.rated.paired * share) for share in (exact.value, adjacent.value))
        told = f"Both raters gave the same grade in {same:,} of {counted(exact.n, 'cases')}"
        return line(
            Strong(told), f"{_share(exact)}, and grades at most one apart in {near:,}{_share(adjacent)}."
        )
    told = f"Two ratings of one case are the same in {percent(exact.value)} of pairs"
    near_by = f"at most one grade apart in {percent(adjacent.value)}{_between(adjacent)}"
    n = counted(exact.n, "cases")
    return line(Strong(told), f"{_between(exact)}, and {near_by}. Each of {n} weighs alike.")


def _share(estimate: Estimate) -> str:
    assert estimate.value is not None
    share = percent(estimate.value)
    if estimate.interval is None:
        return f" ({share})"
    low, high = estimate.interval
    return f" ({share}, 95% interval {percent(low)} to {percent(high)})"


def _between(estimate: Estimate) -> str:
    if estimate.interval is None:
        return ""
    low, high = estimate.interval
    return f" (95% interval {percent(low)} to {percent(high)})"


# --- the statistics ----------------------------------------------------------------------------------


def statistic_title(name: str, one: AreaAgreement) -> str:
    """What a statistic is called."""
    return {
        "exact": "Same grade",
        "adjacent": "Same or adjacent grade",
        "cohen_kappa": "Conger's kappa" if one.rated.raters > 2 else "Cohen's kappa",
        "weighted_kappa": "Weighted kappa",
        "krippendorff_alpha": "Krippendorff's alpha",
        "gwet_ac": "Gwet's AC1" if one.found.weights is Weights.NOMINAL else "Gwet's AC2",
        "fleiss_kappa": "Fleiss' kappa",
    }[name]


def _statistics(one: AreaAgreement) -> Iterator[Block]:
    rows = []
    for name, estimate in one.statistics.items():
        cells = statistic_cells(name, estimate)
        rows.append((line(statistic_title(name, one)), *map(line, cells)))
    caption = "Statistics of agreement"
    if any(estimate.interval for estimate in one.statistics.values()):
        caption += f"; intervals from {one.found.resamples:,} samples of the cases, seed {one.found.seed}"
    yield Table(caption, ("Statistic", *STATISTIC_HEAD), tuple(rows))
    if one.is_compared:
        notes = {statistic_title(name, one): estimate.note for name, estimate in one.statistics.items()}
        yield from notes_on(notes)


STATISTIC_HEAD = ("Weighting", "Value", "95% interval", "Cases")


def statistic_cells(name: str, estimate: Estimate) -> tuple[str, str, str, str]:
    """What stands in the row of a statistic, as STATISTIC_HEAD names it."""
    share = name in _SHARES
    value, interval = value_words(estimate, share=share), interval_words(estimate, share=share)
    return estimate.weighting or "none", value, interval, f"{estimate.n:,}"


def notes_on(notes: Mapping[str, str | None]) -> Iterator[Bullets]:
    """What is said of statistics, those of which the same is said together."""
    together: dict[str, list[str]] = {}
    for title, note in notes.items():
        if note is not None:
            together.setdefault(note, []).append(title)
    if together:
        yield Bullets(tuple(Entry(line(f"{listed(titles)}: {note}.")) for note, titles in together.items()))


def value_words(estimate: Estimate, *, share: bool) -> str:
    """A value as it is read: a share as a percentage, a coefficient with two decimals."""
    if estimate.value is None:
        return "no value"
    return percent(estimate.value) if share else _two_places(estimate.value)


def interval_words(estimate: Estimate, *, share: bool) -> str:
    """An interval as it is read."""
    if estimate.interval is None:
        return "none"
    low, high = estimate.interval
    return f"{percent(low)} to {percent(high)}" if share else f"{_two_places(low)} to {_two_places(high)}"


def _two_places(value: float) -> str:
    # Rounded first, so that no nought is below nought.
    return f"{round(value, 2) + 0.0:.2f}"


def _under_weights(one: AreaAgreement) -> Table:
    rows = []
    for weights, found in one.found.under.items():
        metric = found["krippendorff_alpha"].weighting
        named = weights.value if metric == weights.value else f"{weights.value} (alpha: {metric})"
        cells = [f"{value_words(found[name], share=False)}{_ends(found[name])}" for name in WEIGHTED]
        rows.append((line(named), *map(line, cells)))
    head = ("Weights", "Weighted kappa", "Krippendorff's alpha", "Gwet's AC")
    return Table("The same ratings under each weighting (95% interval)", head, tuple(rows))


def _ends(estimate: Estimate) -> str:
    return "" if estimate.interval is None else f" ({interval_words(estimate, share=False)})"


# --- cautions ----------------------------------------------------------------------------------------


def cautions(one: AreaAgreement) -> Iterator[Inset]:
    """What to bear in mind about these figures."""
    if len(one.groups) > 1:
        told = "; ".join(", ".join(group) for group in one.groups[:MOST_SHOWN])
        more = "" if len(one.groups) <= MOST_SHOWN else f"; and {len(one.groups) - MOST_SHOWN} more"
        what = f"{counted(len(one.groups), 'groups')} of raters share no case with each other: {told}{more}."
        yield Inset(line(f"No overlap: {what} Nothing here says how far one group agrees with another."))
    if not one.is_compared:
        return
    weights = one.found.weights.value
    yield Inset(
        line(
            f"Kappa, alpha and AC depend on the weights, so name them with the figure: here {weights}. "
            "Compare figures only where weights, scale and kind of cases are the same."
        )
    )
    yield from _paradox(one)
    if one.rated.paired < _FEW:
        n = counted(one.rated.paired, "cases")
        told = f"Only {n} with two ratings: "
        told += "too few for an interval" if one.rated.paired < FEWEST_CASES else "the intervals are wide"
        yield Inset(line(f"{told}. Look at the cases, and do not compare these figures with others."))


def _paradox(one: AreaAgreement) -> Iterator[Inset]:
    """High agreement and low kappa, where most ratings are of one grade."""
    exact, kappa = one.statistics["exact"].value, one.statistics["cohen_kappa"].value
    given = one.rated.all_given
    share = float(given.max() / given.sum())
    if exact is None or share < _COMMON or one.rated.paired < FEWEST_CASES:
        return
    if kappa is not None and exact - kappa < _PARADOX:
        return
    common = lower_first(one.scale.title(one.scale.names[int(given.argmax())]))
    told = "kappa has no value" if kappa is None else f"kappa is {_two_places(kappa)}"
    yield Inset(
        line(
            f"{percent(share)} of the ratings are “{common}”. Much agreement is then expected by chance, so "
            f"{told} although the grades agree in {percent(exact)}. Read Gwet's AC and the share of the same "
            "grade beside it."
        )
    )


# --- cases, the matrix and pairs ---------------------------------------------------------------------


def far_blocks(one: AreaAgreement) -> Iterator[Block]:
    """The cases whose ratings lie far apart."""
    if not one.far:
        return
    apart = "two grades or more apart" if len(one.scale) > FAR_APART else "not the same grade"
    yield _far_table(one, f"Look at these first: {apart}")
    left = len(one.far) - MOST_SHOWN
    if left > 0:
        yield Paragraph(line(f"{left:,} more cases. --json lists them."))


def _far_table(one: AreaAgreement, caption: str) -> Table:
    """A column for each rater where they are few, so that one reads across; else who gave which."""
    shown, raters, title = one.far[:MOST_SHOWN], one.ratings.raters, one.scale.title
    rows: list[tuple[Line, ...]]
    if len(raters) <= _SIDE_BY_SIDE:
        rows = [
            (
                line(far.case),
                *(line(title(far.grades[rater]) if rater in far.grades else "-") for rater in raters),
            )
            for far in shown
        ]
        return Table(caption, ("Case", *raters), tuple(rows))
    rows = []
    for far in shown:
        grades = "; ".join(f"{rater}: {title(grade)}" for rater, grade in far.grades.items())
        rows.append((line(far.case), line(f"{far.steps}"), line(grades)))
    return Table(caption, ("Case", "Grades apart", "Ratings"), tuple(rows))


def _matrix(one: AreaAgreement) -> Table:
    titles = [one.scale.title(name) for name in one.scale.names]
    counts = one.crossed().tolist()
    rows = [
        (
            line(title),
            *(
                line("-" if not count else f"{count:,}" if at == row else Strong(f"{count:,}"))
                for at, count in enumerate(counts[row])
            ),
        )
        for row, title in enumerate(titles)
    ]
    if one.two_raters:
        first, second = one.ratings.raters
        caption = f"Cases by the grade of {first} (rows) and of {second} (columns)"
    else:
        caption = "Pairs of ratings of one case by their grades, each pair counted both ways round"
    return Table(caption, ("", *titles), tuple(rows))


def _pairs(one: AreaAgreement) -> Iterator[Block]:
    if one.two_raters:
        return
    weights = one.found.weights.value
    rows = [tuple(map(line, _pair(pair, one))) for pair in one.pairs[:MOST_SHOWN]]
    head = ("Raters", "Cases both rated", "Same grade", "Same or adjacent", f"Weighted kappa ({weights})")
    blocks: list[Block] = [Table("Each two raters, in the order of their codes", head, tuple(rows))]
    left = len(one.pairs) - len(rows)
    if left:
        blocks.append(Paragraph(line(f"{left:,} more pairs. --json lists them.")))
    told = "These are no measure of a person: two raters may have met on easy cases or on hard ones."
    blocks.append(Inset(line(told)))
    yield Details("Agreement of each two raters", tuple(blocks))


def _pair(pair: RaterPair, one: AreaAgreement) -> tuple[str, str, str, str, str]:
    raters, n = one.ratings.raters, pair.shared
    found = pair.agreement(one.found.weights)
    kappa = f"fewer than {FEWEST_CASES} cases"
    if found is not None:
        kappa = "no value" if found.kappa is None else _two_places(found.kappa)
    counts = (f"{count:,} of {n:,}" for count in (pair.alike, pair.within_one))
    return (f"{raters[pair.first]} and {raters[pair.second]}", f"{n:,}", *counts, kappa)  # type: ignore[return-value]
