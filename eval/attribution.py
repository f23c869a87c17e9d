"""Where a case was lost on its way from the articles to the answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eval.scoring import Score

Stage = Literal[
    "error",
    "not_retrieved",
    "not_used",
    "used_but_wrong",
    "miscited",
    "wrong_refusal",
    "wrong_answer",
    "sound",
]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""In the order of the funnel; what comes through to `sound` was lost nowhere."""

STAGE_LABELS: dict[Stage, str] = {
    "error": "gave no answer (error, time-out)",
    "not_retrieved": "gold not retrieved",
    "not_used": "retrieved, but not used",
    "used_but_wrong": "used, but wrong",
    "miscited": "right, but cited wrongly",
    "wrong_refusal": "refused what is answered",
    "wrong_answer": "answered what is not",
    "sound": "sound",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """How many cases a stage of the funnel lost.

    Attributes:
        stage: The stage.
        label: The stage in words.
        lost: Cases lost there; for `sound`, the cases that came through.
        left: Cases that came to the stage.
    """

    stage: Stage
    label: str
    lost: int
    left: int


def stage_of(  # noqa: PLR0913 - keywords, one for each fact that decides
    *,
    answerable: bool,
    failed: bool,
    refused: bool,
    right: bool,
    retrieved: bool,
    cited: bool,
) -> Stage:
    """Name the first stage at which a case was lost.

    Args:
        answerable: Whether the articles answer the question.
        failed: Whether there was no answer at all.
        refused: Whether the answerer refused.
        right: Whether its answer is right.
        retrieved: Whether the hits hold a gold span of every part.
        cited: Whether its citations lie on a gold span of every part.
    """
    if failed:
        return "error"
    if not answerable:
        return "sound" if refused else "wrong_answer"
    if right:
        return "sound" if cited else "miscited"
    if not retrieved and not cited:
        return "not_retrieved"
    if refused:
        return "wrong_refusal"
    return "used_but_wrong" if cited else "not_used"


def funnel(scores: Iterable[Score]) -> tuple[Loss, ...]:
    """Count the cases that each stage lost, in the order of the funnel."""
    counts = Counter(one.stage for one in scores)
    left = counts.total()
    losses = []
    for stage in STAGES:
        losses.append(Loss(stage=stage, label=STAGE_LABELS[stage], lost=counts[stage], left=left))
        left -= counts[stage]
    return tuple(losses)
