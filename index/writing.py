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
import time
from typing import TYPE_CHECKING

import numpy as np

from index.changing import Changer
from index.copies import find_copies
from index.layout import is_url
from index.lexical import build
from index.preparing import Change
from index.records import Record
from index.store import ChromaStore
from index.vectors import VectorFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Change", "Writer"]

_COMPACT_BELOW = 0.5
_COMPACT_ROWS = 1000
# Articles copied at once, from Chroma or from the catalog.
_COPIED = 50
_COPY_ROWS = 10_000


class Writer(Changer):
    """Holds the store's lock from opening to closing, mends what a crash left, and finishes."""

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

    # --- from a server, and at the end

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
