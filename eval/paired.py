"""Tests of two versions on the same cases.

Yes or no: the sign-flip test (Fisher's randomisation; for language tasks Yeh 2000,
https://aclanthology.org/C00-2137/). Were both versions alike, each cluster of cases could
as well have had its two outcomes exchanged; the p-value is the exact share of these
exchanges whose net change is at least as large as the one seen. Where every case is a
cluster of its own, this is McNemar's exact test (1947, https://doi.org/10.1007/BF02295996).

Means and ratios: the paired bootstrap (Efron and Tibshirani 1993, chapter 16), whole
clusters being drawn, with a fixed seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import ArrayLike, NDArray

_RESAMPLES = 5_000
_SEED = 20260312
_OUTSIDE = 0.025
Z = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What drawing clusters again and again tells of a difference.

    Attributes:
        low: Lower end of its 95 % interval.
        high: Upper end.
        p: Two-sided p-value against no difference.
        spread: Its standard error.
    """

    low: float
    high: float
    p: float
    spread: float


def mcnemar(lost: int, gained: int) -> float:
    """Give the two-sided p-value of McNemar's exact test.

    Args:
        lost: Cases that were right and are wrong.
        gained: Cases that were wrong and are right.
    """
    return sign_flip([-1] * lost + [1] * gained)


def sign_flip(changes: Sequence[int]) -> float:
    """Give the exact two-sided p-value of the sign-flip test.

    Args:
        changes: Net change of each cluster, gained less lost.
    """
    sizes = [abs(change) for change in changes if change]
    reach = sum(sizes)
    # The chance of each sum, from -reach to reach, when every sign is tossed.
    chances = np.zeros(2 * reach + 1)
    chances[reach] = 1.0
    for size in sizes:
        chances = (np.roll(chances, size) + np.roll(chances, -size)) / 2
    sums = np.abs(np.arange(-reach, reach + 1))
    return min(1.0, float(chances[sums >= abs(sum(changes))].sum()))


def summed(clusters: Sequence[Hashable], values: ArrayLike) -> NDArray[np.float64]:
    """Sum values by cluster, clusters in the order in which they first come."""
    places: dict[Hashable, int] = {}
    group = [places.setdefault(cluster, len(places)) for cluster in clusters]
    sums = np.zeros(len(places))
    np.add.at(sums, group, np.asarray(values, dtype=float))
    return sums


def bootstrap(
    before: tuple[NDArray[np.float64], NDArray[np.float64]],
    after: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> Drawn:
    """Draw clusters and look at the difference of two ratios, `after` less `before`.

    Args:
        before: Numerators and denominators, each (clusters,).
        after: The same of the other version, in the same order.
    """
    drawn = _draws(len(before[0]))
    found = _ratios(drawn, *after) - _ratios(drawn, *before)
    found = found[np.isfinite(found)]
    low, high = np.quantile(found, [_OUTSIDE, 1 - _OUTSIDE])
    tails = (np.sum(found <= 0), np.sum(found >= 0))
    p = min(1.0, 2 * (1 + int(min(tails))) / (1 + len(found)))
    return Drawn(low=float(low), high=float(high), p=p, spread=float(found.std()))


@lru_cache(maxsize=8)
def _draws(many: int) -> NDArray[np.int64]:
    """Give (resamples, many): how often each cluster is drawn."""
    return np.random.default_rng(_SEED).multinomial(many, [1 / many] * many, size=_RESAMPLES)


def _ratios(
    drawn: NDArray[np.int64], above: NDArray[np.float64], below: NDArray[np.float64]
) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = (drawn @ above) / (drawn @ below)
    return found


def agresti_min(lost: int, gained: int, cases: int) -> tuple[float, float]:
    """Give the 95 % interval of a difference of paired shares.

    Half a case is added to each cell of the table (Agresti and Min 2005,
    https://doi.org/10.1002/sim.1781), so that no change seen does not mean no change at all.
    """
    total = cases + 2
    one, other = (lost + 0.5) / total, (gained + 0.5) / total
    difference = other - one
    half = Z * np.sqrt((one + other - difference**2) / total)
    return max(-1.0, float(difference - half)), min(1.0, float(difference + half))


def holm(ps: Sequence[float]) -> list[float]:
    """Adjust p-values for their number (Holm 1979, https://www.jstor.org/stable/4615733)."""
    adjusted = [0.0] * len(ps)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = highest
    return adjusted
