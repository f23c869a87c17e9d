"""The words of a text with their places, stems and clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.lexical import STOP_WORDS, terms, words

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|(?:[^\W\d_]\.){2,}|[^\W_]+(?:'[^\W_]+)*")
_BREAK = re.compile(r"[;:!?()\u2014]|--| - |\.(?=\"?\s|\"?$)|,(?=\"?\s)")
_CLAUSE_WORDS = frozenset(
    ["but", "while", "although", "though", "because", "whereas", "which", "who", "whom"]
)
_INITIAL = re.compile(r"(?:^|[.!?:]\s|[\"(\u2014]\s?|\s-\s|--\s?)$")
_IRREGULAR = """rise rose risen|fall fell fallen|say said|win won|beat beaten|hold held|meet met
    begin began begun|take took taken|make made|give gave given|sell sold|buy bought|pay paid
    lose lost|go went gone|come came|become became|see saw seen|find found|get got gotten
    tell told|know knew known|grow grew grown|fly flew flown|write wrote written|speak spoke spoken
    break broke broken|choose chose chosen|leave left|lead led|keep kept|send sent|spend spent
    build built|bring brought|think thought|teach taught|catch caught|fight fought|seek sought
    strike struck|sink sank sunk|sing sang sung|run ran|drive drove driven|ride rode ridden
    draw drew drawn|throw threw thrown|show showed shown|steal stole stolen|shoot shot
    stand stood|understand understood|withdraw withdrew withdrawn|overthrow overthrew overthrown
    die died dies dying death|kill killed|hit hit|cut cut cutting|feed fed|freeze froze frozen
    hear heard|mean meant|feel felt|deal dealt|bind bound|wind wound|swear swore sworn
    wear wore worn|bear bore borne|tear tore torn|shake shook shaken|forbid forbade forbidden
    deny denied denies|plan planned planning|sit sat|lay laid|lie lay lain|arise arose arisen
    woman women|man men|person people|child children|percent percentage"""
_BASE = {
    form: line.split()[0]
    for line in re.split(r"[|\n]", _IRREGULAR)
    if line.split()
    for form in line.split()
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or figure of a text.

    Attributes:
        text: As it stands, without a possessive 's.
        norm: Folded.
        stem: Stemmed, irregular forms brought to their base.
        start: Offset in the folded text.
        end: Offset after its last character.
        clause: Number of its clause, counted by commas, stops and conjunctions.
        content: Whether it carries meaning of its own.
        initial: Whether its capital may be that of a sentence's first word.
    """

    text: str
    norm: str
    stem: str
    start: int
    end: int
    clause: int
    content: bool
    initial: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@lru_cache(maxsize=1 << 15)
def stem_of(word: str) -> tuple[str, str]:
    """Give the folded form and the stem of one word."""
    folded = words(word)
    norm = folded[0] if folded else word.casefold()
    base = _BASE.get(norm, norm)
    stems = terms(base)
    return norm, (stems[0] if stems else base)


def tokenise(text: str) -> list[Token]:
    """Split a folded text into tokens, in order."""
    tokens: list[Token] = []
    clause, last = 0, 0
    for found in _TOKEN.finditer(text):
        gap = text[last : found.start()]
        raw = found.group()
        clause += bool(_BREAK.search(gap))
        clause += raw.casefold() in _CLAUSE_WORDS
        word = re.sub(r"'s?$", "", raw)
        norm, stem = stem_of(word)
        initial = last == 0 or bool(
            word[:1].isupper() and _INITIAL.search(text[max(0, found.start() - 4) : found.start()])
        )
        content = norm not in STOP_WORDS and not norm.endswith("n't")
        tokens.append(Token(word, norm, stem, *found.span(), clause, content, initial))
        last = found.end()
    return tokens
