"""Show hits in their context.

Passages are small, so that many fit a budget; the leading hits are shown with the passages
before and after them, since what answers often begins a sentence earlier or ends one later.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Corpus, Passage

LEADING = 3
_FARTHEST = 20


def leading_widened(corpus: Corpus, rows: Sequence[int]) -> list[tuple[int, Passage]]:
    """Widen the first three hits by one passage on either side; leave the others.

    Returns:
        (row, passage) of each hit in order; one that lies within an earlier is left out.
    """
    return _Widener(corpus, rows, reach=1).shown(leading=LEADING)


def all_widened(corpus: Corpus, rows: Sequence[int], words: int) -> list[tuple[int, Passage]]:
    """Widen every hit on both sides until it has about so many words; see above."""
    return _Widener(corpus, rows, reach=_FARTHEST, words=words).shown(leading=len(rows))


def plain(corpus: Corpus, rows: Sequence[int]) -> list[tuple[int, Passage]]:
    """Leave all hits as they are; see above."""
    return _Widener(corpus, rows, reach=0).shown(leading=0)


class _Widener:
    """Grows passages over neighbours that no other hit shows yet."""

    def __init__(
        self, corpus: Corpus, rows: Sequence[int], *, reach: int, words: int | None = None
    ) -> None:
        self._corpus = corpus
        self._rows = rows
        self._reach = reach
        self._words = words
        near = {row + step for row in rows for step in range(-reach, reach + 1)}
        self._passages = corpus.passages(sorted(row for row in near if 0 <= row < corpus.size))
        self._taken: set[int] = set()

    def shown(self, *, leading: int) -> list[tuple[int, Passage]]:
        found: list[tuple[int, Passage]] = []
        for row in self._rows:
            if row in self._taken:
                continue
            run = self._run(row) if len(found) < leading else [row]
            self._taken.update(run)
            found.append((row, self._joined(row, run)))
        return found

    def _run(self, row: int) -> list[int]:
        """Grow from a row, one passage on either side at a time."""
        run = [row]
        for distance in range(1, self._reach + 1):
            before = len(run)
            for neighbour in (row - distance, row + distance):
                touches = neighbour + 1 == run[0] or neighbour - 1 == run[-1]
                if touches and not self._full(run) and self._free(row, neighbour):
                    run = sorted([*run, neighbour])
            if len(run) == before:
                break
        return run

    def _full(self, run: Sequence[int]) -> bool:
        if self._words is None:
            return False
        return sum(len(self._passages[row].text.split()) for row in run) >= self._words

    def _free(self, row: int, neighbour: int) -> bool:
        """Whether a row is this far from the other in the same article, and not shown yet."""
        if neighbour not in self._passages or neighbour in self._taken:
            return False
        here, there = self._passages[row], self._passages[neighbour]
        same = here.article_id == there.article_id
        return same and there.ordinal - here.ordinal == neighbour - row

    def _joined(self, row: int, run: Sequence[int]) -> Passage:
        """Give one passage that spans a run, under the id of the hit itself."""
        if len(run) == 1:
            return self._passages[row]
        first, last = self._passages[run[0]], self._passages[run[-1]]
        return dataclasses.replace(
            self._passages[row],
            text=self._corpus.text(first.article_id, first.start, last.end),
            start=first.start,
            end=last.end,
            sentences=tuple(s for r in run for s in self._passages[r].sentences),
        )
