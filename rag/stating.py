"""What the answers of the embedded answerer are put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.lexical import terms
from rag.answers import Citation, Sentence
from rag.citing import source_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Corpus
    from rag.evidence import Evidence

ANSWERER = "quotes"
# Other articles whose sentence says the same value, and scores nearly as well, agree.
AGREES = 0.6
SETTLED = ("Yes", "No", "Not settled")


def leading(text: str, cited: Sequence[Citation]) -> Sentence:
    """Say the answer in its own words, over the quotes that bear it out."""
    numbers = tuple(citation.number for citation in cited)
    return Sentence(text=text, citations=numbers, support="supported")


def quoted(citation: Citation) -> Sentence:
    """Say a quote, with its notes."""
    return Sentence(text=citation.framed, citations=(citation.number,), support="supported")


def independent(
    corpus: Corpus, short: str | None, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> int:
    """Count the independent articles that bear the answer out; copies count once."""
    agree = {sentence.article.id for sentence in chosen}
    said = set(terms(short or ""))
    if said and short not in SETTLED:
        near = (e for e in evidence if e.score >= evidence[0].score - AGREES)
        agree |= {e.article.id for e in near if said <= set(terms(e.text))}
    copies = corpus.copies
    return len({min([article_id, *copies.get(article_id, ())]) for article_id in agree})


def worded(
    sentences: Sequence[Sentence], cited: Sequence[Citation], warnings: Sequence[str] = ()
) -> str:
    """Lay an answer out: its own words, then a quote a line with its source, then warnings."""
    by_number = {citation.number: citation for citation in cited}
    lines = []
    for sentence in sentences:
        citation = by_number[sentence.citations[0]]
        is_quote = sentence == quoted(citation)
        source = f" — {source_name(citation)} [{citation.number}]"
        lines.append(f"{sentence.text}{source if is_quote else ''}")
    return "\n".join([*lines, *warnings])
