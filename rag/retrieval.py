"""Find the passages that best match a question.

Each part of the question is searched on its own: BM25 and dense vectors propose
candidates, and BM25, cosine and MaxSim together rank them, with a preference for the
outlet and the days that the question names. The parts' lists are then interleaved, so that
every part is served. docs/retrieval.md has what each step brings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.scanning import best
from rag.events import event_times
from rag.matching import Query, lexical_weights, prepare
from rag.parts import Outlets, Part, split
from rag.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from index import Corpus

_LEXICAL_CANDIDATES, _DENSE_CANDIDATES = 20, 8
# Chosen on the dev half of MultiHop-RAG and on the practice corpus; docs/retrieval.md.
_WHOLE, _MAXSIM, _COSINE, _WHOLE_MAXSIM, _OUTLET = 0.5, 1.0, 0.5, 0.5, 2.0
# What BM25 of another outlet's passages, and of the wanted one's, is multiplied by.
_TIMES = np.asarray([1, 1 + _OUTLET], dtype=np.float32)
_SAME_ARTICLE = 0.05
# Of the weight of its words, by idf, the best passage should reach so much in BM25.
_WORDED = 0.6
_COPY = 0.985


@dataclass(frozen=True, slots=True)
class Found:
    """What one search found, best first.

    Attributes:
        query: The whole question.
        rows: (n,) rows of the passages.
        scores: (n,) float32, falling, comparable within this search only.
    """

    query: Query
    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class Retriever:
    """Searches one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        """Learn the outlets of the corpus."""
        self.corpus = corpus
        self.outlets = Outlets(a.outlet for a in corpus.articles if a.outlet)
        folded = [(a.outlet or "").casefold() for a in corpus.articles]
        self._outlet_of = np.asarray(folded, dtype=object)

    def search(
        self,
        question: str,
        *,
        top_k: int,
        as_of: date | None = None,
        only: Collection[str] | None = None,
    ) -> Found:
        """Find passages for a question.

        Args:
            question: A question that stands on its own.
            top_k: How many rows to return, at least 1.
            as_of: Use only articles published up to this day, and undated ones.
            only: Ids of the articles that may be used; by default all.
        """
        corpus = self.corpus
        parts = split(question, self.outlets)
        queries = prepare(corpus, question, parts if len(parts) > 1 else ())
        allowed = self._allowed(as_of, only)
        if not allowed.any():
            return Found(queries[0], np.zeros(0, np.int64), np.zeros(0, np.float32))
        candidates = _Candidates(corpus, queries, allowed, enough=top_k)
        events = event_times(corpus, question, allowed)
        bonus = scope_of(question, today=as_of, events=events).bonus(corpus.published)
        lists = [
            self._ranked(candidates, place, part, bonus, top_k=top_k)
            for place, part in enumerate(parts)
        ]
        rows, scores = _filled(_interleaved(lists, top_k), candidates, top_k)
        order = _copies_last(corpus, rows)
        return Found(queries[0], rows[order], np.minimum.accumulate(scores[order]))

    def _allowed(self, as_of: date | None, only: Collection[str] | None) -> NDArray[np.bool_]:
        corpus = self.corpus
        allowed: NDArray[np.bool_] = corpus.article_of >= 0
        if only is not None:
            chosen = [place for i in set(only) if (place := corpus.article_number(i)) >= 0]
            allowed = allowed & np.isin(corpus.article_of, chosen)
        if as_of is not None:
            days = corpus.published[np.maximum(corpus.article_of, 0)]
            allowed = allowed & (days <= as_of.toordinal())
        return allowed

    def _ranked(
        self,
        candidates: _Candidates,
        place: int,
        part: Part,
        bonus: NDArray[np.float32],
        *,
        top_k: int,
    ) -> list[tuple[int, float]]:
        """Rank the candidates of one part; more passages of one article count less."""
        articles = self.corpus.article_of
        preferred = None
        if part.outlet is not None:
            preferred = (self._outlet_of == part.outlet)[articles]
        rows, scores = candidates.scored(place, preferred)
        scores = scores + bonus[articles[rows]]
        if preferred is not None:
            scores += _OUTLET * preferred[rows]
        return _spread(rows, scores, articles, top_k)


