"""Questions in, cited answers out: `rag.ask(question)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import (
    ArticleError,
    DatelineError,
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    SettingsError,
    StoreError,
    StoreLocked,
    StoreMismatch,
    StoreMissing,
)
from rag.answers import Answer, Citation, Hit, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from index import Settings
    from rag.chat_models import ChatModel
    from rag.engine import Engine
    from rag.opening import default_store, seeds_folder

__all__ = [
    "Answer",
    "ArticleError",
    "Citation",
    "DatelineError",
    "Engine",
    "Hit",
    "ModelError",
    "ModelTimeout",
    "ModelUnavailable",
    "Sentence",
    "SettingsError",
    "StoreError",
    "StoreLocked",
    "StoreMismatch",
    "StoreMissing",
    "ask",
    "default_store",
    "open",
    "seeds_folder",
]

_seeds: list[Engine] = []


def ask(
    question: str,
    *,
    store: str | Path | None = None,
    as_of: date | None = None,
    history: Sequence[Mapping[str, str] | Answer] | None = None,
    top_k: int = 10,
) -> Answer:
    """Ask one question; `open` an engine to ask several of one store.

    Args:
        question: A question in English.
        store: A store's folder or a Chroma server's URL; by default the seed articles,
            which are indexed on first use.
        as_of: Use only articles published up to this day.
        history: Earlier turns of the conversation.
        top_k: How many passages to give with the answer.

    Raises:
        SettingsError: The question or a setting cannot be used.
        StoreError: The store is missing or cannot be read.
        ModelError: The embedder failed.
    """
    if store is not None:
        engine = open(store)
        try:
            return engine.ask(question, as_of=as_of, history=history, top_k=top_k)
        finally:
            engine.close()
    if not _seeds:
        _seeds.append(open())
    return _seeds[0].ask(question, as_of=as_of, history=history, top_k=top_k)


def open(  # noqa: A001 - the public name of the call
    store: str | Path | None = None,
    *,
    llm: str | ChatModel | None = None,
    settings: Settings | None = None,
) -> Engine:
    """Open a store for questions.

    Args:
        store: A store's folder or a Chroma server's URL; by default the seed articles,
            which are indexed on first use.
        llm: A model to draft answers: `openai:<model>`, `http(s)://host:port/v1#<model>`,
            `gguf:<file>`, or any `rag.chat_models.ChatModel`; by default the one that
            DATELINE_LLM names. With none, or with `none`, answers are quotes.
        settings: Settings to use instead of the environment's.

    Raises:
        SettingsError: A setting cannot be used.
        ModelUnavailable: There is no key, no file, or no library for the model.
        StoreMissing: Nothing has been indexed at this store yet.
        StoreError: The store cannot be read.
    """
    from rag.opening import open_engine

    return open_engine(store, llm=llm, settings=settings)


def __getattr__(name: str) -> object:
    """Load the engine's names on first use: they bring numpy and pydantic."""
    if name not in ("Engine", "default_store", "seeds_folder"):
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from rag import opening

    return getattr(opening, name)
