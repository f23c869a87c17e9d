"""Dates that a sentence gives to what happened, or shall happen.

What `rag.dates` resolves is checked once more here against the tense of the clause, since
a wrong day is worse than none: an event told in the past cannot lie after its article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from dateutil.relativedelta import relativedelta

from rag.dates import DateSpan, find_dates
from rag.days import moved
from rag.timeline_wording import (
    clauses,
    denies,
    is_aside,
    is_background,
    is_participle,
    is_past,
    is_present,
    is_put_off,
    is_telling,
    lies_ahead,
    quoted,
    recalled,
    speaks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Certainty = Literal["stated", "reported", "about"]

_MONTH_OF_DAY = re.compile(
    r"\b(?:in|until|by|of|before|after|during|for|since)(?=\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|"
    r"Sep|Oct|Nov|Dec)[a-z]*\.\s\d)"
)
_YEARLESS = ("month", "mdy", "dmy", "part", "range")
# Relative to the moment of speaking, which a quotation need not share with its article.
_RELATIVE = ("days", "fromday", "near", "unit", "ago", "lastmonth")
_FAR = timedelta(days=60)
_SPOKE = 6  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One date of a sentence, with the clause that it dates.

    Attributes:
        first: First day meant.
        last: Last day meant.
        clause: (start, end) of its clause, as offsets into the sentence.
        ahead: Whether the sentence speaks of it as still to come.
        recalls: Where in the sentence it speaks of something earlier ("a strike that began on
            Feb. 10"), the offset of that; else None.
        certainty: `stated`: the sentence gives the day of the event; `reported`: the day on
            which it was told; `about`: no day is given, or it is counted from a speech.
    """

    first: date
    last: date
    clause: tuple[int, int]
    ahead: bool
    certainty: Certainty
    recalls: int | None = None

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1


def mentions(text: str, published: date | None, *, spoken: date | None = None) -> list[Mention]:
    """Find the days that a sentence gives to events.

    Args:
        text: The sentence, without a dateline.
        published: Day of publication of its article, if known.
        spoken: The day on which the words quoted in it were said, if known.

    Returns:
        The mentions in order; the day of a report only where it dates no event besides.
    """
    parts = clauses(text)
    found = list(_read(text, parts, published, spoken))
    events = [mention for mention in found if mention.certainty != "reported"]
    return events or found[:1]


