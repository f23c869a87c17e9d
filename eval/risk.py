"""How often an answerer is wrong, by how sure it is: the risk–coverage curve.

After El-Yaniv and Wiener 2010 (https://www.jmlr.org/papers/v11/el-yaniv10a.html) and
Geifman, Uziel and El-Yaniv 2019 (https://openreview.net/forum?id=SJfb5jCqKm). Every case
counts: those that were answered come first, surest first, and refusals and errors last, as
wrong. One who answers nothing thus gains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from eval.scoring import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One step of the curve.

    Attributes:
        coverage: Share of all cases that are answered when only those are whose
            confidence is at least this.
        risk: Share of these that are wrong.
        confidence: The least confidence among them.
    """

    coverage: float
    risk: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """The risk–coverage curve of a run.

    Attributes:
        points: One for each confidence that an answer had, surest first.
        aurc: Area under the curve over all cases, 0 to 1; lower is better.
        best: The least area that the same answers could have: all right ones first.
        answered: How many cases were answered.
        total: How many cases there are.
    """

    points: tuple[Point, ...]
    aurc: float
    best: float
    answered: int
    total: int


def risk_coverage(scores: Sequence[Score]) -> RiskCoverage:
    """Draw the curve of a run; see the module."""
    places, wrong = ranked(scores)
    points, covered, errors = [], 0, 0.0
    for place, group in groupby(zip(places, wrong, strict=True), key=lambda pair: pair[0]):
        flags = [flag for _, flag in group]
        covered += len(flags)
        errors += sum(flags)
        if place <= 0:
            points.append(
                Point(coverage=covered / len(places), risk=errors / covered, confidence=-place)
            )
    answered = sum(place <= 0 for place in places)
    return RiskCoverage(
        points=tuple(points),
        aurc=area(places, wrong),
        best=area(sorted(wrong), sorted(wrong)),
        answered=answered,
        total=len(places),
    )


def ranked(scores: Sequence[Score]) -> tuple[list[float], list[float]]:
    """Give place (minus the confidence; 1 for refusals and errors) and wrongness, best first."""
    pairs = sorted(
        (-one.confidence, float(not one.verdict.right)) if one.answered else (1.0, 1.0)
        for one in scores
    )
    return [place for place, _ in pairs], [wrong for _, wrong in pairs]


def area(places: ArrayLike, wrong: ArrayLike) -> float:
    """Give the mean, over k, of the share of wrong ones among the first k.

    Args:
        places: Rising; cases of one place come in any order, so each counts as wrong as
            they are on average.
        wrong: 1 where the case of that place is wrong, else 0.
    """
    _, group = np.unique(np.asarray(places), return_inverse=True)
    return area_of_groups(group, np.asarray(wrong, dtype=float))


def area_of_groups(group: NDArray[np.intp], wrong: NDArray[np.float64]) -> float:
    """Give the same from numbers of the places instead of the places, rising too."""
    if not len(group):
        return 0.0
    average = np.bincount(group, weights=wrong) / np.maximum(np.bincount(group), 1)
    risks = np.cumsum(average[group]) / np.arange(1, len(group) + 1)
    return float(risks.mean())
