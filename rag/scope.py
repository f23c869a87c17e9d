"""Which days a question is about, as a preference among articles by their dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from rag.dates import find_dates
from rag.days import moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.dates import DateSpan
    from rag.events import EventTime

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current(?:ly)?|nowadays|right now|as of (?:now|today)|"
    r"at present|so far)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|prior to|earlier than)\s*$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to|as of|by)\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|following|later than)\s*$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|from)\s*$", re.IGNORECASE)
# A question about a day is about articles of that day; one about a longer time may also be
# answered by an article that looks back or ahead, so the preference is weaker.
_DAY, _PERIOD, _RECENT = 0.4, 0.15, 0.3
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a question names; an open end is None."""

    first: date | None
    last: date | None
    weight: float


@dataclass(frozen=True, slots=True)
class Scope:
    """The times that a question is about.

    Attributes:
        periods: Periods of publication to prefer.
        latest: Whether it asks for the newest state of things.
    """

    periods: tuple[Period, ...]
    latest: bool

    def bonus(self, published: NDArray[np.int32]) -> NDArray[np.float32]:
        """Give each article's bonus, 0 or more.

        Args:
            published: (articles,) `date.toordinal` of publication; 0 where unknown, which
                is never punished: it gets what the worst dated article gets.
        """
        bonus = np.zeros(len(published), dtype=np.float32)
        for period in self.periods:
            inside = published > 0
            if period.first:
                inside &= published >= period.first.toordinal()
            if period.last:
                inside &= published <= period.last.toordinal()
            bonus = np.maximum(bonus, np.float32(period.weight) * inside)
        if self.latest and (published > 0).any():
            days = np.unique(published[published > 0])
            rank = np.searchsorted(days, published) / max(len(days) - 1, 1)
            bonus += np.where(published > 0, _RECENT * rank, 0).astype(np.float32)
        return bonus


def scope_of(
    question: str, *, today: date | None = None, events: Sequence[EventTime] = ()
) -> Scope:
    """Read the times that a question names.

    Args:
        question: The question.
        today: What "last week" is counted from; without it only dates that carry their
            year count.
        events: The events that it counts from; see `rag.events`.
    """
    periods = tuple(
        _period(question, span, span.first, span.last)
        for span in find_dates(question, today)
        if span.first and span.last
    )
    return Scope((*periods, *map(_around, events)), bool(_LATEST.search(question)))


def _around(event: EventTime) -> Period:
    """Prefer articles of the days before, after or of an event.

    An article of the event's own days may look back as well as ahead: it counts for both.
    """
    if event.side == "before":
        return Period(None, event.last, _PERIOD)
    if event.side == "after":
        return Period(event.first, None, _PERIOD)
    return Period(event.first, moved(event.last, 1), _PERIOD)


def _period(question: str, span: DateSpan, first: date, last: date) -> Period:
    before = question[: span.start]
    if _BEFORE.search(before):
        return Period(None, moved(first, -1), _PERIOD)
    if _UNTIL.search(before):
        return Period(None, last, _PERIOD)
    if _AFTER.search(before):
        return Period(moved(last, 1), None, _PERIOD)
    if _SINCE.search(before):
        return Period(first, None, _PERIOD)
    return Period(first, last, _DAY if span.days <= _SHORT else _PERIOD)
