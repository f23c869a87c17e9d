"""Values that sentences give, and whether two of them are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.dates import find_dates
from rag.expected import AMOUNTS
from rag.spans import find_amounts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.evidence import Evidence
    from rag.questions import Question

_FROM = re.compile(r"\bfrom\s(?:[\w-]+\s){0,4}$", re.IGNORECASE)
_TO = re.compile(r"^[^.;]*\bto\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_BESIDE = re.compile(
    r"\b(?:fewer|less|lower|more|higher|below|above|down|up|compared|rather|instead|against|not)\b"
    r"(?:\s\w+){0,3}?\s(?:than|from|with|to|of|the)?\s?(?:the\s)?$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"(?:\s[a-z]+){0,2}\s(?:(?:last|a|the)\s(?:previous\s|past\s)?(?:year|month|week|season|quarter)|in\s\d{4}|earlier)\b"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a sentence gives for what is asked.

    Attributes:
        text: The value, as short as it can be told.
        evidence: The sentence.
    """

    text: str
    evidence: Evidence


def same_value(question: Question, one: Value, other: Value) -> bool:
    """Whether two values say the same, one perhaps more exactly."""
    if question.kind == "date":
        first, second = (_days(v) for v in (one, other))
        return not first or not second or (first[0] <= second[1] and second[0] <= first[1])
    if question.kind in AMOUNTS:
        first_amount, second_amount = (amount_of(v.text) for v in (one, other))
        if first_amount and second_amount:
            return first_amount == second_amount
    a, b = set(terms(one.text)), set(terms(other.text))
    return a <= b or b <= a


def amount_of(text: str) -> tuple[float, str] | None:
    """Give a number and its kind: "about 1,950 dockworkers" is 1950.0, number."""
    span = next(iter(find_amounts(text)), None)
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if span is None or found is None:
        return None
    scale = re.search(r"\b(thousand|million|billion|trillion)\b", text, re.IGNORECASE)
    times = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
    number = float(found.group().replace(",", ""))
    return number * (times[scale[1].casefold()] if scale else 1), span.kind


def agree_in_kind(text: str, known: tuple[float, str]) -> bool:
    """Whether a text gives an amount of the same kind as one that is known."""
    amount = amount_of(text)
    return amount is not None and amount[1] == known[1]


def _days(value: Value) -> tuple[date, date] | None:
    spans = find_dates(value.text, value.evidence.article.published)
    span = next((s for s in spans if s.first and s.last), None)
    return (span.first, span.last) if span and span.first and span.last else None


def beside(text: str, value: str) -> bool:
    """Whether a sentence sets its value against another: "2,700, fewer than the 3,200"."""
    return any(
        text[span.start : span.end] != value and _BESIDE.search(text[: span.start])
        for span in find_amounts(text)
    )


def changed(text: str) -> bool:
    """Whether a sentence tells how one thing changed: "from $418 billion to $202 billion"."""
    return any(
        one.kind == other.kind
        and _FROM.search(text[: one.start])
        and _TO.search(text[one.end : other.start])
        for one, other in combinations(find_amounts(text), 2)
    )


def of_earlier(text: str, amounts: Sequence[str]) -> bool:
    """Whether an amount is told as that of an earlier time: "down from 52,000 last year"."""
    return any(_EARLIER.match(text[text.find(amount) + len(amount) :]) for amount in amounts)
