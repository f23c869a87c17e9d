"""Counts for Prometheus, in its text format (https://prometheus.io/docs/instrumenting/)."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import Answer

_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_HELP = {
    "dateline_requests_total": "Requests by route and status.",
    "dateline_answers_total": "Answers by answerer and outcome.",
    "dateline_model_tokens_total": "Tokens read and written by the language model.",
    "dateline_model_dollars_total": "US dollars that the language model cost, where known.",
}
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counts of one server; may be used from several threads."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._sums: dict[str, float] = {"dateline_model_dollars_total": 0.0}
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0

    def request(self, route: str, status: int) -> None:
        """Count a request."""
        self._add("dateline_requests_total", 1, route=route, status=str(status))

    def answer(self, answer: Answer) -> None:
        """Count an answer, the time and the tokens that it took."""
        outcome = "answered" if answer.answered else "declined"
        self._add("dateline_answers_total", 1, answerer=answer.answerer, outcome=outcome)
        seconds = answer.seconds.get("total", 0.0)
        with self._lock:
            self._seconds += seconds
            self._buckets[sum(seconds > bound for bound in _BOUNDS)] += 1
        if answer.usage is not None:
            self._add("dateline_model_tokens_total", answer.usage.prompt_tokens, kind="prompt")
            self._add(
                "dateline_model_tokens_total", answer.usage.completion_tokens, kind="completion"
            )
            with self._lock:
                self._sums["dateline_model_dollars_total"] += answer.usage.cost or 0.0

    def text(self, *, articles: int, passages: int) -> str:
        """Write all counts."""
        with self._lock:
            lines = [*self._counters(), *self._histogram()]
        lines += [
            *_head("dateline_articles", "gauge", "Articles in the store."),
            f"dateline_articles {articles}",
            *_head("dateline_passages", "gauge", "Passages in the store."),
            f"dateline_passages {passages}",
        ]
        return "\n".join([*lines, ""])

    def _add(self, name: str, count: int, **labels: str) -> None:
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += count

    def _counters(self) -> list[str]:
        lines: list[str] = []
        for name, told in _HELP.items():
            lines += _head(name, "counter", told)
            counted = sorted(
                (labels, n) for (one, labels), n in self._counts.items() if one == name
            )
            lines += [f"{name}{{{_labels(labels)}}} {n}" for labels, n in counted]
            if name in self._sums:
                lines.append(f"{name} {self._sums[name]:.6f}")
        return lines

    def _histogram(self) -> list[str]:
        name, total = "dateline_answer_seconds", 0
        lines = _head(name, "histogram", "Seconds from question to answer.")
        for bound, count in zip([*map(str, _BOUNDS), "+Inf"], self._buckets, strict=True):
            total += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        return [*lines, f"{name}_sum {self._seconds:.6f}", f"{name}_count {total}"]


def _head(name: str, kind: str, told: str) -> list[str]:
    return [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]


def _labels(labels: Labels) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
