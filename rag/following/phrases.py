"""Noun phrases of a question, found by what they begin and end with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.following.shape import ASKING, AUXILIARIES, PREPOSITIONS, bare, is_verb
from rag.spans import Span, find_names

if TYPE_CHECKING:
    from collections.abc import Iterator

PRONOUNS = frozenset(
    """he she they it him her them his hers its their theirs himself herself itself themselves
    i we you me us my our your there then this that these those one ones someone anyone
    everyone nobody somebody anybody everybody who which else""".split()  # noqa: SIM905 - a list would be 40 lines
)
_ENDS = frozenset(
    """and or but as if because while although though that not also still yet already ever
    exactly actually so too very just only likely able due liable responsible guilty ready
    available worth""".split()  # noqa: SIM905 - as above
)
# Nouns as often as verbs: "the dock strike", "the Sorrel Valley fire".
_EITHER = frozenset(
    """strike fire cut cost vote plan report move turn show start end launch order play work use
    deal offer call run fall rise set hit attack help fear delay visit return support demand
    need damage claim appeal crash charge change test ban act project trial trade merger rate
    study tax talk talks trials walk bid raid leave host share win break""".split()  # noqa: SIM905 - as above
)
_DOING = frozenset("did do does will would can could should may might must shall".split())  # noqa: SIM905 - as above
_OPENERS = frozenset("the a an its his her their this that these those".split())  # noqa: SIM905 - as above
# These hold a phrase together: "the strike at Eastmere", "the price of steel".
_TIES = frozenset("of at in for between on".split())  # noqa: SIM905 - as above
_WORD = re.compile(r"[^\s,;:?!]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        text: Its words.
        preposition: The preposition before it, or "".
        named: Whether a name stands in it.
    """

    start: int
    end: int
    text: str
    preposition: str = ""
    named: bool = False

    @property
    def head(self) -> str:
        """Its head noun, folded: the last word before an "of" or the like."""
        kept = re.split(rf"\s(?:{'|'.join(_TIES)})\s", self.text)[0]
        return next((word for word in reversed([bare(w) for w in kept.split()]) if word), "")

    @property
    def plural(self) -> bool:
        """Whether it looks like several."""
        several = re.search(r"\s(?:and|&)\s", self.text) is not None
        return several or (self.head.endswith("s") and not self.head.endswith(("ss", "us", "is")))


def phrases_of(question: str) -> list[Phrase]:
    """Find the noun phrases of a question, in order; what asks is none of them."""
    names = find_names(question)
    found = [m.span() for m in _WORD.finditer(question)]
    phrases: list[Phrase] = []
    place = 0
    while place < len(found):
        end = _end(question, found, place, names)
        if end > place:
            before = bare(question[slice(*found[place - 1])]) if place else ""
            start, stop = found[place][0], found[end - 1][1]
            text = re.sub(r"['’]s?$|\.$", "", question[start:stop])
            inside = any(n.start < stop and start < n.end for n in names)
            phrase = Phrase(
                start=start,
                end=start + len(text),
                text=text,
                preposition=before if before in PREPOSITIONS else "",
                named=inside,
            )
            if phrase.head:
                phrases.append(phrase)
        place = max(end, place + 1)
    return phrases


_MEASURES = frozenset("many much long often far".split())  # noqa: SIM905 - as above


def _end(question: str, found: list[tuple[int, int]], place: int, names: list[Span]) -> int:
    """Give the place behind the phrase that begins here; the same place where none does."""
    if not _begins(question, found, place):
        return place
    end = place
    while end < len(found):
        start, stop = found[end]
        word = bare(question[start:stop])
        named = any(n.start <= start < n.end for n in names)
        if not named and not _goes_on(question, found, end, word, opened=end > place):
            break
        end += 1
        if re.search(r"[,;:]", question[stop : stop + 1]):
            break
    while end > place and bare(question[slice(*found[end - 1])]) in _OPENERS | _TIES | {"and"}:
        end -= 1
    return end


def _begins(question: str, found: list[tuple[int, int]], place: int) -> bool:
    word = bare(question[slice(*found[place])])
    if word in ASKING or word in AUXILIARIES or word in PREPOSITIONS or word in PRONOUNS - _OPENERS:
        return False
    if word in _EITHER and place and _acts(question, found, place, word):
        return False
    return not (is_verb(word) and word not in _EITHER) and word not in _ENDS | _MEASURES


def _goes_on(
    question: str, found: list[tuple[int, int]], place: int, word: str, *, opened: bool
) -> bool:
    if word in _OPENERS:
        before = bare(question[slice(*found[place - 1])]) if place else ""
        return not opened or before in _TIES
    if word in _TIES:
        return opened and place + 1 < len(found) and _begins(question, found, place + 1)
    if word == "and":
        after = question[slice(*found[place + 1])] if place + 1 < len(found) else ""
        return opened and after[:1].isupper()
    stops = word in ASKING or word in AUXILIARIES or word in PREPOSITIONS or word in _ENDS
    return (
        not stops and word not in PRONOUNS and not (opened and _acts(question, found, place, word))
    )


def _acts(question: str, found: list[tuple[int, int]], place: int, word: str) -> bool:
    """Whether a verb acts here; a word that is a noun as often does where an object follows."""
    before = bare(question[slice(*found[place - 1])])
    if word not in _EITHER:
        return is_verb(word) and before not in _OPENERS
    if before in _OPENERS:
        return False
    if place + 1 == len(found):
        return any(bare(question[slice(*span)]) in _DOING for span in found[:place])
    after = bare(question[slice(*found[place + 1])])
    several = before.endswith("s") and not before.endswith("ss")
    return several or after in _OPENERS or after in PRONOUNS or after in ("against", "for", "in")


def parts_of(phrase: Phrase) -> list[Phrase]:
    """Part a phrase at its ties: "the prize for best actor at Lindgard" has three parts."""
    parts, start = [], 0
    for tie in [*_TIE.finditer(phrase.text), None]:
        stop = tie.start() if tie else len(phrase.text)
        text = phrase.text[start:stop]
        parts.append(
            Phrase(
                start=phrase.start + start,
                end=phrase.start + stop,
                text=text,
                preposition=bare(phrase.text[:start].split()[-1]) if start else phrase.preposition,
                named=any(word[:1].isupper() for word in text.split()),
            )
        )
        start = tie.end() if tie else stop
    return parts


_TIE = re.compile(rf"\s(?:{'|'.join(sorted(_TIES))})\s")


def things(question: str) -> Iterator[Phrase]:
    """Give the phrases that can be what a question is about: no bare times, no bare numbers."""
    for phrase in phrases_of(question):
        if phrase.head and not phrase.head.isdigit() and not _TIME.fullmatch(phrase.text):
            yield phrase


_TIME = re.compile(
    r"(?:(?:the|this|that|last|next|each|every)\s)?(?:(?:same|first|second|previous|past)\s)?"
    r"(?:day|week|month|year|quarter|time|moment|morning|evening|night|today|yesterday|tomorrow|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|early|late)(?:\s\d+)?(?:,?\s\d{4})?",
    re.IGNORECASE,
)
