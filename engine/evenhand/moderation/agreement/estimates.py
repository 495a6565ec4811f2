"""All statistics of some ratings, each with its weighting, interval, number of cases, and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from evenhand.moderation.agreement.alpha import LEVELS, krippendorff_alpha
from evenhand.moderation.agreement.bootstrap import RESAMPLES, Interval, Statistic, bootstrap
from evenhand.moderation.agreement.coefficients import (
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    weight_table,
    within,
)
from evenhand.moderation.agreement.ratings import Floats, RatedCases, Sums
from evenhand.statistics import Weights, agreement_of

STATISTICS = (
    "exact",
    "adjacent",
    "cohen_kappa",
    "weighted_kappa",
    "krippendorff_alpha",
    "gwet_ac",
    "fleiss_kappa",
)
"""The statistics, by the names that other programs rely on."""

WEIGHTED = ("weighted_kappa", "krippendorff_alpha", "gwet_ac")
"""Those of them that depend on the weights asked for."""


@dataclass(frozen=True)
class Estimate:
    """One statistic. `n` counts the cases with two ratings or more, which it compares.

    `value` and `interval` (95%) are None where `note` says why. `weighting` names the weights or the metric;
    None where the statistic has none.
    """

    value: float | None
    interval: tuple[float, float] | None
    n: int
    weighting: str | None
    note: str | None = None


@dataclass(frozen=True)
class Agreement:
    """The statistics of some ratings with the `weights` asked for, and those `under` each of the weights."""

    statistics: Mapping[str, Estimate]
    under: Mapping[Weights, Mapping[str, Estimate]]
    weights: Weights
    seed: int
    resamples: int


def agreement(
    rated: RatedCases, weights: Weights = Weights.ORDINAL, *, seed: int, resamples: int = RESAMPLES
) -> Agreement:
    """Every statistic of `STATISTICS`, with percentile intervals from `resamples` samples of the cases.

    `seed` is that of the samples. Kappa is Cohen's for two raters, over the cases that both rated, and
    Conger's for more; the note says so.
    """
    asked = _statistics(rated.raters)
    why_none = _nothing_compared(rated)
    if why_none is None:
        values = _values(rated, asked)
        intervals = bootstrap(rated, asked, seed, resamples)
    else:
        values, intervals = dict.fromkeys(asked, None), dict.fromkeys(asked, Interval(None, why_none))
    found = {key: _estimate(key, rated, values[key], intervals[key]) for key in asked}
    under = {
        one: {name: _named(found[_key(name, one)], _weighting(name, one)) for name in WEIGHTED}
        for one in Weights
    }
    statistics = {
        name: under[weights][name]
        if name in WEIGHTED
        else _named(found[_key(name, weights)], _weighting(name, weights))
        for name in STATISTICS
    }
    return Agreement(statistics, under, weights, seed, resamples)


# --- what is calculated ------------------------------------------------------------------------------


def _key(name: str, weights: Weights) -> str:
    """Cohen's kappa is the weighted one with nominal weights, so that it is calculated once."""
    if name == "cohen_kappa":
        return f"weighted_kappa {Weights.NOMINAL}"
    return f"{name} {weights}" if name in WEIGHTED else name


def _statistics(raters: int) -> dict[str, Statistic]:
    found: dict[str, Statistic] = {
        "exact": lambda sums: within(sums, 0),
        "adjacent": lambda sums: within(sums, 1),
        "fleiss_kappa": lambda sums: fleiss_kappa(sums, _table(Weights.NOMINAL, sums)),
    }
    for weights in Weights:
        found[f"weighted_kappa {weights}"] = _kappa(weights, raters)
        found[f"gwet_ac {weights}"] = _ac(weights)
        found[f"krippendorff_alpha {weights}"] = _alpha(weights)
    return found


def _table(weights: Weights, sums: Sums) -> Floats:
    return weight_table(weights, sums.shares.shape[1])


def _kappa(weights: Weights, raters: int) -> Statistic:
    kappa = cohen_kappa if raters == 2 else conger_kappa
    return lambda sums: kappa(sums, _table(weights, sums))


def _ac(weights: Weights) -> Statistic:
    return lambda sums: gwet_ac(sums, _table(weights, sums))


def _alpha(weights: Weights) -> Statistic:
    return lambda sums: krippendorff_alpha(sums, weights)


def _values(rated: RatedCases, asked: Mapping[str, Statistic]) -> dict[str, float | None]:
    sums = rated.sums(rated.counts[None, :])
    found: dict[str, float | None] = {}
    for key, statistic in asked.items():
        name, _, weights = key.partition(" ")
        if name == "weighted_kappa" and sums.crossed is not None:
            # One formula for two gradings, here and in a replay.
            table = [[int(count) for count in row] for row in sums.crossed[0]]
            found[key] = agreement_of(table, Weights(weights)).kappa
        else:
            value = float(statistic(sums)[0])
            found[key] = value if isfinite(value) else None
    return found


# --- in words ----------------------------------------------------------------------------------------


def _nothing_compared(rated: RatedCases) -> str | None:
    if rated.raters == 0:
        return "there is no rating"
    if rated.raters == 1:
        return "there is one rater, so nothing to compare with"
    if rated.paired == 0:
        return "no case has two ratings, so there is nothing to compare"
    return None


def _estimate(key: str, rated: RatedCases, value: float | None, interval: Interval) -> Estimate:
    name = key.partition(" ")[0]
    if value is None:
        return Estimate(None, None, rated.paired, None, _nothing_compared(rated) or _no_value(rated))
    notes = [_special(name, rated, value), interval.note]
    told = "; ".join(note for note in notes if note)
    return Estimate(value, interval.ends, rated.paired, None, told or None)


def _no_value(rated: RatedCases) -> str:
    if rated.size < 2:
        return "cannot be calculated: the scale has one grade"
    return "cannot be calculated: all the ratings it compares are one grade, which chance alone would explain"


def _special(name: str, rated: RatedCases, value: float) -> str | None:
    if name == "weighted_kappa" and rated.raters > 2:
        return "as Conger (1980), for more than two raters"
    if name == "gwet_ac" and value == 1 and (rated.all_given > 0).sum() == 1:
        return "everyone gave the same grade"
    if name == "fleiss_kappa":
        several = rated.ratings_of
        if several.min() != several.max():
            return "cases with unlike numbers of ratings, as Gwet (2014)"
        if rated.raters == 2:
            return "with two raters it is Scott's pi"
    return None


def _weighting(name: str, weights: Weights) -> str | None:
    if name in ("exact", "adjacent"):
        return None
    if name == "krippendorff_alpha":
        return LEVELS[weights]
    if name in ("cohen_kappa", "fleiss_kappa"):
        return Weights.NOMINAL.value
    return weights.value


def _named(estimate: Estimate, weighting: str | None) -> Estimate:
    return Estimate(estimate.value, estimate.interval, estimate.n, weighting, estimate.note)
