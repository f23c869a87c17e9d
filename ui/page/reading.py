"""The reader: a whole article with the cited sentences marked."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ui.cards import inert, inert_span, link_html, source_html
from ui.page.session import Place, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index import Article
    from rag import Answer
    from rag.timeline import Timeline

# A longer article is shown around the place: a browser lays megabytes out for seconds.
MOST_CHARACTERS = 120_000


def of_answer(answer: Answer, *, number: int | None = None, hit: int | None = None) -> Reading:
    """Give the places of an answer's citations, or of the passages nearest to a question."""
    if hit is not None:
        places = [
            Place(article_id=h.passage.article_id, start=h.passage.start, end=h.passage.end)
            for h in answer.hits
        ]
        return Reading(places=tuple(places), at=min(max(hit, 0), max(len(places) - 1, 0)))
    cited = answer.citations
    places = [
        Place(article_id=c.article_id, start=c.start, end=c.end, number=c.number) for c in cited
    ]
    at = next((i for i, citation in enumerate(cited) if citation.number == number), 0)
    return Reading(places=tuple(places), at=at)


def of_timeline(timeline: Timeline, event: int, citation: int) -> Reading:
    """Give the places of all events' citations."""
    places: list[Place] = []
    at = 0
    for i, told in enumerate(timeline.events):
        for j, cited in enumerate(told.citations):
            if (i, j) == (event, citation):
                at = len(places)
            places.append(Place(article_id=cited.article_id, start=cited.start, end=cited.end))
    return Reading(places=tuple(places), at=at)


def reader_html(article: Article | None, reading: Reading) -> str:
    """Give an article with its places marked; the one that was asked for is the current one."""
    place = reading.places[reading.at]
    if article is None:
        return _panel(
            '<p class="dl-say">This article is no longer in the store.</p>', reading, "No article"
        )
    title = inert(article.title or article.id)
    byline = f"<bdi>{inert(article.author)}</bdi>" if article.author else ""
    note = (
        f'<p class="dl-datenote">How the date is known: {inert(article.date_note)}</p>'
        if article.date_note
        else ""
    )
    head = (
        f'<h2 class="dl-headline" id="dl-reader-title"><bdi>{title}</bdi></h2>'
        f'<p class="dl-meta">{source_html(article)} {byline} {link_html(article.url)}</p>{note}'
    )
    same = [p for p in reading.places if p.article_id == article.id and p.end > p.start]
    return _panel(f'{head}<div class="dl-text">{_marked(article.text, same, place)}</div>', reading)


def _panel(inner: str, reading: Reading, label: str = "") -> str:
    count = len(reading.places)
    steps = (
        '<span class="dl-steps"><button type="button" data-act="step" data-by="-1" '
        'aria-label="Previous citation">←</button>'
        f'<span role="status">{reading.at + 1} of {count}</span>'
        '<button type="button" data-act="step" data-by="1" aria-label="Next citation">→</button>'
        "</span>"
        if count > 1
        else "<span></span>"
    )
    named = f'aria-label="{inert(label)}"' if label else 'aria-labelledby="dl-reader-title"'
    return (
        f'<div class="dl-reader" role="dialog" {named} tabindex="-1">'
        f'<div class="dl-reader-bar">{steps}<button type="button" class="dl-close" '
        'data-act="close" aria-label="Close the article">✕</button></div>'
        f'<div class="dl-reader-body" tabindex="0" role="region" aria-label="Article">{inner}</div></div>'
    )


def _marked(text: str, places: Sequence[Place], current: Place) -> str:
    """Give an article's paragraphs, the places in `<mark>`."""
    first, last = _shown(len(text), current)
    parts = ['<p class="dl-cut">The article begins earlier …</p>'] if first else []
    parts += [
        f"<p>{''.join(_stretches(text, start, end, places, current))}</p>"
        for start, end in _paragraphs(text, first, last)
    ]
    if last < len(text):
        parts.append('<p class="dl-cut">… and goes on.</p>')
    return "".join(parts)


def _shown(size: int, current: Place) -> tuple[int, int]:
    if size <= MOST_CHARACTERS:
        return 0, size
    first = max(0, min(current.start - MOST_CHARACTERS // 2, size - MOST_CHARACTERS))
    return first, first + MOST_CHARACTERS


def _paragraphs(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    while start < last:
        end = text.find("\n", start, last)
        end = last if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1


def _stretches(
    text: str, start: int, end: int, places: Sequence[Place], current: Place
) -> Iterator[str]:
    """Cut a paragraph where marks begin and end; overlapping marks become one."""
    cuts = {start, end}
    for place in places:
        cuts |= {cut for cut in (place.start, place.end) if start < cut < end}
    edges = sorted(cuts)
    for low, high in pairwise(edges):
        words = inert_span(text[low:high])
        over = [p for p in places if p.start < high and p.end > low]
        if not over or not words.strip():
            yield words
            continue
        now = current in over
        numbers = sorted({p.number for p in over if p.number is not None})
        label = f' title="Source {", ".join(map(str, numbers))}"' if numbers else ""
        yield f"<mark{' class=dl-now' if now else ''}{label}>{words}</mark>"
