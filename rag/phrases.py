"""Answers that are phrases: a cause, a spot, the words that someone said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.clauses import asked_terms, met_places

if TYPE_CHECKING:
    from rag.questions import Question

_CAUSE = re.compile(
    r"\b(?P<cue>because of|because|due to|owing to|thanks to|citing|blamed|blaming|for lack of|as a result of|"
    r"for (?=[a-z]+ reasons\b))\s*(?P<said>[^;.]+)",
    re.IGNORECASE,
)
_MOST_WORDS = 22
_ATTRIBUTED = re.compile(
    r",? (?:(?:the |his |her |its |their )?[\w.’' -]{0,40} (?:said|says|told|added|showed)\b.*|according to\b.*)$"
)
_QUOTE = re.compile(r"[“\"]([^“”\"]{8,200})[”\"]")
_SAYS = re.compile(
    r"\bwhat\s(?:did|does|do|has|have|had)\b.*\b(?:say|says|said|call|called|tell|told|describe\w*|think|answer)\b",
    re.IGNORECASE,
)
_SPOT = re.compile(
    r"\b(?:in|at|on|inside|outside|near|aboard|under|beneath)\s(?:(?:the|an?|his|her|its|their)\s)?"
    r"(?P<spot>(?:[\w'’-]+\s){0,4}?(?:[Tt]heat(?:re|er)|[Hh]alls?|[Hh]otels?|[Ss]tadium|[Aa]irport|"
    r"[Hh]ospital|[Ss]chool|[Mm]useum|[Cc]hurch|[Pp]alace|[Vv]illa|[Ff]arm|[Ss]tation|[Pp]ort|[Cc]ourt|"
    r"[Pp]rison|[Bb]arge|[Cc]entre|[Cc]enter|[Ee]mbassy|[Mm]ine|[Gg]arage|[Ww]arehouse|[Ff]actory|"
    r"[Ll]ibrary|[Rr]estaurant|[Pp]ark|[Ss]quare|[Ss]treet|[Bb]uilding|[Aa]partment|[Cc]amp|[Bb]ase)"
    r"(?:\s(?:in|on|of|at|near)\s(?:the\s)?[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)*)?)"
)


def cause(text: str) -> str | None:
    """Give the cause that a sentence names in so many words."""
    found = _CAUSE.search(text)
    if found is None:
        return None
    said = _ATTRIBUTED.sub("", found["said"]).strip(' ,”"')
    cue = found["cue"].casefold().strip()
    lead = f"{cue} " if cue not in ("citing", "blamed", "blaming") else ""
    if cue == "for lack of":
        said, lead = f"lack of {said}", ""
    words = f"{lead}{said}".split()
    return " ".join(words) if 1 < len(words) <= _MOST_WORDS else None


def spot(question: Question, text: str) -> str | None:
    """Give the place that a sentence names by a common noun: "the union hall on Cable Street"."""
    found = {m["spot"].strip() for m in _SPOT.finditer(text)}
    found = {s for s in found if set(terms(s)) - set(terms(question.text))}
    if len(found) != 1 or not met_places(asked_terms(question), text):
        return None
    return found.pop()


def quoted(question: Question, text: str) -> str | None:
    """Give the words in quotation marks, where a question asks what someone said."""
    if not _SAYS.search(question.text):
        return None
    found = _QUOTE.findall(text)
    return f"“{found[0].rstrip(',.')}”" if len(found) == 1 else None


_OFTEN = re.compile(
    r"\b(?:(?:once|twice|(?:two|three|four|five|\d+)\stimes)\s(?:an?|every|each|per)\s(?:[a-z]+\s)?(?:day|week|month|year|"
    r"hour|days|weeks|months|years|hours|minutes)|every\s(?:other\s)?(?:[\w-]+\s)?(?:days?|weeks?|months?|years?|hours?|minutes?|"
    r"seconds?)|daily|hourly|weekly|monthly|annually)\b",
    re.IGNORECASE,
)
HOW_OFTEN = re.compile(r"\bhow\s(?:often|frequent\w*)\b", re.IGNORECASE)


def frequency(text: str) -> str | None:
    """Give how often a sentence says that something happens: "every 10 minutes"."""
    found = [m.group() for m in _OFTEN.finditer(text)]
    return found[0] if len(found) == 1 else None


_WHO_IS = re.compile(
    r"^(?:who|what)(?:['’]s|\s(?:is|was|are|were))\s(?:the\s|an?\s)?(?P<name>[^?]+?)\??$|^(?P<other>.+?)[\s,]+who\s(?:is|was)\s(?:he|she|it)\??$",
    re.IGNORECASE,
)
_ENDS_ROLE = re.compile(
    r"[,;.:—–]|\s(?:said|says|told|who|which|has|have|had|will|is|was|called)\b"
)


def who_is(question: Question) -> str | None:
    """Give the name of whom, or what, a question asks to be told: "Who is Ana Petrossi?"."""
    found = _WHO_IS.match(question.text)
    name = (found["name"] or found["other"]) if found else None
    if name is None or (found and found["name"] and not name[0].isupper()):
        return None
    return name if len(name.split()) <= _MOST_NAME_WORDS and " of " not in name else None


def description(name: str, text: str) -> str | None:
    """Give what a sentence says a person or thing is: "Ana Petrossi, a lawyer, …"."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    after = re.search(
        rf"\b{last}(?:,| is| was)\s(?P<role>(?:an?|the|its|his|her)\s[^;.]+)", text, re.IGNORECASE
    )
    if after:
        return _ENDS_ROLE.split(after["role"], maxsplit=1)[0].strip() or None
    before = re.search(
        rf"\b(?P<role>(?:the|an?|its|his|her|their)\s(?:[a-z’'-]+\s){{0,4}}[a-z’'-]+),\s(?:[A-Z][\w.-]*\s)*{last}\b",
        text,
        re.IGNORECASE,
    )
    return before["role"] if before else None


_TITLED = r"(?:[a-z-]+(?:or|er|ist|ian|man|woman|ent|ant|ary|ief|yer|ess)|[A-Z][a-z]+(?:or|er|ist|ent|ary|ief|ge|al))"


def introduces(name: str, text: str) -> bool:
    """Whether a sentence tells who someone is, if only by a title: "trade negotiator Li Min"."""
    titled = re.search(rf"\b{_TITLED}\s{re.escape(name)}\b", text)
    return titled is not None or (name in text and description(name, text) is not None)


_MOST_NAME_WORDS = 4
