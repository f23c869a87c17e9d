"""Embedders: texts to vectors, by the embedded model or an OpenAI-compatible server."""

from index.embedding.base import Embedded, Embedder, TokenVectors, open_embedder

__all__ = ["Embedded", "Embedder", "TokenVectors", "open_embedder"]
