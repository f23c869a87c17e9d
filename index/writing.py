"""The one writer of a store: groups of articles in, each wholly or not at all.

How a crash at any moment is survived. For each group of articles, in this order:

1. the catalog notes them as pending (one transaction);
2. vectors are appended to the vector files and flushed to disk;
3. Chroma's records are replaced;
4. the catalog puts the new rows in place of the old and clears the note (one transaction).

Until 4 every reader finds the old articles. A run that dies between 1 and 4 leaves notes:
the next run brings Chroma back to what the catalog holds of the noted articles, then finds
the changes again; what the dead run had appended to the files lies past the committed count
and is written over.
"""

from __future__ import annotations

import shutil
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import Catalog, PassageRow
from index.compress import pack
from index.copies import find_copies
from index.embedding import TokenVectors
from index.entries import entries
from index.errors import StoreMismatch
from index.layout import is_url
from index.lexical import build
from index.locking import erase, erase_copy, finish_erasing, locked
from index.passages import cut
from index.store import ChromaStore, Record
from index.vectors import VectorFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from typing import Self

    from numpy.typing import NDArray

    from index.articles import Article, Passage
    from index.embedding import Embedder
    from index.entries import Entry
    from index.layout import Layout

_COMPACT_BELOW = 0.5
_COMPACT_ROWS = 1000
# Texts embedded at once: their token vectors take 200 KB each until they are packed.
_SLICE = 512
# Articles copied at once, from Chroma or from the catalog.
_COPIED = 50
_COPY_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One article that is to be written.

    Attributes:
        article: The article.
        source: The file or folder that it was indexed from.
        fingerprint: Hash of all that its entries depend on.
    """

    article: Article
    source: str
    fingerprint: str


class Writer:
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
        except BaseException:
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

    # --- after a crash

    def repair(self) -> None:
        """Bring vector files and Chroma back to what the catalog holds."""
        self._mend_files()
        if not is_url(self.layout.chroma):
            self._mend_chroma()
        pending = self.catalog.pending()
        for first in range(0, len(pending), _COPIED):
            some = pending[first : first + _COPIED]
            self.chroma.drop(some)
            self.chroma.put(self._held(some))
            with self.catalog.transaction():
                self.catalog.clear_pending(some)

    def _mend_chroma(self) -> None:
        """Note what Chroma lacks because its folder, or the catalog, is gone."""
        held = list(self.catalog.fingerprints())
        there = ChromaStore.is_there(self.layout.chroma)
        if held and not there:
            with self.catalog.transaction():
                self.catalog.mark_pending(held)
        elif there and not held and not self.catalog.number("generation"):
            ChromaStore.erase(self.layout.chroma)

    def _mend_files(self) -> None:
        """Embed again what the catalog counts and the files do not hold.

        The lost rows stay empty: nothing points at them any more.
        """
        rows, tokens = self.catalog.number("rows"), self.catalog.number("tokens")
        if not rows:
            return
        held_rows, held_tokens = self._files.held()
        if held_rows >= rows and held_tokens >= tokens:
            return
        lost = {
            article_id
            for row, article_id, _, first, count in self.catalog.places()
            if row >= held_rows or first + count > held_tokens
        }
        changes = self._changes(sorted(lost))
        for first in range(0, len(changes), _COPIED):
            self.replace(changes[first : first + _COPIED], to_chroma=False)

    def _changes(self, article_ids: Iterable[str]) -> list[Change]:
        """Give those of some articles that the catalog holds, as it holds them."""
        sources, fingerprints = self.catalog.sources(), self.catalog.fingerprints()
        return [
            Change(article=article, source=sources[i], fingerprint=fingerprints[i])
            for i in article_ids
            if (article := self.catalog.article(i)) is not None
        ]

    def _held(self, article_ids: Sequence[str]) -> list[Record]:
        """Give what Chroma should keep of some articles."""
        records = []
        for change in self._changes(article_ids):
            rows = self.catalog.passage_rows(change.article.id)
            passages = self.catalog.passages(rows)
            records.append(
                Record(
                    article=change.article,
                    fingerprint=change.fingerprint,
                    passages=[passages[row] for row in rows],
                    vectors=self._files.pooled(self.catalog.number("rows"))[rows],
                )
            )
        return records

    # --- writing

    def pull(self) -> None:
        """Make the local copy of a Chroma server what the server holds."""
        there, here = self.chroma.fingerprints(), self.catalog.fingerprints()
        gone = sorted(here.keys() - there.keys())
        if gone:
            self.remove(gone, from_chroma=False)
        wanted = sorted(i for i, found in there.items() if here.get(i) != found)
        groups = (
            [
                Change(article=a, source=self.layout.location, fingerprint=there[a.id])
                for a in self.chroma.articles(wanted[first : first + _COPIED])
            ]
            for first in range(0, len(wanted), _COPIED)
        )
        for _ in self.replace_all(groups, to_chroma=False):
            pass

    def replace(self, changes: Sequence[Change], *, to_chroma: bool = True) -> int:
        """Write a group of articles over what was there of them; see `replace_all`."""
        return sum(self.replace_all([changes], to_chroma=to_chroma))

    def replace_all(
        self, groups: Iterable[Sequence[Change]], *, to_chroma: bool = True
    ) -> Iterator[int]:
        """Write groups of articles over what was there of them, each wholly or not at all.

        The next group is embedded while one is committed: the model leaves the processor
        idle between inferences, and the disk is waited for.

        Args:
            groups: The articles, each id once in a group.
            to_chroma: False when Chroma holds them already.

        Yields:
            How many passages were embedded, after each commit.

        Raises:
            ModelError: The embedder failed; the group's articles stay as they were.
        """
        stop = threading.Event()
        coming: Future[_Prepared] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="embedding") as pool:
            try:
                for group in groups:
                    # Opened here: the catalog belongs to this thread.
                    ready, coming = coming, pool.submit(_prepare, group, self.embedder, stop)
                    if ready is not None:
                        yield self._commit(ready.result(), to_chroma=to_chroma)
                if coming is not None:
                    yield self._commit(coming.result(), to_chroma=to_chroma)
            finally:
                stop.set()

    def _commit(self, made: _Prepared, *, to_chroma: bool) -> int:
        ids = [change.article.id for change in made.changes]
        if to_chroma:
            with self.catalog.transaction():
                self.catalog.mark_pending(ids)
        rows = self._append(made.entries, made.vectors, made.packs)
        if to_chroma:
            self.chroma.put(_records(made.changes, made.passages, made.vectors))
        with self.catalog.transaction():
            self.catalog.remove(ids)
            for change in made.changes:
                self.catalog.add(change.article, change.source, change.fingerprint)
            self.catalog.add_passages(rows)
            self._count(rows)
            self.catalog.clear_pending(ids)
        return len(rows)

    def _append(
        self,
        entries: Sequence[tuple[Passage, Entry]],
        vectors: NDArray[np.float32],
        packs: Sequence[NDArray[np.void]],
    ) -> list[PassageRow]:
        """Write vectors behind those that the catalog counts; give the rows to commit."""
        first, token = self.catalog.number("rows"), self.catalog.number("tokens")
        vocabulary = self._vocabulary
        self._files.write(first, vectors)
        if packs:
            self._files.write_tokens(token, np.concatenate(packs))
        rows = []
        for place, (passage, made) in enumerate(entries):
            count = len(packs[place]) if packs else 0
            ids = [vocabulary.setdefault(term, len(vocabulary)) for term in made.terms]
            rows.append(
                PassageRow(
                    passage=passage,
                    row=first + place,
                    terms=np.asarray(ids, dtype=np.int32).tobytes(),
                    token_first=token,
                    token_count=count,
                )
            )
            token += count
        return rows

    def _count(self, rows: Sequence[PassageRow]) -> None:
        if rows:
            last = rows[-1]
            self.catalog.put(rows=last.row + 1, tokens=last.token_first + last.token_count)
        known = self.catalog.number("terms")
        new = {term: i for term, i in self._vocabulary.items() if i >= known}
        self.catalog.add_terms(new)
        self.catalog.put(terms=known + len(new), changed=1)

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        return self.catalog.term_ids()

    def remove(self, article_ids: Sequence[str], *, from_chroma: bool = True) -> None:
        """Take articles out; with `from_chroma` unset, those that Chroma has lost already."""
        with self.catalog.transaction():
            if from_chroma:
                self.catalog.mark_pending(article_ids)
            self.catalog.remove(article_ids)
            self.catalog.put(changed=1)
        if from_chroma:
            self.chroma.drop(article_ids)
            with self.catalog.transaction():
                self.catalog.clear_pending(article_ids)

    def adopt(self, sources: dict[str, str]) -> None:
        """Note the folder or file that articles come from now; article id → source."""
        with self.catalog.transaction():
            self.catalog.adopt(sources)

    def finish(self) -> None:
        """Look for copies; after changes compact half-dead files, write the postings anew."""
        find_copies(self.catalog)
        if not self._changed:
            return
        rows = self.catalog.number("rows")
        if rows > _COMPACT_ROWS and len(self.catalog.places()) < rows * _COMPACT_BELOW:
            self._compact()
        # The clock keeps the number of one store from coming back after a rebuild.
        last = self.catalog.number("generation")
        generation = max(last + 1, time.time_ns() // 1_000_000)
        postings = build(
            self.catalog.term_rows(),
            vocabulary=self.catalog.number("terms"),
            size=self.catalog.number("rows"),
        )
        postings.save(self.layout.postings(generation))
        with self.catalog.transaction():
            self.catalog.put(generation=generation, changed=0)
        self._sweep(generation)

    def _sweep(self, generation: int) -> None:
        """Delete the files of other generations; readers keep those that they have open."""
        current = {
            self.layout.postings(generation),
            self.layout.vectors(self.catalog.number("vectors")),
        }
        for folder in self.layout.generations():
            if folder not in current:
                shutil.rmtree(folder, ignore_errors=True)

    def _compact(self) -> None:
        """Copy the live rows into new files and number them anew."""
        old = self._files
        number = self.catalog.number("vectors") + 1
        shutil.rmtree(self.layout.vectors(number), ignore_errors=True)
        new = VectorFiles(self.layout.vectors(number), old.dimension)
        places = self.catalog.places()
        pooled = old.pooled(self.catalog.number("rows"))
        packed = old.tokens(self.catalog.number("tokens"))
        moved, token = [], 0
        for start in range(0, len(places), _COPY_ROWS):
            some = places[start : start + _COPY_ROWS]
            new.write(start, pooled[[place[0] for place in some]])
            parts = [packed[first : first + count] for _, _, _, first, count in some]
            new.write_tokens(token, np.concatenate(parts))
            for row, (was, _, _, _, count) in enumerate(some, start):
                moved.append((row, token, was))
                token += count
        with self.catalog.transaction():
            self.catalog.move(moved)
            self.catalog.put(vectors=number, rows=len(moved), tokens=token, changed=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A group of articles, cut and embedded.

    Attributes:
        changes: The articles.
        passages: Those of each article.
        entries: All passages with what is indexed of them.
        vectors: (entries, dimension) float32, their pooled vectors.
        packs: The packed token vectors of each; empty where the embedder gives none.
    """

    changes: Sequence[Change]
    passages: Sequence[Sequence[Passage]]
    entries: Sequence[tuple[Passage, Entry]]
    vectors: NDArray[np.float32]
    packs: Sequence[NDArray[np.void]]


