"""What a quoted sentence leaves open: "next Thursday", "he", "the vice premier".

A quote stays verbatim; what its words mean is noted in brackets behind them, taken from the
text around it or from the article's date. A wrong note is worse than none, so one is given
only where the text leaves no choice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.answers import Gloss
from rag.dates import find_dates
from rag.spans import dateline, find_names
from rag.weekdays import REPORTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rag.dates import DateSpan

_MOST = 3
# A relative date that covers more days than this ("last year") is clear enough.
_MOST_DAYS = 31
_ABOUT = frozenset({"fromday", "ago"})
_HE = re.compile(r"\A(?:He|She)(?=\s)|(?<=[,”\"] )(?:he|she)(?=\s(?:said|says|added)\b)")
_FEMALE = re.compile(r"\b(?:Ms|Mrs|Miss|Queen|Princess|Lady|spokeswoman|chairwoman)\b")
_MALE = re.compile(r"\b(?:Mr|King|Prince|Lord|spokesman|chairman)\b")
_SPEAKS = re.compile(
    r"(?:, [^,;.]{3,70},)?,? (?:said|says|told|added|wrote|called|argued|warned|declined|denied|announced)\b"
)
_ROLE = re.compile(
    r"(?<!\w)(?P<role>[Tt]he (?:vice premier|premier|president|prime minister|vice president|"
    r"(?:trade|finance|foreign|interior|treasury|defen[cs]e|health|labou?r|energy) "
    r"(?:minister|secretary|chief)|treasury secretary|minister|secretary|chancellor|governor|"
    r"mayor|chief executive|chairman|chairwoman|spokesman|spokeswoman|negotiator|ambassador))"
    r"(?=[\s,.;](?!of\b|[A-Z]))"
)
_CONTEXT = 600
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")


def glosses(
    text: str, start: int, end: int, *, published: date | None, inferred: bool = False
) -> tuple[Gloss, ...]:
    """Note what words of one sentence of an article mean.

    Args:
        text: The article.
        start: Offset of the sentence.
        end: Offset after it.
        published: The article's day of publication, from which "Thursday" is counted.
        inferred: Whether that day is itself a guess; notes then say "about".

    Returns:
        At most three notes, in the order of the sentence.
    """
    quote = text[start:end]
    found = [
        *_days(quote, published, inferred=inferred),
        *_people(text, start, quote),
        *_roles(text, quote),
    ]
    apart: dict[int, Gloss] = {}
    for gloss in found:
        apart.setdefault(gloss.at, gloss)
    return tuple(sorted(apart.values(), key=lambda gloss: gloss.at)[:_MOST])


def _days(quote: str, published: date | None, *, inferred: bool) -> Iterator[Gloss]:
    line = dateline(quote)
    for span in find_dates(quote, published):
        if span.start < line or not span.first or not span.last or span.days > _MOST_DAYS:
            continue
        if _clear(span, quote, published):
            continue
        about = "about " if span.relative and (inferred or span.kind in _ABOUT) else ""
        yield Gloss(at=span.end, text=about + _spelt(span.first, span.last))


def _clear(span: DateSpan, quote: str, published: date | None) -> bool:
    """Whether a reader who sees the article's date needs no note.

    "March 15" is of the article's own year unless noted; "he said on Thursday" is the day
    of the report.
    """
    if span.relative:
        return REPORTED.search(quote[: span.start]) is not None
    said = quote[span.start : span.end]
    vague = (span.needs_gloss or span.kind == "month") and not re.search(r"\b\d{4}\b", said)
    return not vague or (published is not None and span.first.year == published.year)  # type: ignore[union-attr] # the caller has checked


def _spelt(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    if first.day == 1 and (last.year, last.month) == (first.year, first.month) and last.day > 27:  # noqa: PLR2004 - the last day of a month
        return f"{first:%Y-%m}"
    return f"{first.isoformat()} to {last.isoformat()}"


def _people(text: str, start: int, quote: str) -> Iterator[Gloss]:
    """Name the one who a first "he" or "she" is, where the sentences before leave no choice."""
    spoken = [m.span() for m in _QUOTED.finditer(quote)]
    for found in _HE.finditer(quote):
        if any(a <= found.start() < b for a, b in spoken):
            continue
        if any(s.kind == "person" for s in find_names(quote[: found.start()])):
            return
        name = _meant(text, start, female=found.group().casefold() == "she")
        if name:
            yield Gloss(at=found.end(), text=name)
        return


def _meant(text: str, start: int, *, female: bool) -> str | None:
    """Give the last person whom the sentence before speaks of, if only one can be meant."""
    before = text[max(0, start - _CONTEXT) : start].rstrip()
    # A heading between two paragraphs is no sentence.
    told = [line for line in before.splitlines() if re.search(r"[.!?][”\"’']?$", line.strip())]
    sentence = re.split(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])", told[-1].strip())[-1] if told else ""
    people = [s for s in find_names(sentence) if s.kind == "person"]
    names = list(dict.fromkeys(_surname(sentence[s.start : s.end]) for s in people))
    speaker = next((s for s in people if _SPEAKS.match(sentence, s.end)), None)
    if speaker is not None:
        names = [_surname(sentence[speaker.start : speaker.end])]
    if len(names) != 1:
        return None
    known = _full(text, names[0])
    other = _MALE if female else _FEMALE
    if any(other.search(text[max(0, m.start() - 12) : m.start()]) for m in _stands(text, names[0])):
        return None
    return known


def _roles(text: str, quote: str) -> Iterator[Gloss]:
    """Name the holder of "the vice premier" where the article gives that title to one alone."""
    for found in _ROLE.finditer(quote):
        role = found["role"][4:]
        after = re.match(r",? [A-Z]", quote[found.end() :])
        if after:
            continue
        named = re.findall(
            rf"(?i:\b{re.escape(role)}),? ((?:[A-Z][\w.’'-]+ ?){{2,3}})"
            rf"|(?<![\w.’'-])((?:[A-Z][\w.’'-]+ ){{1,2}}[A-Z][\w’'-]+), (?:the|[A-Z][\w’']+) (?i:{re.escape(role)})\b",
            text,
        )
        names = {(a or b).strip(" ,.") for a, b in named}
        if len({_surname(name) for name in names}) == 1:
            name = max(sorted(names), key=len)
            if _surname(name) not in quote:
                yield Gloss(at=found.end(), text=name)


def _surname(name: str) -> str:
    return re.sub(r"['’]s?$", "", name).split()[-1]


def _full(text: str, surname: str) -> str:
    """Give the fullest form in which an article names a person."""
    forms = {
        re.sub(r"['’]s?$", "", text[s.start : s.end])
        for s in find_names(text)
        if s.kind == "person" and _surname(text[s.start : s.end]) == surname
    }
    return max(sorted(forms), key=lambda form: len(form.split()), default=surname)


def _stands(text: str, name: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b{re.escape(name)}\b", text)
