"""Open a store, the seeds' own where none is named."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.corpus import open_corpus
from index.entries import RECIPE
from index.errors import DatelineError, StoreMissing
from index.layout import Layout
from index.settings import DEFAULT_STORE, Settings, load_settings
from rag.engine import Engine

if TYPE_CHECKING:
    from index.corpus import Corpus
    from rag.chat_models import ChatModel


def open_engine(
    store: str | Path | None = None,
    *,
    llm: str | ChatModel | None = None,
    settings: Settings | None = None,
) -> Engine:
    """Open a store, or the seed articles where none is named; see `rag.open`."""
    settings = settings or load_settings()
    model = _chosen_model(llm)
    own = model if model is not llm else None
    try:
        corpus = _open_seeds(settings) if store is None else open_corpus(store, settings=settings)
    except DatelineError:
        if own is not None:
            own.close()
        raise
    return Engine(corpus, model=model, own_model=own is not None)


def _chosen_model(llm: str | ChatModel | None) -> ChatModel | None:
    """Open the model named, or the one that the environment names."""
    if llm is not None and not isinstance(llm, str):
        return llm
    if llm is None and not any(name.upper() == "DATELINE_LLM" for name in os.environ):
        return None  # and nothing of models is loaded
    from rag.chat_models import chosen_name, open_chat_model

    name = chosen_name(llm)
    return open_chat_model(name) if name else None


def _open_seeds(settings: Settings) -> Corpus:
    location = seeds_store(settings)
    try:
        return open_corpus(location, settings=settings)
    except StoreMissing:
        from index.syncing import sync  # reading files and Chroma are slow to load

        line = f"dateline: indexing the five seed articles into {location} (first use only)"
        print(line, file=sys.stderr)  # noqa: T201 - the one line that a first use owes its user
        sync([seeds_folder()], store=location, settings=settings)
        return open_corpus(location, settings=settings)


def default_store(settings: Settings) -> tuple[str, bool]:
    """Say which store to use when the user names none, and whether it is the seeds'.

    DATELINE_STORE first, then `.dateline` in the working folder, then the seeds.
    """
    if settings.store:
        return settings.store, False
    if Layout.at(DEFAULT_STORE, cache=settings.cache).exists:
        return DEFAULT_STORE, False
    return seeds_store(settings), True


def seeds_folder() -> Path:
    """Give the folder of the seed articles."""
    return Path(__file__).resolve().parent.parent / "seeds"


def seeds_store(settings: Settings) -> str:
    """Give the folder in the cache where these very seeds are indexed by this embedder."""
    digest = hashlib.sha256(f"{RECIPE} {settings.embedder}".encode())
    for path in sorted(seeds_folder().iterdir()):
        digest.update(path.read_bytes())
    return str(settings.cache / f"seeds-{digest.hexdigest()[:12]}")
