"""The embedded answerer: quotes the sentence, or few sentences, that answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answers import Answer, Citation, Sentence
from rag.expected import short_answer
from rag.yesno import settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Article
    from rag.confidence import Confidence
    from rag.evidence import Evidence
    from rag.questions import Question

ANSWERER = "quotes"
# Further sentences are quoted while they score nearly as well as the best one.
_MOST_QUOTES, _MOST_FOR_LISTS = 3, 5
_NEAR, _NEAR_FOR_LISTS = 0.12, 0.25
_MOST_WORDS = 90


def quote(question: Question, evidence: Sequence[Evidence], confidence: Confidence) -> Answer:
    """Answer with quotes.

    Args:
        question: The question.
        evidence: Sentences, best first, at least one.
        confidence: How sure we are that they answer.
    """
    chosen = _chosen(question, evidence)
    citations = tuple(_citation(i, e) for i, e in enumerate(chosen, start=1))
    sentences = tuple(
        Sentence(text=f"“{c.quote}”", citations=(c.number,), support="supported") for c in citations
    )
    short = _short(question, chosen)
    lines = [f"{s.text} [{c.number}]" for s, c in zip(sentences, citations, strict=True)]
    return Answer(
        question=question.text,
        text="\n".join([f"{short}.", *lines] if short else lines),
        answered=True,
        short=short,
        sentences=sentences,
        citations=citations,
        confidence=confidence.value,
        answerer=ANSWERER,
    )


def decline(question: Question, evidence: Sequence[Evidence], confidence: Confidence) -> Answer:
    """Say that the articles do not answer."""
    lacking = ", ".join(f"“{word}”" for word in confidence.missing[:3])
    reason = (
        f"nothing found says it; not met in the nearest passage: {lacking}"
        if lacking
        else ("the nearest passages do not say it" if evidence else "no article may be used")
    )
    text = "The articles do not say."
    if evidence:
        text += " The nearest passages are listed below."
    return Answer(
        question=question.text,
        text=text,
        answered=False,
        confidence=confidence.value,
        reason=reason,
        answerer=ANSWERER,
    )


def _chosen(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    most, near = (_MOST_FOR_LISTS, _NEAR_FOR_LISTS) if question.many else (_MOST_QUOTES, _NEAR)
    chosen: list[Evidence] = []
    length = 0
    for sentence in evidence:
        length += len(sentence.text.split())
        too_far = sentence.score < evidence[0].score - near
        if chosen and (len(chosen) == most or too_far or length > _MOST_WORDS):
            break
        if not any(_repeats(sentence, other) for other in chosen):
            chosen.append(sentence)
        else:
            length -= len(sentence.text.split())
    return chosen


def _repeats(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences say the same in nearly the same words."""
    first, second = set(one.text.casefold().split()), set(other.text.casefold().split())
    return len(first & second) >= 0.8 * min(len(first), len(second))


def _short(question: Question, chosen: Sequence[Evidence]) -> str | None:
    if question.kind == "yesno":
        return settle(question, chosen)
    for sentence in chosen:
        short = short_answer(question, sentence.text, sentence.article.published)
        if short:
            return short
    return None


def _citation(number: int, evidence: Evidence) -> Citation:
    article: Article = evidence.article
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        url=article.url,
        published=article.published,
        date_basis=article.date_basis,
        quote=evidence.text,
        start=evidence.start,
        end=evidence.end,
    )
