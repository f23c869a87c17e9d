"""Several questions in one message: each is answered for itself.

"Did they meet in Paris, and when?" is two as well: whether they did, and when they did.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.answers import Answer, Hit

_END = re.compile(r"\?[\s\"”’)]+(?=\w)")
# How a question begins.
ASKS = (
    r"(?:(?:in|at|on|for|with|by|from|to|of|about|under|since)\s)?"
    r"(?:who|what|when|where|which|why|how|whose|whom|is|are|was|"
    r"were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)\b"
)
_BEGINS = re.compile(rf"(?:(?:and|but|also|so|then)\s+)?{ASKS}", re.IGNORECASE)
_LEAST_TERMS, _MOST = 2, 6
_AND_WHEN = re.compile(
    r"(?P<deed>(?P<verb>is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
    r"\s[^?]+?)(?:,\s(?:and|but)|\sand|,)\s(?:if\s(?:so|yes|not),?\s)?"
    r"(?P<asked>(?:(?:by|for|with|from|to|in|on|at|since|until)\s)?"
    r"(?:when|where|why|how|what|which|who|whom)\b(?:[\s,](?:and|or|how|when|where|why|much|many|long|far|often|"
    r"city|cities|country|place|month|year|day|date|reason|whom))*)\s?\??",
    re.IGNORECASE,
)
# Where "who" or "what" alone belongs in the sentence is not told; "to whom" tells.
_LOOSE = re.compile(r"(?:what|which|who|whom)", re.IGNORECASE)
# "Did he say who, and why?": both are what he may have said.
_SAID = re.compile(r"\b(?:when|where|why|how|what|which|who|whom)\W*$", re.IGNORECASE)


def separate(text: str) -> list[str]:
    """Part a message into its questions; one that leans on another is not parted from it.

    A yes/no question with "and when?" behind it becomes two that stand alone.

    Args:
        text: The message, white space folded.

    Returns:
        At least one question, in order.
    """
    cuts = [found.end() for found in _END.finditer(text)]
    places = zip([0, *cuts], [*cuts, len(text)], strict=True)
    pieces = [piece for start, end in places if (piece := text[start:end].strip())]
    whole = all(_BEGINS.match(p) and len(set(terms(p))) >= _LEAST_TERMS for p in pieces)
    parted = pieces if whole and 1 < len(pieces) <= _MOST else [text]
    halves = [half for piece in parted for half in _halves(piece)]
    return halves if len(halves) <= _MOST else parted


def _halves(piece: str) -> tuple[str, ...]:
    """Part "Did they meet, and when?" into "Did they meet?" and "When did they meet?"."""
    found = _AND_WHEN.fullmatch(piece)
    if found is None or _LOOSE.fullmatch(found["asked"]) or _SAID.search(found["deed"]):
        return (piece,)
    deed, asked = found["deed"].rstrip(), found["asked"]
    verb = found["verb"]
    return f"{deed}?", f"{asked[0].upper()}{asked[1:]} {verb.casefold()}{deed[len(verb) :]}?"


def joined(question: str, answers: Sequence[Answer]) -> Answer:
    """Put the answers to several questions together; their citations are numbered through."""
    answered = [answer for answer in answers if answer.answered]
    lines = [line for one in answers for line in (one.question, one.text, "")]
    unanswered = [one for one in answers if not one.answered]
    reasons = [f"“{one.question}”: {one.reason or 'no answer'}" for one in unanswered]
    why = {one.reason for one in unanswered if one.reason}
    return replace(
        (answered or list(answers))[0],
        question=question,
        text="\n".join(lines).strip(),
        answered=bool(answered),
        short="; ".join(one.short for one in answered if one.short) or None,
        sentences=tuple(s for one in answers for s in one.sentences),
        citations=tuple(
            sorted({c for one in answers for c in one.citations}, key=lambda c: c.number)
        ),
        hits=_distinct(answers),
        confidence=min(one.confidence for one in answered or answers),
        reason=None if answered else why.pop() if len(why) == 1 else "; ".join(reasons),
        conflicts=tuple(c for one in answers for c in one.conflicts),
        sources=max(one.sources for one in answers),
        warnings=(
            *(w for one in answers for w in one.warnings),
            *([f"Not answered: {reason}." for reason in reasons] if answered else []),
        ),
    )


def _distinct(answers: Sequence[Answer]) -> tuple[Hit, ...]:
    seen = {hit.passage.id: hit for one in answers for hit in one.hits}
    return tuple(seen.values())
