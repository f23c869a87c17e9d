"""The kind of thing that a question asks for, looked for in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.dates import DateSpan, find_dates, spell
from rag.spans import find_amounts, find_names

if TYPE_CHECKING:
    from datetime import date

    from rag.questions import Kind, Question

_AMOUNTS = {
    "money": ("money",),
    "percent": ("percent",),
    "number": ("number", "percent", "money"),
    "duration": ("number",),
}
# Guesses at what a name names are unsure: the first of these that occurs counts.
_NAMES = {
    "person": ("person", "name"),
    "place": ("place", "name"),
    "name": ("body", "name", "person"),
}
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|since|after|amid|following|reasons?|so that|in order|aim\w*|"
    r"blam\w+|citing|cited|caus\w+|thanks to|as a result|given|complicated by|in response|"
    r"paving the way|to \w+)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"\b(?:second|minute|hour|day|week|month|year|decade|season)s?\b", re.IGNORECASE
)

Place = tuple[int, int]
_FAR = 80


def holds(question: Question, text: str, published: date | None) -> bool:
    """Say whether a sentence holds something of each kind asked for, beyond the question."""
    return all(bool(candidates(kind, question, text, published)) for kind in question.kinds)


def candidates(kind: Kind, question: Question, text: str, published: date | None) -> list[Place]:
    """Find what could be the answer in a sentence.

    Args:
        kind: What is asked for.
        question: The question; what it already says is no answer.
        text: The sentence.
        published: Day of publication of its article, if known.

    Returns:
        (start, end) of each candidate; the whole sentence where the kind has no form of
        its own (a reason, an open question).
    """
    if kind == "reason":
        return [(0, len(text))] if _CAUSE.search(text) else []
    places: list[Place]
    if kind == "date":
        places = [(span.start, span.end) for span in find_dates(text, published)]
    elif kind in _AMOUNTS:
        places = [(s.start, s.end) for s in find_amounts(text) if s.kind in _AMOUNTS[kind]]
        if kind == "duration":
            places = [place for place in places if _DURATION.match(text[place[1] :].lstrip(" -"))]
    elif kind in _NAMES:
        names = find_names(text)
        groups = [[(s.start, s.end) for s in names if s.kind == k] for k in _NAMES[kind]]
        return next((new for group in groups if (new := _new(group, question, text))), [])
    else:
        return [(0, len(text))]
    return _new(places, question, text)


def _new(places: list[Place], question: Question, text: str) -> list[Place]:
    """Leave out what the question already says."""
    known = set(terms(question.text))
    return [place for place in places if set(terms(text[slice(*place)])) - known]


def short_answer(question: Question, text: str, published: date | None) -> str | None:
    """Give the bare answer that a sentence holds, or None where it cannot be told.

    One part a kind asked for, a place before a date: "Paris, March 15–16, 2026". Where a
    sentence holds several candidates of a kind, the one nearest to the words that it
    shares with the question is taken, and nothing where that does not tell them apart.
    """
    parts = {}
    for kind in question.kinds:
        found = _bare(kind, question, text, published)
        if found is None:
            return None
        parts[kind] = found
    ordered = sorted(parts, key=lambda kind: (kind == "date", kind == "reason"))
    return ", ".join(parts[kind] for kind in ordered) or None


def _bare(kind: Kind, question: Question, text: str, published: date | None) -> str | None:
    if kind not in ("date", "person", "place", "name", *_AMOUNTS):
        return None
    places = candidates(kind, question, text, published)
    if not places:
        return None
    start, end = min(places, key=lambda place: _distance(question, text, place))
    if kind == "date":
        span = next(s for s in find_dates(text, published) if s.start == start)
        return _spelled(span, text)
    if kind == "duration":
        unit = re.match(r"[\s-]*\w+", text[end:])
        end += unit.end() if unit else 0
    return text[start:end].strip()


def _spelled(span: DateSpan, text: str) -> str:
    if span.first is None or span.last is None:
        return text[span.start : span.end]
    return spell(span.first, span.last)


def _distance(question: Question, text: str, place: Place) -> float:
    """Weighted mean distance, in characters, from a candidate to what the question says.

    A number of the question ("in 2025") counts five times: it is what tells two amounts
    in one sentence apart.
    """
    nearest: dict[str, int] = {}
    for found in re.finditer(r"\w[\w.'’-]*", text):
        if place[0] <= found.start() < place[1]:
            continue
        gap = min(max(place[0] - found.end(), found.start() - place[1], 0), _FAR)
        for term in terms(found.group()):
            nearest[term] = min(gap, nearest.get(term, _FAR))
    asked = set(terms(" ".join(question.words))) & nearest.keys()
    weights = {term: 5 if term[0].isdigit() else 1 for term in asked}
    if not asked:
        return float(place[0])
    return sum(nearest[term] * weight for term, weight in weights.items()) / sum(weights.values())
