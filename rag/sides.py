"""Questions with two sides: "X or Y?", "do they say the same?", "what first, and what later?".

The best sentence tells one side. To quote it alone would hide the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.asked import AUXILIARY
from rag.choosing import repeats
from rag.expected import AMOUNTS, candidates
from rag.yesno import NEGATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evidence import Evidence
    from rag.questions import Question

_DIFFERING = re.compile(
    r"\b(?:differ|differs|differing|differently|disagree\w*|contradict\w*|conflicting|discrepanc\w+|"
    r"mixed\s(?:signals|messages)|says?\sotherwise|who\sis\sright|which\s(?:figure|number|version|date)\sis\s(?:right|correct)|"
    r"(?:different|several|various|both|competing|contrary)\s(?:\w+\s)?(?:figures?|numbers?|dates?|values?|"
    r"rates?|versions?|accounts?|counts?|times?|sides|amounts?|estimates?)|"
    r"(?:say|tell|report|give)\sthe\ssame)\b",
    re.IGNORECASE,
)
# "Called off or going ahead": two deeds or states, not two things of one kind.
_EITHER = re.compile(
    rf"(?:^{AUXILIARY}|:|,\s{AUXILIARY})\s[^?]+?,?\sor\s(?:{AUXILIARY}|rather|instead|still|already|just|only|merely|"
    r"they|it|he|she|going|\w+(?:ed|ing))\b(?!\snot\b)",
    re.IGNORECASE,
)
_SAYS = r"(?:say|said|claim\w*|told?|report\w*|announce\w*|expect\w*|plan\w*|promise\w*)"
_THEN = re.compile(
    rf"\b(?:at\sfirst|first|initially|originally|earlier|{_SAYS})\b[^?]*\s(?:and|but|while)\s"
    rf"(?:what|when|how|where|which)\b[^?]*\b(?:later|then|now|afterwards|eventually|finally|in\sthe\send|{_SAYS})\b",
    re.IGNORECASE,
)
# "Is it official?", not "Did an official say so?": such a word ends its clause.
_DOUBTED = re.compile(
    rf"^(?:{AUXILIARY})\b[^?]*\b(?:really|truly|on\strack|for\ssure|in\sdoubt|or\snot|"
    r"(?:official|certain|definite|settled)(?=\s*(?:$|[?,;]|[-–—]\s|\byet\b|\bdespite\b)))(?!\w)",
    re.IGNORECASE,
)
# What hinders or doubts, beside what denies (`rag.yesno`).
_HINDERS = re.compile(
    r"\b(?:unclear|uncertain|delay\w*|postpon\w+|suspend\w*|threaten\w*|backtrack\w*|complicat\w+|doubt\w*|"
    r"disput\w+|contradict\w*|however|separate\w*)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(r"\W*(?:however|but|yet|still|nevertheless|instead)\b", re.IGNORECASE)
_TURNS_WITHIN = re.compile(r",\s(?:but|yet|while|whereas|although|though)\b")
# How much worse than the best sentence that of the other side may score, and that of another
# value. A sentence that turns against the one before it may score still less.
_NEAR, _NEAR_BY_VALUE, _NEAR_IN_TURN = 0.4, 0.7, 0.8
_MOST, _MOST_WORDS = 3, 100
_GAP = 3  # characters between two sentences
_ONE_TIME = 31  # days: what was denied long before does not stand against what is said now
_VALUES = (*AMOUNTS, "date")


def either_or(text: str) -> bool:
    """Whether a question offers two answers of its own, so that neither yes nor no is one."""
    return _EITHER.search(text) is not None


def two_sided(text: str) -> bool:
    """Whether a question asks for two sides of a matter, or whether they differ."""
    return any(p.search(text) for p in (_DIFFERING, _EITHER, _THEN, _DOUBTED))


def sides(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Choose the sentences that tell the sides of a question, the best first.

    A further one gives another value of what is asked; of a deed or a state, it stands
    against the first: what that affirms, this one denies or doubts.

    Returns:
        At least the best sentence.
    """
    first = evidence[0]
    chosen = [first]
    for sentence in evidence[1:]:
        words = sum(len(one.text.split()) for one in (*chosen, sentence))
        if sentence.score < first.score - _NEAR_IN_TURN or len(chosen) == _MOST:
            break
        if words > _MOST_WORDS or any(repeats(sentence, one) for one in chosen):
            continue
        if _another_value(question, chosen, sentence) or (
            len(chosen) == 1 and _other_side(question, first, sentence)
        ):
            chosen.append(sentence)
    return chosen


def _another_value(question: Question, chosen: Sequence[Evidence], other: Evidence) -> bool:
    if question.kind not in _VALUES or other.score < chosen[0].score - _NEAR_BY_VALUE:
        return False
    known = {value for one in chosen for value in _values(question, one)}
    return bool(_values(question, other) - known)


def _other_side(question: Question, first: Evidence, other: Evidence) -> bool:
    if question.kind in _VALUES:
        return False
    behind = other.article.id == first.article.id and 0 <= other.start - first.end <= _GAP
    if behind and _TURNS.match(other.text):
        return True
    if _TURNS_WITHIN.search(first.text) or other.score < first.score - _NEAR:
        return False
    days = [one.article.published for one in (first, other)]
    if days[0] and days[1] and abs((days[0] - days[1]).days) > _ONE_TIME:
        return False
    return against(first.text) != against(other.text)


def _values(question: Question, sentence: Evidence) -> set[str]:
    text, published = sentence.text, sentence.article.published
    places = candidates(question.kind, question, text, published)
    return {" ".join(text[start:end].casefold().split()) for start, end in places}


def against(text: str) -> bool:
    """Whether a sentence denies, doubts or hinders something."""
    return bool(NEGATION.search(text) or _HINDERS.search(text))
