"""Take out of a question the days that an article is of anyhow.

"How many went on strike in March 2025?" asks a report of March 7, 2025 how many went on strike.
The report does not repeat the month, and a reader that sees its sentences alone would miss it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from rag.dates import DateSpan
    from rag.questions import Question

# An article tells of days that lie so far from its own.
_ABOUT = timedelta(days=45)
_LEAST_WORDS = 3
# What goes with the day; "before 2026" and "the month of May" mean something without the article.
_BEFORE = re.compile(
    r"(?:,?\s?\b(?:in|on|over|during|throughout|at|for|of|around|earlier in))\s$|"
    r"(?<=['’]s)\s$|(?<=\b(?:the|his|her|its))\s$|(?<=\btheir)\s$",
    re.IGNORECASE,
)
_KEPT = re.compile(
    r"\b(?:before|after|since|until|till|by|from|to|between|and|or|through|than|(?:what|which)(?:\s\w+)?|"
    r"(?:month|day|date|year|week|quarter|half|end|start|middle)s?\s(?:of|in))\s$",
    re.IGNORECASE,
)


def undated(question: Question, published: date | None) -> str:
    """Give a question without the days around the one on which an article was published."""
    text = question.text
    for span in sorted(question.dates, key=lambda one: -one.start):
        before, behind = text[: span.start], text[span.end :].lstrip(" ,")
        found = _BEFORE.search(before)
        alone = found or span.kind == "month" or not behind.strip("?. ")
        if not _near(span, published) or not alone or _KEPT.search(before):
            continue
        start = found.start() if found else span.start
        shorter = f"{text[:start].rstrip()} {behind}".strip()
        shorter = re.sub(r"\s+([?.,;!])", r"\1", shorter)
        if len(shorter.split()) >= _LEAST_WORDS:
            text = shorter[0].upper() + shorter[1:]
    return text


def _near(span: DateSpan, published: date | None) -> bool:
    if published is None or span.first is None or span.last is None:
        return False
    return span.first - _ABOUT <= published <= span.last + _ABOUT
