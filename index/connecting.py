"""The SQLite file of a store's catalog: opened for writing, or for reading at one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

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
CREATE TABLE IF NOT EXISTS signatures(
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
    shingles INTEGER NOT NULL, hashes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bands(
    key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY(key, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copies(
    one TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY(one, other)) WITHOUT ROWID;
"""

# Tables that stores of this format may lack: a writer adds them, a reader does without.
_ADDED = {"signatures", "bands", "copies"}


class Connection:
    """One connection to a store's catalog: its moment, its transactions, its record."""

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
            except BaseException:  # an interrupt, too, must not leave the file open
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
        elif found == str(FORMAT) and write and not tables >= _ADDED:
            self._db.executescript(_SCHEMA)
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
        except BaseException:  # an interrupt, too, must undo what was begun
            # A full disk may have rolled it back already.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
