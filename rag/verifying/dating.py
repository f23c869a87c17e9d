"""Check: every date of a sentence is one that its quotes mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.dates import spell
from rag.verifying.verdicts import Finding
from rag.weekdays import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.dates import DateSpan
    from rag.verifying.reading import Evidence, Reading

_WEEKDAY = re.compile(DAY, re.IGNORECASE)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = 7
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_NEAR = ("near",)


def check_dates(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find the dates that no quote means, and weekdays that are not those of their date."""
    held = [(quote, d) for quote in evidence.quotes for d in quote.dates]
    around = [(c, d) for c in evidence.contexts for d in c.dates]
    for said in sentence.dates:
        if any(_meets(sentence, said, quote, d) for quote, d in held):
            continue
        if _spelt(sentence, said, evidence) or (said.kind in _NEAR and not held):
            continue
        if not held and (
            any(_meets(sentence, said, c, d) for c, d in around) or _on_publication(said, evidence)
        ):
            continue
        yield Finding(check="date", reason=_missing(sentence, said, held))
    yield from _months(sentence, evidence)


def _months(sentence: Reading, evidence: Evidence) -> Iterator[Finding]:
    """Find months that are no date of their own: "the Act of March 1733"."""
    held = {t.norm[:3] for quote in evidence.quotes for t in quote.tokens}
    for token in sentence.tokens:
        dated = any(d.start <= token.start < d.end for d in sentence.dates)
        month = token.capital and token.norm in _MONTHS and not token.initial
        if month and not dated and token.norm[:3] not in held:
            yield Finding(check="date", reason=f"the quote does not say “{token.text}”")


def _missing(sentence: Reading, said: DateSpan, held: Sequence[tuple[Reading, DateSpan]]) -> str:
    words = sentence.text[said.start : said.end]
    if not held:
        return f"the quote does not give the date “{words}”"
    quote, nearest = min(held, key=lambda pair: pair[1].kind != said.kind)
    shown = quote.text[nearest.start : nearest.end]
    meant = spell(nearest.first, nearest.last) if nearest.first and nearest.last else ""
    gloss = f" ({meant})" if meant and nearest.relative else ""
    return f"the quote says “{shown}”{gloss}, not “{words}”"


def _meets(sentence: Reading, said: DateSpan, quote: Reading, held: DateSpan) -> bool:
    words = sentence.text[said.start : said.end]
    shown = quote.text[held.start : held.end]
    if words.casefold() == shown.casefold():
        return True
    days = _WEEKDAY.findall(words)
    if days and said.kind == "days":
        return _weekdays(days, shown, held)
    if said.first is None or said.last is None or held.first is None or held.last is None:
        return _alike(words, shown)
    if said.first <= held.first and held.last <= said.last:
        return True
    # Whether "Thursday" was the last one or the coming one is a guess.
    bare = held.kind == "days" and said.days == held.days
    return bare and abs((said.first - held.first).days) == _WEEK


def _weekdays(days: Sequence[str], shown: str, held: DateSpan) -> bool:
    named = {d.casefold() for d in _WEEKDAY.findall(shown)}
    if named:
        return {d.casefold() for d in days} <= named
    if held.first and held.first == held.last:
        return all(d.casefold() == _NAMES[held.first.weekday()].casefold() for d in days)
    return False


def _alike(words: str, shown: str) -> bool:
    """Whether two dates that cannot be resolved share day, month and year, as far as given."""
    one, other = _parts(words), _parts(shown)
    return bool(one) and one <= other


def _parts(words: str) -> set[str]:
    return {w[:3].casefold() if w.isalpha() else w for w in re.findall(r"\d+|[A-Za-z]{3,}", words)}


def _spelt(sentence: Reading, said: DateSpan, evidence: Evidence) -> bool:
    """Whether a bare year or month stands in a quote as a word: "the 2024 budget"."""
    words = [
        t.norm
        for t in sentence.tokens
        if said.start <= t.start < said.end and (t.text[0].isdigit() or t.capital)
    ]
    return said.kind in ("year", "month") and all(
        any(word == token.norm for quote in evidence.quotes for token in quote.tokens)
        for word in words
    )


def _on_publication(said: DateSpan, evidence: Evidence) -> bool:
    return any(
        said.first and said.last and q.published and said.first <= q.published <= said.last
        for q in evidence.quotes
    )
