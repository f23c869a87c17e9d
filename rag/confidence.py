"""How sure we may be that the articles answer a question at all.

A question off the corpus's topics is told by its low scores. A question on topic whose
answer is missing is not: its passages match as well as those of answered questions
(measured; docs/answers.md). What tells some of them is structure: a number of the
question that the evidence lacks, a thing of the asked kind that it does not hold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.matching import Query
    from rag.questions import Question

# A logistic regression on the practice corpus: its own questions, answerable and not, and
# questions about other articles; and the threshold that refuses 3 % of what it answers.
_BIAS, _SCORE, _NUMBERS, _UNTYPED = -4.52, 3.43, -2.0, -1.15
ANSWER_ABOVE = 0.16
_FEEBLE, _MET = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure, and what speaks against it.

    Attributes:
        value: 0 to 1.
        missing: Words of the question that the evidence lacks, names and numbers first.
    """

    value: float
    missing: tuple[str, ...]


def judge(question: Question, query: Query, evidence: Sequence[Evidence]) -> Confidence:
    """Judge whether the best evidence answers the question."""
    if not evidence:
        return Confidence(0.0, query.words)
    top = evidence[0]
    met = dict(zip(query.words, (float(m) for m in top.matches), strict=True))
    numbers = [m for word, m in met.items() if word[0].isdigit()]
    log_odds = _BIAS + _SCORE * top.score + _NUMBERS * _unmet(numbers) + _UNTYPED * (not top.typed)
    named = {w for start, end in question.names for w in words(question.text[start:end])}
    missing = sorted(
        (w for w, m in met.items() if m < (_MET if w in named or w[0].isdigit() else _FEEBLE)),
        key=lambda w: (w not in named, not w[0].isdigit()),
    )
    return Confidence(1.0 / (1.0 + math.exp(-log_odds)), tuple(missing))


def _unmet(matches: Sequence[float]) -> float:
    """Share of numbers that the evidence does not hold digit for digit."""
    return sum(m < 1.0 for m in matches) / len(matches) if matches else 0.0
