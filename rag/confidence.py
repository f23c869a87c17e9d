"""How sure we may be that the articles answer a question at all.

A question off the corpus's topics is told by its low scores and its unknown names. One on
topic whose answer is missing is not: its passages match as well as those of answered
questions (measured; docs/answers.md). What tells many of these is reading (`rag.rereading`),
and structure: nothing fills the slot that the question leaves open, or the sentence says
another relation than it supposes (`rag.slots`, `rag.relation`, put together in `rag.signs`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from index.lexical import words
from rag.phrases import introduces, who_is
from rag.signs import Signs, read_signs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.evidence import Evidence
    from rag.matching import Query
    from rag.questions import Question
    from rag.slots import Slot

# A logistic regression, rounded; the signs' weights may only speak against an answer. Fitted
# on the held-out texts of the reader (eval/reader) and on the practice corpus, both alike. These
# hold few questions off the topic and few about what was said: `low`, `names`, `lonely`, `weak`,
# `aside` and `unsaid` were set by hand. docs/answers.md has what other thresholds come to.
_BIAS = 1.9
_ANSWERS, _ANY_ANSWERS = 0.28, 0.16
WEIGHTS = Signs(
    low=-1.2,
    drop=-1.4,
    unfilled=-0.3,
    unattached=-0.3,
    unfilled_met=-1.8,
    names=-0.8,
    numbers=-0.4,
    unsaid=-2.0,
    aside=-3.2,
    uncaused=-0.5,
    contrary=-6.5,
    still_open=-0.7,
    other_days=-1.4,
    bare=-1.3,
    lonely=-1.0,
    weak=-0.3,
    untyped=-0.8,
    apart=-1.1,
    far=-0.4,
    other_year=-0.2,
)
ANSWER_ABOVE = 0.35
# The reader's log-odds beyond these say no more. What was not read counts as these.
_LEAST, _MOST = -4.0, 6.0
_UNREAD = 1.4
_FEEBLE, _MET = 0.4, 0.8
# What structure doubts counts by how unsure the reader is: in full up to log-odds of -0.2, by a
# third at 2, hardly at 4. Where it is sure, these signs are nearly always wrong (measured).
_UNSURE_TO, _UNSURE = 1.0, 1.3

_OF_THE_SLOT = ("unfilled", "unattached", "unfilled_met", "bare", "untyped", "far")
_OF_STRUCTURE = (*_OF_THE_SLOT, "unsaid", "aside", "uncaused")
# What is no more than a lower score, and so is no reason for the reader.
_OF_THE_SCORE = ("low", "drop", "weak", "apart", "lonely")
_DOUBTS = {
    "unsaid": "the words asked for are not reported",
    "aside": "what is asked about is not among the words reported",
    "uncaused": "no reason is given",
    "contrary": "the nearest passage says the opposite",
    "still_open": "the nearest passage speaks of it as planned or possible, not as done",
    "other_days": "the nearest passage is about another time",
    "other_year": "the nearest passage is about another time",
}
_UNTOLD = {
    "person": "who it is",
    "place": "where it is",
    "time": "when it is",
    "amount": "how much it is",
    "named": "what the name is",
}


Contradicting = Literal["opposite", "not_done", "other_time", "other_speaker"]
_CONTRADICTING: dict[str, Contradicting] = {
    "contrary": "opposite",
    "still_open": "not_done",
    "other_days": "other_time",
    "other_year": "other_time",
    "unsaid": "other_speaker",
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the articles say instead of what a question supposes.

    Attributes:
        kind: `opposite`: the opposite happened; `not_done`: it is planned or possible only;
            `other_time`, `other_speaker`: it is said of another time, or by another.
        evidence: The sentence that says so.
    """

    kind: Contradicting
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure, and what speaks against it.

    Attributes:
        value: 0 to 1.
        missing: Words of the question that the evidence lacks, names and numbers first.
        doubt: What speaks most against an answer, for the reader ("the “medical journal”
            is not named"); None where it is only that little matches.
        contradicted: What the articles say instead, where that speaks against an answer.
    """

    value: float
    missing: tuple[str, ...]
    doubt: str | None = None
    contradicted: Contradiction | None = None


def judge(question: Question, query: Query, evidence: Sequence[Evidence]) -> Confidence:
    """Judge whether the best evidence answers the question.

    Args:
        question: The question.
        query: The same, ready for comparison.
        evidence: Sentences, best first.
    """
    if not evidence:
        return Confidence(0.0, query.words)
    signs, slot, best = signs_of(question, query, evidence)
    against = {
        name: weight * value
        for name, weight, value in zip(
            Signs.__slots__, WEIGHTS.values(), signs.values(), strict=True
        )
    }
    answers, any_answers = verdicts_of(evidence)
    log_odds = _BIAS + sum(against.values()) + _ANSWERS * answers + _ANY_ANSWERS * any_answers
    return Confidence(
        value=1.0 / (1.0 + math.exp(-log_odds)),
        missing=_missing(question, query, evidence[0]),
        doubt=_doubt(against, slot),
        contradicted=_contradicted(against, evidence[0], best),
    )


def signs_of(
    question: Question, query: Query, evidence: Sequence[Evidence]
) -> tuple[Signs, Slot, Evidence]:
    """Give the signs, the slot that the question leaves open, and what fills it best.

    Those of structure count the less the surer the reader is that the best sentence answers.
    """
    signs, slot, best = read_signs(question, query, evidence)
    unsure = 1.0
    if evidence[0].reading is not None:
        answers, _ = verdicts_of(evidence)
        unsure = min(1.0, _UNSURE / (1.0 + math.exp(answers - _UNSURE_TO)))
    signs = replace(signs, **{name: unsure * getattr(signs, name) for name in _OF_STRUCTURE})
    name = who_is(question)
    if name is not None and introduces(name, evidence[0].text):
        # Not another name is asked for, but a role.
        signs = replace(signs, **dict.fromkeys(_OF_THE_SLOT, 0.0))
    return signs, slot, best


def verdicts_of(evidence: Sequence[Evidence]) -> tuple[float, float]:
    """Give the reader's log-odds on the best sentence, and the highest on any, within bounds."""
    top = evidence[0].reading
    readings = [e.reading for e in evidence if e.reading is not None]
    if top is None or not readings:
        return _UNREAD, _UNREAD
    best = max(reading.answers for reading in readings)
    return min(_MOST, max(_LEAST, top.answers)), min(_MOST, max(_LEAST, best))


def _contradicted(
    against: Mapping[str, float], top: Evidence, best: Evidence
) -> Contradiction | None:
    """Give what the articles say instead, as the strongest sign of it has it."""
    worst = min(_CONTRADICTING, key=lambda name: against[name])
    if not against[worst]:
        return None
    return Contradiction(_CONTRADICTING[worst], best if worst == "unsaid" else top)


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
    told = (*_OF_THE_SLOT, *_OF_THE_SCORE)
    grouped = {name: value for name, value in against.items() if name not in told}
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
