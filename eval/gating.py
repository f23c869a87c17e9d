"""Whether a version may ship: the comparison with the baseline, and bounds that always hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from eval.comparing import Comparison

PASS, REGRESSION, USAGE, UNDERPOWERED, INVALID = 0, 1, 2, 3, 4
"""Exit codes of `dateline eval`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A bound on a metric, and whether the run keeps it.

    Attributes:
        metric: The metric's name; `type:date` is the share of sound cases of a type.
        side: Which side of the bound is good.
        bound: The bound.
        value: The run's value; None, where nothing was scored, keeps no bound.
        kept: Whether the run keeps it.
    """

    metric: str
    side: Literal["at_least", "at_most"]
    bound: float
    value: float | None
    kept: bool


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
