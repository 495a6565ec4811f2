"""Statistics of agreement on published examples, against what was published and what other programs say."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_statsmodels

from evenhand.moderation.agreement.alpha import krippendorff_alpha
from evenhand.moderation.agreement.coefficients import conger_kappa, fleiss_kappa, gwet_ac, weight_table
from evenhand.moderation.agreement.estimates import Agreement, agreement
from evenhand.moderation.agreement.ratings import RatedCases
from evenhand.statistics import Weights

DATA = Path(__file__).parents[3] / "golden" / "agreement"
KEPT = json.loads((DATA / "irrcac.json").read_text(encoding="utf-8"))


def codes_of(name: str) -> np.ndarray:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[int(cell) - 1 if cell else -1 for cell in row[1:]] for row in rows])


def rated(name: str) -> RatedCases:
    return RatedCases.of(codes_of(name), KEPT["grades"][name])


def statistics(name: str, weights: Weights = Weights.ORDINAL) -> Agreement:
    return agreement(rated(name), weights, seed=1, resamples=20)


def value(name: str, statistic: str, weights: Weights = Weights.ORDINAL) -> float | None:
    return statistics(name, weights).statistics[statistic].value


# --- what was published ------------------------------------------------------------------------------

PUBLISHED = [
    # K. Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, twelve units.
    ("krippendorff_2011", "krippendorff_alpha", Weights.NOMINAL, 0.743),
    ("krippendorff_2011", "krippendorff_alpha", Weights.ORDINAL, 0.815),
    ("krippendorff_2011", "krippendorff_alpha", Weights.QUADRATIC, 0.849),
    # J. L. Fleiss (1971), Table 1: six psychiatrists, thirty patients.
    ("fleiss_1971", "fleiss_kappa", Weights.NOMINAL, 0.430),
    # J. L. Fleiss, J. Cohen and B. S. Everitt (1969): two clinicians, two hundred patients.
    ("cohen_everitt_1969", "cohen_kappa", Weights.NOMINAL, 0.429),
    # A. R. Feinstein and D. V. Cicchetti (1990), High agreement but low kappa: alike agreement, unlike kappa.
    ("feinstein_cicchetti_1990_balanced", "exact", Weights.NOMINAL, 0.85),
    ("feinstein_cicchetti_1990_balanced", "cohen_kappa", Weights.NOMINAL, 0.70),
    ("feinstein_cicchetti_1990_skewed", "exact", Weights.NOMINAL, 0.85),
    ("feinstein_cicchetti_1990_skewed", "cohen_kappa", Weights.NOMINAL, 0.32),
    # K. L. Gwet (2002), Kappa statistic is not satisfactory for assessing the extent of agreement.
    ("gwet_2002", "cohen_kappa", Weights.NOMINAL, -0.0234),
    ("gwet_2002", "gwet_ac", Weights.NOMINAL, 0.9408),
]


@pytest.mark.parametrize(("name", "statistic", "weights", "published"), PUBLISHED)
def test_published_examples_come_out_as_published(name, statistic, weights, published) -> None:
    places = len(str(published).partition(".")[2])
    assert round(value(name, statistic, weights), max(2, places)) == published


# --- irrCAC, run in an environment of its own --------------------------------------------------------


@pytest.mark.parametrize("weights", Weights)
@pytest.mark.parametrize("name", KEPT["grades"])
def test_coefficients_are_those_that_irrcac_gave(name: str, weights: Weights) -> None:
    kept = KEPT["answers"][name][weights]
    cases = rated(name)
    sums = cases.sums(cases.counts[None, :])
    table = weight_table(weights, cases.size)
    found = {
        "gwet": gwet_ac(sums, table),
        "fleiss": fleiss_kappa(sums, table),
        "conger": conger_kappa(sums, table),
    }
    # Its alpha with ordinal weights is another statistic than Krippendorff's with the ordinal metric.
    if weights is not Weights.ORDINAL:
        found["krippendorff"] = krippendorff_alpha(sums, weights)
    for coefficient, (ours,) in found.items():
        assert ours == pytest.approx(kept[coefficient], abs=1e-10), coefficient


def test_every_example_was_given_to_irrcac() -> None:
    assert set(KEPT["grades"]) == {path.stem for path in DATA.glob("*.csv")}


# --- krippendorff and statsmodels --------------------------------------------------------------------


@pytest.mark.parametrize("weights", [Weights.NOMINAL, Weights.ORDINAL, Weights.QUADRATIC])
@pytest.mark.parametrize("name", KEPT["grades"])
def test_alpha_is_that_of_the_package_krippendorff(name: str, weights: Weights) -> None:
    codes = codes_of(name).astype(float)
    codes[codes < 0] = np.nan
    level = {Weights.QUADRATIC: "interval"}.get(weights, weights.value)
    theirs = krippendorff.alpha(codes.T, level_of_measurement=level, value_domain=range(KEPT["grades"][name]))
    assert value(name, "krippendorff_alpha", weights) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("name", ["fleiss_1971", "cohen_everitt_1969", "gwet_2002"])
def test_fleiss_kappa_is_that_of_statsmodels(name: str) -> None:
    table, _ = aggregate_raters(codes_of(name), n_cat=KEPT["grades"][name])
    assert value(name, "fleiss_kappa") == pytest.approx(fleiss_of_statsmodels(table), abs=1e-12)


@pytest.mark.parametrize("weights", Weights)
def test_kappa_of_two_raters_is_that_of_statsmodels(weights: Weights) -> None:
    codes = codes_of("cohen_everitt_1969")
    table = np.zeros((3, 3))
    np.add.at(table, tuple(codes.T), 1)
    theirs = cohens_kappa(table, weights=1 - weight_table(weights, 3)).kappa
    assert value("cohen_everitt_1969", "weighted_kappa", weights) == pytest.approx(theirs, abs=1e-12)
    assert value("cohen_everitt_1969", "cohen_kappa", weights) == pytest.approx(3 / 7, abs=1e-12)
