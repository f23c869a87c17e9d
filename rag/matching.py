"""How well a text matches a question, word by word.

Late interaction (MaxSim; Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832)
compares each token of the question with its most similar token of the text. A plain mean
over the tokens lets a long question's filler drown its names, so each word counts by its
inverse document frequency in the corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.base import TokenVectors
from index.lexical import is_content, terms
from rag.parts import REPORTING
from rag.questions import content_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index import Corpus
    from rag.parts import Part

# What a word that speaks of reporting ("article", "claims") counts for.
_REPORTING = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question made ready for comparison with passages.

    Attributes:
        text: The question.
        vector: (dimension,) float32, its pooled vector.
        words: Its content words.
        idf: (words,) float32, how rare each is in the corpus.
        tokens: (tokens, dimension) float32, the vectors of its content tokens.
        places: (tokens,) int, the place of each among all tokens of the whole question.
        word_of: (tokens,) int, the place in `words` of each token's word.
        term_ids: Index term id of each word; -1 where the corpus lacks it.
    """

    text: str
    vector: NDArray[np.float32]
    words: tuple[str, ...]
    idf: NDArray[np.float32]
    tokens: NDArray[np.float32]
    places: NDArray[np.int64]
    word_of: NDArray[np.int64]
    term_ids: tuple[int, ...]

    @property
    def weights(self) -> NDArray[np.float32]:
        """(words,) share of each word; they sum to 1."""
        weights: NDArray[np.float32] = self.idf / max(float(self.idf.sum()), 1e-9)
        return weights

    def similarities(
        self, vectors: NDArray[np.float32], starts: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Compare the words with groups of token vectors.

        Args:
            vectors: (n, dimension) token vectors of all groups, one after the other.
            starts: (groups,) where each group begins; no group is empty.

        Returns:
            (groups, words): the best cosine of each word in each group; a word cut into
            pieces has the mean of its pieces; 0 for words without a token.
        """
        if not len(self.tokens) or not len(starts):
            return np.zeros((len(starts), len(self.words)), dtype=np.float32)
        best: NDArray[np.float32] = np.maximum.reduceat(vectors @ self.tokens.T, starts, axis=0)
        return best @ self.shares

    @property
    def shares(self) -> NDArray[np.float32]:
        """(tokens, words): each token's share in the word that it spells."""
        pieces = np.bincount(self.word_of, minlength=len(self.words)).astype(np.float32)
        shares = np.zeros((len(self.tokens), len(self.words)), dtype=np.float32)
        shares[np.arange(len(self.tokens)), self.word_of] = 1 / pieces[self.word_of]
        return shares


def prepare(corpus: Corpus, text: str, parts: Sequence[Part] = ()) -> list[Query]:
    """Make a question and its parts ready, with one inference where tokens are to be had.

    Returns:
        The whole question first, then its parts.
    """
    texts = [text, *(part.text for part in parts)]
    embedded = corpus.embedder.embed(texts[:1])
    if embedded.tokens is None:
        vectors = corpus.embedder.embed(texts).vectors
        bare = TokenVectors(
            vectors=np.zeros((0, corpus.dimension), np.float32), spans=np.zeros((0, 2), np.int32)
        )
        nowhere = np.zeros(0, dtype=np.int64)
        return [
            _query(corpus, t, v, text, bare, nowhere) for t, v in zip(texts, vectors, strict=True)
        ]
    tokens = embedded.tokens[0]
    everywhere = np.arange(len(tokens.spans))
    queries = [_query(corpus, text, embedded.vectors[0], text, tokens, everywhere)]
    for part in parts:
        starts = tokens.spans[:, 0]
        inside = np.zeros(len(starts), dtype=bool)
        for start, end in part.places:
            inside |= (starts >= start) & (starts < end)
        own = TokenVectors(vectors=tokens.vectors[inside], spans=tokens.spans[inside])
        mean = own.vectors.mean(axis=0) if inside.any() else embedded.vectors[0]
        vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
        queries.append(_query(corpus, part.text, vector, text, own, np.flatnonzero(inside)))
    return queries


def _query(  # noqa: PLR0913, PLR0917 - all that a query is made of
    corpus: Corpus,
    text: str,
    vector: NDArray[np.float32],
    whole: str,
    tokens: TokenVectors,
    places: NDArray[np.int64],
) -> Query:
    """Make one query; token spans and places count in the whole question."""
    words = content_words(text)
    ids, idf = word_statistics(corpus, words)
    kept, word_of = _by_word(whole, words, tokens.spans)
    return Query(
        text=text,
        vector=vector,
        words=words,
        idf=idf,
        tokens=tokens.vectors[kept],
        places=places[kept],
        word_of=word_of,
        term_ids=ids,
    )


def word_statistics(
    corpus: Corpus, words: tuple[str, ...]
) -> tuple[tuple[int, ...], NDArray[np.float32]]:
    """Give the index term id and the idf of each word; unknown words are the rarest."""
    stems = [(terms(word) or [word])[0] for word in words]
    known = corpus.term_ids(stems)
    ids = tuple(known.get(stem, -1) for stem in stems)
    rarest = float(np.log1p(len(corpus.rows) + 0.5) + 0.7)
    idf = [float(corpus.postings.idf[i]) if i >= 0 else rarest for i in ids]
    counts = [_REPORTING if stem in REPORTING else 1.0 for stem in stems]
    return ids, np.asarray(idf, dtype=np.float32) * np.asarray(counts, dtype=np.float32)


def lexical_weights(corpus: Corpus, text: str) -> dict[int, float]:
    """Give the index terms of a text with what each counts for in BM25."""
    stems = terms(text)
    known = corpus.term_ids(stems)
    return {i: _REPORTING if stem in REPORTING else 1.0 for stem, i in known.items()}


def _by_word(
    text: str, words: tuple[str, ...], spans: NDArray[np.int32]
) -> tuple[list[int], NDArray[np.int64]]:
    """Give the tokens that spell content words, and the place of each one's word."""
    from index.lexical import words as fold

    place_of = {word: i for i, word in enumerate(words)}
    kept: list[int] = []
    places: list[int] = []
    for start, end, token in _whole_words(text, spans):
        folded = fold(text[start:end])
        place = place_of.get(folded[0], -1) if folded else -1
        if place >= 0 and is_content(text[start:end]):
            kept += token
            places += [place] * len(token)
    return kept, np.asarray(places, dtype=np.int64)


def _whole_words(text: str, spans: NDArray[np.int32]) -> list[tuple[int, int, list[int]]]:
    """Join the tokens that touch into words, a possessive 's and a full stop included."""
    joined: list[tuple[int, int, list[int]]] = []
    for i, (start, end) in enumerate(spans):
        glued = joined and start == joined[-1][1] and not text[start:end].isspace()
        if glued and (
            text[start:end].isalnum() == text[start - 1].isalnum() or text[start:end] in ".'’"
        ):
            first, _, tokens = joined[-1]
            joined[-1] = (first, int(end), [*tokens, i])
        else:
            joined.append((int(start), int(end), [i]))
    return joined
