"""The door to Chroma: one collection of passages with our vectors, one of articles.

Vectors are always our own (`embedding_function=None`): Chroma's default function would
download a model. Dates are kept as integers, days since 1970-01-01, since Chroma compares
numbers only. Opened for a folder, or for a server by its URL.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlparse

import numpy as np

from index.errors import StoreMismatch
from index.layout import is_url
from index.records import Record, article_metadata, passage_metadata, read_back, storable
from index.serving import be_patient, failure, knock, session

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    from index.articles import Article

FORMAT = 1
PASSAGES = "dateline-passages"
ARTICLES = "dateline-articles"


class ChromaStore:
    """The two collections of one store."""

    def __init__(self, location: str, *, embedder: str, dimension: int) -> None:
        """Open the collections, making them first where they are not there.

        Args:
            location: A folder, or `http(s)://host:port` of a Chroma server.
            embedder: Name of the embedder whose vectors these are.
            dimension: Length of a vector.

        Raises:
            StoreError: Chroma cannot open this location.
            StoreMismatch: Another embedder or format version built the collections.
        """
        self._location = location
        self._client = _client(location)
        metadata = {"embedder": embedder, "dimension": dimension, "format": FORMAT}
        try:
            with _errors(location):
                self._passages = self._collection(PASSAGES, metadata)
                self._articles = self._collection(ARTICLES, metadata)
                self._batch = int(self._client.get_max_batch_size())
        except BaseException:  # an interrupt, too, must not leave Chroma open
            _close(self._client)
            raise

    def close(self) -> None:
        """Let go of the files, or of the connection."""
        _close(self._client)

    @staticmethod
    def is_there(location: str) -> bool:
        """Say whether both collections, or a folder's database, are there; make neither.

        Raises:
            StoreError: Chroma cannot open this location.
        """
        if not is_url(location):
            return Path(location, "chroma.sqlite3").is_file()
        return {PASSAGES, ARTICLES} <= _collections(location)

    @staticmethod
    def erase(location: str) -> None:
        """Delete both collections.

        Raises:
            StoreError: Chroma cannot open this location.
        """
        for name in _collections(location) & {PASSAGES, ARTICLES}:
            with _opened(location) as client:
                client.delete_collection(name)

    def _collection(self, name: str, metadata: dict[str, Any]) -> Collection:
        found = self._client.get_or_create_collection(
            name,
            embedding_function=None,
            metadata=metadata,
            configuration={"hnsw": {"space": "cosine"}},
        )
        there = {key: (found.metadata or {}).get(key) for key in metadata}
        if there != metadata:
            message = (
                f"{self._location} was built with {_named(there)}, not {_named(metadata)}: use the "
                "same embedder, or build it again with `dateline index --rebuild FOLDER`"
            )
            raise StoreMismatch(message)
        return found

    def put(self, records: Sequence[Record]) -> None:
        """Write articles with their passages, over what was there of them."""
        self.drop([record.article.id for record in records])
        rows = [
            (passage, record.article, vector)
            for record in records
            for passage, vector in zip(record.passages, record.vectors, strict=True)
        ]
        with _errors(self._location):
            for first in range(0, len(rows), self._batch):
                some = rows[first : first + self._batch]
                self._passages.upsert(
                    ids=[passage.id for passage, _, _ in some],
                    embeddings=np.stack([vector for _, _, vector in some]),
                    documents=[storable(passage.text) for passage, _, _ in some],
                    metadatas=[passage_metadata(passage, article) for passage, article, _ in some],
                )
            for first in range(0, len(records), self._batch):
                part = records[first : first + self._batch]
                self._articles.upsert(
                    ids=[record.article.id for record in part],
                    embeddings=np.stack([record.vectors.mean(axis=0) for record in part]),
                    documents=[storable(record.article.text) for record in part],
                    metadatas=[article_metadata(record) for record in part],
                )

    def drop(self, article_ids: Sequence[str]) -> None:
        """Take articles out, their own records first."""
        with _errors(self._location):
            for first in range(0, len(article_ids), 500):
                some = list(article_ids[first : first + 500])
                self._articles.delete(ids=some)
                self._passages.delete(where={"article_id": {"$in": some}})  # type: ignore[dict-item] # chromadb's own stub is too narrow

    def nearest(self, vectors: NDArray[np.float32], top_k: int) -> list[list[tuple[str, float]]]:
        """Find the nearest passages of each vector.

        Returns:
            For each vector (passage id, cosine), nearest first.
        """
        with _errors(self._location):
            found = self._passages.query(
                query_embeddings=np.asarray(vectors), n_results=top_k, include=["distances"]
            )
        return [
            [(name, 1.0 - float(distance)) for name, distance in zip(*pair, strict=True)]
            for pair in zip(found["ids"], found["distances"] or [], strict=True)
        ]

    def count(self) -> int:
        """Count the passages."""
        with _errors(self._location):
            return int(self._passages.count())

    def passage_ids(self) -> set[str]:
        """Give the ids of all passages."""
        with _errors(self._location):
            return set(self._passages.get(include=[])["ids"])

    def fingerprints(self) -> dict[str, str]:
        """Give article id → fingerprint of the articles that are wholly there."""
        with _errors(self._location):
            found = self._articles.get(include=["metadatas"])
        return {
            article_id: str(metadata["fingerprint"])
            for article_id, metadata in zip(found["ids"], found["metadatas"] or [], strict=True)
        }

    def articles(self, article_ids: Sequence[str]) -> Iterator[Article]:
        """Read articles back, in no order."""
        for first in range(0, len(article_ids), 100):
            with _errors(self._location):
                found = self._articles.get(
                    ids=list(article_ids[first : first + 100]), include=["metadatas", "documents"]
                )
            for article_id, metadata, text in zip(
                found["ids"], found["metadatas"] or [], found["documents"] or [], strict=True
            ):
                yield read_back(article_id, dict(metadata), text)


def _client(location: str) -> Client:
    import chromadb
    from chromadb.config import Settings

    # Chroma logs its telemetry's own failures as errors; ours is off.
    logging.getLogger("chromadb.telemetry").setLevel(logging.CRITICAL)
    with _errors(location):
        # No .env file: the user's own variables are no settings of Chroma.
        settings = Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg] # pydantic-settings takes it
        if not is_url(location):
            # Chroma keeps its clients by path: a relative one would outlive a change of folder.
            path = str(Path(location).absolute())
            return cast("Client", chromadb.PersistentClient(path=path, settings=settings))
        url = urlparse(location)
        ssl = url.scheme == "https"
        port = url.port or (443 if ssl else 8000)
        host = url.hostname or "localhost"
        knock(f"{url.scheme}://{host if ':' not in host else f'[{host}]'}:{port}")
        client = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
        be_patient(client)
        return cast("Client", client)


def _close(client: Client) -> None:
    client.close()
    connection = session(client)
    if connection is not None:
        connection.close()  # Chroma leaves it open


@contextmanager
def _opened(location: str) -> Iterator[Client]:
    client = _client(location)
    try:
        with _errors(location):
            yield client
    finally:
        _close(client)


def _collections(location: str) -> set[str]:
    with _opened(location) as client:
        return {collection.name for collection in client.list_collections()}


def _named(metadata: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in metadata.items())


@contextmanager
def _errors(location: str) -> Iterator[None]:
    """Turn whatever Chroma raises into a StoreError."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    try:
        yield
    except (ChromaError, HTTPError, ValueError, OSError) as error:
        raise failure(location, error) from error
    except Exception as error:  # for a server's own failures Chroma raises the base class
        if type(error) is not Exception:
            raise
        raise failure(location, error) from error
