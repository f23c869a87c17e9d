"""Values with their intervals as places on an axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.bounds import Bound
    from eval.metrics import Unit
    from eval.statistics import Estimate

CEILING = "oracle"
"""Among the floors, the one that is none: it is shown the gold."""

AXES: dict[Unit, tuple[float, float]] = {"share": (0.0, 1.0), "score": (-1.0, 1.0)}
"""Units that have an axis, and its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """An interval on an axis; all places are per cent of its length.

    Attributes:
        value: The value.
        low: Lower end of the interval.
        high: Upper end.
        floor: From and to where a score needs no skill; None where no floor is known.
        ceiling: Where one scores who is shown the gold.
        bound: The bound that a release must keep.
    """

    value: float
    low: float
    high: float
    floor: tuple[float, float] | None = None
    ceiling: float | None = None
    bound: float | None = None


def gauge(
    one: Estimate,
    unit: Unit,
    beside: Mapping[str, float | None],
    bound: Bound | None,
    *,
    higher: bool,
) -> Gauge | None:
    """Place an estimate, and what stands beside it, on the axis of its unit; None if it has none.

    Args:
        one: The estimate.
        unit: Its unit.
        beside: Values of the floors, by name.
        bound: The bound that a release must keep.
        higher: Whether more is better.
    """
    if unit not in AXES or one.value is None or one.low is None or one.high is None:
        return None
    start, end = AXES[unit]

    def place(value: float) -> float:
        return round(100 * (min(max(value, start), end) - start) / (end - start), 2)

    idle = [value for key, value in beside.items() if key != CEILING and value is not None]
    floor = None
    if idle:
        floor = (0.0, place(max(idle))) if higher else (place(min(idle)), 100.0)
    ceiling = beside.get(CEILING)
    return Gauge(
        value=place(one.value),
        low=place(one.low),
        high=place(one.high),
        floor=floor,
        ceiling=None if ceiling is None else place(ceiling),
        bound=place(bound.bound) if bound else None,
    )
