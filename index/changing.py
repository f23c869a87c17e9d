"""Groups of articles put into a store or taken out, each wholly or not at all.

How a crash at any moment is survived stands in `index/writing.py`.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import PassageRow
from index.holding import Holder
from index.preparing import prepare, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from index.articles import Passage
    from index.entries import Entry
    from index.preparing import Change, Prepared


class Changer(Holder):
    """Replaces and removes articles."""

    def replace(self, changes: Sequence[Change], *, to_chroma: bool = True) -> int:
        """Write a group of articles over what was there of them; see `replace_all`."""
        return sum(self.replace_all([changes], to_chroma=to_chroma))

    def replace_all(
        self,
        groups: Iterable[Sequence[Change]],
        *,
        to_chroma: bool = True,
        tell: Callable[[int, int], object] | None = None,
    ) -> Iterator[int]:
        """Write groups of articles over what was there of them, each wholly or not at all.

        The next group is embedded while one is committed: the model leaves the processor
        idle between inferences, and the disk is waited for.

        Args:
            groups: The articles, each id once in a group.
            to_chroma: False when Chroma holds them already.
            tell: Called from another thread, with how many of a group's passages are
                embedded and of how many.

        Yields:
            How many passages were embedded, after each commit.

        Raises:
            ModelError: The embedder failed; the group's articles stay as they were.
        """
        stop = threading.Event()
        coming: Future[Prepared] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="embedding") as pool:
            try:
                for group in groups:
                    # Opened here: the catalog belongs to this thread.
                    ready, coming = coming, pool.submit(prepare, group, self.embedder, stop, tell)
                    if ready is not None:
                        yield self._commit(ready.result(), to_chroma=to_chroma)
                if coming is not None:
                    yield self._commit(coming.result(), to_chroma=to_chroma)
            finally:
                stop.set()

    def _commit(self, made: Prepared, *, to_chroma: bool) -> int:
        ids = [change.article.id for change in made.changes]
        if to_chroma:
            with self.catalog.transaction():
                self.catalog.mark_pending(ids)
        rows = self._append(made.entries, made.vectors, made.packs)
        if to_chroma:
            self.chroma.put(records(made.changes, made.passages, made.vectors))
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
