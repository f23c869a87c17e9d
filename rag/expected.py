"""The kind of thing that a question asks for, looked for in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import STOP_WORDS, terms
from rag.clauses import asked_terms
from rag.dates import find_dates
from rag.kin import kin
from rag.naming import bound, in_role, nouns_of
from rag.spans import dateline, find_amounts, find_names
from rag.when import days_in

if TYPE_CHECKING:
    from datetime import date

    from rag.asked import Kind
    from rag.questions import Question

AMOUNTS = {
    "money": ("money",),
    "percent": ("percent",),
    "number": ("number", "percent", "money"),
    "duration": ("number",),
}
NAMES = {"person": ("person",), "place": ("place",), "name": ("body", "person", "name")}
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|since|after|amid|following|reasons?|so that|in order|aim\w*|"
    r"blam\w+|citing|cited|caus\w+|thanks to|as a result|given|complicated by|in response|"
    r"paving the way|to \w+)\b",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"[\s-]*(?:second|minute|hour|day|week|fortnight|month|year|decade|season)s?\b", re.IGNORECASE
)
_ORDINAL = re.compile(
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|once|one|zero|half|"
    r"quarter)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\b|$)|\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b")
_ANY_AMOUNT = re.compile(r"\b(?:how\smuch|what\slevel|rise|raise|increase)\b", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:an?|one|two|three|nearly\sa)[\s-](?:half|third|quarter|fifth|tenth)s?\b|\bhalf\b|\bdoubled?\b|"
    r"\btripled?\b|\btrebled?\b|\b(?:one|two|three|four|five|six|seven|eight|nine)\s(?:in|out\sof)\s(?:two|"
    r"three|four|five|six|seven|eight|nine|ten)\b"
)
_COUNTED = re.compile(r"\b(?:how\smany|number\sof)\s((?:[\w'’-]+\s?){1,5})", re.IGNORECASE)
_ENDS_COUNTED = re.compile(
    r"\b(?:of|in|on|at|from|to|that|who|which|do|does|did|is|are|was|were|has|have|had|will|"
    r"would|can|could|may|might|must|should)\b.*",
    re.IGNORECASE,
)
_HONORIFICS = frozenset({"mr", "ms", "mrs", "dr", "sir"})

Place = tuple[int, int]


def holds(question: Question, text: str, published: date | None) -> bool:
    """Say whether a sentence holds something of each kind asked for, beyond the question."""
    return all(bool(candidates(kind, question, text, published)) for kind in question.kinds)


def candidates(
    kind: Kind,
    question: Question,
    text: str,
    published: date | None,
    *,
    since: date | None = None,
) -> list[Place]:
    """Find what could be the answer in a sentence.

    Args:
        kind: What is asked for.
        question: The question; what it already says is no answer.
        text: The sentence.
        published: Day of publication of its article, if known.
        since: The day that the text before it names last, for "a week later".

    Returns:
        (start, end) of each candidate; the whole sentence where the kind has no form of
        its own (an open question).
    """
    if kind == "reason":
        return [(0, len(text))] if _CAUSE.search(text) else []
    if kind == "date":
        places = days_in(question, text, published, since)
    elif kind in AMOUNTS:
        places = _amounts(kind, question, text, published)
    elif kind in NAMES:
        beside = named(question, text)
        if beside:
            return beside
        names = find_names(text)
        wanted = NAMES[kind]
        if kind == "place":  # the outlet and the day of a dateline say nothing of the event
            names = [s for s in names if s.kind == "place"]
        groups = [[(s.start, s.end) for s in names if s.kind == k] for k in wanted]
        return next((new for group in groups if (new := _new(group, question, text))), [])
    else:
        return [(0, len(text))]
    return _new(places, question, text)


_BINDABLE = {
    "person": ("person", "name"),
    "place": ("place", "body", "name", "person"),
    "name": ("body", "name", "person", "place"),
}


def named(question: Question, text: str) -> list[Place]:
    """Give the names, new to the question, that stand beside the noun it asks for."""
    if not question.noun:
        return []
    kinds = _BINDABLE.get(question.kind, ())
    names = [
        (s.start, s.end) for s in find_names(text) if s.start >= dateline(text) and s.kind in kinds
    ]
    nouns = nouns_of(question.noun)
    known = set(terms(question.text)) - set(terms(question.noun))
    new = [p for p in names if set(terms(text[slice(*p)])) - known - nouns]
    roles = {other for term in asked_terms(question) for other in kin(term)}
    return bound(nouns, text, new) or in_role(roles, text, new)


def counted(question: Question) -> set[str]:
    """Give the terms of the thing that "how many …" counts."""
    found = _COUNTED.search(question.text)
    return set(terms(_ENDS_COUNTED.sub("", found[1]))) if found else set()


def _amounts(kind: Kind, question: Question, text: str, published: date | None) -> list[Place]:
    found = find_amounts(text)
    places = [(s.start, s.end) for s in found if s.kind in AMOUNTS[kind]]
    if kind == "percent" and not places:  # "by how much" and "to what level" ask for any
        if _ANY_AMOUNT.search(question.text):
            places = [(s.start, s.end) for s in found if s.kind == "money"]
        places += [m.span() for m in _SHARE.finditer(text)]
    if kind == "duration":
        return [place for place in places if _DURATION.match(text, place[1])]
    if kind != "number":
        return places
    taken = [(s.start, s.end) for s in find_dates(text, published)]
    taken += [m.span() for m in _CLOCK.finditer(text)]
    places = [
        (start, end)
        for start, end in places
        if not _ORDINAL.fullmatch(text, start, end)
        and not any(a < end and start < b for a, b in taken)
    ]
    things = counted(question)
    sure = [place for place in places if things & counts(text, place, places)]
    if things & _UNITS:  # "how many days" is answered by days or not at all
        return sure
    return sure or [p for p in places if not (things and _DURATION.match(text, p[1]))]


_PEOPLE = frozenset(
    terms(
        "people residents patients workers members men women children passengers soldiers miners "
        "dockers voters villagers students employees staff civilians protesters firefighters "
        "refugees migrants victims tourists users players fans visitors adults others residents"
    )
)
_AGAIN = re.compile(
    r"\s(?:(?:were|was|are|is|had|have|has|remain\w*|did|died|survived|others|more)\b|of\s(?:them|those)\b)"
)


def counts(text: str, place: Place, places: list[Place]) -> set[str]:
    """Give the terms of what a number counts, kin of it included.

    "Nine people were killed and 23 were missing": 23 counts people too.
    """
    counted = after(text, place)
    if _AGAIN.match(text, place[1]):
        counted = set.union(counted, *(after(text, p) for p in places if p[0] < place[0]))
    if counted & _PEOPLE:
        counted = counted | {"peopl"}
    return {other for term in counted for other in kin(term)} | counted


_UNITS = {"day", "week", "month", "year", "hour", "minut", "second", "mile", "kilometr", "seat"}


def after(text: str, place: Place) -> set[str]:
    """Give the terms of the few words after a number: what it counts."""
    words = re.findall(r"[\w'’-]+|[.,;:()]", text[place[1] : place[1] + 60])[:5]
    kept: list[str] = []
    for word in words:
        if not word[0].isalnum() or (kept and word.casefold() in STOP_WORDS - {"of", "other"}):
            break
        kept.append(word.replace("-", " "))
    return set(terms(" ".join(kept)))


def _new(places: list[Place], question: Question, text: str) -> list[Place]:
    """Leave out what the question already says."""
    known = set(terms(question.text))
    return [place for place in places if set(terms(text[slice(*place)])) - known - _HONORIFICS]
