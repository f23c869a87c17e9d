"""What the words around a date say: done or still ahead, an event or only a comparison.

A news sentence holds dates of several kinds: of what happened, of what is planned, of the
day on which somebody said so, and of what is only compared with ("up from 4% in May"). A
timeline wants the first two, the third for want of them, and never the last.
"""

from __future__ import annotations

import re

_AHEAD = re.compile(
    r"\b(?:will|would|shall|expect(?:s|ed)?|schedul\w+|slated|due|plan(?:s|ned|ning)?|set (?:to|for)|"
    r"(?:hop|aim|intend)(?:e?s|ed)?|(?:is|are|was|were|yet) to|to be|could|might|must|should|"
    r"(?-i:may)|upcoming|next|deadline|vow(?:s|ed)?|promis(?:es|ed)|want(?:s|ed)?|going to|"
    r"ahead of|meant to|call(?:s|ed) for|likely|(?:is|are) traveling|if)\b|['’]ll\b",
    re.IGNORECASE,
)
_AHEAD_BEHIND = re.compile(r"\s(?:(?:morning|evening|night)\s)?(?:will|would|is to|are to|shall)\b")
_PAST = re.compile(
    r"\b(?:was|were|had|did|has|have|went|came|took|gave|got|saw|met|held|said|told|made|began|"
    r"begun|broke|brought|built|bought|chose|cut|drew|drove|fell|felt|found|flew|fought|grew|hit|"
    r"hurt|kept|knew|laid|led|left|lent|let|lost|paid|put|quit|ran|rose|sank|sat|sent|set|shook|"
    r"shot|shut|sold|sought|spent|split|spoke|stole|stood|struck|stuck|swore|swept|taught|threw|"
    r"thought|tore|understood|voted|withdrew|woke|won|wore|wrote|became|sprang|\w{2,}ed)\b"
)
# The verbs of telling: a date behind one is the day of the telling.
_TELLING = re.compile(
    r"\b(?:said|says|told|announced|reported|wrote|added|published|released|posted|confirmed|"
    r"admitted|showed|warned|revealed|tweeted)\b(?:\s(?!that\b)[\w.’'-]+){0,4}?"
    r"(?:\s(?:on|late|early|in a [a-z]+ on))*\s*$"
)
_TELLING_BEHIND = re.compile(r"\s(?:said|says|told|warned|added|wrote)\b")
_SPEAKS = re.compile(r"\b(?:said|says|told|added|wrote|tweeted|warned|argued)\b")
_STATE = re.compile(
    r"\b(?:since|until|till|through|before|after|ahead of|prior to|as of|during|year to|following|"
    r"up to|compared (?:with|to))\s(?:(?:late|early|mid|the|at least|about)\s)*$",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\b(?:than|peak)\s(?:\S+\s){1,8}$", re.IGNORECASE)
_COMPARED_TOO = re.compile(r"\bfrom\s(?:[^\s,]+\s){1,4}(?:in|on)\s$")
_BEFORE_SOMETHING = re.compile(
    r"\b(?:before|since|ahead of)\s(?!\d|\w+ing\b)(?:\S+\s){1,4}(?:(?:on|in)\s)?$", re.IGNORECASE
)
_WITHIN = re.compile(r"^\s*(?:since|until|before|after|during)\s", re.IGNORECASE)
_POSSESSED = re.compile(r"['’]s?\s\w|\s?['’]s\b|-")
_NOTICE = re.compile(
    r"[^\w]*(?:published|updated|posted|editor['’]s note|photo|image|this (?:post|article|story))\b",
    re.IGNORECASE,
)
_OFFER = re.compile(r"\b(?:newsletters?|subscribe|sign up|click here)\b", re.IGNORECASE)
_PLACED = re.compile(
    r"(?:\b(?:on|in|by|from|to|until|between|and|or|starting|beginning|late|early|of|at|for|through|"
    r"said|told|announced)\s|,\s|[(—–-]\s?)$",
    re.IGNORECASE,
)
_NOUN_BEHIND = re.compile(
    r"\s(?:[A-Z]\w+|(?!(?:in|at|on|to|and|or|as|after|before|when|that|by|for|from|with|of|amid|over|"
    r"during|because|until|while|will|would|is|was|were|has|had|the|a|an|he|she|it|they|but)\b)[a-z]\w+)"
)
_ARTICLE = re.compile(r"\b(?:the|its|his|her|their|a|an|this|that)\s$", re.IGNORECASE)
_PROPER = re.compile(r"[A-Z][\w'’]*\s$")
_PUT_OFF = re.compile(r"\b(?:until|pending)\s(?:(?!and\b)\S+\s){0,4}$")
_PARTICIPLE = re.compile(r"\w+ing\b")
_PRESENT = re.compile(r"\b(?:is|are|has|have|will|may|can|do|does)\b|['’](?:s been|re|ve)\b")
_RANGE = re.compile(r"\bfrom\s(?:[\w.,]+\s){1,3}to\s$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_SPAN_OF_TIME = re.compile(r"\b(?:minute|hour|day|week|month|year)s?$")
_ALONE = re.compile(
    r"(?:after|when|because|although|though|while|paving|with|but|and)\s(?!(?:he|she|it|they|its|his|her|their)\b)"
)
_SUBORDINATE = re.compile(r"(?:after|when|because|although|though|while)\b")
_BACKGROUND = re.compile(r"(?:since|as|because|until|before)\b")
_RECALLED = re.compile(
    r"\b(?:a|an|the|its|their|his|her)\s(?:[\w’'-]+\s){1,4}(?:that|which)\s(?:\w+\s){1,3}(?:on\s)?$"
)
_CLAUSE = re.compile(
    r";\s|:\s|\s[-–—]+\s|—|,\s(?=(?:and|but|or|so|while|when|after|before|which|who|whose|whom|"
    r"where|as|though|although|with|until|including|according|amid|despite|the first|\w+ing)\b)"
    r"|\s(?=(?:while|although|though|but|because)\s)"
    r"|\s(?=(?:after|when|since|as)\s(?:the|a|an|its|his|her|their|he|she|they|it|[A-Z]\w+)\s(?!\d))"
    r"|(?<=\w)\s(?=and (?:is|are|was|were|has|have|will|said)\b)"
)


def clauses(text: str) -> list[tuple[int, int]]:
    """Part a sentence at clause ends; every character but those of the ends is in one."""
    parts, start = [], 0
    for found in _CLAUSE.finditer(text):
        if _SPAN_OF_TIME.search(text, start, found.start()):
            continue  # "a week | after the league gave its approval"
        if found.start() > start:
            parts.append((start, found.start()))
        start = found.end()
    parts.append((start, len(text)))
    return [(a, b) for a, b in parts if b > a]


def stands_alone(clause: str) -> bool:
    """Whether a clause tells its event without the clauses before it."""
    return _ALONE.match(clause) is not None


def is_subordinate(clause: str) -> bool:
    """Whether a clause hangs on another, which need not be of its day."""
    return _SUBORDINATE.match(clause) is not None


def is_background(clause: str) -> bool:
    """Whether a clause only gives the time or the reason of another."""
    return _BACKGROUND.match(clause) is not None


def recalled(text: str, start: int) -> int | None:
    """Find where "a strike that began on" begins before a date; None where it does not."""
    found = _RECALLED.search(text, 0, start)
    return found.start() if found else None


def lies_ahead(text: str, clause: tuple[int, int], start: int, end: int) -> bool:
    """Whether the words of a clause before a date, or right behind it, speak of the future."""
    before = text[clause[0] : start]
    return bool(_AHEAD.search(before) or _AHEAD_BEHIND.match(text, end))


def is_past(text: str) -> bool:
    """Whether a text has a verb in the past."""
    return _PAST.search(text) is not None


def is_participle(clause: str) -> bool:
    """Whether a clause has its tense from the one before it: "paving the way for"."""
    return _PARTICIPLE.match(clause) is not None


def is_present(text: str) -> bool:
    """Whether a text has a verb in the present, perfect or future."""
    return _PRESENT.search(text) is not None


def is_telling(text: str, start: int, end: int) -> bool:
    """Whether a date is the day on which something was said: "the ministry said on Monday"."""
    return bool(_TELLING.search(text[:start]) or _TELLING_BEHIND.match(text, end))


def is_put_off(text: str, start: int) -> bool:
    """Whether something was moved to a date: "delayed the verdict until a hearing on"."""
    return _PUT_OFF.search(text[:start]) is not None


def denies(text: str) -> bool:
    """Whether a text has a negation."""
    return _NOT.search(text) is not None


def speaks(text: str) -> bool:
    """Whether somebody is said to have said something."""
    return _SPEAKS.search(text) is not None


def is_notice(text: str) -> bool:
    """Whether a sentence is a question, or says only when its article was published."""
    asks = text.rstrip('"”’) ').endswith("?")
    return asks or bool(_NOTICE.match(text) or _OFFER.search(text))


def is_aside(text: str, start: int, end: int, *, second: bool) -> bool:
    """Whether a date marks no event: "since May", "up from 4% in May", "the May 3 meeting".

    Args:
        text: The sentence.
        start: Offset of the date expression, as it was found, with its preposition.
        end: Offset behind it.
        second: Whether another date stands before it in the clause.
    """
    before, expression = text[:start], text[start:end]
    return bool(
        _STATE.search(before)
        or _RANGE.search(before)
        or _BEFORE_SOMETHING.search(before)
        or _WITHIN.match(expression)
        or _COMPARED.search(before)
        or (second and _COMPARED_TOO.search(before + _preposition(expression)))
        or _POSSESSED.match(text, end)
        or (
            _ARTICLE.search(before) and not expression.casefold().startswith(("the ", "end", "beg"))
        )
        or (expression[:1].isupper() and _PROPER.search(before) and _titled(before))
        or (expression[:1].isupper() and _is_attribute(before, text[end:]))
        or expression.casefold() == "today"  # more often "nowadays" than a day
    )


def _preposition(expression: str) -> str:
    found = re.match(r"(?:in|on)\s", expression)
    return found.group() if found else ""


def _is_attribute(before: str, behind: str) -> bool:
    """Whether a date without a preposition goes with the noun behind it: "Oct. 7 assault"."""
    if _PLACED.search(before) or not before.strip():
        return False
    return _NOUN_BEHIND.match(behind) is not None


def _titled(before: str) -> bool:
    """Whether the capitalised word before a weekday makes a name of it: "Ash Wednesday"."""
    word = before.rsplit(maxsplit=1)[-1]
    return word not in {"On", "Late", "Early", "By", "Last", "Next"}


def quoted(text: str, place: int) -> bool:
    """Whether a place lies between quotation marks."""
    opened = text.count("“", 0, place) - text.count("”", 0, place)
    return opened > 0 or text.count('"', 0, place) % 2 == 1
