"""Check: names, numbers and dates stand by the same words as in the quotes.

"Nine were killed and 23 missing" has both numbers of "23 were killed and nine missing", and
"Leeds beat York" both names of "York beat Leeds". So each is looked at with the words on
its left and right; those around a passive verb are read as around the active one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.verifying.verdicts import Check, Finding

if TYPE_CHECKING:
    from rag.verifying.reading import Evidence, Reading

_BE = frozenset(["is", "are", "was", "were", "be", "been", "being", "am", "get", "got", "gets"])
_PREPOSITIONS = frozenset(
    [
        "from",
        "to",
        "by",
        "against",
        "over",
        "before",
        "after",
        "between",
        "for",
        "with",
        "of",
        "in",
        "on",
        "at",
        "than",
    ]
)
_PASSIVE = re.compile(r"\w+(?:ed|en|n|t|d|ng|ck|ught|ost|un|eld|old)$")
_WIDTH = 3
_ENOUGH, _OWN = 2.0, 0.5
_JOINTS = ("and", "or", "&")
_LINKS, _LINKED = ("of", "in", "at", "for", "from"), 2
_ASIDE = 16


_Words = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class _Thing:
    """A name, number or date where it stands."""

    identity: frozenset[str]
    text: str
    first: int
    after: int
    named: bool = False


def check_binding(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find what stands by words that in the quotes stand by another of its kind."""
    readers: tuple[tuple[Check, Callable[[Reading], list[_Thing]]], ...] = (
        ("name", _names),
        ("number", _numbers),
        ("date", _dates),
    )
    for check, things in readers:
        own = things(sentence)
        theirs = [(quote, things(quote)) for quote in evidence.quotes]
        if own and sum(len(t) for _, t in theirs) > 1:
            yield from _misbound(check, sentence, own, theirs, evidence.titles)


def _misbound(
    check: Check,
    sentence: Reading,
    own: list[_Thing],
    theirs: list[tuple[Reading, list[_Thing]]],
    titles: frozenset[str],
) -> Iterator[Finding]:
    around = [
        (thing, _around(quote, thing, things)) for quote, things in theirs for thing in things
    ]
    matches = [_matched(thing, _around(sentence, thing, own), around) for thing in own]
    for thing, match in zip(own, matches, strict=True):
        if match.best is None or match.own >= _OWN or match.score < _ENOUGH:
            continue
        crossed = any(
            other.best is not None
            and other.best.identity & thing.identity
            and other_thing.identity & match.best.identity
            and other.score >= max(other.own, _ENOUGH)
            for other_thing, other in zip(own, matches, strict=True)
        )
        alone = match.score > _ENOUGH and not _is_topic(thing, match.best, own, titles)
        if crossed or alone or check != "name":
            yield Finding(
                check=check,
                reason=f"the quote says of “{match.best.text}” what is said of “{thing.text}”",
            )


def _is_topic(thing: _Thing, other: _Thing, things: list[_Thing], titles: frozenset[str]) -> bool:
    """Whether a thing may well have what is said of another: it is what the article is on.

    So it is where the other stands right beside it, too ("Lake Havasu City, Arizona"), and
    where a country stands for the one who acts for it.
    """
    near = any(
        other.identity & t.identity and (t.first == thing.after or t.after == thing.first)
        for t in things
    )
    words = {word for word in thing.identity if not word.startswith("@")}
    seat = words != thing.identity and not any(word.startswith("@") for word in other.identity)
    return near or seat or words <= titles


@dataclass(frozen=True, slots=True)
class _Match:
    """How the words around a thing are met: by its own in the quotes, and by another's.

    Attributes:
        own: Weight of the words that stand by the same thing in the quotes.
        score: Weight of those that stand by another, `best`.
        best: The other that has most of them.
    """

    own: float
    score: float
    best: _Thing | None


def _matched(thing: _Thing, mine: _Words, around: list[tuple[_Thing, _Words]]) -> _Match:
    own = max((_shared(mine, w) for t, w in around if t.identity & thing.identity), default=0.0)
    others = [
        (_shared(mine, w), n)
        for n, (t, w) in enumerate(around)
        if not t.identity & thing.identity and t.text not in thing.text and thing.text not in t.text
    ]
    score, number = max(others, default=(0.0, -1))
    return _Match(own=own, score=score, best=around[number][0] if number >= 0 else None)


