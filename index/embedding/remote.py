"""Embeddings by OpenAI, or by any server that speaks its API.

A key for OpenAI is sent to OpenAI alone: a server named by its URL gets DATELINE_API_KEY,
where that is set.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.base import Embedded
from index.errors import ModelError, ModelTimeout, ModelUnavailable, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from openai import APIStatusError, OpenAI
    from openai.types import Embedding

_OPENAI = "openai:"
_BATCH = 256
_PROBE = "dateline"
_CONNECT_SECONDS = 5.0
_ABSENT = {401, 403, 404, 429}
_SERVER_FAULT = 500


class RemoteEmbedder:
    """An embedding model behind OpenAI's API; see `Embedder`."""

    def __init__(self, name: str, *, timeout: float = 60.0, max_retries: int = 3) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            name: `openai:<model>` or `http(s)://host/v1#<model>`.
            timeout: Seconds to wait for one answer.
            max_retries: How often a busy or failing server is asked again.

        Raises:
            SettingsError: The name holds no model.
            ModelUnavailable: OPENAI_API_KEY is not set.
        """
        self.name = name
        self._url, self._model = _parsed(name)
        self._timeout = timeout
        self._max_retries = max_retries
        self._key = _key(self._url)

    @cached_property
    def dimension(self) -> int:
        """Length of a vector, found by embedding one word.

        Raises:
            ModelError: As for `embed`.
        """
        return int(self._vectors([_PROBE]).shape[1])

    def embed(self, texts: Sequence[str]) -> Embedded:
        """Embed texts, at most 256 a request; there are no token vectors.

        Raises:
            ModelUnavailable: The server, the model or the right to use it is not there.
            ModelTimeout: The server did not answer in time.
            ModelError: The server answered with something other than one vector a text.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(texts), _BATCH):
            some = [_sendable(text) for text in texts[first : first + _BATCH]]
            vectors[first : first + _BATCH] = self._checked(self._vectors(some))
        return Embedded(vectors=vectors, tokens=None)

    @cached_property
    def _client(self) -> OpenAI:
        from openai import OpenAI, Timeout

        return OpenAI(
            api_key=self._key,
            base_url=self._url,
            timeout=Timeout(self._timeout, connect=min(self._timeout, _CONNECT_SECONDS)),
            max_retries=self._max_retries,
        )

    @property
    def _place(self) -> str:
        return str(self._client.base_url).rstrip("/")

    def _vectors(self, texts: list[str]) -> NDArray[np.float32]:
        import openai

        try:
            found = self._client.embeddings.create(model=self._model, input=texts).data
            vectors = _in_order(found, len(texts))
        except openai.APITimeoutError as error:
            message = f"{self._place} did not answer in {self._timeout:g} s: try again later"
            raise ModelTimeout(message) from error
        except openai.APIConnectionError as error:
            message = f"{self._place} cannot be reached: check the address, and that it runs"
            raise ModelUnavailable(message) from error
        except openai.APIStatusError as error:
            raise self._refusal(error) from error
        # What the client raises on an answer that is no list of embeddings is not documented.
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            message = f"{self._place} gave no usable embeddings for {self._model} ({error})"
            raise ModelError(message) from error
        return vectors

    def _refusal(self, error: APIStatusError) -> ModelError:
        """Say what a status other than 200 means and what to do."""
        advice = {
            401: "check the key in " + ("DATELINE_API_KEY" if self._url else "OPENAI_API_KEY"),
            403: "this key may not use that model",
            404: f"check the address and the model's name, {self._model}",
            429: "too many requests, or no credit left: try again later",
        }.get(error.status_code, "see its log, and try again later")
        said = " ".join(str(error.message).split())[:200]
        message = f"{self._place} refused to embed: {advice} (status {error.status_code}: {said})"
        if error.status_code in _ABSENT or error.status_code >= _SERVER_FAULT:
            return ModelUnavailable(message)
        return ModelError(message)

    def _checked(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if vectors.shape[1] != self.dimension:
            message = (
                f"{self._place} gave vectors of {vectors.shape[1]} numbers for {self._model} "
                f"after some of {self.dimension}: the server's model has changed"
            )
            raise ModelError(message)
        return vectors


def _parsed(name: str) -> tuple[str | None, str]:
    """Split an embedder's name into the server's address and the model."""
    if name.startswith(_OPENAI):
        url, model = None, name.removeprefix(_OPENAI)
    else:
        url, _, model = name.partition("#")
    if not model.strip():
        message = f"{name}: name the model too, as openai:<model> or http://host:port/v1#<model>"
        raise SettingsError(message)
    return url, model.strip()


def _key(url: str | None) -> str:
    if url is not None:
        return os.environ.get("DATELINE_API_KEY") or "none"
    key = os.environ.get("OPENAI_API_KEY")
    if not key:
        message = "OPENAI_API_KEY is not set: set it to your key, or use the embedder minilm"
        raise ModelUnavailable(message)
    return key


def _sendable(text: str) -> str:
    # OpenAI refuses an empty text, and JSON takes no lone surrogate.
    return text.encode("utf-8", "replace").decode("utf-8") or " "


def _in_order(found: Iterable[Embedding], count: int) -> NDArray[np.float32]:
    """Give (count, dimension) float32 of unit length, in the order of the texts.

    Raises:
        ValueError: These are not `count` vectors of one length.
    """
    listed = sorted(found, key=lambda item: item.index)
    if [item.index for item in listed] != list(range(count)):
        message = f"{len(listed)} vectors for {count} texts"
        raise ValueError(message)
    vectors = np.asarray([item.embedding for item in listed], dtype=np.float32)
    if vectors.ndim != 2 or not vectors.shape[1]:  # noqa: PLR2004 - rows and columns
        message = "vectors without numbers"
        raise ValueError(message)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(norms).all() or not norms.all():
        message = "a vector that has no direction"
        raise ValueError(message)
    unit: NDArray[np.float32] = vectors / norms
    return unit
