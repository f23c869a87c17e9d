"""What a question asks: its words, its names, and the kind of answer expected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.lexical import STOP_WORDS, words
from rag.dates import DateSpan, find_dates
from rag.spans import find_names

Kind = Literal[
    "person", "place", "date", "money", "percent", "number", "duration", "yesno", "list",
    "reason", "manner", "definition", "name", "open",
]  # fmt: skip

_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"\bhow\s(?:long|much\s(?:longer|time))\b|\bwhat\s(?:\w+\s)?(?:length|duration)\b", "duration"),
    (r"\bhow\s(?:much\s(?:money|does|did|do|is|was|will|would|has|have)|expensive)|\bwhat\s(?:\w+\s){0,3}(?:price|cost|sum|fee|budget|fine|value|revenue)\b|\bhow\smuch\b|\bwhat\s(?:did|does|do|will|would)\s.*\b(?:cost|pay|spend|paid)\b", "money"),
    (r"\b(?:what|which)\s(?:\w+\s){0,2}(?:percentage|percent|per\scent|share|rate|tariff|levy|surtax|tax|margin|increase|rise|raise|turnout|majority)\b|\bhow\s(?:big|large)\sa\s(?:majority|share|cut|rise|increase)\b|^[^?]*\brate\b[^?]*$(?<!\?)|\bhow\shigh\b|\bat\swhat\srate\b", "percent"),
    (r"\bhow\s(?:many|often|far|big|large|old|tall|heavy|fast|deep|wide)\b|\b(?:what|which)\s(?:\w+\s){0,3}(?:number|total|toll|size|age|figure|score|result|capacity|population|distance)\b|\bnumber\sof\b|\bcapacity\b", "number"),
    (r"\bwhen\b|\b(?:what|which)\s(?:\w+\s)?(?:dates?|days?|weekdays?|months?|years?|time|quarter|week)\b|\bsince\swhat\b|\bhow\s(?:recently|soon)\b|\bby\swhat\b|\bdates?\sof\b", "date"),
    (r"\bwhere\b|\b(?:what|which)\s(?:\w+\s){0,2}(?:city|cities|country|countries|place|places|town|capital|venue|state|region|location|port|building|hotel|airport|street|nation|nations)\b", "place"),
    (r"\bwho(?:m|se)?\b|\b(?:what|which)\s(?:\w+\s){0,3}(?:official|officials|person|people|minister|leader|president|secretary|negotiator|analyst|spokesman|spokesperson|man|woman|expert|envoy|player|author|name\sof)\b", "person"),
    (r"\bwhy\b|\bwhat\s(?:\w+\s){0,2}(?:reason|reasons|cause|prompted|caused|triggered|led\sto)\b|\bhow\scome\b", "reason"),
    (r"\b(?:what|which)\s(?:\w+\s){0,3}(?:company|companies|organi[sz]ation|agency|bank|ministry|department|outlet|newspaper|firm|party|club|team|network|group)\b", "name"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _KINDS)
_YES_NO = re.compile(
    r"^(?:(?:and|so|but|ok|okay|then|please|also)\W+)?(?:is|are|was|were|do|does|did|has|have|had|"
    r"can|could|will|would|should|shall|may|might|must|isn't|aren't|wasn't|didn't|doesn't|hasn't|"
    r"won't)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^(?:list|name)\b|\b(?:which|what)\s(?:\w+\s){0,2}?(?:cities|countries|places|companies|rounds|"
    r"officials|people|products|goods|items|issues|topics|demands|reasons|sectors|names|points|"
    r"steps|measures|venues|locations|industries|rates|meetings|talks|members|candidates)\b|"
    r"\bwho\s(?:are|were)\s(?:all\s)?the\b|\ball\sthe\b",
    re.IGNORECASE,
)
# Words that shape a question but name nothing that it is about.
_FRAME = frozenset(
    """say said says tell told report reported reports mention mentioned according article
    articles news please know happen happened happening exactly give list name describe explain
    many much long far often big place time date day year month city country person people
    thing things kind type way get got go going come make made take took let
    """.split()  # noqa: SIM905 - a list would be 40 lines
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: The question, white space folded.
        kinds: What is asked for, in the order asked ("When and where" has two).
        many: Whether several items are asked for.
        words: Its content words in order, folded, without those that only frame it.
        names: (start, end) of the names that it holds.
        dates: The date expressions that it holds.
    """

    text: str
    kinds: tuple[Kind, ...]
    many: bool
    words: tuple[str, ...]
    names: tuple[tuple[int, int], ...]
    dates: tuple[DateSpan, ...]

    @property
    def kind(self) -> Kind:
        """What is asked for first."""
        return self.kinds[0]


def analyse(text: str) -> Question:
    """Take a question apart, without a model.

    Args:
        text: A question that stands on its own, in English.
    """
    text = " ".join(text.split())
    return Question(
        text=text,
        kinds=_kinds(text),
        many=bool(_LIST.search(text)),
        words=content_words(text),
        names=tuple(
            (s.start, s.end)
            for s in find_names(text)
            if s.start > 0 or " " in text[s.start : s.end]
        ),
        dates=tuple(find_dates(text)),
    )


def content_words(text: str) -> tuple[str, ...]:
    """Give the words that a text is about, folded, in order, each once."""
    found = [w for w in words(text) if w not in STOP_WORDS and w not in _FRAME]
    return tuple(dict.fromkeys(found)) or tuple(dict.fromkeys(words(text)))


def _kinds(text: str) -> tuple[Kind, ...]:
    if _YES_NO.match(text):
        return ("yesno",)
    places = [(m.start(), kind) for pattern, kind in _COMPILED if (m := pattern.search(text))]
    if places:
        first = min(places)[0]
        # "When and where": question words side by side; one further on belongs to a clause.
        asked = [kind for start, kind in sorted(places) if start - first <= len("when and where ")]
        joined = re.search(
            r"\b(?:when|where|who|why|how\s\w+)\s(?:and|or)\s(?:when|where|who|why)\b",
            text,
            re.IGNORECASE,
        )
        return tuple(dict.fromkeys(asked)) if joined else (_first(places),)
    if re.match(
        r"(?:what|who)\s(?:is|are|was|were)\s(?:the\s|a\s|an\s)?[\w.-]+(?:\s[\w.-]+)?\?*$",
        text,
        re.IGNORECASE,
    ):
        return ("definition",)
    if re.match(r"how\b", text, re.IGNORECASE):
        return ("manner",)
    return ("open",)


def _first(places: list[tuple[int, Kind]]) -> Kind:
    """Give the earliest kind; where two begin together, the more special one."""
    order = [kind for _, kind in _KINDS]
    return min(places, key=lambda place: (place[0], order.index(place[1])))[1]
