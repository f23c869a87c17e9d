"""What earlier turns spoke of: people, places, days and things, the latest first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import words
from rag.asked import kinds_of, noun_kind, noun_of
from rag.dates import find_dates
from rag.following.phrases import phrases_of, things
from rag.following.shape import shape_of
from rag.nouns import noun_sort
from rag.spans import find_names
from rag.world import is_people, is_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.following.phrases import Phrase
    from rag.following.turns import Turn

_SHORT_WORDS = 10
_LEADS_IN = re.compile(
    r"^(?:it (?:is|was)|that (?:is|was)|yes|no|they (?:are|were)|on|in|at|from|by|to|since|until|the)"
    r"[\s,:]+",
    re.IGNORECASE,
)
_MENTION = re.compile(r"\s*\[\d+\]")
_ARTICLE = re.compile(r"^an?\s", re.IGNORECASE)
_PERSON_WORDS = ("who", "whom", "whose")
_AT_PLACE = ("in", "at", "near", "outside", "inside", "off", "from", "to")
_BODY = re.compile(
    r"(?:company|firm|club|group|party|union|bank|agency|authority|airline|trust|museum|hospital|"
    r"ship|rocket|satellite|drug|mine|film|book|team|outlet|newspaper|court|body|organi[sz]ation|"
    r"university|council|ministry|line|product|tool|service|country|law|bill|study)s?"
)


_AMOUNT = re.compile(
    r"\W*(?:what|which)\s(?P<noun>(?!is\b|was\b)[a-z]+(?:\s[a-z]+)?)\s(?=do|does|did|is|are|was|were|has|have|will)\w+\s",
    re.IGNORECASE,
)


def bare_answer(turn: Turn) -> str:
    """Give what was answered in a few words; empty where it took more, or was yes or no."""
    said = turn.short or _MENTION.sub("", turn.answer)
    said = said.strip(' .“”"')
    if len(said.split()) > _SHORT_WORDS or re.match(
        r"(?:yes|no|not settled)\b", said, re.IGNORECASE
    ):
        return ""
    return _ARTICLE.sub("the ", _LEADS_IN.sub("", said))


def person(turn: Turn) -> str | None:
    """Give the person whom "he" or "she" stands for after a turn."""
    asked = _names(turn.question, ("person",))
    told = _names(_MENTION.sub("", turn.short or turn.answer), ("person", "name"))
    told = [name for name in told if name not in turn.question and not _is_other(name)]
    if _asks_person(turn.question) and told:
        return told[0]
    loose = [name for name in _names(turn.question, ("name",)) if not _is_other(name)]
    return next(iter([*asked, *told[:1], *loose]), None)


def place(turn: Turn) -> str | None:
    """Give the place that "there" stands for after a turn."""
    said = bare_answer(turn)
    if "place" in kinds_of(turn.question) and said:
        return re.split(r",\s(?=at|in)|;", said)[0]
    names = _names(turn.question, ("place",))
    if names:
        return names[-1]
    noun = noun_of(turn.question)
    near = [p for p in phrases_of(turn.question) if p.preposition in _AT_PLACE and p.named]
    if near:
        return near[-1].text
    owned = [p for p in things(turn.question) if p.named]
    if owned and noun:
        return owned[-1].text
    return next(iter(_names(turn.answer, ("place",))), None)


def day(turn: Turn) -> str | None:
    """Give the day or time that "then" stands for after a turn."""
    for text in (turn.short or turn.answer, turn.question):
        for span in find_dates(text):
            if span.first is not None:
                return text[span.start : span.end]
    return None


def thing(turn: Turn, *, several: bool = False) -> str | None:
    """Give what "it" stands for after a turn; or, of several, "they"."""
    said = bare_answer(turn)
    if said and _asks_thing(turn.question, said):
        return said
    shape = shape_of(turn.question)
    found = [p for p in things(turn.question) if not _is_person(p.text)]
    if not several:
        found = [p for p in found if not re.search(r"\w\sand\s\w", p.text)]
        asked = _AMOUNT.match(turn.question)
        if asked and noun_sort(words(asked["noun"])[-1]) == "amount":
            return f"the {asked['noun']} ({shape.tail})"
    if shape.asks:
        # The noun that asks ("how many sailors") is what is spoken of only where nothing else is.
        behind = turn.question.find(shape.tail) if shape.tail else 0
        later = [p for p in found if p.start >= behind]
        found = [*later, *(p for p in found if p.start < behind)]
    alike = [p for p in found if p.plural == several]
    subject = alike or found
    if subject:
        return _best(subject).text
    return None


def _best(found: Sequence[Phrase]) -> Phrase:
    return found[0]


def topic(turn: Turn) -> str | None:
    """Give what a turn is about in few words, its names above all."""
    found = list(things(turn.question))
    named = [p for p in found if p.named]
    chosen = named or found
    if not chosen:
        return None
    return max(chosen, key=lambda p: (len(p.text.split()), p.start)).text


def _asks_person(question: str) -> bool:
    word = re.match(r"\W*(?:and\s|but\s)?(\w+)", question)
    if word and word[1].casefold() in _PERSON_WORDS:
        return True
    return noun_kind(noun_of(question)) == "person"


def _asks_thing(question: str, said: str) -> bool:
    """Whether what was answered is a thing that is then called "it" or "they"."""
    names = find_names(said)
    if not names:
        return False
    if re.match(r"\W*(?:who|by whom)\b", question, re.IGNORECASE):
        return names[0].kind == "body"
    noun = noun_of(question)
    return bool(noun) and _BODY.search(noun) is not None


def _names(text: str, kinds: Sequence[str]) -> list[str]:
    spans = find_names(text)
    ordered = sorted(spans, key=lambda span: kinds.index(span.kind) if span.kind in kinds else 9)
    return [text[s.start : s.end] for s in ordered if s.kind in kinds]


def _is_person(text: str) -> bool:
    spans = find_names(text)
    return len(spans) == 1 and spans[0].kind == "person" and text[spans[0].start :] == text


def _is_other(name: str) -> bool:
    return is_people(name) or is_place(name)
