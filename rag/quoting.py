"""The embedded answerer: quotes the sentence, or few sentences, that answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.answers import Answer, Citation, Claim, Conflict, Sentence
from rag.choosing import choose
from rag.citing import Citer, source_name
from rag.conflicts import differences
from rag.freshness import later_report
from rag.short import listed, short_answer
from rag.verifying import Verifier
from rag.yesno import planned, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index import Corpus
    from rag.confidence import Confidence
    from rag.conflicts import Difference
    from rag.evidence import Evidence
    from rag.questions import Question

ANSWERER = "quotes"
# Other articles whose sentence says the same value, and scores nearly as well, agree.
_AGREES = 0.4
# Outside of its quote, "[7]" would pass for a citation, and "<b>" for a tag.
_MARKED = re.compile(r"[\[\]<>]")
_SETTLED = ("Yes", "No", "Not settled")


def quote(
    citer: Citer, question: Question, evidence: Sequence[Evidence], confidence: Confidence
) -> Answer:
    """Answer with quotes.

    The short answer leads, where one can be told and its quotes bear it out; the quotes
    follow, one a line, each with its source.

    Args:
        citer: Makes the citations, numbered on.
        question: The question.
        evidence: Sentences, best first, at least one.
        confidence: How sure we are that they answer.
    """
    if question.kind == "yesno" and planned(question, evidence[0].text):
        reason = "the nearest passage speaks of it as planned or possible, not as done"
        return replace(decline(citer, question, evidence, confidence), reason=reason)
    before = len(citer.made)
    difference = differences(question, evidence)
    chosen = (
        [value.evidence for value in difference.values]
        if difference
        else choose(question, evidence)
    )
    cited = [citer.cite(sentence) for sentence in chosen]
    short = None if difference else _borne_out(question, _short(question, chosen), citer, cited)
    lead = _spelled_out(difference, cited) if difference else (f"{short}." if short else None)
    sentences = [_lead(lead, cited)] if lead else []
    sentences += [_quoted(citation) for citation in cited]
    later = None if difference else later_report(question, chosen[0], evidence)
    warnings = []
    if later is not None and later not in chosen:
        newer = citer.cite(later)
        sentences.append(_quoted(newer))
        warnings.append(
            f"A later article, {source_name(newer)}, tells of it anew [{newer.number}]."
        )
    values = [value.text for value in difference.values] if difference else []
    made = citer.made[before:]
    return Answer(
        question=question.text,
        text=_text(sentences, made, bool(lead), warnings),
        answered=True,
        short="; ".join(values) or short,
        sentences=tuple(sentences),
        citations=tuple(made),
        confidence=confidence.value,
        answerer=ANSWERER,
        conflicts=_conflicts(question, difference, cited),
        sources=_sources(citer.corpus, short, chosen, evidence),
        warnings=tuple(warnings),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An answer that is settled, and the sentences that it rests on.

    Attributes:
        short: The bare answer.
        chosen: At least one sentence.
        confidence: 0 to 1.
    """

    short: str
    chosen: Sequence[Evidence]
    confidence: float


def tell(citer: Citer, question: Question, told: Told) -> Answer:
    """Give a settled answer with its quotes."""
    before = len(citer.made)
    cited = [citer.cite(sentence) for sentence in told.chosen]
    sentences = [_lead(f"{told.short}.", cited), *map(_quoted, cited)]
    made = citer.made[before:]
    return Answer(
        question=question.text,
        text=_text(sentences, made, True, ()),
        answered=True,
        short=told.short,
        sentences=tuple(sentences),
        citations=tuple(made),
        confidence=told.confidence,
        answerer=ANSWERER,
        sources=_sources(citer.corpus, None, told.chosen, told.chosen),
    )


def unsettled(question: Question) -> Answer:
    """Say that the parts of a question are not all borne out."""
    return Answer(
        question=question.text,
        text="The articles do not say. The nearest passages are listed below.",
        answered=False,
        reason="the reports that the question names are not all found, or do not settle it",
        answerer=ANSWERER,
    )


def decline(
    citer: Citer,  # noqa: ARG001 - corrections will be cited
    question: Question,
    evidence: Sequence[Evidence],
    confidence: Confidence,
) -> Answer:
    """Say that the articles do not answer, and what is missing."""
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


def _short(question: Question, chosen: Sequence[Evidence]) -> str | None:
    if question.kind == "yesno":
        return settle(question, chosen) or "Not settled"
    if question.many:
        return listed(question, [sentence.text for sentence in chosen])
    return short_answer(question, chosen[0].text, chosen[0].article.published)


def _borne_out(
    question: Question, short: str | None, citer: Citer, cited: Sequence[Citation]
) -> str | None:
    """Give the short answer, or None where its quotes do not bear it out."""
    if short is None or question.kind == "yesno" or short in _SETTLED:
        return short
    if _MARKED.search(short):
        return None
    sources = [citer.source(citation) for citation in cited]
    verdict = Verifier().verify(f"{short}.", sources)
    return None if verdict.support == "unsupported" else short


def _lead(text: str, cited: Sequence[Citation]) -> Sentence:
    numbers = tuple(citation.number for citation in cited)
    return Sentence(text=text, citations=numbers, support="supported")


def _quoted(citation: Citation) -> Sentence:
    return Sentence(text=f"“{citation.glossed}”", citations=(citation.number,), support="supported")


def _spelled_out(difference: Difference, cited: Sequence[Citation]) -> str:
    """Put into words who gives which value: "1,950 (Wire, 2025-03-06), earlier 2,400 (…)."."""
    told = [
        f"{value.text} ({source_name(citation)})"
        for value, citation in zip(difference.values, cited, strict=True)
    ]
    if difference.kind == "updated":
        return f"{told[0]}; earlier {', '.join(told[1:])}."
    return f"The sources disagree: {'; '.join(told)}."


def _conflicts(
    question: Question, difference: Difference | None, cited: Sequence[Citation]
) -> tuple[Conflict, ...]:
    if difference is None:
        return ()
    claims = tuple(
        Claim(value=value.text, citation=citation.number, published=citation.published)
        for value, citation in zip(difference.values, cited, strict=True)
    )
    return (Conflict(about=question.text, kind=difference.kind, claims=claims),)


def _sources(
    corpus: Corpus, short: str | None, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> int:
    """Count the independent articles that bear the answer out; copies count once."""
    agree = {sentence.article.id for sentence in chosen}
    said = set(terms(short or ""))
    if said and short not in _SETTLED:
        near = (e for e in evidence if e.score >= evidence[0].score - _AGREES)
        agree |= {e.article.id for e in near if said <= set(terms(e.text))}
    copies = corpus.copies
    return len({min([article_id, *copies.get(article_id, ())]) for article_id in agree})


def _text(
    sentences: Sequence[Sentence],
    citations: Sequence[Citation],
    lead: bool,
    warnings: Sequence[str],
) -> str:
    by_number = {citation.number: citation for citation in citations}
    lines = [sentences[0].text] if lead else []
    for sentence in sentences[1 if lead else 0 :]:
        citation = by_number[sentence.citations[0]]
        lines.append(f"{sentence.text} — {source_name(citation)} [{citation.number}]")
    return "\n".join([*lines, *warnings])
