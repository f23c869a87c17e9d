"""Find the passages that best match a question: dense and BM25 fused, then MaxSim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.corpus import best
from rag.matching import Query, prepare

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from index import Corpus

_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one search, best first.

    Attributes:
        query: The query that they answer.
        rows: (n,) rows of the passages.
        scores: (n,) float32, comparable within this search only.
    """

    query: Query
    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


def retrieve(corpus: Corpus, text: str, *, top_k: int, as_of: date | None = None) -> Found:
    """Find candidates for a question."""
    query = prepare(corpus, [text])[0]
    if not len(corpus.rows):
        return Found(query, np.zeros(0, np.int64), np.zeros(0, np.float32))
    allowed = corpus.article_of >= 0
    if as_of is not None:
        days = corpus.published[np.maximum(corpus.article_of, 0)]
        allowed &= days <= as_of.toordinal()
    lexical = corpus.postings.scores({i: 1.0 for i in query.term_ids if i >= 0})
    count = max(_CANDIDATES, top_k)
    dense = corpus.nearest(query.vector[None], len(corpus.rows) if as_of else count)[0][0]
    rows = np.union1d(dense, best(np.where(allowed, lexical, -1), min(count, len(lexical)))[0])
    rows = rows[allowed[rows]]
    parts = [
        0.35 * _standard(corpus.cosines(query.vector, rows)),
        0.3 * _standard(lexical[rows]),
        0.35 * _standard(maxsim(corpus, query, rows)),
    ]
    scores = np.sum(parts, axis=0)
    order = np.lexsort((rows, -scores))[:top_k]
    return Found(query, rows[order], scores[order].astype(np.float32))


def maxsim(corpus: Corpus, query: Query, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Compare a query with passages token by token; 0 where there are no token vectors."""
    scores = np.zeros(len(rows), dtype=np.float32)
    tokens = corpus.token_vectors([int(row) for row in rows])
    filled = [i for i, (vectors, _) in enumerate(tokens) if len(vectors)]
    if not filled:
        return scores
    vectors = np.concatenate([tokens[i][0] for i in filled])
    starts = np.cumsum([0] + [len(tokens[i][0]) for i in filled[:-1]])
    scores[filled] = query.similarities(vectors, starts) @ query.weights
    return scores


def _standard(values: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = float(values.std())
    standard: NDArray[np.float32] = (
        (values - values.mean()) / spread if spread > 1e-6 else values * 0
    )
    return standard
