"""Sources as HTML in which no text of an article can act."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from rag.brackets import set_apart
from ui.printing import harmless, one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag import Citation, Hit

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_LINK = re.compile(r"https?://[^\s<>\"'()]+")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_DAYS = re.compile(r"\b(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})\b")
_MARKS = frozenset("“\"„«‘'")
_WEEKS_FROM, _MONTHS_FROM, _YEARS_FROM = 14, 60, 730


class Dated(Protocol):
    """Whatever has a day of publication."""

    @property
    def published(self) -> date | None:
        """The day, if known."""

    @property
    def date_basis(self) -> str | None:
        """How that day is known."""


class Sourced(Dated, Protocol):
    """Whatever names its outlet too."""

    @property
    def outlet(self) -> str | None:
        """Who published it, if known."""


def inert(text: str) -> str:
    """Fold text to one line that neither HTML nor Markdown reads as its own.

    Every ASCII punctuation mark becomes a character reference, which both show as the mark
    itself and neither takes for a tag, a link or an image.
    """
    return _referred(one_line(text))


def inert_lines(text: str) -> str:
    """Do as `inert` does, and keep line ends: for text in an attribute or in `<pre>`."""
    return _referred(harmless(text)).replace("\n", "&#10;")


def _referred(text: str) -> str:
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found.group())};", text)


def attributes(**values: object) -> str:
    """Write `data-…` attributes; their values are inert."""
    return "".join(f' data-{name}="{inert(str(value))}"' for name, value in values.items())


def day_html(published: date | None) -> str:
    """Write a day as people do (12 Mar 2026), readable for programs too."""
    if published is None:
        return "undated"
    return f'<time datetime="{published.isoformat()}">{day_name(published)}</time>'


def day_name(published: date) -> str:
    """Write a day as people do: 12 Mar 2026."""
    return f"{published.day} {published:%b} {published.year}"


def age(published: date, today: date) -> str:
    """Say how long ago a day was; nothing for a day to come."""
    days = (today - published).days
    if days < 0:
        return ""
    if days <= 1:
        return ("today", "yesterday")[days]
    if days < _WEEKS_FROM:
        return f"{days} days ago"
    if days < _MONTHS_FROM:
        return f"{days // 7} weeks ago"
    if days < _YEARS_FROM:
        return f"{round(days / 30.44)} months ago"
    return f"{days // 365} years ago"


def source_html(thing: Sourced) -> str:
    """Give outlet, day and age of a source in one line."""
    parts = [f"<bdi>{inert(thing.outlet)}</bdi>" if thing.outlet else "", dated_html(thing)]
    return '<span class="dl-dot" aria-hidden="true">·</span>'.join(part for part in parts if part)


def dated_html(thing: Dated) -> str:
    """Give a day with how it is known and how long ago it was."""
    if thing.published is None:
        return "undated"
    inferred = (
        ' <span class="dl-inferred">inferred</span>' if thing.date_basis == "inferred" else ""
    )
    ago = age(thing.published, date.today())  # noqa: DTZ011 - the reader's own day
    ago = f' <span class="dl-age">({ago})</span>' if ago else ""
    return f"{day_html(thing.published)}{inferred}{ago}"


def quote_html(citation: Citation) -> str:
    """Give a quote with its glosses set apart: they are no words of the article."""
    parts, last = [], 0
    for gloss in citation.glosses:
        parts.append(inert_span(set_apart(citation.quote[last : gloss.at])))
        parts.append(f' <span class="dl-gloss">&#91;{inert(as_days(gloss.text))}&#93;</span>')
        last = gloss.at
    parts.append(inert_span(set_apart(citation.quote[last:])))
    told = "".join(parts)
    # Words that open with a quotation mark of their own need no second one.
    return told if citation.quote[:1] in _MARKS else f"“{told}”"


def as_days(text: str) -> str:
    """Write the days in a note of ours as people do: `about 15–16 Mar 2026`."""
    text = _DAYS.sub(lambda found: _span(found[1], found[2]), text)
    return _DAY.sub(lambda found: _span(found[0], found[0]), text)


def _span(first: str, last: str) -> str:
    try:
        begun, ended = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:  # no day of the calendar: left as it is
        return first if first == last else f"{first} to {last}"
    return days_name(begun, ended)


def days_name(first: date, last: date) -> str:
    """Write one day or several: `12 Mar 2026`, `15–16 Mar 2026`, `Nov 2025`."""
    if first == last:
        return day_name(first)
    month = (first.year, first.month) == (last.year, last.month)
    if month and first.day == 1 and (last + timedelta(days=1)).day == 1:
        return f"{first:%b} {first.year}"
    if month:
        return f"{first.day}–{day_name(last)}"
    begun = f"{first.day} {first:%b}" if first.year == last.year else day_name(first)
    return f"{begun} – {day_name(last)}"


def inert_span(text: str) -> str:
    """Do as `inert` does for a part of a line, whose outer spaces count."""
    front = " " if text[:1].isspace() else ""
    back = " " if text[-1:].isspace() and text.strip() else ""
    return f"{front}{inert(text)}{back}"


def link_html(url: str | None) -> str:
    """Give a link to an article's address, where it is one of the web."""
    if not url or not _LINK.fullmatch(url):
        return ""
    return (
        f'<a href="{inert(url)}" target="_blank" rel="noopener noreferrer nofollow">Original ↗</a>'
    )


def citation_card(citation: Citation, turn: int, mark: str = "") -> str:
    """Give a citation as a card that opens the reader at its quote."""
    title = inert(citation.title or citation.article_id)
    also = len(citation.also)
    carried = (
        f'<span class="dl-also">also carried by {also} other{"s" * (also != 1)}</span>'
        if also
        else ""
    )
    return (
        f'<li class="dl-card"><button type="button"'
        f"{attributes(act='open', turn=turn, number=citation.number)}"
        f' aria-label="Source {citation.number}, {title}: open the article at this quote">'
        f'<span class="dl-num" aria-hidden="true">{citation.number}</span>'
        f'<span class="dl-body"><q class="dl-quote">{quote_html(citation)}</q>'
        f'<span class="dl-title"><bdi>{title}</bdi></span>'
        f'<span class="dl-meta">{source_html(citation)}{carried}</span></span></button>{mark}</li>'
    )


def hit_card(hit: Hit, turn: int, place: int) -> str:
    """Give a passage as a card that opens the reader there."""
    title = inert(hit.title or hit.passage.article_id)
    return (
        f'<li class="dl-card dl-near"><button type="button"'
        f"{attributes(act='open', turn=turn, hit=place)}"
        f' aria-label="Passage of {title}: open the article there">'
        f'<span class="dl-body"><span class="dl-quote">{_referred(shortened(set_apart(hit.passage.text)))}</span>'
        f'<span class="dl-title"><bdi>{title}</bdi></span>'
        f'<span class="dl-meta">{source_html(hit)}</span></span></button></li>'
    )


def cards_html(cards: Sequence[str], label: str) -> str:
    """Give cards as a list; nothing where there are none."""
    if not cards:
        return ""
    return f'<ol class="dl-cards" aria-label="{inert(label)}">{"".join(cards)}</ol>'
