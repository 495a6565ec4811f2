"""The severity of raters who graded some of the same cases, where the cases link them.

Source: J. M. Linacre (1989), Many-facet Rasch measurement, MESA Press, Chicago; here with cumulative rather
than adjacent-category logits, and with cases and raters drawn from normal distributions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit, ndtri

from evenhand.moderation.severity.ordinal import Cells, Design, Fit, Floats, Places, fit

Codes = npt.NDArray[np.integer]

_CASES: Floats = np.geomspace(0.4, 6.0, 6)
_RATERS: Floats = np.geomspace(0.15, 3.0, 6)
"""Standard deviations, in logits, of cases and of raters that are averaged over."""
_PRIOR_CASES, _PRIOR_RATERS = 3.0, 1.5
_CUTS, _BARRIER = 5.0, 0.5


@dataclass(frozen=True, eq=False)
class RaterSeverities:
    """The severity of each rater beside the others of its component; arrays have the shape (raters,).

    `component` numbers the parts of raters who are linked by cases that they both graded, from 0, -1 for a
    rater without a rating. `linked` counts a rater's ratings of cases that others graded too. `estimable`
    says whether there is a number: another rater in its component, and `minimum` linked ratings. Where it
    is not, `severity`, `low` and `high` are NaN. They are in grades, positive harder: by how much lower the
    grades are that a rater gives than a rater of the mean severity of its component would give, on the
    rater's own cases; 95% intervals. Raters of two components cannot be compared.
    """

    component: Places
    ratings: npt.NDArray[np.int64]
    linked: npt.NDArray[np.int64]
    estimable: npt.NDArray[np.bool_]
    severity: Floats
    low: Floats
    high: Floats

    @property
    def components(self) -> int:
        """How many parts there are that no case links."""
        return int(self.component.max(initial=-1)) + 1


def severities_of_ratings(
    cases: Codes, raters: Codes, grades: Codes, n_grades: int, minimum: int = 5
) -> RaterSeverities:
    """How much harder each rater grades than the others, from ratings of shape (ratings,).

    `cases` and `raters` are places from 0, `grades` places on a scale of `n_grades`, worst first. A rater who
    graded one case twice counts twice. P(grade <= k | case i, rater j) = logistic(cut[k] - case_i +
    severity_j), cases and raters normal with mean 0. Each part by maximum a posteriori, with Laplace's
    approximation to what is integrated out; standard deviations of cases and raters are averaged over, with
    half-normal priors of scale 3 and 1.5. Raises ValueError for a grade that the scale has not.

    >>> import numpy as np
    >>> pairs = np.repeat(np.arange(20), 2), np.tile([0, 1], 20)
    >>> found = severities_of_ratings(*pairs, np.tile([1, 2], 20), 4)
    >>> bool(found.severity[0] > 0 > found.severity[1]), found.components
    (True, 1)
    """
    if len(grades) and not (0 <= int(grades.min()) <= int(grades.max()) < n_grades):
        raise ValueError("a grade that is not on the scale")
    number = int(raters.max(initial=-1)) + 1
    component = _components(cases, raters, number)
    ratings = np.bincount(raters, minlength=number).astype(np.int64)
    pairs = np.unique(np.stack([cases, raters]), axis=1)
    graders = np.bincount(pairs[0])
    linked = np.bincount(raters, graders[cases] > 1, number).astype(np.int64)
    size = np.bincount(component[component >= 0], minlength=1)
    estimable = (ratings > 0) & (linked >= minimum)
    estimable &= np.where(component >= 0, size[np.maximum(component, 0)], 0) > 1
    blank = np.full(number, np.nan)
    found = RaterSeverities(component, ratings, linked, estimable, blank, blank.copy(), blank.copy())
    if not estimable.any() or n_grades < 2:
        return found
    # What no other rater graded says nothing of severity.
    used = graders[cases] > 1
    places = np.unique(cases[used], return_inverse=True)[1]
    cells = _cells(places, raters[used], grades[used], n_grades)
    fits, weights = _averaged(number, n_grades, cells)
    _fill(found, fits, weights, cells, n_grades)
    return found


def _components(cases: Codes, raters: Codes, number: int) -> Places:
    places = number + np.unique(cases, return_inverse=True)[1]
    size = int(places.max(initial=number - 1)) + 1
    graph = csr_array((np.ones(len(raters)), (raters, places)), shape=(size, size))
    own = connected_components(graph, directed=False)[1][:number]
    there = np.bincount(raters, minlength=number) > 0
    found = np.full(number, -1, dtype=np.intp)
    # Numbered in the order of their first raters.
    names, first = np.unique(own[there], return_index=True)
    order = np.empty(int(own.max(initial=-1)) + 1, dtype=np.intp)
    order[names[np.argsort(first)]] = np.arange(len(names))
    found[there] = order[own[there]]
    return found


def _cells(cases: Places, raters: Codes, grades: Codes, n_grades: int) -> Cells:
    """Ratings, those of cases that got the very same ones counted together: they are as good."""
    kinds = raters.astype(np.intp) * n_grades + grades.astype(np.intp)
    order = np.lexsort((kinds, cases))
    ends = np.flatnonzero(np.diff(cases[order])) + 1
    alike: dict[tuple[int, ...], int] = {}
    for own in np.split(kinds[order], ends):
        pattern = tuple(own.tolist())
        alike[pattern] = alike.get(pattern, 0) + 1
    patterns = sorted(alike)
    times = np.array([alike[pattern] for pattern in patterns], dtype=np.float64)
    place = np.repeat(np.arange(len(patterns)), [len(pattern) for pattern in patterns])
    kind = np.array([one for pattern in patterns for one in pattern], dtype=np.intp)
    return Cells(kind, place, times[place], len(patterns), times=times)


def _design(raters: int, n_grades: int, spread: float) -> Design:
    """Cuts first, then the severity of each rater. Cases are the random effects: minus how good each is."""
    cuts = n_grades - 1
    upper = np.zeros((raters * n_grades, cuts + raters))
    lower = np.zeros_like(upper)
    rater, grade = np.divmod(np.arange(raters * n_grades), n_grades)
    for ends, place in ((upper, grade), (lower, grade - 1)):
        there = np.flatnonzero((place >= 0) & (place < cuts))
        ends[there, place[there]] = 1.0
        ends[there, cuts + rater[there]] = 1.0
    gaps = np.zeros((max(0, cuts - 1), cuts + raters))
    for at in range(cuts - 1):
        gaps[at, at], gaps[at, at + 1] = -1.0, 1.0
    precision = np.concatenate([np.full(cuts, 1 / _CUTS**2), np.full(raters, 1 / spread**2)])
    start = np.concatenate([2.0 * (np.arange(cuts) - (cuts - 1) / 2), np.zeros(raters)])
    return Design(
        upper,
        lower,
        grade == cuts,
        grade == 0,
        gaps,
        precision,
        np.zeros(cuts + raters),
        np.full(len(gaps), _BARRIER),
        start,
    )


def _averaged(raters: int, n_grades: int, cells: Cells) -> tuple[list[Fit], Floats]:
    """The fits over both spreads, and the posterior of each pair of spreads."""
    fits: list[Fit] = []
    values = []
    cuts = n_grades - 1
    for of_raters in _RATERS:
        design = _design(raters, n_grades, float(of_raters))
        for of_cases in _CASES:
            one = fit(design, cells, float(of_cases), fits[-1] if fits else None)
            own = np.linalg.slogdet(one.schur[cuts:, cuts:])[1] + 2 * raters * np.log(of_raters)
            prior = (of_raters / _PRIOR_RATERS) ** 2 / 2 + (of_cases / _PRIOR_CASES) ** 2 / 2
            values.append(one.marginal - own / 2 - prior + np.log(of_raters * of_cases))
            fits.append(one)
    raised = np.exp(np.array(values) - max(values))
    return fits, raised / raised.sum()


def _fill(found: RaterSeverities, fits: list[Fit], weights: Floats, cells: Cells, n_grades: int) -> None:
    """Each rater beside the mean of its component: the mean and variance over the spreads together."""
    cuts = n_grades - 1
    z = float(ndtri(0.975))
    best = fits[int(weights.argmax())]
    for part in range(found.components):
        members = np.flatnonzero((found.component == part) & (found.linked > 0))
        if len(members) < 2:
            continue
        centred = np.eye(len(members)) - 1 / len(members)
        means, squares = [], []
        for one in fits:
            means.append(centred @ one.theta[cuts + members])
            spread = centred @ np.linalg.inv(one.schur)[np.ix_(cuts + members, cuts + members)] @ centred.T
            squares.append(np.diag(spread) + means[-1] ** 2)
        mean = weights @ np.array(means)
        deviation = np.sqrt(np.maximum(weights @ np.array(squares) - mean**2, 0))
        level = float(best.theta[cuts + members].mean())
        for at, rater in enumerate(members):
            if not found.estimable[rater]:
                continue
            of_rater = cells.kind // n_grades == rater
            own, weight = cells.grader[of_rater], cells.count[of_rater]
            ends = mean[at] + deviation[at] * np.array([0.0, -z, z])
            fair = best.theta[:cuts, None, None] + level + best.effects[own][None, :, None]
            moved = expit(-fair) - expit(-(fair + ends[None, None, :]))
            found.severity[rater], found.low[rater], found.high[rater] = np.average(
                moved.sum(axis=0), axis=0, weights=weight
            )
