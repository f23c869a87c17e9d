"""The numbers of a report: rows of its tables, and places of what its plots draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eval.metrics import BY_NAME, OTHER_METRICS
from eval.pages.gauges import AXES, gauge
from eval.pages.numbers import interval, moved, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eval.bounds import Bound
    from eval.comparing import Change
    from eval.gating import GateResult
    from eval.metrics import Unit
    from eval.pages.gauges import Gauge
    from eval.statistics import Estimate
    from eval.suites import Run
    from eval.summary import Summary

FLOORS = {
    "refusing": "refusing all",
    "constant": "constant",
    "bm25": "BM25",
    "closed_book": "closed book",
    "oracle": "shown gold",
}
LEADING = ("sound", "accuracy", "abstention", "citation_precision")

_VERDICTS = {"better": "better", "worse": "worse", "same": "no change seen"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One metric as a report shows it; see `eval.metrics`."""

    name: str
    label: str
    better: str
    value: str
    interval: str
    n: int
    total: int
    gauge: Gauge | None
    floors: Mapping[str, str] = field(default_factory=dict)
    bound: str | None = None
    kept: bool = True
    change: ChangeRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """How one metric has changed; see `eval.comparing.Change`."""

    label: str
    before: str
    after: str
    difference: str
    interval: str
    lost: int
    gained: int
    p: str
    verdict: str
    words: str
    smallest: str
    cases: int
    clusters: int


def rows(run: Run, gate: GateResult | None) -> list[Row]:
    """Give a row for each metric of a run, the gated ones first."""
    bounds = {one.metric: one for one in gate.bounds} if gate else {}
    comparison = gate.comparison if gate else None
    changes = {one.metric: one for one in comparison.changes} if comparison else {}
    return [
        _row(name, one, run.floors, bounds.get(name), changes.get(name))
        for name, one in _ordered(run.summary)
    ]


def _ordered(summary: Summary) -> Iterator[tuple[str, Estimate]]:
    known = [*BY_NAME, *OTHER_METRICS]
    for name in [*known, *(one for one in summary.metrics if one not in known)]:
        if name in summary.metrics:
            yield name, summary.metrics[name]


def about(name: str) -> tuple[str, Unit, bool]:
    """Give label, unit, and whether more is better, of any metric."""
    if name in BY_NAME:
        metric = BY_NAME[name]
        return metric.label, metric.unit, metric.higher
    if name.startswith("type:"):
        return f"right, {name.removeprefix('type:').replace('_', ' ')}", "share", True
    return OTHER_METRICS.get(name, (name.replace("_", " "), "score", True))


def _row(
    name: str,
    one: Estimate,
    floors: Mapping[str, Summary],
    bound: Bound | None,
    change: Change | None,
) -> Row:
    label, unit, higher = about(name)
    beside = {key: floors[key].metrics[name].value for key in floors if name in floors[key].metrics}
    # Speed and length of answerers that do nothing tell nothing.
    beside = beside if unit in AXES else {}
    return Row(
        name=name,
        label=label,
        better="more is better" if higher else "less is better",
        value=shown(one.value, unit),
        interval=interval(one, unit),
        n=one.n,
        total=one.total,
        gauge=gauge(one, unit, beside, bound, higher=higher),
        floors={FLOORS.get(key, key): shown(value, unit) for key, value in beside.items()},
        bound=_bound_words(bound, unit),
        kept=bound is None or bound.kept,
        change=_change(change) if change else None,
    )


def _bound_words(bound: Bound | None, unit: Unit) -> str | None:
    if bound is None:
        return None
    sign = "≥" if bound.side == "at_least" else "≤"
    return f"{sign} {shown(bound.bound, unit)}"


def _change(one: Change) -> ChangeRow:
    label, unit, higher = about(one.metric)
    # A gain must hold over whole clusters; a loss is taken seriously by either test.
    gained = one.difference is not None and (one.difference > 0) == higher
    p = one.adjusted if gained else min(one.adjusted, one.adjusted_plain)
    ends = f"{moved(one.low, unit)} … {moved(one.high, unit)}" if one.low is not None else "–"
    return ChangeRow(
        label=label,
        before=shown(one.before, unit),
        after=shown(one.after, unit),
        difference=moved(one.difference, unit),
        interval=ends,
        lost=one.lost,
        gained=one.gained,
        p=f"{p:.3f}",
        verdict=one.verdict,
        words=_VERDICTS[one.verdict],
        smallest=moved(None if one.smallest is None else -abs(one.smallest), unit),
        cases=one.cases,
        clusters=one.clusters,
    )


def type_rows(run: Run, gate: GateResult | None) -> list[Row]:
    """Give a row for each type of case: the share that is right."""
    bounds = {one.metric: one for one in gate.bounds} if gate else {}
    found = []
    for name, one in run.summary.types.items():
        bound = bounds.get(f"type:{name}")
        beside = {
            key: floor.types[name].value for key, floor in run.floors.items() if name in floor.types
        }
        found.append(
            Row(
                name=name,
                label=name.replace("_", " "),
                better="more is better",
                value=shown(one.value, "share"),
                interval=interval(one, "share"),
                n=one.n,
                total=one.total,
                gauge=gauge(one, "share", beside, bound, higher=True),
                floors={FLOORS.get(k, k): shown(v, "share") for k, v in beside.items()},
                bound=_bound_words(bound, "share"),
                kept=bound is None or bound.kept,
            )
        )
    return found
