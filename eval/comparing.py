"""Two runs of one suite, compared case by case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from eval.attribution import Stage

Direction = Literal["better", "worse", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one metric has changed against the baseline.

    Attributes:
        metric: Its name.
        cases: How many cases it asks about, in both runs.
        clusters: Into how many groups of articles these fall.
        before: Value of the baseline, over these cases; None where nothing was scored.
        after: Value of the new run.
        difference: `after` less `before`.
        low: Lower end of the difference's 95 % interval.
        high: Upper end.
        lost: Cases that got worse.
        gained: Cases that got better.
        p: How likely so large a difference is by chance, whole clusters being exchanged.
        p_plain: The same, cases being taken as independent: exact McNemar for `yes` metrics.
        adjusted: `p` after Holm, over all compared metrics.
        adjusted_plain: `p_plain` after Holm.
        verdict: `better` where `adjusted` tells so, `worse` where either does, else `same`.
        smallest: The smallest drop that the comparison would see with a power of 80 %.
    """

    metric: str
    cases: int
    clusters: int
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    lost: int
    gained: int
    p: float
    p_plain: float
    adjusted: float
    adjusted_plain: float
    verdict: Direction
    smallest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A case that came to another stage of the funnel than in the baseline.

    Attributes:
        case: Its id.
        kind: `lost` where it was sound, `gained` where it is, else `moved`.
        before: Its stage in the baseline.
        after: Its stage now.
        answer_before: What the baseline answered, perhaps cut short.
    """

    case: str
    kind: Literal["lost", "gained", "moved"]
    before: Stage
    after: Stage
    answer_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A run against its baseline.

    Attributes:
        baseline: Version and code of the baseline, in words.
        changes: One for each gated metric.
        flips: Cases whose stage changed, lost ones first.
        alpha: Level of the tests.
    """

    baseline: str
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    alpha: float = 0.05