def _shared(mine: _Words, theirs: _Words) -> float:
    return sum(min(weight, theirs[word]) for word, weight in mine.items() if word in theirs)


def _around(reading: Reading, thing: _Thing, things: list[_Thing]) -> _Words:
    """Give the words beside a thing with their side; the nearest counts most."""
    taken = {place: t for t in things for place in range(t.first, t.after)}
    found = _beside(reading, thing, taken, "left", thing.first - 1)
    for word, weight in _beside(reading, thing, taken, "right", thing.after).items():
        found.setdefault(word, weight)
    behind = _behind_aside(reading, thing)
    if behind is not None:
        for word, weight in _beside(reading, thing, taken, "right", behind).items():
            found.setdefault(word, weight)
    return found


def _beside(
    reading: Reading, thing: _Thing, taken: dict[int, _Thing], side: str, place: int
) -> _Words:
    found: _Words = {}
    step, seen = (-1 if side == "left" else 1), 0
    while 0 <= place < len(reading.tokens) and seen < _WIDTH:
        token = reading.tokens[place]
        if _stopped(reading, place, step):
            break
        if place in taken and taken[place] is not thing:
            if not _coordinated(reading, thing, taken[place]):
                break
        elif token.norm in _PREPOSITIONS and not seen and side == "left":
            found.setdefault((side, token.norm), 1.0)
        elif token.content and not (thing.named and token.text[0].isdigit()):
            seen += 1
            found.setdefault((_turned(reading, place, side), token.stem), 2.0 if seen == 1 else 1.0)
        place += step
    return found


def _behind_aside(reading: Reading, thing: _Thing) -> int | None:
    """Give the place behind the aside that follows a name: "Lang, the director, said"."""
    tokens = reading.tokens
    if not thing.named or thing.after >= len(tokens):
        return None
    gap = reading.text[tokens[thing.after - 1].end : tokens[thing.after].start]
    mark = "," if "," in gap else ")" if "(" in gap else None
    for place in range(thing.after + 1, min(thing.after + _ASIDE, len(tokens))):
        if mark and mark in reading.text[tokens[place - 1].end : tokens[place].start]:
            return place
    return None


def _stopped(reading: Reading, place: int, step: int) -> bool:
    """Whether a sentence ends between a token and the one before it on the way."""
    back = place - step
    if not 0 <= back < len(reading.tokens):
        return False
    a, b = sorted((place, back))
    gap = reading.text[reading.tokens[a].end : reading.tokens[b].start]
    return any(mark in gap for mark in ";.:") and "." not in reading.tokens[a].text[-1:]


def _coordinated(reading: Reading, one: _Thing, other: _Thing) -> bool:
    a, b = sorted((one, other), key=lambda t: t.first)
    between = [t.norm for t in reading.tokens[a.after : b.first]]
    if a is one and one.named and between and between[0] in _LINKS and len(between) <= _LINKED:
        return True  # "Lang of the Treasury said"
    return len(between) == 1 and between[0] in _JOINTS


def _turned(reading: Reading, place: int, side: str) -> str:
    """Give the side on which a word would stand were its verb in the active voice."""
    token = reading.tokens[place]
    before = [t.norm for t in reading.tokens[max(0, place - 2) : place]]
    following = reading.tokens[place + 1].norm if place + 1 < len(reading.tokens) else ""
    passive = (_BE & set(before) or following == "by") and _PASSIVE.match(token.norm)
    if not passive:
        return side
    return "right" if side == "left" else "left"


def _names(reading: Reading) -> list[_Thing]:
    return [_Thing(n.keys, n.text, n.first, n.last + 1, named=True) for n in reading.names]


def _numbers(reading: Reading) -> list[_Thing]:
    return [
        _Thing(frozenset({f"{q.value:g}"}), q.text, *reading.span(q.start, q.end))
        for q in reading.quantities
        if q.kind != "ordinal"
    ]


def _dates(reading: Reading) -> list[_Thing]:
    return [
        _Thing(
            frozenset({str(d.first or reading.text[d.start : d.end].casefold())}),
            reading.text[d.start : d.end],
            *reading.span(d.start, d.end),
        )
        for d in reading.dates
    ]
