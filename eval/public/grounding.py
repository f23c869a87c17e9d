"""Which sentences of the gold passage an answer cites, and which it should.

A citation cites each sentence of which it shares half, or half of itself. One that lies
elsewhere, or is not verbatim, counts as one sentence too many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.scoring import is_verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eval.public.sets import Outcome, Reference
    from index import Article
    from rag.answers import Citation

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """Sentences of one answer, counted.

    Attributes:
        right: Cited, and chosen by the annotator with whom the answer agrees best.
        cited: Cited.
        gold: Chosen by that annotator.
    """

    right: int
    cited: int
    gold: int


def grounded(one: Outcome, articles: Mapping[str, Article]) -> Grounded:
    """Count the sentences that an answer cites against each annotator's; the best one counts."""
    gold = one.asked.gold[0]
    sentences = _places(one.asked.sentences, articles[gold].text)
    cited: set[int] = set()
    stray = 0
    for citation in one.result.answer.citations if one.result.answer and one.answered else ():
        found = _cites(citation, gold, sentences, articles)
        cited |= found
        stray += not found
    return _best(cited, stray, one.asked.references, sentences, articles[gold].text)


def whole_passage(one: Outcome, articles: Mapping[str, Article]) -> Grounded:
    """Count the sentences of an answer that cites the whole gold passage."""
    text = articles[one.asked.gold[0]].text
    sentences = _places(one.asked.sentences, text)
    return _best(set(range(len(sentences))), 0, one.asked.references, sentences, text)


def _best(
    cited: set[int],
    stray: int,
    references: Iterable[Reference],
    sentences: Sequence[Range],
    text: str,
) -> Grounded:
    counted = [
        Grounded(right=len(cited & gold), cited=len(cited) + stray, gold=len(gold))
        for gold in (_chosen(one, sentences, text) for one in references)
    ]
    return max(counted, key=_f1, default=Grounded(right=0, cited=len(cited) + stray, gold=0))


def _f1(one: Grounded) -> float:
    return 2 * one.right / max(1, one.cited + one.gold)


def _chosen(one: Reference, sentences: Sequence[Range], text: str) -> set[int]:
    return {place for quote in _places(one.quotes, text) for place in _shared(quote, sentences)}


def _cites(
    citation: Citation, gold: str, sentences: Sequence[Range], articles: Mapping[str, Article]
) -> set[int]:
    if citation.article_id != gold or not is_verbatim(citation, articles):
        return set()
    return _shared((citation.start, citation.end), sentences)


def _shared(span: Range, sentences: Sequence[Range]) -> set[int]:
    start, end = span
    return {
        place
        for place, (first, last) in enumerate(sentences)
        if 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first) > 0
    }


def _places(sentences: Sequence[str], text: str) -> list[Range]:
    """Find sentences in their passage, one behind the other where the same stands twice."""
    places, after = [], 0
    for sentence in sentences:
        words = sentence.strip()
        start = text.find(words, after)
        start = text.find(words) if start < 0 else start
        if words and start >= 0:
            places.append((start, start + len(words)))
            after = start + len(words)
    return places
