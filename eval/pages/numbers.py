"""How numbers are written in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.metrics import Unit
    from eval.statistics import Estimate

NOTHING = "–"
MINUS = "\u2212"


def shown(value: float | None, unit: Unit) -> str:
    """Write a value with its unit."""
    if value is None:
        return NOTHING
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "seconds":
        return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"
    if unit == "money":
        return f"${value:,.4f}"
    return f"{value:+.2f}" if unit == "score" else f"{value:,.0f}"


def moved(difference: float | None, unit: Unit) -> str:
    """Write a difference, always with its sign; shares differ by points."""
    if difference is None:
        return NOTHING
    if unit == "share":
        return f"{100 * difference:+.1f} pp".replace("-", MINUS)
    return f"{difference:+.3f}".replace("-", MINUS)


def interval(one: Estimate, unit: Unit) -> str:
    """Write the ends of an interval."""
    if one.low is None or one.high is None:
        return NOTHING
    low, high = shown(one.low, unit), shown(one.high, unit)
    for ending in (" %", " ms", " s"):
        if low.endswith(ending) and high.endswith(ending):
            low = low.removesuffix(ending)
            break
    return f"{low} – {high}"


def counted(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
