"""A run as text for a terminal and as plain values for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from eval.gating import SKILL_FREE
from eval.metrics import higher, label, shown, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.cases import Case
    from eval.comparing import Comparison
    from eval.gating import GateResult
    from eval.metrics import Unit
    from eval.scoring import Score
    from eval.statistics import Estimate
    from eval.suites import Run

_ROWS = (
    "sound",
    "accuracy",
    "abstention",
    "false_refusals",
    "citation_precision",
    "citation_recall",
    "verbatim",
    "supported",
    "conflict_surfaced",
    "as_of_obeyed",
    "crag_score",
    "aurc",
    "answer_words",
    "latency_p50",
    "latency_p95",
    "tokens",
    "cost",
)
_HEAD = ("", "value", "95 % interval", "n")
_FLOOR_HEAD = ("best floor", "oracle")
_NO_FLOOR = ("answer_words", "latency_p50", "latency_p95", "tokens", "cost")


def table(run: Run) -> str:
    """Lay a run out as a table: value, 95 % interval, scored of all, and floors."""
    summary = run.summary
    named = [(name, summary.metrics[name]) for name in _ROWS if name in summary.metrics]
    beside = _FLOOR_HEAD if run.floors else ()
    rows = [
        (*_HEAD, *beside),
        *(
            (*_row(label(name), one, unit_of(name)), *(_floor_cells(run, name) if beside else ()))
            for name, one in named
        ),
        ("right, by type of case",),
        *(_row(f"  {name}", one, "share") for name, one in summary.types.items()),
    ]
    parts = [_title(run), "", *laid_out(rows)]
    return "\n".join([*parts, "", "where cases were lost", *_funnel(run)])


def _title(run: Run) -> str:
    summary = run.summary
    cached = sum(one.result.cached for one in run.scores)
    said = [_count(summary.cases, "case"), _count(summary.errors, "error")]
    if cached:
        said.append(f"{cached} from the cache")
    return f"{run.suite}: {', '.join(said)}"


def _floor_cells(run: Run, name: str) -> tuple[str, str]:
    """Write the best that needs no skill, and what the oracle comes to."""
    if name in _NO_FLOOR:
        return "", ""
    found = {
        floor: run.floors[floor].metrics[name].value for floor in SKILL_FREE if floor in run.floors
    }
    values = {floor: value for floor, value in found.items() if value is not None}
    best = ""
    if values:
        floor = (max if higher(name) else min)(values, key=values.__getitem__)
        best = f"{shown(values[floor], unit_of(name))} {floor}"
    oracle = run.floors["oracle"].metrics[name].value if "oracle" in run.floors else None
    return best, shown(oracle, unit_of(name))


def _funnel(run: Run) -> list[str]:
    rows = [(f"  {loss.label}", str(loss.lost)) for loss in run.summary.funnel]
    return laid_out(rows)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _row(said: str, one: Estimate, unit: Unit) -> tuple[str, str, str, str]:
    interval = "–"
    if one.low is not None and one.high is not None:
        interval = f"{shown(one.low, unit)} – {shown(one.high, unit)}"
    return said, shown(one.value, unit), interval, f"{one.n}/{one.total}"


def laid_out(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Align rows: the first column to the left, all others to the right."""
    most = max(len(row) for row in rows)
    whole = [(*row, *[""] * (most - len(row))) for row in rows]
    widths = [max(len(row[place]) for row in whole) for place in range(most)]
    lines = []
    for row in whole:
        first, *others = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
    return lines


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


def to_dict(
    run: Run, *, comparison: Comparison | None = None, gate: GateResult | None = None
) -> dict[str, object]:
    """Give a run, and what a comparison and a gate say of it, as JSON-ready values."""
    summary = run.summary
    comparison = comparison or (gate.comparison if gate else None)
    return {
        "suite": run.suite,
        "cases": summary.cases,
        "total": run.total or summary.cases,
        "errors": summary.errors,
        "seconds": round(run.seconds, 3),
        "fingerprint": asdict(run.fingerprint) if run.fingerprint else None,
        "metrics": _plain(summary.metrics),
        "types": _plain(summary.types),
        "funnel": [asdict(loss) for loss in summary.funnel],
        "risk": asdict(summary.risk),
        "floors": {name: _plain(floor.metrics) for name, floor in run.floors.items()},
        "comparison": asdict(comparison) if comparison else None,
        "gate": _gate_values(gate) if gate else None,
        "results": [_result(one) for one in run.scores],
    }


def _gate_values(result: GateResult) -> dict[str, object]:
    return {
        "passed": result.passed,
        "code": result.code,
        "reasons": list(result.reasons),
        "notes": list(result.notes),
        "bounds": [asdict(bound) for bound in result.bounds],
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
        "stage": one.stage,
        "loss": one.verdict.loss,
        "detail": one.verdict.detail or None,
        "answered": one.answered,
        "confidence": one.confidence,
        "answer": result.answer.text if result.answer else None,
        "error": result.error,
        "words": one.words,
        "citations": one.citations,
        "on_gold": one.on_gold,
        "verbatim": one.verbatim,
        "cited": one.cited,
        "retrieved": one.retrieved,
        "sentences": one.sentences,
        "supported": one.supported,
        "obeyed": one.obeyed,
        "tokens": one.tokens,
        "cost": one.cost,
        "seconds": round(result.seconds, 4),
        "cached": result.cached,
    }
