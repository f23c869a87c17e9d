"""The numbers of a run, each with its interval and with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.cases import CASE_TYPES
from eval.statistics import Estimate, mean, quantile, ratio, share

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """

    cases: int
    errors: int
    metrics: dict[str, Estimate]
    types: dict[str, Estimate]


def summarise(scores: Sequence[Score]) -> Summary:
    """Compute all metrics of a run.

    accuracy: right answers among the answerable cases.
    abstention: refusals among the cases that the articles do not answer.
    false_refusals: refusals among the answerable cases.
    citation_precision: citations on a gold span among all citations of answers to
        answerable cases.
    citation_recall: answerable cases with a citation on a gold span of every part.
    verbatim: citations that are the article's own words, among all citations.
    crag_score: mean of 1 for a right case, 0 for a false refusal and -1 for all else,
        after CRAG (Yang et al. 2024, https://arxiv.org/abs/2406.04744).
    answer_words: median length of answers.
    latency_p50, latency_p95: seconds per case.
    """
    answerable = [one for one in scores if one.result.case.answerable]
    others = [one for one in scores if not one.result.case.answerable]
    seconds = [one.result.seconds for one in scores]
    answers = [one for one in scores if one.answered]
    metrics = {
        "accuracy": share([one.verdict.right for one in answerable]),
        "abstention": share([one.refused for one in others]),
        "false_refusals": share([one.refused for one in answerable]),
        "citation_precision": _precision(answerable),
        "citation_recall": share([one.cited for one in answerable]),
        "verbatim": _verbatim(scores),
        "crag_score": mean([_crag(one) for one in scores]),
        "answer_words": quantile([one.words for one in answers], 0.5, total=len(scores)),
        "latency_p50": quantile(seconds, 0.5),
        "latency_p95": quantile(seconds, 0.95),
    }
    return Summary(
        cases=len(scores),
        errors=sum(one.result.error is not None for one in scores),
        metrics=metrics,
        types=_by_type(scores),
    )


def _precision(answerable: Sequence[Score]) -> Estimate:
    citing = [one for one in answerable if one.answered and one.citations]
    return ratio(
        [one.on_gold for one in citing],
        [one.citations for one in citing],
        total=len(answerable),
    )


def _verbatim(scores: Sequence[Score]) -> Estimate:
    return share([place < one.verbatim for one in scores for place in range(one.citations)])


def _crag(one: Score) -> float:
    if one.verdict.right:
        return 1.0
    return 0.0 if one.verdict.loss == "refused" else -1.0


def _by_type(scores: Sequence[Score]) -> dict[str, Estimate]:
    rights = {
        name: [one.verdict.right for one in scores if one.result.case.type == name]
        for name in CASE_TYPES
    }
    return {name: share(right) for name, right in rights.items() if right}
