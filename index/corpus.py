"""A store opened for reading: articles, passages, vectors and postings.

A reader takes no lock and sees one moment of the store, whatever a writer does meanwhile;
`refreshed()` gives a later one.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import Catalog
from index.compress import similarities, unpack
from index.errors import StoreLocked, StoreMissing
from index.layout import Layout, is_url
from index.lexical import Postings, build
from index.moment import Moment, missing
from index.opening import embedder_name, embedder_opener
from index.scanning import Scan
from index.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from index.scanning import Ranked
    from index.store import ChromaStore
    from index.writing import Writer

# Up to here scanning all vectors is as fast as Chroma's graph, serves any selection of
# articles, and spares the process the import of Chroma's client, which takes longer than
# everything else together.
EXACT_SCAN_ROWS = 150_000


def open_corpus(location: str | Path, *, settings: Settings | None = None) -> Corpus:
    """Open a store for reading.

    Args:
        location: The store's folder, or a Chroma server's URL.
        settings: Settings to use instead of the environment's.

    Raises:
        StoreMissing: Nothing has been indexed there yet.
        StoreMismatch: Another embedder or format version built it.
        StoreError: It cannot be read.
    """
    settings = settings or load_settings()
    layout = Layout.at(str(location), cache=settings.cache)
    name = embedder_name(settings)
    if is_url(layout.chroma):
        _pull(layout, settings)
    if not layout.exists:
        raise missing(layout)
    corpus = Corpus(layout, embedder_name=name, settings=settings)
    if not corpus.whole:
        # A writer may just have moved the files elsewhere; if not, they are damaged.
        corpus.close()
        corpus = Corpus(layout, embedder_name=name, settings=settings)
    if not corpus.whole:
        corpus.close()
        _mend(layout, settings)
        corpus = Corpus(layout, embedder_name=name, settings=settings)
    return corpus


def _writer(layout: Layout, settings: Settings) -> Writer:
    from index.writing import Writer  # a reader seldom writes, and Chroma is slow to load

    return Writer(layout, embedder_name=embedder_name(settings), embedder=embedder_opener(settings))


def _pull(layout: Layout, settings: Settings) -> None:
    """Bring the local copy of a Chroma server up to date."""
    from index.store import ChromaStore

    if not ChromaStore.is_there(layout.chroma):
        raise missing(layout)
    try:
        with _writer(layout, settings) as writer:
            writer.repair()
            writer.pull()
            writer.finish()
    except StoreLocked:
        # Another process is at it; what was copied before serves meanwhile.
        if not layout.exists:
            raise


def _mend(layout: Layout, settings: Settings) -> None:
    with _writer(layout, settings) as writer:
        writer.repair()
        writer.finish()


class Corpus(Moment):
    """One moment of a store, and the search in it."""

    def close(self) -> None:
        """Close the catalog, and Chroma where it was used."""
        super().close()
        if "_chroma" in self.__dict__:
            self._chroma.close()

    def refreshed(self) -> Corpus:
        """Give this corpus, or a new one where a sync has ended since; this one stays open."""
        if not self.layout.exists:
            return self
        try:
            with Catalog(self.layout.folder) as now:
                generation = now.number("generation")
        except StoreMissing:
            generation = 0
        # 0: a rebuild is under way.
        if generation in (0, self.generation):
            return self
        return open_corpus(self.layout.location, settings=self._settings)

    # --- search

    def nearest(
        self,
        vectors: NDArray[np.float32],
        top_k: int,
        *,
        allowed: NDArray[np.bool_] | None = None,
    ) -> list[Ranked]:
        """Find the nearest passages of each vector by cosine.

        Args:
            vectors: (queries, dimension), rows of length 1.
            top_k: Most results for each.
            allowed: (size,) which rows may be found; by default all that are live.

        Returns:
            For each query (rows, cosines), nearest first.
        """
        if not len(self.rows):
            nothing = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
            return [nothing] * len(vectors)
        live = self.article_of >= 0
        allowed = live if allowed is None else allowed & live
        if len(self.rows) > EXACT_SCAN_ROWS and allowed.sum() > EXACT_SCAN_ROWS:
            return self._nearest_in_chroma(vectors, top_k, allowed)
        return self._scan.nearest(np.asarray(vectors), top_k, allowed)

    @cached_property
    def _scan(self) -> Scan:
        return Scan(self._pooled)

    def _nearest_in_chroma(
        self, vectors: NDArray[np.float32], top_k: int, allowed: NDArray[np.bool_]
    ) -> list[Ranked]:
        # Some of what the graph finds may not be used: ask for so many more.
        count = min(len(self.rows), int(top_k * len(self.rows) / max(int(allowed.sum()), 1)) + 1)
        found = self._chroma.nearest(vectors, count)
        known = self._row_of
        results = []
        for pairs in found:
            there = [(known[i], score) for i, score in pairs if i in known]
            there = [(row, score) for row, score in there if allowed[row]][:top_k]
            rows = np.asarray([row for row, _ in there], dtype=np.int64)
            results.append((rows, np.asarray([score for _, score in there], dtype=np.float32)))
        return results

    @cached_property
    def _chroma(self) -> ChromaStore:
        from index.store import ChromaStore  # only large corpora need it

        return ChromaStore(
            self.layout.chroma, embedder=self.embedder_name, dimension=self.dimension
        )

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return self._catalog.row_ids()

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Compare one vector with the passages of some rows."""
        found: NDArray[np.float32] = self._pooled[rows] @ vector
        return found

    def likeness(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give the (rows, rows) cosines between passages."""
        vectors = self._pooled[rows]
        found: NDArray[np.float32] = vectors @ vectors.T
        return found

    @cached_property
    def postings(self) -> Postings:
        """BM25 over all passages; built in memory where the saved one is not there."""
        if not self._catalog.number("changed"):
            try:
                return Postings.load(self.layout.postings(self.generation))
            except (OSError, ValueError):
                pass
        return build(
            self._catalog.term_rows(), vocabulary=self._catalog.number("terms"), size=self.size
        )

    def term_ids(self, terms: Sequence[str]) -> dict[str, int]:
        """Give the ids of those index terms that occur in the corpus."""
        return self._catalog.term_ids_of(terms)

    def token_similarities(
        self, rows: Sequence[int], queries: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
        """Compare vectors with the token vectors of some passages.

        Args:
            rows: The passages.
            queries: (queries, dimension).

        Returns:
            (tokens, queries) cosines of all passages' tokens, one passage after the other,
            and (rows,) how many tokens each passage has.
        """
        packed, counts = self._packed_of(rows)
        return similarities(packed, queries), counts

    def _packed_of(self, rows: Sequence[int]) -> tuple[NDArray[np.void], NDArray[np.int32]]:
        places = self._places
        firsts, counts = places.token_first[rows], places.token_count[rows]
        parts = [
            self._packed[first : first + count] for first, count in zip(firsts, counts, strict=True)
        ]
        return np.concatenate(parts) if parts else self._packed[:0], counts

    def token_vectors(
        self, rows: Sequence[int]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.uint8]]]:
        """Give the token vectors of some passages.

        Returns:
            For each passage (tokens, dimension) float32, and (tokens,) the place of each
            token's sentence in the passage; both empty where the embedder gave none.
        """
        if not len(rows):
            return []
        packed, counts = self._packed_of(rows)
        cuts = np.cumsum(counts)[:-1]
        vectors = np.split(unpack(packed, self.dimension), cuts)
        return list(zip(vectors, np.split(packed["sentence"], cuts), strict=True))
