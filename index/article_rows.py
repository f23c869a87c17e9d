"""The articles in a store's catalog, and which of them Chroma may hold wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from index.articles import Article
from index.connecting import Connection

if TYPE_CHECKING:
    from index.articles import DateBasis


class ArticleRows(Connection):
    """The articles, and the notes of what is being changed in Chroma."""

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
