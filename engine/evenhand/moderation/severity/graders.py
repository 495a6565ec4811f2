"""How much harder each grader awards than the others would, from awarded grades beside proposed ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from evenhand.moderation.severity.awards import AwardModel, Awards, award_model, cells_of
from evenhand.moderation.severity.ordinal import Cells, Fit, Floats, fit, slope
from evenhand.moderation.severity.posterior import Effects, effects_of

SPREADS: Floats = np.geomspace(0.1, 6.0, 18)
"""The spreads of graders, in logits, that are averaged over."""
_PRIOR_SPREAD = 2.0
_LEVEL = 0.05
_NO_SPREAD = 1e-12
_NODES = 20


@dataclass(frozen=True, eq=False)
class Severities:
    """The severity of each grader; arrays have the shape (graders,).

    `severity`, `low` and `high` are in grades: by how much lower the grades are that a grader awards than
    those that a grader of severity 0 would award on the same cases (posterior median and 95% interval);
    negative is more lenient. `logits` is the same on the scale of the model. `judgements` and `cases` count
    what each has; all are given for every grader, however few.

    `outlying` is the two-sided tail beyond 0, and `flagged` where it stays below 5% with the false discovery
    rate of all graders held at 5% (Y. Benjamini and Y. Hochberg 1995, Journal of the Royal Statistical
    Society B 57, 289-300), and graders differ at all.

    `spread` is the likeliest standard deviation of graders in logits and `spread_grades` in grades; `ratio`
    and `p` are the likelihood ratio test that it is 0. `clustering` is by how much judgements of one case go
    together: the likelihood is raised to the power 1 / clustering.
    """

    severity: Floats
    low: Floats
    high: Floats
    logits: Floats
    judgements: npt.NDArray[np.int64]
    cases: npt.NDArray[np.int64]
    outlying: Floats
    flagged: npt.NDArray[np.bool_]
    spread: float
    spread_grades: float
    ratio: float
    p: float
    clustering: float

    @property
    def differ(self) -> bool:
        """Whether graders differ by more than chance would make them."""
        return self.p < _LEVEL


def severities_of_awards(awards: Awards) -> Severities:
    """Estimate how much harder each grader awards.

    The model is that of `award_model`, with severity_j ~ Normal(0, spread^2). Thresholds and severities are
    by maximum a posteriori (`ordinal.fit`), the spread by Laplace's approximation to the marginal likelihood.
    The test of spread = 0 takes half of a chi-squared distribution with one degree of freedom, as the spread
    lies at the edge of what it can be (S. G. Self and K.-Y. Liang 1987, Journal of the American Statistical
    Association 82, 605-610). Intervals average over the spread, whose prior is half-normal with scale 2.

    Judgements of one case go together, so the likelihood is scaled by how much they do, after the magnitude
    adjustment of composite likelihoods (R. E. Chandler and S. Bate 2007, Biometrika 94, 167-183). Judgements
    whose grader is not known are left out: those who made them may grade otherwise. Raises ValueError unless
    two graders have a judgement.
    """
    awards = awards.taken(awards.grader >= 0)
    if len(np.unique(awards.grader)) < 2:
        raise ValueError("fewer than two graders")
    model = award_model(awards.grades)
    kinds = model.kinds(awards)
    cells = cells_of(kinds, awards.grader, awards.graders)
    alone = fit(model.design, cells, 0.0)
    clustering = _clustering(awards, model, alone)
    if clustering > 1:
        cells = replace(cells, count=cells.count / clustering)
        alone = fit(model.design, cells, 0.0, alone)
    fits = _over_spreads(model, cells, alone)
    marginal = np.array([one.marginal for one in fits])
    best = _best(model, cells, fits, marginal, alone)
    ratio = max(0.0, 2 * (best.marginal - alone.marginal))
    p = float(chdtrc(1, ratio) / 2) if ratio > 0 else 1.0
    weights = _weights(marginal)
    # The widest spread that matters says how far severities can lie.
    matter = np.flatnonzero(weights > 1e-4)
    used, own = SPREADS[matter], weights[matter] / weights[matter].sum()
    middle = fits[int(weights.argmax())]
    effects = effects_of(model.design, cells, middle, used, own, fits[int(matter[-1])])
    return _in_grades(awards, model, middle, effects, best.spread, ratio, p, clustering)


def _over_spreads(model: AwardModel, cells: Cells, alone: Fit) -> list[Fit]:
    fits: list[Fit] = []
    for spread in SPREADS:
        fits.append(fit(model.design, cells, float(spread), fits[-1] if fits else alone))
    return fits


def _best(model: AwardModel, cells: Cells, fits: list[Fit], marginal: Floats, alone: Fit) -> Fit:
    """The fit at the spread of the highest marginal likelihood, by golden section about the grid's best."""
    at = int(marginal.argmax())
    if at == 0:
        inner = fit(model.design, cells, float(SPREADS[0]) / 2, fits[0])
        return max((alone, inner, fits[0]), key=lambda one: one.marginal)
    low, high = SPREADS[at - 1], SPREADS[min(at + 1, len(SPREADS) - 1)]
    best = fits[at]
    section = (np.sqrt(5) - 1) / 2
    ends = [np.log(low), np.log(high)]
    inner_points = [ends[1] - section * (ends[1] - ends[0]), ends[0] + section * (ends[1] - ends[0])]
    found = [fit(model.design, cells, float(np.exp(one)), best) for one in inner_points]
    for _ in range(6):
        if found[0].marginal >= found[1].marginal:
            ends[1], inner_points[1], found[1] = inner_points[1], inner_points[0], found[0]
            inner_points[0] = ends[1] - section * (ends[1] - ends[0])
            found[0] = fit(model.design, cells, float(np.exp(inner_points[0])), best)
        else:
            ends[0], inner_points[0], found[0] = inner_points[0], inner_points[1], found[1]
            inner_points[1] = ends[0] + section * (ends[1] - ends[0])
            found[1] = fit(model.design, cells, float(np.exp(inner_points[1])), best)
    return max((best, *found, alone), key=lambda one: one.marginal)


