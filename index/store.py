"""The door to Chroma: one collection of passages with our vectors, one of articles.

Vectors are always our own (`embedding_function=None`): Chroma's default function would
download a model. Dates are kept as integers, days since 1970-01-01, since Chroma compares
numbers only. Opened for a folder, or for a server by its URL.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlparse

import numpy as np

from index.articles import Article, Passage
from index.errors import StoreError, StoreMismatch
from index.layout import is_url

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from httpx import Client as HTTPClient
    from numpy.typing import NDArray

FORMAT = 1
PASSAGES = "dateline-passages"
ARTICLES = "dateline-articles"
_EPOCH = date(1970, 1, 1)
_FIELDS = ("title", "outlet", "author", "url", "date_basis", "date_note")
_KNOCK_SECONDS = 10
_ANSWER_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that Chroma keeps of one article.

    Attributes:
        article: The article.
        fingerprint: Hash of all that its index entries depend on.
        passages: Its passages, in order.
        vectors: (passages, dimension) float32.
    """

    article: Article
    fingerprint: str
    passages: Sequence[Passage]
    vectors: NDArray[np.float32]


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
        except BaseException:
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
                    documents=[_storable(passage.text) for passage, _, _ in some],
                    metadatas=[_passage_metadata(passage, article) for passage, article, _ in some],
                )
            for first in range(0, len(records), self._batch):
                part = records[first : first + self._batch]
                self._articles.upsert(
                    ids=[record.article.id for record in part],
                    embeddings=np.stack([record.vectors.mean(axis=0) for record in part]),
                    documents=[_storable(record.article.text) for record in part],
                    metadatas=[_article_metadata(record) for record in part],
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
                yield _read_back(article_id, dict(metadata), text)


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
        _knock(f"{url.scheme}://{host if ':' not in host else f'[{host}]'}:{port}")
        client = chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
        return _patient(cast("Client", client))


def _knock(address: str) -> None:
    """Ask a server for its heartbeat: Chroma's own client would wait for ever."""
    from urllib.request import urlopen

    with urlopen(f"{address}/api/v2/heartbeat", timeout=_KNOCK_SECONDS) as answer:  # noqa: S310 - http or https by is_url
        if b"heartbeat" not in answer.read(1000):
            message = "this is no Chroma server"
            raise ValueError(message)


def _patient(client: Client) -> Client:
    """Set how long to wait for an answer, which Chroma gives no setting for."""
    session = _session(client)
    if session is not None:
        session.timeout = _ANSWER_SECONDS
    return client


def _session(client: Client) -> HTTPClient | None:
    """Give the connection to a server, which each client has for itself; None for a folder."""
    return getattr(client._server, "_session", None)  # noqa: SLF001 - there is no public way


def _close(client: Client) -> None:
    client.close()
    session = _session(client)
    if session is not None:
        session.close()  # Chroma leaves it open


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
        raise _failure(location, error) from error
    except Exception as error:
        # For a server's own failures Chroma raises the base class, and no other.
        if type(error) is not Exception:
            raise
        raise _failure(location, error) from error


def _failure(location: str, error: Exception) -> StoreError:
    said = " ".join(str(error).split())[:300] or type(error).__name__
    remedy = (
        "check that the Chroma server runs at this address"
        if is_url(location)
        else "check the folder's permissions and the space left, or use `dateline index --rebuild`"
    )
    return StoreError(f"Chroma failed at {location} ({said}): {remedy}")


def _storable(text: str) -> str:
    # SQLite and JSON take no lone surrogates.
    return text.encode("utf-8", "replace").decode("utf-8")


def _passage_metadata(passage: Passage, article: Article) -> dict[str, str | int]:
    metadata: dict[str, str | int] = {
        "article_id": article.id,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
    }
    if article.outlet:
        metadata["outlet"] = article.outlet
    if article.published:
        metadata["published"] = (article.published - _EPOCH).days
    return metadata


def _article_metadata(record: Record) -> dict[str, str | int]:
    article = record.article
    metadata: dict[str, str | int] = {
        "fingerprint": record.fingerprint,
        "passages": len(record.passages),
    }
    metadata.update({name: getattr(article, name) for name in _FIELDS if getattr(article, name)})
    if article.published:
        metadata["published"] = (article.published - _EPOCH).days
    return metadata


def _read_back(article_id: str, metadata: dict[str, Any], text: str) -> Article:
    days = metadata.get("published")
    return Article(
        id=article_id,
        text=text,
        published=None if days is None else _EPOCH + timedelta(days=int(days)),
        **{name: metadata.get(name) for name in _FIELDS},
    )
