"""Numbers by their unit, and candidates by their time: metres for "how tall", "in October"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.dates import find_dates
from rag.spans import find_amounts

if TYPE_CHECKING:
    from datetime import date

    from rag.questions import Question

Place = tuple[int, int]

_MEASURES = (
    (r"\bhow\s(?:tall|high|deep|wide|far|long)\b|\b(?:height|depth|width|distance)\b",
     r"[\s-]*(?:(?:centi|kilo|milli)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?|yards?|km|m)\b"),
    (r"\bhow\sheavy\b|\bweigh\w*\b", r"[\s-]*(?:kilogram\w*|kilos?|kg|tonn?e?s?|pounds?|grams?|ounces?)\b"),
    (r"\bhow\sfast\b|\bspeed\b", r"\s(?:mph|km/h|knots|(?:miles|kilomet\w+)\s(?:an|per)\shour)\b"),
    (r"\bhow\sold\b|\b(?:what|whose|the)\sage\b", r"(?:-year-old\b|\syears?(?:\sold|\sof\sage)\b|,(?=\s)|[.,]?$)"),
    (r"\btemperature\b", r"\s?(?:degrees?|°)"),
)  # fmt: skip


def measured(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep the numbers with a unit of what is measured: metres for "how tall"."""
    for asked, unit in _MEASURES:
        if re.search(asked, question.text, re.IGNORECASE):
            return [p for p in places if re.match(unit, text[p[1] :])]
    shares = {(s.start, s.end) for s in find_amounts(text) if s.kind == "percent"}
    return [p for p in places if p not in shares] or places


_MOST_DAYS = 31
_REACHES = re.compile(r"\b(?:before|after|since|until|by|ahead of|prior to)\b", re.IGNORECASE)
AHEAD = re.compile(
    r"\b(?:will|plan\w*|expect\w*|schedul\w+|due|to be|next|upcoming|going to|would|agreed to|"
    r"set to)\b"
)


def timed(
    question: Question, text: str, published: date | None, places: list[Place]
) -> list[Place]:
    """Keep what lies at the time that the question names: "Where in October?".

    A candidate is of the time of the date nearest to it; a sentence that names days, but
    none of the time asked for, holds no answer, nor does an article older than that time.
    """
    asked = [(d.first, d.last) for d in question.dates if d.first and d.last]
    if not asked or not places or _REACHES.search(question.text):
        return places
    first, last = asked[0]
    if published is not None and published < first and not AHEAD.search(text):
        return []
    spans = [d for d in find_dates(text, published) if d.first and d.last]
    fits = [d for d in spans if d.first and d.last and d.first <= last and first <= d.last]
    if not spans or len(fits) == len(spans):
        return places
    if not fits:
        inside = published is not None and first <= published <= last
        return places if inside and all(d.days > _MOST_DAYS for d in spans) else []
    return [p for p in places if min(spans, key=lambda d: _between(p, (d.start, d.end))) in fits]


def _between(one: Place, other: Place) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
