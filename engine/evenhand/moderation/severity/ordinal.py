"""The cumulative logit model of an ordered grade, over counted cells, with graders as random effects.

Source of the model: P. McCullagh (1980), Regression models for ordinal data, Journal of the Royal
Statistical Society B 42, 109-142.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array
from scipy.special import expit, log_expit

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_STEPS = 200
_ENOUGH = 1e-10
"""A Newton step that promises to raise the log posterior by less than this is not taken."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Judgements that are alike counted together; each array has the shape (cells,).

    `kind` is the row of the design, `grader` the place of the random effect, -1 where there is none, and
    `count` how many judgements there are (float64; a power of the likelihood may have scaled it). `offset`,
    if any, is a known shift of both ends of each. `times` (graders,) says how many graders with the very same
    judgements each place stands for; `count` is of them together.
    """

    kind: Places
    grader: Places
    count: Floats
    graders: int
    offset: Floats | None = None
    times: Floats | float = 1.0


@dataclass(frozen=True, eq=False)
class Design:
    """The two ends of the interval of the latent scale in which each kind of judgement lies.

    A kind's upper end is `upper @ theta` and its lower end `lower @ theta`, both of shape (kinds, q), plus
    the effect of the grader; `top` and `bottom` (bool) say where there is no such end, as the grade is the
    best or the worst. `gaps @ theta`, shape (any, q), must stay above nought.

    The prior of theta is concave: normal with mean 0 and the precisions `precision` (0 for none), less
    `rate @ theta`, plus `weight` times the logarithm of each gap.
    """

    upper: Floats
    lower: Floats
    top: npt.NDArray[np.bool_]
    bottom: npt.NDArray[np.bool_]
    gaps: Floats
    precision: Floats
    rate: Floats
    weight: Floats
    start: Floats

    def ends(self, theta: Floats, kind: Places, shift: Floats) -> tuple[Floats, Floats]:
        """The ends of the interval of each cell, infinite where there is none."""
        above = np.where(self.top, np.inf, self.upper @ theta)[kind] + shift
        below = np.where(self.bottom, -np.inf, self.lower @ theta)[kind] + shift
        return above, below


@dataclass(frozen=True, eq=False)
class Fit:
    """The mode of the posterior for a given spread of graders.

    `theta` (q,) and `effects` (graders,) are where it lies, `likelihood` and `prior` the logarithms there
    (that of the effects left out). `information` (graders,) is minus the second derivative of the likelihood
    by each effect, `schur` (q, q) the precision of theta with the effects integrated out, and `cross`
    (graders, q) minus the mixed derivatives.
    """

    theta: Floats
    effects: Floats
    likelihood: float
    prior: float
    information: Floats
    schur: Floats
    cross: Floats
    spread: float
    times: Floats | float = 1.0

    @property
    def marginal(self) -> float:
        """The log likelihood with the effects integrated out, by Laplace's approximation, and the prior."""
        if self.spread == 0:
            return self.likelihood + self.prior
        square = self.spread**2
        penalty = float((self.times * self.effects**2).sum()) / (2 * square)
        volume = float((self.times * np.log1p(square * self.information / self.times)).sum()) / 2
        return self.likelihood + self.prior - penalty - volume

    @property
    def deviations(self) -> Floats:
        """The Laplace standard deviation of each effect, that of theta allowed for; shape (graders,)."""
        if self.spread == 0:
            return np.zeros(len(self.effects))
        own = self.information + 1 / self.spread**2
        scaled = self.cross / own[:, None]
        found: Floats = np.sqrt(1 / own + (scaled * np.linalg.solve(self.schur, scaled.T).T).sum(axis=1))
        return found


def log_chance(above: Floats, below: Floats) -> Floats:
    """The log probability of the standard logistic distribution between two ends, exact far out.

    F(a) - F(b) = F(a) F(-b) (1 - exp(b - a)).
    """
    found: Floats = log_expit(above) + log_expit(-below) + np.log(-np.expm1(below - above))
    return found


def slope(above: Floats, below: Floats) -> Floats:
    """The derivative of `log_chance` as both ends move up together."""
    found: Floats = expit(-above) - expit(below)
    return found


