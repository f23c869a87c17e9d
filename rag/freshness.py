"""Whether a newer article changes the picture: planned, then confirmed, then happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.dates import find_dates
from rag.expected import AMOUNTS
from rag.narrowing import narrowed
from rag.short import short_answer
from rag.spans import find_amounts
from rag.when import days_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.evidence import Evidence
    from rag.questions import Question

_PLANNED = re.compile(
    r"\b(?:will|would|plans?|planned|planning|expects?|expected|scheduled|slated|set to|due to|"
    r"aims? to|hopes? to|intends?|proposed?|considering|(?:is|are) to|agreed in principle|"
    r"could|may|might|likely|next (?:week|month|year)|yet to)\b"
)
_OF_NOW = re.compile(r"\b(?:how|what|which)\b[^?]*?\b(?:is|are|does|do)\b", re.IGNORECASE)
_NEAR, _NEAR_AS_DONE = 0.6, 1.0
# Of the question's words that stand around the first sentence, and of those that stand in
# it, so many must stand around and in the newer one.
_SHARED, _MET, _OWN = 0.75, 0.6, 0.6


def planned(text: str) -> bool:
    """Whether a sentence speaks of what is to come."""
    return _PLANNED.search(text) is not None


def later_report(
    question: Question, first: Evidence, evidence: Sequence[Evidence]
) -> Evidence | None:
    """Find a newer article that tells as done, or anew, what the first sentence plans.

    Args:
        question: The question.
        first: The sentence that is quoted as the answer.
        evidence: All sentences, best first.

    Returns:
        The newest such sentence, or None where the first one plans nothing or is the last.
    """
    published = first.article.published
    if published is None or not planned(first.text):
        return None
    newer = [
        e
        for e in evidence
        if e.article.published is not None
        and e.article.published > published
        and e.score >= first.score - _NEAR_AS_DONE
        and not planned(e.text)
        and not _earlier(e, published)
        and _same_matter(question, first, e)
    ]
    return max(newer, key=lambda e: (e.article.published, e.score), default=None)


def newer_value(
    question: Question, first: Evidence, evidence: Sequence[Evidence]
) -> Evidence | None:
    """Find a newer article that gives another amount for what a question asks how it stands.

    "How high are the tariffs?" is not answered by what they were: neither is taken for the
    bare answer, but the newer is pointed to.

    Args:
        question: The question.
        first: The sentence that is quoted as the answer.
        evidence: All sentences, best first.

    Returns:
        The newest such sentence; None where the question is not of now, or names a time.
    """
    published = first.article.published
    of_now = _OF_NOW.search(question.text) and not question.dates
    if question.kind not in AMOUNTS or published is None or not of_now:
        return None
    asked, known = set(terms(" ".join(question.words))), _amounts(question, first.text)
    newer = [
        e
        for e in evidence
        if e.article.published is not None
        and e.article.published > published
        and e.score >= first.score - _NEAR
        and known
        and _amounts(question, e.text) - known
        and asked & set(terms(e.text))
        and _met_alike(first, e)
    ]
    return max(newer, key=lambda e: (e.article.published, e.score), default=None)


def _amounts(question: Question, text: str) -> set[str]:
    """Give the amounts of the kind asked for, as they are written."""
    exact = AMOUNTS[question.kind][:1]
    return {text[s.start : s.end].casefold() for s in find_amounts(text) if s.kind in exact}


def newest_days(question: Question, first: Evidence, evidence: Sequence[Evidence]) -> Evidence:
    """Find the newest sentence that tells, as exactly or better, the days that the first plans.

    "At the end of next week", of March 3, and "on Sunday and Monday", of March 12, are days
    of one meeting; the newer article knows them better.

    Args:
        question: The question.
        first: The sentence that scores best.
        evidence: All sentences, best first.

    Returns:
        That sentence; the first one where a day is not asked or none is newer and as exact.
    """
    published, days = first.article.published, _days_told(question, first)
    if "date" not in question.kinds or published is None or days is None or not planned(first.text):
        return first
    newer = [
        e
        for e in evidence
        if e.article.published is not None
        and e.article.published > published
        and e.score >= first.score - _NEAR
        and (told := _days_told(question, e)) is not None
        and max(told[0], days[0]) <= min(told[1], days[1])
        and told[1] - told[0] <= days[1] - days[0]
        and _same_matter(question, first, e)
    ]
    return max(newer, key=lambda e: (e.article.published, e.score), default=first)


def _days_told(question: Question, evidence: Evidence) -> tuple[date, date] | None:
    """Give the days that a sentence gives for what is asked; None where these are not clear."""
    text, published = evidence.text, evidence.article.published
    starts = {
        start
        for start, _ in narrowed("date", question, text, days_in(question, text, published, None))[
            0
        ]
    }
    told = [s for s in find_dates(text, published) if s.start in starts and s.first and s.last]
    distinct = {(s.first, s.last) for s in told if s.first and s.last}
    if len(distinct) != 1:  # of several, the bare answer may tell one
        bare = short_answer(question, text, published, sure=True) or ""
        distinct = {(s.first, s.last) for s in find_dates(bare) if s.first and s.last}
    return distinct.pop() if len(distinct) == 1 else None


def _earlier(evidence: Evidence, published: date) -> bool:
    """Whether a newer sentence is itself only about the days before the first article."""
    days = [d for d in find_dates(evidence.text, evidence.article.published) if d.last]
    return bool(days) and all(d.last < published for d in days if d.last)


def _same_matter(question: Question, first: Evidence, other: Evidence) -> bool:
    asked = set(terms(" ".join(question.words)))
    mine, theirs = set(terms(first.text)), set(terms(other.text))
    shared = asked & mine
    return (
        len(shared & theirs) >= max(1, _OWN * len(shared))
        and _met_alike(first, other)
        and bool((mine - asked) & theirs)
    )


def _met_alike(first: Evidence, other: Evidence) -> bool:
    """Whether the question's words that stand around one sentence stand around another."""
    met = first.matches >= _MET
    both = met & (other.matches >= _MET)
    return float(both.sum()) >= _SHARED * float(met.sum())
