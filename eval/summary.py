"""The numbers of a run, each with its interval and with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eval.attribution import funnel
from eval.cases import CASE_TYPES
from eval.metrics import METRICS
from eval.risk import area, area_of_groups, ranked, risk_coverage
from eval.statistics import Estimate, bootstrapped, mean, quantile, ratio, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eval.attribution import Loss
    from eval.metrics import Metric
    from eval.risk import RiskCoverage
    from eval.scoring import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run of a suite comes to.

    Attributes:
        cases: How many cases were asked.
        errors: In how many the answerer failed; they are wrong in every metric.
        metrics: Estimates by name; see `summarise`.
        types: For each type of case the share that is right: answered rightly, or
            refused where the articles do not answer.
        funnel: How many cases each stage lost.
        risk: How often it is wrong, by how sure it is.
    """

    cases: int
    errors: int
    metrics: dict[str, Estimate]
    types: dict[str, Estimate]
    funnel: tuple[Loss, ...]
    risk: RiskCoverage


def summarise(scores: Sequence[Score]) -> Summary:
    """Compute all metrics of a run: those of `eval.metrics` and some more.

    aurc: area under the risk–coverage curve; see `eval.risk`.
    answer_words: median length of answers.
    latency_p50, latency_p95: seconds a case; answers from the cache are not counted.
    tokens, cost: means over the answers that tell; absent where none does.
    """
    metrics = {metric.name: _estimated(metric, scores) for metric in METRICS}
    answers = [one.words for one in scores if one.answered]
    seconds = [one.result.seconds for one in scores if not one.result.cached]
    metrics |= {
        "aurc": _aurc(scores),
        "answer_words": quantile(answers, 0.5, total=len(scores)),
        "latency_p50": quantile(seconds, 0.5, total=len(scores)),
        "latency_p95": quantile(seconds, 0.95, total=len(scores)),
    }
    for name in ("tokens", "cost"):
        told = [one for one in (getattr(score, name) for score in scores) if one is not None]
        if told:
            metrics[name] = mean(told, total=len(scores))
    return Summary(
        cases=len(scores),
        errors=sum(one.result.error is not None for one in scores),
        metrics=metrics,
        types=_by_type(scores),
        funnel=funnel(scores),
        risk=risk_coverage(scores),
    )


def _estimated(metric: Metric, scores: Sequence[Score]) -> Estimate:
    """Estimate one metric over the cases that it asks about."""
    pairs = [pair for pair in map(metric.of, scores) if pair is not None]
    above, below = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if metric.kind == "yes":
        return share([value == 1 for value in above])
    if metric.name == "verbatim":  # at 100 %, a bootstrap would say that it is certain
        whole = [place < good for good, all_ in pairs for place in range(int(all_))]
        return share(whole)
    return ratio(above, below, total=sum(metric.asks(one) for one in scores))


def _aurc(scores: Sequence[Score]) -> Estimate:
    places, wrong = (np.asarray(column) for column in ranked(scores))
    _, group = np.unique(places, return_inverse=True)

    def of(drawn: NDArray[np.intp]) -> NDArray[np.float64]:
        rows = np.sort(drawn, axis=-1)
        return np.asarray([area_of_groups(group[row], wrong[row]) for row in rows])

    return bootstrapped(area(places, wrong), of, n=len(places))


def _by_type(scores: Sequence[Score]) -> dict[str, Estimate]:
    rights = {
        name: [one.verdict.right for one in scores if one.result.case.type == name]
        for name in CASE_TYPES
    }
    return {name: share(right) for name, right in rights.items() if right}
