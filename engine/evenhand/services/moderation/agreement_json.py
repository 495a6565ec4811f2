"""Agreement as JSON (contracts.md)."""

from __future__ import annotations

from typing import Any

from evenhand.moderation.agreement.estimates import STATISTICS, Estimate
from evenhand.moderation.agreement.overlap import RaterPair
from evenhand.services.figures import rounded
from evenhand.services.moderation.agreement import AgreementOfRatings, AreaAgreement
from evenhand.services.moderation.severity_raters import rater_severity_json

_PLACES = 6


def agreement_json(found: AgreementOfRatings) -> dict[str, Any]:
    """What `evenhand agree --json` prints, without the name of its schema.

    `statistics` are those of the one area; where there are several, each has its own under `areas`, and those
    at the top have no value.
    """
    ratings = found.ratings
    alone = found.areas[0] if len(found.areas) == 1 else None
    return {
        "ratings": {
            "file": ratings.file,
            "layout": ratings.layout.value,
            "missing": ratings.missing,
            "silent": list(ratings.silent),
        },
        "casebook": found.casebook,
        "with_awarded": found.with_awarded,
        "weights": found.weights.value,
        "seed": found.seed,
        "resamples": found.resamples,
        "statistics": _of_none() if alone is None else _statistics(alone),
        "areas": [
            {"area": one.ratings.area, **area_json(one), "severity": rater_severity_json(one)}
            for one in found.areas
        ],
    }


def area_json(one: AreaAgreement) -> dict[str, Any]:
    """The agreement on one area."""
    ratings, names = one.ratings, one.scale.names
    return {
        "title": ratings.title,
        "scale": list(names),
        "scale_of": ratings.scale_of,
        "cases": one.rated.cases,
        "cases_with_two": one.rated.paired,
        "ratings": one.rated.ratings,
        "raters": list(ratings.raters),
        "groups": [list(group) for group in one.groups],
        "statistics": _statistics(one),
        "by_weights": {
            weights.value: {name: estimate_json(estimate) for name, estimate in found.items()}
            for weights, found in one.found.under.items()
        },
        "matrix": {
            "of": list(ratings.raters) if one.two_raters else None,
            "counts": {
                row: dict(zip(names, counts, strict=True))
                for row, counts in zip(names, one.crossed().tolist(), strict=True)
            },
        },
        "pairs": [_pair(pair, one) for pair in one.pairs],
        "far_apart": [{"id": far.case, "steps": far.steps, "grades": dict(far.grades)} for far in one.far],
    }


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    """One statistic. A share of cases has no weighting."""
    interval = None if estimate.interval is None else [rounded(end, _PLACES) for end in estimate.interval]
    return {
        "value": rounded(estimate.value, _PLACES),
        "interval": interval,
        "n": estimate.n,
        "weighting": estimate.weighting,
        "note": estimate.note,
    }


def _statistics(one: AreaAgreement) -> dict[str, Any]:
    return {name: estimate_json(estimate) for name, estimate in one.statistics.items()}


def _of_none() -> dict[str, Any]:
    note = "there are several areas, and each has its own"
    return {name: estimate_json(Estimate(None, None, 0, None, note)) for name in STATISTICS}


def _pair(pair: RaterPair, one: AreaAgreement) -> dict[str, Any]:
    raters = one.ratings.raters
    found = pair.agreement(one.found.weights)
    note: str | None = "too few cases for a kappa"
    if found is not None:
        note = found.note if found.kappa is None else None
    return {
        "raters": [raters[pair.first], raters[pair.second]],
        "n": pair.shared,
        "same": pair.alike,
        "same_or_adjacent": pair.within_one,
        "weighted_kappa": None if found is None else rounded(found.kappa, _PLACES),
        "weighting": one.found.weights.value,
        "note": note,
    }
