"""Which dates of a sentence can answer "when": not the day of a speech, nor one of another tense."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.dates import find_dates
from rag.spans import dateline
from rag.weekdays import REPORTED

if TYPE_CHECKING:
    from datetime import date

    from rag.dates import DateSpan
    from rag.questions import Question

Place = tuple[int, int]

_ENDING = re.compile(
    r"\b(?:until|till|up\sto|last|by|expires?|ends?|deadline|long)\b", re.IGNORECASE
)
_UNTIL_WHEN = re.compile(r"\b(?:until|till|up\sto)\s(?:when|which|what)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|through)\s(?:the\s|at\sleast\s)?$", re.IGNORECASE)
_DATES_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|before|after|during|of|from|for|to|early|late|mid|and|between|"
    r"around|about|through)|[,(–—-])\s?$",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|going\sto|next|scheduled|due|expected|plan\w*|hopes?|set\sto|supposed|must|would)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:did|was|were|had|has|have)\b", re.IGNORECASE)
_REPORTING = re.compile(
    r"\b(?:sa(?:y|ys|id)|t(?:ell|old)|announc\w+|report\w*|wr(?:ite|ote|itten)|publish\w*|releas\w+|"
    r"post\w*|sign\w*|add(?:ed)?)\b",
    re.IGNORECASE,
)


def days_in(
    question: Question, text: str, published: date | None, since: date | None
) -> list[Place]:
    """Find the dates of a sentence that can be the day of what is asked.

    Args:
        question: The question.
        text: The sentence.
        published: Day of publication of its article, if known.
        since: The day that the text before it names last, for "a week later".
    """
    line = dateline(text)
    found = [
        (span.start, span.end)
        for span in find_dates(text, published, since=since)
        if span.start >= line and not _excluded(question, text, span, published)
    ]
    ends = [place for place in found if _UNTIL.search(text[: place[0]])]
    return ends if ends and _UNTIL_WHEN.search(question.text) else found


def _excluded(question: Question, text: str, span: DateSpan, published: date | None) -> bool:
    """Whether a date is no answer: a speech's day, a plan's where a deed is asked for, "since"."""
    before, after_it = text[: span.start], text[span.end :]
    word = before.rstrip().rsplit(" ", 1)[-1].casefold()
    if word in ("until", "till") and not _ENDING.search(question.text):
        return True
    if word == "since" and "since" not in question.text:
        return (
            not re.search(r"\bfirst\b[^.;]*since$", before.rstrip()) or "last" not in question.text
        )
    bare = span.kind == "year" and not _DATES_A_YEAR.search(before)
    # "the Oct. 4 poll", "their 2025 tariffs": the date tells which poll, not when.
    which = re.match(r"\s[a-z]", after_it) and (bare or re.search(r"\bthe\s$", before))
    reported = not _REPORTING.search(question.text) and REPORTED.search(before)
    if which or reported or (published is not None and span.first is None):
        return True
    return _of_other_tense(question, span, published)


def _of_other_tense(question: Question, span: DateSpan, published: date | None) -> bool:
    """Whether a day lies ahead of its article where a past deed is asked for, or behind it."""
    if published is None or span.first is None or span.last is None:
        return False
    if _UNTIL_WHEN.search(question.text):
        return False  # what has been extended ends in days to come
    if _AHEAD.search(question.text):
        return span.last < published and re.search(r"\bwill\b", question.text) is not None
    return bool(_PAST.search(question.text)) and span.first > published
