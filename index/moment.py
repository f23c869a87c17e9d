"""What a reader has of a store: its articles and passages, at the moment it was opened."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import Catalog
from index.copies import grouped
from index.errors import StoreError, StoreMismatch, StoreMissing
from index.opening import embedder_opener
from index.vectors import VectorFiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.articles import Article, Passage
    from index.embedding import Embedder
    from index.layout import Layout
    from index.settings import Settings


def missing(layout: Layout) -> StoreMissing:
    """Make the error that says that nothing lies there."""
    return StoreMissing(
        f"nothing has been indexed at {layout.location} yet: run "
        f"`dateline index FOLDER --store {layout.location}`"
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The places of all passages, as arrays over the rows; dead rows have article -1."""

    article: NDArray[np.int32]
    ordinal: NDArray[np.int32]
    token_first: NDArray[np.int64]
    token_count: NDArray[np.int32]
    live: NDArray[np.int64]


class Moment:
    """The articles and passages of one moment of a store."""

    def __init__(self, layout: Layout, *, embedder_name: str, settings: Settings) -> None:
        """Open the store's files; see `index.corpus.open_corpus`."""
        self.layout = layout
        self._settings = settings
        self._catalog = Catalog(layout.folder)
        try:
            self._open(layout, embedder_name)
        except StoreError:
            self._catalog.close()
            raise

    def _open(self, layout: Layout, embedder_name: str) -> None:
        self.embedder_name = self._catalog.get("embedder") or embedder_name
        if self.embedder_name != embedder_name:
            message = (
                f"{layout.location} was built with the embedder {self.embedder_name}, not "
                f"{embedder_name}: set DATELINE_EMBEDDER to match, or use "
                "`dateline index --rebuild FOLDER`"
            )
            raise StoreMismatch(message)
        self.generation = self._catalog.number("generation")
        self.size = self._catalog.number("rows")
        self.dimension = self._catalog.number("dimension")
        self.articles = self._catalog.articles()
        self._ids = [article.id for article in self.articles]
        if not self.generation and not self.articles:
            raise missing(layout)
        tokens = self._catalog.number("tokens")
        files = VectorFiles(layout.vectors(self._catalog.number("vectors")), self.dimension)
        held = files.held()
        self.whole = held[0] >= self.size and held[1] >= tokens
        if self.whole:
            # Mapped at once: a writer that compacts the store deletes these files.
            self._pooled = files.pooled(self.size)
            self._packed = files.tokens(tokens)

    def close(self) -> None:
        """Close the catalog."""
        self._catalog.close()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder that built the store, loaded on first use."""
        return embedder_opener(self._settings)()

    # --- articles and passages

    def article(self, article_id: str) -> Article | None:
        """Give one article with its text, or None."""
        return self._catalog.article(article_id)

    def text(self, article_id: str, start: int, end: int) -> str:
        """Give a stretch of an article's text; empty where there is no such article."""
        return self._catalog.text(article_id, start, end)

    def article_number(self, article_id: str) -> int:
        """Give an article's place in `articles`, or -1."""
        place = bisect_left(self._ids, article_id)
        return place if place < len(self._ids) and self._ids[place] == article_id else -1

    @cached_property
    def copies(self) -> Mapping[str, tuple[str, ...]]:
        """Article id → ids of the other articles that carry the same text, by id."""
        return grouped(self._catalog.pairs())

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Give passages by their rows."""
        return self._catalog.passages(rows)

    def passage_rows(self, article_id: str) -> list[int]:
        """Give the rows of an article's passages, in reading order."""
        return self._catalog.passage_rows(article_id)

    @cached_property
    def _places(self) -> _Rows:
        places = self._catalog.places()
        article = np.full(self.size, -1, dtype=np.int32)
        ordinal = np.zeros(self.size, dtype=np.int32)
        first = np.zeros(self.size, dtype=np.int64)
        count = np.zeros(self.size, dtype=np.int32)
        number = {article_id: i for i, article_id in enumerate(self._ids)}
        rows = np.asarray([place[0] for place in places], dtype=np.int64)
        article[rows] = [number[place[1]] for place in places]
        ordinal[rows] = [place[2] for place in places]
        first[rows] = [place[3] for place in places]
        count[rows] = [place[4] for place in places]
        return _Rows(article, ordinal, first, count, rows)

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows of all passages, rising."""
        return self._places.live

    @property
    def article_of(self) -> NDArray[np.int32]:
        """(size,) place in `articles` of each row's article; -1 for dead rows."""
        return self._places.article

    @cached_property
    def published(self) -> NDArray[np.int32]:
        """(articles,) day number of publication (`date.toordinal`); 0 where unknown."""
        return np.asarray(
            [
                article.published.toordinal() if article.published else 0
                for article in self.articles
            ],
            dtype=np.int32,
        )
