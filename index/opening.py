"""Which embedder the settings name, without loading it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from index.embedding.base import MINILM, open_embedder

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.embedding.base import Embedder
    from index.settings import Settings

_MINILM_NAME = "all-MiniLM-L6-v2-int8"


def embedder_name(settings: Settings) -> str:
    """Give the name under which a store records the embedder."""
    return _MINILM_NAME if settings.embedder == MINILM else settings.embedder


def embedder_opener(settings: Settings) -> Callable[[], Embedder]:
    """Give a call that opens the embedder."""
    return partial(open_embedder, settings.embedder, model_path=settings.model_path)
