"""A run as text for a terminal and as plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.cases import Case
    from eval.scoring import Score
    from eval.statistics import Estimate
    from eval.suites import Run

_Unit = Literal["share", "score", "words", "seconds"]
_ROWS: tuple[tuple[str, str, _Unit], ...] = (
    ("accuracy", "right answers", "share"),
    ("abstention", "proper refusals", "share"),
    ("false_refusals", "false refusals", "share"),
    ("citation_precision", "citations on gold", "share"),
    ("citation_recall", "every part cited", "share"),
    ("verbatim", "verbatim quotes", "share"),
    ("crag_score", "CRAG score (-1 to 1)", "score"),
    ("answer_words", "words of an answer", "words"),
    ("latency_p50", "seconds, median", "seconds"),
    ("latency_p95", "seconds, 95th in 100", "seconds"),
)
_HEAD = ("", "value", "95 % interval", "n")


def table(run: Run) -> str:
    """Lay a run out as a table: value, 95 % interval, scored of all."""
    summary = run.summary
    rows = [
        _HEAD,
        *(_row(label, summary.metrics[name], unit) for name, label, unit in _ROWS),
        ("", "", "", ""),
        ("right, by type of case", "", "", ""),
        *(_row(f"  {name}", one, "share") for name, one in summary.types.items()),
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    title = f"{run.suite}: {_count(summary.cases, 'case')}, {_count(summary.errors, 'error')}"
    return "\n".join([title, "", *(_aligned(row, widths) for row in rows)])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _row(label: str, one: Estimate, unit: _Unit) -> tuple[str, str, str, str]:
    interval = "–"
    if one.low is not None and one.high is not None:
        interval = f"{_shown(one.low, unit)} – {_shown(one.high, unit)}"
    return label, _shown(one.value, unit), interval, f"{one.n}/{one.total}"


def _shown(value: float | None, unit: _Unit) -> str:
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return {"score": f"{value:+.2f}", "words": f"{value:.0f}", "seconds": f"{value:.3f}"}[unit]


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    first, *others = (
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()


def failures(run: Run) -> str:
    """List the cases that went wrong: question, gold, answer and why it is wrong."""
    return "\n\n".join(_failure(one) for one in run.scores if not one.verdict.right)


def _failure(one: Score) -> str:
    case, answer = one.result.case, one.result.answer
    asked = [f"  after:    {turn.question} – {turn.answer}" for turn in case.history]
    lines = [
        f"{case.id} ({case.type}): {one.verdict.detail}",
        *asked,
        f"  question: {case.question}" + (f" (as of {case.as_of})" if case.as_of else ""),
        f"  gold:     {gold(case)}",
    ]
    if answer is not None:
        said = "" if answer.answered else "[refused] "
        lines.append(f"  answer:   {said}{' '.join(answer.text.split())}")
    return "\n".join(lines)


def gold(case: Case) -> str:
    """Write what a right answer is in one line."""
    if not case.answerable:
        return "the articles do not answer this"
    return "; ".join(" | ".join(part) for part in case.answers)


def to_dict(run: Run) -> dict[str, object]:
    """Give a run as JSON-ready values."""
    summary = run.summary
    return {
        "suite": run.suite,
        "cases": summary.cases,
        "errors": summary.errors,
        "metrics": _plain(summary.metrics),
        "types": _plain(summary.types),
        "results": [_result(one) for one in run.scores],
    }


def _plain(estimates: Mapping[str, Estimate]) -> dict[str, object]:
    return {name: asdict(one) for name, one in estimates.items()}


def _result(one: Score) -> dict[str, object]:
    result = one.result
    return {
        "id": result.case.id,
        "type": result.case.type,
        "question": result.case.question,
        "answerable": result.case.answerable,
        "right": one.verdict.right,
        "loss": one.verdict.loss,
        "detail": one.verdict.detail or None,
        "answered": one.answered,
        "answer": result.answer.text if result.answer else None,
        "error": result.error,
        "words": one.words,
        "citations": one.citations,
        "on_gold": one.on_gold,
        "verbatim": one.verbatim,
        "cited": one.cited,
        "seconds": round(result.seconds, 4),
    }
