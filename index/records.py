"""What Chroma keeps of articles and passages; dates as days since 1970-01-01."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from index.articles import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.articles import Passage

_EPOCH = date(1970, 1, 1)
_FIELDS = ("title", "outlet", "author", "url", "date_basis", "date_note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that Chroma keeps of one article.

    Attributes:
        article: The article.
        fingerprint: Hash of all that its index entries depend on.
        passages: Its passages, in order.
        vectors: (passages, dimension) float32.
    """

    article: Article
    fingerprint: str
    passages: Sequence[Passage]
    vectors: NDArray[np.float32]


def storable(text: str) -> str:
    """Replace lone surrogates, which SQLite and JSON do not take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def passage_metadata(passage: Passage, article: Article) -> dict[str, str | int]:
    """Give what Chroma keeps beside a passage's text and vector."""
    metadata: dict[str, str | int] = {
        "article_id": article.id,
        "ordinal": passage.ordinal,
        "start": passage.start,
        "end": passage.end,
    }
    if article.outlet:
        metadata["outlet"] = article.outlet
    if article.published:
        metadata["published"] = (article.published - _EPOCH).days
    return metadata


def article_metadata(record: Record) -> dict[str, str | int]:
    """Give what Chroma keeps beside an article's text."""
    article = record.article
    metadata: dict[str, str | int] = {
        "fingerprint": record.fingerprint,
        "passages": len(record.passages),
    }
    metadata.update({name: getattr(article, name) for name in _FIELDS if getattr(article, name)})
    if article.published:
        metadata["published"] = (article.published - _EPOCH).days
    return metadata


def read_back(article_id: str, metadata: dict[str, Any], text: str) -> Article:
    """Make an article of what Chroma kept of it."""
    days = metadata.get("published")
    return Article(
        id=article_id,
        text=text,
        published=None if days is None else _EPOCH + timedelta(days=int(days)),
        **{name: metadata.get(name) for name in _FIELDS},
    )
