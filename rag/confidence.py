"""How sure we may be that the articles answer a question at all.

A question off the corpus's topics is told by its low scores and its unknown names. One on
topic whose answer is missing is not: its passages match as well as those of answered
questions (measured; docs/answers.md). What tells many of these is structure: nothing fills
the slot that the question leaves open, or the sentence says another relation than it
supposes (`rag.slots`, `rag.relation`, put together in `rag.signs`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import words
from rag.signs import Signs, read_signs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.evidence import Evidence
    from rag.matching import Query
    from rag.questions import Question
    from rag.slots import Slot

# A logistic regression on fictional articles, rounded: their own questions, answerable and
# not, and, at a quarter of the weight, questions about other articles. Every sign speaks
# against an answer. The threshold refuses about 5 % of the answerable when the articles they
# are about are left out of the fit.
_BIAS = 1.0
_WEIGHTS = Signs(
    low=-5.0,
    drop=-7.0,
    unfilled=-1.0,
    unattached=-0.6,
    unfilled_met=-1.8,
    names=-1.8,
    numbers=-0.9,
    unsaid=-1.3,
    aside=-2.4,
    uncaused=-2.0,
    contrary=-2.6,
    still_open=-0.9,
    other_days=-1.5,
    bare=-1.3,
    lonely=-2.1,
)
ANSWER_ABOVE = 0.23
_FEEBLE, _MET = 0.4, 0.8

_OF_THE_SLOT = ("unfilled", "unattached", "unfilled_met", "bare")
_DOUBTS = {
    "unsaid": "the words asked for are not reported",
    "aside": "what is asked about is not among the words reported",
    "uncaused": "no reason is given",
    "contrary": "the nearest passage says the opposite",
    "still_open": "the nearest passage speaks of it as planned or possible, not as done",
    "other_days": "the nearest passage is about another time",
}
_UNTOLD = {
    "person": "who it is",
    "place": "where it is",
    "time": "when it is",
    "amount": "how much it is",
    "named": "what the name is",
}


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure, and what speaks against it.

    Attributes:
        value: 0 to 1.
        missing: Words of the question that the evidence lacks, names and numbers first.
        doubt: What speaks most against an answer, for the reader ("the “medical journal”
            is not named"); None where it is only that little matches.
    """

    value: float
    missing: tuple[str, ...]
    doubt: str | None = None


def judge(question: Question, query: Query, evidence: Sequence[Evidence]) -> Confidence:
    """Judge whether the best evidence answers the question.

    Args:
        question: The question.
        query: The same, ready for comparison.
        evidence: Sentences, best first.
    """
    if not evidence:
        return Confidence(0.0, query.words)
    signs, slot = read_signs(question, query, evidence)
    against = {
        name: weight * value
        for name, weight, value in zip(
            Signs.__slots__, _WEIGHTS.values(), signs.values(), strict=True
        )
    }
    log_odds = _BIAS + sum(against.values())
    return Confidence(
        value=1.0 / (1.0 + math.exp(-log_odds)),
        missing=_missing(question, query, evidence[0]),
        doubt=_doubt(against, slot),
    )


def _missing(question: Question, query: Query, top: Evidence) -> tuple[str, ...]:
    named = {w for start, end in question.names for w in words(question.text[start:end])}
    unmet = [
        word
        for word, match in zip(query.words, top.matches, strict=True)
        if match < (_MET if word in named or word[0].isdigit() else _FEEBLE)
    ]
    return tuple(sorted(unmet, key=lambda w: (w not in named, not w[0].isdigit())))


def _doubt(against: Mapping[str, float], slot: Slot) -> str | None:
    """Put into words what speaks most against an answer."""
    grouped = {name: value for name, value in against.items() if name not in _OF_THE_SLOT}
    grouped["slot"] = sum(against[name] for name in _OF_THE_SLOT)
    worst = min(grouped, key=lambda name: grouped[name])
    if not grouped[worst]:
        return None
    if worst != "slot":
        return _DOUBTS.get(worst)
    if not slot.noun:
        return f"{_UNTOLD[slot.sort]} is not said" if slot.sort in _UNTOLD else None
    if slot.counted:
        return f"how many “{slot.noun}” is not said"
    return f"the “{slot.noun}” is not {'given' if slot.sort == 'amount' else 'named'}"
