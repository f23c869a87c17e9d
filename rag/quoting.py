"""The embedded answerer: quotes the sentence, or few sentences, that answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.answers import Answer, Citation, Claim, Conflict
from rag.choosing import choose
from rag.citing import Citer, source_name
from rag.confidence import Contradiction
from rag.conflicts import differences
from rag.dates import find_dates, spell
from rag.declining import corrected
from rag.expected import AMOUNTS
from rag.freshness import later_report, newer_value, newest_days
from rag.listing import listed_over
from rag.narrowing import may_be_there
from rag.short import short_answer
from rag.sides import either_or, sides, two_sided
from rag.spans import find_amounts
from rag.stating import AGREES, ANSWERER, independent, leading, quoted, worded
from rag.values import changed
from rag.verifying import Verifier
from rag.yesno import asks_of_now, not_yet, planned, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.confidence import Confidence
    from rag.conflicts import Difference
    from rag.evidence import Evidence
    from rag.questions import Question

# Outside of its quote, "[7]" would pass for a citation, and "<b>" for a tag.
_MARKED = re.compile(r"[\[\]<>]")
# So many sentences may a list be gathered from; so sure, a bare answer may be worded otherwise.
_LISTED_FROM, _SURE = 6, 0.6
# From these log-odds of the reader on its stretch is the bare answer; a long one is a quote.
_SURELY_SAID, _SURELY_ANSWERS = 1.5, 0.5
_MOST_SHORT, _MOST_OF_IT = 14, 0.6
_AROUND = " ,;:.–—"
_CLAUSES = re.compile(r"[;—–]|,?\s\b(?:while|whereas|but)\b")
_BEGINNING = 4  # letters that "China" and "Chinese" share


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
    first = newest_days(question, evidence[0], evidence)
    evidence = [first, *(e for e in evidence if e is not first)]
    if question.kind == "yesno" and planned(question, first.text):
        told = not_yet(question, first.text, first.article.published)
        if told is not None and asks_of_now(question):
            return tell(
                citer, question, Told(short=told, chosen=[first], confidence=confidence.value)
            )
        reason = "the nearest passage speaks of it as planned or possible, not as done"
        against = Contradiction(kind="not_done", evidence=first)
        return corrected(citer, question, against, confidence, reason)
    difference = differences(question, evidence, sure=confidence.value >= _SURE)
    short: str | None
    chosen: Sequence[Evidence]
    if difference:
        chosen = [value.evidence for value in difference.values]
        short = "; ".join(value.text for value in difference.values)
    else:
        short, chosen = _answering(citer, question, evidence, confidence)
    cited = [citer.cite(sentence) for sentence in chosen]
    lead = _spelled_out(difference, cited) if difference else (f"{short}." if short else None)
    sentences = [leading(lead, cited)] if lead else []
    # One sentence may give two of the values.
    quotes = list(dict.fromkeys(cited))
    sentences += [quoted(citation) for citation in quotes]
    later = None
    if not difference:
        later = later_report(question, chosen[0], evidence)
        later = later or newer_value(question, chosen[0], evidence)
    warnings = []
    if later is not None and later not in chosen:
        newer = citer.cite(later)
        quotes.append(newer)
        sentences.append(quoted(newer))
        warnings.append(
            f"A later article ({source_name(newer)}) tells of it anew [{newer.number}]."
        )
    return Answer(
        question=question.text,
        text=worded(sentences, quotes, warnings),
        answered=True,
        short=short,
        sentences=tuple(sentences),
        citations=tuple(quotes),
        confidence=confidence.value,
        answerer=ANSWERER,
        conflicts=_conflicts(question, difference, cited),
        sources=independent(citer.corpus, None if difference else short, chosen, evidence),
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
    cited = [citer.cite(sentence) for sentence in told.chosen]
    sentences = [leading(f"{told.short}.", cited), *map(quoted, cited)]
    return Answer(
        question=question.text,
        text=worded(sentences, cited),
        answered=True,
        short=told.short,
        sentences=tuple(sentences),
        citations=tuple(cited),
        confidence=told.confidence,
        answerer=ANSWERER,
        sources=independent(citer.corpus, None, told.chosen, told.chosen),
    )


def _answering(
    citer: Citer, question: Question, evidence: Sequence[Evidence], confidence: Confidence
) -> tuple[str | None, Sequence[Evidence]]:
    """Give the bare answer, where one can be told, and the sentences to quote.

    A sentence from which it can be told is quoted alone: more would only be near it.
    """
    listing = _listing(question, evidence)
    if listing is not None:
        return _borne_out(citer, *listing), listing[1]
    chosen = choose(question, evidence)
    if question.kind == "yesno":
        return _settled(question, chosen, evidence)
    if two_sided(question.text):
        return None, sides(question, evidence)
    if question.many:
        return None, chosen
    first = chosen[0]
    short = short_answer(
        question,
        first.text,
        first.article.published,
        context=citer.before(first),
        sure=confidence.value >= _SURE,
    )
    if short is None or _read_otherwise(question, first, short):
        short = _read_out(question, first)
    # "From 418 to 202" answers "how much did it fall" with neither of the two alone.
    of_two = question.kind in AMOUNTS and changed(first.text)
    if short and (of_two or _of_another(question, first.text, short)):
        short = None
    short = _borne_out(citer, short, chosen[:1])
    return short, chosen[:1] if short else chosen


def _settled(
    question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[str | None, Sequence[Evidence]]:
    """Settle a yes/no question; where that cannot be, quote what tells the other side too."""
    if either_or(question.text):
        return None, sides(question, evidence)
    verdict = settle(question, chosen)
    if verdict is not None and not two_sided(question.text):
        return verdict, chosen
    told = sides(question, evidence)
    return (verdict if verdict and len(told) == 1 else "Not settled"), told


def _of_another(question: Question, text: str, short: str) -> bool:
    """Whether an amount stands in a clause that names none of those asked about, beside one that does.

    "We impose 145% on China, while its tariff on our goods is 125%": of Chinese goods, 145%.
    """
    if question.kind not in AMOUNTS:
        return False
    named = {question.text[a:b].casefold()[:_BEGINNING] for a, b in question.names}
    told = [c.casefold() for c in _CLAUSES.split(text) if find_amounts(c)]
    with_names = [any(name in clause for name in named) for clause in told]
    mine = [
        names for names, clause in zip(with_names, told, strict=True) if short.casefold() in clause
    ]
    return any(with_names) and bool(mine) and not any(mine)


def _read_otherwise(question: Question, sentence: Evidence, short: str) -> bool:
    """Whether the reader takes another amount of the sentence for the answer."""
    read = sentence.reading
    if read is None or question.kind not in AMOUNTS:
        return False
    told = sentence.text[read.start : read.end]
    return bool(find_amounts(told)) and not set(terms(told)) & set(terms(short))


def _read_out(question: Question, sentence: Evidence) -> str | None:
    """Give the stretch of a sentence that the reader takes for the answer, where it is sure."""
    read = sentence.reading
    if read is None or read.said < _SURELY_SAID or read.answers < _SURELY_ANSWERS:
        return None
    if question.kind == "date":
        return _day_read_out(sentence, read.start, read.end)
    if question.kind == "place" and not may_be_there(
        question, sentence.text, (read.start, read.end)
    ):
        return None
    told = sentence.text[read.start : read.end].strip(_AROUND)
    whole = len(told.split()) > min(_MOST_SHORT, _MOST_OF_IT * len(sentence.text.split()))
    return None if whole or not told else told[0].upper() + told[1:]


def _day_read_out(sentence: Evidence, start: int, end: int) -> str | None:
    """Give the day that a stretch of a sentence names, in full."""
    for span in find_dates(sentence.text, sentence.article.published):
        if span.start < end and span.end > start and span.first and span.last:
            return spell(span.first, span.last)
    return None


def _listing(question: Question, evidence: Sequence[Evidence]) -> tuple[str, list[Evidence]] | None:
    """Gather the items of a list over articles, with the sentences that name them."""
    if not question.many:
        return None
    near = [e for e in evidence[:_LISTED_FROM] if e.score >= evidence[0].score - AGREES]
    for count in range(1, len(near) + 1):
        told = [(e.text, e.article.published, e.article.id) for e in near[:count]]
        items = listed_over(question, told)
        if items:
            places = sorted({item.evidence for item in items})
            return ", ".join(item.text for item in items), [near[place] for place in places]
    return None


def _borne_out(citer: Citer, short: str | None, chosen: Sequence[Evidence]) -> str | None:
    """Give the bare answer, or None where its sentences do not bear it out."""
    if short is None or _MARKED.search(short):
        return None
    verdict = Verifier().verify(f"{short}.", [citer.source(sentence) for sentence in chosen])
    return None if verdict.support == "unsupported" else short


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
