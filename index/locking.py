"""One writer at a time, and how a store is emptied."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index.catalog import FILE_NAME
from index.errors import StoreError, StoreLocked
from index.layout import is_url
from index.store import ChromaStore

if TYPE_CHECKING:
    from pathlib import Path

    from index.layout import Layout

_ERASING = "erasing"


def locked(layout: Layout) -> FileLock:
    """Take a store's lock, making its folder first.

    Raises:
        StoreLocked: Another writer holds it.
        StoreError: The folder is a file, or cannot be written.
    """
    folder = layout.folder
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file, not a store: choose another --store"
        raise StoreError(message)
    lock = FileLock(folder / "lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        message = f"{layout.location} is being written by another process: try again when it ends"
        raise StoreLocked(message) from error
    except OSError as error:
        raise _unwritable(folder, error) from error
    return lock


def erase(layout: Layout) -> None:
    """Forget everything in a store, a Chroma server's articles too."""
    _emptied(layout, chroma=True)


def erase_copy(layout: Layout) -> None:
    """Forget the local copy of a Chroma server's articles."""
    _emptied(layout, chroma=False)


def finish_erasing(layout: Layout) -> None:
    """Go on where a run that was erasing this store died."""
    mark = layout.folder / _ERASING
    if mark.exists():
        _emptied(layout, chroma=mark.read_text(encoding="utf-8") != "copy")


def _emptied(layout: Layout, *, chroma: bool) -> None:
    mark = layout.folder / _ERASING
    try:
        mark.write_text("all" if chroma else "copy", encoding="utf-8")
        for path in layout.folder.glob(f"{FILE_NAME}*"):
            path.unlink()
        for folder in layout.generations():
            shutil.rmtree(folder)
        if chroma and is_url(layout.chroma):
            ChromaStore.erase(layout.chroma)
        elif chroma and layout.folder.joinpath("chroma").exists():
            shutil.rmtree(layout.chroma)
        mark.unlink()
    except OSError as error:
        raise _unwritable(layout.folder, error) from error


def _unwritable(folder: Path, error: OSError) -> StoreError:
    message = (
        f"{folder} cannot be written ({error.strerror}): check its permissions or choose "
        "another --store"
    )
    return StoreError(message)
