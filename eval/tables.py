"""Measurements as text for a terminal and as plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from eval.ranking import AT_BUDGET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.retrieval import Arm, RetrievalRun
    from eval.speed import Scale
    from eval.statistics import Estimate

_WHOLE = ("tokens", "passages")
_TOP = ("hits@4", "hits@10", "mrr@10", "map@10", "fact_recall@10", "all_facts@10")
_AT_TEN = (*_TOP, "article_recall@10", "tokens@10")
_AT_BUDGET = tuple(
    name + AT_BUDGET
    for name in ("hit", "mrr", "map", "fact_recall", "all_facts", "article_recall", "passages")
)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay rows out in columns: the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def retrieval_table(run: RetrievalRun) -> str:
    """Lay a retrieval run out: each metric with its interval, then by type of question."""
    title = (
        f"{run.name}: {len(run.questions):,} questions, {run.articles:,} articles, "
        f"{run.embedded:,} passages embedded"
    )
    return "\n".join([title, *(line for arm in run.arms for line in _arm_lines(arm))])


def _arm_lines(arm: Arm) -> list[str]:
    # Widened passages are measured at ten only: the budget is for passages as they are.
    names = [*_AT_TEN, *(_AT_BUDGET if arm.name == "passages" else ())]
    head = ("", "all", "95 % interval", "by article", *arm.types)
    rows = [head, *(_row(name, arm) for name in names)]
    middle, late = (1000 * (one.value or 0.0) for one in arm.seconds)
    speed = f"a search took {middle:.1f} ms (median), {late:.1f} ms (95th in 100)"
    return ["", f"{arm.name}: {speed}", *aligned(rows)]


def _row(name: str, arm: Arm) -> tuple[str, ...]:
    one, clustered = arm.metrics[name], arm.clustered[name]
    kinds = [_shown(metrics[name].value, name) for metrics in arm.types.values()]
    return (name, _shown(one.value, name), _interval(one, name), _interval(clustered, name), *kinds)


def _interval(one: Estimate, name: str) -> str:
    return f"{_shown(one.low, name)} – {_shown(one.high, name)}"


def _shown(value: float | None, name: str) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f}" if name.startswith(_WHOLE) else f"{value:.3f}"


def retrieval_values(run: RetrievalRun) -> dict[str, object]:
    """Give a retrieval run as JSON-ready values."""
    return {
        "benchmark": run.name,
        "articles": run.articles,
        "embedded": run.embedded,
        "questions": len(run.questions),
        "arms": {arm.name: _arm_values(arm) for arm in run.arms},
    }


def _arm_values(arm: Arm) -> dict[str, object]:
    return {
        "metrics": _plain(arm.metrics),
        "clustered_by_article": _plain(arm.clustered),
        "types": {kind: _plain(metrics) for kind, metrics in arm.types.items()},
        "seconds": {"p50": asdict(arm.seconds[0]), "p95": asdict(arm.seconds[1])},
    }


def _plain(estimates: Mapping[str, Estimate]) -> dict[str, object]:
    return {name: asdict(one) for name, one in estimates.items()}


# What is shown of each scale: label, name of the value, decimals.
_SPEED = (
    ("indexing, passages a second", None, 0),
    ("  onnxruntime alone", "bare_passages_per_second", 1),
    ("  Dateline", "dateline_passages_per_second", 1),
    ("  stock LlamaIndex", "stock_passages_per_second", 1),
    ("  Dateline / onnxruntime alone", "share_of_bare", 2),
    ("  all but embedding, ms a passage", "write_ms_per_passage", 2),
    ("searching, ms", None, 0),
    ("  Dateline, median", "query_p50_ms", 1),
    ("  Dateline, 95th in 100", "query_p95_ms", 1),
    ("  stock LlamaIndex, median", "stock_query_p50_ms", 1),
    ("  stock LlamaIndex, 95th in 100", "stock_query_p95_ms", 1),
    ("  embedding + Chroma, median", "floor_p50_ms", 1),
    ("  Dateline / embedding + Chroma", "times_floor", 2),
    ("opening and the first hits, s", None, 0),
    ("  Dateline", "first_answer_seconds", 2),
    ("  stock LlamaIndex", "stock_first_answer_seconds", 2),
    ("peak memory, MB", None, 0),
    ("  Dateline, indexing", "dateline_index_memory_mb", 0),
    ("  stock LlamaIndex, indexing", "stock_index_memory_mb", 0),
    ("  Dateline, searching", "query_memory_mb", 0),
    ("  stock LlamaIndex, searching", "stock_query_memory_mb", 0),
    ("disk, KB a passage", None, 0),
    ("  Dateline", "disk_kb_per_passage", 1),
    ("  stock LlamaIndex (sample)", "stock_disk_kb_per_passage", 1),
    ("syncing again, unchanged", None, 0),
    ("  seconds", "resync_seconds", 2),
    ("  passages embedded", "resync_embedded", 0),
)


def speed_table(scales: Sequence[Scale]) -> str:
    """Lay speeds out, one column a scale."""
    rows = [
        ("", *(scale.name for scale in scales)),
        ("articles", *(f"{scale.articles:,}" for scale in scales)),
        ("passages", *(f"{scale.passages:,}" for scale in scales)),
    ]
    for label, name, decimals in _SPEED:
        values = [scale.values.get(name) if name else None for scale in scales]
        empty = "–" if name else ""
        cells = [empty if value is None else f"{value:,.{decimals}f}" for value in values]
        rows.append((label, *cells))
    return "\n".join(aligned(rows))


def speed_values(scales: Sequence[Scale]) -> dict[str, object]:
    """Give speeds as JSON-ready values."""
    return {scale.name: asdict(scale) for scale in scales}
