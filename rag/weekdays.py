"""Which day a weekday's name means: the last one, or the coming one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta, weekday

_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_FUTURE = re.compile(
    r"\b(?:will|shall|would|expected|scheduled|slated|planned|due|next|upcoming|coming|tomorrow|"
    r"starting|meets?|opens|starts|resumes|arrives|expires|begins?|beginning|(?:set|plans?|hopes?|agreed|is|are|was|were) to|"
    r"to (?:meet|hold|visit|start|begin|resume|travel|convene|attend|speak|vote|open|return))\b",
    re.IGNORECASE,
)
REPORTED = re.compile(
    r"\b(?:said|told|announced|reported|wrote|added|published|released|posted|signed)"
    r"\s(?:[\w.]+\s){0,3}(?:on\s|late\s|early\s)*$"
)
_CLAUSE = re.compile(r"[;—“”]|, (?:after|when|as|but|who|which|where|and)\b")

Days = tuple[date | None, date | None]


class Said(NamedTuple):
    """A date expression where it stands.

    Attributes:
        words: The expression.
        before: The text before it.
        after: The text after it.
        published: The day from which it is counted, if known.
    """

    words: str
    before: str
    after: str
    published: date | None


def read_weekdays(said: Said) -> Days:
    """Read one weekday, or two: "Sunday and Monday"."""
    published = said.published
    if published is None:
        return None, None
    names = re.findall(DAY, said.words)
    future = _lies_ahead(said)
    days = [nearest_weekday(name, published, future=future) for name in names]
    if said.words.startswith("next") and days[0] - published < timedelta(days=3):
        days = [day + timedelta(days=7) for day in days]
    if days[-1] < days[0]:
        days[-1] += timedelta(days=7)
    return days[0], days[-1]


def _lies_ahead(said: Said) -> bool:
    """Whether a weekday is the coming one: "will meet on Friday", "Saturday will be"."""
    words = said.words.casefold()
    if words.startswith(("next", "this coming")):
        return True
    if words.startswith(("last", "earlier")) or REPORTED.search(said.before):
        return False
    clause = _CLAUSE.split(said.before)[-1]
    follows = re.match(r"\s(?:will|would|is to|shall)\b", said.after)
    return follows is not None or _FUTURE.search(clause) is not None


def nearest_weekday(name: str, published: date, *, future: bool) -> date:
    """Give the weekday nearest to a day, itself included, before or after it."""
    number = _DAYS.index(name.casefold())
    return published + relativedelta(weekday=weekday(number, 1 if future else -1))
