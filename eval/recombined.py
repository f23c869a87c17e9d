"""A large corpus out of a small one: its sentences put together anew, with other names."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from index.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index import Article, Corpus

_SEED = 20260312
_FEWEST_WORDS = 4
_MOST_WORDS = 60
# About as many as an article of the benchmark has.
_ARTICLE_WORDS = 1_750
_BASES = 3
# Sentences that stay together.
_RUN = 3
_NAMES = 40_000
_FIRST_DAY = date(2016, 1, 1)
_DAYS = 3_600

# Not before a stop, where it may be an abbreviation, nor at the start of a quotation.
_NAME = re.compile(r"(?<=[a-z0-9,;:] )[A-Z][a-z]{2,}(?![\w.'’])")
_MONTHS = (  # noqa: SIM905 - a line that one can read
    "January February March April May June July August September October November December"
).split()
_SYLLABLES = (  # noqa: SIM905 - the same
    "bar bel cor dal dor el fen gar hal hol im jor kal ken lan lor mar mel mor nor ol or pel "
    "ral ren ros sal sel tan tor ul val ver vor wen yar zel zor"
).split()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the small corpus.

    Attributes:
        text: Its text.
        row: The row of its passage.
        place: Its place among the passage's sentences.
    """

    text: str
    row: int
    place: int


class Bank:
    """The sentences of a small corpus, by article, with the vectors that its store holds."""

    def __init__(self, corpus: Corpus) -> None:
        """Read every passage of an open corpus; the corpus must stay open."""
        self.corpus = corpus
        self.articles: list[Article] = []
        self.sentences: list[list[Line]] = []
        self._of: dict[str, Line] = {}
        for article in corpus.articles:
            found = list(self._read(article.id))
            if len(found) >= _RUN:
                self.articles.append(article)
                self.sentences.append(found)
                self._of.update((_NAME.sub("\0", one.text), one) for one in found)
        self.outlet_words = {
            word for article in self.articles for word in (article.outlet or "").split()
        }
        self._all = [one for some in self.sentences for one in some]

    def _read(self, article_id: str) -> Iterator[Line]:
        rows = self.corpus.passage_rows(article_id)
        passages = self.corpus.passages(rows)
        for row in rows:
            passage = passages[row]
            for place, (start, end) in enumerate(passage.sentences):
                text = passage.text[start - passage.start : end - passage.start]
                fits = _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
                if fits and sentence_spans(text) == [(0, len(text))]:
                    yield Line(text, row, place)

    def origin(self, line: str) -> Line:
        """Give the sentence that a renamed one was; any one for a line that is none."""
        found = self._of.get(_NAME.sub("\0", line))
        return found or self._all[zlib.crc32(line.encode("utf-8", "replace")) % len(self._all)]


class Recombiner:
    """Writes articles out of the sentences of a bank; the same number gives the same article."""

    def __init__(self, bank: Bank) -> None:
        """Take the sentences to put together."""
        self.bank = bank

    def article(self, number: int) -> Article:
        """Write one article, one sentence a line."""
        rng = np.random.default_rng([_SEED, number])
        bases = self.bases(number)
        rename = self.renaming(number)
        lines: list[str] = []
        words = 0
        while words < _ARTICLE_WORDS:
            some = self.bank.sentences[bases[rng.integers(_BASES)]]
            first = int(rng.integers(max(1, len(some) - _RUN)))
            for one in some[first : first + _RUN]:
                lines.append(rename(one.text))
                words += len(one.text.split())
        base = self.bank.articles[bases[0]]
        return replace(
            base,
            id=f"recombined-{number:06d}",
            title=rename(base.title or lines[0]),
            url=f"https://recombined.example/{number}",
            published=_FIRST_DAY + timedelta(days=int(rng.integers(_DAYS))),
            text="\n".join(lines),
        )

    def bases(self, number: int) -> list[int]:
        """Give the articles of the bank whose sentences one article takes."""
        rng = np.random.default_rng([_SEED, number, 1])
        return [int(i) for i in rng.integers(len(self.bank.articles), size=_BASES)]

    def questions(self, asked: Sequence[tuple[str, str]], count: int) -> list[str]:
        """Put questions of the small corpus in the names of the large one.

        Args:
            asked: (question, address of an article that answers it).
            count: How many articles the large corpus has.

        Returns:
            The questions; each in the names of the first article that took sentences of
            the one that answers it, or as it is where none did.
        """
        place = {article.url: i for i, article in enumerate(self.bank.articles)}
        first: dict[int, int] = {}
        for number in range(count):
            for base in self.bases(number):
                first.setdefault(base, number)
        numbers = [first.get(place.get(url, -1)) for _, url in asked]
        return [
            question if number is None else self.renaming(number)(question)
            for (question, _), number in zip(asked, numbers, strict=True)
        ]

    def renaming(self, number: int) -> Callable[[str], str]:
        """Give the call that puts one article's own names in the place of others."""
        rng = np.random.default_rng([_SEED, number, 2])
        # A question names outlets, and these stay what they are.
        names = {word: word for word in self.bank.outlet_words}

        def renamed(found: re.Match[str]) -> str:
            word = found.group()
            if word not in names:
                # Squared, so that some names are in many articles and most in few.
                names[word] = _name(int(_NAMES * float(rng.random()) ** 2), word)
            return names[word]

        return lambda text: _NAME.sub(renamed, text)


def _name(number: int, word: str) -> str:
    """Give a made-up name, or another month for a month."""
    if word in _MONTHS:
        return _MONTHS[number % 12]
    parts = []
    rest = number + len(_SYLLABLES)
    while rest:
        rest, part = divmod(rest, len(_SYLLABLES))
        parts.append(_SYLLABLES[part])
    return "".join(parts).capitalize()
