"""Score one result: is it right, and do its citations lie where the gold lies?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.matching import MOST_WORDS, Verdict, judge, without_marks, word_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from eval.cases import Span
    from eval.running import Result
    from index import Article
    from rag.answers import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One result, scored.

    Attributes:
        result: The result.
        verdict: Whether the answer is right and, where not, why.
        answered: Whether it was an answer and not a refusal or an error.
        refused: Whether it was a refusal.
        words: Words of the answer, citation marks left out.
        citations: How many citations it gave.
        on_gold: How many of them lie on a gold span.
        verbatim: How many of them are the article's own words at that place.
        cited: Whether some citation lies on a gold span of each part of an answerable case.
    """

    result: Result
    verdict: Verdict
    answered: bool
    refused: bool
    words: int
    citations: int
    on_gold: int
    verbatim: int
    cited: bool


def score(results: Iterable[Result], articles: Mapping[str, Article]) -> list[Score]:
    """Score results against their gold.

    Args:
        results: What the answerer gave.
        articles: The articles of the suite by id, as read from its files: what the
            answerer says of them counts for nothing.
    """
    return [_score(result, articles) for result in results]


def _score(result: Result, articles: Mapping[str, Article]) -> Score:
    answer, case = result.answer, result.case
    citations = answer.citations if answer else ()
    parts = [list(_places(part, articles)) for part in case.evidence]
    true = [citation for citation in citations if is_verbatim(citation, articles)]
    hits = [[_lies_on(citation, places) for places in parts] for citation in true]
    return Score(
        result=result,
        verdict=judge(case, answer)
        if answer
        else Verdict(right=False, loss="error", detail=result.error or "no answer"),
        answered=answer is not None and answer.answered,
        refused=answer is not None and not answer.answered,
        words=word_count(without_marks(answer.text)) if answer else 0,
        citations=len(citations),
        on_gold=sum(any(row) for row in hits),
        verbatim=len(true),
        cited=bool(parts) and all(any(row[i] for row in hits) for i in range(len(parts))),
    )


def is_verbatim(citation: Citation, articles: Mapping[str, Article]) -> bool:
    """Whether a citation quotes the article's own words at the place it names."""
    article = articles.get(citation.article_id)
    if article is None or not 0 <= citation.start < citation.end <= len(article.text):
        return False
    return article.text[citation.start : citation.end] == citation.quote


def _places(
    spans: Iterable[Span], articles: Mapping[str, Article]
) -> Iterator[tuple[str, int, int]]:
    """Give (article id, start, end) of every place where a span's quote stands."""
    for span in spans:
        text = articles[span.article].text
        start = text.find(span.quote)
        while start >= 0:
            yield span.article, start, start + len(span.quote)
            start = text.find(span.quote, start + 1)


def _lies_on(citation: Citation, places: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a citation and one of the places share half of the shorter of the two.

    A quote longer than any right answer lies on nothing: one that is the whole article
    would lie on everything.
    """
    if word_count(citation.quote) > MOST_WORDS:
        return False
    return any(
        citation.article_id == article
        and 2 * _overlap(citation, start, end) >= min(end - start, citation.end - citation.start)
        for article, start, end in places
    )


def _overlap(citation: Citation, start: int, end: int) -> int:
    return min(end, citation.end) - max(start, citation.start)
