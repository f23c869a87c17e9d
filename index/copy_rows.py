"""Signatures of the articles in a store's catalog, and which articles are copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.connecting import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What two articles are compared by.

    Attributes:
        article_id: The article.
        shingles: How many different runs of words it has.
        hashes: Its MinHash, uint32 in native order.
    """

    article_id: str
    shingles: int
    hashes: bytes


class CopyRows(Connection):
    """The signatures, the bands by which they are found, and the pairs of copies."""

    def unsigned(self) -> list[str]:
        """Give the ids of the articles that have no signature, by id."""
        rows = self._db.execute(
            "SELECT a.id FROM articles a LEFT JOIN signatures s ON s.article_id = a.id "
            "WHERE s.article_id IS NULL ORDER BY a.id"
        )
        return [row[0] for row in rows]

    def outdated(self) -> list[tuple[int, Signature]]:
        """Give the signatures of articles that have changed or left, each with its number."""
        rows = self._db.execute(
            "SELECT s.number, s.article_id, s.shingles, s.hashes FROM signatures s "
            "LEFT JOIN articles a ON a.id = s.article_id "
            "WHERE a.id IS NULL OR a.fingerprint <> s.fingerprint"
        )
        return [(row[0], _signature(row[1:])) for row in rows]

    def forget_all(self, scheme: str) -> None:
        """Take all signatures out, and note of which scheme the next ones are."""
        with self.transaction():
            for table in ("signatures", "bands", "copies"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            self.put(signatures=scheme)

    def forget(self, number: int, signature: Signature, keys: Sequence[int]) -> None:
        """Take a signature out, with its bands and its pairs."""
        self._db.executemany(
            "DELETE FROM bands WHERE key=? AND number=?", [(key, number) for key in keys]
        )
        self._db.execute("DELETE FROM signatures WHERE number=?", (number,))
        both = (signature.article_id, signature.article_id)
        self._db.execute("DELETE FROM copies WHERE one=? OR other=?", both)

    def sign(self, signature: Signature, keys: Sequence[int]) -> None:
        """Write the signature of an article that is there, with the keys of its bands."""
        cursor = self._db.execute(
            "INSERT INTO signatures(article_id, fingerprint, shingles, hashes) "
            "SELECT id, fingerprint, ?, ? FROM articles WHERE id=?",
            (signature.shingles, signature.hashes, signature.article_id),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO bands VALUES(?,?)", [(key, cursor.lastrowid) for key in keys]
        )

    def alike(self, keys: Sequence[int]) -> list[Signature]:
        """Give the signatures that share a band with these keys."""
        marks = ",".join("?" * len(keys))
        rows = self._db.execute(
            "SELECT article_id, shingles, hashes FROM signatures WHERE number IN "  # noqa: S608 - only question marks are inserted
            f"(SELECT number FROM bands WHERE key IN ({marks}))",
            list(keys),
        )
        return [_signature(row) for row in rows]

    def pair(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note that articles are copies of each other."""
        ordered = [(min(pair), max(pair)) for pair in pairs]
        self._db.executemany("INSERT OR IGNORE INTO copies VALUES(?,?)", ordered)

    def pairs(self) -> list[tuple[str, str]]:
        """Give the pairs of copies; none where no writer has looked for them yet."""
        known = self._db.execute("SELECT 1 FROM sqlite_master WHERE name='copies'").fetchone()
        if known is None:
            return []
        return self._db.execute("SELECT one, other FROM copies ORDER BY 1, 2").fetchall()


def _signature(row: tuple[str, int, bytes]) -> Signature:
    return Signature(article_id=row[0], shingles=row[1], hashes=row[2])