def _prepare(changes: Sequence[Change], embedder: Embedder, stop: threading.Event) -> _Prepared:
    """Cut and embed a group; given up between two slices once `stop` is set."""
    passages = [cut(change.article) for change in changes]
    made = [
        pair
        for change, some in zip(changes, passages, strict=True)
        for pair in zip(some, entries(change.article, some), strict=True)
    ]
    vectors = np.zeros((len(made), embedder.dimension), dtype=np.float32)
    packs: list[NDArray[np.void]] = []
    for first in range(0, len(made), _SLICE):
        if stop.is_set():
            raise CancelledError
        some_made = made[first : first + _SLICE]
        embedded = embedder.embed([entry.text for _, entry in some_made])
        vectors[first : first + _SLICE] = embedded.vectors
        if embedded.tokens is not None:
            packs += [
                _packed(passage, tokens, entry.offset)
                for (passage, entry), tokens in zip(some_made, embedded.tokens, strict=True)
            ]
    return _Prepared(changes=changes, passages=passages, entries=made, vectors=vectors, packs=packs)


def _packed(passage: Passage, tokens: TokenVectors, offset: int) -> NDArray[np.void]:
    """Pack a passage's own tokens, those of the heading before it left out."""
    inside = tokens.spans[:, 0] >= offset
    own = TokenVectors(vectors=tokens.vectors[inside], spans=tokens.spans[inside] - offset)
    sentences = [(start - passage.start, end - passage.start) for start, end in passage.sentences]
    return pack(passage.text, own, sentences)


def _records(
    changes: Sequence[Change],
    passages: Sequence[Sequence[Passage]],
    vectors: NDArray[np.float32],
) -> list[Record]:
    """Give what Chroma keeps of some articles; `vectors` are those of all their passages."""
    records, first = [], 0
    for change, some in zip(changes, passages, strict=True):
        records.append(
            Record(
                article=change.article,
                fingerprint=change.fingerprint,
                passages=some,
                vectors=vectors[first : first + len(some)],
            )
        )
        first += len(some)
    return records
