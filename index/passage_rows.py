"""The passages and index terms in a store's catalog."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.articles import Passage
from index.connecting import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A passage with its places in the vector files.

    Attributes:
        passage: The passage.
        row: Its row among the pooled vectors.
        terms: Ids of its index terms, int32 in native order.
        token_first: Row of its first token vector.
        token_count: How many token vectors it has.
    """

    passage: Passage
    row: int
    terms: bytes
    token_first: int
    token_count: int


class PassageRows(Connection):
    """The passages with their places in the vector files, and the index terms."""

    def add_passages(self, rows: Sequence[PassageRow]) -> None:
        """Write passage rows of articles that are there."""
        self._db.executemany(
            "INSERT INTO passages VALUES(?,?,?,?,?,?,?,?,?,?)",
            [
                (
                    row.row,
                    row.passage.id,
                    row.passage.article_id,
                    row.passage.ordinal,
                    row.passage.start,
                    row.passage.end,
                    json.dumps(row.passage.sentences),
                    row.terms,
                    row.token_first,
                    row.token_count,
                )
                for row in rows
            ],
        )

    def places(self) -> list[tuple[int, str, int, int, int]]:
        """Give (row, article id, ordinal, token_first, token_count) of every passage, by row."""
        return self._db.execute(
            "SELECT row, article_id, ordinal, token_first, token_count FROM passages ORDER BY row"
        ).fetchall()

    def move(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Give passages new places: (new row, new first token, old row) each."""
        self._db.executemany("UPDATE passages SET row=-1-?, token_first=? WHERE row=?", rows)
        self._db.execute("UPDATE passages SET row=-1-row WHERE row<0")

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Give passages by their rows, with their texts."""
        found: dict[int, Passage] = {}
        for first in range(0, len(rows), 500):
            some = list(rows[first : first + 500])
            marks = ",".join("?" * len(some))
            cursor = self._db.execute(
                f'SELECT p.row, p.id, p.article_id, p.ordinal, p.start, p."end", p.sentences, '  # noqa: S608 - only question marks are inserted
                'substr(a.text, p.start + 1, p."end" - p.start) '
                f"FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.row IN ({marks})",
                some,
            )
            found.update((row[0], _passage(row)) for row in cursor)
        return found

    def row_ids(self) -> dict[str, int]:
        """Give passage id → row of every passage."""
        return dict(self._db.execute("SELECT id, row FROM passages").fetchall())

    def passage_rows(self, article_id: str) -> list[int]:
        """Give the rows of one article's passages, in reading order."""
        cursor = self._db.execute(
            "SELECT row FROM passages WHERE article_id=? ORDER BY ordinal", (article_id,)
        )
        return [row[0] for row in cursor]

    # --- index terms

    def term_ids(self) -> dict[str, int]:
        """Give every index term with its id."""
        return dict(self._db.execute("SELECT term, id FROM terms").fetchall())

    def term_ids_of(self, terms: Sequence[str]) -> dict[str, int]:
        """Give the ids of those terms that are known."""
        found: dict[str, int] = {}
        for term in terms:
            row = self._db.execute("SELECT id FROM terms WHERE term=?", (term,)).fetchone()
            if row is not None:
                found[term] = row[0]
        return found

    def add_terms(self, terms: dict[str, int]) -> None:
        """Write new index terms."""
        self._db.executemany("INSERT INTO terms(term, id) VALUES(?,?)", list(terms.items()))

    def term_rows(self) -> Iterator[tuple[int, bytes]]:
        """Give (row, term ids) of every passage, by row."""
        return iter(self._db.execute("SELECT row, terms FROM passages ORDER BY row"))


def _passage(row: tuple[int, str, str, int, int, int, str, str]) -> Passage:
    return Passage(
        id=row[1],
        article_id=row[2],
        ordinal=row[3],
        text=row[7],
        start=row[4],
        end=row[5],
        sentences=tuple((first, last) for first, last in json.loads(row[6])),
    )
