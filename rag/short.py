"""The bare answer of a sentence: "Paris", "March 15–16, 2026", "34 ships" — or nothing.

A wrong bare answer above a right quote misleads, so one is given only where the sentence
tells the candidates apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.dates import find_dates, spell
from rag.expected import AMOUNTS, NAMES, after, candidates, counted
from rag.spans import dateline, find_amounts, find_names
from rag.world import is_country

if TYPE_CHECKING:
    from datetime import date

    from rag.expected import Place
    from rag.questions import Kind, Question

_FAR = 80
# The nearest candidate is taken when the next is at least so many times as far, and near.
_MARGIN, _NEAR_ENOUGH = 1.5, 60
# Words as unlike as "evacuated" and "evacuation" count as one from so many letters on.
_STEM, _SHARE = 5, 0.5
_LOCATED = re.compile(
    r"\b(?:in|at|near|outside|inside|off|on|held in|port of|city of)\s(?:the\s)?(?:[a-z]+\s){0,3}$",
    re.IGNORECASE,
)
_MOVED = re.compile(r"\b(?:to|into|toward|for|from|via)\s(?:the\s)?$", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:go|goes|going|gone|went|move[ds]?|moving|travel\w*|fl[ey]w?\w*|sent|send\w*|taken|"
    r"ship\w*|divert\w*|transfer\w*|head\w*|visit\w*|come|comes|came|from|to)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\bwho\s(?:(?:will|would|has|have|had|is|was|are|were)\s)*(\w+)", re.IGNORECASE
)
_SPEECH = re.compile(r"\b(?:said|say|says|told|tell|called|call|think|thinks|claim\w*|predict\w*|according|warn\w*|argu\w*|estimat\w*)\b", re.IGNORECASE)  # fmt: skip
_UNIT = re.compile(
    r"[\s-]*(?:(?:centi|kilo|milli)?met(?:re|er)s?|kilograms?|kilos?|tonn?e?s?|miles?|feet|foot|"
    r"inch(?:es)?|lit(?:re|er)s?|degrees?|hectares?|acres?|barrels?|seconds?|minutes?|hours?|days?|"
    r"weeks?|fortnights?|months?|years?|decades?|seasons?|knots?|points?)\b",
    re.IGNORECASE,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


def short_answer(question: Question, text: str, published: date | None) -> str | None:
    """Give the bare answer that a sentence holds, or None where it cannot be told.

    One part a kind asked for, a place before a date: "Paris, March 15–16, 2026".
    """
    if question.many:
        return listed(question, [text])
    sure = bool(counted(question)) or _speaks_of_it(question, text)
    if not sure or re.search(r"\bwhose\b", question.text, re.IGNORECASE):
        return None
    parts = {}
    for kind in question.kinds:
        found = _bare(kind, question, text, published)
        if found is None:
            return None
        parts[kind] = found
    ordered = sorted(parts, key=lambda kind: (kind == "date", kind == "reason"))
    return ", ".join(parts[kind] for kind in ordered) or None


def _speaks_of_it(question: Question, text: str) -> bool:
    """Whether a sentence says, names aside, most of the words that the question says."""
    named = set(terms(" ".join(question.text[a:b] for a, b in question.names)))
    asked = [term for term in terms(" ".join(question.words)) if term not in named]
    there = set(terms(text))
    begun = {term[:_STEM] for term in there if len(term) >= _STEM}
    met = [term in there or (len(term) >= _STEM and term[:_STEM] in begun) for term in asked]
    return sum(met) >= _SHARE * len(met)


def listed(question: Question, texts: list[str]) -> str | None:
    """Gather the names that sentences enumerate, in order, each once."""
    kind = question.kind if question.kind in NAMES else None
    items: dict[str, None] = {}
    for text in texts:
        names = [s for s in find_names(text) if s.start >= dateline(text)]
        names = [s for s in names if kind is None or s.kind in NAMES[kind][:1]]
        new = (
            set(candidates(kind, question, text, None))
            if kind
            else {(s.start, s.end) for s in names}
        )
        for run in _runs(text, [(s.start, s.end) for s in names]):
            items |= dict.fromkeys(text[slice(*place)] for place in run if place in new)
    wanted = re.search(r"\b(two|three|four|five|six|seven)\b", question.text, re.IGNORECASE)
    if len(items) < 2 or (wanted and len(items) != _COUNTS[wanted[1].casefold()]):  # noqa: PLR2004 - one is no list
        return None
    return ", ".join(items)


def _runs(text: str, places: list[Place]) -> list[list[Place]]:
    """Give the runs of names that commas and "and" alone join."""
    runs: list[list[Place]] = []
    for place in places:
        joined = runs and re.fullmatch(
            r"(?:,| and| or|, and|, or|;) ?(?:the )?", text[runs[-1][-1][1] : place[0]]
        )
        if joined:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run for run in runs if len(run) > 1]


def _bare(kind: Kind, question: Question, text: str, published: date | None) -> str | None:
    if kind not in ("date", *AMOUNTS, *NAMES):
        return None
    places = candidates(kind, question, text, published)
    things = counted(question) if kind == "number" else set()
    if things:
        places = _counting(question, text, [p for p in places if things & after(text, p)])
    if kind == "place":
        places = _located(question, text, places)
    elif kind == "percent":
        places = _levels(question, text, places)
    elif kind == "name":
        known = {(s.start, s.end) for s in find_names(text) if s.kind == "person"}
        places = [place for place in places if place not in known]
    elif kind == "person":
        places = _acting(question, text, places)
    place = _clear(question, text, places)
    if place is None:
        return None
    start, end = place
    if kind == "date":
        span = next(s for s in find_dates(text, published) if s.start == start)
        if span.first is None or span.last is None:
            return text[start:end]
        return spell(span.first, span.last)
    unit = _UNIT.match(text, end) if kind in ("duration", "number") else None
    end = unit.end() if unit else end
    return text[start:end].strip()


def _clear(question: Question, text: str, places: list[Place]) -> Place | None:
    """Give the only candidate, or the one that is clearly nearest to the question's words."""
    distinct = {text[slice(*place)].casefold(): place for place in reversed(places)}
    if len(distinct) < 2:  # noqa: PLR2004 - one candidate is clear
        return next(iter(distinct.values()), None)
    ranked = sorted((_distance(question, text, place), place) for place in distinct.values())
    (first, place), (second, _) = ranked[:2]
    return place if second >= _MARGIN * first and first <= _NEAR_ENOUGH else None


