"""The risk–coverage curve as a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.pages.numbers import shown

if TYPE_CHECKING:
    from eval.risk import RiskCoverage

WIDTH, HEIGHT = 600, 320
_MOST_POINTS = 60
# The axis ends at a round share, so that two reports can be laid side by side.
_TOPS = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The risk–coverage curve in a box of 600 by 320, x rightward and y downward.

    Attributes:
        path: The curve, as an SVG path.
        area: The same, closed down to the axis.
        points: x, y, and words of each point to be shown, at most some dozens.
        last: The last point: all that was answered.
        aurc: Area under the curve, in words.
        best: The least area that these answers could have.
        words: What the curve shows, for those who do not see it.
        top: The risk at the upper edge of the box, 0 to 1.
    """

    path: str
    area: str
    points: tuple[tuple[float, float, str], ...]
    last: tuple[float, float, str]
    aurc: str
    best: str
    words: str
    top: float


def curve(risk: RiskCoverage) -> Curve | None:
    """Draw the risk–coverage curve; None where nothing was answered."""
    if not risk.points:
        return None
    top = next(top for top in _TOPS if max(point.risk for point in risk.points) <= top)

    def place(coverage: float, share: float) -> tuple[float, float]:
        return round(WIDTH * coverage, 1), round(HEIGHT * (1 - share / top), 1)

    places = [place(point.coverage, point.risk) for point in risk.points]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    told = [
        f"{shown(point.coverage, 'share')} answered, {shown(point.risk, 'share')} of them wrong "
        f"(confidence ≥ {point.confidence:.2f})"
        for point in risk.points
    ]
    marked = [(x, y, words) for (x, y), words in zip(places, told, strict=True)]
    step = max(1, len(marked) // _MOST_POINTS)
    return Curve(
        path=path,
        area=f"{path}L{places[-1][0]} {HEIGHT}L{places[0][0]} {HEIGHT}Z",
        points=tuple(marked[::step]),
        last=marked[-1],
        aurc=f"{risk.aurc:.3f}",
        best=f"{risk.best:.3f}",
        words=f"In all, {told[-1]}; at the surest, {told[0]}.",
        top=top,
    )
