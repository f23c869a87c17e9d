"""Estimates with their 95 % intervals.

Shares: Wilson's score interval (Wilson 1927, https://doi.org/10.2307/2276774), as scipy
computes it. Everything else: the percentile bootstrap (Efron 1979,
https://doi.org/10.1214/aos/1176344552), cases being drawn, with a fixed seed, so that the
same results give the same interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

CONFIDENCE = 0.95
_RESAMPLES = 2000
_SEED = 20260312


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number, how sure it is, and what it rests on.

    Attributes:
        value: The number; None where nothing could be scored.
        low: Lower end of its 95 % interval.
        high: Upper end.
        n: How many cases (or citations) were scored.
        total: How many there are; where n is less, the number is not of the whole suite.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    total: int


def _nothing(total: int) -> Estimate:
    return Estimate(value=None, low=None, high=None, n=0, total=total)


def share(flags: Sequence[bool], *, total: int | None = None) -> Estimate:
    """Estimate the share of true flags.

    Args:
        flags: One for each scored case.
        total: How many cases there are, when more than were scored.
    """
    total = len(flags) if total is None else total
    if not flags:
        return _nothing(total)
    from scipy.stats import binomtest

    interval = binomtest(sum(flags), len(flags)).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(
        value=sum(flags) / len(flags),
        low=float(interval.low),
        high=float(interval.high),
        n=len(flags),
        total=total,
    )


def mean(values: Sequence[float], *, total: int | None = None) -> Estimate:
    """Estimate a mean."""
    return ratio(values, [1.0] * len(values), total=total)


def ratio(
    numerators: Sequence[float], denominators: Sequence[float], *, total: int | None = None
) -> Estimate:
    """Estimate a sum over a sum, such as good citations over citations.

    Each case gives one pair, and whole cases are drawn: the citations of one answer rise
    and fall together.
    """
    above, below = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    total = len(above) if total is None else total
    if not below.sum():
        return _nothing(total)

    def of(drawn: NDArray[np.intp]) -> NDArray[np.float64]:
        counts = below[drawn].sum(axis=-1)
        found: NDArray[np.float64] = above[drawn].sum(axis=-1)[counts > 0] / counts[counts > 0]
        return found

    return bootstrapped(float(above.sum() / below.sum()), of, n=len(above), total=total)


def quantile(values: Sequence[float], q: float, *, total: int | None = None) -> Estimate:
    """Estimate a quantile, 0 to 1; between two values it is interpolated."""
    total = len(values) if total is None else total
    if not values:
        return _nothing(total)
    array = np.asarray(values, dtype=float)

    def of(drawn: NDArray[np.intp]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = np.quantile(array[drawn], q, axis=-1)
        return found

    return bootstrapped(float(np.quantile(array, q)), of, n=len(values), total=total)


def bootstrapped(
    value: float,
    of: Callable[[NDArray[np.intp]], NDArray[np.float64]],
    *,
    n: int,
    total: int | None = None,
) -> Estimate:
    """Put an interval around a value.

    Args:
        value: The statistic of the cases as they are.
        of: Gives the statistic of each row of (resamples, n) places of cases.
        n: How many cases there are to draw from.
        total: See `Estimate`; `n` where it is not given.
    """
    total = n if total is None else total
    if not n:
        return _nothing(total)
    drawn = np.random.default_rng(_SEED).integers(0, n, size=(_RESAMPLES, n))
    outside = (1 - CONFIDENCE) / 2
    low, high = np.quantile(of(drawn), [outside, 1 - outside])
    return Estimate(value=value, low=float(low), high=float(high), n=n, total=total)
