"""What a corpus is made of: articles, and the passages cut from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

DateBasis = Literal["stated", "inferred"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article.

    Attributes:
        id: Path below the indexed folder without its suffix, `/` between the parts.
        text: The body, exactly as every citation quotes it.
        title: Headline, if known.
        outlet: Who published it, if known.
        author: Byline, if known.
        url: Where it stood, if known.
        published: Day of publication; None where unknown, never today.
        date_basis: `stated` when the source gives the date, `inferred` when worked out.
        date_note: How an inferred date was worked out.
    """

    id: str
    text: str
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published: date | None = None
    date_basis: DateBasis | None = None
    date_note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences of one article.

    Attributes:
        id: `article_id#ordinal-texthash`: the same text at the same place has the same id.
        article_id: The article it was cut from.
        ordinal: Its place among the article's passages, from 0.
        text: `article.text[start:end]`.
        start: Offset of its first character in the article's text.
        end: Offset after its last character.
        sentences: (start, end) of each sentence, as offsets into the article's text.
    """

    id: str
    article_id: str
    ordinal: int
    text: str
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
