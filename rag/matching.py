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

from index.lexical import is_content, terms
from rag.questions import content_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question made ready for comparison with passages.

    Attributes:
        text: The question.
        vector: (dimension,) float32, its pooled vector.
        words: Its content words.
        idf: (words,) float32, how rare each is in the corpus.
        tokens: (tokens, dimension) float32, the vectors of its content tokens.
        word_of: (tokens,) int, the place in `words` of each token's word.
        term_ids: Index term id of each word; -1 where the corpus lacks it.
    """

    text: str
    vector: NDArray[np.float32]
    words: tuple[str, ...]
    idf: NDArray[np.float32]
    tokens: NDArray[np.float32]
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
        best = np.maximum.reduceat(vectors @ self.tokens.T, starts, axis=0)
        pieces = np.bincount(self.word_of, minlength=len(self.words)).astype(np.float32)
        sums = np.zeros((len(starts), len(self.words)), dtype=np.float32)
        np.add.at(sums.T, self.word_of, best.T)
        found: NDArray[np.float32] = (sums / np.maximum(pieces, 1)).astype(np.float32)
        return found


def prepare(corpus: Corpus, texts: list[str]) -> list[Query]:
    """Make queries ready; their texts are embedded together."""
    embedded = corpus.embedder.embed(texts)
    queries = []
    for place, text in enumerate(texts):
        words = content_words(text)
        ids, idf = word_statistics(corpus, words)
        tokens, word_of = np.zeros((0, corpus.dimension), np.float32), np.zeros(0, np.int64)
        if embedded.tokens is not None:
            found = embedded.tokens[place]
            tokens, word_of = _by_word(text, words, found.vectors, found.spans)
        queries.append(
            Query(
                text=text,
                vector=embedded.vectors[place],
                words=words,
                idf=idf,
                tokens=tokens,
                word_of=word_of,
                term_ids=ids,
            )
        )
    return queries


def word_statistics(
    corpus: Corpus, words: tuple[str, ...]
) -> tuple[tuple[int, ...], NDArray[np.float32]]:
    """Give the index term id and the idf of each word; unknown words are the rarest."""
    stems = [(terms(word) or [word])[0] for word in words]
    known = corpus.term_ids(stems)
    ids = tuple(known.get(stem, -1) for stem in stems)
    rarest = float(np.log1p(len(corpus.rows) + 0.5) + 0.7)
    idf = [float(corpus.postings.idf[i]) if i >= 0 else rarest for i in ids]
    return ids, np.asarray(idf, dtype=np.float32)


def _by_word(
    text: str, words: tuple[str, ...], vectors: NDArray[np.float32], spans: NDArray[np.int32]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Assign the tokens to the content words that they spell; the rest are left out."""
    from index.lexical import words as fold

    place_of = {word: i for i, word in enumerate(words)}
    kept, places = [], []
    for start, end, token in _whole_words(text, spans):
        folded = fold(text[start:end])
        place = place_of.get(folded[0], -1) if folded else -1
        if place >= 0 and is_content(text[start:end]):
            kept += token
            places += [place] * len(token)
    return vectors[kept], np.asarray(places, dtype=np.int64)


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
