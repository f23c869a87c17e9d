"""Hits: the passages found, with their articles' particulars, widened where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answers import Hit
from rag.widening import all_widened, leading_widened, plain

if TYPE_CHECKING:
    from index import Passage
    from index.corpus import Corpus
    from rag.retrieval import Found


def hits_of(corpus: Corpus, found: Found, *, widen: int | None = 0) -> list[Hit]:
    """Give what was found as hits, best first.

    Args:
        corpus: Where it was found.
        found: The rows and their scores.
        widen: As for `Engine.search`.
    """
    rows = [int(row) for row in found.rows]
    if widen is None:
        shown = leading_widened(corpus, rows)
    elif widen == 0:
        shown = plain(corpus, rows)
    else:
        shown = all_widened(corpus, rows, widen)
    score_of = dict(zip(rows, found.scores, strict=True))
    return [_hit(corpus, row, passage, float(score_of[row])) for row, passage in shown]


def _hit(corpus: Corpus, row: int, passage: Passage, score: float) -> Hit:
    article = corpus.articles[corpus.article_of[row]]
    return Hit(
        passage=passage,
        score=score,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        date_basis=article.date_basis,
    )
