"""Every metric in one table: its name, its words, which way is better, and what a case gives.

A case gives a pair, numerator and denominator, or None where the metric does not ask about
it. The metric of a run is the sum of the numerators over the sum of the denominators; for
`yes` metrics the denominator is 1 and the numerator 0 or 1. Nothing is ever left out because
it failed: an error, a time-out and an answer that cannot be read give the worst value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval.scoring import Score

Pair = tuple[float, float]
Unit = Literal["share", "score", "words", "seconds", "tokens", "money"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number that is computed case by case.

    Attributes:
        name: Its name in code and JSON.
        label: Its name in reports.
        kind: `yes` for right or wrong, `mean` for anything else.
        of: What a case gives.
        asks: Whether it asks about a case, though the case may give it nothing to score.
        unit: How its value is written.
        higher: Whether more is better.
        gated: Whether the release gate compares it with the baseline.
        reach: Largest less smallest value.
    """

    name: str
    label: str
    kind: Literal["yes", "mean"]
    of: Callable[[Score], Pair | None]
    asks: Callable[[Score], bool] = lambda _: True
    unit: Unit = "share"
    higher: bool = True
    gated: bool = False
    reach: float = 1.0


def _yes(flag: bool) -> Pair:
    return float(flag), 1.0


def _sound(one: Score) -> Pair:
    return _yes(one.stage == "sound")


def _accuracy(one: Score) -> Pair | None:
    return _yes(one.verdict.right) if one.result.case.answerable else None


def _abstention(one: Score) -> Pair | None:
    return None if one.result.case.answerable else _yes(one.refused)


def _false_refusals(one: Score) -> Pair | None:
    return _yes(one.refused) if one.result.case.answerable else None


def _citation_precision(one: Score) -> Pair | None:
    """Each answer counts once, however often it cites; one without citations, or none, as 0."""
    if not one.result.case.answerable or one.refused:
        return None
    return one.on_gold / max(one.citations, 1), 1.0


def _citation_recall(one: Score) -> Pair | None:
    return _yes(one.cited) if one.result.case.answerable else None


def _verbatim(one: Score) -> Pair | None:
    return (float(one.verbatim), float(one.citations)) if one.citations else None


def _supported(one: Score) -> Pair | None:
    """Each answer counts once; one without sentences, or none at all, as 0."""
    return None if one.refused else (one.supported / max(one.sentences, 1), 1.0)


def _crag(one: Score) -> Pair:
    if one.verdict.right:
        return 1.0, 1.0
    return (0.0 if one.verdict.loss == "refused" else -1.0), 1.0


def _conflict(one: Score) -> Pair | None:
    asked = one.result.case.type == "conflict" and one.result.case.answerable
    return _yes(one.verdict.right and one.cited) if asked else None


def _as_of(one: Score) -> Pair | None:
    return None if one.result.case.as_of is None else _yes(one.obeyed)


METRICS: tuple[Metric, ...] = (
    Metric(name="sound", label="sound in all", kind="yes", of=_sound, gated=True),
    Metric(name="accuracy", label="right answers", kind="yes", of=_accuracy, gated=True),
    Metric(name="abstention", label="proper refusals", kind="yes", of=_abstention, gated=True),
    Metric(
        name="false_refusals",
        label="false refusals",
        kind="yes",
        of=_false_refusals,
        higher=False,
    ),
    Metric(
        name="citation_precision",
        label="citations on gold",
        kind="mean",
        of=_citation_precision,
        asks=lambda one: one.result.case.answerable,
        gated=True,
    ),
    Metric(
        name="citation_recall",
        label="every part cited",
        kind="yes",
        of=_citation_recall,
        gated=True,
    ),
    Metric(name="verbatim", label="verbatim quotes", kind="mean", of=_verbatim),
    Metric(name="supported", label="sentences borne out", kind="mean", of=_supported, gated=True),
    Metric(
        name="conflict_surfaced",
        label="conflicts surfaced",
        kind="yes",
        of=_conflict,
        gated=True,
    ),
    Metric(name="as_of_obeyed", label="as-of obeyed", kind="yes", of=_as_of, gated=True),
    Metric(
        name="crag_score",
        label="CRAG score (-1 to 1)",
        kind="mean",
        of=_crag,
        unit="score",
        gated=True,
        reach=2.0,
    ),
)
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}

OTHER_METRICS: dict[str, tuple[str, Unit, bool]] = {
    "aurc": ("area under risk–coverage", "score", False),
    "answer_words": ("words of an answer", "words", False),
    "latency_p50": ("seconds, median", "seconds", False),
    "latency_p95": ("seconds, 95th in 100", "seconds", False),
    "tokens": ("tokens a question", "tokens", False),
    "cost": ("cost a question", "money", False),
}
"""Metrics of a run that are no sum over its cases: label, unit, whether more is better."""


def label(name: str) -> str:
    """Name a metric in words."""
    if name in BY_NAME:
        return BY_NAME[name].label
    return OTHER_METRICS[name][0] if name in OTHER_METRICS else name


def unit_of(name: str) -> Unit:
    """Give the unit of a metric."""
    if name in BY_NAME:
        return BY_NAME[name].unit
    return OTHER_METRICS[name][1] if name in OTHER_METRICS else "share"


def higher(name: str) -> bool:
    """Whether more of a metric is better."""
    return BY_NAME[name].higher if name in BY_NAME else OTHER_METRICS[name][2]


def shown(value: float | None, unit: Unit) -> str:
    """Write a value in its unit."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    places = {"score": "+.2f", "words": ".0f", "tokens": ".0f", "seconds": ".3f", "money": ".4f"}
    return format(value, places[unit])
