"""The embedded answerer: quotes the sentence, or few sentences, that answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answers import Answer, Citation, Sentence
from rag.choosing import choose, conflicting
from rag.dates import find_dates, spell
from rag.short import listed, short_answer
from rag.yesno import planned, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Article
    from rag.confidence import Confidence
    from rag.evidence import Evidence
    from rag.questions import Question

ANSWERER = "quotes"
_MOST_TITLE_WORDS = 6
# A relative date that covers more days than this ("last year") needs no gloss.
_MOST_GLOSSED_DAYS = 7


def quote(question: Question, evidence: Sequence[Evidence], confidence: Confidence) -> Answer:
    """Answer with quotes.

    Args:
        question: The question.
        evidence: Sentences, best first, at least one.
        confidence: How sure we are that they answer.
    """
    values = conflicting(question, evidence)
    if question.kind == "yesno" and planned(question, evidence[0].text):
        reason = "the nearest passage speaks of it as planned or possible, not as done"
        return replace(decline(question, evidence, confidence), reason=reason)
    chosen = [sentence for sentence, _ in values] or choose(question, evidence)
    citations = tuple(_citation(i, e) for i, e in enumerate(chosen, start=1))
    sentences = tuple(
        Sentence(text=f"“{c.quote}”", citations=(c.number,), support="supported") for c in citations
    )
    short = _short(question, chosen) if not values else "; ".join(v for _, v in values)
    lines = [
        f"{s.text} — {source(e.article)} [{c.number}]{_gloss(question, e, short)}"
        for s, c, e in zip(sentences, citations, chosen, strict=True)
    ]
    lead = [f"The articles give {len(values)} figures: {short}."] if values else []
    return Answer(
        question=question.text,
        text="\n".join([*lead, *lines] if values or not short else [f"{short}.", *lines]),
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
    if not evidence:
        reason = "no article may be used"
    elif confidence.doubt:
        reason = confidence.doubt
    elif lacking:
        reason = f"nothing found says it; not met in the nearest passage: {lacking}"
    else:
        reason = "the nearest passages do not say it"
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


def source(article: Article) -> str:
    """Name an article in a few words: its outlet, else its title, and its date."""
    name = article.outlet or _shortened(article.title or "") or article.id
    if article.published is None:
        return f"{name}, undated"
    about = "about " if article.date_basis == "inferred" else ""
    return f"{name}, {about}{article.published.isoformat()}"


def _shortened(title: str) -> str:
    words = title.split()
    return " ".join(words[:_MOST_TITLE_WORDS]) + (" …" if len(words) > _MOST_TITLE_WORDS else "")


def _gloss(question: Question, evidence: Evidence, short: str | None) -> str:
    """Say outside a quote which days its relative dates mean: " (Tuesday: July 1, 2025)"."""
    told = short is not None and question.kind != "yesno"
    if told or not {"date", "duration"} & set(question.kinds):
        return ""
    notes = {}
    for span in find_dates(evidence.text, evidence.article.published):
        if span.first and span.last and 0 < span.days <= _MOST_GLOSSED_DAYS and span.needs_gloss:
            said = evidence.text[span.start : span.end].removeprefix("on ")
            notes[said] = spell(span.first, span.last)
    return f" ({'; '.join(f'{said}: {days}' for said, days in notes.items())})" if notes else ""


def _short(question: Question, chosen: Sequence[Evidence]) -> str | None:
    if question.kind == "yesno":
        return settle(question, chosen) or "Not settled"
    if question.many:
        return listed(question, [sentence.text for sentence in chosen])
    return short_answer(question, chosen[0].text, chosen[0].article.published)


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
