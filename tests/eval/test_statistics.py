"""Intervals, against worked examples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.statistics import mean, quantile, ratio, share


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),  # Brown, Cai and DasGupta 2001 give the formula
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_shares_have_wilsons_interval(right, n, low, high):
    found = share([True] * right + [False] * (n - right))
    assert found.value == pytest.approx(right / n)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert (found.n, found.total) == (n, n)


def test_nothing_scored_is_no_number():
    for found in (share([], total=7), mean([], total=7), quantile([], 0.5, total=7)):
        assert (found.value, found.low, found.high, found.n, found.total) == (
            None,
            None,
            None,
            0,
            7,
        )
    assert ratio([0], [0]).value is None


def test_the_mean_has_about_the_normal_interval():
    values = [0.0, 1.0] * 200
    found = mean(values)
    assert found.value == 0.5
    half = 1.96 * 0.5 / math.sqrt(400)
    assert found.low == pytest.approx(0.5 - half, abs=0.01)
    assert found.high == pytest.approx(0.5 + half, abs=0.01)


def test_the_same_values_give_the_same_interval():
    values = [0.1, 0.9, 0.4, 0.7, 0.2]
    assert mean(values) == mean(values)


def test_a_ratio_is_of_sums_and_not_a_mean_of_ratios():
    found = ratio([1, 0], [1, 9])
    assert found.value == pytest.approx(0.1)
    assert found.low <= found.value <= found.high


def test_a_quantile_lies_between_values():
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5).value == 2.5
    assert quantile([3.0], 0.95).high == 3.0


@given(st.lists(st.floats(min_value=-1, max_value=1), min_size=1, max_size=30))
def test_an_interval_lies_within_the_values(values):
    for found in (mean(values), quantile(values, 0.95)):
        assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
