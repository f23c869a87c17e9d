"""Paired tests, against brute force and other people's libraries."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval.paired import agresti_min, bootstrap, holm, mcnemar, sign_flip, summed


@pytest.mark.parametrize(
    ("lost", "gained", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (0, 6, 0.03125),
        (10, 2, 0.03857421875),
        (5, 5, 1.0),
        (30, 12, 0.007915897334896727),  # as statsmodels has it
    ],
)
def test_mcnemars_exact_test_on_worked_examples(lost, gained, p):
    assert mcnemar(lost, gained) == pytest.approx(p, rel=1e-6)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_binomial_test_of_the_changed_cases(lost, gained):
    if lost + gained:
        expected = stats.binomtest(lost, lost + gained, 0.5).pvalue
        assert mcnemar(lost, gained) == pytest.approx(expected, rel=1e-9)


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_the_sign_flip_test_counts_all_exchanges(changes):
    sums = [
        abs(sum(sign * change for sign, change in zip(signs, changes, strict=True)))
        for signs in product((1, -1), repeat=len(changes))
    ]
    expected = sum(one >= abs(sum(changes)) for one in sums) / len(sums)
    assert sign_flip(changes) == pytest.approx(expected)


def test_losses_of_one_cluster_are_no_evidence_of_others():
    assert mcnemar(8, 0) < 0.01
    assert sign_flip([-8]) == 1.0
    assert sign_flip([-1] * 8) == mcnemar(8, 0)


@pytest.mark.parametrize(
    ("ps", "adjusted"),
    [
        ([], []),
        ([0.04], [0.04]),
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.5, 0.9, 0.001], [1.0, 1.0, 0.003]),
    ],
)
def test_holms_method_on_worked_examples(ps, adjusted):
    assert holm(ps) == pytest.approx(adjusted)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_lies_between_none_and_bonferroni_and_keeps_the_order(ps):
    found = holm(ps)
    for p, adjusted in zip(ps, found, strict=True):
        assert p <= adjusted <= min(1.0, len(ps) * p) + 1e-12
    order = sorted(range(len(ps)), key=ps.__getitem__)
    assert [found[place] for place in order] == sorted(found)


def test_mcnemar_and_holm_agree_with_statsmodels():
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    rng = np.random.default_rng(1)
    for lost, gained in rng.integers(0, 40, size=(30, 2)):
        theirs = tables.mcnemar([[9, lost], [gained, 9]], exact=True).pvalue
        assert mcnemar(int(lost), int(gained)) == pytest.approx(theirs)
    for many in (1, 2, 9):
        ps = rng.uniform(size=many) ** 3
        theirs = multitest.multipletests(ps, method="holm")[1]
        assert holm(list(ps)) == pytest.approx(list(theirs))


def ones(many):
    return np.ones(many)


def test_the_paired_bootstrap_agrees_with_scipy():
    rng = np.random.default_rng(7)
    before = rng.normal(0.4, 0.3, size=120)
    after = before + rng.normal(0.06, 0.2, size=120)
    found = bootstrap((before, ones(120)), (after, ones(120)))
    theirs = stats.bootstrap(
        (before, after),
        lambda one, other, axis: other.mean(axis=axis) - one.mean(axis=axis),
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=5000,
        rng=np.random.default_rng(8),
    )
    assert found.low == pytest.approx(theirs.confidence_interval.low, abs=0.003)
    assert found.high == pytest.approx(theirs.confidence_interval.high, abs=0.003)
    assert found.spread == pytest.approx(theirs.standard_error, rel=0.05)
    # The t-test of the differences answers the same question another way.
    assert found.p == pytest.approx(stats.ttest_rel(after, before).pvalue, abs=0.01)


def test_the_bootstrap_of_a_ratio_weighs_by_the_denominators():
    before = np.array([1.0, 0.0] * 30), np.array([1.0, 9.0] * 30)
    after = np.array([1.0, 9.0] * 30), np.array([1.0, 9.0] * 30)
    found = bootstrap(before, after)
    assert found.low <= 0.9 <= found.high
    assert found.p < 0.001


def test_no_difference_is_no_evidence():
    values = np.array([0.0, 1.0, 1.0]), ones(3)
    found = bootstrap(values, values)
    assert (found.low, found.high, found.p, found.spread) == (0, 0, 1, 0)


def test_the_bootstrap_rarely_cries_wolf():
    """Under no difference, p is below 0.05 in about one of twenty."""
    rng = np.random.default_rng(3)
    low = 0
    for _ in range(200):
        before, after = rng.normal(size=(2, 60))
        low += bootstrap((before, ones(60)), (after, ones(60))).p < 0.05
    assert low <= 22  # 99.9 % of the binomial of 200 and 0.06


def test_clusters_are_summed_in_their_order():
    assert list(summed(["b", "a", "b"], [1.0, 2.0, 4.0])) == [5.0, 2.0]


def test_the_interval_of_no_change_is_not_nothing():
    low, high = agresti_min(0, 0, 100)
    assert (low, high) == (pytest.approx(-0.0192, abs=1e-3), pytest.approx(0.0192, abs=1e-3))
    low, high = agresti_min(12, 3, 100)
    assert low < -0.09 < high < 0
