"""The kind of thing that a question asks for, looked for in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import STOP_WORDS, terms
from rag.dates import find_dates
from rag.spans import dateline, find_amounts, find_names
from rag.weekdays import REPORTED

if TYPE_CHECKING:
    from datetime import date

    from rag.questions import Kind, Question

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
_COUNTED = re.compile(r"\b(?:how\smany|number\sof)\s((?:[\w'’-]+\s?){1,5})", re.IGNORECASE)
_ENDS_COUNTED = re.compile(
    r"\b(?:of|in|on|at|from|to|that|who|which|do|does|did|is|are|was|were|has|have|had|will|"
    r"would|can|could|may|might|must|should)\b.*",
    re.IGNORECASE,
)

_REPORTING = re.compile(
    r"\b(?:sa(?:y|ys|id)|t(?:ell|old)|announc\w+|report\w*|wr(?:ite|ote|itten)|publish\w*|releas\w+|"
    r"post\w*|sign\w*|add(?:ed)?)\b",
    re.IGNORECASE,
)

Place = tuple[int, int]


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
        its own (an open question).
    """
    if kind == "reason":
        return [(0, len(text))] if _CAUSE.search(text) else []
    if kind == "date":
        places = _days(question, text, published)
    elif kind in AMOUNTS:
        places = _amounts(kind, question, text, published)
    elif kind in NAMES:
        names = find_names(text)
        wanted = NAMES[kind]
        if kind == "place":  # the outlet and the day of a dateline say nothing of the event
            names = [s for s in names if s.kind == "place"]
        groups = [[(s.start, s.end) for s in names if s.kind == k] for k in wanted]
        return next((new for group in groups if (new := _new(group, question, text))), [])
    else:
        return [(0, len(text))]
    return _new(places, question, text)


def counted(question: Question) -> set[str]:
    """Give the terms of the thing that "how many …" counts."""
    found = _COUNTED.search(question.text)
    return set(terms(_ENDS_COUNTED.sub("", found[1]))) if found else set()


def _days(question: Question, text: str, published: date | None) -> list[Place]:
    """Find dates; those after "until" and "since" only where the question asks for such."""
    ending = re.search(
        r"\b(?:until|till|up to|last|by|expire|end|ends|deadline|long)\b", question.text
    )
    line = dateline(text)
    places = []
    for span in find_dates(text, published):
        before = text[: span.start].rstrip().rsplit(" ", 1)[-1].casefold()
        unresolved = published is not None and span.first is None
        meant = re.search(r"\bthe\s$", text[: span.start]) and re.match(
            r"\s[a-z]+", text[span.end :]
        )
        reported = not _REPORTING.search(question.text) and REPORTED.search(text[: span.start])
        if (
            span.start < line
            or reported
            or unresolved
            or meant
            or (before in ("until", "till") and not ending)
        ):
            continue
        if before == "since" and "since" not in question.text:
            continue
        places.append((span.start, span.end))
    return places


def _amounts(kind: Kind, question: Question, text: str, published: date | None) -> list[Place]:
    places = [(s.start, s.end) for s in find_amounts(text) if s.kind in AMOUNTS[kind]]
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
    sure = [place for place in places if things & after(text, place)]
    if things & _UNITS:  # "how many days" is answered by days or not at all
        return sure
    return sure or [p for p in places if not (things and _DURATION.match(text, p[1]))]


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
    return [place for place in places if set(terms(text[slice(*place)])) - known]
