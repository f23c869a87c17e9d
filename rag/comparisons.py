"""Questions that compare: more than a number, higher than another, before or after a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from index.lexical import terms
from rag.dates import find_dates
from rag.expected import after
from rag.numerals import NUMERALS
from rag.spans import find_amounts, find_names

if TYPE_CHECKING:
    from datetime import date

    from rag.spans import Span

Verdict = Literal["Yes", "No"]

_MORE = r"more than|over|above|at least|exceed(?:s|ed)?|upwards of|higher than|greater than|beyond"
_LESS = r"less than|fewer than|under|below|at most|lower than|smaller than|up to"
_BOUND = re.compile(rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\s(?:about\s)?$", re.IGNORECASE)
_AT = re.compile(r"\bat (?:least|most)\b|\bup to\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:nearly|almost|just under|less than|fewer than|under)\s$", re.IGNORECASE)
_OVER = re.compile(r"\b(?:more than|over|at least|above|upwards of)\s$", re.IGNORECASE)
_WORDS = {word: number for number, word in enumerate(NUMERALS)}
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}  # fmt: skip
_SCALES = (("trillion", 1e12), ("billion", 1e9), ("bn", 1e9), ("million", 1e6), ("mn", 1e6), ("thousand", 1e3), ("k", 1e3), ("m", 1e6))  # fmt: skip
_COMPARED = re.compile(
    r"\b(?:(?P<up>higher|more|larger|bigger|greater|longer|taller|older|costlier|dearer|faster)|"
    r"(?P<down>lower|less|smaller|fewer|shorter|younger|cheaper|slower))\b[^?]*?\sthan\s",
    re.IGNORECASE,
)
_ORDER = re.compile(r"\b(?P<order>before|after)\s(?=(?:[A-Z]|\d|the\s\d))")


def compare(question: str, text: str, published: date | None = None) -> Verdict | None:
    """Settle a question that compares amounts or days by those that a sentence gives.

    Args:
        question: For example "Were more than 100 people evacuated?".
        text: A sentence that speaks of it.
        published: Day of publication of its article, if known.

    Returns:
        None where the question compares nothing, or the sentence does not tell.
    """
    return (
        _by_number(question, text) or _by_two(question, text) or _by_day(question, text, published)
    )


def compares(question: str) -> bool:
    """Whether a question compares amounts: what no sentence without them settles."""
    bound = any(_BOUND.search(question[: s.start]) for s in find_amounts(question))
    return bound or _COMPARED.search(question) is not None


def amount(words: str) -> float | None:
    """Read an amount: "1.3 billion" is 1.3e9; None for words that are no plain number."""
    folded = words.casefold().replace(",", "")
    figure = re.search(r"\d+(?:\.\d+)?", folded)
    if figure is None:
        name = folded.strip().split("-")[0]
        named = _WORDS.get(name, _TENS.get(name))
        if named is None:
            return None
        base = float(named)
    else:
        base = float(figure.group())
    rest = folded[figure.end() :] if figure else folded
    scale = next(
        (
            s
            for unit, s in _SCALES
            if re.match(rf"[\s-]?{unit}\b", rest) or rest.endswith(f" {unit}")
        ),
        1.0,
    )
    return base * scale


def _by_number(question: str, text: str) -> Verdict | None:
    for span in find_amounts(question):
        bound = _BOUND.search(question[: span.start])
        limit = amount(question[span.start : span.end])
        if bound is None or limit is None:
            continue
        said = _same_things(question, span, text)
        values = {amount(text[s.start : s.end]) for s in said} - {None}
        if len(values) != 1:
            return None
        value = values.pop()
        assert value is not None  # noqa: S101 - tells mypy what was taken away above
        equal = _AT.search(bound.group()) is not None
        return _against(
            (limit, equal), value, text[: said[0].start], more=bound["more"] is not None
        )
    return None


def _against(limit: tuple[float, bool], value: float, before: str, *, more: bool) -> Verdict | None:
    """Compare a value with a limit, which itself may count, by the words before the value."""
    bound, equal = limit
    over, nearly = _OVER.search(before) is not None, _ABOUT.search(before) is not None
    if value == bound:
        return "Yes" if (over == more if over or nearly else equal) else "No"
    # "More than 90" does not tell whether it was more than 100.
    if (value < bound and over) or (value > bound and nearly):
        return None
    return "Yes" if (value > bound) == more else "No"


def _same_things(question: str, span: Span, text: str) -> list[Span]:
    """Give the amounts of a sentence of the kind, and the things, that the question counts."""
    dates = [(d.start, d.end) for d in find_dates(text)]
    said = [
        s
        for s in find_amounts(text)
        if s.kind == span.kind and not any(a < s.end and s.start < b for a, b in dates)
    ]
    things = after(question, (span.start, span.end))
    same = [s for s in said if things & after(text, (s.start, s.end))]
    return same or (said if len(said) == 1 else [])


def _by_two(question: str, text: str) -> Verdict | None:
    """Settle "Is the turnout in Arden higher than in Brisk?" where a sentence gives both values."""
    found = _COMPARED.search(question)
    if found is None:
        return None
    first = _value_of(question[: found.start()], question[found.end() :], text)
    second = _value_of(question[found.end() :], question[: found.start()], text)
    if first is None or second is None or first == second:
        return None
    return "Yes" if (first > second) == (found["up"] is not None) else "No"


def _value_of(own: str, other: str, text: str) -> float | None:
    """Give the amount next after, else before, the name that only one side of a comparison says."""
    telling = set(terms(" ".join(own[s.start : s.end] for s in find_names(own)))) - set(
        terms(other)
    )
    places = [
        m.start() for m in re.finditer(r"\w[\w'’-]*", text) if telling & set(terms(m.group()))
    ]
    spans = find_amounts(text)
    if len(places) == 0 or len(spans) < 2:  # noqa: PLR2004 - a comparison needs two
        return None
    kinds = {s.kind for s in spans}
    if len(kinds) != 1:
        return None
    nearest = min(spans, key=lambda s: min(abs(s.start - p) for p in places))
    return amount(text[nearest.start : nearest.end])


def _by_day(question: str, text: str, published: date | None) -> Verdict | None:
    """Settle "Did they meet before June 3, 2025?" by the only day that a sentence gives."""
    found = _ORDER.search(question)
    limit = _only_day(question[found.end() :], published) if found else None
    said = _only_day(text, published)
    if found is None or limit is None or said is None or said == limit:
        return None
    return "Yes" if (said < limit) == (found["order"] == "before") else "No"


def _only_day(text: str, published: date | None) -> date | None:
    days = [d for d in find_dates(text, published) if d.first]
    return days[0].first if len(days) == 1 else None
