"""A store held open by its one writer: the lock, the catalog, the embedder, Chroma."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from index.catalog import Catalog
from index.errors import StoreMismatch
from index.layout import is_url
from index.locking import erase, erase_copy, finish_erasing, locked
from index.store import ChromaStore
from index.vectors import VectorFiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from index.embedding import Embedder
    from index.layout import Layout


class Holder:
    """Holds the store's lock from opening to closing."""

    def __init__(
        self,
        layout: Layout,
        *,
        embedder_name: str,
        embedder: Callable[[], Embedder],
        rebuild: bool = False,
    ) -> None:
        """Lock the store and open its catalog, making both where they are not there.

        Args:
            layout: Where the store lies.
            embedder_name: What is recorded in the store, and checked.
            embedder: Opens the embedder; called only when there is something to embed.
            rebuild: Forget everything in the store first.

        Raises:
            StoreError: The folder cannot be written.
            StoreLocked: Another process holds the lock.
            StoreMismatch: Another embedder or format version built the store.
        """
        self.layout = layout
        self._name = embedder_name
        self._open_embedder = embedder
        self._lock = locked(layout)
        try:
            finish_erasing(layout)
            if rebuild and (layout.exists or is_url(layout.location)):
                erase(layout)
            self.catalog = self._opened()
        except BaseException:  # an interrupt, too, must not leave the store locked
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        """Give the open writer."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the catalog and Chroma, and release the lock."""
        try:
            self.catalog.close()
            if "chroma" in self.__dict__:
                self.chroma.close()
        finally:
            self._lock.release()

    def _opened(self) -> Catalog:
        try:
            return self._checked()
        except StoreMismatch:
            if not is_url(self.layout.location):
                raise
        # A server's articles lie on the server, which checks the embedder itself.
        erase_copy(self.layout)
        return self._checked()

    def _checked(self) -> Catalog:
        catalog = Catalog(self.layout.folder, write=True)
        found = catalog.get("embedder")
        if found is None:
            catalog.put(embedder=self._name)
        elif found != self._name:
            catalog.close()
            message = (
                f"{self.layout.location} was built with the embedder {found}, not {self._name}: "
                "set DATELINE_EMBEDDER to match, or use `dateline index --rebuild FOLDER`"
            )
            raise StoreMismatch(message)
        return catalog

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder, opened on first use; its dimension is recorded and checked."""
        embedder = self._open_embedder()
        found = self.catalog.number("dimension")
        if found == 0:
            self.catalog.put(dimension=embedder.dimension)
        elif found != embedder.dimension:
            message = (
                f"{self.layout.location} holds vectors of {found} numbers, {self._name} gives "
                f"{embedder.dimension}: use `dateline index --rebuild FOLDER`"
            )
            raise StoreMismatch(message)
        return embedder

    @property
    def _dimension(self) -> int:
        return self.catalog.number("dimension") or self.embedder.dimension

    @cached_property
    def chroma(self) -> ChromaStore:
        """Chroma, opened on first use."""
        return ChromaStore(self.layout.chroma, embedder=self._name, dimension=self._dimension)

    @property
    def _files(self) -> VectorFiles:
        return VectorFiles(self.layout.vectors(self.catalog.number("vectors")), self._dimension)

    @property
    def _changed(self) -> bool:
        """Whether the postings are behind the catalog; kept there, so that no crash hides it."""
        return bool(self.catalog.number("changed")) or not self.catalog.number("generation")
