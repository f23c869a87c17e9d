"""What a comparison can see, against simulations of the comparison itself."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from eval.paired import bootstrap, mcnemar
from eval.power import CHURN, POWER, assumed_spread, power, smallest_drop, smallest_shift


def simulated(rng, cases, drop, churn, level):
    """The share of comparisons that see a drop, of many with just this drop."""
    seen, tries = 0, 2000
    p_of = cache(mcnemar)
    for worse in rng.multinomial(cases, [churn + drop, churn, 1 - 2 * churn - drop], size=tries):
        lost, gained = int(worse[0]), int(worse[1])
        seen += lost > gained and p_of(lost, gained) <= level
    return seen / tries


@pytest.mark.parametrize(
    ("cases", "churn", "level"),
    [(228, 0.01, 0.05), (228, 0.01, 0.05 / 9), (167, 0.03, 0.05 / 9), (60, 0.02, 0.05)],
)
def test_the_smallest_drop_is_seen_four_times_in_five(cases, churn, level):
    drop = smallest_drop(cases, level=level, churn=churn)
    found = simulated(np.random.default_rng(5), cases, drop, churn, level)
    # 2,000 tries: a standard error of 0.009.
    assert found == pytest.approx(POWER, abs=0.03)
    assert power(cases, drop, level=level, churn=churn) == pytest.approx(POWER, abs=1e-6)


def test_power_is_the_level_at_most_where_nothing_is_lost():
    assert power(228, 0.0, level=0.05) <= 0.025
    assert power(228, 0.0, level=0.05, churn=0.0) == 0.0


def test_more_cases_see_less():
    drops = [smallest_drop(cases, level=0.05) for cases in (50, 100, 200, 400, 800)]
    assert drops == sorted(drops, reverse=True)
    assert drops[-1] < 0.025


def test_too_few_cases_see_nothing():
    assert smallest_drop(5, level=0.05) is None
    assert smallest_drop(0, level=0.05) is None


def test_the_smallest_shift_of_a_mean_is_seen_four_times_in_five():
    rng = np.random.default_rng(11)
    cases, tries, ones = 120, 100, np.ones(120)
    spread = 0.5 / np.sqrt(cases)
    shift = smallest_shift(spread, level=0.05)
    seen = 0
    for _ in range(tries):
        before = rng.normal(size=cases)
        after = before - shift + rng.normal(0, 0.5, size=cases)
        seen += bootstrap((before, ones), (after, ones)).p <= 0.05
    assert seen / tries == pytest.approx(POWER, abs=0.12)


def test_the_assumed_spread_is_that_of_a_little_churn():
    rng = np.random.default_rng(2)
    flips = rng.choice([-1, 0, 1], p=[CHURN, 1 - 2 * CHURN, CHURN], size=(4000, 200))
    assert assumed_spread(200, 1.0) == pytest.approx(flips.mean(axis=1).std(), rel=0.05)
