"""A small embedder for tests: vectors from hashes of words, so that like texts come out alike.

Run as a script it syncs a folder with this embedder in place of the real one, starting fast.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import index.opening
import index.syncing
from index.embedding import Embedded, TokenVectors
from index.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FAKE = "openai:fake"
_WORD = re.compile(r"\w+|[^\w\s]")


class FakeEmbedder:
    """Keeps the promises of `Embedder` and remembers what it was asked."""

    def __init__(self, name: str = FAKE, dimension: int = 24, *, tokens: bool = True) -> None:
        self.name = name
        self.dimension = dimension
        self.seen: list[str] = []
        self._tokens = tokens

    def embed(self, texts: Sequence[str]) -> Embedded:
        self.seen += texts
        tokens = [self._token_vectors(text) for text in texts]
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, one in enumerate(tokens):
            mean = one.vectors.sum(axis=0) if len(one.vectors) else self._vector("")
            vectors[row] = mean / np.linalg.norm(mean)
        return Embedded(vectors=vectors, tokens=tokens if self._tokens else None)

    def _token_vectors(self, text: str) -> TokenVectors:
        spans = [found.span() for found in _WORD.finditer(text)]
        vectors = [self._vector(text[start:end].lower()) for start, end in spans]
        return TokenVectors(
            vectors=np.asarray(vectors, dtype=np.float32).reshape(-1, self.dimension),
            spans=np.asarray(spans, dtype=np.int32).reshape(-1, 2),
        )

    def _vector(self, word: str) -> NDArray[np.float32]:
        digest = hashlib.sha256(word.encode("utf-8", "replace")).digest()
        numbers = np.frombuffer(digest * 48, dtype=np.uint8)[: self.dimension * 2]
        vector = (
            numbers.astype(np.float32).reshape(-1, 2) @ np.array([1, 0.5], dtype=np.float32) - 191
        )
        unit: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit


def main(store: str, *paths: str) -> None:
    index.opening.open_embedder = lambda name, **_: FakeEmbedder(name)  # type: ignore[attr-defined]
    settings = Settings(embedder=FAKE)
    index.syncing.sync([Path(path) for path in paths], store=store, settings=settings)


if __name__ == "__main__":
    main(*sys.argv[1:])