def _weights(marginal: Floats) -> Floats:
    """The posterior of the spreads, which lie evenly on a logarithmic scale."""
    found = marginal - (SPREADS / _PRIOR_SPREAD) ** 2 / 2 + np.log(SPREADS)
    raised = np.exp(found - found.max())
    shares: Floats = raised / raised.sum()
    return shares


def _clustering(awards: Awards, model: AwardModel, alone: Fit) -> float:
    """By how much judgements of one case go together: the design effect of their scores within graders."""
    cases = np.unique(awards.case, return_inverse=True)[1]
    graders, rows = awards.grader, awards.rows
    count = int(cases.max()) + 1
    if count == rows:
        return 1.0
    above, below = model.design.ends(alone.theta, model.kinds(awards), np.zeros(rows))
    scores = slope(above, below)
    situations = model.situations(awards)
    # What a situation has in common says nothing of its cases.
    alike = np.bincount(situations, scores) / np.maximum(np.bincount(situations), 1)
    scores = scores - alike[situations]
    number = np.bincount(graders, minlength=awards.graders)
    means = np.bincount(graders, scores, awards.graders) / np.maximum(number, 1)
    scores = scores - means[graders]
    inside = int((number > 0).sum())
    if count <= inside or rows <= inside:
        return 1.0
    of_cases = float((np.bincount(cases, scores) ** 2).sum()) / (count - inside) * count
    of_each = float((scores**2).sum()) / (rows - inside) * rows
    return max(1.0, of_cases / of_each) if of_each > _NO_SPREAD * rows else 1.0


def _in_grades(
    awards: Awards,
    model: AwardModel,
    at: Fit,
    effects: Effects,
    spread: float,
    ratio: float,
    p: float,
    clustering: float,
) -> Severities:
    size = len(model.area)
    of_each = awards.grader.astype(np.intp) * size + model.situations(awards)
    mix = np.bincount(of_each, minlength=awards.graders * size).reshape(awards.graders, size)
    judgements = mix.sum(axis=1)
    shares = mix / np.maximum(judgements, 1)[:, None]
    fair = model.expected(at.theta, np.zeros(1))[:, 0]

    def grades(logits: Floats) -> Floats:
        lower = fair[:, None] - model.expected(at.theta, logits)
        found: Floats = (shares * lower.T).sum(axis=1)
        return found

    middle = effects.quantile(0.5)
    under = effects.share_below(0.0)
    outlying = 2 * np.minimum(under, 1 - under)
    outlying[judgements == 0] = 1.0
    flagged = _discovered(outlying, judgements > 0) if p < _LEVEL else np.zeros(awards.graders, dtype=bool)
    whole = mix.sum(axis=0) / max(1, int(mix.sum()))
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    moved = whole @ (fair[:, None] - model.expected(at.theta, spread * nodes))
    pairs = np.unique(np.stack([awards.grader, awards.case]), axis=1)
    return Severities(
        grades(middle),
        grades(effects.quantile(0.025)),
        grades(effects.quantile(0.975)),
        middle,
        judgements.astype(np.int64),
        np.bincount(pairs[0].astype(np.intp), minlength=awards.graders).astype(np.int64),
        outlying,
        flagged,
        spread,
        float(np.sqrt(weights @ moved**2 / weights.sum())),
        ratio,
        p,
        clustering,
    )


def _discovered(p: Floats, there: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which p-values stand out with the false discovery rate at 5%."""
    found = np.zeros(len(p), dtype=bool)
    order = np.argsort(p[there], kind="stable")
    ranked = p[there][order]
    under = np.flatnonzero(ranked <= _LEVEL * np.arange(1, len(ranked) + 1) / len(ranked))
    if len(under):
        found[np.flatnonzero(there)[order[: under[-1] + 1]]] = True
    return found
