"""Events as times: on which days "the Geneva talks" were, that a question counts from.

"What did they say before the Geneva talks?" names its time by an event. The articles tell
when that was: the dated sentence that says most of the event's words, or, where none has a
date, the earliest article about it, for news is first reported near its day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from index.entries import heading
from index.lexical import is_content, terms
from index.scanning import best
from rag.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from numpy.typing import NDArray

    from index import Corpus, Passage
    from rag.dates import DateSpan

Side = Literal["before", "after", "during"]

_PHRASE = re.compile(
    r"\b(?P<side>before|prior to|ahead of|leading up to|until|after|following|since|in the wake of|"
    r"during|at the time of)\s+(?:the\s|a\s|an\s|his\s|her\s|their\s|its\s)?"
    r"(?P<event>[^,;:.?!]{3,80})",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s(?:did|does|do|was|were|is|are|has|have|had|will|would|could|that|which|who|how|what|when|"
    r"where|why|and|but|while|as reported|according|reported)\b.*$",
    re.IGNORECASE,
)
_SIDES: dict[str, Side] = {
    "before": "before", "prior to": "before", "ahead of": "before", "leading up to": "before",
    "until": "before", "after": "after", "following": "after", "since": "after",
    "in the wake of": "after", "during": "during", "at the time of": "during",
}  # fmt: skip
# One article announces a meeting and the next one speaks of talks.
_MEETINGS = frozenset(terms("meet meeting talks summit session negotiations conference round"))
_CANDIDATES = 12
# Of the event's words, by idf, so many must stand in a passage and its heading.
_COVERED = 0.75
_LONGEST_DAYS = 31
# A date so many characters from the event's words, or so many days long, says nothing of it.
_FAR, _VAGUE_DAYS = 100, 60


@dataclass(frozen=True, slots=True)
class EventTime:
    """The days of an event, and on which side of it a question is.

    Attributes:
        name: The event in the question's words.
        side: Before, after or during it.
        first: Its first day.
        last: Its last day.
    """

    name: str
    side: Side
    first: date
    last: date


def event_times(corpus: Corpus, question: str, allowed: NDArray[np.bool_]) -> list[EventTime]:
    """Find the events from which a question counts, and their days in the articles.

    Args:
        corpus: The corpus.
        question: The question; an event that it dates itself is left out.
        allowed: (rows,) which passages may be used.
    """
    found = []
    for phrase in _PHRASE.finditer(question):
        name = _ENDS.sub("", phrase["event"]).strip()
        words = [w for w in name.split() if is_content(w)]
        if not words or find_dates(phrase.group()):
            continue
        days = _days(corpus, name, allowed)
        if days:
            side = _SIDES[" ".join(phrase["side"].casefold().split())]
            found.append(EventTime(name, side, *days))
    return found


def _days(corpus: Corpus, name: str, allowed: NDArray[np.bool_]) -> tuple[date, date] | None:
    stems = list(dict.fromkeys(terms(name)))
    ids = corpus.term_ids(stems)
    if len(ids) < len(stems):  # no article has one of its words
        return None
    scores = np.where(allowed, corpus.postings.scores(dict.fromkeys(ids.values(), 1.0)), -1)
    rows, _ = best(scores.astype(np.float32), min(_CANDIDATES, len(scores)))
    weights = {stem: float(corpus.postings.idf[i]) for stem, i in ids.items()}
    reports = []
    passages = corpus.passages([int(row) for row in rows])
    for row in (int(row) for row in rows if scores[row] > 0):
        article = corpus.articles[corpus.article_of[row]]
        there = terms(f"{heading(article)} {passages[row].text}")
        if article.published and _covered(weights, there) >= _COVERED:
            reports.append((passages[row], article.published))
    named = {term for word in name.split() if word[0].isupper() for term in terms(word)}
    dated = [_dated(weights, named, *report) for report in reports]
    told = [one for one in dated if one is not None and one[0] > 0]
    if told:
        return max(told)[1:]
    day = min((published for _, published in reports), default=None)
    return (day, day) if day else None


def _dated(
    weights: dict[str, float], named: set[str], passage: Passage, published: date
) -> tuple[float, date, date] | None:
    """Give the days that a sentence of the passage tells of the event, and how surely.

    A sentence must have the event's names; the date that stands nearest to its words and
    means the fewest days is taken.
    """
    found = []
    for start, end in passage.sentences:
        text = passage.text[start - passage.start : end - passage.start]
        there = terms(text)
        covered = _covered(weights, there)
        if not covered or not named <= set(there):
            continue
        for span in find_dates(text, published):
            if span.first and span.last and span.days <= _LONGEST_DAYS:
                gap = _gap(text, span, named or weights.keys())
                sure = covered - gap / _FAR - span.days / _VAGUE_DAYS
                found.append((sure, span.first, span.last))
    return max(found, default=None)


def _gap(text: str, span: DateSpan, wanted: Collection[str]) -> int:
    """Count the characters between a date and the nearest of some words."""
    places = (m for m in re.finditer(r"\w+", text) if set(terms(m.group())) & set(wanted))
    gaps = (max(span.start - m.end(), m.start() - span.end, 0) for m in places)
    return min(gaps, default=len(text))


def _covered(weights: dict[str, float], there: list[str]) -> float:
    held = set(there)
    if held & _MEETINGS:
        held |= _MEETINGS
    met = sum(weight for stem, weight in weights.items() if stem in held)
    return met / max(sum(weights.values()), 1e-9)