class _Candidates:
    """The candidates of all parts of one question, compared once."""

    def __init__(
        self, corpus: Corpus, queries: Sequence[Query], allowed: NDArray[np.bool_], *, enough: int
    ) -> None:
        self._corpus = corpus
        self._queries = queries
        self._allowed = allowed
        self._enough = enough
        texts = [re.sub(r"\s+", " ", query.text) for query in queries]
        self._lexical = [corpus.postings.scores(lexical_weights(corpus, t)) for t in texts]
        vectors = np.stack([query.vector for query in queries])
        wanted = _DENSE_CANDIDATES + enough // len(queries)
        self._dense = corpus.nearest(vectors, wanted, allowed=allowed)
        self._compared: dict[int, int] = {}
        self._similar = np.zeros((0, len(queries)), dtype=np.float32)

    def scored(
        self, place: int, preferred: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Give the candidate rows of one part and their scores, outlet and days left out."""
        at = place + 1 if len(self._queries) > 1 else 0
        lexical = self._lexical[at] + _WHOLE * self._lexical[0]
        pool = lexical.copy() if preferred is None else lexical * _TIMES[preferred.astype(np.intp)]
        pool[~self._allowed] = -1
        few = min(_LEXICAL_CANDIDATES + self._enough // len(self._queries), len(pool))
        rows = np.union1d(best(pool, few)[0], self._dense[at][0])
        rows = rows[self._allowed[rows]]
        similar = self._similarities(rows)
        query = self._queries[at]
        top = float(lexical[rows].max()) if len(rows) else 0.0
        # Where even the best passage has few of the question's words, they tell little.
        whole = float(query.idf.sum()) + _WHOLE * float(self._queries[0].idf.sum())
        top = max(top, _WORDED * whole)
        scores = (
            lexical[rows] / max(top, 1e-6)
            + _MAXSIM * similar[:, at]
            + _WHOLE_MAXSIM * similar[:, 0]
            + _COSINE * self._corpus.cosines(query.vector, rows)
        )
        return rows, scores.astype(np.float32)

    def by_words(self, top_k: int) -> NDArray[np.int64]:
        """Give the rows of the passages that BM25 finds for the whole question."""
        pool = np.where(self._allowed, self._lexical[0], -1)
        rows = best(pool, min(top_k, len(pool)))[0]
        return rows[self._allowed[rows]]

    def _similarities(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give (rows, queries) MaxSim; each row is compared once for all queries."""
        new = [int(row) for row in rows if int(row) not in self._compared]
        if new:
            found = maxsims(self._corpus, self._queries, new)
            for i, row in enumerate(new, start=len(self._compared)):
                self._compared[row] = i
            self._similar = np.concatenate([self._similar, found])
        picked: NDArray[np.float32] = self._similar[[self._compared[int(row)] for row in rows]]
        return picked


def maxsims(corpus: Corpus, queries: Sequence[Query], rows: Sequence[int]) -> NDArray[np.float32]:
    """Compare queries with passages token by token.

    Returns:
        (rows, queries) float32, 0 where a passage has no token vectors.
    """
    # The parts' tokens are the whole question's: each is compared once.
    places = np.concatenate([query.places for query in queries])
    _, first, column = np.unique(places, return_index=True, return_inverse=True)
    asked = np.concatenate([query.tokens for query in queries])[first]
    found, counts = corpus.token_similarities(rows, asked)
    filled = counts > 0
    scores = np.zeros((len(rows), len(queries)), dtype=np.float32)
    if not filled.any() or not len(asked):
        return scores
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])[filled]
    nearest = np.maximum.reduceat(found, starts, axis=0)
    cuts = np.cumsum([len(query.tokens) for query in queries])[:-1]
    for at, (query, own) in enumerate(zip(queries, np.split(column, cuts), strict=True)):
        # The product of so small a matrix sets off false alarms in some builds of BLAS.
        weights = np.einsum("tw,w->t", query.shares, query.weights)
        scores[filled, at] = nearest[:, own] @ weights
    return scores


def _spread(
    rows: NDArray[np.int64],
    scores: NDArray[np.float32],
    articles: NDArray[np.int32],
    top_k: int,
) -> list[tuple[int, float]]:
    """Give rows by score, each further one of an article a little lower."""
    seen: dict[int, int] = {}
    lowered = []
    for i in np.lexsort((rows, -scores)):
        article = int(articles[rows[i]])
        lowered.append((float(scores[i]) - _SAME_ARTICLE * seen.get(article, 0), int(rows[i])))
        seen[article] = seen.get(article, 0) + 1
    lowered.sort(key=lambda pair: (-pair[0], pair[1]))
    return [(row, score) for score, row in lowered[:top_k]]


def _interleaved(
    lists: list[list[tuple[int, float]]], top_k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Take one from each list in turn; within a turn the higher score goes first."""
    chosen: dict[int, float] = {}
    queues = [iter(some) for some in lists]
    while queues and len(chosen) < top_k:
        turn: dict[int, float] = {}
        for queue in list(queues):
            found = next(((r, s) for r, s in queue if r not in chosen and r not in turn), None)
            if found is None:
                queues.remove(queue)
            else:
                turn[found[0]] = found[1]
        chosen.update(sorted(turn.items(), key=lambda pair: (-pair[1], pair[0])))
    rows = np.asarray(list(chosen)[:top_k], dtype=np.int64)
    return rows, np.asarray(list(chosen.values())[:top_k], dtype=np.float32)


def _filled(
    found: tuple[NDArray[np.int64], NDArray[np.float32]], candidates: _Candidates, top_k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Add the next best by BM25 where the parts' lists hold too few."""
    rows, scores = found
    if len(rows) < top_k:
        more = candidates.by_words(top_k)
        more = more[~np.isin(more, rows)][: top_k - len(rows)]
        rows = np.concatenate([rows, more])
        scores = np.concatenate([scores, np.zeros(len(more), np.float32)])
    return rows, scores


def _copies_last(corpus: Corpus, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order: passages that repeat an earlier one of another article go to the end."""
    if len(rows) < 2:  # noqa: PLR2004 - one passage repeats none
        return np.arange(len(rows))
    same = corpus.likeness(rows) > _COPY
    other = corpus.article_of[rows][:, None] != corpus.article_of[rows][None, :]
    copies = np.tril(same & other, k=-1).any(axis=1)
    order: NDArray[np.int64] = np.argsort(copies, kind="stable")
    return order