def _counting(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep numbers of the thing asked for, unless another number stands closer to the rest.

    "Nine people were killed and 23 were missing": 23 is what "how many are missing" asks.
    """
    if not places:
        return []
    numbers = [(s.start, s.end) for s in find_amounts(text)]
    ends = [*[start for start, _ in numbers[1:]], len(text)]
    asked = set(terms(" ".join(question.words))) - counted(question)
    met = {
        place: len(asked & set(terms(text[place[1] : end])))
        for place, end in zip(numbers, ends, strict=True)
    }
    return [place for place in places if met.get(place, 0) == max(met.values())]


def _located(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Keep the places where something is, rather than those that it concerns."""
    moves = _MOVES.search(question.text) is not None
    kept = [
        place
        for place in places
        if _LOCATED.search(text[: place[0]]) or (moves and _MOVED.search(text[: place[0]]))
    ]
    broad = [place for place in kept if is_country(text[slice(*place)])]
    if re.search(r"\b(?:country|countries|nations?)\b", question.text, re.IGNORECASE):
        return broad
    return [place for place in kept if place not in broad] or kept


def _levels(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Of "by half a point to 6.25% from 6.75%", keep the level that a rate now has."""
    if not re.search(r"\brate\b", question.text) or re.search(
        r"\b(?:by how|cut|rise|raise|increase|change)\b", question.text, re.IGNORECASE
    ):
        return places
    levels = [place for place in places if "point" not in text[slice(*place)]]
    now = [place for place in levels if re.search(r"\b(?:to|at)\s$", text[: place[0]])]
    return now or levels


def _acting(question: Question, text: str, places: list[Place]) -> list[Place]:
    """Prefer the person who has the role, or did the deed, of which the question asks."""
    if len(places) < 2:  # noqa: PLR2004 - nothing to choose
        return places
    if _SPEECH.search(question.text):
        spoke = [
            (a, b)
            for a, b in places
            if re.match(
                r"(?:, [^.;]{0,80}?,)? (?:said|says|told|called|added|argued|warned|put)\b",
                text[b:],
            )
            or re.search(r"\b(?:said|says|added|according to)\s$", text[:a])
        ]
        if spoke:
            return spoke
    asked = set(terms(" ".join(question.words))) - set(
        terms(" ".join(question.text[a:b] for a, b in question.names))
    )
    beside = [place for place in places if asked & _beside(text, place)]
    return beside or places


def _beside(text: str, place: Place) -> set[str]:
    """Give the terms of the few words right before and after a name."""
    before = re.split(r"[,;.]\s", text[: place[0]].rstrip(", "))[-1].split()[-3:]
    after = re.split(r"[;.,]\s", text[place[1] :].lstrip(", "))[0].split()[:4]
    return set(terms(" ".join(before + after)))


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
