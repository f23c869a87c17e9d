"""The bare answer of a sentence: "Paris", "March 15–16, 2026", "34 ships" — or nothing.

A wrong bare answer above a right quote misleads, so one is given only where the sentence
tells the candidates apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rag.clauses import asked_terms, distance, met_places
from rag.dates import find_dates, spell
from rag.expected import AMOUNTS, NAMES, candidates
from rag.kin import excludes
from rag.listing import listed
from rag.measuring import timed
from rag.narrowing import narrowed
from rag.phrases import (
    HOW_OFTEN,
    cause,
    description,
    frequency,
    quoted,
    spot,
    who_is,
)
from rag.runs import run_of
from rag.spans import find_names

if TYPE_CHECKING:
    from datetime import date

    from rag.asked import Kind
    from rag.expected import Place
    from rag.questions import Question

__all__ = ["listed", "short_answer"]

# The nearest candidate is taken when the next is at least so many times as far, and near.
_MARGIN, _NEAR_ENOUGH = 1.5, 60
_SHARE = 0.4
_WHOSE = re.compile(r"\bwhose\b", re.IGNORECASE)
_YEAR_ASKED = re.compile(r"\b(?:what|which)\syear\b", re.IGNORECASE)
_WEEKDAY_ASKED = re.compile(r"\b(?:what|which)\sweekday\b|\bday\sof\sthe\sweek\b", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s-]*(?:(?:centi|kilo|milli)?met(?:re|er)s?|kilograms?|kilos?|tonn?e?s?|miles?|feet|foot|"
    r"inch(?:es)?|lit(?:re|er)s?|degrees?|hectares?|acres?|barrels?|seconds?|minutes?|hours?|days?|"
    r"weeks?|fortnights?|months?|years?|decades?|seasons?|knots?|points?)\b",
    re.IGNORECASE,
)


class _Said(NamedTuple):
    """A sentence, its article's day, and the day that the text before it names last."""

    text: str
    published: date | None
    since: date | None


def short_answer(
    question: Question,
    text: str,
    published: date | None,
    *,
    context: str = "",
    sure: bool = False,
) -> str | None:
    """Give the bare answer that a sentence holds, or None where it cannot be told.

    One part a kind asked for, a place before a date: "Paris, March 15–16, 2026".

    Args:
        question: The question.
        text: The sentence.
        published: Day of publication of its article, if known.
        context: The text before the sentence: "a week later" is counted from its last day.
        sure: Whether the sentence is known to answer, though it may say so in other words;
            else it must share words with the question.
    """
    if question.many:
        return listed(question, [text])
    if excludes(question.text, text):
        return None
    said = _Said(text, published, _last_day(context, published) if context else None)
    parts: dict[Kind, str] = {}
    for kind in question.kinds:
        found = _bare(kind, question, said, sure=sure)
        if not found:
            return None
        parts[kind] = found
    ordered = sorted(parts, key=lambda kind: (kind == "date", kind == "reason"))
    return ", ".join(parts[kind] for kind in ordered) or None


def _last_day(context: str, published: date | None) -> date | None:
    days = [s.first for s in find_dates(context, published) if s.first and s.first == s.last]
    return days[-1] if days else None


def _bare(kind: Kind, question: Question, said: _Said, *, sure: bool) -> str | None:
    if kind == "reason":
        return cause(said.text)
    name = who_is(question)
    if name is not None:
        return description(name, said.text)
    if kind == "open":
        return quoted(question, said.text)
    if kind not in ("date", *AMOUNTS, *NAMES) or _WHOSE.search(question.text):
        return None
    sure = sure or _speaks_of_it(question, said.text)
    if HOW_OFTEN.search(question.text):
        return frequency(said.text) if sure else None
    return _one_of(kind, question, said, sure=sure)


def _one_of(kind: Kind, question: Question, said: _Said, *, sure: bool) -> str | None:
    """Choose among the candidates of a kind and write the one chosen as an answer."""
    places = candidates(kind, question, said.text, said.published, since=said.since)
    places, bound = narrowed(kind, question, said.text, places)
    if kind not in ("date", "duration"):
        places = timed(question, said.text, said.published, places)
    if not places and kind == "place":
        return spot(question, said.text)
    place = _clear(question, said.text, places) if sure or bound else None
    worded = _worded(kind, question, said, place) if place else None
    if worded and kind == "place" and not question.noun:
        whole = spot(question, said.text)  # "the union hall on Cable Street"
        return whole if whole and worded in whole else worded
    return worded


def _clear(question: Question, text: str, places: list[Place]) -> Place | None:
    """Give the only candidate, or the one that is clearly nearest to the question's words."""
    distinct = {text[slice(*place)].casefold(): place for place in reversed(places)}
    if len(distinct) < 2:  # noqa: PLR2004 - one candidate is clear
        return next(iter(distinct.values()), None)
    ranked = sorted((distance(question, text, place), place) for place in distinct.values())
    (first, place), (second, _) = ranked[:2]
    return place if second >= _MARGIN * first and first <= _NEAR_ENOUGH else None


def _speaks_of_it(question: Question, text: str) -> bool:
    """Whether a sentence says enough of what the question says, names aside."""
    asked = asked_terms(question)
    return len(met_places(asked, text)) >= _SHARE * len(asked)


def _worded(kind: Kind, question: Question, said: _Said, place: Place) -> str:
    """Write a candidate as an answer: a date in full, a number with its unit."""
    text, (start, end) = said.text, place
    if kind == "date":
        return _day_worded(question, said, place)
    if kind == "person":
        return " and ".join(text[slice(*p)] for p in run_of(text, place, find_names(text)))
    unit = _UNIT.match(text, end) if kind in ("duration", "number") else None
    return text[start : unit.end() if unit else end].strip()


def _day_worded(question: Question, said: _Said, place: Place) -> str:
    spans = find_dates(said.text, said.published, since=said.since)
    span = next(s for s in spans if s.start == place[0])
    first, last = span.first, span.last
    if first is None or last is None or span.kind in ("fiscal", "partyear", "season", "part"):
        return said.text[slice(*place)]
    if _YEAR_ASKED.search(question.text) and first.year == last.year:
        return str(first.year)
    if _WEEKDAY_ASKED.search(question.text) and first == last:
        return f"{first:%A}, {spell(first, last)}"
    return spell(first, last)
