"""Score one result: is it right, and do its citations lie where the gold lies?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.attribution import stage_of
from eval.matching import MOST_WORDS, Verdict, answer_words, judge, word_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from eval.attribution import Stage
    from eval.cases import Case, Span
    from eval.running import Result
    from index import Article
    from rag.answers import Answer, Citation, Hit, Sentence

Place = tuple[str, int, int]
"""Article id, start and end of a stretch of its text."""

MOST_QUOTED_WORDS = 2 * MOST_WORDS
"""Citations that quote more than this between them point at nothing in particular."""

_TOKENS = ("prompt_tokens", "completion_tokens")


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
        stage: Where the case was lost, `sound` where nowhere.
        retrieved: Whether the hits hold a gold span of every part of an answerable case.
        sentences: How many sentences the answer has.
        supported: How many of them rest on verbatim citations, as the answerer says too.
        obeyed: Whether it cites no article from after the case's `as_of`.
        confidence: How sure the answerer was, 0 to 1; 0 for an error.
        tokens: Tokens that a model read and wrote, where the answer tells.
        cost: What they cost, where the answer tells.
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
    stage: Stage
    retrieved: bool
    sentences: int
    supported: int
    obeyed: bool
    confidence: float
    tokens: float | None = None
    cost: float | None = None


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
    parts = [list(_places(part, articles)) for part in case.evidence]
    if answer is None:
        verdict = Verdict(right=False, loss="error", detail=result.error or "no answer")
        return _put_together(result, verdict, parts, articles, ())
    cited = [one for one in answer.citations if is_verbatim(one, articles)]
    quotes = [one.quote for one in cited] if _is_readable(cited) else []
    return _put_together(result, judge(case, answer, quotes=quotes), parts, articles, cited)


def _put_together(
    result: Result,
    verdict: Verdict,
    parts: Sequence[Sequence[Place]],
    articles: Mapping[str, Article],
    true: Sequence[Citation],
) -> Score:
    """Score a result.

    Args:
        result: The result.
        verdict: Whether its answer is right.
        parts: Where each part of the gold stands.
        articles: See `score`.
        true: Its verbatim citations.
    """
    answer, case = result.answer, result.case
    readable = _is_readable(true)
    hits = [[readable and _lies_on(one, places) for places in parts] for one in true]
    cited = bool(parts) and all(any(row[i] for row in hits) for i in range(len(parts)))
    retrieved = bool(parts) and all(_found(places, result.hits, articles) for places in parts)
    refused = answer is not None and not answer.answered
    sentences = answer.sentences if answer else ()
    numbers = {one.number for one in true}
    tokens, cost = spent(answer)
    return Score(
        result=result,
        verdict=verdict,
        answered=answer is not None and answer.answered,
        refused=refused,
        words=answer_words(answer.text) if answer else 0,
        citations=len(answer.citations) if answer else 0,
        on_gold=sum(any(row) for row in hits),
        verbatim=len(true),
        cited=cited,
        stage=stage_of(
            answerable=case.answerable,
            failed=answer is None,
            refused=refused,
            right=verdict.right,
            retrieved=retrieved,
            cited=cited,
        ),
        retrieved=retrieved,
        sentences=len(sentences),
        supported=sum(_is_supported(one, numbers) for one in sentences),
        obeyed=answer is not None and _obeys(answer, case, articles),
        confidence=answer.confidence if answer else 0.0,
        tokens=tokens,
        cost=cost,
    )


def _is_readable(citations: Iterable[Citation]) -> bool:
    """Whether a reader could check an answer against all that it quotes."""
    return sum(word_count(one.quote) for one in citations) <= MOST_QUOTED_WORDS


def _is_supported(sentence: Sentence, verbatim: AbstractSet[int]) -> bool:
    """Whether a sentence rests on verbatim citations alone, and its answerer says so, too."""
    resting = set(sentence.citations)
    return sentence.support == "supported" and bool(resting) and resting <= verbatim


def _obeys(answer: Answer, case: Case, articles: Mapping[str, Article]) -> bool:
    """Whether an answer cites no article from after the case's day, by the articles' files."""
    if case.as_of is None:
        return True
    cited = [articles.get(one.article_id) for one in answer.citations]
    days = [article.published for article in cited if article and article.published]
    return all(day <= case.as_of for day in days)


def spent(answer: Answer | None) -> tuple[float | None, float | None]:
    """Give tokens and cost of an answer, None where it does not tell."""
    usage = getattr(answer, "usage", None)
    told = [getattr(usage, name, None) for name in _TOKENS]
    counts = [count for count in told if count is not None]
    return (sum(counts) if counts else None), getattr(usage, "cost", None)


def is_verbatim(citation: Citation, articles: Mapping[str, Article]) -> bool:
    """Whether a citation quotes the article's own words at the place it names."""
    article = articles.get(citation.article_id)
    if article is None or not 0 <= citation.start < citation.end <= len(article.text):
        return False
    return article.text[citation.start : citation.end] == citation.quote


def _places(spans: Iterable[Span], articles: Mapping[str, Article]) -> Iterator[Place]:
    """Give every place where a span's quote stands."""
    for span in spans:
        text = articles[span.article].text
        start = text.find(span.quote)
        while start >= 0:
            yield span.article, start, start + len(span.quote)
            start = text.find(span.quote, start + 1)


def _found(places: Sequence[Place], hits: Sequence[Hit], articles: Mapping[str, Article]) -> bool:
    """Whether some hit holds half of one of the places, and is what the article says there."""
    return any(
        hit.passage.article_id == article
        and 2 * _overlap(hit.passage.start, hit.passage.end, start, end) >= end - start
        and articles[article].text[hit.passage.start : hit.passage.end] == hit.passage.text
        for hit in hits
        for article, start, end in places
    )


def _lies_on(citation: Citation, places: Sequence[Place]) -> bool:
    """Whether a citation and one of the places share half of the shorter of the two.

    A quote longer than any right answer lies on nothing: one that is the whole article
    would lie on everything.
    """
    if word_count(citation.quote) > MOST_WORDS:
        return False
    length = citation.end - citation.start
    return any(
        citation.article_id == article
        and 2 * _overlap(citation.start, citation.end, start, end) >= min(end - start, length)
        for article, start, end in places
    )


def _overlap(start: int, end: int, other_start: int, other_end: int) -> int:
    return min(end, other_end) - max(start, other_start)
