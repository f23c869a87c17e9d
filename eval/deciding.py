"""What a gate decided, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.attribution import STAGE_LABELS
from eval.metrics import label, shown, unit_of
from eval.reporting import laid_out

if TYPE_CHECKING:
    from eval.comparing import Change, Comparison
    from eval.gating import GateResult
    from eval.metrics import Unit

_MOST_FLIPS = 20


def gate_text(result: GateResult) -> str:
    """Lay a gate's decision out: the comparison, the cases that changed, the verdict."""
    parts = []
    if result.comparison is not None:
        parts += [*_comparison_lines(result.comparison), ""]
    parts += [f"note: {line}" for line in result.notes]
    parts += list(result.reasons)
    parts.append("gate: passed" if result.passed else f"gate: not passed (exit code {result.code})")
    return "\n".join(parts)


def _comparison_lines(comparison: Comparison) -> list[str]:
    head = ("", "before", "after", "change, 95 % interval", "-/+", "p", "p Holm", "sees", "")
    lines = [f"against the baseline ({comparison.baseline})", ""]
    lines += laid_out([head, *(_change_row(change) for change in comparison.changes)])
    flips = [
        f"  {flip.kind:<6} {flip.case}: {STAGE_LABELS[flip.before]} → {STAGE_LABELS[flip.after]}"
        for flip in comparison.flips
    ]
    more = len(flips) - _MOST_FLIPS
    tail = [f"  … and {more} more; --json lists them all"] if more > 0 else []
    return [*lines, *(["", "cases that changed"] if flips else []), *flips[:_MOST_FLIPS], *tail]


def _change_row(change: Change) -> tuple[str, ...]:
    unit = unit_of(change.metric)
    difference = "–"
    if change.difference is not None and change.low is not None and change.high is not None:
        points = [_points(one, unit) for one in (change.difference, change.low, change.high)]
        difference = f"{points[0]} ({points[1]} to {points[2]})"
    return (
        label(change.metric),
        shown(change.before, unit),
        shown(change.after, unit),
        difference,
        f"{change.lost}/{change.gained}",
        f"{min(change.p, change.p_plain):.3f}",
        f"{min(change.adjusted, change.adjusted_plain):.3f}",
        "–" if change.smallest is None else _points(-change.smallest, unit),
        change.verdict,
    )


def _points(value: float, unit: Unit) -> str:
    return f"{100 * value:+.1f}" if unit == "share" else f"{value:+.2f}"