def undated(text: str, published: date) -> Mention | None:
    """Date a sentence that tells of something past by its article; None where it does not."""
    if find_dates(text, published) or quoted(text, len(text) // 2):
        return None
    if is_present(text) or not is_past(text):
        return None
    return Mention(
        first=published, last=published, clause=(0, len(text)), ahead=False, certainty="about"
    )


def spoken_day(text: str, published: date | None) -> date | None:
    """Give the day of the week before publication that a sentence names as its own."""
    days = [
        span.first
        for span in find_dates(text, published)
        if span.kind in ("days", "near") and span.first and span.first == span.last
    ]
    near = [d for d in days if published and moved(published, -_SPOKE) <= d <= published]
    return near[-1] if near else None


def _read(
    text: str, parts: list[tuple[int, int]], published: date | None, spoken: date | None
) -> Iterator[Mention]:
    # "by Sept. 30" is one date, not a month and a number.
    masked = _MONTH_OF_DAY.sub(lambda found: "_" * len(found.group()), text)
    before: tuple[int, int] | None = None
    spans = find_dates(masked, published)
    for span, behind in zip_longest(spans, spans[1:]):
        if behind and span.kind == "days" and text[span.end : behind.start] == ", ":
            continue  # "Thursday, Oct. 5": the date tells
        clause = next((c for c in parts if c[0] <= span.start < c[1]), (0, len(text)))
        second, before = clause == before, clause
        start = _with_preposition(masked, span.start)
        if is_aside(text, start, span.end, second=second):
            continue
        in_speech = quoted(text, span.start)
        if in_speech and denies(text):
            continue
        if in_speech and span.kind in _RELATIVE:
            if spoken is None:
                continue
            span = _spoken(span, text, spoken)  # noqa: PLW2901 - the same words, counted from then
        mention = _mention(text, span, clause, published)
        if mention is None:
            continue
        if mention.certainty != "reported" and is_background(text[slice(*clause)]):
            continue
        yield replace(
            mention,
            certainty="about" if in_speech else mention.certainty,
            recalls=recalled(text, span.start) if not mention.ahead else None,
        )


def _with_preposition(masked: str, start: int) -> int:
    before = masked[:start].rstrip()
    return len(before.rstrip("_")) if before.endswith("_") else start


def _spoken(span: DateSpan, text: str, spoken: date) -> DateSpan:
    first = find_dates(text[: span.end], spoken)
    return next((s for s in first if s.start == span.start), span)


def _mention(
    text: str, span: DateSpan, clause: tuple[int, int], published: date | None
) -> Mention | None:
    """Check one date against the tense of its clause; None where they contradict."""
    if span.first is None or span.last is None:
        return None
    # "…, paving the way for": the tense is that of the clause before.
    within = (0, clause[1]) if is_participle(text[slice(*clause)]) else clause
    ahead = lies_ahead(text, within, span.start, span.end)
    if is_telling(text, span.start, span.end):
        return _told(text, span, clause)
    days: tuple[date, date] | None = (span.first, span.last)
    if published is not None:
        past = is_past(text[slice(*within)]) and not ahead
        days = _settled(text, span, published, ahead=ahead, past=past)
    if days is None:
        return None
    return Mention(
        first=days[0],
        last=days[1],
        clause=clause,
        ahead=ahead or (published is not None and days[0] > published),
        certainty="stated",
    )


def _settled(
    text: str, span: DateSpan, published: date, *, ahead: bool, past: bool
) -> tuple[date, date] | None:
    """Bring days and tense together, or give them up."""
    if span.first is None or span.last is None:
        return None
    if span.first > published and past:
        return _moved(text, span, published)
    if span.last < published and ahead:
        return _moved(text, span, published)
    if span.kind == "month" and not ahead and not past:
        return None  # "prices are highest in December": of every year
    if span.first <= published < span.last:
        # "This week" of a Tuesday: what has happened lies before it, what will lies after.
        return (published, span.last) if ahead else (span.first, published)
    return span.first, span.last


def _moved(text: str, span: DateSpan, published: date) -> tuple[date, date] | None:
    """Settle a day on the wrong side of its article for the tense of its clause, or give it up.

    "In January", said of the past in October: the nearest January is not the one meant.
    """
    if span.first is None or span.last is None or span.kind not in _YEARLESS:
        return None
    later = span.first > published
    if later and is_put_off(text, span.start):
        return span.first, span.last
    away = span.first - published if later else published - span.last
    if re.search(r"\d{4}", text[span.start : span.end]) or away < _FAR:
        return None
    year = relativedelta(years=-1 if later else 1)
    try:
        return span.first + year, span.last + year
    except ValueError:  # beyond the year 9999, or before 1
        return None


def _told(text: str, span: DateSpan, clause: tuple[int, int]) -> Mention | None:
    """Date by its report what a sentence tells first: "… have agreed, they said on Monday"."""
    head = text[: span.start]
    content = head.rpartition(",")[0]
    if not content or not is_past(content) or speaks(content) or quoted(content, len(content) - 1):
        return None
    if content.rstrip().endswith(("”", '"')) or span.first != span.last:
        return None
    main = clauses(content)[0]
    if lies_ahead(content, main, main[1], main[1]):
        return None
    assert span.first is not None and span.last is not None  # noqa: S101, PT018 - for mypy; the caller has looked
    return Mention(
        first=span.first, last=span.last, clause=clause, ahead=False, certainty="reported"
    )
