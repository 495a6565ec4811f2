"""Statistics of agreement equal those of independent packages and of pairs counted one by one."""

from __future__ import annotations

from itertools import permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_statsmodels

from evenhand.moderation.agreement.alpha import krippendorff_alpha
from evenhand.moderation.agreement.coefficients import (
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    weight_table,
    within,
)
from evenhand.moderation.agreement.estimates import STATISTICS, agreement
from evenhand.moderation.agreement.ratings import RatedCases
from evenhand.statistics import Weights

SIZE = 4


def drawn(raters, lowest: int = -1):
    shape = st.tuples(st.integers(1, 25), raters)
    return arrays.arrays(np.int16, shape, elements=st.integers(lowest, SIZE - 1))


def values(codes, weights: Weights = Weights.ORDINAL) -> dict[str, float | None]:
    found = agreement(RatedCases.of(codes, SIZE), weights, seed=1, resamples=2).statistics
    return {name: found[name].value for name in STATISTICS}


@given(drawn(st.integers(2, 5)), st.sampled_from([Weights.NOMINAL, Weights.ORDINAL, Weights.QUADRATIC]))
def test_alpha_is_that_of_the_package_krippendorff(codes, weights: Weights) -> None:
    ours = values(codes, weights)["krippendorff_alpha"]
    several = (codes >= 0).sum(axis=1) >= 2
    if len(np.unique(codes[several][codes[several] >= 0])) < 2:
        assert ours is None
        return
    known = np.where(codes < 0, np.nan, codes.astype(float))
    level = {Weights.QUADRATIC: "interval"}.get(weights, weights.value)
    theirs = krippendorff.alpha(known.T, level_of_measurement=level, value_domain=range(SIZE))
    assert ours == pytest.approx(theirs, abs=1e-9)


@given(drawn(st.integers(2, 6), lowest=0))
def test_fleiss_kappa_is_that_of_statsmodels(codes) -> None:
    ours = values(codes)["fleiss_kappa"]
    if len(np.unique(codes)) == 1:
        assert ours is None
        return
    table, _ = aggregate_raters(codes, n_cat=SIZE)
    assert ours == pytest.approx(fleiss_of_statsmodels(table), abs=1e-9)


@given(drawn(st.just(2)), st.sampled_from(Weights))
def test_kappa_of_two_raters_is_that_of_statsmodels(codes, weights: Weights) -> None:
    both = codes[(codes >= 0).all(axis=1)]
    ours = values(codes, weights)["weighted_kappa"]
    if len(np.unique(both)) < 2:
        assert ours is None
        return
    table = np.zeros((SIZE, SIZE))
    np.add.at(table, tuple(both.T), 1)
    theirs = cohens_kappa(table, weights=1 - weight_table(weights, SIZE), return_results=False)
    assert ours == pytest.approx(float(theirs), abs=1e-9)


@given(drawn(st.just(2), lowest=0), st.sampled_from(Weights))
def test_kappa_of_samples_is_that_of_the_ratings_themselves(codes, weights: Weights) -> None:
    """What intervals are made of is what is shown, and for two raters both kinds of kappa are one."""
    rated = RatedCases.of(codes, SIZE)
    sums = rated.sums(rated.counts[None, :])
    shown = values(codes, weights)["weighted_kappa"]
    for kappa in (cohen_kappa, conger_kappa):
        (found,) = kappa(sums, weight_table(weights, SIZE))
        assert (shown is None and np.isnan(found)) or shown == pytest.approx(found, abs=1e-9)


@given(drawn(st.integers(2, 4)), st.sampled_from(Weights))
def test_shares_and_gwet_ac_are_those_of_pairs_counted_one_by_one(codes, weights: Weights) -> None:
    cases = [[int(grade) for grade in row if grade >= 0] for row in codes]
    cases = [case for case in cases if case]
    several = [case for case in cases if len(case) > 1]
    found = values(codes, weights)
    if not several:
        assert set(found.values()) == {None}
        return

    def seen(weight) -> float:
        means = [np.mean([weight(a, b) for a, b in permutations(case, 2)]) for case in several]
        return float(np.mean(means))

    assert found["exact"] == pytest.approx(seen(lambda a, b: a == b))
    assert found["adjacent"] == pytest.approx(seen(lambda a, b: abs(a - b) <= 1))
    table = weight_table(weights, SIZE)
    shares = [np.mean([case.count(grade) / len(case) for case in cases]) for grade in range(SIZE)]
    chance = table.sum() / (SIZE * (SIZE - 1)) * sum(share * (1 - share) for share in shares)
    assert found["gwet_ac"] == pytest.approx((seen(lambda a, b: table[a, b]) - chance) / (1 - chance))


@given(drawn(st.integers(2, 4)), st.randoms(use_true_random=False))
def test_the_order_of_cases_and_raters_makes_no_difference(codes, random) -> None:
    cases, raters = list(range(len(codes))), list(range(codes.shape[1]))
    random.shuffle(cases)
    random.shuffle(raters)
    assert values(codes[cases][:, raters]) == pytest.approx(values(codes))


@given(drawn(st.integers(2, 4)))
def test_cases_without_a_rating_make_no_difference(codes) -> None:
    empty = np.full((3, codes.shape[1]), -1, dtype=np.int16)
    assert values(np.vstack([empty, codes, empty])) == pytest.approx(values(codes))


@given(drawn(st.integers(1, 4)))
def test_words_stand_wherever_there_is_no_value_or_no_interval(codes) -> None:
    found = agreement(RatedCases.of(codes, SIZE), seed=1, resamples=50)
    for estimate in found.statistics.values():
        assert estimate.note or (estimate.value is not None and estimate.interval is not None)
        if estimate.value is not None:
            assert estimate.value <= 1 + 1e-9
        if estimate.interval is not None:
            assert estimate.interval[0] < estimate.interval[1]


@given(drawn(st.integers(2, 4)), st.data())
def test_a_sample_is_worth_what_its_cases_are_worth_by_themselves(codes, data) -> None:
    """A case drawn several times counts as often, and one that was not drawn as if it were not there."""
    rated = RatedCases.of(codes, SIZE)
    number = len(rated.counts)
    times = data.draw(st.lists(st.integers(0, 3), min_size=number, max_size=number))
    sums = rated.sums([times])
    again = np.repeat(rated.patterns, times, axis=0).reshape(-1, max(1, rated.raters))
    own = RatedCases.of(again, SIZE)
    alone = own.sums(own.counts[None, :]) if own.cases else None
    for statistic in (
        lambda sums: within(sums, 1),
        lambda sums: conger_kappa(sums, weight_table(Weights.LINEAR, SIZE)),
        lambda sums: fleiss_kappa(sums, weight_table(Weights.NOMINAL, SIZE)),
        lambda sums: gwet_ac(sums, weight_table(Weights.ORDINAL, SIZE)),
        lambda sums: krippendorff_alpha(sums, Weights.ORDINAL),
    ):
        (sampled,) = statistic(sums)
        if alone is None:
            assert np.isnan(sampled)
        else:
            assert sampled == pytest.approx(statistic(alone)[0], nan_ok=True, abs=1e-9)
