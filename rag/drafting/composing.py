"""Make the answer of the sentences that passed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.lexical import terms
from rag.answers import Sentence
from rag.sides import two_sided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.answers import Answer, Citation, Conflict, Spent

_YES_NO = re.compile(r"(yes|no)\b", re.IGNORECASE)


def contradicts(
    sentences: Sequence[Sentence], cited: Sequence[Citation], plain: Answer
) -> str | None:
    """Say how a draft falls behind the quoted answer, if it does.

    Every sentence of it may be true, and the whole still mislead: where sources differ it
    must give each value, if any, it may not say no where the quotes say yes, and of a
    question with two sides it must rest on what the quotes rest on.

    Args:
        sentences: The sentences that passed.
        cited: What may be cited, theirs among it.
        plain: The quoted answer.
    """
    said = " ".join(sentence.text for sentence in sentences)
    there = set(terms(said))
    for conflict in plain.conflicts:
        given = [set(terms(claim.value)) <= there for claim in conflict.claims]
        if any(given) and not all(given):
            return "it leaves out that the articles differ"
    if len(plain.citations) > 1 and two_sided(plain.question):
        numbers = {number for sentence in sentences for number in sentence.citations}
        rests_on = {(c.article_id, c.start) for c in cited if c.number in numbers}
        if any((c.article_id, c.start) not in rests_on for c in plain.citations):
            return "it leaves out one side"
    told = _YES_NO.match(said)
    if told and plain.short in ("Yes", "No") and told[1].casefold() != plain.short.casefold():
        return f"it says {told[1].casefold()} where the quotes say {plain.short.casefold()}"
    return None


def compose(  # noqa: PLR0913 - what an answer is made of
    plain: Answer,
    sentences: Sequence[Sentence],
    *,
    citations: Sequence[Citation],
    answerer: str,
    warnings: tuple[str, ...],
    usage: Spent,
    yes_no: bool,
) -> Answer:
    """Make an answer.

    Args:
        plain: The quoted answer, whose short answer is kept where the draft says it, too.
        sentences: The sentences that passed, in order.
        citations: What may be cited; those that are, are kept.
        answerer: The model's name.
        warnings: What the reader should know besides.
        usage: What the model's calls took.
        yes_no: Whether yes or no is asked for, which then comes first.
    """
    said = list(sentences)
    if yes_no and plain.short and not _YES_NO.match(said[0].text):
        lead = Sentence(text=f"{plain.short}.", citations=said[0].citations, support="supported")
        said.insert(0, lead)
    whole = " ".join(sentence.text for sentence in said)
    short = plain.short if plain.short and set(terms(plain.short)) <= set(terms(whole)) else None
    numbers = {number for sentence in said for number in sentence.citations}
    cited = tuple(citation for citation in citations if citation.number in numbers)
    text = " ".join(_marked(sentence) for sentence in said)
    return replace(
        plain,
        text="\n".join([text, *warnings]),
        answered=True,
        reason=None,
        short=short,
        sentences=tuple(said),
        citations=cited,
        answerer=answerer,
        conflicts=_renumbered(plain, cited),
        sources=len({citation.article_id for citation in cited}),
        warnings=warnings,
        usage=usage,
    )


def declined(plain: Answer, *, answerer: str, warnings: tuple[str, ...], usage: Spent) -> Answer:
    """Say that the articles do not answer, because the model does not find it there either."""
    return replace(
        plain,
        text="The articles do not say. The nearest passages are listed below.",
        answered=False,
        short=None,
        sentences=(),
        citations=(),
        conflicts=(),
        sources=0,
        reason="the model does not find the answer in the nearest passages",
        answerer=answerer,
        warnings=warnings,
        usage=usage,
    )


def _marked(sentence: Sentence) -> str:
    return f"{sentence.text} {''.join(f'[{number}]' for number in sentence.citations)}"


def _renumbered(plain: Answer, cited: Sequence[Citation]) -> tuple[Conflict, ...]:
    """Point each value of a conflict to the draft's own citation of it."""
    found = []
    for conflict in plain.conflicts:
        claims = []
        for claim in conflict.claims:
            value = set(terms(claim.value))
            old = next((c for c in plain.citations if c.number == claim.citation), None)
            own = [c for c in cited if value <= set(terms(c.quote))]
            best = [c for c in own if old is not None and c.article_id == old.article_id] or own
            if best:
                claims.append(replace(claim, citation=best[0].number))
        if len(claims) == len(conflict.claims):
            found.append(replace(conflict, claims=tuple(claims)))
    return tuple(found)
