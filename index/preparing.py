"""What is written of a group of articles, made before the store is touched."""

from __future__ import annotations

from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.compress import pack
from index.embedding import TokenVectors
from index.entries import entries
from index.passages import cut
from index.records import Record

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from index.articles import Article, Passage
    from index.embedding import Embedder
    from index.entries import Entry

# Texts embedded at once: their token vectors take 200 KB each until they are packed.
_SLICE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One article that is to be written.

    Attributes:
        article: The article.
        source: The file or folder that it was indexed from.
        fingerprint: Hash of all that its entries depend on.
    """

    article: Article
    source: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A group of articles, cut and embedded.

    Attributes:
        changes: The articles.
        passages: Those of each article.
        entries: All passages with what is indexed of them.
        vectors: (entries, dimension) float32, their pooled vectors.
        packs: The packed token vectors of each; empty where the embedder gives none.
    """

    changes: Sequence[Change]
    passages: Sequence[Sequence[Passage]]
    entries: Sequence[tuple[Passage, Entry]]
    vectors: NDArray[np.float32]
    packs: Sequence[NDArray[np.void]]


def prepare(
    changes: Sequence[Change],
    embedder: Embedder,
    stop: threading.Event,
    tell: Callable[[int, int], object] | None = None,
) -> Prepared:
    """Cut and embed a group; given up between two slices once `stop` is set.

    Args:
        changes: The articles.
        embedder: The embedder.
        stop: Set where the work is given up.
        tell: Called with how many passages are embedded and of how many, before each slice.
    """
    passages = [cut(change.article) for change in changes]
    made = [
        pair
        for change, some in zip(changes, passages, strict=True)
        for pair in zip(some, entries(change.article, some), strict=True)
    ]
    vectors = np.zeros((len(made), embedder.dimension), dtype=np.float32)
    packs: list[NDArray[np.void]] = []
    for first in range(0, len(made), _SLICE):
        if stop.is_set():
            raise CancelledError
        if tell is not None:
            tell(first, len(made))
        some_made = made[first : first + _SLICE]
        embedded = embedder.embed([entry.text for _, entry in some_made])
        vectors[first : first + _SLICE] = embedded.vectors
        if embedded.tokens is not None:
            packs += [
                _packed(passage, tokens, entry.offset)
                for (passage, entry), tokens in zip(some_made, embedded.tokens, strict=True)
            ]
    return Prepared(changes=changes, passages=passages, entries=made, vectors=vectors, packs=packs)


def _packed(passage: Passage, tokens: TokenVectors, offset: int) -> NDArray[np.void]:
    """Pack a passage's own tokens, those of the heading before it left out."""
    inside = tokens.spans[:, 0] >= offset
    own = TokenVectors(vectors=tokens.vectors[inside], spans=tokens.spans[inside] - offset)
    sentences = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return pack(passage.text, own, sentences)


def records(
    changes: Sequence[Change],
    passages: Sequence[Sequence[Passage]],
    vectors: NDArray[np.float32],
) -> list[Record]:
    """Give what Chroma keeps of some articles; `vectors` are those of all their passages."""
    records, first = [], 0
    for change, some in zip(changes, passages, strict=True):
        records.append(
            Record(
                article=change.article,
                fingerprint=change.fingerprint,
                passages=some,
                vectors=vectors[first : first + len(some)],
            )
        )
        first += len(some)
    return records
