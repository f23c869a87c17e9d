"""The embedded answerer: quotes the sentence, or few sentences, that answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.answers import Answer, Citation, Claim, Conflict, Sentence
from rag.choosing import choose
from rag.citing import Citer, source_name
from rag.confidence import Contradiction
from rag.conflicts import differences
from rag.freshness import later_report
from rag.listing import listed_over
from rag.short import short_answer
from rag.verifying import Verifier
from rag.yesno import not_yet, planned, settle

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
# So many sentences may a list be gathered from; so sure, a bare answer may be worded otherwise.
_LISTED_FROM, _SURE = 6, 0.6
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
    first = evidence[0]
    if question.kind == "yesno" and planned(question, first.text):
        reason = "the nearest passage speaks of it as planned or possible, not as done"
        against = Contradiction(kind="not_done", evidence=first)
        return _corrected(citer, question, against, confidence, reason)
    before = len(citer.made)
    difference = differences(question, evidence)
    listing = None if difference else _listing(question, evidence)
    if difference:
        chosen = [value.evidence for value in difference.values]
    else:
        chosen = listing[1] if listing else choose(question, evidence)
    told = listing[0] if listing else None
    if not difference and not listing:
        told = _short(citer, question, chosen, confidence)
        if told and told not in _SETTLED:
            chosen = chosen[:1]  # it answers; more would only be near it
    cited = [citer.cite(sentence) for sentence in chosen]
    short = _borne_out(question, told, citer, cited)
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
    citer: Citer, question: Question, evidence: Sequence[Evidence], confidence: Confidence
) -> Answer:
    """Say that the articles do not answer, what is missing, and what they say instead."""
    lacking = ", ".join(f"“{word}”" for word in confidence.missing[:3])
    if not evidence:
        reason = "no article may be used"
    elif confidence.doubt:
        reason = confidence.doubt
    elif lacking:
        reason = f"nothing found says it; not met in the nearest passage: {lacking}"
    else:
        reason = "the nearest passages do not say it"
    against = confidence.contradicted
    if against is not None:
        return _corrected(citer, question, against, confidence, reason)
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


_CORRECTIONS = {
    "opposite": "The articles do not report that; they say the contrary.",
    "not_done": "The articles do not report that it has happened; they speak of it as to come.",
    "other_time": "The articles do not tell of that time; the nearest they tell is of another.",
    "other_speaker": "The articles do not report these words of theirs; they quote another.",
}


def _corrected(
    citer: Citer,
    question: Question,
    against: Contradiction,
    confidence: Confidence,
    reason: str,
) -> Answer:
    """Set right what a question supposes, with the sentence that says otherwise."""
    said = against.evidence
    citation = citer.cite(said)
    text = _CORRECTIONS[against.kind]
    if question.kind == "yesno" and against.kind == "not_done":
        told = not_yet(question, said.text, said.article.published)
        text = f"{told}." if told else text
    sentences = [_lead(text, [citation]), _quoted(citation)]
    return Answer(
        question=question.text,
        text=_text(sentences, [citation], True, ()),
        answered=False,
        sentences=tuple(sentences),
        citations=(citation,),
        confidence=confidence.value,
        reason=reason,
        answerer=ANSWERER,
    )


def _listing(question: Question, evidence: Sequence[Evidence]) -> tuple[str, list[Evidence]] | None:
    """Gather the items of a list over articles, with the sentences that name them."""
    if not question.many:
        return None
    near = [e for e in evidence[:_LISTED_FROM] if e.score >= evidence[0].score - _AGREES]
    for count in range(1, len(near) + 1):
        told = [(e.text, e.article.published, e.article.id) for e in near[:count]]
        items = listed_over(question, told)
        if items:
            places = sorted({item.evidence for item in items})
            return ", ".join(item.text for item in items), [near[place] for place in places]
    return None


def _short(
    citer: Citer, question: Question, chosen: Sequence[Evidence], confidence: Confidence
) -> str | None:
    if question.kind == "yesno":
        return settle(question, chosen) or "Not settled"
    if question.many:
        return None
    first = chosen[0]
    return short_answer(
        question,
        first.text,
        first.article.published,
        context=citer.before(first),
        sure=confidence.value >= _SURE,
    )


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
