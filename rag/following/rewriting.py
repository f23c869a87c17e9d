"""Make a follow-up stand alone, by rules; what stands alone is left as it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import STOP_WORDS, terms
from rag.dates import find_dates
from rag.following import topics
from rag.following.fragments import completed
from rag.following.pronouns import replaced
from rag.following.turns import Turn
from rag.questions import content_words
from rag.spans import find_names

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPENER = re.compile(
    r"^(?:(?:and|but|so|also|ok(?:ay)?|right|thanks|thank you|then|well|please|hm+|oh|i see|great|"
    r"(?:can|could) you tell me|tell me|do you know)\b[\s,.!:–-]*)+",
    re.IGNORECASE,
)
_SHORTENED = re.compile(
    r"^(\W*(?:(?:and|but|so)\s)?(?:what|who|where|when|how|why))['’]s\b", re.IGNORECASE
)
_MOST_BARE_WORDS = 2
_LONGEST = 4_000


def standalone(question: str, turns: Sequence[Turn]) -> str | None:
    """Make a question stand alone.

    Args:
        question: The last question, white space folded.
        turns: Earlier turns, oldest first.

    Returns:
        The question as it is to be understood; None where it stands alone as it is.
    """
    understood: list[Turn] = []
    for turn in turns:
        whole = _whole(turn.question, understood)
        understood.append(
            Turn(question=whole or turn.question, answer=turn.answer, short=turn.short)
        )
    whole = _whole(question, understood)
    if whole is None or whole == question or len(whole) > _LONGEST:
        return None
    return whole


def _whole(question: str, turns: Sequence[Turn]) -> str | None:
    asked = [turn for turn in turns if turn.question]
    if not asked or not question:
        return None
    question = _SHORTENED.sub(r"\1 is", question)
    plain = _OPENER.sub("", question).strip()
    fragment = completed(plain.rstrip(" ?!."), asked[-1]) if plain else None
    if fragment is not None:
        return fragment
    text = replaced(question, asked)
    if text != question:
        text = _capital(_OPENER.sub("", text))
    if _names_nothing(text):
        about = topics.topic(asked[-1])
        if about and not set(terms(about)) <= set(terms(text)):
            return _about(text, about)
    return text


def _names_nothing(text: str) -> bool:
    """Whether a question has too little of its own to be understood by itself."""
    plain = _OPENER.sub("", text)
    named = [s for s in find_names(plain) if s.start > 0]
    own = [word for word in content_words(plain) if word not in STOP_WORDS]
    few = len(own) <= _MOST_BARE_WORDS
    return few and not named and not find_dates(plain)


def _about(text: str, about: str) -> str:
    return f"{text.rstrip(' ?')} ({about})?"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
