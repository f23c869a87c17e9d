"""The names in a text: runs of capitalised words, each with what tells it apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import STOP_WORDS
from rag.verifying.aliases import CAPITALS, NATION_OF, SEATS
from rag.verifying.folding import is_foreign
from rag.verifying.tokens import stem_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rag.verifying.tokens import Token

_PARTICLES = frozenset(
    [
        "of",
        "the",
        "de",
        "da",
        "del",
        "van",
        "von",
        "der",
        "den",
        "al",
        "bin",
        "la",
        "le",
        "du",
        "and",
        "for",
        "&",
    ]
)
_JOINED = re.compile(r"[\s\-&.]{1,3}|\s?(?:of|of the|de|da|del|van|von|der|den|al|bin|la|le|du)\s")
TITLES = frozenset(
    """mr mrs ms miss dr sir lord lady president vice premier minister secretary chairman chairwoman
    chair chief executive director senator sen rep gov governor mayor king queen prince princess
    pope general gen captain professor prof judge justice representative spokesman spokeswoman
    spokesperson ambassador prime deputy former leader coach manager attorney commissioner
    chancellor congressman congresswoman capt lt sgt col officer ceo cfo cto founder cofounder
    author analyst economist detective treasury trade foreign interior finance defence defense
    secretary-general state republican democrat democratic county city company inc corp ltd llc
    co jr federal national agent editor""".split()  # noqa: SIM905 - a list would be 60 lines
)
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec am pm a.m p.m i ok mondays tuesdays wednesdays thursdays fridays saturdays sundays
    christmas""".split()  # noqa: SIM905 - as above
)
_OPENERS = frozenset(
    """however meanwhile yes now then still yet also later earlier both either neither several many
    most some another others each every one two three four five six seven eight nine ten last
    next according despite since although instead rather today yesterday tomorrow officials
    police experts analysts critics people shares talks voters members among around nearly
    almost additionally moreover furthermore overall finally first second third perhaps maybe
    even thus hence therefore if unlike within without across along per via amid""".split()  # noqa: SIM905 - as above
)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a text.

    Attributes:
        text: As it stands.
        stems: Stems of its words, titles left out, in order.
        keys: What it is known by: its stems, and the nation that it stands for.
        first: Place of its first token.
        last: Place of its last token.
        sure: False for a single first word of a sentence, which may be no name.
        known: Whether it names a country or a people.
        capital: Whether it is a capital city, that may stand for its country.
    """

    text: str
    stems: tuple[str, ...]
    keys: frozenset[str]
    first: int
    last: int
    sure: bool
    known: bool
    capital: bool

    @property
    def head(self) -> str:
        """Its last word, by which a person is called."""
        return self.stems[-1]


def find_names(text: str, tokens: Sequence[Token]) -> list[Name]:
    """Find the names of a text."""
    names: list[Name] = []
    run: list[int] = []
    for place, token in enumerate(tokens):
        joined = run and _JOINED.fullmatch(text[tokens[run[-1]].end : token.start])
        particle = run and token.norm in ("of", "de", "da", "van", "von", "del", "al", "bin")
        if _named(token) and (not run or joined or _of(text, tokens, run, place)):
            run.append(place)
        elif not (particle and place + 1 < len(tokens) and _named(tokens[place + 1])):
            names += _name(text, tokens, run)
            run = [place] if _named(token) else []
    return names + _name(text, tokens, run)


def _of(text: str, tokens: Sequence[Token], run: list[int], place: int) -> bool:
    """Whether only a particle stands between a run and a token: "Bank of England"."""
    between = text[tokens[run[-1]].end : tokens[place].start]
    return re.fullmatch(r"\s(?:of|de|da|van|von|del|al|bin)\s", between) is not None


def _named(token: Token) -> bool:
    folded = token.text.casefold()
    if is_foreign(token.text) and token.capital:
        return True
    if not token.capital or folded in _CALENDAR or (len(token.text) == 1 and token.initial):
        return False
    if token.norm == "usa" or token.text.isupper():
        return not (token.initial and folded in STOP_WORDS)
    return not (folded in STOP_WORDS or "n't" in folded or (token.initial and folded in _OPENERS))


def _name(text: str, tokens: Sequence[Token], run: Sequence[int]) -> list[Name]:
    if not run:
        return []
    own = [p for p in run if tokens[p].norm not in TITLES]
    if not own:
        return []
    stems = tuple(tokens[p].stem for p in own)
    nations = {NATION_OF[tokens[p].norm] for p in own if tokens[p].norm in NATION_OF}
    nations |= {nation for pair, nation in SEATS.items() if set(pair) <= set(stems)}
    first = tokens[run[0]]
    known = len(own) == 1 and tokens[own[0]].norm in NATION_OF
    sure = known or len(run) > 1 or not first.initial or first.text.isupper()
    return [
        Name(
            text=text[first.start : tokens[run[-1]].start] + tokens[run[-1]].text,
            stems=stems,
            keys=frozenset({*stems, *(f"@{n}" for n in nations)}),
            first=run[0],
            last=run[-1],
            sure=sure,
            known=known,
            capital=known and tokens[own[0]].norm in CAPITALS,
        )
    ]


def acronym(stems: Collection[str], words: Sequence[str]) -> bool:
    """Whether one of the stems is made of the first letters of the words: "ECB"."""
    letters = "".join(word[0] for word in words if word)
    return len(letters) > 1 and letters in stems


def stem_words(text: str) -> set[str]:
    """Give the stems of a title's or an outlet's words."""
    return {stem_of(word)[1] for word in re.findall(r"[^\W_]+", text)}