def _slopes(above: Floats, below: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The first derivatives by the upper and the lower end, and the second: upper, lower, mixed."""
    width = above - below
    with np.errstate(over="ignore"):
        inverse = 1 / np.expm1(width)
        mixed = inverse + inverse**2
    over, under = expit(-above), expit(below)
    return over + inverse, -under - inverse, -over * (1 - over) - mixed, -under * (1 - under) - mixed, mixed


def fit(design: Design, cells: Cells, spread: float, start: Fit | None = None) -> Fit:
    """The mode of the posterior, graders being normal with mean 0 and standard deviation `spread`.

    By Newton's method with halved steps: the logarithm of the posterior is concave (J. W. Pratt 1981,
    Concavity of the log likelihood, Journal of the American Statistical Association 76, 103-106). With a
    `spread` of 0 all effects are 0. Raises ArithmeticError where it does not settle.
    """
    graders = cells.graders if spread > 0 else 0
    theta = design.start.copy() if start is None else start.theta.copy()
    effects = np.zeros(graders) if start is None or len(start.effects) != graders else start.effects.copy()
    value = _value(design, cells, theta, effects, spread)
    for _ in range(_STEPS):
        state = _State(design, cells, theta, effects, spread)
        step_theta, step_effects, gain = state.step()
        if gain < _ENOUGH:
            break
        size = 1.0
        while True:
            after = theta + size * step_theta, effects + size * step_effects
            reached = _value(design, cells, *after, spread)
            if reached > value or size < 1e-12:
                break
            size /= 2
        if not reached > value:
            # As near as numbers can tell.
            break
        theta, effects, value = *after, reached
    else:
        raise ArithmeticError("the severity model did not settle")
    likelihood = _likelihood(design, cells, theta, effects)
    whole = np.zeros(cells.graders) if graders == 0 else effects
    return Fit(
        theta,
        whole,
        likelihood,
        _prior(design, theta),
        state.information,
        state.schur,
        state.cross,
        spread,
        cells.times,
    )


def shifts(cells: Cells, effects: Floats) -> Floats:
    """The known shift of each cell, and the effect of its grader where there is one."""
    known = np.zeros(len(cells.kind)) if cells.offset is None else cells.offset
    if len(effects) == 0:
        return known
    found: Floats = known + np.where(cells.grader >= 0, effects[np.maximum(cells.grader, 0)], 0.0)
    return found


def _likelihood(design: Design, cells: Cells, theta: Floats, effects: Floats) -> float:
    above, below = design.ends(theta, cells.kind, shifts(cells, effects))
    return float(cells.count @ log_chance(above, below))


def _prior(design: Design, theta: Floats) -> float:
    gaps = design.gaps @ theta
    if not (gaps > 0).all():
        return -np.inf
    normal = float(design.precision @ theta**2) / 2
    return float(design.weight @ np.log(gaps)) - float(design.rate @ theta) - normal


def _value(design: Design, cells: Cells, theta: Floats, effects: Floats, spread: float) -> float:
    prior = _prior(design, theta)
    if prior == -np.inf:
        return prior
    penalty = float((cells.times * effects**2).sum()) / (2 * spread**2) if len(effects) else 0.0
    return prior + _likelihood(design, cells, theta, effects) - penalty


class _State:
    """Derivatives at one point, effects eliminated: theirs are a diagonal."""

    def __init__(self, design: Design, cells: Cells, theta: Floats, effects: Floats, spread: float) -> None:
        kinds, n = len(design.upper), cells.count
        above, below = design.ends(theta, cells.kind, shifts(cells, effects))
        up, low, up2, low2, mixed = _slopes(above, below)

        def by_kind(values: Floats) -> Floats:
            found: Floats = np.bincount(cells.kind, n * values, kinds).astype(np.float64)
            return found

        upper, lower = design.upper, design.lower
        gaps = design.gaps @ theta
        self.gradient = (
            upper.T @ by_kind(up)
            + lower.T @ by_kind(low)
            + design.gaps.T @ (design.weight / gaps)
            - design.rate
            - design.precision * theta
        )
        across = upper.T @ (by_kind(mixed)[:, None] * lower)
        likelihood = (
            upper.T @ (by_kind(up2)[:, None] * upper)
            + lower.T @ (by_kind(low2)[:, None] * lower)
            + across
            + across.T
        )
        barrier = design.gaps.T @ ((design.weight / gaps**2)[:, None] * design.gaps)
        self.schur = barrier + np.diag(design.precision) - likelihood
        # Of no graders where they have no effects.
        graders = cells.graders
        known = cells.grader >= 0
        place = cells.grader[known]
        bent = np.bincount(place, (n * (up2 + low2 + 2 * mixed))[known], graders)
        self.information: Floats = -bent.astype(np.float64)
        self.cross = np.zeros((graders, len(theta)))
        self._effects = len(effects) > 0
        if self._effects:

            def by_grader(values: Floats, ends: Floats) -> Floats:
                shape = (graders, kinds)
                table = csr_array(((n * values)[known], (place, cells.kind[known])), shape=shape)
                found: Floats = table @ ends
                return found

            self.cross = -(by_grader(up2 + mixed, upper) + by_grader(low2 + mixed, lower))
            self._own = self.information + cells.times / spread**2
            self._slope = (
                np.bincount(place, (n * (up + low))[known], graders) - cells.times * effects / spread**2
            )
            self._scaled = self.cross / self._own[:, None]
            self.schur = self.schur - self.cross.T @ self._scaled

    def step(self) -> tuple[Floats, Floats, float]:
        """The Newton step of theta and of the effects, and how much it promises to gain."""
        factor = cho_factor(self.schur)
        if not self._effects:
            theta = cho_solve(factor, self.gradient)
            return theta, np.zeros(0), float(self.gradient @ theta) / 2
        theta = cho_solve(factor, self.gradient - self._scaled.T @ self._slope)
        effects = (self._slope - self.cross @ theta) / self._own
        return theta, effects, float(self.gradient @ theta + self._slope @ effects) / 2
