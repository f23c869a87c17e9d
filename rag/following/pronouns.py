"""Put names for the pronouns of a follow-up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.following import topics
from rag.following.phrases import PRONOUNS, phrases_of
from rag.following.shape import AUXILIARIES, PREPOSITIONS, bare, is_verb
from rag.kin import kin
from rag.spans import find_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.following.turns import Turn

_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_NEUTER = re.compile(r"\b(?:it|its)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|will|would|does|did|could|can|may)\sit\s(?:be\s)?(?:true|possible|likely|known|said|clear|"
    r"normal|legal|safe|necessary|the case|that|raining|snowing|better|worth|ok|okay|take|mean|cost\sto|matter)\b"
    r"|\bdoes\sit\stake\b|\bmake\sit\b|\bhow\scome\sit\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )(?<!has )\bthere\b(?!\s(?:is|are|was|were|be|been|any|a|an|the|some|other|more)\b)",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:(?:on|by|until|since|before|after)\s)?(?:that (?:day|date|time|year|month|week)|then)\b(?=\W*$|\s)",
    re.IGNORECASE,
)
_OPENING_THEN = re.compile(r"^\W*(?:and\s|so\s)?then\b", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(r"\b(?P<word>this|that|these|those)\s(?P<noun>[\w’'-]+)", re.IGNORECASE)
_ALONE = re.compile(
    r"\b(?:this|that|these|those)\b(?=\W*$|\s(?:is|was|were|are|happen|mean|of|in|for|work)\b)",
    re.IGNORECASE,
)
# "Who announced it?" asks about all that was said, not about one thing of it.
_REPORTED = re.compile(
    r"\b(?:announce|report|confirm|sa(?:y|id)|den(?:y|ied)|reveal|disclose|claim)\w*\s(?:it|that|this|so)\b",
    re.IGNORECASE,
)
_NO_NOUN = frozenset(
    """more less fewer higher lower bigger longer older later earlier too so all still enough true
    right correct confirmed sure likely much many""".split()  # noqa: SIM905 - a list would be 20 lines
)
_OWNED = ("his", "its", "their", "hers", "theirs")


def replaced(question: str, turns: Sequence[Turn]) -> str:
    """Put names for pronouns and demonstratives, as far as the turns tell them.

    Args:
        question: The follow-up.
        turns: Earlier turns, whose questions stand alone, oldest first.
    """
    text = question
    if not _named_inside(text):
        text = _with(text, _PERSONAL, turns, topics.person)
    text = _with(text, _SEVERAL, turns, _several)
    if not _EXPLETIVE.search(text) and not _REPORTED.search(text):
        text = _with(text, _NEUTER, turns, topics.thing, before=True)
    text = _with(text, _THERE, turns, topics.place, form="in {}")
    if not _OPENING_THEN.match(text):
        text = _with(text, _THEN, turns, topics.day, form="on {}")
    text = _demonstratives(text, turns)
    if _REPORTED.search(text):
        return text
    return _with(text, _ALONE, turns, topics.thing, before=True)


def _several(turn: Turn) -> str | None:
    return topics.thing(turn, several=True)


def _named_inside(question: str) -> bool:
    """Whether a person named in the question stands before its pronoun."""
    pronoun = _PERSONAL.search(question)
    if pronoun is None:
        return False
    return any(s.kind == "person" and s.end <= pronoun.start() for s in find_names(question))


def _with(  # noqa: PLR0913 - what one replacement consists of
    text: str,
    pattern: re.Pattern[str],
    turns: Sequence[Turn],
    told: Callable[[Turn], str | None],
    *,
    form: str = "{}",
    before: bool = False,
) -> str:
    found = pattern.search(text)
    if found is None:
        return text
    if before and _own_thing(text, found.start()):
        return text
    name = next((name for turn in reversed(turns[-3:]) if (name := told(turn))), None)
    if name is None or name.casefold() in text.casefold():
        return text
    return _put(text, pattern, name, form)


def _put(text: str, pattern: re.Pattern[str], name: str, form: str) -> str:
    """Put a name for the first pronoun; further ones of the same sort then mean the same."""
    found = pattern.search(text)
    assert found is not None  # noqa: S101 - it was found before
    word = found.group().casefold()
    owned = word in _OWNED or (word == "her" and _possesses(text, found.end()))
    said = _possessive(name) if owned else form.format(name)
    if re.search(
        r"\b(?:in|at|on|from|to|near|by|since|until|before|after)\s$", text[: found.start()]
    ):
        said = name if not owned else said
    put = f"{text[: found.start()]}{said}{text[found.end() :]}"
    return put[0].upper() + put[1:] if found.start() == 0 else put


def _possesses(text: str, end: int) -> bool:
    after = re.match(r"\s+([\w’'-]+)", text[end:])
    if after is None:
        return False
    word = bare(after[1])
    return word not in AUXILIARIES | PREPOSITIONS | PRONOUNS and not is_verb(word)


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _own_thing(text: str, at: int) -> bool:
    """Whether the question itself names, before the pronoun, what it may stand for."""
    behind = [p for p in phrases_of(text) if p.end <= at]
    shape_words = re.match(
        r"(?:\W*(?:and|but|so)\s)?(?:what|which|how\s\w+|whose)\s[\w\s’'-]*?(?=\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b)",
        text,
        re.IGNORECASE,
    )
    limit = shape_words.end() if shape_words else 0
    return any(p.start >= limit for p in behind)


def _demonstratives(text: str, turns: Sequence[Turn]) -> str:
    for found in _DEMONSTRATIVE.finditer(text):
        noun = bare(found["noun"])
        before = text[: found.start()].split()
        if (
            noun in AUXILIARIES | PREPOSITIONS | PRONOUNS | _NO_NOUN
            or is_verb(noun)
            or found["noun"][:1].isupper()
        ):
            continue
        if found["word"].casefold() == "that" and before and not _may_point(bare(before[-1])):
            continue
        full = _same(noun, turns)
        if full is None:
            about = next((t for turn in reversed(turns) if (t := _about(turn))), None)
            full = f"the {found['noun']} of {about}" if about else None
        if full and full.casefold() not in text.casefold():
            return f"{text[: found.start()]}{full}{text[found.end() :]}"
    return text


_SAYS = frozenset(
    """say says said tell told claim claims claimed think thinks thought believe believes believed
    announce announced report reported argue argued know knew mean means meant show showed shown
    agree agreed confirm confirmed deny denied warn warned insist insisted suggest suggested
    hope hoped expect expected predict predicted promise promised decide decided""".split()  # noqa: SIM905 - a list would be 50 lines
)


def _may_point(word: str) -> bool:
    """Whether "that" behind a word may point to a noun, and not open a clause."""
    if word in _SAYS:
        return False
    return word in AUXILIARIES | PREPOSITIONS or is_verb(word) or word in ("and", "but", "or")


def _same(noun: str, turns: Sequence[Turn]) -> str | None:
    """Find the phrase of an earlier question that has this head noun."""
    alike = kin((terms(noun) or [noun])[0])
    for turn in reversed(turns):
        for phrase in phrases_of(turn.question):
            if len(phrase.text.split()) > 1 and alike & set(terms(phrase.head)):
                return phrase.text
    return None


def _about(turn: Turn) -> str | None:
    return topics.topic(turn)
