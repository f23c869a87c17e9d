"""The verb of a "when" question: the deed whose day is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms

if TYPE_CHECKING:
    from rag.questions import Question

_ASKED = re.compile(
    r"(?P<until>\b(?:for|by|until|till|to|from)\s)?\b(?:when|(?:what|which)\s(?:day|date|month|year|weekday))\s"
    r"(?:(?P<be>is|are|was|were|has|have|had)|do|does|did|will|would|can|could|should)\s(?P<rest>[^?]+)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w[\w.'’-]*|[,;:]")
# What may follow the verb; "of" may stand within its subject as well.
_FOLLOWS = frozenset(
    """a an the its his her their this that these those any all some to in on at by for from with
    against into over under after before during until about down up out off through across and
    or when where why how as if since near , ; :""".split()  # noqa: SIM905 - a list would be 40 lines
)
# Verbs that leave the deed to the words around them, and words that may stand before one.
_LIGHT = frozenset(
    """be been happen occur take takes effect place come go went have get make do done due expected
    set scheduled supposed going likely planned hold held""".split()  # noqa: SIM905 - as above
)
_PARTICIPLE = re.compile(
    r"[a-z]+(?:ed|en|ing)|held|sold|made|built|found|bought|shut|lost|won|struck|hit|cut|set|put|met|"
    r"begun|led|sent|paid|said|told|brought|caught|taught|kept|left|read|born"
)
_TITLES = frozenset(
    """president minister premier secretary mediator judge king queen chancellor mayor governor
    senator""".split()  # noqa: SIM905 - as above
)
_ADVERBS = frozenset(
    """first last again ever finally officially next also not to be been
    being""".split()  # noqa: SIM905 - as above
)


def deed(question: Question) -> str | None:
    """Give the verb of "When did the court rule on the tariffs?": "rule".

    Returns:
        The verb as the question has it; None where it is a light one ("take place"), or
        cannot be told.
    """
    found = _ASKED.search(question.text)
    words = _TOKEN.findall(found["rest"]) if found else []
    passive = (w for w in words if found and found["be"] and _PARTICIPLE.fullmatch(w))
    verb = next(passive, None) or _after_name(words) or _before_rest(words)
    if found and found["until"] and verb == "say":
        return None  # "For which day did he say it was planned?": not the day of his words
    return verb if verb and verb not in _LIGHT and terms(verb) else None


def _after_name(words: list[str]) -> str | None:
    """Give the first word behind a subject that is a name, or two: "Ann Lee and Bo Ek met"."""
    named = False
    for word in words:
        if word[0].isupper() or word[0].isdigit():
            named = True
            if word.endswith(("'s", "’s")):
                return None  # the name of an owner, whose thing is the subject
        elif named and word not in _ADVERBS and word != "and":
            return None if word in _FOLLOWS or word == "of" else word
        elif not named:
            return None  # "the Trump administration": the name may only go with a noun
    return None


def _before_rest(words: list[str]) -> str | None:
    """Give the word before the first preposition, article or end that follows a subject."""
    for place, word in enumerate(words):
        after = next((w for w in words[place + 1 :] if w not in _ADVERBS or w == "to"), "the")
        ends = after in _FOLLOWS or (after[0].isupper() and word not in _TITLES)
        plural = word.endswith("s") and not word.endswith("ss") and place + 1 < len(words)
        if place == 0 or word in _FOLLOWS | _ADVERBS | {"of"} or word[0].isupper() or plural:
            continue
        if ends and words[place - 1] not in _FOLLOWS - _ADVERBS:
            return word
    return None
