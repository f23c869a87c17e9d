"""How small a change a comparison can see.

The answer is for one metric among several that Holm's method holds at one level together,
at its strictest: the level divided by their number. Cases are taken to change one
independently of the other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

POWER = 0.8
CHURN = 0.01
"""Share of the cases that change one way, and as many the other, though nothing got worse."""

_STEPS = 30


def power(cases: int, drop: float, *, level: float, churn: float = CHURN) -> float:
    """Give the chance that McNemar's exact test sees a drop, and as a drop.

    Args:
        cases: How many cases there are.
        drop: By how much the share of right cases falls, 0 to 1.
        level: Two-sided level of the test.
        churn: Share of the cases that get better nonetheless; as many get worse besides.
    """
    from scipy.stats import binom

    changed = np.arange(cases + 1)
    worse, moved = churn + drop, 2 * churn + drop
    if not moved:
        return 0.0
    # Seen where the losses among `changed` cases are more than this.
    most = _most_unseen(cases, level)
    seen = binom.sf(most, changed, min(worse / moved, 1.0))
    return float(np.sum(binom.pmf(changed, cases, min(moved, 1.0)) * seen))


@lru_cache(maxsize=64)
def _most_unseen(cases: int, level: float) -> NDArray[np.float64]:
    """Give, for 0 to `cases` changed ones, the most losses that the test does not see."""
    from scipy.stats import binom

    found: NDArray[np.float64] = binom.isf(level / 2, np.arange(cases + 1), 0.5)
    found[0] = 0.0
    return found


def smallest_drop(cases: int, *, level: float, churn: float = CHURN) -> float | None:
    """Give the smallest drop of a share that is seen with a power of 80 %.

    Returns:
        The drop, or None where even the greatest would not be seen.
    """
    low, high = 0.0, 1.0 - 2 * churn
    if cases < 1 or power(cases, high, level=level, churn=churn) < POWER:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if power(cases, middle, level=level, churn=churn) < POWER:
            low = middle
        else:
            high = middle
    return high


def smallest_shift(spread: float, *, level: float) -> float:
    """Give the smallest change of a mean that is seen with a power of 80 %.

    Args:
        spread: Standard error of the difference.
        level: Two-sided level of the test.
    """
    from scipy.stats import norm

    return float((norm.isf(level / 2) + norm.isf(1 - POWER)) * spread)


def assumed_spread(cases: int, reach: float, churn: float = CHURN) -> float:
    """Give the standard error of a mean's difference when nothing is known but the churn.

    Args:
        cases: How many cases there are.
        reach: By how much a case can change.
        churn: See `power`.
    """
    return reach * float(np.sqrt(2 * churn / cases))
