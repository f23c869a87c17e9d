"""Two runs of one suite, compared case by case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from eval.metrics import METRICS
from eval.paired import Drawn, Z, agresti_min, bootstrap, holm, mcnemar, sign_flip, summed
from eval.power import CHURN, assumed_spread, smallest_drop, smallest_shift

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from eval.attribution import Stage
    from eval.baseline import Baseline
    from eval.cases import Case
    from eval.metrics import Metric
    from eval.scoring import Score

    _Side = tuple[NDArray[np.float64], NDArray[np.float64]]
    _Sides = tuple[_Side, _Side]

Direction = Literal["better", "worse", "same"]
ALPHA = 0.05

_NOTHING = (0.0, 0.0)
_KINDS: dict[tuple[bool, bool], Literal["lost", "gained"]] = {
    (True, False): "lost",
    (False, True): "gained",
}


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
    alpha: float = ALPHA


def compare(scores: Sequence[Score], baseline: Baseline, *, alpha: float = ALPHA) -> Comparison:
    """Compare a run with its baseline, case by case.

    A metric is `better` only where clusters of articles tell so: new articles must be
    expected to show it, too. It is `worse` where they do, or where the cases do when they
    are taken one by one: what is lost on one article is lost.

    Args:
        scores: The new run, over the same cases as the baseline.
        baseline: The baseline.
        alpha: Level of the tests, for all metrics together.
    """
    gated = [metric for metric in METRICS if metric.gated]
    pairs = {metric.name: _paired(metric, scores, baseline) for metric in gated}
    tested = [metric for metric in gated if pairs[metric.name]]
    found = [_tested(metric, pairs[metric.name], alpha / len(tested)) for metric in tested]
    adjusted = zip(
        holm([one.p for one in found]), holm([one.p_plain for one in found]), strict=True
    )
    changes = [
        _judged(one, p, p_plain, alpha) for one, (p, p_plain) in zip(found, adjusted, strict=True)
    ]
    made_by = baseline.fingerprint
    return Comparison(
        baseline=f"version {made_by.version}, code {made_by.code or 'unknown'}",
        changes=tuple(changes),
        flips=tuple(_flips(scores, baseline)),
        alpha=alpha,
    )


def cluster_of(case: Case) -> Hashable:
    """Give the cluster of a case: the articles that its gold lies in, or the case alone."""
    return frozenset(span.article for span in case.spans) or case.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """A case in both runs: numerators and denominators."""

    cluster: Hashable
    before: tuple[float, float]
    after: tuple[float, float]


def _paired(metric: Metric, scores: Sequence[Score], baseline: Baseline) -> list[_Pair]:
    pairs = []
    for score in scores:
        before = baseline.cases[score.result.case.id].values.get(metric.name)
        after = metric.of(score)
        if before is not None or after is not None:
            cluster = cluster_of(score.result.case)
            pairs.append(_Pair(cluster=cluster, before=before or _NOTHING, after=after or _NOTHING))
    return pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """What the tests of one metric say."""

    low: float | None
    high: float | None
    p: float
    p_plain: float
    smallest: float | None


_UNTESTED = _Test(low=None, high=None, p=1.0, p_plain=1.0, smallest=None)


def _tested(metric: Metric, pairs: Sequence[_Pair], level: float) -> Change:
    """Test one metric at a level; the verdict waits for the adjusted p-values."""
    before, after = (
        (np.asarray([one[0] for one in side]), np.asarray([one[1] for one in side]))
        for side in ([pair.before for pair in pairs], [pair.after for pair in pairs])
    )
    values = _ratio(*before), _ratio(*after)
    steps = [_step(pair) for pair in pairs]
    test = _UNTESTED
    if None not in values:
        test = (_test_yes if metric.kind == "yes" else _test_mean)(
            metric, pairs, (before, after), steps, level
        )
    return Change(
        metric=metric.name,
        cases=len(pairs),
        clusters=len({pair.cluster for pair in pairs}),
        before=values[0],
        after=values[1],
        difference=None if values[0] is None or values[1] is None else values[1] - values[0],
        low=test.low,
        high=test.high,
        lost=sum(step < 0 for step in steps),
        gained=sum(step > 0 for step in steps),
        p=test.p,
        p_plain=test.p_plain,
        adjusted=1.0,
        adjusted_plain=1.0,
        verdict="same",
        smallest=test.smallest,
    )


def _test_yes(
    _: Metric, pairs: Sequence[_Pair], sides: _Sides, steps: Sequence[int], level: float
) -> _Test:
    lost, gained = steps.count(-1), steps.count(1)
    drawn = _drawn(pairs, sides)
    wide = agresti_min(lost, gained, len(pairs))
    return _Test(
        low=min(drawn.low, wide[0]),
        high=max(drawn.high, wide[1]),
        p=sign_flip([round(one) for one in summed([pair.cluster for pair in pairs], steps)]),
        p_plain=mcnemar(lost, gained),
        smallest=smallest_drop(len(pairs), level=level, churn=_churn(steps)),
    )


def _test_mean(
    metric: Metric, pairs: Sequence[_Pair], sides: _Sides, steps: Sequence[int], level: float
) -> _Test:
    drawn, plain = _drawn(pairs, sides), bootstrap(*sides)
    assumed = assumed_spread(len(pairs), metric.reach, _churn(steps))
    spread = max(plain.spread, assumed)
    # Where no case changed, drawing them again tells nothing of those that might have.
    half = 0.0 if drawn.spread else Z * assumed
    return _Test(
        low=drawn.low - half,
        high=drawn.high + half,
        p=drawn.p,
        p_plain=plain.p,
        smallest=smallest_shift(spread, level=level),
    )


def _drawn(pairs: Sequence[_Pair], sides: _Sides) -> Drawn:
    """Draw whole clusters."""
    clusters = [pair.cluster for pair in pairs]
    before, after = ((summed(clusters, above), summed(clusters, below)) for above, below in sides)
    return bootstrap(before, after)


def _churn(steps: Sequence[int]) -> float:
    return max(CHURN, min(steps.count(-1), steps.count(1)) / len(steps))


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> float | None:
    return float(above.sum() / below.sum()) if below.sum() else None


def _step(pair: _Pair) -> int:
    """Give 1 where a case got better, -1 where worse; 0 where it cannot be told."""
    if not (pair.before[1] and pair.after[1]):
        return 0
    before, after = pair.before[0] / pair.before[1], pair.after[0] / pair.after[1]
    return (after > before) - (after < before)


def _judged(change: Change, adjusted: float, adjusted_plain: float, alpha: float) -> Change:
    verdict: Direction = "same"
    if change.difference and change.difference > 0 and adjusted <= alpha:
        verdict = "better"
    if change.difference and change.difference < 0 and min(adjusted, adjusted_plain) <= alpha:
        verdict = "worse"
    return replace(change, adjusted=adjusted, adjusted_plain=adjusted_plain, verdict=verdict)


def _flips(scores: Sequence[Score], baseline: Baseline) -> list[Flip]:
    """List the cases whose stage changed: lost, gained, moved."""
    flips = []
    for score in scores:
        before = baseline.cases[score.result.case.id]
        if before.stage != score.stage:
            flips.append(
                Flip(
                    case=score.result.case.id,
                    kind=_KINDS.get((before.stage == "sound", score.stage == "sound"), "moved"),
                    before=before.stage,
                    after=score.stage,
                    answer_before=before.answer,
                )
            )
    order = ("lost", "gained", "moved")
    return sorted(flips, key=lambda flip: order.index(flip.kind))
