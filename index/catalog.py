"""The catalog: which articles and passages the store holds, in one SQLite file.

An article is in the store exactly when its rows are committed here. The vectors lie in
files beside it (`index/vectors.py`) and in Chroma (`index/store.py`); both are written
first, so a row never points at something that is not there. A reader sees the moment at
which it opened the catalog, whatever a writer commits later.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from index.articles import Article, DateBasis, Passage
from index.errors import StoreError, StoreMismatch, StoreMissing

if TYPE_CHECKING:
    from typing import Self

FORMAT = 1
FILE_NAME = "catalog.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles(
    id TEXT PRIMARY KEY, source TEXT NOT NULL, fingerprint TEXT NOT NULL,
    title TEXT, outlet TEXT, author TEXT, url TEXT,
    published TEXT, date_basis TEXT, date_note TEXT, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passages(
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    sentences TEXT NOT NULL, terms BLOB NOT NULL,
    token_first INTEGER NOT NULL, token_count INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of_article ON passages(article_id, ordinal);
CREATE TABLE IF NOT EXISTS terms(id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS pending(article_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""


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


class Catalog:
    """One connection to a store's catalog."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Open the catalog, making it first if `write` is set.

        Raises:
            StoreError: The file cannot be opened or is no catalog.
            StoreMissing: The run that made it died before anything was in it.
            StoreMismatch: Another format version wrote it.
        """
        self._path = folder / FILE_NAME
        try:
            self._db = self._made() if write else self._snapshot()
            try:
                self._prepare(write=write)
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            message = (
                f"the store's catalog {self._path} cannot be opened ({error}): check its "
                "permissions, or build it again with `dateline index --rebuild FOLDER`"
            )
            raise StoreError(message) from error

    def _connected(self, option: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{self._path.absolute().as_uri()}?{option}",
            uri=True,
            isolation_level=None,
            timeout=10,
            check_same_thread=False,
        )

    def _made(self) -> sqlite3.Connection:
        connection = self._connected("mode=rwc")
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _snapshot(self) -> sqlite3.Connection:
        """Open for reading inside one transaction, so that all reads see one moment."""
        try:
            return self._reading("mode=ro")
        except sqlite3.OperationalError as error:
            # SQLite reads a write-ahead log only where it can make a file beside it. Where
            # it cannot, no one is writing, and the file can be read as it is.
            if error.sqlite_errorcode & 0xFF not in (
                sqlite3.SQLITE_CANTOPEN,
                sqlite3.SQLITE_READONLY,
            ):
                raise
            return self._reading("mode=ro&immutable=1")

    def _reading(self, option: str) -> sqlite3.Connection:
        connection = self._connected(option)
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT name FROM sqlite_master").fetchall()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def __enter__(self) -> Self:
        """Give the open catalog."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _prepare(self, *, write: bool) -> None:
        """Check the format, making the tables first where there is nothing yet."""
        tables = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master")}
        found = self.get("format") if "meta" in tables else None
        if found is None and write:
            self._db.executescript(_SCHEMA)
            self.put(format=FORMAT)
        elif found is None:
            message = (
                f"nothing has been indexed at {self._path.parent} yet: run `dateline index FOLDER`"
            )
            raise StoreMissing(message)
        elif found != str(FORMAT):
            message = (
                f"{self._path.parent} has store format {found}, this version reads {FORMAT}: "
                "build it again with `dateline index --rebuild FOLDER`"
            )
            raise StoreMismatch(message)

    # --- settings and counters of the store

    def get(self, key: str) -> str | None:
        """Give one value of the store's record, or None."""
        found = self._db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def number(self, key: str) -> int:
        """Give one counter of the store's record, 0 where it was never set."""
        return int(self.get(key) or 0)

    def put(self, **values: str | int) -> None:
        """Set values of the store's record."""
        rows = [(key, str(value)) for key, value in values.items()]
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES(?,?)", rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that is written inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled it back already.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    # --- articles

    def fingerprints(self) -> dict[str, str]:
        """Give article id → fingerprint."""
        return dict(self._db.execute("SELECT id, fingerprint FROM articles").fetchall())

    def sources(self) -> dict[str, str]:
        """Give article id → the folder or file it was indexed from."""
        return dict(self._db.execute("SELECT id, source FROM articles").fetchall())

    def articles(self) -> list[Article]:
        """Give every article without its text, by id."""
        rows = self._db.execute(
            "SELECT id, '', title, outlet, author, url, published, date_basis, date_note "
            "FROM articles ORDER BY id"
        )
        return [_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """Give one article whole, or None."""
        found = self._db.execute(
            "SELECT id, text, title, outlet, author, url, published, date_basis, date_note "
            "FROM articles WHERE id=?",
            (article_id,),
        ).fetchone()
        return None if found is None else _article(found)

    def text(self, article_id: str, start: int, end: int) -> str:
        """Give a stretch of an article's text."""
        found = self._db.execute(
            "SELECT substr(text, ? + 1, ? - ?) FROM articles WHERE id=?",
            (start, end, start, article_id),
        ).fetchone()
        return "" if found is None else str(found[0])

    def add(self, article: Article, source: str, fingerprint: str) -> None:
        """Write an article's row; its passages follow."""
        self._db.execute(
            "INSERT INTO articles VALUES(?,?,?,?,?,?,?,?,?,?,?)",
            (
                article.id,
                source,
                fingerprint,
                article.title,
                article.outlet,
                article.author,
                article.url,
                article.published.isoformat() if article.published else None,
                article.date_basis,
                article.date_note,
                article.text,
            ),
        )

    def adopt(self, sources: dict[str, str]) -> None:
        """Note the folder or file that articles come from now; article id → source."""
        rows = [(source, article_id) for article_id, source in sources.items()]
        self._db.executemany("UPDATE articles SET source=? WHERE id=?", rows)

    def remove(self, article_ids: Sequence[str]) -> None:
        """Take articles and their passages out."""
        rows = [(article_id,) for article_id in article_ids]
        self._db.executemany("DELETE FROM passages WHERE article_id=?", rows)
        self._db.executemany("DELETE FROM articles WHERE id=?", rows)

    # --- what a crash may have left half done in Chroma

    def pending(self) -> list[str]:
        """Give the articles whose records in Chroma cannot be trusted."""
        return [row[0] for row in self._db.execute("SELECT article_id FROM pending ORDER BY 1")]

    def mark_pending(self, article_ids: Sequence[str]) -> None:
        """Note that Chroma is about to be changed for these articles."""
        rows = [(article_id,) for article_id in article_ids]
        self._db.executemany("INSERT OR IGNORE INTO pending VALUES(?)", rows)

    def clear_pending(self, article_ids: Sequence[str]) -> None:
        """Note that Chroma and the catalog agree on these articles again."""
        rows = [(article_id,) for article_id in article_ids]
        self._db.executemany("DELETE FROM pending WHERE article_id=?", rows)

    # --- passages

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


def _article(row: tuple[str | None, ...]) -> Article:
    return Article(
        id=cast("str", row[0]),
        text=cast("str", row[1]),
        title=row[2],
        outlet=row[3],
        author=row[4],
        url=row[5],
        published=date.fromisoformat(row[6]) if row[6] else None,
        date_basis=cast("DateBasis | None", row[7]),
        date_note=row[8],
    )


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
