"""Which sentences of which articles are about a topic.

An article that opens with the topic is about it, and its dated sentences may belong to the
timeline; of any other article only those that themselves speak of the topic do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.entries import heading
from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from index import Article, Corpus
    from rag.matching import Query
    from rag.retrieval import Found

_LEAD_PASSAGES = 2
# The opening of an article about the topic has so much of it (share of words met + cosine),
# and so much of what the best one has.
_ON_TOPIC, _OF_BEST = 0.95, 0.76
_NAME = re.compile(r"\b[A-Z]\w{2,}")
_UNITED_STATES = re.compile(r"\b(?:U\.?S\.?A?\.?|America\w*|United States)(?=\W|$)")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of an article that was found for the topic.

    Attributes:
        article: Its article, without text.
        start: Offset of its first character in the article's text.
        end: Offset after its last character.
        text: The sentence.
        lead: How much the opening of its article is about the topic, 0 to 2.
        on_topic: Whether its article is about the topic.
        first: Whether it is the first whole sentence of its article.
    """

    article: Article
    start: int
    end: int
    text: str
    lead: float
    on_topic: bool
    first: bool


class Topic:
    """What a timeline is about, ready for comparison."""

    def __init__(self, corpus: Corpus, found: Found) -> None:
        """Take a topic that was searched."""
        self._corpus = corpus
        self._query: Query = found.query
        self._stems = [(terms(word) or [word])[0] for word in found.query.words]
        self._names = [
            n.casefold() for n in _NAME.findall(_UNITED_STATES.sub("", found.query.text))
        ]
        self._rows: dict[int, list[int]] = {}
        for row in found.rows:
            self._rows.setdefault(int(corpus.article_of[row]), []).append(int(row))

    def lines(self) -> list[Line]:
        """Give the whole sentences of the articles about the topic, and of others' hits."""
        leads = {number: self._opening(number) for number in self._rows}
        bar = max(_ON_TOPIC, _OF_BEST * max(leads.values(), default=0.0))
        return [
            line
            for number, lead in leads.items()
            for line in self._article_lines(number, lead, on_topic=lead >= bar)
        ]

    def _article_lines(self, number: int, lead: float, *, on_topic: bool) -> Iterator[Line]:
        article = self._corpus.articles[number]
        every = self._corpus.passage_rows(article.id)
        if not on_topic and not self._named(article):
            return
        rows = every if on_topic else sorted(self._rows[number])
        passages = self._corpus.passages(rows)
        first = on_topic
        for row in rows:
            passage = passages[row]
            for start, end in passage.sentences:
                text = passage.text[start - passage.start : end - passage.start]
                if not _ENDED.search(text) or text.startswith("("):
                    continue  # a headline, a caption, a byline, a piece of a sentence
                yield Line(
                    article=article,
                    start=start,
                    end=end,
                    text=text,
                    lead=lead,
                    on_topic=on_topic,
                    first=first,
                )
                first = False

    def _named(self, article: Article) -> bool:
        """Whether an article holds all the names of the topic."""
        whole = self._corpus.article(article.id)
        text = f"{heading(article)} {whole.text if whole else ''}".casefold()
        return all(name in text for name in self._names)

    def _opening(self, number: int) -> float:
        article = self._corpus.articles[number]
        rows = self._corpus.passage_rows(article.id)[:_LEAD_PASSAGES]
        passages = self._corpus.passages(rows)
        text = " ".join([heading(article), *(passages[row].text for row in rows)])
        vectors = [vectors for vectors, _ in self._corpus.token_vectors(rows)]
        tokens = np.concatenate(vectors)
        if len(tokens):
            return self.likeness(text, tokens, cosine(tokens.mean(axis=0), self._query.vector))
        near = self._corpus.cosines(self._query.vector, np.asarray(rows, dtype=np.int64))
        return self.likeness(text, tokens, float(near.max()))

    def likeness(self, text: str, tokens: NDArray[np.float32], cosine: float) -> float:
        """Say how much a text is about the topic.

        Args:
            text: The text.
            tokens: (tokens, dimension) its token vectors; none where there are none.
            cosine: Of its own vector with the topic's.

        Returns:
            The share of the topic's words that the text has or comes near, plus the cosine.
        """
        known = set(terms(text))
        met = np.asarray([stem in known for stem in self._stems], dtype=np.float32)
        if len(tokens):
            met = np.maximum(met, self._query.similarities(tokens, np.zeros(1, np.int64))[0])
        return float(met @ self._query.weights) + cosine

    @property
    def vector(self) -> NDArray[np.float32]:
        """(dimension,) its pooled vector."""
        return self._query.vector


def cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Give the cosine of two vectors, 0 where one of them is 0."""
    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float(one @ other) / max(lengths, 1e-6)
