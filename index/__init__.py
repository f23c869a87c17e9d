"""From files to passages: reading, cutting, embedding, storing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.articles import Article, Passage
from index.errors import (
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

if TYPE_CHECKING:
    from index.corpus import Corpus, open_corpus
    from index.settings import Settings, load_settings
    from index.syncing import SyncReport, SyncStep, sync

__all__ = [
    "Article",
    "ArticleError",
    "Corpus",
    "DatelineError",
    "ModelError",
    "ModelTimeout",
    "ModelUnavailable",
    "Passage",
    "Settings",
    "SettingsError",
    "StoreError",
    "StoreLocked",
    "StoreMismatch",
    "StoreMissing",
    "SyncReport",
    "SyncStep",
    "load_settings",
    "open_corpus",
    "sync",
]

# Loaded on first use: numpy, pydantic and SQLite would slow `import rag` down.
_LATE = {
    "Corpus": "corpus",
    "open_corpus": "corpus",
    "Settings": "settings",
    "load_settings": "settings",
    "SyncReport": "syncing",
    "SyncStep": "syncing",
    "sync": "syncing",
}


def __getattr__(name: str) -> object:
    """Load one of the heavier public names."""
    from importlib import import_module

    if name not in _LATE:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"index.{_LATE[name]}"), name)
