"""Where articles differ on one thing: two rates, two counts, two dates.

Two sentences give conflicting values when both speak of what is asked, each has a value of
the kind asked for, and the values are not the same. A value of a later day is an update,
unless two sources are named that contradict each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from index.lexical import terms
from rag.announcing import announced, announced_with
from rag.expected import AMOUNTS, after, counted
from rag.short import short_answer
from rag.spans import find_amounts
from rag.values import Value, agree_in_kind, amount_of, beside, changed, of_earlier, same_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.questions import Question

# Sentences that score less than the best one by more than this speak of something else.
_NEAR = 0.6
# The first value must come from a sentence about as good as the best.
_FIRST = 0.25
_READ, _MOST = 10, 3
# Of the question's words that stand around the first sentence, so many must stand around
# another; a word is met from this similarity on.
_SHARED, _MET = 0.75, 0.6
# A lone amount is the answer where the sentence has so many of the question's words.
_SPEAKS = 0.4
# By the reader's log-odds: what it takes for the answer, and how far from it another may be.
_SAID_AT_LEAST, _UNSAID = 2.0, 6.0
# Articles of so many days apart are of one time.
_ONE_TIME = 2
_SAID = re.compile(
    r"\b(?:sa(?:id|ys)|according to|claim\w*|estimat\w+|put (?:the|it)|reported by|announced by|"
    r"told|survey|poll|figures? (?:from|show)|study|insurer)\b",
    re.IGNORECASE,
)


_OF_TIME = re.compile(r"[\s-](?:second|minute|hour|day|week|month|year)s?\b")


@dataclass(frozen=True, slots=True)
class Difference:
    """Values that differ.

    Attributes:
        kind: `updated` or `disagree`; see `rag.answers.Conflict`.
        values: At least two, newest first.
    """

    kind: Literal["updated", "disagree"]
    values: tuple[Value, ...]


def differences(
    question: Question, evidence: Sequence[Evidence], *, sure: bool = False
) -> Difference | None:
    """Find what the articles give different values for.

    Args:
        question: The question.
        evidence: Sentences, best first.
        sure: Whether the first is known to answer, though it may say so in other words.
    """
    asked = question.kind in (*AMOUNTS, "date")
    if not asked or question.many or len(question.kinds) > 1 or not evidence:
        return None
    values = _disputed(question, evidence) or _values(question, evidence, sure=sure)
    if len(values) < 2:  # noqa: PLR2004 - two values make a conflict
        return None
    newest = sorted(values, key=lambda v: v.evidence.article.published or date.min, reverse=True)
    return Difference(_kind(newest), tuple(newest))


def _values(question: Question, evidence: Sequence[Evidence], *, sure: bool) -> list[Value]:
    """Give the different values of the sentences that speak of the same thing."""
    found: list[Value] = []
    for sentence in evidence[:_READ]:
        near = _NEAR if found else _FIRST
        if sentence.score < evidence[0].score - near or len(found) == _MOST:
            break
        text = _value(question, sentence, sure=sure and not found)
        text = text or (None if found else _amount_read(question, sentence))
        if text is None or _unsaid(evidence[0], sentence):
            continue
        new = Value(text, sentence)
        if not found or (
            _apart(question, found, new)
            and _speaks_of_the_same(question, found[0], new)
            and not any(same_value(question, new, other) for other in found)
        ):
            found.append(new)
    if len(found) == 1:
        found += _contrasted(question, found[0], evidence)
    return found


def _disputed(question: Question, evidence: Sequence[Evidence]) -> list[Value]:
    """Give the amounts that the best sentence announces as disputed, or is announced with."""
    if question.kind not in AMOUNTS:
        return []
    exact = AMOUNTS[question.kind][:1]
    found: list[Value] = []
    behind = announced(evidence[0], evidence)
    for sentence in behind or announced_with(evidence[0], evidence):
        amounts = [
            sentence.text[s.start : s.end] for s in find_amounts(sentence.text) if s.kind in exact
        ]
        new = [Value(amounts[0], sentence)] if len(amounts) == 1 else []
        found += [
            one for one in new if not any(same_value(question, one, other) for other in found)
        ]
    told = bool(behind) or any(value.evidence.start == evidence[0].start for value in found)
    return found if told else []


def _unsaid(first: Evidence, other: Evidence) -> bool:
    """Whether the reader holds much less of a sentence than of the best one."""
    if first.reading is None or other.reading is None:
        return False
    return other.reading.said < first.reading.said - _UNSAID


def _apart(question: Question, found: Sequence[Value], new: Value) -> bool:
    """Whether a sentence stands against those found: it has none of their values.

    One article may tell of two sources that disagree on an amount, each of which it names;
    two days in one article are of two events.
    """
    text = new.evidence.text
    amounts = {amount_of(text[s.start : s.end]) for s in find_amounts(text)} - {None}
    if any(amount_of(other.text) in amounts for other in found):
        return False
    same = [v for v in found if v.evidence.article.id == new.evidence.article.id]
    said = all(_SAID.search(v.evidence.text) for v in [*same, new])
    return not same or (question.kind != "date" and said)


def _value(question: Question, sentence: Evidence, *, sure: bool) -> str | None:
    """Give the bare answer of a sentence, or the only thing in it of the kind asked for.

    "Their tariff is 145%, ours 125%" gives two: which of them is meant is not for us to guess
    where a contradiction hangs on it.
    """
    text, published = sentence.text, sentence.article.published
    value = short_answer(question, text, published, sure=sure)
    if question.kind not in AMOUNTS:
        return value
    exact = AMOUNTS[question.kind][:1]
    amounts = {text[s.start : s.end] for s in find_amounts(text) if s.kind in exact}
    if value is not None:
        others = {a for a in amounts if amount_of(a) != amount_of(value)}
        return value if not others or question.kind == "number" or beside(text, value) else None
    asked = set(terms(" ".join(question.words)))
    if question.kind == "duration" or len(asked & set(terms(text))) < _SPEAKS * len(asked):
        return None
    return amounts.pop() if len(amounts) == 1 else None


def _amount_read(question: Question, sentence: Evidence) -> str | None:
    """Give the only amount of a sentence, where the reader takes it for the answer."""
    if question.kind not in AMOUNTS or sentence.reading is None:
        return None
    exact = AMOUNTS[question.kind][:1]
    amounts = [span for span in find_amounts(sentence.text) if span.kind in exact]
    if len(amounts) != 1:
        return None
    read = sentence.reading.start < amounts[0].end and amounts[0].start < sentence.reading.end
    return sentence.text[amounts[0].start : amounts[0].end] if read else None


def _contrasted(question: Question, first: Value, evidence: Sequence[Evidence]) -> list[Value]:
    """Find a sentence that sets another value against the one found: "well below the 38"."""
    if question.kind not in AMOUNTS:
        return []
    known = amount_of(first.text)
    for sentence in evidence:
        if sentence == first.evidence and not beside(sentence.text, first.text):
            continue
        amounts = [
            sentence.text[s.start : s.end]
            for s in find_amounts(sentence.text)
            if not _OF_TIME.match(sentence.text, s.end)
        ]
        others = [a for a in amounts if known and amount_of(a) != known and agree_in_kind(a, known)]
        if changed(sentence.text) or of_earlier(sentence.text, others):
            continue
        if len(others) == 1 and known in map(amount_of, amounts):
            told = others[0] if beside(sentence.text, others[0]) else first.text
            if beside(sentence.text, told):
                return [Value(others[0], sentence)]
    return []


def _speaks_of_the_same(question: Question, first: Value, other: Value) -> bool:
    """Whether a sentence says as much of what is asked as the first one does."""
    things = counted(question)
    if things and not _counts(things, other):
        return False
    asked = set(terms(" ".join(question.words)))
    theirs = asked & set(terms(other.evidence.text))
    # "It is 12 metres deep" may be said of any depth: one word in common is no one thing.
    least = _SPEAKS * len(asked) if question.kind == "date" else min(2, len(asked))
    if len(theirs) < least:
        return False
    met = first.evidence.matches >= _MET
    both = met & (other.evidence.matches >= _MET)
    return bool(met.any()) and float(both.sum()) >= _SHARED * float(met.sum())


def _counts(things: set[str], value: Value) -> bool:
    text = value.evidence.text
    start = text.find(value.text)
    return start >= 0 and bool(things & after(text, (start, start + len(value.text))))


def _kind(values: Sequence[Value]) -> Literal["updated", "disagree"]:
    """Tell whether the newest value replaces the others or contradicts them."""
    days = [v.evidence.article.published for v in values]
    if any(day is None for day in days):
        return "disagree"
    apart = max(days) - min(days)  # type: ignore[operator, type-var] # none is None
    attributed = all(_SAID.search(v.evidence.text) for v in values)
    return "disagree" if apart.days <= _ONE_TIME or attributed else "updated"
