"""Every error that Dateline raises on purpose.

DatelineError
├── SettingsError            a setting, option or argument cannot be used
├── ArticleError             one file cannot become an article
├── StoreError
│   ├── StoreMissing         nothing has been indexed at this path yet
│   ├── StoreMismatch        another embedder or an older version built the store
│   └── StoreLocked          another process is writing to the store
└── ModelError
    ├── ModelTimeout         a model did not answer in time
    └── ModelUnavailable     a model, its file or its server is not there
"""

from __future__ import annotations

from pathlib import Path


class DatelineError(Exception):
    """Base of all errors that Dateline raises on purpose; its text says what to do."""


class SettingsError(DatelineError):
    """A setting, an option or an argument cannot be used."""


class ArticleError(DatelineError):
    """One file cannot become an article.

    Attributes:
        path: The file concerned.
    """

    def __init__(self, path: Path, message: str) -> None:
        """Keep the path beside the message, which it opens."""
        super().__init__(f"{path}: {message}")
        self.path = path


class StoreError(DatelineError):
    """The store cannot be opened, read or written."""


class StoreMissing(StoreError):
    """Nothing has been indexed at this path yet."""


class StoreMismatch(StoreError):
    """Another embedder or another version of Dateline built this store."""


class StoreLocked(StoreError):
    """Another process is writing to this store."""


class ModelError(DatelineError):
    """A model failed."""


class ModelTimeout(ModelError):
    """A model did not answer in time."""


class ModelUnavailable(ModelError):
    """A model, its file or its server is not there."""
