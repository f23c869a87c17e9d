"""What an embedder gives, and how one is chosen by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MINILM = "minilm"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenVectors:
    """The contextual vectors of one text's tokens, special tokens left out.

    Attributes:
        vectors: (tokens, dimension) float32, each row of length 1.
        spans: (tokens, 2) int32, start and end of each token in the text.
    """

    vectors: NDArray[np.float32]
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The vectors of some texts, in their order.

    Attributes:
        vectors: (texts, dimension) float32, each row of length 1.
        tokens: One entry a text, or None where the embedder gives no token vectors.
    """

    vectors: NDArray[np.float32]
    tokens: list[TokenVectors] | None


class Embedder(Protocol):
    """Turns texts into vectors; `name` and `dimension` are recorded in every store."""

    @property
    def name(self) -> str:
        """Which model this is; two embedders of one name give the same vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Embedded:
        """Embed texts, in any number; the order is kept.

        Raises:
            ModelUnavailable: The model or its server is not there.
            ModelTimeout: The server did not answer in time.
        """
        ...


def open_embedder(name: str = MINILM, *, model_path: Path | None = None) -> Embedder:
    """Choose an embedder by name.

    Args:
        name: `minilm` (embedded, no network), `openai:<model>` (key from
            OPENAI_API_KEY) or `http(s)://host/v1#<model>` (any compatible server).
        model_path: Where model.onnx lies, when not in the pinned package.

    Raises:
        SettingsError: The name is none of these.
        ModelUnavailable: The model file is missing or is another file.
    """
    if name == MINILM:
        from index.embedding.minilm import MiniLM

        return MiniLM(model_path)
    if name.startswith(("openai:", "http://", "https://")):
        from index.embedding.remote import RemoteEmbedder

        return RemoteEmbedder(name)
    message = (
        f"unknown embedder {name!r}: use minilm, openai:<model> or http://host:port/v1#<model>"
    )
    raise SettingsError(message)
