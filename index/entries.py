"""What is indexed of a passage: its heading line, then its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.articles import Article, Passage


# Part of every fingerprint: raise it when cutting, terms or packing change.
RECIPE = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """The index entry of one passage.

    Attributes:
        text: What is embedded.
        offset: Where in `text` the passage's own text begins.
        terms: Its index terms, with those of title, outlet and date.
    """

    text: str
    offset: int
    terms: list[str]


def entries(article: Article, passages: Sequence[Passage]) -> list[Entry]:
    """Make the index entries of an article's passages."""
    head = terms(heading(article))
    return [Entry(text=p.text, offset=0, terms=head + terms(p.text)) for p in passages]


def heading(article: Article) -> str:
    """Give title, outlet and date of an article in one line."""
    day = (
        f"{article.published:%B} {article.published.day} {article.published.year}"
        if article.published
        else None
    )
    return " ".join(part for part in (article.title, article.outlet, day) if part)
