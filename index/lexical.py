"""BM25 over title, outlet, date and text.

Scores follow Lucene's form of BM25 (Robertson and Zaragoza 2009,
https://doi.org/10.1561/1500000019; Kamphuis et al. 2020,
https://doi.org/10.1007/978-3-030-45442-5_4) and equal those of the bm25s package, which a
test holds. The postings lie in plain arrays that are memory-mapped, so opening a large
index costs nothing and importing it needs numpy alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from Stemmer import Stemmer

K1 = 1.5
B = 0.75

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been
    before being below between both but by can could did do does doing down during each few
    for from further had has have having he her here hers herself him himself his how i if in
    into is it its itself just me might more most must my myself no nor not now of off on once
    only or other our ours ourselves out over own per same shall she should so some such than
    that the their theirs them themselves then there these they this those through to too
    under until up upon very was we were what when where which while who whom whose why will
    with within without would you your yours yourself yourselves""".split()  # noqa: SIM905 - a list would be 130 lines
)

_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}(?=\W|$)")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+(?:'[^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_UNITED_STATES = re.compile(r"\bU\.?S\.?(?:A\b\.?)?(?=\W|$)|\bUnited States(?: of America)?\b")
# Past forms that no stemmer joins to their verbs; those that are as often another word
# ("left", "lay", "wound") are left out.
PAST = {
    past: verb
    for verb, forms in {
        "arise": "arose arisen", "become": "became", "begin": "began begun", "bring": "brought",
        "build": "built", "buy": "bought", "catch": "caught", "choose": "chose chosen",
        "come": "came", "draw": "drew drawn", "drive": "drove driven", "eat": "ate eaten",
        "fall": "fell fallen", "feel": "felt", "fight": "fought", "find": "found", "flee": "fled",
        "fly": "flew flown", "forget": "forgot forgotten", "freeze": "froze frozen", "get": "got",
        "give": "gave given", "go": "went gone", "grow": "grew grown", "hear": "heard",
        "hide": "hid hidden", "hold": "held", "keep": "kept", "know": "knew known", "lead": "led",
        "lend": "lent", "lose": "lost", "make": "made", "mean": "meant", "meet": "met",
        "pay": "paid", "rise": "rose risen", "run": "ran", "say": "said", "see": "saw seen",
        "seek": "sought", "sell": "sold", "send": "sent", "shake": "shook shaken", "shoot": "shot",
        "shrink": "shrank shrunk", "sing": "sang sung", "sink": "sank sunk", "sit": "sat",
        "speak": "spoke spoken", "spend": "spent", "stand": "stood", "steal": "stole stolen",
        "strike": "struck stricken", "swear": "swore sworn", "sweep": "swept", "swim": "swam swum",
        "take": "took taken", "teach": "taught", "tear": "tore torn", "tell": "told",
        "think": "thought", "throw": "threw thrown", "understand": "understood", "wear": "wore worn",
        "win": "won", "withdraw": "withdrew withdrawn", "write": "wrote written",
    }.items()
    for past in forms.split()
}  # fmt: skip


@cache
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer("english")


def words(text: str) -> list[str]:
    """Split a text into folded words: case, accents, dots of acronyms, thousands' commas."""
    text = _UNITED_STATES.sub("usa", text)
    text = _ACRONYM.sub(lambda found: found.group().replace(".", ""), text)
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in folded if not unicodedata.combining(c)).replace("\u2019", "'")
    found = _WORD.findall(_GROUPED.sub("", folded))
    return [_POSSESSIVE.sub("", word) if "'" in word else word for word in found]


@lru_cache(maxsize=1 << 16)
def is_content(token: str) -> bool:
    """Say whether a token carries meaning: a letter or digit, and no stop word."""
    return token.casefold() not in STOP_WORDS and any(c.isalnum() for c in token)


def terms(text: str) -> list[str]:
    """Give the index terms of a text: its words without stop words, stemmed."""
    kept = [PAST.get(word, word) for word in words(text) if word not in STOP_WORDS]
    stems: list[str] = _stemmer().stemWords(kept)
    return stems


@dataclass(frozen=True, slots=True)
class Postings:
    """An inverted index of BM25 weights.

    Attributes:
        first: (terms + 1,) int64: where each term's postings begin.
        rows: Passage row of each posting, int32.
        weights: BM25 weight of each posting, float32, idf included.
        idf: (terms,) float32.
        size: Rows in all, the dead ones included.
    """

    first: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    size: int

    def scores(self, query: Mapping[int, float]) -> NDArray[np.float32]:
        """Score every passage.

        Args:
            query: Term id → how much that term counts; 1 is plain BM25.

        Returns:
            (size,) float32; 0 where no term occurs.
        """
        scores = np.zeros(self.size, dtype=np.float32)
        for term, weight in query.items():
            if 0 <= term < len(self.first) - 1:
                part = slice(self.first[term], self.first[term + 1])
                scores[self.rows[part]] += np.float32(weight) * self.weights[part]
        return scores

    def save(self, folder: Path) -> None:
        """Write the arrays into a new folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("first", "rows", "weights", "idf"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        np.save(folder / "size.npy", np.asarray(self.size))

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Map the arrays that `save` wrote.

        Raises:
            OSError: A file is missing.
            ValueError: A file is cut short.
        """
        try:
            first, rows, weights, idf = (
                np.load(folder / f"{name}.npy", mmap_mode="r")
                for name in ("first", "rows", "weights", "idf")
            )
            size = int(np.load(folder / "size.npy"))
        except EOFError as error:
            message = f"{folder} holds an empty file"
            raise ValueError(message) from error
        return cls(first, rows, weights, idf, size)


def build(passages: Iterable[tuple[int, bytes]], *, vocabulary: int, size: int) -> Postings:
    """Build the postings of all passages.

    Args:
        passages: (row, term ids as int32 bytes) of each live passage.
        vocabulary: Number of term ids.
        size: Number of rows, the dead ones included.
    """
    rows, ids = [], []
    for row, blob in passages:
        found = np.frombuffer(blob, dtype=np.int32)
        ids.append(found)
        rows.append(np.full(len(found), row, dtype=np.int64))
    lengths = np.asarray([len(found) for found in ids], dtype=np.float64)
    if not lengths.sum():
        empty = np.zeros(0, dtype=np.float32)
        first = np.zeros(vocabulary + 1, dtype=np.int64)
        return Postings(
            first, empty.astype(np.int32), empty, np.zeros(vocabulary, np.float32), size
        )
    key = np.concatenate(ids).astype(np.int64) * size + np.concatenate(rows)
    key, counts = np.unique(key, return_counts=True)
    term, row_of = key // size, key % size
    frequency = np.bincount(term, minlength=vocabulary)
    idf = np.log1p((len(lengths) - frequency + 0.5) / (frequency + 0.5))
    length_of = np.zeros(size)
    length_of[[int(r[0]) for r in rows if len(r)]] = lengths[lengths > 0]
    norm = K1 * (1 - B + B * length_of[row_of] / lengths.mean())
    weights = idf[term] * counts / (counts + norm)
    first = np.concatenate(([0], np.cumsum(frequency)))
    return Postings(
        first, row_of.astype(np.int32), weights.astype(np.float32), idf.astype(np.float32), size
    )
