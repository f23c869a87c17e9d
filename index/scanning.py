"""Find the nearest vectors by scanning all of them.

A scan is exact and needs no index beside the vectors, but it reads them all: 154 MB for
100,000 passages. A large corpus is first scanned in fewer dimensions, those in which its
vectors differ most (principal components), and only the best of that scan are compared in
full: with 96 of 384 dimensions and 240 candidates, 99.6 % of the exact ten best are found.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

COARSE_ROWS = 20_000
_COARSE_DIMENSIONS, _COARSE_CANDIDATES, _COARSE_TIMES = 96, 240, 12
_SAMPLE = 5_000
_TOGETHER = 3

Ranked = tuple["NDArray[np.int64]", "NDArray[np.float32]"]


class Scan:
    """All pooled vectors of a store, ready to be searched."""

    def __init__(self, vectors: NDArray[np.float32], *, coarse_rows: int = COARSE_ROWS) -> None:
        """Take (rows, dimension) vectors of length 1; nothing is computed yet.

        Args:
            vectors: The vectors, possibly memory-mapped.
            coarse_rows: From so many rows on they are scanned in fewer dimensions first.
        """
        self._vectors = vectors
        self._large = len(vectors) >= coarse_rows

    def nearest(
        self, queries: NDArray[np.float32], top_k: int, allowed: NDArray[np.bool_]
    ) -> list[Ranked]:
        """Find the nearest rows of each query by cosine.

        Args:
            queries: (queries, dimension), rows of length 1.
            top_k: Most results for each.
            allowed: (rows,) which rows may be found.

        Returns:
            For each query (rows, cosines), nearest first.
        """
        among = None if allowed.all() else allowed
        if not self._large:
            return [_best(row, top_k, among) for row in _products(self._vectors, queries)]
        basis, reduced = self._coarse
        wanted = max(_COARSE_CANDIDATES, _COARSE_TIMES * top_k)
        found = []
        for query, scores in zip(queries, _products(reduced, queries @ basis), strict=True):
            rows, _ = _best(scores, wanted, among)
            places, cosines = best(self._vectors[rows] @ query, min(top_k, len(rows)))
            found.append((rows[places], cosines))
        return found

    @cached_property
    def _coarse(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(dimension, few) the principal directions, and (rows, few) the vectors in them."""
        sample = self._vectors[:: max(1, len(self._vectors) // _SAMPLE)]
        _, directions = np.linalg.eigh(sample.T @ sample)
        basis = np.ascontiguousarray(directions[:, -_COARSE_DIMENSIONS:])
        return basis, self._vectors @ basis


def _products(
    vectors: NDArray[np.float32], queries: NDArray[np.float32]
) -> list[NDArray[np.float32]]:
    """Multiply all vectors with each query; from three queries on, one pass is faster."""
    if len(queries) < _TOGETHER:
        return [vectors @ query for query in queries]
    return list(np.ascontiguousarray((vectors @ queries.T).T))


def _best(scores: NDArray[np.float32], top_k: int, allowed: NDArray[np.bool_] | None) -> Ranked:
    if allowed is None:
        return best(scores, min(top_k, len(scores)))
    rows = np.flatnonzero(allowed)
    places, found = best(scores[rows], min(top_k, len(rows)))
    return rows[places], found


def best(scores: NDArray[np.float32], top_k: int) -> Ranked:
    """Give (places, scores) of the highest scores, highest first; ties by place."""
    if top_k < len(scores):
        some = np.argpartition(scores, len(scores) - top_k)[len(scores) - top_k :]
    else:
        some = np.arange(len(scores))
    order = np.lexsort((some, -scores[some]))
    chosen = some[order]
    return chosen, scores[chosen]
