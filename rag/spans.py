"""Things that a text names: people and organisations, places, amounts, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|bn|mn|m|k))?"
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = (
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|dozens?|half|double[ds]?|triple[ds]?|third|quarter|"
    r"first|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth|once|twice"
)
_AMOUNT = re.compile(
    rf"""(?P<money>(?:[A-Z]{{0,3}}[$£€¥])\s?(?:{_FIGURE}){_SCALE}\b
          |(?:{_FIGURE}){_SCALE}\s(?:U\.?S\.?\s)?(?:dollars?|euros?|pounds?|yuan|yen|francs?|crowns?|rupees?)\b)
      | (?P<percent>(?:{_FIGURE})\s?(?:%|per\s?cent(?:age\spoints?)?\b)
          |\b(?:half|quarter)\s(?:of\s)?a\spercentage\spoint\b)
      | (?P<number>(?<![\w$£€.,-])(?:{_FIGURE}){_SCALE}(?![\w%])
          |\b(?:{_WORDS})(?:[-\s](?:{_WORDS}|million|billion))*\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PARTICLE = r"(?:of|the|de|da|del|van|von|der|den|al|bin|la|le|du|&)"
_CAPITAL = r"(?:[A-Z][\w'’]*(?:[-.][A-Z]?\w+)*\.?|[A-Z](?:\.[A-Z])+\.?)"
_NAME = re.compile(
    rf"(?<![\w.])(?:{_CAPITAL})(?:\s(?:{_PARTICLE}\s){{0,2}}{_CAPITAL})*", re.UNICODE
)
_TITLES = frozenset(
    """mr mrs ms dr sir president vice premier minister secretary chairman chairwoman chair
    chief executive director senator governor mayor king queen prince pope general captain
    professor judge justice representative spokesman spokeswoman spokesperson ambassador
    treasury trade foreign prime deputy former chinese us u.s american british french german
    leader coach manager harbour interior finance""".split()  # noqa: SIM905 - a list would be 40 lines
)
_BODIES = frozenset(
    """department ministry bank university council committee commission party agency court
    house congress parliament union association federation company corp inc ltd group
    institute society treasury administration government times news post journal wire courier
    club team league police fund foundation office board board's forum organization
    organisation museum nations states airlines motors media capital operators""".split()  # noqa: SIM905 - as above
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|from|to|near|outside|inside|across|into|visit(?:ing|ed|s)?|via|leaving|reached|city of|capital of|off|around|over|through)\s(?:the\s(?:\w+\s){0,3})?$"
)
_NO_NAME = frozenset(
    """the a an this that these those it he she they we i but and or if in on at by for from as
    when while after before under over with without not no yes however meanwhile both there
    here what who where why how which typically last next earlier just among its his her their
    our your my to of during since until also later now then still yet so all some many most
    such each one two three monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december speaking
    according thanks those photo""".split()  # noqa: SIM905 - as above
)


@dataclass(frozen=True, slots=True)
class Span:
    """A named thing in a text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        kind: `money`, `percent`, `number`, `person`, `place`, `body` or `name`.
    """

    start: int
    end: int
    kind: str


def find_amounts(text: str) -> list[Span]:
    """Find amounts of money, shares and other numbers."""
    return [Span(*m.span(), str(m.lastgroup)) for m in _AMOUNT.finditer(text)]


def find_names(text: str) -> list[Span]:
    """Find capitalised names, each with a guess at what it names."""
    spans = []
    for found in _NAME.finditer(text):
        start, end = _without_openers(text, *found.span())
        if end - start > 1:
            spans.append(Span(start, end, _name_kind(text, start, end)))
    return spans


def _without_openers(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a sentence's first word when it is no name, and a possessive 's."""
    while start < end:
        word = re.match(r"[^\s]+\s*", text[start:end])
        if word is None or re.sub(r"['’]s?$", "", word.group().strip()).casefold() not in _NO_NAME:
            break
        start += word.end()
    tail = re.search(r"(?:['’]s?|[.,])$", text[start:end])
    if tail and not re.search(r"(?:[A-Z]\.)+$|(?:Inc|Corp|Ltd|Co|Jr|Sr)\.$", text[start:end]):
        end -= len(tail.group())
    return start, end


def _name_kind(text: str, start: int, end: int) -> str:
    words = [re.sub(r"['’]s$", "", w).casefold().strip(".") for w in text[start:end].split()]
    before = text[max(0, start - 40) : start]
    if any(word in _BODIES for word in words):
        return "body"
    if words[0] in _TITLES and len(words) > 1:
        return "person"
    if _PLACE_BEFORE.search(before):
        return "place"
    previous = re.findall(r"[\w.]+", before)
    titled = bool(previous) and previous[-1].casefold().strip(".") in _TITLES
    after = text[end : end + 20]
    speaks = re.match(r"(?:,? (?:said|says|told|added|wrote|called)\b)", after)
    if titled or speaks or (2 <= len(words) <= 3 and text[start:end].replace(" ", "").isalpha()):
        return "person"
    return "name"
