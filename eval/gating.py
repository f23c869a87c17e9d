"""Whether a version may ship: the comparison with its baseline, and bounds that always hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.bounds import Bound, checked
from eval.comparing import ALPHA, compare
from eval.metrics import label, shown, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eval.baseline import Baseline
    from eval.bounds import Side
    from eval.comparing import Change, Comparison
    from eval.fingerprint import Fingerprint
    from eval.suites import Run

PASS, REGRESSION, USAGE, UNDERPOWERED, INVALID = 0, 1, 2, 3, 4
"""Exit codes of `dateline eval`."""

HEADLINE = "sound"
"""The metric by which a version must beat the floors, and whose power is asked about."""

SKILL_FREE = ("refusing", "constant", "bm25", "copying", "closed_book")
"""Floors that every version must beat; the oracle, which is shown the gold, is none."""

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """Whether a version may ship, and why.

    Attributes:
        code: 0 pass, 1 regression or out of bounds, 3 underpowered, 4 invalid run.
        reasons: Why not, a line each; empty for a pass.
        notes: What else one should know, a line each.
        bounds: Each bound of the suite and whether it is kept.
        comparison: The comparison with the baseline, where there could be one.
    """

    code: int
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    comparison: Comparison | None = None

    @property
    def passed(self) -> bool:
        """Whether it may ship."""
        return self.code == PASS


def gate(
    run: Run,
    baseline: Baseline,
    *,
    bounds: Mapping[Side, Mapping[str, float]] | None = None,
    detect: float | None = None,
) -> GateResult:
    """Decide whether a version may ship.

    Args:
        run: Its run.
        baseline: The accepted run of the same suite.
        bounds: Bounds that it must keep; see `eval.bounds`.
        detect: The smallest drop of the share of sound cases, 0 to 1, that the comparison
            has to be able to see.

    Returns:
        An invalid run is told first, then what got worse or is out of bounds, then a
        comparison that could not have seen what was asked.
    """
    held = checked(run.summary, bounds or {})
    invalid = [*invalidities(run), *differences(run, baseline)]
    if invalid:
        return GateResult(code=INVALID, reasons=tuple(invalid), bounds=held)
    comparison = compare(run.scores, baseline)
    bad = [
        *(_worse(change) for change in comparison.changes if change.verdict == "worse"),
        *(_broken(bound) for bound in held if not bound.kept),
        *_beaten(run),
    ]
    blind = _blind(comparison.changes, detect)
    code = REGRESSION if bad else UNDERPOWERED if blind else PASS
    return GateResult(
        code=code,
        reasons=(*bad, *blind),
        notes=tuple(_notes(run, baseline, comparison)),
        bounds=held,
        comparison=comparison,
    )


def invalidities(run: Run) -> list[str]:
    """Say why a run measures nothing; empty where it measures its suite."""
    said = []
    if run.failed:
        shown = "; ".join(
            f"{one.result.case.id}: {one.result.error}" for one in run.failed[:_SHOWN]
        )
        more = len(run.failed) - _SHOWN
        tail = f"; and {more} more" if more > 0 else ""
        said.append(
            f"invalid run: {len(run.failed)} of {len(run.scores)} cases got no answer and "
            f"count as wrong ({shown}{tail})"
        )
    return said


def differences(run: Run, baseline: Baseline) -> list[str]:
    """Say why a run cannot be compared with a baseline; empty where it can."""
    if len(run.scores) < run.total:
        return [f"only {len(run.scores)} of {run.total} cases were asked; ask all of them"]
    if run.fingerprint is None:
        return ["the run has no fingerprint, so nobody knows what it could be compared with"]
    said = other_suite(run.fingerprint, baseline.fingerprint)
    if not said and {one.result.case.id for one in run.scores} != set(baseline.cases):
        said.append("not comparable: the baseline holds other cases; accept a new one")
    return said


def other_suite(now: Fingerprint, before: Fingerprint) -> list[str]:
    """Say what of the suite has changed since the baseline; empty where nothing has."""
    told = {
        "corpus": "the articles have changed since the baseline",
        "gold": "the gold cases have changed since the baseline",
        "scorer": "the rules of scoring have changed since the baseline",
    }
    return [
        f"not comparable: {line}; accept a new one with --accept"
        for name, line in told.items()
        if getattr(now, name) != getattr(before, name)
    ]


def _worse(change: Change) -> str:
    how = "; the loss lies on few articles" if change.adjusted > ALPHA else ""
    return (
        f"worse: {label(change.metric)} {_shown(change.metric, change.before)} → "
        f"{_shown(change.metric, change.after)} ({change.lost} lost, {change.gained} gained; "
        f"p {min(change.adjusted, change.adjusted_plain):.2g} after Holm{how})"
    )


def _shown(metric: str, value: float | None) -> str:
    return shown(value, unit_of(metric))


def _broken(bound: Bound) -> str:
    side = bound.side.replace("_", " ")
    value, limit = _shown(bound.metric, bound.value), _shown(bound.metric, bound.bound)
    return f"out of bounds: {label(bound.metric)} is {value}, must be {side} {limit}"


def _beaten(run: Run) -> list[str]:
    """Say which floors a run does not rise above: those need no skill."""
    own = run.summary.metrics[HEADLINE].value or 0.0
    floors = {name: run.floors[name] for name in SKILL_FREE if name in run.floors}
    return [
        f"no better than {name}: {label(HEADLINE)} {_shown(HEADLINE, own)}, "
        f"that floor {_shown(HEADLINE, floor.metrics[HEADLINE].value)}"
        for name, floor in floors.items()
        if own <= (floor.metrics[HEADLINE].value or 0.0)
    ]


def _blind(changes: Sequence[Change], detect: float | None) -> list[str]:
    if detect is None:
        return []
    smallest = next((one.smallest for one in changes if one.metric == HEADLINE), None)
    if smallest is not None and smallest <= detect:
        return []
    seen = "none at all" if smallest is None else f"{100 * smallest:.1f} points or more"
    line = (
        f"underpowered: asked to see a drop of {100 * detect:.1f} points of {label(HEADLINE)}, "
        f"but with these cases 80 of 100 such comparisons see {seen}; add cases"
    )
    return [line]


def _notes(run: Run, baseline: Baseline, comparison: Comparison) -> list[str]:
    notes = [
        f"{name} differs from the baseline: {was or 'none'} → {now or 'none'}"
        for name, was, now in _settings(run.fingerprint, baseline.fingerprint)
    ]
    headline = next((one for one in comparison.changes if one.metric == HEADLINE), None)
    if headline and headline.smallest is not None:
        notes.append(
            f"power: a drop of {100 * headline.smallest:.1f} points of {label(HEADLINE)} would "
            "be seen 80 times in 100"
        )
    return notes


def _settings(
    now: Fingerprint | None, before: Fingerprint
) -> list[tuple[str, str | None, str | None]]:
    """Give what else differs between two runs: name, then, now."""
    if now is None:
        return []
    pairs = [(before.models, now.models), (before.settings, now.settings)]
    return [
        (name, was.get(name), got.get(name))
        for was, got in pairs
        for name in sorted({*was, *got})
        if was.get(name) != got.get(name)
    ]
