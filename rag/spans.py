"""Things that a text names: people and organisations, places, amounts, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.world import is_people, is_place

_SCALE = r"(?:[\s-]?(?:thousand|million|billion|trillion|bn|mn|m|k))?"
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = (
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|dozens?|half|double[ds]?|triple[ds]?|third|quarter|"
    r"first|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth|once|twice"
)
_AMOUNT = re.compile(
    rf"""(?P<money>(?:[A-Z]{{0,3}}[$£€¥])\s?(?:{_FIGURE}){_SCALE}\b
          |(?:{_FIGURE}){_SCALE}\s(?:U\.?S\.?\s)?(?:dollars?|euros?|pounds?|yuan|yen|francs?|crowns?|rupees?|[a-z]+(?:llars|ars)s?(?<!calendars)(?<!pillars)(?<!scholars))\b)
      | (?P<percent>(?:{_FIGURE})\s?(?:%|per\s?cent(?:age\spoints?)?\b)
          |\b(?:half|(?:a\s)?quarter)[\s-](?:of\s)?(?:a\s)?(?:percentage\s)?point\b)
      | (?P<number>(?<![\w$£€.,])(?:{_FIGURE}){_SCALE}(?![\w%])
          |\b(?:{_WORDS})(?:[-\s](?:{_WORDS}|million|billion))*\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PARTICLE = r"(?:of|the|de|da|del|van|von|der|den|al|bin|la|le|du|&)"
_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[A-Z][a-z]{0,2}\.(?=\s[A-Z])|[A-Z][\w'’]*(?:[-.][A-Z]?\w+)*)"
_NAME = re.compile(
    rf"(?<![\w.])(?:{_CAPITAL})(?:\s(?:{_PARTICLE}\s){{0,2}}{_CAPITAL})*", re.UNICODE
)
_TITLES = frozenset(
    """mr mrs ms dr sir president vice premier minister secretary chairman chairwoman chair
    chief executive director senator governor mayor king queen prince pope general captain
    professor judge justice representative spokesman spokeswoman spokesperson ambassador
    treasury trade foreign prime deputy former leader coach manager interior finance defence
    defense councilman councilwoman councillor colonel lieutenant sergeant analyst economist
    negotiator mediator commissioner chancellor lawmaker master author founder head lawyer
    striker goalkeeper captain bishop rabbi sheikh midfielder defender""".split()  # noqa: SIM905 - a list would be 40 lines
)
_BODIES = frozenset(
    """department ministry bank university council committee commission party agency court
    house congress parliament union association federation company corp inc ltd group
    institute society treasury administration government times news post journal wire courier
    club team league police fund foundation office board board's forum organization
    organisation nations airlines motors media capital operators trust therapeutics systems
    economics rovers united city fc network authority reuters bloomberg bureau service services
    partners holdings technologies industries laboratories consultancy senate""".split()  # noqa: SIM905 - as above
)
_SITES = frozenset(
    """street square lane park airport dam river museum hospital bridge station terminal farm
    port harbour harbor gate hall stadium field valley island islands lake palace hotel road
    avenue beach mountain mount bay sea ocean gulf strait cape fort castle church cathedral
    library theatre theater arena centre center spaceport province county""".split()  # noqa: SIM905 - as above
)
_AT = re.compile(r"\b(?:in|at|near|outside|inside|off|visit(?:ing|ed|s)?|city of|capital of|port of|reached)\s(?:the\s(?:[a-z]+\s){0,3})?$")  # fmt: skip
_TOWARD = re.compile(r"(?<!according\s)\b(?:to|from|into|across|over|around|via|through|leaving|on)\s(?:the\s(?:[a-z]+\s){0,3})?$")  # fmt: skip
_SPEAKS = re.compile(
    r",? (?:said|says|told|added|wrote|called|who|argued|warned|declined|denied|replied|resigned)\b"
    r"|, (?:the|a|an|its|his|her|their|\d\d,|(?:[a-z]+\s){0,3}(?:executive|director|president|"
    r"chair\w*|spokes\w+|analyst|economist|head|leader|minister|secretary|author|professor)\b)"
)
_DATELINE = re.compile(
    r"\s*(?P<places>[A-Z][A-Z' .-]+[A-Z](?:, [A-Z][\w. ]+?)?)(?:, (?P<day>[A-Z][a-z]+\.? \d{1,2}))?"
    r"(?: \((?P<outlet>[^)]+)\))?\s+[-–—]+\s"
)
_NO_NAME = frozenset(
    """the a an this that these those it he she they we i but and or if in on at by for from as
    when while after before under over with without not no yes however meanwhile both there
    here what who where why how which typically last next earlier just among its his her their
    our your my to of during since until also later now then still yet so all some many most
    such each one two three four five six seven eight nine ten monday tuesday wednesday thursday
    friday saturday sunday january february march april may june july august september october
    november december jan feb mar apr jun jul aug sep sept oct nov dec speaking according thanks those photo about around nearly almost another
    every only shares annual opposition members talks police strikers nobody
    photographs figures others list name give tell please is are was were did does do has have can
    could will would should may might between considering""".split()  # noqa: SIM905 - as above
)

# "He Lifeng" is a name; a pronoun is followed by a verb.
_HE = re.compile(r"He\s[A-Z][a-z]+$")


@dataclass(frozen=True, slots=True)
class Span:
    """A named thing in a text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        kind: `money`, `percent`, `number`; `person`, `place`, `body`, `people` (an adjective
            of nationality) or `name` where it cannot be told what is named.
    """

    start: int
    end: int
    kind: str


def find_amounts(text: str) -> list[Span]:
    """Find amounts of money, shares and other numbers."""
    return [Span(*m.span(), str(m.lastgroup)) for m in _AMOUNT.finditer(text)]


def dateline(text: str) -> int:
    """Give the length of the dateline with which a news text begins: "PARIS, May 3 (AP) — "."""
    found = _DATELINE.match(text)
    return found.end() if found else 0


def find_names(text: str) -> list[Span]:
    """Find capitalised names, each with a guess at what it names."""
    line = dateline(text)
    parts = [
        _without_openers(text, start, end)
        for found in _NAME.finditer(text)
        for start, end in _without_house(text, *found.span())
    ]
    return [Span(a, b, _name_kind(text, a, b, line)) for a, b in parts if b - a > 1]


def _without_house(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part "Piet Vandaele of Kestrel Bank" in two, but not "National Bank of Velmara"."""
    found = re.match(r"(\S+(?:\s\S+)+)\sof\s(?:the\s)?", text[start:end])
    if found is None or _BODIES & set(found[1].casefold().split()):
        return [(start, end)]
    return [(start, start + found.end(1)), (start + found.end(), end)]


def _without_openers(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a sentence's first word when it is no name, and a possessive 's."""
    while start < end:
        word = re.match(r"[^\s]+\s*", text[start:end])
        if _HE.match(text[start:end]):
            break
        if word is None or re.sub(r"['’]s?$", "", word.group().strip()).casefold() not in _NO_NAME:
            break
        start += word.end()
    tail = re.search(r"(?:['’]s?|[.,])$", text[start:end])
    if tail and not re.search(r"(?:[A-Z]\.)+$|(?:Inc|Corp|Ltd|Co|Jr|Sr)\.$", text[start:end]):
        end -= len(tail.group())
    return start, end


def _name_kind(text: str, start: int, end: int, line: int) -> str:
    name = text[start:end]
    words = [re.sub(r"['’]s$", "", w).casefold().strip(".") for w in name.split()]
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    if start < line:
        return "body" if "(" in text[:start] else "place"
    if is_people(name) or is_place(name):
        return "people" if is_people(name) else "place"
    if _TITLES & set(words[:-1][:3]) and words[-1] not in _BODIES:
        return "person"
    if _BODIES & set(words):
        return "body"
    if _SITES & {words[0], words[-1]} and len(words) > 1:
        return "place"
    return _kind_by_context(name, words, before, after)


def _kind_by_context(name: str, words: list[str], before: str, after: str) -> str:
    previous = re.findall(r"[\w.]+", before)
    titled = bool(previous) and previous[-1].casefold().strip(".") in _TITLES
    shaped = len(words) in (2, 3) and name.replace(" ", "").replace("-", "").isalpha()
    spoken = re.search(r"\b(?:said|says|added|by|named)\s$", before) is not None
    if (titled and shaped) or (_SPEAKS.match(after) and (shaped or len(words) == 1)):
        return "place" if _AT.search(before) and not titled else "person"
    if _AT.search(before):
        return "place"
    if _TOWARD.search(before) and not shaped:
        return "place"
    if after.startswith(", ") and is_place(re.match(r"[\w. ]*", after[2:]).group().strip()):  # type: ignore[union-attr] # it always matches
        return "place"
    if spoken and shaped:
        return "person"
    return "person" if shaped and not name.isupper() else "name"
