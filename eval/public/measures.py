"""Measures that several public sets share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.public.sets import Measure
from eval.scoring import is_verbatim
from eval.statistics import mean, quantile, ratio, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.public.sets import Outcome
    from index import Article

DECLINING = "answer, or decline"
FINDING = "passages that hold the answer"
SPEED = "speed"
DEPTH = 5

_REFUSER, _TALKER = "refuses all", "answers all"


def quotes_of(one: Outcome, articles: Mapping[str, Article]) -> list[str]:
    """Give what an answer quotes verbatim."""
    citations = one.result.answer.citations if one.result.answer else ()
    return [citation.quote for citation in citations if is_verbatim(citation, articles)]


def declining(outcomes: Sequence[Outcome]) -> list[Measure]:
    """Measure refusals both ways; an error is neither a refusal nor an answer, and wrong."""
    answerable = [one for one in outcomes if one.asked.case.answerable]
    others = [one for one in outcomes if not one.asked.case.answerable]
    return [
        Measure(
            name="unanswerable_refused",
            label="unanswerable, refused",
            group=DECLINING,
            estimate=share([one.refused for one in others]),
            floors={_REFUSER: 1.0, _TALKER: 0.0},
        ),
        Measure(
            name="false_refusals",
            label="answerable, not answered",
            group=DECLINING,
            estimate=share([not one.answered for one in answerable]),
            floors={_REFUSER: 1.0, _TALKER: 0.0},
        ),
    ]


def balanced(outcomes: Sequence[Outcome]) -> Measure:
    """Measure both at once: the mean of refused among unanswerable, answered among answerable.

    Each kind weighs half, however many there are of it: whoever always does the same has 0.5.
    """
    count = {kind: sum(one.asked.case.answerable == kind for one in outcomes) for kind in (0, 1)}
    weights = [1 / count[one.asked.case.answerable] for one in outcomes]
    rights = [one.answered if one.asked.case.answerable else one.refused for one in outcomes]
    right = [weight * good for weight, good in zip(weights, rights, strict=True)]
    return Measure(
        name="balanced",
        label="right choice, both kinds weighing half",
        group=DECLINING,
        estimate=ratio(right, weights) if all(count.values()) else share([]),
        floors={_REFUSER: 0.5, _TALKER: 0.5},
    )


def per_case(
    name: str, label: str, group: str, values: Sequence[float], *, passage: Sequence[float]
) -> Measure:
    """Measure a mean of scores beside that of answering with the whole passage."""
    floors = {"whole passage": sum(passage) / len(passage)} if passage else {}
    return Measure(
        name=name, label=label, group=group, unit="score", estimate=mean(values), floors=floors
    )


def ratio_of(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """Give a sum over a sum; 0 where there is nothing to divide by."""
    below = sum(denominators)
    return sum(numerators) / below if below else 0.0


def found_at(
    outcomes: Sequence[Outcome], *, by_history: bool = False, suffix: str = "", label: str = ""
) -> list[Measure]:
    """Measure the articles found in the first five: recall, and nDCG (by ir-measures).

    Args:
        outcomes: Cases that have gold articles.
        by_history: Score what was found for the question as understood from its history.
        suffix: Put behind the names of the measures.
        label: Put behind their labels.
    """
    runs = [one.found_by_history if by_history else one.found for one in outcomes]
    recalls, gains = _ranked([one.asked.gold for one in outcomes], runs)
    return [
        Measure(
            name=f"recall@{DEPTH}{suffix}",
            label=f"R@{DEPTH}{label}",
            group=FINDING,
            estimate=mean(recalls),
            unit="score",
        ),
        Measure(
            name=f"ndcg@{DEPTH}{suffix}",
            label=f"nDCG@{DEPTH}{label}",
            group=FINDING,
            estimate=mean(gains),
            unit="score",
        ),
    ]


def _ranked(
    gold: Sequence[Sequence[str]], runs: Sequence[Sequence[str]]
) -> tuple[list[float], list[float]]:
    """Give recall and nDCG of each ranking, both at five; 0 where nothing was found."""
    import ir_measures
    from ir_measures import Qrel, R, ScoredDoc, nDCG

    qrels = [Qrel(str(n), name, 1) for n, names in enumerate(gold) for name in names]
    found = [
        ScoredDoc(str(n), name, float(-rank))
        for n, names in enumerate(runs)
        for rank, name in enumerate(names)
    ]
    measures = {R @ DEPTH: [0.0] * len(gold), nDCG @ DEPTH: [0.0] * len(gold)}
    if found and qrels:
        for one in ir_measures.iter_calc(list(measures), qrels, found):
            measures[one.measure][int(one.query_id)] = float(one.value)
    return measures[R @ DEPTH], measures[nDCG @ DEPTH]


def seconds(outcomes: Sequence[Outcome]) -> list[Measure]:
    """Measure how long an answer takes: the median, and the 95th percentile."""
    times = [one.result.seconds for one in outcomes]
    return [
        Measure(
            name=f"latency_p{percent}",
            label=label,
            group=SPEED,
            estimate=quantile(times, percent / 100),
            unit="seconds",
        )
        for percent, label in ((50, "seconds, median"), (95, "seconds, 95th in 100"))
    ]
